"""What a portal is known to list (对照清单), and a few of its pages as they were, in the data folder.

1. ``<data>/portals/<name>/golden.csv``: reports that the portal's lists must still name.
2. ``<data>/portals/<name>/fixture.warc.gz``: its home page and the columns that name them, to look at when
   they no longer do. ``nianbao portal check`` reads it again with the family as it is now.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.survey import Listed, Survey, answers

if TYPE_CHECKING:
    from scrapy.http import TextResponse

    from spiders.registry import Portal

MOST_ENTRIES = 60
MOST_PAGES = 12
_COLUMNS = ("url", "title", "year", "unit", "page")


def folder_of(data: Path, portal: str) -> Path:
    """Where a portal's golden list and fixture lie."""
    return data / "portals" / portal


def golden_of(data: Path, portal: str) -> list[str]:
    """The addresses on a portal's golden list; empty where it has none."""
    file = folder_of(data, portal) / "golden.csv"
    if not file.exists():
        return []
    return [row["url"] for row in _rows(file)]


def fixture_of(portal: Portal, data: Path) -> tuple[set[str], set[str]]:
    """The reports that the pages kept named once, and those that the family reads in them now."""
    folder = folder_of(data, portal.name)
    if not (folder / "golden.csv").exists():
        return set(), set()
    wanted = {row["url"] for row in _rows(folder / "golden.csv") if row["page"]}
    read = {url for page in answers(folder) for url in named_by(portal, page)}
    return wanted, read


def named_by(portal: Portal, page: TextResponse) -> set[str]:
    """The reports that a page of a list names, as the portal's family reads it."""
    from spiders.families.catalogue import spider_of
    from spiders.pages import tree

    spider = spider_of(portal)(known=portal)
    anchors = spider.cms.entries(page, tree(page))
    return {spider.cms.canonical(one.url) for one in anchors if spider.is_candidate(one.text)}


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def record_golden(data: Path, seen: Survey) -> Path:
    """Write the golden list and the fixture of a portal anew; gives the folder of both."""
    folder = folder_of(data, seen.portal.name)
    folder.mkdir(parents=True, exist_ok=True)
    pages = list(fixture_pages(seen))
    named = {url: page.url for page in pages for url in named_by(seen.portal, page)}
    _write_pages(folder / "fixture.warc.gz", pages)
    _write_list(folder / "golden.csv", spread(seen.entries), named)
    return folder


def spread(entries: Sequence[Listed]) -> list[Listed]:
    """Some of many entries, of every year alike: the first of each year, then the second ..."""
    ranks: dict[int | None, int] = {}
    ranked = []
    for one in sorted(entries, key=lambda one: (-(one.year or 0), one.url)):
        ranks[one.year] = ranks.get(one.year, -1) + 1
        ranked.append((ranks[one.year], one))
    return [one for _, one in sorted(ranked, key=lambda pair: pair[0])][:MOST_ENTRIES]


def fixture_pages(seen: Survey) -> Iterator[TextResponse]:
    """The home page, and the first of the columns with most reports."""
    fullest = sorted((step for step in seen.steps if step.candidates), key=lambda step: -step.candidates)
    wanted = [seen.portal.home, *(step.url for step in fullest)]
    found = [seen.pages[url] for url in dict.fromkeys(wanted) if url in seen.pages]
    yield from found[:MOST_PAGES]


def _write_list(file: Path, entries: Iterable[Listed], named: Mapping[str, str]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for one in entries:
            writer.writerow((one.url, one.title, one.year or "", one.unit or "", named.get(one.url, "")))


def _write_pages(file: Path, pages: Iterable[TextResponse]) -> None:
    from io import BytesIO

    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    headers = [("Content-Type", "text/html; charset=utf-8")]
    with file.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for page in pages:
            answer = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            record = writer.create_warc_record(page.url, "response", BytesIO(page.body), http_headers=answer)
            writer.write_record(record)
