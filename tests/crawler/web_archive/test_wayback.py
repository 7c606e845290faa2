"""A wayback machine as the Internet Archive runs it: its dialect, its errors, and captures that are none."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from sqlalchemy import Engine

from archive.listing import mark_page, record_listing
from archive.records import Entry
from archive.session import open_archive
from crawler.replica.exchange import Request, Response
from crawler.replica.proxy import Replica

PORTAL = "http://www.changle.gov.cn"
LOST = f"{PORTAL}/xxgk/nb/t20220117_7.html"
UNKNOWN = f"{PORTAL}/xxgk/nb/t20210117_6.html"
BLANK = f"{PORTAL}/xxgk/nb/t20200117_4.html"
LIST, NAMED = f"{PORTAL}/xxgk/", f"{PORTAL}/xxgk/nb/baogao.html"
NEWS = f"{PORTAL}/xwzx/t20210118_5.html"
TITLE = "昌乐县乔官镇2021年政府信息公开工作年度报告"
DATA = Path(__file__).parents[2] / "data"
#: What the index says, and what the machine gives in its place.
ASKED, NEAREST = "20220505050505", "20220505050606"
ORIGINAL = {"X-Archive-Orig-Last-Modified": "Mon, 17 Jan 2022 02:00:00 GMT"}


def page(text: str) -> bytes:
    return f"<html><head><meta charset='utf-8'></head><body>{text}</body></html>".encode()


def report(year: int) -> bytes:
    """A real report as a page, told to be of a year."""
    said = (DATA / "qiaoguan_2021.txt").read_text("utf-8").replace("2021", str(year))
    return page(f"<h1>{TITLE.replace('2021', str(year))}</h1>" + said.replace("\n", "<br>"))


class Wayback:
    """web.archive.org with a few captures, which cannot answer for more than ten years at once.

    ``asked`` are the captures that it was asked for.
    """

    CAPTURES = (
        (LOST, "20250301000000", page("<p>404 您访问的页面不存在</p>")),
        (LOST, "20230301000000", report(2021)),
        (UNKNOWN, ASKED, report(2020)),
        (NEWS, "20220606060606", page("<h1>昌乐县召开会议</h1><p>会议指出……</p>")),
        (BLANK, "20220606060606", b" \n<html></html>"),
        (NAMED, "20200606060606", report(2019)),
        (
            LIST,
            "20220606060606",
            page(f"<li><a href='{NAMED}'>五图街道2019年政府信息公开年度报告</a>2020-01-09</li>"),
        ),
        (f"{PORTAL}/", "20220606060606", page("<a href='/xxgk/'>政府信息公开年报</a>")),
    )

    def __init__(self) -> None:
        self.asked: list[str] = []

    def respond(self, request: Request) -> Response:
        """The index, a capture, or a way to the nearest one."""
        if request.path == "/cdx/search/cdx":
            return self._index(parse_qs(request.query))
        if not request.path.startswith("/web/"):
            return Response(b"", status=404)
        timestamp, _, url = request.path.removeprefix("/web/").replace(":80/", "/").partition("id_/")
        self.asked.append(f"{timestamp} {url}")
        if timestamp == ASKED:
            return Response(b"", status=302, headers={"Location": f"/web/{NEAREST}id_/{url}"})
        at = ASKED if timestamp == NEAREST else timestamp
        body = next(body for address, *capture, body in self.CAPTURES if (address, capture) == (url, [at]))
        moment = datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        said = {**ORIGINAL, "Memento-Datetime": format_datetime(moment, usegmt=True)}
        return Response(body, "text/html", headers=said)

    def _index(self, asked: dict[str, list[str]]) -> Response:
        first, last = (int(asked[name][0][:4]) for name in ("from", "to"))
        if asked["limit"] != ["1"] and last - first > 10:
            return Response(b"took too long", status=504)
        rows = [
            ["", at, url.replace(".cn/", ".cn:80/"), "text/html", "200", at, "1"]
            for url, at, _ in self.CAPTURES
            if asked["url"] == ["www.changle.gov.cn/"] and asked["from"][0] <= at <= asked["to"][0]
        ]
        names = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
        answer = [names, *rows[: int(asked["limit"][0])]] if rows else []
        return Response(json.dumps(answer).encode(), "application/json")


@pytest.fixture
def archive(sqlite_file: Path, tmp_path: Path) -> Engine:
    """An archive that knows of a page that the portal lists and does not have."""
    (tmp_path / "a.db").write_bytes(sqlite_file.read_bytes())
    engine = open_archive(f"sqlite:///{tmp_path}/a.db")
    record_listing(engine, "changle", [Entry(LOST, TITLE)])
    mark_page(engine, LOST, "failed", "HTTP 404")
    return engine


def test_what_lists_name_and_addresses_promise_is_kept_and_an_error_page_gives_way_to_an_earlier_capture(
    archive: Engine, tmp_path: Path
) -> None:
    archive.dispose()
    wayback = Wayback()
    with Replica({"web.archive.org": wayback}) as replica:
        own = ("--archive", f"sqlite:///{tmp_path}/a.db", "--data", str(tmp_path / "data"), "--delay", "0")
        command = [sys.executable, "-W", "error", "-m", "crawler", "backfill", "--portal", "changle", *own]
        done = subprocess.run(
            [*command, "--from-web-archive", "http://web.archive.org"],
            env={**os.environ, **replica.environment()},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert set(wayback.asked) == {
        f"{ASKED} {UNKNOWN}",
        f"{NEAREST} {UNKNOWN}",
        f"20220606060606 {NEWS}",
        f"20220606060606 {BLANK}",
        f"20220606060606 {PORTAL}/",
        f"20220606060606 {LIST}",
        f"20200606060606 {NAMED}",
        f"20230301000000 {LOST}",
        f"20250301000000 {LOST}",
    }
    assert len(wayback.asked) == 9
    with sqlite3.connect(tmp_path / "a.db") as connection:
        kept = connection.execute(
            "select r.year, c.url, c.fetched_at, c.source, c.last_modified from report r"
            " join revision v on v.id = r.current_revision_id join document d on d.id = v.document_id"
            " join capture c on c.id = d.capture_id order by r.year"
        ).fetchall()
        pages = connection.execute("select url, state, reason from page").fetchall()
    web = "http://web.archive.org/web"
    assert [row[:4] for row in kept] == [
        (
            2019,
            NAMED,
            "2020-06-06 06:06:06.000000",
            f"{web}/20200606060606id_/{NAMED.replace('.cn/', '.cn:80/')}",
        ),
        (2020, UNKNOWN, "2022-05-05 05:06:06.000000", f"{web}/{NEAREST}id_/{UNKNOWN}"),
        (
            2021,
            LOST,
            "2023-03-01 00:00:00.000000",
            f"{web}/20230301000000id_/{LOST.replace('.cn/', '.cn:80/')}",
        ),
    ]
    assert pages == [(LOST, "archived", "from a web archive")]
