"""Every table and column says what it means: in PostgreSQL itself, and on the page that is made from it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, inspect

from archive.comments import CommentMissing, comment_on
from archive.models import Base
from archive.session import open_archive
from tests.postgresql import Server

PAGE = Path(__file__).parents[2] / "docs/make_sql.py"


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_sql", PAGE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_postgresql_shows_what_every_table_and_column_means(postgresql: Server) -> None:
    engine = open_archive(postgresql.new_database(postgresql.migrated))
    seen = inspect(engine)
    for table in Base.metadata.sorted_tables:
        assert seen.get_table_comment(table.name)["text"] == comment_on(table)
        for column in seen.get_columns(table.name):
            assert column["comment"] == comment_on(table, table.columns[column["name"]])
    engine.dispose()


def test_a_table_without_a_text_is_refused_by_name() -> None:
    strange = Table("strange", MetaData(), Column("thing", Integer))
    with pytest.raises(CommentMissing, match=r"strange\.thing"):
        comment_on(strange, strange.columns["thing"])


def test_the_page_on_sql_says_what_the_archive_is_now() -> None:
    made = maker()
    assert made.PAGE.read_text("utf-8") == made.page()
