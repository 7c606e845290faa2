"""Lists and menus as data (JSON 接口, zTree): whatever the CMS calls them.

1. An answer in JSON or JSONP is a list: its objects with title and address are the entries; pieces of HTML
   in it are read as HTML.
2. The address of a list holds the number of its page (``page=1``, ``pageNo``, ``paramJson={"pageNo":1}``):
   the other pages are asked for by it, up to the total that the answer names.
3. In a page, objects with a name and an address are a menu (zTree): they lead on as links do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from lxml import html as lxml_html
from scrapy.http import Response

from spiders.families.base import PortalSpider
from spiders.families.family import Family, Lead
from spiders.families.plain import Plain
from spiders.pages import Anchor, Pager
from spiders.scripted import data_of, link_of, objects_in_script, objects_of, texts_of, total_of
from spiders.trails import Trail, leads_on

PAGE = re.compile(
    r"(?P<before>(?:\b|_|%22|\")(?:page(?:no|index|number|num)?|currpage|cur_page|p)(?:%22|\")?(?:=|:|%3a))"
    r"(?P<number>\d+)(?!\d)",
    re.IGNORECASE,
)
SIZE = re.compile(r"(?:page_?size|limit|perpage|rows)(?:%22|\")?(?:=|:|%3a)(\d+)", re.IGNORECASE)
COUNT = re.compile(r"\b(?:count|total)=[\"'](\d+)[\"']")
MOST_PAGES = 500


class JsonLists(Family):
    """Answers in JSON, and menus in scripts."""

    name = "json"

    def entries(self, response: Response, page: Any) -> Iterator[Anchor]:  # noqa: ARG002
        """The objects of an answer that are links."""
        data = data_of(response.text)
        for one in objects_of(data):
            link = link_of(one, response.url)
            if link is not None:
                yield link
        for text in texts_of(data):
            yield from Plain(self.portal).entries(
                response, lxml_html.fragment_fromstring(text, create_parent="div")
            )

    def pager(self, response: Response, page: Any) -> Pager:
        """The other pages of an answer, by the number of this one in its address."""
        data = data_of(response.text)
        here = PAGE.search(response.url)
        if data is None:
            return Pager()
        total = total_of(data)
        if total is None:
            total = next((int(n) for text in texts_of(data) for n in COUNT.findall(text)), None)
        if here is None or total is None:
            return Pager(total=total)
        size = self._size(response, page)
        first, pages = int(here["number"]), min(-(-total // size) if size else 1, MOST_PAGES)
        return Pager(tuple(_with_page(response.url, here, first + at) for at in range(1, pages)), total)

    def _size(self, response: Response, page: Any) -> int:
        """How many entries a page has: what the address asks for, or gets, whichever is less."""
        found = len({anchor.url for anchor in self.entries(response, page)})
        asked = SIZE.search(unquote(response.url))
        return min(found, int(asked[1])) if asked and found else found

    def leads(self, response: Response, page: Any, trail: Trail) -> Iterator[Lead]:
        """The nodes of a menu that lead on."""
        scripts = "\n".join(text for text in page.xpath("//script/text()") if "{" in text)
        data = data_of(response.text)
        for one in (*objects_of(data), *objects_in_script(scripts)):
            link = link_of(one, response.url)
            promise = leads_on(link.text, trail) if link is not None else None
            if link is not None and promise is not None:
                yield Lead(link.url, (*trail, link.text), promise=promise)


def _with_page(url: str, here: re.Match[str], number: int) -> str:
    return f"{url[: here.start('number')]}{number}{url[here.end('number') :]}"


class JsonSpider(PortalSpider):
    """A portal whose lists or menus are data."""

    families = (JsonLists,)
