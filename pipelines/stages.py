"""The stages that an item passes after its spider: thin adapters, in the order of ``STAGES``.

1. ``KeepListing`` keeps what a list page lists, and counts it towards the list's total.
2. ``ReadDocument`` turns bytes into a document, a verdict and reports, or the reason why it cannot.
3. ``StoreReports`` keeps the reports, each in one transaction with its capture.
4. ``SettlePage`` marks a listed page once all its documents are in, and at the end whatever is still open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from scrapy.crawler import Crawler
from w3lib.url import canonicalize_url

from archive.evidence import record_capture
from archive.list_sizes import list_sizes, record_list_sizes
from archive.listing import mark_page, record_listing
from archive.records import CaptureRecord, DocumentRecord, Entry, PageState
from pipelines.context_json import context_json
from pipelines.desk import Desk
from pipelines.items import Found, Listing, Lost
from pipelines.lists import Lists
from pipelines.model import Report
from pipelines.process import EXTRACTOR_VERSION, Processed, process
from pipelines.reading.errors import UnreadableDocument
from pipelines.settling import Kind, Result, settle
from pipelines.storing.store import StoreOutcome, store
from pipelines.tally import Problem

STAGES = {
    "pipelines.stages.KeepListing": 100,
    "pipelines.stages.ReadDocument": 200,
    "pipelines.stages.StoreReports": 300,
    "pipelines.stages.SettlePage": 400,
}


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A document that was found, with what reading made of it: exactly one of the two is set."""

    found: Found
    processed: Processed | None = None
    error: UnreadableDocument | None = None


@dataclass(frozen=True, slots=True)
class PageResult:
    """What became of one document, on its way to its pages. ``attachments``: what else its page waits for."""

    entry: Entry
    result: Result
    attachments: tuple[str, ...] = ()


class Stage:
    """One stage at the desk of its crawler."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.desk = Desk.of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        return cls(crawler)

    @property
    def spider(self) -> Any:
        """The spider that runs."""
        return self.crawler.spider

    @property
    def is_cut_short(self) -> bool:
        """Whether the crawl ends before its end: by its budget, or because a person stopped it."""
        return self.desk.cut_short or not self.crawler.crawling

    def close_spider(self) -> None:
        """End the stage; what goes wrong there is a defect of the run, where Scrapy would only log it."""
        try:
            self.end()
        except Exception as error:
            self.problem("defect", type(self).__name__, repr(error))
            raise

    def end(self) -> None:
        """What is left to do when everything has passed."""

    def problem(self, kind: str, url: str, reason: str) -> None:
        """Count something that a person must look at."""
        self.desk.tally.problems.append(Problem(kind, url, reason))


class KeepListing(Stage):
    """Keeps the candidates that a list page names; at the end, tells the lists not read to their end."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._lists = Lists()

    def process_item(self, item: Any) -> Any:
        """Keep a list page; everything else passes."""
        if isinstance(item, Listing):
            if not item.by_rule:
                self._lists.add(item)
            if item.candidates:
                record_listing(self.desk.engine, item.portal, item.candidates)
            self.desk.tally.listed.update(entry.url for entry in item.candidates)
        return item

    def end(self) -> None:
        """A list that ended early is a failure of the run: what it held is not known."""
        for key, reason in self._lists.shortfalls(cut_short=self.is_cut_short).items():
            self.problem("list", key, reason)
        unturned = self.spider.past.unturned
        sizes = {key: size for key, size in self._lists.sizes().items() if key not in unturned}
        for key, before in list_sizes(self.desk.engine, self.spider.name).items():
            if sizes.get(key, before) < before and self.desk.tally.unlisted:
                self.problem("list", key, self._shrunk(before, sizes[key]))
        record_list_sizes(self.desk.engine, self.spider.name, sizes)

    def _shrunk(self, before: int, now: int) -> str:
        pages = sorted(self.desk.tally.unlisted)
        told = f"{now} reports named, {before} in the last crawl, and {len(pages)} others still there"
        return f"{told}: {', '.join(pages[:3])}"


class ReadDocument(Stage):
    """Reads what was found, unless that was done already to see what else a page names."""

    def process_item(self, item: Any) -> Any:
        """Read a document; everything else passes."""
        if not isinstance(item, Found):
            return item
        if isinstance(item.read, UnreadableDocument):
            return ReadResult(item, error=item.read)
        try:
            return ReadResult(item, item.read or process(item.body, item.context, item.media_type))
        except UnreadableDocument as error:
            return ReadResult(item, error=error)


