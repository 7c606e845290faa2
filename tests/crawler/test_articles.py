"""Articles that are not one page: split in several by the CMS, or behind a frame."""

from __future__ import annotations

import subprocess
from pathlib import Path

from crawler.replica.exchange import Response
from crawler.replica.proxy import Replica
from tests.crawler.test_crawl import (
    HOME,
    HOST,
    TITLE,
    FaultSite,
    command,
    environment,
    html,
    listed,
    report,
    rows,
)

ARTICLE = "t20220117_7"
FIGURES = "select figure, value from figures where state = 'value' order by figure"


def crawled(folder: Path, pages: dict[str, Response]) -> list[tuple[str, float]]:
    """The figures in the archive after a crawl of a list that names one article."""
    folder.mkdir()
    with Replica(
        {HOST: FaultSite({**HOME, "/xxgk/": listed((f"{ARTICLE}.html", TITLE)), **pages})}
    ) as replica:
        done = subprocess.run(
            command(folder, "changle"), env=environment(replica), capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    return rows(folder, FIGURES)


def test_a_report_split_in_pages_is_read_from_all_of_them(tmp_path: Path) -> None:
    whole = report()
    at = whole.index("二、主动公开政府信息情况")
    pager = f"<script>createPageHTML(2, 0, '{ARTICLE}', 'html');</script>"
    split = {
        f"/xxgk/{ARTICLE}.html": html(whole[:at] + pager),
        f"/xxgk/{ARTICLE}_1.html": html(whole[at:] + pager),
    }
    expected = crawled(tmp_path / "whole", {f"/xxgk/{ARTICLE}.html": html(whole)})
    assert len(expected) > 150
    assert crawled(tmp_path / "split", split) == expected


def test_a_report_behind_a_frame_is_read(tmp_path: Path) -> None:
    framed = {
        f"/xxgk/{ARTICLE}.html": html(f"<h1>{TITLE}</h1><iframe src='/show/{ARTICLE}.html'></iframe>"),
        f"/show/{ARTICLE}.html": html(report()),
    }
    expected = crawled(tmp_path / "whole", {f"/xxgk/{ARTICLE}.html": html(report())})
    assert crawled(tmp_path / "framed", framed) == expected
