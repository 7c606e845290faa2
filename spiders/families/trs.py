"""TRS WCM (拓尔思): ``tYYYYMMDD_ID.html`` below its column; pagers drawn by ``createPageHTML``.

1. Numeric first argument: (pages, current from 0, stem, suffix); page n is ``stem_{n-1}``.
2. String first argument: (element, pages, current from 1, stem, suffix, total); page n is ``stem_{n}``.
3. ``var countPage = N`` with ``index_{n-1}``.

Observed on Weifang, Fujian, Hubei, Hunan and Chongqing portals.
"""

from __future__ import annotations

import re
from typing import Any

from scrapy.http import Response

from spiders.families.folders import FolderSpider, Numbers

CALL = re.compile(r"createPageHTML\s*\(([^)]*)\)")
COUNT = re.compile(r"var\s+countPage\s*=\s*(\d+)")
ARTICLE = re.compile(r"/t\d{8}_(\d+)\.s?html?$")


class TrsSpider(FolderSpider):
    """A portal on TRS WCM."""

    family = "trs"

    def numbers(self, response: Response, page: Any) -> Numbers | None:  # noqa: ARG002
        """The arguments of ``createPageHTML``, in either dialect."""
        call = CALL.search(response.text)
        if call is None:
            count = COUNT.search(response.text)
            return Numbers(int(count[1]), 1) if count else None
        arguments = [part.strip().strip("'\"") for part in call[1].split(",")]
        if arguments[0].isdigit():
            pages, _, stem, suffix = arguments[:4]
            return Numbers(int(pages), 1, stem, suffix)
        _, pages, _, stem, suffix, *total = arguments
        return Numbers(int(pages), 2, stem, suffix, int(total[0]) if total else None)

    def is_article(self, url: str) -> bool:
        """By the address."""
        return ARTICLE.search(url) is not None or super().is_article(url)

    def article_key(self, url: str) -> str:
        """An article keeps its number in whatever column it is listed."""
        found = ARTICLE.search(url)
        return found[1] if found else super().article_key(url)
