"""What all portals share: from the home page to every annual report, whatever the CMS.

1. The home page's links are followed by the words of navigation (``spiders.trails``).
2. Every page reached is read as a column by the portal's families: its entries, its pager, its further links.
3. A list within the annual reports, or with a candidate on its first page, is read to its end. Where a link
   that promised one has led to a report itself, that is the report.
4. When all lists are read, every entry whose title is that of an annual report is fetched once, under the
   first of its addresses, and its attachments after it: so every crawl of the same lists asks for the same.
5. What could not be fetched is handed on as such: it is never merely logged.

How the lists of a CMS are read is its family's matter; how a list is turned, ``PortalLists``'s; how a page
is fetched, ``ReportPages``'s.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from archive.records import Entry
from pipelines.items import Listing, Lost
from spiders.article import is_report_page, parts_of
from spiders.asking import asked_of, request_for
from spiders.families.candidates import newest_first, one_of
from spiders.families.family import Lead
from spiders.families.json_lists import LISTS
from spiders.families.lists import PortalLists
from spiders.families.plain import is_folder, is_title, is_year_alone
from spiders.families.remembering import first_page
from spiders.families.reports import is_missing, reason_of
from spiders.pages import Anchor, decoded, is_text, plain, tree
from spiders.searching import is_search, turned
from spiders.stand_ins import MissingPage
from spiders.steps import Step
from spiders.trails import Promise, Trail, is_annual, leads_on, tight, unit_in, words

#: Reports that only their address tells of come after all columns: one of these may name their unit.
LAST = -100
HOME = Promise(100, "where every crawl begins")
KNOWN = Promise(100, "a column in the registry")
BELOW = Promise(80, "a folder below annual reports")
YEAR = Promise(80, "a year of annual reports")


class PortalSpider(PortalLists):
    """One portal. A portal's module sets ``name``; all else about it stands in the registry."""

    def __init__(self, limit: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.limit = limit
        self._fetched: set[str] = set()
        #: Addresses of reports that a rule has made; those asked for.
        self._ruled: set[str] = set()
        self._reports: set[str] = set()
        self.steps: dict[str, Step] = {}
        self._settled = frozenset(map(self.article_key, self._wanted.settled))
        #: Pages asked for, None while the lists are read; pages listed that were here already.
        self.pages_asked: int | None = None
        self.pages_known = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy makes it; once nothing is left to be asked, the candidates are."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._ask_candidates, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The home page, and the columns that it does not lead to; or the lists remembered of them."""
        further = [Lead(url, words().annual[:1], promise=KNOWN) for url in self.portal.columns]
        leads = self.past.leads() if self.past.past else (Lead(self.portal.home, promise=HOME), *further)
        for lead in leads:
            requests = list(self.report_requests(lead.entry)) if lead.entry else [self.column_request(lead)]
            self.past.by_rule += len(requests) if lead.entry else 0
            for request in requests:
                yield request

    def remember(self, lead: Lead) -> None:
        """Remember that a column is asked for, and why: each is read once, or once more as annual reports."""
        if self._may_gain(lead):
            step = Step(lead.url, lead.trail, lead.promise, headers=lead.headers)
            self.steps[plain(lead.url)] = step

    def step_of(self, response: Response, trail: Trail) -> Step:
        """The step that has led to a column."""
        key = response.meta.get("step", plain(response.url))
        return self.steps.setdefault(key, Step(response.url, trail, KNOWN))

    def column_request(self, lead: Lead) -> Request:
        """The request for a column."""
        again = plain(lead.url) in self.steps
        self.remember(lead)
        return request_for(
            lead.url,
            lead.headers,
            {"step": plain(lead.url), "guess": lead.guess},
            callback=self.parse_column,
            errback=self.lost_column,
            cb_kwargs={"trail": lead.trail},
            priority=-len(lead.trail),
            dont_filter=again,
        )

    def parse_column(self, response: Response, trail: Trail) -> Iterator[Any]:
        """A column: its list, its pager, and where it leads; or a report, where a list would be."""
        if not is_text(response):
            return
        received, response = response, decoded(response)
        page, key = tree(response), asked_of(response)
        anchors, pager = self.cms.entries(response, page), self.cms.pager(response, page)
        candidates = sum(map(self.names_report, anchors))
        counted, pager = self.counted(anchors, trail), turned(pager) if is_search(trail) else pager
        wanted = is_annual(trail) or candidates > 0
        step = self.step_of(response, trail)
        step.count(len(anchors), candidates)
        if is_annual(trail) and not candidates and is_report_page(received):
            yield from self.report_here(received, trail)
            return
        same = self.past.begin(key, step, first_page(anchors, pager.total))
        yield self.listed(response, key, anchors, trail, None if same or not wanted else pager.total)
        if wanted and not same and (counted or not is_search(trail)):
            self._turning.begin(key, counted, pager)
            yield from self.further_pages(response, pager, key, trail)
            yield from self.beyond(key, trail)
        yield from self.further_columns(response, page, trail, anchors)

    def report_here(self, response: Response, trail: Trail) -> Iterator[Any]:
        """A link that promised a column, of a unit or a year, has led to the report itself."""
        key = self.article_key(response.url)
        if key in self._fetched or key in self._settled or self._is_enough():
            return
        entry = Entry(self.cms.canonical(response.url), "", None, unit_in(trail))
        self._fetched.add(key)
        yield Listing(self.name, response.url, response.url, (response.url,), (entry,))
        if not self.lists_only:
            yield from self.parse_page(response, entry)

    def further_columns(
        self, response: Response, page: Any, trail: Trail, anchors: Sequence[Anchor] = ()
    ) -> Iterator[Request]:
        """Requests for the columns and the hidden reports that a page leads on to, each once."""
        named = {one.url for one in anchors if one.day or self.names_report(one)}
        for lead in (*self._linked(response, page, trail), *self.cms.leads(response, page, trail)):
            known = (
                lead.url in self._list_pages or lead.url in named or bool(lead.promise == LISTS and anchors)
            )
            if known or not self.is_inside(lead.url):
                continue
            if lead.entry is not None:
                yield from self.report_requests(lead.entry)
            elif not self._is_known(lead) and not self.cms.is_article(lead.url):
                yield from self.follow(lead)

    def _is_known(self, lead: Lead) -> bool:
        return self.past.holds(lead.url) or not self._may_gain(lead)

    def _may_gain(self, lead: Lead) -> bool:
        """Whether a column was not met yet, or not as one of annual reports, and named none."""
        step = self.steps.get(plain(lead.url))
        if step is None:
            return True
        better = lead.promise.score >= BELOW.score and lead.promise.score > step.promise.score
        return better and is_annual(lead.trail) and not is_annual(step.trail) and not step.candidates

    def follow(self, lead: Lead) -> Iterator[Request]:
        """The request for a column that a page leads on to, at once."""
        yield self.column_request(lead)

    def _linked(self, response: Response, page: Any, trail: Trail) -> Iterator[Lead]:
        for anchor in self.cms.links(response, page):
            promise = self.promise(anchor, response.url, trail)
            if promise is not None:
                yield Lead(anchor.url, (*trail, tight(anchor.text)), promise=promise)

    def promise(self, anchor: Anchor, page: str, trail: Trail) -> Promise | None:
        """What a link on a page promises; None for one that is not followed."""
        if is_annual(trail) and self.cms.is_below(anchor.url, page):
            return BELOW
        if is_title(anchor.text) and (is_folder(anchor.url) or is_year_alone(anchor)):
            return YEAR
        return leads_on(anchor.text, trail)

    def page_requests(self) -> Iterator[Request]:
        """A request for every candidate not fetched yet, the newest first, up to the limit."""
        if self.lists_only:
            return
        known = self._fetched | self._settled
        fresh = [entry for key, entry in self.named().items() if key not in known]
        self.pages_known = len(self._listed.keys() & self._settled)
        for entry in sorted(fresh, key=newest_first):
            if self._is_enough():
                return
            self._fetched.add(self.article_key(entry.url))
            yield self.page_request(entry)
        for entry in self.past.gone(self._listed.keys() | self._fetched, self._ruled):
            if self.is_inside(entry.url):
                self.unlisted.add(entry.url)
                yield self.page_request(entry)

    def was_asked(self, url: str) -> bool:
        """Whether an address was asked for as a column before it was listed as a report."""
        return plain(url) in self.steps

    def named(self) -> dict[str, Entry]:
        """What the lists have named so far, an entry for each article."""
        return {key: one_of(entries) for key, entries in self._listed.items()}

    @property
    def pages_waiting(self) -> int:
        """How many of the pages asked for were not answered yet."""
        return (self.pages_asked or 0) - self.pages_answered

    @property
    def listed_count(self) -> int:
        """How many articles that may be annual reports the lists have named so far."""
        return len(self._listed) + len(self._fetched - self._listed.keys())

    def _is_enough(self) -> bool:
        return self.limit is not None and len(self._fetched) >= self.limit

    def _ask_candidates(self) -> None:
        requests = list(self.page_requests())
        if self.pages_asked is None:
            self.pages_answered = 0
        self.pages_asked = (self.pages_asked or 0) + len(requests)
        if requests and self.crawler.engine is not None:
            for request in requests:
                self.crawler.engine.crawl(request)
            raise DontCloseSpider

    def report_requests(self, entry: Entry) -> Iterator[Request]:
        """The request for an address that answers with a report, if there is one, once."""
        self._ruled.add(entry.url)
        if entry.url not in self._reports and self.article_key(entry.url) not in self._settled:
            self._reports.add(entry.url)
            kwargs = {"entry": entry}
            yield Request(
                entry.url, self.parse_report, errback=self.lost_report, cb_kwargs=kwargs, priority=LAST
            )

    def parse_report(self, response: Response, entry: Entry) -> Iterator[Any]:
        """A unit's report for a year; an answer without text says that there is none."""
        if self._is_enough():
            return
        if not tight(tree(response).xpath("string(//body)")):
            yield from self._no_report(entry)
            return
        self._fetched.add(entry.url)
        entry = self._of_its_unit(entry)
        yield Listing(self.name, entry.url, response.url, (entry.url,), (entry,), by_rule=True)
        if not self.lists_only:
            yield from self.parse_page(response, entry)

    def entry_of(self, request: Request) -> Entry | None:
        """As of every page; of an address that no list names, with the unit that the columns say."""
        entry = super().entry_of(request)
        return self._of_its_unit(entry) if entry and request.callback == self.parse_report else entry

    def _of_its_unit(self, entry: Entry) -> Entry:
        return replace(entry, unit=self.cms.unit_of(entry.url))

    def lost_report(self, failure: Failure) -> Iterator[Any]:
        """An address that may have had a report; that there is no such page says that it has none."""
        request = failure.request  # type: ignore[attr-defined]
        if is_missing(failure):
            yield from self._no_report(request.cb_kwargs["entry"])
        else:
            yield Listing(self.name, request.url, request.url, (), (), problem=reason_of(failure))

    def _no_report(self, entry: Entry) -> Iterator[Lost]:
        """An address without a report: nothing follows, unless there was one before."""
        if self.past.has_led_to_a_report(entry.url):
            reason = f"{MissingPage.__name__}: its address answers without the report that it had"
            yield Lost(self.name, entry, entry.url, reason, dead=True)

    def further_parts(self, response: Response) -> tuple[str, ...]:
        """The further pages of an article that is split in several, and the frames of one without text."""
        page = tree(response)
        return parts_of(response, page, self.cms.pager(response, page))

    def lost_column(self, failure: Failure) -> Iterator[Any]:
        """A column that could not be fetched: whatever it lists is not known. A guess may be wrong."""
        request, reason = failure.request, reason_of(failure)  # type: ignore[attr-defined]
        self.steps[request.meta["step"]].problem = reason
        no_gap = request.meta.get("guess") and is_missing(failure)
        if not no_gap and not is_search(request.cb_kwargs["trail"]):
            self.past.lost = True
            yield Listing(self.name, request.url, request.url, (), (), problem=reason)
