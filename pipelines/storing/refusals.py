"""What people cannot decide about bodies, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from sqlalchemy import Connection, select

from archive.errors import BodyChangeRefused, NotInArchive
from archive.models import Body, BodyChange, Portal, Report
from archive.naming import CAME_AS_NAME, Claim, Name, bearer_of, claims_on, merge_of, reports_as_they_came


def standing_body(connection: Connection, body_id: int) -> Any:
    """The body's row. Raises NotInArchive, or BodyChangeRefused for one that went into another."""
    body = connection.execute(select(Body).where(Body.id == body_id)).one_or_none()
    if body is None:
        raise NotInArchive(f"The archive has no body with the id {body_id}.")
    gone = merge_of(connection, body_id)
    if gone is not None:
        other = connection.scalar(select(Body.name).where(Body.id == gone.body_id))
        raise BodyChangeRefused(
            f"{body.name} has gone into {other} (id:{gone.body_id}), by decision {gone.change_id}: "
            "name that one, or take the decision back first."
        )
    return body


def a_name_it_has(connection: Connection, body: Any, names: Iterable[Name]) -> None:
    """Refuse an alias that the body has already."""
    claims = [claim for name in names for claim in claims_on(connection, name)]
    if any(claim.body_id == body.id for claim in claims):
        raise BodyChangeRefused(f"{body.name} is known by that name already.")


def claims_of_others(
    connection: Connection, body: Any, names: Iterable[Name], wanted: Claim, *, renaming: bool = False
) -> None:
    """Refuse a claim to a name that another body has in a same year, and say which merge may be meant."""
    scopes = _scopes(connection, body)
    unresolved = [Name(one.name, one.kind, None, scope) for one in names for scope in scopes]
    for name in dict.fromkeys((*names, *unresolved)):
        for claim in claims_on(connection, name):
            if claim.body_id != body.id and claim.meets(wanted):
                _another_bearer(connection, claim.body_id, name, body, renaming)


def strangers(connection: Connection, body: Any, names: Iterable[Name]) -> None:
    """Refuse what was just decided where a report that came under one of the names would be another's now."""
    county, scopes = body.division_code and body.division_code[:6], _scopes(connection, body)
    under = reports_as_they_came().where(CAME_AS_NAME.in_({name.name for name in names}))
    for row in connection.execute(under).all():
        known = county if row.scope in scopes else None
        name = Name(row.name, row.kind, row.division_code, row.scope, known)
        bearer = bearer_of(connection, name, row.year)
        if bearer is not None and bearer.body_id != row.body_id:
            raise BodyChangeRefused(
                f"The report of {row.year} that came as {row.name} is kept under the body id:{row.body_id}, "
                "and would be another's: choose years that leave it there, or merge the two bodies."
            )


def _scopes(connection: Connection, body: Any) -> Sequence[str]:
    """The portals that publish for the body's county: what they name and nobody could resolve is there."""
    if body.division_code is None:
        return ()
    query = (
        select(Portal.name)
        .join(Report, Report.portal_id == Portal.id)
        .join(Body, Body.id == Report.body_id)
        .where(Body.division_code.startswith(body.division_code[:6]))
    )
    return connection.scalars(query.distinct()).all()


def _another_bearer(connection: Connection, other_id: int, name: Name, body: Any, renaming: bool) -> None:
    """The body of the new name carries on where it is in the list of divisions, else the one that has it."""
    other = connection.execute(select(Body).where(Body.id == other_id)).one()
    gone, stays = (body.id, other.id) if renaming and other.division_code else (other.id, body.id)
    raise BodyChangeRefused(
        f"In these years {name.name} means the body {other.name} (id:{other.id}). If it is the same body as "
        f"{body.name}, put them together: nianbao body merge id:{gone} id:{stays}"
    )


def a_taken_key(connection: Connection, body: Any, name: str) -> None:
    """Two bodies of one place never have one name, not even where one has gone into the other."""
    place = {"division_code": body.division_code} if body.division_code else {"scope": body.scope}
    other = connection.scalar(select(Body.id).filter_by(**place, name=name))
    if other is not None and other != body.id:
        raise BodyChangeRefused(
            f"The body id:{other} is called {name}, there too. Take its merge back and merge the other way."
        )


def common_years(body: Any, into: Any, years: Iterable[int]) -> None:
    """Refuse to put two bodies together that both have a report for one of these years."""
    common = sorted(years)
    if common:
        listed = ", ".join(map(str, common))
        raise BodyChangeRefused(
            f"{body.name} (id:{body.id}) and {into.name} (id:{into.id}) both have a report for {listed}, and "
            f"a body has one a year. If they became one later, say when: --from YEAR, after {common[-1]}."
        )


def same_body(body: Any) -> NoReturn:
    """Refuse to put a body into itself."""
    raise BodyChangeRefused(f"{body.name} cannot go into itself: name two bodies.")


def same_name(body: Any) -> NoReturn:
    """Refuse to give a body the name that it has."""
    raise BodyChangeRefused(f"{body.name} is its name already.")


def earlier_name(body: Any, since: int) -> NoReturn:
    """Refuse a name that would begin before the present one did."""
    raise BodyChangeRefused(f"{body.name} is its name since {since}: the next one comes later.")


def resting_on(connection: Connection, change: Any) -> None:
    """Refuse to take back what was taken back, or what later decisions rest on."""
    if change.undone_at is not None:
        raise BodyChangeRefused(f"Decision {change.id} was taken back by {change.undone_who} already.")
    bodies = [one for one in (change.body_id, change.into_id) if one is not None]
    later = select(BodyChange.id).where(
        BodyChange.id > change.id,
        BodyChange.undone_at.is_(None),
        BodyChange.body_id.in_(bodies) | BodyChange.into_id.in_(bodies),
    )
    others = connection.scalars(later.order_by(BodyChange.id.desc())).all()
    if others:
        listed = ", ".join(map(str, others))
        raise BodyChangeRefused(
            f"Later decisions rest on {change.id}: take back first {listed}, in this order."
        )
