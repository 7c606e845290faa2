from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from archive import migration, views
from archive.errors import ArchiveUnreachable, SchemaOutdated, SchemaUnknown
from archive.migration import Status, configuration, migrate, state_of
from archive.session import connect, open_archive, schema_differences, schema_state, upgrade_archive, writing


def set_revision(url: str, revision: str) -> None:
    engine = connect(url)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :new"), {"new": revision})
    engine.dispose()


def test_an_sqlite_archive_is_made_on_first_use(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    open_archive(url).dispose()
    assert schema_state(url).status is Status.CURRENT
    with sqlite3.connect(tmp_path / "new.db") as shell:
        assert shell.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert shell.execute("SELECT count(*) FROM codebook").fetchone()[0] > 200
    shell.close()


def test_a_postgresql_archive_must_be_migrated_by_a_person(postgresql: object) -> None:
    url = postgresql.new_database()  # type: ignore[attr-defined]
    with pytest.raises(SchemaOutdated, match="nianbao db upgrade"):
        open_archive(url)
    upgrade_archive(url)
    open_archive(url).dispose()


def test_an_archive_at_an_older_revision_is_refused_and_told_how_to_upgrade(
    archive_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_archive(archive_url).dispose()
    monkeypatch.setattr(ScriptDirectory, "get_current_head", lambda _self: "9999")
    with pytest.raises(SchemaOutdated, match="nianbao db upgrade"):
        open_archive(archive_url)


def test_an_archive_of_a_newer_nianbao_is_refused(archive_url: str) -> None:
    open_archive(archive_url).dispose()
    set_revision(archive_url, "from_the_future")
    for opening in (open_archive, upgrade_archive):
        with pytest.raises(SchemaUnknown, match="from_the_future"):
            opening(archive_url)


def test_what_is_no_archive_is_refused_and_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as shell:
        shell.execute("CREATE TABLE recipe (name)")
    shell.close()
    before = other.read_bytes()
    for opening in (open_archive, upgrade_archive):
        with pytest.raises(ArchiveUnreachable, match="no archive"):
            opening(f"sqlite:///{other}")
    with sqlite3.connect(other) as shell:
        assert shell.execute("SELECT name FROM sqlite_master").fetchall() == [("recipe",)]
    shell.close()
    assert len(other.read_bytes()) == len(before)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:////nowhere/at/all/nianbao.db", "does not exist"),
        ("postgresql://nobody@127.0.0.1:1/none", "cannot be opened"),
        ("mysql://u@h/d", "sqlite:///FILE or postgresql://"),
        ("nianbao.db", "sqlite:///FILE or postgresql://"),
    ],
)
def test_an_archive_that_cannot_be_reached_is_a_clear_error(url: str, said: str) -> None:
    with pytest.raises(ArchiveUnreachable, match=said):
        open_archive(url)


def test_a_file_that_is_no_database_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear reader, this is no database at all. " * 100, encoding="utf-8")
    with pytest.raises(ArchiveUnreachable, match="not a database"):
        open_archive(f"sqlite:///{tmp_path / 'letter.db'}")


def test_an_error_never_shows_the_password() -> None:
    with pytest.raises(ArchiveUnreachable) as caught:
        open_archive("postgresql://user:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)


def test_reading_does_not_make_an_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnreachable, match="no archive at"):
        open_archive(f"sqlite:///{tmp_path / 'none.db'}", create=False)
    assert list(tmp_path.iterdir()) == []


def test_migrations_lead_up_and_down_and_give_the_tables_of_the_models(empty_url: str) -> None:
    for _ in range(2):
        assert upgrade_archive(empty_url).status is Status.EMPTY
        assert schema_differences(empty_url) == []
        engine = connect(empty_url)
        with writing(engine) as connection:
            assert set(views.view_statements("sqlite")) <= set(inspect(connection).get_view_names())
            command.downgrade(configuration(connection), "base")
            assert state_of(connection).status is Status.EMPTY
            assert inspect(connection).get_view_names() == []
        engine.dispose()


def test_a_migration_that_fails_leaves_the_archive_as_it_was(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_dialect: str) -> None:
        raise RuntimeError("no views today")

    monkeypatch.setattr(migration, "create_statements", refuse)
    with pytest.raises(RuntimeError, match="no views today"):
        upgrade_archive(empty_url)
    engine = connect(empty_url)
    with engine.connect() as connection:
        assert state_of(connection).status is Status.EMPTY
    engine.dispose()


def test_the_codebook_in_the_archive_follows_the_code(archive_url: str) -> None:
    engine = open_archive(archive_url)
    with writing(engine) as connection:
        connection.execute(text("UPDATE codebook SET label_zh = 'old' WHERE figure_id = 1"))
        connection.execute(text("DELETE FROM codebook WHERE figure_id = 2"))
        migrate(connection, "head")
        labels = connection.scalars(text("SELECT label_zh FROM codebook ORDER BY figure_id LIMIT 2")).all()
    assert labels == ["规章 · 本年制发件数", "规章 · 本年废止件数"]
    engine.dispose()


def test_a_changed_view_or_codebook_comes_with_a_new_revision() -> None:
    scripts = ScriptDirectory.from_config(migration.configuration())
    newest = scripts.get_revision("head")
    assert newest is not None
    assert newest.module.fingerprint == views.fingerprint(), (
        "archive/views.py, due.toml or codebook changed. Archives in use get that with a new revision: "
        f"add one (alembic revision -m ...) with fingerprint = {views.fingerprint()!r}."
    )


def test_the_history_is_one_line() -> None:
    scripts = ScriptDirectory.from_config(migration.configuration())
    assert len(scripts.get_heads()) == len(scripts.get_bases()) == 1


def test_alembic_works_by_hand_in_the_checkout(empty_url: str) -> None:
    def alembic(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "alembic", *arguments],
            cwd=Path(migration.__file__).parents[1],
            env={**os.environ, "DATABASE_URL": empty_url},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    alembic("upgrade", "head")
    assert "No new upgrade operations" in alembic("check")
    open_archive(empty_url).dispose()