class StoreReports(Stage):
    """Stores the reports of a document, or keeps the capture of one that holds none."""

    def process_item(self, item: Any) -> Any:
        """Store what was read; a page or file that was lost becomes a result, too."""
        if isinstance(item, Lost):
            return PageResult(item.entry, _lost(item))
        if not isinstance(item, ReadResult):
            return item
        return PageResult(item.found.entry, self._result(item), item.found.attachments)

    def _result(self, item: ReadResult) -> Result:
        if item.processed is None:
            return self._keep_capture(item.found, "unreadable", str(item.error))
        if not item.processed.reports:
            verdict = item.processed.verdict
            kind: Kind = "cover" if verdict.kind == "cover" else "not_a_report"
            return self._keep_capture(item.found, kind, f"{verdict.kind}: {verdict.reason}")
        wanted = self._wanted(item.processed.reports)
        if not wanted:
            return _result_of(item.found, "other_years", "a report of a year that was not asked for")
        return self._store(item.found, item.processed, wanted)

    def _wanted(self, reports: Iterable[Report]) -> list[Report]:
        years = self.spider.years
        return [one for one in reports if years is None or one.year is None or one.year in years]

    def _keep_capture(self, found: Found, kind: Kind, reason: str) -> Result:
        record_capture(self.desk.engine, _capture(found), run_id=self.desk.run_id)
        return _result_of(found, kind, reason)

    def _store(self, found: Found, processed: Processed, reports: list[Report]) -> Result:
        document = DocumentRecord(
            capture=_capture(found),
            sha256=processed.document.sha256,
            media_type=processed.document.media_type,
            url=found.capture.url,
            role=found.role,
            extractor_version=EXTRACTOR_VERSION,
        )
        kept = store(self.desk.engine, document, reports, run_id=self.desk.run_id, portal=found.portal)
        self._count(kept, reports)
        if kept.report_ids:
            stored = _result_of(found, "stored", " ".join(kept.unplaced))
            return replace(stored, report_ids=kept.report_ids)
        return _result_of(found, "unplaced", " ".join(kept.unplaced))

    def _count(self, kept: StoreOutcome, reports: list[Report]) -> None:
        tally, stored = self.desk.tally, set(kept.report_ids)
        tally.seen |= stored
        tally.new |= stored if kept.new else set()
        tally.changed |= stored if kept.changed else set()
        found = max((len(report.findings) for report in reports), default=0)
        tally.findings |= {one: max(found, tally.findings.get(one, 0)) for one in stored}


class SettlePage(Stage):
    """Marks each listed page with what became of it, judged by the page and its attachments together."""

    #: What a page's failure is called in the summary, by its state.
    KINDS: ClassVar[dict[str, str]] = {"failed": "page", "unreadable": "report"}

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._results: dict[str, Result] = {}
        self._open: dict[str, PageResult] = {}
        self._marks: dict[str, tuple[Any, ...]] = {}
        self._marked: dict[str, tuple[Any, ...]] = {}

    def process_item(self, item: Any) -> Any:
        """Collect a result, and mark every page that has all of its own by now."""
        if isinstance(item, PageResult):
            self._results[canonicalize_url(item.result.url)] = item.result
            if item.result.is_page:
                self._open[item.entry.url] = item
            for page in [one for one in self._open.values() if self._is_complete(one)]:
                self._settle(page)
        return item

    def end(self) -> None:
        """Judge the pages whose attachments never came, and mark the mirrors of every page.

        Of a crawl that was ended early those pages stay as they were: the next one asks for their files.
        """
        for page in list(self._open.values()) if not self.is_cut_short else ():
            self._settle(page)
        self.mark_mirrors()

    def _is_complete(self, page: PageResult) -> bool:
        return all(canonicalize_url(url) in self._results for url in page.attachments)

    def _settle(self, page: PageResult) -> None:
        url = page.entry.url
        del self._open[url]
        found = [self._results.get(canonicalize_url(file)) for file in page.attachments]
        documents = [page.result, *(replace(one, is_page=False) for one in found if one)]
        settled = settle(documents)
        if settled is None:
            return
        reports = tuple(one for document in documents for one in document.report_ids)
        if settled.state == "archived" and url in self.spider.unlisted:
            self.desk.tally.unlisted.add(url)
        mark = (settled.state, settled.reason, reports)
        self._marks[self.spider.article_key(url)] = self._marked[url] = mark
        self.mark(url, settled.state, settled.reason, reports)
        if settled.failed:
            self.problem(self.KINDS[settled.state], url, settled.reason or settled.state)

    def mark(self, url: str, state: PageState, reason: str | None, reports: tuple[int, ...]) -> None:
        """Keep what became of a listed page, and the ids of its reports."""
        mark_page(self.desk.engine, url, state, reason, reports=reports)

    def mark_mirrors(self) -> None:
        """An article listed under several addresses is fetched once: what became of it holds for all."""
        for url in sorted(self.desk.tally.listed):
            mark = self._marks.get(self.spider.article_key(url))
            if mark is not None and mark != self._marked.get(url):
                state, reason, reports = mark
                mark_page(self.desk.engine, url, state, reason, reports=reports)


def _capture(found: Found) -> CaptureRecord:
    """The capture with what the portal said of it: enough to read it again."""
    return replace(found.capture, context=context_json(found.context, found.role))


def _result_of(found: Found, kind: Kind, reason: str) -> Result:
    return Result(kind, found.asked, reason, found.role == "page")


def _lost(item: Lost) -> Result:
    return Result("dead" if item.dead else "lost", item.url, item.reason, item.url == item.entry.url)
