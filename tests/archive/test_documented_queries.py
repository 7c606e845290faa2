"""Every query of docs/queries.md runs on both databases and gives the result that the page shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from archive.session import open_archive
from docs import make_queries
from tests.postgresql import Server


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An archive of every report of the replica."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('queries') / 'demo.db'}"
    else:
        server: Server = request.getfixturevalue("postgresql")
        url = server.new_database(server.migrated)
    engine = open_archive(url)
    make_queries.demo_archive(engine)
    yield engine
    engine.dispose()


def test_the_page_shows_what_the_queries_answer(demo: Engine) -> None:
    assert make_queries.page(demo) == make_queries.PAGE.read_text("utf-8")


def test_there_are_at_least_fifteen_questions_and_each_has_an_answer(demo: Engine) -> None:
    questions = make_queries.queries()
    assert len(questions) >= 15
    assert all(make_queries.answer(demo, one["sql"])[1] for one in questions)
