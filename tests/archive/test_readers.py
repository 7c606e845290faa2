"""Readers see everything and write nothing: a role of PostgreSQL, a file opened for reading alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import ProgrammingError

from archive.errors import ArchiveReadOnly
from archive.queries import get_report
from archive.readers import NoRoles, let_read
from archive.session import open_archive
from pipelines.storing.store import store
from tests.archive.samples import document, report
from tests.postgresql import Server


def test_a_reader_of_postgresql_selects_from_everything_and_changes_nothing(postgresql: Server) -> None:
    url = postgresql.new_database(postgresql.migrated)
    owner = open_archive(url)
    store(owner, document(), [report()])
    with owner.begin() as connection:
        connection.execute(text("CREATE ROLE researcher LOGIN"))
    let_read(owner, "researcher")
    let_read(owner, "researcher")
    reader = create_engine(url.replace("nianbao@", "researcher@"))
    seen = inspect(reader)
    with reader.connect() as connection:
        for name in (*seen.get_table_names(), *seen.get_view_names()):
            connection.execute(text(f"SELECT * FROM {name} LIMIT 1"))
    assert get_report(reader, "白石镇", 2023)["year"] == 2023
    with pytest.raises(ProgrammingError), reader.begin() as connection:
        connection.execute(text("DELETE FROM report"))
    with pytest.raises(ArchiveReadOnly, match="may be read here, and not written"):
        store(reader, document("other"), [report(year=2022)])
    reader.dispose()
    owner.dispose()


def test_a_file_opened_for_reading_alone_is_read_and_not_written(sqlite_file: Path, tmp_path: Path) -> None:
    (tmp_path / "nianbao.db").write_bytes(sqlite_file.read_bytes())
    owner = open_archive(f"sqlite:///{tmp_path}/nianbao.db")
    store(owner, document(), [report()])
    with pytest.raises(NoRoles, match="mode=ro"):
        let_read(owner, "researcher")
    owner.dispose()
    reader = open_archive(f"sqlite:///file:{tmp_path}/nianbao.db?mode=ro&uri=true", create=False)
    assert get_report(reader, "白石镇", 2023)["year"] == 2023
    with pytest.raises(ArchiveReadOnly):
        store(reader, document("other"), [report(year=2022)])
    reader.dispose()
