"""A list that names fewer reports than before: either they are gone, or the list was not read whole."""

from __future__ import annotations

import subprocess
from pathlib import Path

from crawler.replica.exchange import Response
from crawler.replica.faults import MISSING_PAGE
from crawler.replica.proxy import Replica
from tests.crawler.test_crawl import HOME, HOST, FaultSite, command, environment, html, listed, report, rows

TOWNS = ("乔官镇", "鄌郚镇", "营丘镇")
TITLES = [
    (f"t2022011{n}_{n}.html", f"昌乐县{town}2021年政府信息公开工作年度报告") for n, town in enumerate(TOWNS)
]
PAGES = {f"/xxgk/{url}": html(report().replace("乔官镇", title[3:6])) for url, title in TITLES}
STATES = """
select p.state, s.kind from page p
left join page_report r on r.page_id = p.id left join standing s on s.report_id = r.report_id order by p.url
"""


def crawled(folder: Path, count: int, gone: bool = False) -> tuple[int, str]:
    """A crawl of a list that names so many of the reports; the last page may be gone with its entry."""
    pages = dict(PAGES)
    if gone:
        pages[f"/xxgk/{TITLES[-1][0]}"] = Response(b"gone", status=404)
    with Replica({HOST: FaultSite({**HOME, "/xxgk/": listed(*TITLES[:count]), **pages})}) as replica:
        done = subprocess.run(
            command(folder, "changle"), env=environment(replica), capture_output=True, text=True, check=False
        )
    return done.returncode, done.stderr


def test_a_list_that_shrank_while_its_page_is_there_was_not_read_whole_and_is_told_once(
    tmp_path: Path,
) -> None:
    assert crawled(tmp_path, 3)[0] == 0
    code, told = crawled(tmp_path, 2)
    assert code == 1
    assert "2 reports named, 3 in the last crawl" in told
    assert TITLES[-1][0] in told
    assert crawled(tmp_path, 2)[0] == 0
    assert rows(tmp_path, STATES) == [("archived", None)] * 3


def test_an_entry_whose_page_is_politely_missing_is_a_failure_once(tmp_path: Path) -> None:
    missing = Response(MISSING_PAGE.encode(), "text/html; charset=utf-8")
    pages = {**HOME, "/xxgk/": listed(*TITLES[:1]), f"/xxgk/{TITLES[0][0]}": missing}
    with Replica({HOST: FaultSite(pages)}) as replica:
        codes = [
            subprocess.run(
                command(tmp_path, "changle"), env=environment(replica), capture_output=True, check=False
            ).returncode
            for _ in range(2)
        ]
    assert codes == [1, 0]
    assert rows(tmp_path, "select state from page") == [("failed",)]


def test_a_list_that_shrank_because_a_page_is_gone_was_read_whole_and_the_report_is_withdrawn(
    tmp_path: Path,
) -> None:
    assert crawled(tmp_path, 3)[0] == 0
    assert crawled(tmp_path, 2, gone=True)[0] == 0
    assert rows(tmp_path, STATES) == [("archived", None)] * 2 + [("failed", "withdrawn")]
