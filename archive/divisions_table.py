"""The division table (行政区划) in the archive: all of it, loaded with the schema.

A place that the list has no more stays, with the date of the last list that had it: bodies may refer to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from archive import divisions
from archive.models import Division

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_CHANGING = ("name", "level", "parent_code", "full_name", "as_of")
_BATCH = 4_000


@dataclass(frozen=True, slots=True)
class Edition:
    """The newest list in an archive: its date, and how many places it has."""

    as_of: date | None
    places: int


def edition(connection: Connection) -> Edition:
    """Which list of divisions the archive holds."""
    newest = select(func.max(Division.as_of)).scalar_subquery()
    query = select(func.max(Division.as_of), func.count()).where(Division.as_of == newest)
    return Edition(*connection.execute(query).one())


def synchronise_divisions(connection: Connection) -> None:
    """Bring the table to the list of this nianbao, if it holds another one."""
    rows = _rows()
    if edition(connection) == Edition(divisions.AS_OF, len(rows)):
        return
    statement = _INSERT[connection.dialect.name](Division)
    changed = {name: statement.excluded[name] for name in _CHANGING}
    upsert = statement.on_conflict_do_update(index_elements=["code"], set_=changed)
    for start in range(0, len(rows), _BATCH):
        connection.execute(upsert, rows[start : start + _BATCH])


def _rows() -> list[dict[str, Any]]:
    """Every place as a row; the one above it comes first, so that its full name can be put together."""
    rows: list[dict[str, Any]] = []
    above = {"": ""}
    for place in divisions.all_divisions():
        own = "" if divisions.is_grouping(place) else place.name
        above[place.code] = above[place.parent] + own
        row = {"code": place.code, "name": place.name, "level": place.level, "as_of": divisions.AS_OF}
        full_name = above[place.parent] + place.name
        rows.append({**row, "parent_code": place.parent or None, "full_name": full_name})
    return rows
