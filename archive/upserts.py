"""Rows that are found by their key or made, safe when several processes do so at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_unless_there(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> int:
    """Insert the rows whose keys are not taken; gives how many they were."""
    if not rows:
        return 0
    statement = _INSERT[connection.dialect.name](table)
    # One row by its parameters: the statement is compiled once and for all.
    given, parameters = (statement, rows[0]) if len(rows) == 1 else (statement.values(rows), None)
    made = given.on_conflict_do_nothing().returning(*table.__table__.primary_key)
    return len(connection.execute(made, parameters).all())


def id_of(
    connection: Connection, table: Any, key: Mapping[str, Any], rest: Mapping[str, Any] | None = None
) -> tuple[int, bool]:
    """The id of the row with this unique key, made with ``rest`` if there is none; whether it was made."""
    found = _find(connection, table, key)
    if found is not None:
        return found, False
    made = insert_unless_there(connection, table, [{**key, **(rest or {})}]) == 1
    found = _find(connection, table, key)
    if found is None:
        raise LookupError(f"{table.__tablename__} {dict(key)} clashes with a row of another key.")
    return found, made


def _find(connection: Connection, table: Any, key: Mapping[str, Any]) -> int | None:
    return connection.scalar(select(table.id).filter_by(**key))
