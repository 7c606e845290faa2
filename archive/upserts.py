"""Rows that are found by their key or made, safe when several processes do so at once.

Statements are made once and kept: a crawl runs some twenty of them for every page, and making one takes
SQLAlchemy longer than running it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from archive.models.base import table_of

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_unless_there(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> int:
    """Insert the rows whose keys are not taken; gives how many they were."""
    if not rows:
        return 0
    statement = _inserting(connection.dialect.name, table)
    if len(rows) == 1:
        return len(connection.execute(statement, rows[0]).all())
    return len(connection.execute(statement.values(rows)).all())


def id_of(
    connection: Connection, table: Any, key: Mapping[str, Any], rest: Mapping[str, Any] | None = None
) -> tuple[int, bool]:
    """The id of the row with this unique key, made with ``rest`` if there is none; whether it was made."""
    found = _find(connection, table, key)
    return (found, False) if found is not None else made_id(connection, table, key, rest)


def made_id(
    connection: Connection, table: Any, key: Mapping[str, Any], rest: Mapping[str, Any] | None = None
) -> tuple[int, bool]:
    """As ``id_of``, for a row that most likely is not there yet."""
    statement = _inserting(connection.dialect.name, table)
    made: int | None = connection.execute(statement, {**key, **(rest or {})}).scalar_one_or_none()
    if made is not None:
        return made, True
    found = _find(connection, table, key)
    if found is None:
        raise LookupError(f"{table.__tablename__} {dict(key)} clashes with a row of another key.")
    return found, False


def _find(connection: Connection, table: Any, key: Mapping[str, Any]) -> int | None:
    shape = tuple((name, value is None) for name, value in key.items())
    return connection.scalar(_finding(table, shape), dict(key))


@cache
def _finding(table: Any, shape: tuple[tuple[str, bool], ...]) -> Select[int]:
    columns = table_of(table).c
    same = (
        columns[name].is_(None) if empty else columns[name] == bindparam(name, type_=columns[name].type)
        for name, empty in shape
    )
    return select(columns.id).where(*same)


@cache
def _inserting(dialect: str, table: Any) -> Any:
    into = table_of(table)
    return _INSERT[dialect](into).on_conflict_do_nothing().returning(*into.primary_key)
