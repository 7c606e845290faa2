"""A listed page itself: what it says of its entry, which the list may not have said."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy.http import Response

from archive.records import Entry
from pipelines.identity.published import read_published_on
from pipelines.identity.titles import best, titles
from pipelines.model import Context, Document, Link, Table
from pipelines.reading import read
from pipelines.reading.errors import UnreadableDocument
from spiders.pages import Pager
from spiders.trails import unit_in

FEWEST_NUMBERS = 10
FEWEST_LETTERS = 600
"""A page with fewer may be a frame around the report."""
PAGE = re.compile(r"(?:/|\.(?:s?html?|jsp|aspx?|php))$", re.IGNORECASE)
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


def parts_of(response: Response, page: Any, pager: Pager) -> tuple[str, ...]:
    """What stands in pages of its own: the further pages of a split article; the frames of one without text.

    A further page bears the name of the first with its number: t20240101_7_1.html beside t20240101_7.html.
    """
    stem = re.sub(r"\.\w+$", "", response.url.partition("?")[0])
    parts = [url for url in pager.urls if re.match(re.escape(stem) + r"[_-]\d+\.\w+$", url)]
    frames = (frame.get("src") or "" for frame in page.iter("iframe", "frame"))
    pages = [urljoin(response.url, src.strip()) for src in frames if PAGE.search(urlsplit(src).path)]
    return tuple(parts or (pages if len(page.text_content()) < FEWEST_LETTERS else ()))
