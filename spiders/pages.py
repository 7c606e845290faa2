"""A column's page as links: the anchors in it, with their dates, and the pages that follow it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urldefrag, urljoin

from lxml import html as lxml_html
from scrapy.http import Response

from pipelines.reading.encoding import decode
from spiders.trails import tight

#: JSON, bare or in a call (JSONP).
DATA = re.compile(r"\ufeff?\s*(?:[{\[]|[\w.$]+\s*\(\s*[{\[])")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link as printed: its absolute address, its text (the title attribute if it has one), its date."""

    url: str
    text: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Pager:
    """The pages of a list after the first, and the total of entries if the portal announces it.

    ``chained``: a further page may be the only one to name the next.
    """

    urls: tuple[str, ...] = ()
    total: int | None = None
    chained: bool = False


def tree(response: Response) -> Any:
    """The page as an element tree; data, or a response without elements, gives an empty one."""
    text = response.text if hasattr(response, "text") else decode(response.body).text
    markup = "<" in text and not DATA.match(text)
    return lxml_html.fromstring(text if markup else "<html></html>")


def anchors_of(response: Response, element: Any) -> Iterator[Anchor]:
    """The links below an element, scripts and empty addresses left out."""
    for link in element.iter("a"):
        href = (link.get("href") or "").strip()
        if not href or href.startswith(("javascript:", "#", "mailto:", "tel:")):
            continue
        text = tight(link.get("title") or "") or tight(link.text_content())
        yield Anchor(urljoin(response.url, href), text)


def plain(url: str) -> str:
    """A column's address without its fragment and the file name that every folder has."""
    return re.sub(r"(?:index\.s?html?)?$", "", urldefrag(url).url)


def is_text(response: Response) -> bool:
    """Whether an answer is a page, a piece of one, or data; not a file or picture."""
    start = response.body[:4000].lstrip()
    return start[:1] in (b"<", b"{", b"[") or b"<html" in start.lower() or b"<li" in start.lower()
