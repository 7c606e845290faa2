"""The views for people who write SQL: figures and their pivots, coverage, findings.

They show current revisions only, and a sum over missing figures is null, never 0. Views hold no data, so
no migration contains them: ``archive.migration`` drops them before any migration and makes them again, from
here, when the schema stands at its newest revision. Whoever changes a view or the codebook adds a revision
(it may be empty), so that archives in use get the change; a test compares ``fingerprint()`` with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from archive.codebook import CodebookEntry, codebook
from archive.divisions import digest as digest_of_divisions
from archive.due import DueRule, due_rules

_WIDE_LAYOUT = "2021"
_PIVOTED = {"applications": "outcome", "disclosure": "item", "review": "route"}

_CURRENT = """
  FROM report r
  JOIN body b ON b.id = r.body_id
"""

_FIGURES = f"""
SELECT b.name AS body, b.division_code, r.year, c.figure, f.value, f.state, f.raw,
       c.label_zh AS label, c.unit, f.place, r.layout, b.kind, r.body_id, r.id AS report_id, f.figure_id
{_CURRENT}
  JOIN figure f ON f.revision_id = r.current_revision_id
  JOIN codebook c ON c.figure_id = f.figure_id
"""


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


def view_statements(dialect: str) -> dict[str, str]:
    """The SELECT of every view by its name; ``dialect`` is ``sqlite`` or ``postgresql``."""
    pivots = {table: _pivot(table, heading) for table, heading in _PIVOTED.items()}
    return {
        "figures": _FIGURES,
        **pivots,
        "reports_wide": _wide(),
        "coverage": _coverage(dialect),
        "findings": _FINDINGS,
    }


def fingerprint() -> str:
    """A short hash of views, codebook and division table: changes exactly when one of them does."""
    views = [view_statements("sqlite"), view_statements("postgresql")]
    text = repr([*views, codebook(), digest_of_divisions()])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _entries(table: str) -> list[CodebookEntry]:
    return [entry for entry in codebook() if entry.table == table]


def _pivot(table: str, heading: str) -> str:
    """A row per report and row of the form, a column per column of the form."""
    columns = dict.fromkeys(entry.column for entry in _entries(table))
    cells = ",\n       ".join(
        f"MAX(CASE WHEN c.column_name = '{name}' THEN f.value END) AS {name}" for name in columns
    )
    return f"""
SELECT b.name AS body, b.division_code, r.year, c.row_name AS {heading},
       {cells},
       r.layout, r.id AS report_id
{_CURRENT}
  JOIN figure f ON f.revision_id = r.current_revision_id
  JOIN codebook c ON c.figure_id = f.figure_id AND c.table_name = '{table}'
 GROUP BY r.id, b.name, b.division_code, r.year, r.layout, c.row_name
"""


def wide_columns() -> dict[str, int]:
    """The columns of ``reports_wide`` and the figure that each one holds."""
    entries = (entry for entry in codebook() if _WIDE_LAYOUT in entry.layouts)
    return {entry.figure.replace(".", "_"): entry.number for entry in entries}


def _wide() -> str:
    """A look-up per column: a query pays only for the columns that it names."""
    cells = ",\n       ".join(
        f"(SELECT value FROM figure f WHERE f.revision_id = r.current_revision_id"
        f" AND f.figure_id = {number}) AS {name}"
        for name, number in wide_columns().items()
    )
    return f"""
SELECT r.id AS report_id, b.name AS body, b.division_code, b.kind, r.year, r.layout, r.title, r.published_on,
       {cells}
{_CURRENT}
"""


def _coverage(dialect: str) -> str:
    """What is there: archived reports, and listed pages that are no report yet."""
    due = _due(dialect)
    return f"""
SELECT b.name AS body, b.division_code, r.year, 'archived' AS state, {due} AS due,
       r.published_on, b.kind, o.name AS portal, NULL AS reason, NULL AS url
{_CURRENT}
  LEFT JOIN portal o ON o.id = r.portal_id
UNION ALL
SELECT COALESCE(p.unit, p.title), NULL, p.year,
       CASE p.state WHEN 'unreadable' THEN 'unreadable' ELSE 'found' END, NULL,
       p.listed_on, NULL, o.name, p.reason, p.url
  FROM page p
  JOIN portal o ON o.id = p.portal_id
 WHERE p.state IN ('listed', 'unreadable', 'failed')
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


def drop_statements() -> Iterator[str]:
    """``DROP VIEW`` for every view, whether or not it is there."""
    for name in view_statements("sqlite"):
        yield f"DROP VIEW IF EXISTS {name}"
