"""The views for people who write SQL: figures and their pivots, coverage, findings.

They show current revisions only, and a sum over missing figures is null, never 0. Views hold no data, so
no migration contains them: ``archive.migration`` drops them before any migration and makes them again, from
here, when the schema stands at its newest revision. Whoever changes a view or the codebook adds a revision
(it may be empty), so that archives in use get the change; a test compares ``fingerprint()`` with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from archive.codebook import codebook
from archive.comments import comments
from archive.divisions import digest as digest_of_divisions
from archive.due import DueRule, due_rules
from archive.figure_views import CURRENT, figure_view, figures_view, pivot_view, wide_view

_PIVOTED = {"applications": "outcome", "disclosure": "item", "review": "route"}

#: A finding stands as long as its revision is the current one, or its neighbouring years say it. That a body
#: could not be resolved (the other findings of its rule name two bodies) is settled where people said whose
#: the name is.
_FINDINGS = """
SELECT n.id, n.fingerprint, b.name AS body, b.division_code, r.year, n.rule, n.severity, n.message,
       n.figures, n.expected, n.actual, n.report_id IS NOT NULL AS between_years,
       COALESCE(v.verdict, CASE WHEN h.id IS NOT NULL THEN 'dismissed' END) AS verdict,
       COALESCE(v.note, h.note) AS note, COALESCE(v.who, h.who) AS who, COALESCE(v.at, h.at) AS at,
       o.name AS portal, d.url, r.id AS report_id, r.body_id
  FROM finding n
  LEFT JOIN revision f ON f.id = n.revision_id
  LEFT JOIN report r ON r.id = COALESCE(n.report_id, f.report_id)
  LEFT JOIN revision c ON c.id = r.current_revision_id
  LEFT JOIN document d ON d.id = COALESCE(n.document_id, c.document_id)
  LEFT JOIN body b ON b.id = r.body_id
  LEFT JOIN portal o ON o.id = r.portal_id
  LEFT JOIN verdict v ON v.verdict <> 'undone'
        AND v.id = (SELECT MAX(w.id) FROM verdict w WHERE w.fingerprint = n.fingerprint)
  LEFT JOIN report_name m ON m.report_id = r.id AND m.position = 1
        AND n.rule = 'identity.body' AND (n.expected IS NULL OR n.actual IS NULL)
  LEFT JOIN body_change h ON h.id = m.change_id
 WHERE n.revision_id IS NULL OR n.revision_id = r.current_revision_id
"""

#: Whether a report stands at its portal.
_STANDS = """CASE (SELECT w.kind FROM standing w WHERE w.report_id = r.id ORDER BY w.id DESC LIMIT 1)
            WHEN 'withdrawn' THEN 'withdrawn' ELSE 'archived' END"""


def view_statements(dialect: str) -> dict[str, str]:
    """The SELECT of every view by its name; ``dialect`` is ``sqlite`` or ``postgresql``."""
    pivots = {table: pivot_view(table, heading) for table, heading in _PIVOTED.items()}
    return {
        "figure": figure_view(dialect),
        "figures": figures_view(),
        **pivots,
        "reports_wide": wide_view(),
        "coverage": _coverage(dialect),
        "findings": _FINDINGS,
    }


def fingerprint() -> str:
    """A short hash of views, codebook, division table and comments: changes when one of them does."""
    views = [view_statements("sqlite"), view_statements("postgresql")]
    text = repr([*views, codebook(), digest_of_divisions(), comments()])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _coverage(dialect: str) -> str:
    """The ledger as it stands now: expectations, reports that none expected, pages that are nobody's.

    What is told by the reports themselves is true at any time; the rest was judged after the last crawl, and
    a day that has passed since then makes ``due`` of ``not_due``.
    """
    due, today = _due(dialect), "CURRENT_DATE"
    return f"""
SELECT b.name AS body, b.division_code, e.year,
       CASE WHEN r.id IS NOT NULL THEN {_STANDS}
            WHEN e.state = 'not_due' AND e.due < {today} THEN 'due' ELSE e.state END AS state,
       e.due, COALESCE(r.published_on, p.listed_on) AS published_on, b.kind, o.name AS portal,
       CASE WHEN r.id IS NOT NULL AND e.state IN ('archived', 'withdrawn') THEN e.reason
            WHEN r.id IS NULL THEN e.reason END AS reason,
       p.url, e.looked_at, e.changed_at
  FROM expectation e
  JOIN body b ON b.id = e.body_id
  JOIN portal o ON o.id = e.portal_id
  LEFT JOIN report r ON r.body_id = e.body_id AND r.year = e.year AND r.current_revision_id IS NOT NULL
  LEFT JOIN page p ON p.id = e.page_id
 WHERE r.id IS NOT NULL OR e.state NOT IN ('archived', 'withdrawn')
UNION ALL
SELECT b.name, b.division_code, r.year, {_STANDS}, {due}, r.published_on, b.kind, o.name, NULL, NULL,
       NULL, NULL
{CURRENT}
  LEFT JOIN portal o ON o.id = r.portal_id
 WHERE NOT EXISTS (SELECT 1 FROM expectation e WHERE e.body_id = r.body_id AND e.year = r.year)
UNION ALL
SELECT COALESCE(p.unit, p.title), NULL, p.year,
       CASE p.state WHEN 'unreadable' THEN 'unreadable' ELSE 'found' END, NULL,
       p.listed_on, NULL, o.name, p.reason, p.url, NULL, NULL
  FROM page p
  JOIN portal o ON o.id = p.portal_id
 WHERE p.state IN ('listed', 'unreadable', 'failed')
   AND NOT EXISTS (SELECT 1 FROM expectation e WHERE e.body_id = p.body_id AND e.year = p.about_year)
"""


def _due(dialect: str) -> str:
    text = f"CASE {' '.join(_due_case(rule) for rule in due_rules())} END"
    return f"CAST({text} AS DATE)" if dialect == "postgresql" else text


def _due_case(rule: DueRule) -> str:
    kinds = ", ".join(f"'{kind}'" for kind in rule.kinds)
    also = f" AND b.kind IN ({kinds})" if kinds else ""
    day = f"CAST(r.year + 1 AS TEXT) || '-{rule.month:02}-{rule.day:02}'"
    return f"WHEN r.year BETWEEN {rule.first_year} AND {rule.last_year}{also} THEN {day}"


def create_statements(dialect: str) -> Iterator[str]:
    """``CREATE VIEW`` for every view."""
    for name, select in view_statements(dialect).items():
        yield f"CREATE VIEW {name} AS {select}"


def drop_statements(there: Iterable[str]) -> Iterator[str]:
    """``DROP VIEW`` for every view that is there, those first that rest on others."""
    for name in reversed(view_statements("sqlite")):
        if name in there:
            yield f"DROP VIEW {name}"
