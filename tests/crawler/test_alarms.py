"""Alarms reach people: by webhook, by e-mail, in the log; and the doctor tells what it found."""

from __future__ import annotations

import json
import os
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from archive.discoveries import Look, record_look
from archive.monitors import Alarm
from archive.session import open_archive
from crawler.alarms import deliver
from crawler.checkup import examine

ALARM = Alarm("portal_failing", "error", "wenshang", "汶上县: the last look failed", "Look at it", {"n": 1})


class Hook(BaseHTTPRequestHandler):
    """Keeps what it is sent."""

    got: list[Any]

    def do_POST(self) -> None:
        self.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Mailbox(socketserver.StreamRequestHandler):
    """As much of an SMTP server as a client needs."""

    got: list[str]

    def handle(self) -> None:
        self.say("220 here")
        for line in iter(self.rfile.readline, b""):
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.say("354 go on")
                mail = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.got.append(mail.decode())
            self.say("221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                return

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


def served(server: socketserver.TCPServer, work: Callable[[], None]) -> None:
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        work()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_alarms_are_posted_as_json_and_written_to_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Hook.got = []
    server = HTTPServer(("127.0.0.1", 0), Hook)
    monkeypatch.setenv("NIANBAO_WEBHOOK", f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    served(server, assert_delivered)
    assert Hook.got == [{"alarms": [ALARM.as_json()]}]
    [line] = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "alarm"
    assert json.loads(line)["says"] == ALARM.says


def test_alarms_are_mailed(monkeypatch: pytest.MonkeyPatch) -> None:
    Mailbox.got = []
    server = socketserver.TCPServer(("127.0.0.1", 0), Mailbox)
    monkeypatch.setenv("NIANBAO_SMTP", f"smtp://127.0.0.1:{server.server_address[1]}")
    monkeypatch.setenv("NIANBAO_MAIL_TO", "you@example.org")
    served(server, assert_delivered)
    [mail] = Mailbox.got
    assert "nianbao: 1 alarms (error)" in mail


def assert_delivered() -> None:
    assert deliver([ALARM]) == []


def test_what_cannot_be_delivered_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_WEBHOOK", "http://127.0.0.1:1/")
    [failed] = deliver([ALARM])
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
