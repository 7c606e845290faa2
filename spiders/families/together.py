"""Several families read as one: a page is read by each in turn, the plain one last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any
from urllib.parse import urldefrag

from scrapy.http import Response

from spiders.families.family import Family, Lead
from spiders.pages import Anchor, Pager, anchors_of
from spiders.registry import Portal
from spiders.trails import Trail


class Together:
    """What the families of a portal say, each answer once."""

    def __init__(self, families: Sequence[Family], portal: Portal) -> None:
        self._families, self._portal = tuple(families), portal

    def own(self, anchors: Iterable[Anchor]) -> Iterator[Anchor]:
        """Links under the portal's own scheme and host, however a page writes them."""
        for anchor in anchors:
            url = self._portal.own(anchor.url)
            yield anchor if url == anchor.url else replace(anchor, url=url)

    def entries(self, response: Response, page: Any) -> list[Anchor]:
        """The entries of a list; of two for one address and text, the first, with a date if any has one."""
        found: dict[tuple[str, str], Anchor] = {}
        for family in self._families:
            for anchor in self.own(family.entries(response, page)):
                key = (anchor.url, anchor.text)
                if key not in found or (found[key].day is None and anchor.day is not None):
                    found[key] = anchor
        return list(found.values())

    def pager(self, response: Response, page: Any) -> Pager:
        """The pager of the first family that names further pages, with the first total that any names."""
        pagers = [family.pager(response, page) for family in self._families]
        found = next((one for one in pagers if one.urls), Pager())
        found = found if found.urls else next((one for one in pagers if one.page), found)
        totals = (one.total for one in (found, *pagers) if one.total is not None)
        urls = tuple(dict.fromkeys(map(self._portal.own, found.urls)))
        return replace(found, urls=urls, total=next(totals, None))

    def leads(self, response: Response, page: Any, trail: Trail) -> Iterator[Lead]:
        """Everything that a page names elsewhere than in links."""
        for family in self._families:
            for lead in family.leads(response, page, trail):
                yield replace(lead, url=self._portal.own(lead.url))

    def links(self, response: Response, page: Any) -> Iterator[Anchor]:
        """All links of a page, each address and label once."""
        found = [*anchors_of(response, page)]
        for family in self._families:
            found += family.links(response, page)
        yield from dict.fromkeys(self.own(found))

    def unit_of(self, url: str) -> str | None:
        """The unit whose report stands at an address."""
        return next((unit for one in self._families if (unit := one.unit_of(url))), None)

    def learnt(self) -> dict[str, str]:
        """What the families have learnt that no list says again."""
        return {key: value for family in self._families for key, value in family.learnt().items()}

    def remind(self, learnt: Mapping[str, str]) -> Iterator[Lead]:
        """What an earlier discovery has learnt; gives the reports to be asked for without a list."""
        for family in self._families:
            yield from family.remind(learnt)

    def is_asked_by_rule(self, url: str) -> bool:
        """Whether an address is that of a report which no list need name."""
        return any(family.is_asked_by_rule(url) for family in self._families)

    def is_article(self, url: str) -> bool:
        """Whether an address is an article's or a file's, so that it is never followed as a column."""
        return any(family.is_article(url) for family in self._families)

    def is_below(self, url: str, column: str) -> bool:
        """Whether an address is a sub-column of a column by the address alone."""
        return any(family.is_below(url, column) for family in self._families)

    def article_key(self, url: str) -> str:
        """What makes two addresses one article: the number in it, or the address itself."""
        keys = (family.article_key(url) for family in self._families)
        return next((key for key in keys if key is not None), self.canonical(url))

    def canonical(self, url: str) -> str:
        """An address without what does not matter."""
        own = self._portal.own(urldefrag(url).url)
        return reduce(lambda left, family: family.canonical(left), self._families, own)
