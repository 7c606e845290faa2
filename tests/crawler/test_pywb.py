"""The evidence opens in pywb, the field's own replay server, and shows the page that was fetched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.warc import Exchange, WarcFile, earlier_at
from tests.crawler.replaying import fetched, replaying

ADDRESS = "http://www.wenshang.gov.cn/art/2024/1/16/art_1.html"
PAGE = "<html><head><title>年报</title></head><body><p>白石镇2023年年度报告</p></body></html>".encode()


def kept(data: Path) -> list[Path]:
    """Two files: the page, and the page again on another night."""
    page = Exchange(ADDRESS, "GET", [], 200, "OK", [("Content-Type", "text/html; charset=utf-8")], PAGE)
    first = WarcFile(data, "wenshang")
    written = first.write(page)
    first.close()
    second = WarcFile(data, "wenshang")
    second.write(page, earlier_at(data, written.file, written.offset))
    second.close()
    return sorted((data / "warc").glob("*.warc.gz"))


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[str]:
    """The address of a pywb that serves the evidence."""
    with replaying(kept(tmp_path), tmp_path) as address:
        yield address


def test_pywb_shows_the_page_and_finds_both_nights(replay: str) -> None:
    assert "白石镇2023年年度报告".encode() in fetched(f"{replay}/mp_/{ADDRESS}")
    lines = fetched(f"{replay}/cdx?url={ADDRESS}").decode().splitlines()
    assert ["warc/revisit" in line for line in lines] == [False, True]
