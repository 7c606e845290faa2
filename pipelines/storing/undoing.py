"""Taking back what people decided about bodies: the archive is then as if it had never been decided.

A report that the decision moved, or that came in later by a name of it, goes back to whom its documents name.
A decision that later ones rest on is taken back after them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, delete, select, update

from archive.errors import BodyChangeRefused, NotInArchive
from archive.models import Body, BodyAlias, BodyChange, Report, ReportName
from archive.naming import Bearer, Name, hold_bodies, original_name, record_steps
from archive.session import write
from pipelines.storing import refusals
from pipelines.storing.across import compare_body
from pipelines.storing.bodies import ensure_body
from pipelines.storing.changes import Signed


def undo(engine: Engine, change_id: int, signed: Signed) -> None:
    """Take a decision back.

    Raises NotInArchive, or BodyChangeRefused naming what must be taken back first.
    """
    write(engine, partial(_undo, change_id=change_id, signed=signed))


def _undo(connection: Connection, change_id: int, signed: Signed) -> None:
    hold_bodies(connection)
    change = connection.execute(select(BodyChange).where(BodyChange.id == change_id)).one_or_none()
    if change is None:
        raise NotInArchive(f"There is no decision {change_id} about a body: `nianbao body show` lists them.")
    refusals.resting_on(connection, change)
    if change.kind == "rename":
        before = {"name": _name_before(connection, change_id), "kind": change.former_kind}
        connection.execute(update(Body).where(Body.id == change.body_id).values(before))
    reopened = {"kind": "present", "valid_to": None, "ended_by": None}
    connection.execute(update(BodyAlias).where(BodyAlias.ended_by == change_id).values(reopened))
    connection.execute(delete(BodyAlias).where(BodyAlias.change_id == change_id))
    for body_id in sorted({change.body_id, *_give_back(connection, change)}):
        compare_body(connection, body_id)
    undone = {"undone_at": datetime.now(UTC), "undone_who": signed.who, "undone_note": signed.note}
    connection.execute(update(BodyChange).where(BodyChange.id == change_id).values(undone))


def _name_before(connection: Connection, change_id: int) -> str:
    """The name that a rename ended."""
    made = (BodyAlias.change_id == change_id) & (BodyAlias.kind == "former")
    ended = select(BodyAlias.name).where((BodyAlias.ended_by == change_id) | made)
    return connection.scalars(ended.limit(1)).one()


def _give_back(connection: Connection, change: Any) -> set[int]:
    """Give every report that a decision led on to whom it came from; gives all the bodies concerned."""
    came = select(ReportName, Report.year, Report.body_id).join(Report, Report.id == ReportName.report_id)
    rows = connection.execute(came.where(ReportName.change_id == change.id)).all()
    connection.execute(delete(ReportName).where(ReportName.change_id == change.id))
    return {body_id for row in rows for body_id in (row.body_id, _returned(connection, change, row))}


def _returned(connection: Connection, change: Any, row: Any) -> int:
    """The body that a report goes back to."""
    name = Name(row.name, row.kind, row.division_code, row.scope)
    if change.kind == "merge" and name.key == original_name(connection, change.body_id).key:
        bearer = Bearer(change.body_id)
    else:
        bearer = ensure_body(connection, name, row.year)
    _refuse_to_displace(connection, bearer.body_id, row)
    connection.execute(update(Report).where(Report.id == row.report_id).values(body_id=bearer.body_id))
    record_steps(connection, row.report_id, bearer.steps)
    return bearer.body_id


def _refuse_to_displace(connection: Connection, body_id: int, row: Any) -> None:
    there = select(Report.id).where(Report.body_id == body_id, Report.year == row.year)
    if connection.scalar(there.where(Report.id != row.report_id)) is not None:
        raise BodyChangeRefused(
            f"The report of {row.year} that came as {row.name} has no place to go back to: the body "
            f"id:{body_id} has another one for that year."
        )
