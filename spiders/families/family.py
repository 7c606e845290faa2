"""The protocol of a CMS family (内容管理系统): how its pages list, page and name what they hold.

A family reads answers and asks nothing itself: ``spiders.families.base`` asks. A spider reads each page by
its families in turn, the plain one (``spiders.families.plain``) last, so a family says only what is its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from scrapy.http import Response

from archive.records import Entry
from spiders.pages import Anchor, Pager
from spiders.registry import Portal
from spiders.trails import Promise, Trail

NAMED = Promise(95, "named by the CMS")


@dataclass(frozen=True, slots=True)
class Lead:
    """An address that the CMS names elsewhere than in a link: a column, or the report that ``entry`` expects.

    ``promise`` is why it is worth a look; ``headers`` are those without which the CMS does not answer. A
    ``guess`` is made where a page names no entries, and that there is no such address is no failure.
    """

    url: str
    trail: Trail = ()
    entry: Entry | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    promise: Promise = NAMED
    guess: bool = False


class Family:
    """One CMS family. Made for one crawl of one portal: it may remember what it has seen."""

    name: ClassVar[str]

    def __init__(self, portal: Portal, years: range | None = None) -> None:
        self.portal, self.years = portal, years

    def entries(self, response: Response, page: Any) -> Iterator[Anchor]:  # noqa: ARG002
        """The entries of a list that no plain list item holds."""
        yield from ()

    def pager(self, response: Response, page: Any) -> Pager:  # noqa: ARG002
        """The further pages of a list, and its total."""
        return Pager()

    def leads(self, response: Response, page: Any, trail: Trail) -> Iterator[Lead]:  # noqa: ARG002
        """What the page names elsewhere than in links; the same lead may be given again."""
        yield from ()

    def links(self, response: Response, page: Any) -> Iterator[Anchor]:  # noqa: ARG002
        """Links that stand elsewhere than in the page's elements: they lead on as all links do."""
        yield from ()

    def unit_of(self, url: str) -> str | None:  # noqa: ARG002
        """The unit whose report stands at an address, as far as the pages read so far say it."""
        return None

    def learnt(self) -> dict[str, str]:
        """What this crawl has learnt that no list says again, to be remembered until the next discovery."""
        return {}

    def remind(self, learnt: Mapping[str, str]) -> Iterator[Lead]:  # noqa: ARG002
        """What an earlier discovery has learnt; gives the reports that are to be asked for without a list."""
        yield from ()

    def is_asked_by_rule(self, url: str) -> bool:  # noqa: ARG002
        """Whether an address is that of a report which no list need name."""
        return False

    def is_article(self, url: str) -> bool:  # noqa: ARG002
        """Whether an address is an article's, so that it is never followed as a column."""
        return False

    def is_below(self, url: str, column: str) -> bool:  # noqa: ARG002
        """Whether an address is a sub-column of a column by the address alone."""
        return False

    def article_key(self, url: str) -> str | None:  # noqa: ARG002
        """What makes two addresses one article, where the CMS numbers its articles."""
        return None

    def canonical(self, url: str) -> str:
        """An address without what does not matter."""
        return url
