"""Pages of plain HTML, whatever the CMS (通用静态页): items with a date, pagers of links, frames.

1. An entry is an item, a row, a paragraph or a box that holds one link and a date; a link whose text is
   the title of an annual report, year included, is an entry wherever it stands.
2. The pager is made of links: numbers, 下一页, 尾页. Each page may name the next one alone.
3. A frame is read as part of its column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from scrapy.http import Response

from pipelines.identity.title import read_title
from pipelines.identity.wording import date_in
from spiders.families.family import Family, Lead
from spiders.pages import Anchor, Pager, anchors_of
from spiders.trails import YEAR_COLUMN, Promise, Trail

FILE = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|zip|rar|7z|jpe?g|png|gif|apk|mp3|mp4)$", re.IGNORECASE)
ANOTHER_PAGE = re.compile(
    r"[\[(【〔<>«»‹›.…]*(?:第?(?:[2-9]|[1-9]\d{1,3})页?|下一?页|后一?页|向后|尾页|末页|最后一?页|next|>|»|›)[\])】〕<>«»‹›.…]*",
    re.IGNORECASE,
)
TOTAL = re.compile(
    r"(?:共(?:有|计)?|总(?:记录)?数(?:为|[::])?)(\d+)(?:条|篇|项|个?记录|条记录|条信息|(?=第?\d+/\d+页))"
)
DAY = re.compile(r"(?<![\d-])(?:0\d|1[0-2])[-/.](?:[0-2]\d|3[01])(?![\d-])")
REFRESH = re.compile(r"<meta[^>]+http-equiv=[\"']?refresh[^>]+url\s*=\s*['\"]?([^'\"\s>]+)", re.IGNORECASE)
SENT_ON = re.compile(r"location(?:\.href)?\s*(?:=|\.(?:replace|assign)\()\s*[\"']([^\"']+)[\"']")
LONGEST_FRONT = 300
FOLDER = re.compile(r"(?:/|/(?:index|list)\.\w+)$")
END_OF_ITEM = 60
CUT = re.compile(r"(?:\.{2,}|…+|．{2,})$")
PHRASES = ("政府信息公开工作年度报告", "政府信息公开年度报告", "政府信息公开年报", "政府信息公开工作情况报告")
CUT_YEAR = re.compile(r"[12]\d{0,3}年?度?$")
SHORTEST_STEM = 6
#: So much of the phrase must stand before a year that was cut (政府信息公开202...).
LONG_ENOUGH = 6
FRAME = Promise(60, "a frame")
FRONT = Promise(98, "where a page sends its visitors")


class Plain(Family):
    """A page that any CMS could have made."""

    name = "plain"

    def entries(self, response: Response, page: Any) -> Iterator[Anchor]:
        """The dated items, and every link that is called like an annual report."""
        for item in page.iter("li", "tr", "dd", "p", "div"):
            links = list(islice(anchors_of(response, item), 2)) if len(item.findall(".//a")) < 3 else []
            if len(links) == 1 and not links[0].url.endswith("/"):
                text = item.text_content()[-END_OF_ITEM:] if item.tag != "dd" else item.text_content()
                beside = "".join(item.xpath(".//text()[not(ancestor::a)]"))
                day = date_in(beside) or date_in(text)
                if day:
                    yield replace(links[0], day=day)
                elif DAY.search(beside):
                    yield links[0]
        yield from filter(is_report_link, anchors_of(response, page))

    def pager(self, response: Response, page: Any) -> Pager:
        """The links to other pages of the same list, and the total that the page announces."""
        here = self.portal.own(response.url)
        links = [self.portal.own(one.url) for one in anchors_of(response, page) if is_page_link(one.text)]
        urls = dict.fromkeys(urldefrag(url).url for url in links if _is_beside(url, here))
        urls.pop(here, None)
        total = TOTAL.search(re.sub(r"\s+", "", page.text_content()))
        return Pager(tuple(urls), int(total[1]) if total else None, chained=True)

    def leads(self, response: Response, page: Any, trail: Trail) -> Iterator[Lead]:
        """The frames of a page, and where a page that is none sends its visitors."""
        for frame in page.iter("iframe", "frame"):
            address = (frame.get("src") or "").strip()
            if address and not address.startswith(("javascript:", "about:")):
                yield Lead(urljoin(response.url, address), trail, promise=FRAME)
        if len(page.text_content()) < LONGEST_FRONT:
            for address in (*REFRESH.findall(response.text), *SENT_ON.findall(response.text)):
                yield Lead(urljoin(response.url, address.strip()), trail, promise=FRONT)

    def is_article(self, url: str) -> bool:
        """A file is no column."""
        return FILE.search(urlsplit(url).path) is not None


def is_title(text: str) -> bool:
    """Whether a link's text names one annual report: the phrase, and the year reported on."""
    title = read_title(whole(text))
    return title.is_report and title.year is not None


@lru_cache(maxsize=8192)
def whole(text: str) -> str:
    """A title that a list has cut (某镇2023年政府信息公开工作年...) as it must go on to be a report's."""
    stem = CUT.sub("", text)
    if stem == text or len(stem) < SHORTEST_STEM:
        return text
    at, phrase = _begun(stem)
    if not at:
        stem = CUT_YEAR.sub("", stem)
        at, phrase = _begun(stem)
        at = at if at >= LONG_ENOUGH else 0
    return stem + phrase[at:] if at else text


def _begun(stem: str) -> tuple[int, str]:
    """How much of which phrase a text ends with."""
    begun = ((at, one) for one in PHRASES for at in range(1, len(one)) if stem.endswith(one[:at]))
    return max(begun, key=lambda found: found[0], default=(0, ""))


def is_year_alone(anchor: Anchor) -> bool:
    """Whether a link is called by report and year and says neither whose it is nor when it came.

    It may be the report, or the column of a year's: only its page can tell.
    """
    title = read_title(whole(anchor.text))
    return title.is_report and title.body is None and anchor.day is None


def is_report_link(anchor: Anchor) -> bool:
    """Whether a link is an entry wherever it stands: it names one report, and whose it is."""
    return is_title(anchor.text) and not is_folder(anchor.url) and not is_year_alone(anchor)


def is_page_link(text: str) -> bool:
    """Whether a link is called like another page of a list; a year is none."""
    return ANOTHER_PAGE.fullmatch(text) is not None and not YEAR_COLUMN.fullmatch(text)


def is_folder(url: str) -> bool:
    """Whether an address is that of a column's first page: 2023年政府信息公开年报 may well be one."""
    return FOLDER.search(urlsplit(url).path) is not None


def _is_beside(url: str, here: str) -> bool:
    """Whether an address is in the folder of a list's page, or in a folder of the list's own."""
    own = re.sub(r"(?:index|list)?(?:\.\w+)?$", "", here.partition("?")[0])
    below = urlsplit(own).path != "/" and url.startswith(own if own.endswith("/") else f"{own}/")
    return below or _folder(url) == _folder(here)


def _folder(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[0]
