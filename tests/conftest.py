"""Archives for the tests, on both databases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archive.session import open_archive, upgrade_archive
from tests.postgresql import Server, running_server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server with a migrated database to copy."""
    with running_server() as server:
        upgrade_archive(server.new_database(name=server.migrated))
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'nianbao.db'}"
    server: Server = request.getfixturevalue("postgresql")
    return server.new_database()


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite archive to copy."""
    file = tmp_path_factory.mktemp("sqlite") / "nianbao.db"
    open_archive(f"sqlite:///{file}").dispose()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def archive_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an archive at the current schema."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("sqlite_file"), tmp_path)
        return f"sqlite:///{file}"
    server: Server = request.getfixturevalue("postgresql")
    return server.new_database(server.migrated)


@pytest.fixture
def archive(archive_url: str) -> Iterator[Engine]:
    """An empty archive, on SQLite and on PostgreSQL."""
    engine = open_archive(archive_url)
    yield engine
    engine.dispose()
