"""A listed page itself: what it says of its entry, which the list may not have said."""

from __future__ import annotations

import re
from dataclasses import replace

from scrapy.http import Response

from archive.records import Entry
from pipelines.identity.published import read_published_on
from pipelines.identity.titles import best, titles
from pipelines.model import Context, Document, Link, Table
from pipelines.reading import read
from pipelines.reading.errors import UnreadableDocument
from spiders.trails import unit_in

FEWEST_NUMBERS = 10
BETWEEN_LABELS = re.compile(r"\s*(?:>|»|›|→|--|/|\|)\s*")


def readable(response: Response) -> Document | None:
    """The page for its links and breadcrumb; whether it can be read at all is told further on."""
    try:
        return read(response.body, url=response.url)
    except UnreadableDocument:
        return None


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
