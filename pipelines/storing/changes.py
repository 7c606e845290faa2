"""What people decide about bodies (机关更名、合并): an alias, another name, one body gone into another.

1. Every decision is a row of ``body_change``, with who took it, when and why; none is deleted.
2. Its effect lies in ``body_alias``, in the body's name, and in whose the reports are. Reports that it moved
   or led elsewhere are in ``report_name``, so that it can be taken back (``pipelines.storing.undoing``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from archive.models import Body, BodyAlias, BodyChange, Report
from archive.naming import Claim, Name, Step, hold_bodies, original_name, record_steps
from archive.session import write
from pipelines.storing import refusals
from pipelines.storing.across import compare_body
from pipelines.storing.spelling import names_meant

_TOWNS = ("township", "street")


@dataclass(frozen=True, slots=True)
class Signed:
    """Who decides, and why."""

    who: str
    note: str


@dataclass(frozen=True, slots=True)
class Years:
    """Years reported on, both included; None is open."""

    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class _Change:
    kind: str
    body_id: int
    name: str
    years: Years
    signed: Signed
    into_id: int | None = None
    former_kind: str | None = None


def add_alias(engine: Engine, body_id: int, name: str, years: Years, signed: Signed) -> int:
    """Let a name mean a body; gives the number of the decision.

    A name with a last year is a former one. Raises BodyChangeRefused if another body has a claim to it.
    """
    return write(engine, partial(_alias, body_id=body_id, text=name, years=years, signed=signed))


def rename(engine: Engine, body_id: int, name: str, first_year: int, signed: Signed) -> int:
    """Give a body another name from the reports on ``first_year`` on; gives the number of the decision.

    The body is shown under its new name, and found under both. Raises BodyChangeRefused.
    """
    return write(engine, partial(_rename, body_id=body_id, text=name, first=first_year, signed=signed))


def merge(engine: Engine, body_id: int, into_id: int, first_year: int | None, signed: Signed) -> int:
    """Let a body go into another one, with its reports on ``first_year`` and later (None: with all).

    Gives the number of the decision. Raises BodyChangeRefused if both have a report for one of these years.
    """
    return write(engine, partial(_merge, body_id=body_id, into_id=into_id, first=first_year, signed=signed))


def _alias(connection: Connection, body_id: int, text: str, years: Years, signed: Signed) -> int:
    hold_bodies(connection)
    body = refusals.standing_body(connection, body_id)
    names = names_meant(body, text)
    refusals.a_name_it_has(connection, body, names)
    refusals.claims_of_others(connection, body, names, Claim(body.id, years.first, years.last, None))
    change_id = _record(connection, _Change("alias", body.id, names[0].name, years, signed))
    kind = "former" if years.last else "alias"
    _put_names(connection, names, _alias_row(body.id, kind, years, change_id))
    refusals.strangers(connection, body, names)
    return change_id


def _rename(connection: Connection, body_id: int, text: str, first: int, signed: Signed) -> int:
    hold_bodies(connection)
    body, years = refusals.standing_body(connection, body_id), Years(first)
    names = names_meant(body, text)
    if names[0].name == body.name:
        refusals.same_name(body)
    refusals.claims_of_others(connection, body, names, Claim(body.id, first, None, None), renaming=True)
    refusals.a_taken_key(connection, body, names[0].name)
    change_id = _record(
        connection, _Change("rename", body.id, names[0].name, years, signed, former_kind=body.kind)
    )
    _end_present_name(connection, body, first, change_id)
    _put_names(connection, names, _alias_row(body.id, "present", years, change_id))
    renamed = {"name": names[0].name, "kind": _kind(body, names)}
    connection.execute(update(Body).where(Body.id == body.id).values(renamed))
    refusals.strangers(connection, body, [*names, original_name(connection, body.id)])
    return change_id


def _kind(body: Any, names: Iterable[Name]) -> str:
    """What a body is under a new name: a town may become a street (撤镇设街道)."""
    kinds = {name.kind for name in names if name.kind in _TOWNS}
    return (kinds - {body.kind} or {body.kind}).pop() if body.kind in _TOWNS else str(body.kind)


def _merge(connection: Connection, body_id: int, into_id: int, first: int | None, signed: Signed) -> int:
    hold_bodies(connection)
    body, into = refusals.standing_body(connection, body_id), refusals.standing_body(connection, into_id)
    if body.id == into.id:
        refusals.same_body(body)
    moved = reports_of(connection, body.id, first)
    refusals.common_years(body, into, moved.keys() & reports_of(connection, into.id, first).keys())
    change_id = _record(connection, _Change("merge", body.id, body.name, Years(first), signed, into.id))
    row = _alias_row(into.id, "merged", Years(first), change_id)
    _put_names(connection, _names_of_merged(body, into), {**row, "merged_id": body.id})
    step = Step(change_id, original_name(connection, body.id))
    for report_id in moved.values():
        record_steps(connection, report_id, [step])
        connection.execute(update(Report).where(Report.id == report_id).values(body_id=into.id))
    refusals.strangers(connection, into, _names_of_merged(body, into))
    for one in (body.id, into.id):
        compare_body(connection, one)
    return change_id


def _alias_row(body_id: int, kind: str, years: Years, change_id: int) -> dict[str, Any]:
    span = {"valid_from": years.first, "valid_to": years.last}
    return {"body_id": body_id, "kind": kind, **span, "merged_id": None, "change_id": change_id}


def _put_names(connection: Connection, names: Iterable[Name], row: dict[str, Any]) -> None:
    """A row for every place where the name means the body."""
    placed = dict.fromkeys((name.name, place) for name in names for place in name.places)
    rows = [{**row, "name": name, "place": place, "ended_by": None} for name, place in placed]
    connection.execute(insert(BodyAlias), rows)


def _end_present_name(connection: Connection, body: Any, first: int, change_id: int) -> None:
    """Make the present name a former one, up to the year before."""
    present = (BodyAlias.body_id == body.id) & (BodyAlias.kind == "present")
    since = connection.scalar(select(BodyAlias.valid_from).where(present).limit(1))
    if since is None:
        former = _alias_row(body.id, "former", Years(None, first - 1), change_id)
        own = Name(body.name, body.kind, body.division_code, body.scope)
        _put_names(connection, [own], former)
        return
    if since >= first:
        refusals.earlier_name(body, since)
    ended = {"kind": "former", "valid_to": first - 1, "ended_by": change_id}
    connection.execute(update(BodyAlias).where(present).values(ended))


def _names_of_merged(body: Any, into: Any) -> list[Name]:
    """The name of a body that goes into another, in its own place, and in the other's if it had none."""
    own = Name(body.name, body.kind, body.division_code, body.scope)
    if body.division_code is not None or into.division_code is None:
        return [own]
    return [own, *(one for one in names_meant(into, body.name, refuse=False) if one.name == body.name)]


def _record(connection: Connection, change: _Change) -> int:
    """The number of a new decision."""
    row = {"kind": change.kind, "body_id": change.body_id, "into_id": change.into_id, "name": change.name}
    row["former_kind"] = change.former_kind
    years = {"first_year": change.years.first, "last_year": change.years.last}
    signed = {"note": change.signed.note, "who": change.signed.who, "at": datetime.now(UTC)}
    made = insert(BodyChange).values(**row, **years, **signed).returning(BodyChange.id)
    return connection.execute(made).scalar_one()


def reports_of(connection: Connection, body_id: int, first: int | None) -> dict[int, int]:
    """The ids of a body's reports by year, from a year on."""
    query = select(Report.year, Report.id).where(Report.body_id == body_id)
    rows = connection.execute(query.where(Report.year >= (first or 0)).order_by(Report.year))
    return {row.year: row.id for row in rows}
