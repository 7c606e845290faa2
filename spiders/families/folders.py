"""Families whose columns are folders with static list pages: TRS WCM, the Henan and Panzhihua platforms.

1. The pager is drawn by JavaScript; its numbers stand in the page.
2. A sub-column is a folder below its column's: within the annual reports it is followed whatever its label.
3. Page n of a list is ``<stem>_<n or n-1>.<ext>`` beside the first.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urljoin

from scrapy.http import Response

from spiders.families.family import Family
from spiders.families.plain import is_folder
from spiders.pages import Pager, numbered


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a pager says: pages in all, the number that the second page's file bears, stem, suffix, total."""

    pages: int
    second: int
    stem: str = "index"
    suffix: str = "html"
    total: int | None = None

    def address(self, base: str, number: int) -> str:
        """The address of a page, counted from 1."""
        return urljoin(base, f"{self.stem}_{self.second + number - 2}.{self.suffix}")


class Folders(Family):
    """Folders with list pages. A family says where the pager's numbers stand, and how articles are called."""

    #: An article's address; the first group is its number, the same wherever the article is listed.
    ARTICLE: ClassVar[re.Pattern[str]]

    @abstractmethod
    def numbers(self, response: Response, page: Any) -> Numbers | None:
        """The pager's numbers, or nothing on a page without pager."""

    def pager(self, response: Response, page: Any) -> Pager:
        """The further pages, by number."""
        found = self.numbers(response, page)
        if found is None:
            return Pager()
        return numbered(lambda number: found.address(response.url, number), found.pages, found.total)

    def is_article(self, url: str) -> bool:
        """By the address."""
        return self.ARTICLE.search(url) is not None

    def article_key(self, url: str) -> str | None:
        """An article keeps its number in whatever column, and under whatever host, it is listed."""
        found = self.ARTICLE.search(url)
        return found[1] if found else None

    def is_below(self, url: str, column: str) -> bool:
        """Whether an address is a folder below a column's folder."""
        folder = column.partition("?")[0].rpartition("/")[0] + "/"
        return url.startswith(folder) and "/" in url[len(folder) :] and is_folder(url)
