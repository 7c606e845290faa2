"""Alarms reach people: by webhook, by e-mail, in the log; and the doctor tells what it found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.discoveries import Look, record_look
from archive.monitors import Alarm
from archive.raised import News
from archive.session import open_archive
from crawler.alarms import deliver
from crawler.checkup import examine
from tests.crawler.listeners import mailbox, webhook

ALARM = Alarm(
    "portal_failing", "error", "wenshang", "汶上县: the last look failed", "Look at it", {"n": 1}, "wenshang"
)


def test_alarms_are_posted_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with webhook() as (address, got):
        monkeypatch.setenv("NIANBAO_WEBHOOK", address)
        assert deliver(News((ALARM,))) == []
    assert got == [{"alarms": [ALARM.as_json()], "over": []}]


def test_alarms_are_mailed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_MAIL_TO", "you@example.org")
    with mailbox() as (address, got):
        monkeypatch.setenv("NIANBAO_SMTP", address)
        assert deliver(News((ALARM,), (ALARM,))) == []
    [mail] = got
    assert "nianbao: 1 alarms (error), 1 over" in mail


def test_what_cannot_be_delivered_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_WEBHOOK", "http://127.0.0.1:1/")
    [failed] = deliver(News((ALARM,)))
    assert "NIANBAO_WEBHOOK" in failed


def test_the_doctor_finds_an_archive_well_or_says_what_is_wrong(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    engine = open_archive(url)
    assert examine(url, tmp_path / "data").is_well
    record_look(engine, "wenshang", Look(datetime.now(UTC), "everything", False))
    engine.dispose()
    own = ["doctor", "--json", "--archive", url, "--data", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "crawler", *own],
        capture_output=True,
        env={**os.environ, "NIANBAO_CONTACT": ""},
        check=False,
    )
    said = json.loads(done.stdout)
    assert done.returncode == 1, done.stderr
    assert [one["monitor"] for one in said["alarms"]] == ["portal_failing"]
    states = {one["check"]: one["state"] for one in said["checks"]}
    assert (states["schema"], states["clock"], states["contact"]) == ("ok", "ok", "warning")


def test_the_doctor_says_of_an_archive_that_is_not_there_what_to_do(tmp_path: Path) -> None:
    found = examine(f"sqlite:///{tmp_path}/none.db", tmp_path)
    assert not found.is_well
    assert [check.state for check in found.checks if check.name == "database"] == ["error"]
