"""A column's page as links: the anchors in it, with their dates, and the pages that follow it.

A link is whatever a visitor can press or choose: ``a`` and ``area``, the options of a menu, an element whose
``onclick`` opens an address or that carries one in ``data-href``. Its text may be that of its picture.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urljoin

from lxml import html as lxml_html
from scrapy.http import HtmlResponse, Response, TextResponse

from pipelines.reading.encoding import decode
from spiders.asking import bare
from spiders.trails import tight

#: JSON, bare or in a call (JSONP).
DATA = re.compile(r"\ufeff?\s*(?:[{\[]|[\w.$]+\s*\(\s*[{\[])")
NO_ADDRESS = ("javascript:", "#", "mailto:", "tel:", "void(")
ADDRESS = re.compile(
    r"(?:https?:)?//|/|\.{1,2}/|\?|[\w-]+(?:/[\w.-]+)*(?:/|\.(?:s?html?|jsp|aspx?|php|do|action)\b)"
)
OPENS = re.compile(r"(?:location(?:\.href)?\s*=|(?:open|replace|assign)\s*\()\s*['\"]([^'\"]+)['\"]")
BASE = re.compile(rb"<base\s[^>]*href\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link as printed: its absolute address, its text (the title attribute if it has one), its date."""

    url: str
    text: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Pager:
    """The pages of a list after the first, and the total of entries if the portal announces it.

    ``chained``: a further page may be the only one to name the next. ``page`` gives the address of the n-th
    page, whether or not there is one, ``pages`` how many there are said to be; ``announced``: the portal says
    so, and does not leave it to be tried.
    """

    urls: tuple[str, ...] = ()
    total: int | None = None
    chained: bool = False
    page: Callable[[int], str] | None = None
    pages: int = 1
    announced: bool = False


def numbered(
    page: Callable[[int], str], pages: int, total: int | None = None, *, announced: bool = True
) -> Pager:
    """The pager of a list whose pages are numbered from 1."""
    return Pager(tuple(map(page, range(2, pages + 1))), total, page=page, pages=pages, announced=announced)


def tree(response: Response) -> Any:
    """The page as an element tree; data, or a response without elements, gives an empty one."""
    text = response.text if hasattr(response, "text") else decode(response.body).text
    markup = "<" in text and not DATA.match(text)
    return lxml_html.fromstring(text if markup else "<html></html>")


def anchors_of(response: Response, element: Any) -> Iterator[Anchor]:
    """The links below an element, scripts and empty addresses left out."""
    for link in element.iter():
        href = _href(link) if isinstance(link.tag, str) else ""
        if href and not href.startswith(NO_ADDRESS):
            yield Anchor(urljoin(base_of(response), href), _label(link))


def _href(link: Any) -> str:
    """Where an element leads."""
    if (
        link.tag in ("a", "area")
        and (href := (link.get("href") or "").strip())
        and not href.startswith(NO_ADDRESS)
    ):
        return str(href)
    if link.tag == "option":
        value = (link.get("value") or "").strip()
        return value if ADDRESS.match(value) else ""
    opened = OPENS.search(link.get("onclick") or "") or OPENS.search(link.get("href") or "")
    return opened[1].strip() if opened else (link.get("data-href") or link.get("data-url") or "").strip()


def _label(link: Any) -> str:
    """What a link says: its title, its text, or what stands for its picture."""
    said = tight(link.get("title") or "") or tight(link.text_content())
    return said or next(
        (tight(one) for one in link.xpath(".//img/@alt | .//img/@title | @alt") if tight(one)), ""
    )


def base_of(response: Response) -> str:
    """What relative addresses of a page are relative to."""
    found = BASE.search(response.body[:4096])
    return urljoin(response.url, found[1].decode("ascii", "ignore")) if found else response.url


def decoded(response: Response) -> Response:
    """An answer whose text is what its bytes say, whatever its header and head claim."""
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
    if not isinstance(response, TextResponse) or not is_text(response):
        return response
    return response.replace(body=decode(response.body, kind).text, encoding="utf-8", cls=HtmlResponse)


def plain(url: str) -> str:
    """A column's address without its fragment and the file name that every folder has."""
    return re.sub(r"(?:index\.s?html?)?$", "", bare(url))


def is_text(response: Response) -> bool:
    """Whether an answer is a page, a piece of one, or data; not a file or picture."""
    start = response.body[:4000].lstrip()
    return start[:1] in (b"<", b"{", b"[") or b"<html" in start.lower() or b"<li" in start.lower()
