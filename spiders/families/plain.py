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
from itertools import islice
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from scrapy.http import Response

from pipelines.identity.title import read_title
from pipelines.identity.wording import date_in
from spiders.families.family import Family, Lead
from spiders.pages import Anchor, Pager, anchors_of
from spiders.trails import Promise, Trail

FILE = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|zip|rar|7z|jpe?g|png|gif|apk|mp3|mp4)$", re.IGNORECASE)
ANOTHER_PAGE = re.compile(r"[2-9]|[1-9]\d{1,3}|[<>«»‹›]*(?:下一?页|后一?页|尾页|末页|最后一?页)[<>«»‹›]*")
TOTAL = re.compile(r"共(?:有|计)?(\d+)(?:条|篇|项|个?记录|条记录|条信息)")
FOLDER = re.compile(r"(?:/|/(?:index|list)\.\w+)$")
END_OF_ITEM = 60
FRAME = Promise(60, "a frame")


class Plain(Family):
    """A page that any CMS could have made."""

    name = "plain"

    def entries(self, response: Response, page: Any) -> Iterator[Anchor]:
        """The dated items, and every link that is called like an annual report."""
        for item in page.iter("li", "tr", "dd", "p", "div"):
            links = list(islice(anchors_of(response, item), 2)) if len(item.findall(".//a")) < 3 else []
            if len(links) == 1 and not links[0].url.endswith("/"):
                day = date_in(item.text_content()[-END_OF_ITEM:])
                if day:
                    yield replace(links[0], day=day)
        yield from (
            one for one in anchors_of(response, page) if is_title(one.text) and not is_folder(one.url)
        )

    def pager(self, response: Response, page: Any) -> Pager:
        """The links to other pages of the same list, and the total that the page announces."""
        here = _folder(response.url)
        links = (one.url for one in anchors_of(response, page) if ANOTHER_PAGE.fullmatch(one.text))
        urls = dict.fromkeys(urldefrag(url).url for url in links if _folder(url) == here)
        urls.pop(response.url, None)
        total = TOTAL.search(re.sub(r"\s+", "", page.text_content()))
        return Pager(tuple(urls), int(total[1]) if total else None, chained=True)

    def leads(self, response: Response, page: Any, trail: Trail) -> Iterator[Lead]:
        """The frames of a page."""
        for frame in page.iter("iframe", "frame"):
            address = (frame.get("src") or "").strip()
            if address and not address.startswith(("javascript:", "about:")):
                yield Lead(urljoin(response.url, address), trail, promise=FRAME)

    def is_article(self, url: str) -> bool:
        """A file is no column."""
        return FILE.search(urlsplit(url).path) is not None


def is_title(text: str) -> bool:
    """Whether a link's text names one annual report: the phrase, and the year reported on."""
    title = read_title(text)
    return title.is_report and title.year is not None


def is_folder(url: str) -> bool:
    """Whether an address is that of a column's first page: 2023年政府信息公开年报 may well be one."""
    return FOLDER.search(urlsplit(url).path) is not None


def _folder(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[0]
