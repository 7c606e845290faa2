"""What the archive knows of bodies: their names by years, what stands above, their reports, the decisions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, Select, func, or_, select
from sqlalchemy.orm import aliased

from archive.models import Body, BodyAlias, BodyChange, Division, Portal, Report, ReportName

Answer = dict[str, Any]


def list_bodies(engine: Engine, *, county: str | None = None, portal: str | None = None) -> list[Answer]:
    """Every body that has not wholly gone into another, by division and name.

    ``county`` is the code of a division: the bodies there and below. ``portal`` leaves those of which it
    publishes a report.
    """
    gone = select(BodyAlias.merged_id).where(BodyAlias.merged_id.is_not(None), BodyAlias.valid_from.is_(None))
    query = _summaries().where(Body.id.not_in(gone))
    if county:
        query = query.where(Body.division_code.startswith(_below(county)))
    if portal:
        publishes = select(Report.body_id).join(Portal, Portal.id == Report.portal_id)
        query = query.where(Body.id.in_(publishes.where(Portal.name == portal)))
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def _below(code: str) -> str:
    """What the codes of a place and of all below it begin with."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def _summaries() -> Select[*tuple[Any, ...]]:
    above = aliased(Body)
    return (
        select(
            Body.id,
            Body.name,
            Body.kind,
            Body.division_code.label("division"),
            Division.full_name.label("place"),
            Body.scope,
            above.name.label("parent"),
            func.count(Report.id).label("reports"),
            func.min(Report.year).label("first_year"),
            func.max(Report.year).label("last_year"),
        )
        .outerjoin(Division, Division.code == Body.division_code)
        .outerjoin(above, above.id == Body.parent_id)
        .outerjoin(Report, Report.body_id == Body.id)
        .group_by(Body.id, Division.full_name, above.name)
        .order_by(Body.division_code.is_(None), Body.division_code, Body.name, Body.id)
    )


def biography(engine: Engine, body_id: int) -> Answer:
    """A body with its names by years, its reports with the name that each came under, and the decisions.

    ``names`` begins with the present one. A report's ``came_as`` is null where it came under that. Raises
    NoResultFound.
    """
    with engine.connect() as connection:
        summary = connection.execute(_summaries().where(Body.id == body_id)).mappings().one()
        return {
            **summary,
            "names": _names(connection, summary),
            "merged_into": _merged_into(connection, body_id),
            "years": _years(connection, body_id),
            "changes": _changes(connection, body_id),
        }


def _names(connection: Connection, summary: RowMapping) -> list[Answer]:
    """The present name, then the others, each once with its kind and years."""
    query = (
        select(BodyAlias.name, BodyAlias.kind, BodyAlias.valid_from, BodyAlias.valid_to, BodyAlias.change_id)
        .where(BodyAlias.body_id == summary["id"])
        .distinct()
        .order_by(BodyAlias.change_id, BodyAlias.name)
    )
    listed = [dict(row) for row in connection.execute(query).mappings()]
    if any(one["kind"] == "present" for one in listed):
        return sorted(listed, key=lambda one: one["kind"] != "present")
    own = {"name": summary["name"], "kind": "present", "valid_from": None, "valid_to": None}
    return [{**own, "change_id": None}, *listed]


def _merged_into(connection: Connection, body_id: int) -> Answer | None:
    query = (
        select(Body.id, Body.name, BodyAlias.valid_from.label("from"))
        .join(BodyAlias, BodyAlias.body_id == Body.id)
        .where(BodyAlias.merged_id == body_id)
    )
    row = connection.execute(query.limit(1)).mappings().one_or_none()
    return dict(row) if row else None


def _years(connection: Connection, body_id: int) -> list[Answer]:
    first = (ReportName.report_id == Report.id) & (ReportName.position == 1)
    query = (
        select(Report.year, Report.id.label("report_id"), Report.title, ReportName.name.label("came_as"))
        .outerjoin(ReportName, first)
        .where(Report.body_id == body_id)
        .order_by(Report.year)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def _changes(connection: Connection, body_id: int) -> list[Answer]:
    touching = or_(BodyChange.body_id == body_id, BodyChange.into_id == body_id)
    rows = connection.execute(_decisions().where(touching).order_by(BodyChange.id)).mappings()
    return [_change_object(row) for row in rows]


def _decisions() -> Select[*tuple[Any, ...]]:
    """The decisions, each with the present name of the body that one went into."""
    into = aliased(Body)
    return select(BodyChange, into.name.label("into_name")).outerjoin(into, into.id == BodyChange.into_id)


def change_object(engine: Engine, change_id: int) -> Answer:
    """A decision about a body. Raises NoResultFound."""
    with engine.connect() as connection:
        query = _decisions().where(BodyChange.id == change_id)
        return _change_object(connection.execute(query).mappings().one())


def _change_object(row: RowMapping) -> Answer:
    moments = {name: row[name].isoformat() if row[name] else None for name in ("at", "undone_at")}
    return {**row, **moments}
