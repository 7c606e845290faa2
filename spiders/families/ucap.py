"""UCAP (开普): articles are ``/<column>/YYYYMM/<32 hex>.shtml``, lists come from a search by channel.

1. A column's page names its channel: ``<meta name="channelId">`` or a script.
2. ``/common/search/<channel>`` (or ``/search/``, if the page says so) with ``_isJson=true&page=1``
   answers ``data.results`` and ``data.total``.
3. The answer's addresses are http, whatever the portal speaks.

Observed on 宁都, 沐川, 中方 and 沭阳.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from scrapy.http import Response

from spiders.families.base import PortalSpider
from spiders.families.family import Family, Lead
from spiders.trails import Trail, is_annual

ARTICLE = re.compile(r"/\d{6}/([0-9a-f]{32})\.s?html?$")
CHANNEL = re.compile(r"channelId[\"']?\s*[:=]\s*[\"']?([0-9a-f]{32})", re.IGNORECASE)
SEARCH = re.compile(r"(?:/\w+)*/search(?=/(?:[0-9a-f]{32}|[\"'{$]))")
META = "//meta[translate(@name, 'CHANELID', 'chanelid') = 'channelid']/@content"
ASKED = "sort=publishedTime&_isAgg=true&_isJson=true&_pageSize=15&_template=index&page=1"


class Ucap(Family):
    """UCAP."""

    name = "ucap"

    def leads(self, response: Response, page: Any, trail: Trail) -> Iterator[Lead]:
        """The list of a column of annual reports."""
        if is_annual(trail):
            named = [*page.xpath(META), *CHANNEL.findall(response.text)]
            place = SEARCH.search(response.text)
            for channel in dict.fromkeys(named):
                url = urljoin(response.url, f"{place[0] if place else '/common/search'}/{channel}?{ASKED}")
                yield Lead(url, trail, headers={"Referer": response.url}, guess=place is None)

    def is_article(self, url: str) -> bool:
        """By the address."""
        return ARTICLE.search(url) is not None

    def article_key(self, url: str) -> str | None:
        """The 32 digits are the article's in every column."""
        found = ARTICLE.search(url)
        return found[1] if found else None

    def canonical(self, url: str) -> str:
        """Under the portal's own scheme."""
        return re.sub(r"^https?", self.portal.scheme, url) if ARTICLE.search(url) else url


class UcapSpider(PortalSpider):
    """A portal on UCAP."""

    families = (Ucap,)
