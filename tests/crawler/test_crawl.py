"""Whole crawls over real HTTP: ``nianbao crawl`` as a process, on the replica or a small site of faults."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from archive.models import Base
from crawler.replica.exchange import Request, Response
from crawler.replica.proxy import Replica
from crawler.replica.truth import expected_reports
from crawler.warc import read_record
from tests.fresh import fresh_archive

HOST = "www.changle.gov.cn"
DATA = Path(__file__).parent.parent / "data"
Crawl = Callable[..., subprocess.CompletedProcess[str]]


class FaultSite:
    """A portal of a few pages: ``pages`` maps a path (with query) to an answer."""

    def __init__(self, pages: Mapping[str, Response]) -> None:
        self.pages = dict(pages)

    def respond(self, request: Request) -> Response:
        """The page, or 404."""
        address = request.path + (f"?{request.query}" if request.query else "")
        return self.pages.get(address, Response(b"gone", status=404))


def html(text: str, **more: Any) -> Response:
    return Response(f"<html><head><meta charset='utf-8'></head><body>{text}</body></html>".encode(), **more)


def report() -> str:
    """A real report as a page: the text of 乔官镇, cell lines and all."""
    return (DATA / "qiaoguan_2021.txt").read_text("utf-8").replace("\n", "<br>")


def listed(*titles: tuple[str, str], more: str = "") -> Response:
    items = "".join(
        f"<li><a href='{url}' title='{title}'>{title}</a><span>2022-01-17</span></li>"
        for url, title in titles
    )
    return html(f"<ul>{items}</ul>{more}")


HOME = {
    "/": html("<a href='/xxgk/'>政府信息公开年报</a>"),
    "/robots.txt": Response(b"User-agent: *\nDisallow: /private/\n", "text/plain"),
}
TITLE = "昌乐县乔官镇2021年政府信息公开工作年度报告"


@pytest.fixture
def crawl(tmp_path: Path) -> Iterator[Crawl]:
    """Runs ``nianbao crawl`` on a site in place of www.changle.gov.cn, or on the given sites by host."""

    def run(site: Any, *arguments: str, portals: tuple[str, ...] = ("changle",)) -> Any:
        if site:
            fresh_archive(tmp_path / "a.db")
        sites = {HOST: FaultSite(site)} if site and HOST not in site else site
        with Replica(sites) as replica:
            return subprocess.run(
                command(tmp_path, *portals, *arguments),
                env=environment(replica),
                capture_output=True,
                text=True,
                check=False,
            )

    return run


def command(folder: Path, *arguments: str) -> list[str]:
    own = ["--archive", f"sqlite:///{folder}/a.db", "--data", f"{folder}/data", "--delay", "0"]
    return [sys.executable, "-W", "error", "-m", "crawler", "crawl", *arguments, *own]


def environment(replica: Replica) -> dict[str, str]:
    return {**os.environ, **replica.environment(), "NIANBAO_CONTACT": "mailto:test@example.org"}


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "a.db") as connection:
        return connection.execute(query).fetchall()


def counted(folder: Path) -> dict[str, int]:
    return {name: rows(folder, f"select count(*) from {name}")[0][0] for name in Base.metadata.tables}


REPORTS = (
    "select b.name, r.year from report r join body b on b.id = r.body_id join portal p on p.id = r.portal_id"
    " where p.name = '{}'"
)


def expected(portal: str, first: int, last: int) -> set[tuple[str, int]]:
    return {(body, year) for body, year in expected_reports(portal) if first <= year <= last}


def test_two_portals_are_found_whole_and_a_second_crawl_adds_nothing_but_its_run(
    crawl: Crawl, tmp_path: Path
) -> None:
    portals = ("wenshang", "changle")
    first = crawl(None, "--json", "--years", "2022-2023", portals=portals)
    assert first.returncode == 0, first.stderr
    for name in portals:
        assert set(rows(tmp_path, REPORTS.format(name))) == expected(name, 2022, 2023)
    run, before = json.loads(first.stdout), counted(tmp_path)
    assert run["portals"]["wenshang"]["reports_new"] == len(expected("wenshang", 2022, 2023))
    assert (run["reports_changed"], run["failures"], run["outcome"]) == (0, 0, "done")
    second = crawl(None, "--json", "--years", "2022-2023", portals=portals)
    assert second.returncode == 0, second.stderr
    assert counted(tmp_path) == before | {"run": 2}
    assert (json.loads(second.stdout)["reports_new"], json.loads(second.stdout)["reports_changed"]) == (0, 0)


def test_the_portals_of_the_other_families_are_found_whole_https_included(
    crawl: Crawl, tmp_path: Path
) -> None:
    portals = ("tongbai", "wuzhi", "scmiyi")
    done = crawl(None, "--years", "2024", portals=portals)
    assert done.returncode == 0, done.stderr
    for name in portals:
        assert set(rows(tmp_path, REPORTS.format(name))) == expected(name, 2024, 2024)


def test_every_capture_of_the_archive_is_found_in_its_warc(crawl: Crawl, tmp_path: Path) -> None:
    crawl({**HOME, "/xxgk/": listed(("t20220117_7.html", TITLE)), "/xxgk/t20220117_7.html": html(report())})
    ((file, offset, length, sha256, document),) = rows(
        tmp_path,
        "select warc_file, warc_offset, length, c.sha256, d.sha256 from capture c"
        " join document d on d.capture_id = c.id",
    )
    body = read_record(tmp_path / "data", file, offset)
    assert (len(body), sha256) == (length, document)
    assert "乔官镇" in body.decode()


def test_a_page_of_a_list_that_fails_makes_the_crawl_end_in_part(crawl: Crawl, tmp_path: Path) -> None:
    pager = "<script>createPageHTML('d', 3, 1, 'index', 'html', 3)</script>"
    pages = {
        **HOME,
        "/xxgk/": listed(("t20220117_7.html", TITLE), more=pager),
        "/xxgk/index_3.html": listed(("t20220118_8.html", "昌乐县2021年预算")),
        "/xxgk/t20220117_7.html": html(report()),
    }
    done = crawl(pages)
    assert done.returncode == 1
    assert f"list http://{HOST}/xxgk/: http://{HOST}/xxgk/index_2.html: HTTP 404" in done.stderr
    assert "2 entries found, 3 announced" in done.stderr
    assert rows(tmp_path, "select outcome, reports_new from run") == [("part", 1)]


def test_a_cover_whose_file_is_gone_is_a_failure_that_names_both(crawl: Crawl, tmp_path: Path) -> None:
    cover = html(f"<h1>{TITLE}</h1><p>报告全文见附件。</p><a href='./P0.docx'>{TITLE}.docx</a>")
    done = crawl({**HOME, "/xxgk/": listed(("t20220117_7.html", TITLE)), "/xxgk/t20220117_7.html": cover})
    assert done.returncode == 1
    ((url, state, reason),) = rows(tmp_path, "select url, state, reason from page")
    assert (url, state) == (f"http://{HOST}/xxgk/t20220117_7.html", "failed")
    assert reason == f"Attachment http://{HOST}/xxgk/P0.docx: HTTP 404"
    assert reason in done.stderr


def test_a_dead_link_is_told_in_the_archive_and_is_no_failure(crawl: Crawl, tmp_path: Path) -> None:
    titles = (("t20220117_7.html", TITLE), ("t20220117_8.html", "昌乐县五图街道2021年政府信息公开年度报告"))
    done = crawl({**HOME, "/xxgk/": listed(*titles), "/xxgk/t20220117_7.html": html(report())})
    assert done.returncode == 0, done.stderr
    assert set(rows(tmp_path, "select state, reason from page")) == {
        ("archived", None),
        ("failed", "HTTP 404"),
    }


def test_a_damaged_file_is_unreadable_and_its_bytes_are_kept(crawl: Crawl, tmp_path: Path) -> None:
    broken = (DATA / "blank_form_2021.docx").read_bytes()[:900]
    cover = html(f"<h1>{TITLE}</h1><a href='./P0.docx'>{TITLE}.docx</a>")
    pages = {**HOME, "/xxgk/": listed(("t20220117_7.html", TITLE)), "/xxgk/t20220117_7.html": cover}
    done = crawl({**pages, "/xxgk/P0.docx": Response(broken, "application/msword")})
    assert done.returncode == 1
    assert rows(tmp_path, "select state from page") == [("unreadable",)]
    assert (len(broken),) in rows(tmp_path, "select length from capture")


def test_what_robots_forbids_is_not_fetched_and_counts_as_a_failure(crawl: Crawl, tmp_path: Path) -> None:
    done = crawl({**HOME, "/xxgk/": listed(("/private/t20220117_7.html", TITLE))})
    assert done.returncode == 1
    assert "robots.txt" in rows(tmp_path, "select reason from page")[0][0]


def test_a_server_in_trouble_is_asked_again(crawl: Crawl, tmp_path: Path) -> None:
    class Troubled(FaultSite):
        times = 0

        def respond(self, request: Request) -> Response:
            if request.path.endswith("_7.html"):
                self.times += 1
                if self.times < 3:
                    return Response(b"busy", status=503)
            return super().respond(request)

    pages = {**HOME, "/xxgk/": listed(("t20220117_7.html", TITLE)), "/xxgk/t20220117_7.html": html(report())}
    done = crawl({HOST: Troubled(pages)})
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path, "select state from page") == [("archived",)]


def test_a_redirection_to_another_host_is_not_followed(crawl: Crawl, tmp_path: Path) -> None:
    away = Response(b"", status=302, headers={"Location": "http://www.example.com/t.html"})
    done = crawl({**HOME, "/xxgk/": listed(("t20220117_7.html", TITLE)), "/xxgk/t20220117_7.html": away})
    assert done.returncode == 1
    assert (
        "www.example.com is not among the portal's hosts" in rows(tmp_path, "select reason from page")[0][0]
    )


def test_a_challenge_in_place_of_a_page_is_a_failure_and_no_document(crawl: Crawl, tmp_path: Path) -> None:
    wall = html("<script>document.cookie='__jsl_clearance=1';location.reload()</script>请稍候")
    done = crawl({**HOME, "/xxgk/": listed(("t20220117_7.html", TITLE)), "/xxgk/t20220117_7.html": wall})
    assert done.returncode == 1
    ((state, reason),) = rows(tmp_path, "select state, reason from page")
    assert state == "failed"
    assert "__jsl_clearance" in reason


def test_a_portal_without_reports_ends_with_4(crawl: Crawl) -> None:
    assert crawl({**HOME, "/": html("<p>建设中</p>")}).returncode == 4


def test_a_portal_that_does_not_answer_is_no_portal_without_reports(crawl: Crawl) -> None:
    done = crawl({"/": Response(b"busy", status=500)})
    assert done.returncode == 1
    assert "HTTP 500" in done.stderr


def test_years_bound_what_is_kept(crawl: Crawl, tmp_path: Path) -> None:
    pages = {**HOME, "/xxgk/": listed(("t20220117_7.html", TITLE)), "/xxgk/t20220117_7.html": html(report())}
    assert crawl(pages, "--years", "2022-2023").returncode == 0
    assert rows(tmp_path, "select count(*) from report") == [(0,)]


def test_an_unknown_portal_is_answered_with_the_known_ones(crawl: Crawl, tmp_path: Path) -> None:
    done = crawl({}, portals=("nowhere",))
    assert done.returncode == 2
    assert "wenshang" in done.stderr
    assert not (tmp_path / "a.db").exists()


def test_two_crawls_of_one_portal_never_run_at_once(crawl: Crawl, tmp_path: Path) -> None:
    (tmp_path / "data" / "locks").mkdir(parents=True)
    with FileLock(tmp_path / "data" / "locks" / "changle.lock"):
        done = crawl(HOME)
    assert done.returncode == 6
    assert "nianbao runs" in done.stderr


def test_an_interrupted_crawl_ends_with_130_and_keeps_what_it_read(tmp_path: Path) -> None:
    class Slow(FaultSite):
        def respond(self, request: Request) -> Response:
            time.sleep(0.3 if request.path.endswith(".html") else 0)
            return super().respond(request)

    titles = [(f"t2022011{n}_{n}.html", f"{2012 + n}年昌乐县乔官镇政府信息公开年度报告") for n in range(9)]
    pages = {**HOME, "/xxgk/": listed(*titles), **{f"/xxgk/{url}": html(report()) for url, _ in titles}}
    with Replica({HOST: Slow(pages)}) as replica:
        running = subprocess.Popen(command(tmp_path, "changle"), env=environment(replica))
        wait_for(lambda: replica.requests[HOST] > 5)
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=20) == 130
    assert rows(tmp_path, "select outcome from run") == [("part",)]
    assert rows(tmp_path, "select count(*) from document")[0][0] >= 1


def wait_for(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)
