"""The demo's crawl: a portal of the replica, by the real command, in its own process."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from archive.session import open_archive
from crawler.rehearsal import Crawled, clear, counts, crawl_all
from crawler.settings import Settings


def test_a_portal_is_crawled_on_the_replica_and_counted(tmp_path: Path) -> None:
    settings = replace(Settings(), archive=f"sqlite:///{tmp_path / 'nianbao.db'}", data=tmp_path / "data")
    engine = open_archive(settings.archive)
    told: list[Crawled] = []
    [ended] = crawl_all(["changle"], settings, tmp_path / "logs", told.append)
    assert (ended.exit_code, told) == (0, [ended]), ended.log.read_text()
    found = counts(engine)["changle"]
    # 昌乐县 has 8 townships and streets, 15 departments and itself, each with reports for several years.
    assert found["bodies"] == 24
    assert found["reports"] > 24
    assert found["figures"] > 100 * found["reports"]
    assert found["requests"] >= found["reports"]


def test_clearing_removes_an_earlier_demo_and_nothing_else(tmp_path: Path) -> None:
    for name in ("nianbao.db", "nianbao.db-wal", "notes.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "data" / "warc").mkdir(parents=True)
    clear(tmp_path)
    assert [left.name for left in tmp_path.iterdir()] == ["notes.txt"]
