"""Lists and menus as data (JSON 接口, zTree): whatever the CMS calls them.

1. An answer in JSON or JSONP is a list: its objects with title and address are the entries; pieces of HTML
   in it are read as HTML.
2. The address of a list holds the number of its page (``page=1``, ``pageNo``, ``paramJson={"pageNo":1}``):
   the other pages are asked for by it, up to the total that the answer names.
3. In a page, objects with a name and an address are a menu (zTree): they lead on as links do.
4. A page of the openness tree without entries has them from where its scripts ask (``spiders.calls``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from lxml import html as lxml_html
from scrapy.http import Response

from spiders.asking import asked_of
from spiders.calls import calls_in
from spiders.families.family import Family, Lead
from spiders.families.plain import Plain, is_report_link
from spiders.pages import Anchor, Pager, anchors_of, numbered
from spiders.scripted import (
    data_of,
    link_of,
    objects_in_script,
    objects_of,
    pairs_in_script,
    texts_of,
    total_of,
)
from spiders.trails import Promise, Trail, is_annual, is_map, is_open

PAGE = re.compile(
    r"(?P<before>(?:\b|_|%22|\")(?:page(?:no|index|number|num)?|currpage|cur_page|p)(?:%22|\")?(?:=|:|%3a))"
    r"(?P<number>\d+)(?!\d)",
    re.IGNORECASE,
)
SIZE = re.compile(r"(?:page_?size|limit|perpage|rows)(?:%22|\")?(?:=|:|%3a)(\d+)", re.IGNORECASE)
COUNT = re.compile(r"\b(?:count|total)=[\"'](\d+)[\"']")
MOST_PAGES = 500
#: How addresses of menus sound: outside the annual reports a script is asked for no more than these.
MENU = re.compile(r"menu|tree|nav|node|catalog|column|lanmu|category|channel|\.json", re.IGNORECASE)
LISTS = Promise(75, "what a script asks for, in annual reports")
CALLED = Promise(42, "what a script asks for")


class JsonLists(Family):
    """Answers in JSON, and menus in scripts."""

    name = "json"

    def entries(self, response: Response, page: Any) -> Iterator[Anchor]:
        """The objects of an answer that are links; in a page, those of its scripts that name a report."""
        data = data_of(response.text)
        for one in objects_of(data):
            link = link_of(one, response.url)
            if link is not None:
                yield link
        for text in texts_of(data):
            yield from Plain(self.portal).entries(
                response, lxml_html.fragment_fromstring(text, create_parent="div")
            )
        if data is None:
            yield from (one for one in self.links(response, page) if is_report_link(one))

    def pager(self, response: Response, page: Any) -> Pager:
        """The other pages of an answer, by the number of this one in what was asked."""
        data = data_of(response.text)
        address = asked_of(response)
        here = PAGE.search(address)
        if data is None:
            return Pager()
        total = total_of(data)
        if total is None:
            total = next((int(n) for text in texts_of(data) for n in COUNT.findall(text)), None)
        size = self._size(response, page)
        if here is None or not size:
            return Pager(total=total)
        first, pages = int(here["number"]), min(-(-total // size) if total else 1, MOST_PAGES)
        return numbered(
            lambda number: with_page(address, here, first + number - 1),
            pages,
            total,
            announced=total is not None,
        )

    def _size(self, response: Response, page: Any) -> int:
        """How many entries a page has: what is asked for, or given, whichever is less."""
        found = len({anchor.url for anchor in self.entries(response, page)})
        asked = SIZE.search(unquote(asked_of(response)))
        return min(found, int(asked[1])) if asked and found else found

    def links(self, response: Response, page: Any) -> Iterator[Anchor]:
        """The nodes of a menu, as an answer or in a page's scripts."""
        scripts, data = _scripts(page), data_of(response.text)
        for one in (*objects_of(data), *objects_in_script(scripts)):
            link = link_of(one, response.url)
            if link is not None:
                yield link
        for text in texts_of(data):
            yield from anchors_of(response, lxml_html.fragment_fromstring(text, create_parent="div"))
        yield from pairs_in_script(scripts, response.url)

    def leads(self, response: Response, page: Any, trail: Trail) -> Iterator[Lead]:
        """On a page of the openness tree that has no entries, what its scripts ask for."""
        if not (is_open(trail) or any(map(is_map, trail))) or data_of(response.text) is not None:
            return
        headers = {"Referer": response.url, "X-Requested-With": "XMLHttpRequest"}
        for address in calls_in(_scripts(page), response.url):
            if not is_annual(trail) and not MENU.search(address):
                continue
            promise = CALLED if MENU.search(address) else LISTS
            yield Lead(address, trail, headers=headers, promise=promise, guess=True)


def _scripts(page: Any) -> str:
    return "\n".join(page.xpath("//script/text()"))


def with_page(url: str, here: re.Match[str], number: int) -> str:
    """An address with the number of another page."""
    return f"{url[: here.start('number')]}{number}{url[here.end('number') :]}"
