"""The lists of a portal as its spider reads them: page by page, to their end, and what they name.

1. Every page of a list is read by the portal's families: its entries, and the pages that follow it.
2. An entry that may be an annual report is kept until all lists are read; one whose title was cut has its
   title from its own page.
3. The page after the last one is asked for where there may be one (``spiders.turning``).
4. A page that could not be fetched is handed on as such: the list is not complete.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import urldefrag

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from archive.records import Entry
from pipelines.identity.title import read_title
from pipelines.items import Listing
from spiders.asking import asked_of, request_for
from spiders.families.family import Family
from spiders.families.json_lists import JsonLists
from spiders.families.plain import Plain, is_report_link, whole
from spiders.families.remembering import Remembering
from spiders.families.reports import ReportPages, is_missing, reason_of
from spiders.families.together import Together
from spiders.memory import Memory
from spiders.pages import Anchor, Pager, decoded, tree
from spiders.searching import is_search
from spiders.trails import Trail, tight, unit_in
from spiders.turning import Turning
from spiders.wanted import Wanted


class PortalLists(ReportPages):
    """A spider of one portal, as far as it reads lists."""

    families: ClassVar[tuple[type[Family], ...]] = ()

    def __init__(
        self,
        years: range | None = None,
        lists_only: bool = False,
        wanted: Wanted | None = None,
        memory: Memory | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.years, self.lists_only = years, lists_only
        self._wanted = wanted or Wanted()
        self.missing = self._wanted.missing
        read_by = dict.fromkeys((*self.families, JsonLists, Plain))
        self.cms = Together([family(self.portal, years) for family in read_by], self.portal)
        self.past = Remembering(memory, self._wanted, self.cms)
        self._listed: dict[str, list[Entry]] = {}
        self._list_pages: set[str] = set()
        self._turning = Turning()

    def further_pages(self, response: Response, pager: Pager, key: str, trail: Trail) -> Iterator[Request]:
        """Requests for the rest of a list, each page once."""
        self._list_pages.add(asked_of(response))
        for url in self.past.to_turn(key, pager.urls):
            if url not in self._list_pages and self.is_inside(url):
                self._list_pages.add(url)
                self.past.turned(key)
                self._turning.asked(key)
                yield self.list_request(url, key, trail)

    def list_request(self, url: str, key: str, trail: Trail) -> Request:
        """The request for a further page of a list."""
        kwargs = {"key": key, "trail": trail}
        headers = {"Referer": urldefrag(key).url}
        then = {"callback": self.parse_list_page, "errback": self.lost_list_page}
        return request_for(url, headers, {}, cb_kwargs=kwargs, **then)

    def parse_list_page(self, response: Response, key: str, trail: Trail) -> Iterator[Any]:
        """A further page of a list, which may be the only one to name the next."""
        response = decoded(response)
        page, here = tree(response), asked_of(response)
        anchors, pager = self.cms.entries(response, page), self.cms.pager(response, page)
        beyond = "beyond" in response.meta
        new = self._turning.came(key, self.counted(anchors, trail))
        if beyond and new:
            self.past.turned(key)
        if new or not beyond:
            yield self.listed(response, key, anchors, trail, None)
        yield from self.further_pages(response, Pager(self.past.read(key, here, anchors)), key, trail)
        if pager.chained and not is_search(trail):
            yield from self.further_pages(response, pager, key, trail)
        yield from self.beyond(key, trail)

    def counted(self, anchors: list[Anchor], trail: Trail) -> list[Anchor]:
        """The entries by which a list is turned: all of them, and of what a search finds the new reports."""
        if not is_search(trail):
            return anchors
        keys = ((one, self.article_key(one.url)) for one in anchors if self.names_report(one))
        return [one for one, key in keys if key not in self._listed]

    def beyond(self, key: str, trail: Trail) -> Iterator[Request]:
        """The request for the page after the last of a list, where there may be one that nothing names."""
        night = self.past.past is not None and not self.past.expects_more(key)
        url = None if night else self._turning.beyond(key)
        if url and url not in self._list_pages and self.is_inside(url):
            self._list_pages.add(url)
            self._turning.asked(key)
            request = self.list_request(url, key, trail)
            yield request.replace(meta={**request.meta, "beyond": True})

    def listed(
        self, response: Response, key: str, anchors: list[Anchor], trail: Trail, total: int | None
    ) -> Listing:
        """The list page as read; its candidates are remembered for ``page_requests``."""
        candidates = tuple(self.entry(anchor, trail) for anchor in anchors if self.names_report(anchor))
        for entry in candidates:
            if self.is_inside(entry.url) and self.is_wanted(entry):
                self._listed.setdefault(self.article_key(entry.url), []).append(entry)
                self.past.named(key, self.article_key(entry.url))
        urls = tuple(anchor.url for anchor in anchors)
        return Listing(self.name, key, asked_of(response), urls, candidates, total)

    def entry(self, anchor: Anchor, trail: Trail) -> Entry:
        """A list entry with what the portal's column says of it: the unit, if the column is one's."""
        url, title = self.cms.canonical(anchor.url), tight(anchor.text)
        if whole(title) != title:
            title = whole(title) if self.lists_only else ""  # its page says it better
        return Entry(url, title, anchor.day, unit_in(trail))

    def lost_list_page(self, failure: Failure) -> Iterator[Any]:
        """A page of a list that could not be fetched: the list is not complete.

        One beyond those announced need not be there.
        """
        request = failure.request  # type: ignore[attr-defined]
        key, asked = request.cb_kwargs["key"], request.meta["asked"]
        self._turning.came(key, ())
        if "beyond" not in request.meta or not (self._turning.is_announced(key) or is_missing(failure)):
            self.past.lost = True
            reason = f"{asked}: {reason_of(failure)}"
            yield Listing(self.name, key, asked, (), (), problem=reason)
        yield from self.beyond(key, request.cb_kwargs["trail"])

    def is_candidate(self, title: str) -> bool:
        """Whether a title is that of an annual report (and not of a 解读 or 通知 about one)."""
        return read_title(whole(title)).is_report

    def names_report(self, anchor: Anchor) -> bool:
        """Whether an entry may be a report, and no column: it says when it came, or year and body."""
        return self.is_candidate(anchor.text) and (anchor.day is not None or is_report_link(anchor))

    def article_key(self, url: str) -> str:
        """What makes two addresses one article."""
        return self.cms.article_key(url)

    def is_wanted(self, entry: Entry) -> bool:
        """Whether an entry's year and body are among those asked for, as far as the list names them."""
        year = entry.year or read_title(entry.title).year
        of_year = self.years is None or year is None or year in self.years
        return of_year and self._wanted.is_of_a_body(entry)
