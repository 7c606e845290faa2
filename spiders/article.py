"""A listed page itself: what it says of its entry, which the list may not have said."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from archive.records import Entry
from pipelines.identity.published import read_published_on
from pipelines.identity.titles import best, titles
from pipelines.identity.verdict import judge
from pipelines.model import Context, Document, Link, Table
from pipelines.process import Processed, collector_waiting, process, process_read, without_text
from pipelines.reading import read, read_all
from pipelines.reading.errors import UnreadableDocument
from spiders.trails import unit_in

if TYPE_CHECKING:
    from scrapy.http import Response

    from spiders.pages import Pager

FEWEST_NUMBERS = 10
FEWEST_LETTERS = 600
"""A page with fewer may be a frame around the report."""
PAGE = re.compile(r"(?:/|\.(?:s?html?|jsp|aspx?|php))$", re.IGNORECASE)
BETWEEN_LABELS = re.compile(r"\s*(?:>|»|›|→|--|/|\|)\s*")


@dataclass(frozen=True, slots=True)
class Look:
    """A listed page, or a file of one, read once for all that is asked of it.

    ``asked`` is the entry as the list has it, ``entry`` as the page completes it; ``files`` are the addresses
    of what is to be read with it; ``read`` is what it says, or why it cannot be read.
    """

    asked: Entry
    entry: Entry
    read: Processed | UnreadableDocument
    files: tuple[str, ...] = ()


def readable(response: Response) -> Document | None:
    """The page alone, where nothing else is asked of it; None where it cannot be read."""
    try:
        return read(response.body, url=response.url)
    except UnreadableDocument:
        return None


@collector_waiting()
def look_at(body: bytes, media_type: str, context: Context, entry: Entry) -> Look:
    """Read a listed page. Pure, and of plain values alone: any process may do it."""
    try:
        documents = read_all(body, url=context.url, media_type=media_type)
    except UnreadableDocument as error:
        return Look(entry, entry, error)
    own = completed(entry, documents[0])
    processed = without_text(process_read(documents, about(context, own)))
    return Look(entry, own, processed, tuple(link.url for link in files_of(documents[0])))


def look_at_file(body: bytes, media_type: str, context: Context, entry: Entry) -> Look:
    """Read a file that hangs on a page; ``entry`` is the page's."""
    try:
        return Look(entry, entry, without_text(process(body, context, media_type)))
    except UnreadableDocument as error:
        return Look(entry, entry, error)


def about(context: Context, entry: Entry) -> Context:
    """What is known of a document before it is read, with what its list, or its page, says."""
    return replace(
        context,
        listed_title=entry.title or None,
        unit=entry.unit,
        year=entry.year,
        listed_on=entry.listed_on,
    )


def is_report_page(response: Response) -> bool:
    """Whether a page that was asked for as a column is a report, or the cover of one."""
    document = readable(response)
    return document is not None and judge(document, Context(url=response.url)).kind in ("report", "cover")


def files_of(document: Document) -> tuple[Link, ...]:
    """What is to be read with a page: its files, or its pictures where there is no file and no number."""
    if document.attachments or any(_has_numbers(table) for table in document.tables):
        return document.attachments
    return document.pictures


def _has_numbers(table: Table) -> bool:
    return sum(cell.text.strip().isdigit() for cell in table.cells) >= FEWEST_NUMBERS


def completed(entry: Entry, document: Document) -> Entry:
    """The entry with what its own page adds to the list: for the page's files there is no other source."""
    title = best(titles(document, Context()))
    trail = BETWEEN_LABELS.split(document.metadata.get("breadcrumb", ""))
    return replace(
        entry,
        unit=entry.unit or unit_in(trail),
        title=entry.title or (title.text if title else ""),
        listed_on=entry.listed_on or read_published_on(document, Context()),
    )


def parts_of(response: Response, page: Any, pager: Pager) -> tuple[str, ...]:
    """What stands in pages of its own: the further pages of a split article; the frames of one without text.

    A further page bears the name of the first with its number: t20240101_7_1.html beside t20240101_7.html.
    """
    stem = re.sub(r"\.\w+$", "", response.url.partition("?")[0])
    parts = [url for url in pager.urls if re.match(re.escape(stem) + r"[_-]\d+\.\w+$", url)]
    frames = (frame.get("src") or "" for frame in page.iter("iframe", "frame"))
    pages = [urljoin(response.url, src.strip()) for src in frames if PAGE.search(urlsplit(src).path)]
    return tuple(parts or (pages if len(page.text_content()) < FEWEST_LETTERS else ()))
