"""Bringing an archive to a schema revision, and asking where it stands. Alembic as a library.

Around every migration the views are dropped and, at the newest revision, made again, and the codebook and the
divisions are brought up to the code's (see ``archive.views`` for why).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, delete, insert, inspect, select, text, update

from archive.codebook import CodebookEntry, codebook
from archive.comments import put_on_database
from archive.divisions_table import synchronise_divisions
from archive.models import Base, Codebook
from archive.views import create_statements, drop_statements


class Status(StrEnum):
    """How a database stands to the schema of this nianbao."""

    EMPTY = "empty"
    CURRENT = "current"
    OUTDATED = "outdated"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class SchemaState:
    """``revision`` is the database's (None: it has none), ``head`` the newest of this nianbao."""

    status: Status
    revision: str | None
    head: str


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, with the connection that ``migrations/env.py`` shall use."""
    config = Config()
    config.set_main_option("script_location", str(files("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(configuration())


def state_of(connection: Connection) -> SchemaState:
    """Where the database stands."""
    head = str(_scripts().get_current_head())
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
        return SchemaState(Status.FOREIGN if tables else Status.EMPTY, None, head)
    if revision == head:
        return SchemaState(Status.CURRENT, revision, head)
    return SchemaState(Status.OUTDATED if _is_known(revision) else Status.UNKNOWN, revision, head)


def _is_known(revision: str) -> bool:
    try:
        return _scripts().get_revision(revision) is not None
    except CommandError:
        return False


def migrate(connection: Connection, revision: str) -> None:
    """Bring the database up to ``revision`` (``head``: the newest), in the connection's transaction."""
    command.upgrade(configuration(connection), revision)


def differences(connection: Connection) -> list[Any]:
    """What the tables lack or have too much against the models; empty for a sound archive."""
    return list(compare_metadata(comparing_context(connection), Base.metadata))


def comparing_context(connection: Connection) -> MigrationContext:
    """A context that compares types too."""
    return MigrationContext.configure(connection, opts={"compare_type": True})


def before_migrating(connection: Connection) -> None:
    """Drop the views, which would stand in the way of changing a table."""
    for statement in drop_statements(inspect(connection).get_view_names()):
        connection.execute(text(statement))


def after_migrating(connection: Connection) -> None:
    """At the newest revision: the views; the codebook and the divisions as the code has them."""
    if state_of(connection).status is Status.CURRENT:
        _synchronise_codebook(connection)
        synchronise_divisions(connection)
        for statement in create_statements(connection.dialect.name):
            connection.exec_driver_sql(statement)
        put_on_database(connection, Base.metadata)


def _synchronise_codebook(connection: Connection) -> None:
    there = set(connection.scalars(select(Codebook.figure_id)))
    rows = [_row(entry) for entry in codebook()]
    new = [row for row in rows if row["figure_id"] not in there]
    if new:
        connection.execute(insert(Codebook), new)
    for row in rows:
        if row["figure_id"] in there:
            connection.execute(update(Codebook).where(Codebook.figure_id == row["figure_id"]).values(row))
    gone = there - {row["figure_id"] for row in rows}
    connection.execute(delete(Codebook).where(Codebook.figure_id.in_(gone)))


def _row(entry: CodebookEntry) -> dict[str, Any]:
    return {
        "figure_id": entry.number,
        "figure": entry.figure,
        "table_name": entry.table,
        "row_name": entry.row,
        "column_name": entry.column,
        "label_zh": entry.label_zh,
        "unit": entry.unit,
        "type": entry.type,
        "layouts": " ".join(entry.layouts),
    }
