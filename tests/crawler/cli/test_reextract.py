"""`nianbao reextract`: documents read again from their WARC records alone, where no network is to be had."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

Nianbao = Callable[..., CompletedProcess[str]]
DATA = Path(__file__).parents[2] / "data"
DOCUMENTS = ("baishi_2023.txt", "hongze_2024.pdf", "shuyang_fgj_2023.html")
TABLES = ("capture", "document", "reading", "revision", "figure_set", "section", "finding", "page")
REFUSE_THE_NETWORK = """
import socket
connect = socket.socket.connect
def refuse(self, address):
    if self.family != socket.AF_UNIX:
        raise OSError(f"the network was asked for: {address}")
    return connect(self, address)
socket.socket.connect = refuse
"""


@pytest.fixture
def offline(nianbao: Nianbao, tmp_path: Path) -> Nianbao:
    """The command with three documents in its archive, and without a network in any of its processes."""
    done = nianbao("import", *(DATA / name for name in DOCUMENTS))
    assert done.returncode == 0, done.stderr
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/sitecustomize.py").write_text(REFUSE_THE_NETWORK)
    return lambda *arguments, **environment: nianbao(
        *arguments, PYTHONPATH=str(tmp_path / "lib"), **environment
    )


def asked(tmp_path: Path, query: str, *values: Any) -> list[Any]:
    with sqlite3.connect(tmp_path / "nianbao.db") as archive:
        return archive.execute(query, values).fetchall()


def counts(tmp_path: Path) -> list[int]:
    return [asked(tmp_path, f"select count(*) from {table}")[0][0] for table in TABLES]


def misread(tmp_path: Path) -> None:
    """As if an older extractor had read 283 permits of 白石镇 as 28."""
    with sqlite3.connect(tmp_path / "nianbao.db") as archive:
        archive.execute("update reading set extractor_version = '0.1'")
        number = archive.execute(
            "select figure_id from codebook where figure = 'disclosure.licensing.decisions'"
        ).fetchone()[0]
        where = "(select current_revision_id from report where year = 2023 and title like '%白石%')"
        changed = archive.execute(f"update figure_set set f{number} = 28 where revision_id = {where}")
        assert changed.rowcount == 1
        archive.execute(f"update revision set content_hash = 'older' where id = {where}")


def test_what_an_older_extractor_misread_becomes_a_revision_and_nothing_else_does(
    offline: Nianbao, tmp_path: Path
) -> None:
    misread(tmp_path)
    done = offline("reextract", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["new"], told["changed"], told["unchanged"], told["problems"]) == (0, 1, 2, [])
    kinds = "select kind, count(*) from revision group by kind order by kind"
    assert asked(tmp_path, kinds) == [("extractor", 1), ("first", 3)]
    value = (
        "select value from figures where figure = 'disclosure.licensing.decisions' and body like '%白石镇%'"
    )
    assert asked(tmp_path, value) == [(283,)]


def test_read_again_by_the_same_extractor_nothing_changes_but_the_record_of_the_run(
    offline: Nianbao, tmp_path: Path
) -> None:
    before = counts(tmp_path)
    for _ in range(2):
        done = offline("reextract")
        assert done.returncode == 0, done.stderr
        assert done.stdout == "0 reports new, 0 reports changed, 0 reports unchanged\n"
    asked_again = offline("reextract", "--since-version", "9")
    assert asked_again.stdout == "0 reports new, 0 reports changed, 3 reports unchanged\n"
    assert counts(tmp_path) == before
    assert asked(tmp_path, "select outcome from run where command = 'reextract'") == [("done",)] * 3


def test_a_dry_run_says_what_would_change_and_writes_nothing(offline: Nianbao, tmp_path: Path) -> None:
    misread(tmp_path)
    before = (counts(tmp_path), asked(tmp_path, "select * from run"))
    done = offline("reextract", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "disclosure.licensing.decisions (行政许可 · 本年处理决定数量): '28' -> '283'" in done.stdout
    [change] = json.loads(offline("reextract", "--dry-run", "--json").stdout)
    assert [one["figure"] for one in change["figures"]] == ["disclosure.licensing.decisions"]
    assert (counts(tmp_path), asked(tmp_path, "select * from run")) == before


def test_a_record_that_is_gone_is_named_and_the_others_are_read(offline: Nianbao, tmp_path: Path) -> None:
    misread(tmp_path)
    lost, offset = asked(tmp_path, "select warc_file, warc_offset from capture where url like '%hongze%'")[0]
    file = tmp_path / "data" / lost
    file.write_bytes(file.read_bytes()[:offset] + bytes(40) + file.read_bytes()[offset + 40 :])
    done = offline("reextract", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert (told["changed"], told["unchanged"]) == (1, 1)
    assert len(told["problems"]) == 1 and "hongze_2024.pdf" in told["problems"][0]
