"""The findings that stand, and what people have decided about them.

A finding's ID is the beginning of its fingerprint (``archive.fingerprints``); any beginning that fits one
finding alone will do for it. A verdict goes by the fingerprint: it holds for the same finding in every later
revision, and is kept when the finding goes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Select,
    String,
    and_,
    column,
    insert,
    select,
    table,
)

from archive.contents import finding_object
from archive.errors import FindingAmbiguous, NotInArchive
from archive.fingerprints import SHORT
from archive.models import Finding, Report, Verdict
from archive.session import write
from archive.types import FigureKeys, Utc

#: Confirmed: the report is wrong there. Dismissed: nothing is. Undone: the verdict before is taken back.
Decision = Literal["confirmed", "dismissed", "undone"]

_ID = re.compile(r"[0-9a-f]{1,32}")
_NAMED = 5
_TEXTS = ("fingerprint", "body", "rule", "severity", "message", "expected", "actual", "portal", "url")
_VIEW = table(
    "findings",
    column("id", Integer),
    *(column(name, String) for name in _TEXTS),
    column("figures", FigureKeys),
    column("year", Integer),
    column("report_id", Integer),
    column("between_years", Boolean),
    column("verdict", String),
    column("note", String),
    column("who", String),
    column("at", Utc),
)


def findings(  # noqa: PLR0913  # filters, by name
    engine: Engine,
    *,
    portal: str | None = None,
    years: tuple[int, int] | None = None,
    rule: str | None = None,
    dismissed: bool = False,
    body_id: int | None = None,
) -> list[dict[str, Any]]:
    """The findings of all reports as they stand, and of documents that no report could be made of.

    ``years`` is the first and the last; ``rule`` is a rule or the part before a dot (``applications``).
    Those that a person has dismissed are left out unless ``dismissed``.
    """
    seen = _VIEW.c
    query = select(_VIEW).order_by(seen.portal, seen.body, seen.year, seen.id)
    if portal:
        query = query.where(seen.portal == portal)
    if body_id is not None:
        query = query.where(seen.body_id == body_id)
    if years:
        query = query.where(seen.year.between(*years))
    if rule:
        query = query.where((seen.rule == rule) | seen.rule.startswith(f"{rule}.", autoescape=True))
    if not dismissed:
        query = query.where(seen.verdict.is_distinct_from("dismissed"))
    with engine.connect() as connection:
        return [_placed(row) for row in connection.execute(query)]


def findings_of_report(connection: Connection, report_id: int) -> list[dict[str, Any]]:
    """The findings of one report: its revision's own, then those against the year before.

    Each is as its document has it, with ``verdict`` added where a person has decided about it.
    """
    current = select(Report.current_revision_id).where(Report.id == report_id).scalar_subquery()
    own = select(Finding.id).where((Finding.report_id == report_id) | (Finding.revision_id == current))
    query = select(_VIEW).where(_VIEW.c.id.in_(own)).order_by(_VIEW.c.between_years, _VIEW.c.id)
    return [_with_verdict(row) for row in connection.execute(query)]


def _with_verdict(row: Any) -> dict[str, Any]:
    finding = finding_object(row)
    return {**finding, "verdict": _verdict(row)} if row.verdict else finding


def _placed(row: Any) -> dict[str, Any]:
    place = {"portal": row.portal, "body": row.body, "year": row.year, "url": row.url}
    return {"id": row.fingerprint[:SHORT], **place, **finding_object(row), "verdict": _verdict(row)}


def _verdict(row: Any) -> dict[str, str] | None:
    if row.verdict is None:
        return None
    return {"verdict": row.verdict, "note": row.note, "who": row.who, "at": row.at.isoformat()}


def decide(engine: Engine, asked: str, decision: Decision, *, note: str, who: str) -> list[dict[str, Any]]:
    """Record what a person has decided about the finding with this ID; gives the finding as it now stands.

    ``note`` says why, ``who`` decides. Raises NotInArchive if no finding has the ID (``undone``: if no
    verdict stands there), FindingAmbiguous if several have.
    """
    prefix = asked.strip().lower()

    def work(connection: Connection) -> list[dict[str, Any]]:
        fingerprint = _fingerprint(connection, prefix, decision)
        row = {"fingerprint": fingerprint, "verdict": decision, "note": note, "who": who}
        connection.execute(insert(Verdict).values(**row, at=datetime.now(UTC)))
        return [_placed(row) for row in connection.execute(_by_fingerprint(fingerprint))]

    return write(engine, work)


def _by_fingerprint(fingerprint: str) -> Select[Any]:
    return select(_VIEW).where(_VIEW.c.fingerprint == fingerprint).order_by(_VIEW.c.id)


def _fingerprint(connection: Connection, prefix: str, decision: Decision) -> str:
    if not _ID.fullmatch(prefix):
        raise NotInArchive(f"{prefix!r} is no ID of a finding: `nianbao check` prints them.")
    found = _candidates(connection, prefix, decision)
    if not found:
        wanted = "verdict on a finding" if decision == "undone" else "finding"
        raise NotInArchive(
            f"The archive has no {wanted} with the ID {prefix}: `nianbao check --all` lists them."
        )
    if len(found) > 1:
        listed = ", ".join(found[:_NAMED]) + (" ..." if len(found) > _NAMED else "")
        raise FindingAmbiguous(f"The ID {prefix} fits {len(found)} findings: give more of it ({listed}).")
    return found[0]


def _candidates(connection: Connection, prefix: str, decision: Decision) -> Sequence[str]:
    """The fingerprints that begin so: of findings that stand, or of verdicts that can be taken back."""
    if decision != "undone":
        query = select(_VIEW.c.fingerprint).where(_begins(_VIEW.c.fingerprint, prefix))
        return connection.scalars(query.distinct().order_by(_VIEW.c.fingerprint)).all()
    given = select(Verdict.fingerprint, Verdict.verdict).where(_begins(Verdict.fingerprint, prefix))
    last = {row.fingerprint: row.verdict for row in connection.execute(given.order_by(Verdict.id))}
    return sorted(one for one, verdict in last.items() if verdict != "undone")


def _begins(fingerprint: Any, prefix: str) -> ColumnElement[bool]:
    """A range, for which either database uses its index: no hexadecimal digit comes after f."""
    return and_(fingerprint >= prefix, fingerprint < f"{prefix}g")
