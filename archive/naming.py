"""Whose a name is: the body that documents mean by it, by place and year, after all that people decided.

A body is claimed by its own name and by every alias, former and merged name, each in its place and with its
years. The claim in force in the year of the report decides. Where none is, a name that only one body claims
still means that body: a portal prints the present name over old reports, and a letterhead the old name for
years. One that several claim means none of them by its alias, and stands for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, case, func, insert, or_, select, text

from archive.models import Body, BodyAlias, Report, ReportName
from archive.models.base import table_of


@dataclass(frozen=True, slots=True)
class Name:
    """A body as documents name it: ``name`` in a division, or in a scope if no division is known.

    ``county`` is the place in which a name without a division of its own was looked for.
    """

    name: str
    kind: str
    division: str | None
    scope: str | None = None
    county: str | None = None

    @property
    def key(self) -> dict[str, str | None]:
        """The key of the body of this very name."""
        place = {"division_code": self.division} if self.division else {"scope": self.scope}
        return {**place, "name": self.name}

    @property
    def places(self) -> tuple[str, ...]:
        """Where an alias of this name may be recorded."""
        found = (self.division,) if self.division else (self.county, self.scope)
        return tuple(place for place in found if place)


@dataclass(frozen=True, slots=True)
class Step:
    """One decision of people that led from a name to a body."""

    change_id: int
    name: Name


@dataclass(frozen=True, slots=True)
class Bearer:
    """The body that a name means, and the decisions that led to it."""

    body_id: int
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A body's claim to a name for some years; ``change_id`` is None for its own name."""

    body_id: int
    valid_from: int | None
    valid_to: int | None
    change_id: int | None

    def holds(self, year: int) -> bool:
        """Whether it is in force in a year."""
        return (self.valid_from or year) <= year <= (self.valid_to or year)

    def meets(self, other: Claim) -> bool:
        """Whether the two are in force in a same year."""
        first = max(self.valid_from or 0, other.valid_from or 0)
        return first <= min(self.valid_to or 9999, other.valid_to or 9999)


def bearer_of(connection: Connection, name: Name, year: int) -> Bearer | None:
    """The body that a document about ``year`` means by a name; None while the archive has no such body."""
    own, decided_about = _own_and_decided(connection, name)
    standing = decided_about and _in_force(claims_on(connection, name), year)
    if not standing:
        return Bearer(own) if own is not None else None
    first = (Step(standing.change_id, name),) if standing.change_id else ()
    body_id, steps = _led_on(connection, standing.body_id, year)
    return Bearer(body_id, (*first, *steps))


def _own_and_decided(connection: Connection, name: Name) -> tuple[int | None, bool]:
    """The body of this very name; whether people have decided anything about name or body: mostly not."""
    known = {**name.key, "places": list(name.places)}
    row = connection.execute(_asking(name.division is not None), known).one()
    return row.own, row.decided


@cache
def _asking(has_division: bool) -> Select[*tuple[Any, ...]]:
    body, alias = table_of(Body).c, table_of(BodyAlias).c
    place = (
        body.division_code == bindparam("division_code") if has_division else body.scope == bindparam("scope")
    )
    own = select(body.id).where(place, body.name == bindparam("name")).scalar_subquery()
    listed = and_(alias.name == bindparam("name"), alias.place.in_(bindparam("places", expanding=True)))
    decided = select(alias.id).where(or_(listed, alias.merged_id == own)).exists()
    return select(own.label("own"), decided.label("decided"))


def claims_on(connection: Connection, name: Name) -> list[Claim]:
    """All claims to a name."""
    listed = select(BodyAlias).where(BodyAlias.name == name.name, BodyAlias.place.in_(name.places))
    rows = connection.execute(listed.order_by(BodyAlias.id)).all()
    claims = [Claim(row.body_id, row.valid_from, row.valid_to, row.change_id) for row in rows]
    own = connection.scalar(select(Body.id).filter_by(**name.key))
    if own is not None and own not in [claim.body_id for claim in claims]:
        claims += _own_claim(connection, own)
    return claims


def _own_claim(connection: Connection, body_id: int) -> list[Claim]:
    """A body's claim to its own name: it ends where the body went into another one."""
    merge = merge_of(connection, body_id)
    if merge is None:
        return [Claim(body_id, None, None, None)]
    return [Claim(body_id, None, merge.valid_from - 1, None)] if merge.valid_from else []


def _in_force(claims: Sequence[Claim], year: int) -> Claim | None:
    """The claim in force; where none is, the claims of the only body that has some."""
    for standing in ([one for one in claims if one.holds(year)], claims):
        if standing:
            return standing[0] if len({one.body_id for one in standing}) == 1 else None
    return None


def merge_of(connection: Connection, body_id: int) -> Any:
    """The row of ``body_alias`` by which a body went into another one, or None."""
    query = select(BodyAlias).where(BodyAlias.merged_id == body_id).order_by(BodyAlias.id)
    return connection.execute(query.limit(1)).one_or_none()


def _led_on(connection: Connection, body_id: int, year: int) -> tuple[int, tuple[Step, ...]]:
    """The body that carries on in a year for one that went into another."""
    steps: list[Step] = []
    merge = merge_of(connection, body_id)
    while merge is not None and (merge.valid_from or year) <= year:
        steps.append(Step(merge.change_id, original_name(connection, body_id)))
        body_id = merge.body_id
        merge = merge_of(connection, body_id)
    return body_id, tuple(steps)


def original_name(connection: Connection, body_id: int) -> Name:
    """The name under which the archive came to know a body. Raises NoResultFound."""
    row = connection.execute(select(Body).where(Body.id == body_id)).one()
    return Name(row.original_name, row.kind, row.division_code, row.scope)


_LED_ON = ReportName.name.is_not(None)
#: The name that the documents of a report resolve to, whatever people have decided about it since.
CAME_AS_NAME = func.coalesce(ReportName.name, Body.original_name)


def reports_as_they_came() -> Select[*tuple[Any, ...]]:
    """The year and body of every report, and under which ``name``, in which division or scope it came."""
    columns = (
        case((_LED_ON, ReportName.division_code), else_=Body.division_code).label("division_code"),
        case((_LED_ON, ReportName.scope), else_=Body.scope).label("scope"),
        CAME_AS_NAME.label("name"),
    )
    first = (ReportName.report_id == Report.id) & (ReportName.position == 1)
    reports = select(Report.year, Report.body_id, Body.kind, *columns).join(Body, Body.id == Report.body_id)
    return reports.outerjoin(ReportName, first)


def record_steps(connection: Connection, report_id: int, steps: Iterable[Step]) -> None:
    """Keep by which names and decisions a report came to its body, after those that are kept."""
    rows = [_step_row(step) for step in steps]
    if rows:
        kept = select(func.count()).select_from(ReportName).where(ReportName.report_id == report_id)
        start = (connection.scalar(kept) or 0) + 1
        rows = [{"report_id": report_id, "position": at, **row} for at, row in enumerate(rows, start)]
        connection.execute(insert(ReportName), rows)


def _step_row(step: Step) -> dict[str, Any]:
    name = step.name
    place = {"division_code": name.division, "scope": None if name.division else name.scope}
    return {"change_id": step.change_id, "name": name.name, "kind": name.kind, **place}


def hold_bodies(connection: Connection) -> None:
    """Let nobody store a report until the transaction ends (SQLite has one writer anyway)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE body IN EXCLUSIVE MODE"))
