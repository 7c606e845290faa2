"""VSB (博达): articles are ``/info/<column>/<number>.htm``; the pages of a list are numbered backwards.

1. ``/slug.htm`` is the first page of a list, ``/slug/<n-1>.htm`` the second, ``/slug/1.htm`` the last.
2. The pager says ``共1432条 1/144``: entries in all, and pages; a link leads to ``/slug/<n-1>.htm``.
3. Attachments come from ``/system/_content/download.jsp``, which wants a Referer.

Observed on 弥勒, 建水, 开远, 金平, 楚雄, 武山 and 秦安.
"""

from __future__ import annotations

import re
from typing import Any

from scrapy.http import Response

from spiders.families.base import PortalSpider
from spiders.families.family import Family
from spiders.pages import Pager, anchors_of

ARTICLE = re.compile(r"/info/\d+/(\d+)\.htm$")
TOTAL = re.compile(r"共(\d+)条")
PAGES = re.compile(r"共\d+条[^\d]{0,20}1/(\d+)")
FIRST = re.compile(r"^(.*)\.htm$")


class Vsb(Family):
    """VSB."""

    name = "vsb"

    def pager(self, response: Response, page: Any) -> Pager:
        """The further pages, from the highest number down; only a first page says how many there are."""
        text = re.sub(r"\s+", "", page.text_content())
        total, pages, first = (
            TOTAL.search(text),
            PAGES.search(text),
            FIRST.match(self.portal.own(response.url)),
        )
        if pages is None or first is None:
            return Pager(total=int(total[1]) if total else None)
        many = int(pages[1])
        urls = tuple(f"{first[1]}/{number}.htm" for number in range(many - 1, 0, -1))
        linked = {self.portal.own(anchor.url) for anchor in anchors_of(response, page)}
        if urls and urls[0] not in linked:
            return Pager()
        return Pager(urls, int(total[1]) if total else None, pages=many, announced=True)

    def is_article(self, url: str) -> bool:
        """By the address."""
        return ARTICLE.search(url) is not None

    def article_key(self, url: str) -> str | None:
        """The second number is the article's in every column."""
        found = ARTICLE.search(url)
        return found[1] if found else None


class VsbSpider(PortalSpider):
    """A portal on VSB."""

    families = (Vsb,)
