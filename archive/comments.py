"""What every table and column means (数据字典): comments in PostgreSQL, ``docs/sql.md`` for everybody.

The texts are data, ``comments.toml``; the columns of figures have the labels of the codebook. They are put
on the models here, so that Alembic compares them, and on the database after every migration.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from sqlalchemy import Column, Connection, MetaData, Table
from sqlalchemy.schema import SetColumnComment, SetTableComment

from archive.codebook import codebook


class CommentMissing(LookupError):
    """A table or column has no text in ``comments.toml``: write one."""


@cache
def comments() -> dict[str, dict[str, str]]:
    """The texts by table and column; the table's own under ``""``, the shared ones under ``columns``."""
    return tomllib.loads(files("archive").joinpath("comments.toml").read_text("utf-8"))


def comment_on(table: Table, column: Column[object] | None = None) -> str:
    """What a table or column means. Raises CommentMissing."""
    own, labels = comments().get(table.name, {}), _labels() if table.name == "figure_set" else {}
    name = column.name if column is not None else ""
    said = own.get(name) or labels.get(name) or comments()["columns"].get(name)
    if not said:
        raise CommentMissing(f"comments.toml says nothing of {table.name}.{name}: write what it means.")
    return said


def put_on_models(metadata: MetaData) -> None:
    """Give every table and column of the models its comment."""
    for table in metadata.tables.values():
        table.comment = comment_on(table)
        for column in table.columns:
            column.comment = comment_on(table, column)


def put_on_database(connection: Connection, metadata: MetaData) -> None:
    """Give every table and column of the database its comment, where it keeps any."""
    if not connection.dialect.supports_comments:
        return
    for table in metadata.sorted_tables:
        connection.execute(SetTableComment(table))
        for column in table.columns:
            connection.execute(SetColumnComment(column))


@cache
def _labels() -> dict[str, str]:
    return {f"f{entry.number}": entry.label_zh for entry in codebook()}
