"""A portal's lock over machines: whoever shares the archive respects it."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.errors import ArchiveUnreachable
from crawler.errors import Locked
from crawler.locks import portals_locked
from tests.postgresql import Server


@pytest.fixture
def url(postgresql: Server) -> str:
    return postgresql.new_database()


def test_two_machines_with_one_archive_never_crawl_a_portal_at_once(url: str, tmp_path: Path) -> None:
    with (
        portals_locked(tmp_path / "one", url, ["wenshang", "changle"]),
        portals_locked(tmp_path / "other", url, ["tongbai"]),
        pytest.raises(Locked, match="changle"),
        portals_locked(tmp_path / "other", url, ["changle", "scmiyi"]),
    ):
        pytest.fail("a second run came in")


def test_a_lock_ends_with_its_run_and_a_refused_run_keeps_none(url: str, tmp_path: Path) -> None:
    with portals_locked(tmp_path / "one", url, ["wenshang"]), pytest.raises(Locked):
        portals_locked(tmp_path / "other", url, ["changle", "wenshang"]).__enter__()
    with portals_locked(tmp_path / "third", url, ["changle", "wenshang"]):
        pass


def test_archives_on_one_server_do_not_know_of_each_others_locks(
    url: str, postgresql: Server, tmp_path: Path
) -> None:
    with (
        portals_locked(tmp_path / "one", url, ["wenshang"]),
        portals_locked(tmp_path / "other", postgresql.new_database(), ["wenshang"]),
    ):
        pass


def test_an_archive_that_cannot_be_asked_gives_no_lock(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnreachable):
        portals_locked(tmp_path, f"postgresql://nobody@/x?host={tmp_path}", ["wenshang"]).__enter__()
