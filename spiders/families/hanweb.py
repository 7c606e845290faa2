"""Hanweb (大汉 jcms, jpage, xxgk): lists as XML records in the page, and an endpoint per unit and year.

1. A column's page carries its first records in ``<datastore>``; it is not always well-formed, so records are
   cut out one by one. Further groups come from ``dataproxy.jsp`` by the address in ``<nextgroup>``.
2. Unit codes (统一社会信用代码, at times longer) stand in ``area=`` and ``vc_xxgkarea=`` of any link.
3. ``/module/xxgk/xxgkAnnualReport.jsp?area=<unit>&fbtime=<year>`` answers with the unit's report on that
   year, or with nothing (status 200) where there is none: every unit is asked for every year.
4. The openness directory (xxgk) is a shell: ``tree.jsp`` names its categories, ``search.jsp`` lists one.

Observed on 汶上, 济宁, 兖州, 邹城, 荣成, 威海, 丽水, 定西 and 南通.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from lxml import html as lxml_html
from scrapy.http import Request, Response

from archive.records import Entry
from pipelines.identity.wording import date_in
from pipelines.items import Listing
from spiders.families.base import PortalSpider
from spiders.pages import Anchor, Pager, anchors_of, tree
from spiders.trails import Trail, names_a_unit, tight, unit_in, words

RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL)
NEXT_GROUP = re.compile(r"<nextgroup>.*?href=[\"']([^\"']*dataproxy\.jsp[^\"']*)", re.DOTALL)
TOTAL = re.compile(r"(?:totalRecord\s*:\s*|<totalrecord>\s*)['\"]?(\d+)", re.IGNORECASE)
ARTICLE = re.compile(r"/art_(?:\d+_)?([0-9a-f]+)\.html?(?:$|\?)")
CATEGORY = re.compile(r"funclick\(\s*'([^']+)'[^)]*\)[^>]*>\s*([^<]+)")
SEARCH_PAGES = re.compile(r"共\s*(\d+)\s*页")
SEARCH_TOTAL = re.compile(r"共\s*(\d+)\s*条")
ENDPOINT = "/module/xxgk/xxgkAnnualReport.jsp"
SEARCH = "/module/xxgk/search.jsp"
GROUP = 45
PER_PAGE = 15
LAST = -100


class HanwebSpider(PortalSpider):
    """A portal on Hanweb jcms."""

    family = "hanweb"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._areas: dict[str, str | None] = {}

    def parse_column(self, response: Response, trail: Trail) -> Iterator[Any]:
        """A column, with the units and the directory that it names."""
        yield from super().parse_column(response, trail)
        yield from self.units(response)
        for frame in tree(response).iter("iframe"):
            url = urljoin(response.url, frame.get("src") or "")
            if "/xxgk/tree.jsp" in url:
                yield Request(url, self.parse_tree, errback=self.lost_column, cb_kwargs={"trail": trail})

    def units(self, response: Response) -> Iterator[Request]:
        """A request per year for every unit code that a page is the first to hold."""
        for anchor in anchors_of(response, tree(response)):
            area = area_of(anchor.url)
            named = anchor.text if names_a_unit(anchor.text) else None
            if not area or not self.is_inside(anchor.url):
                continue
            known, self._areas[area] = area in self._areas, self._areas.get(area) or named
            if not known:
                years = self.years or range(self.portal.since, date.today().year)
                yield from (self.report_request(response, area, year) for year in years)

    def report_request(self, response: Response, area: str, year: int) -> Request:
        """The request for a unit's report on a year, after all columns: one of them may name the unit."""
        url = urljoin(response.url, f"{ENDPOINT}?{urlencode({'area': area, 'fbtime': year})}")
        kwargs = {"entry": Entry(url, "", None, None, year)}
        return Request(url, self.parse_report, errback=self.lost_page, cb_kwargs=kwargs, priority=LAST)

    def parse_report(self, response: Response, entry: Entry) -> Iterator[Any]:
        """A unit's report; an answer without text says that there is none."""
        if not tight(tree(response).text_content()):
            return
        if self.limit is not None and len(self._fetched) >= self.limit:
            return
        self._fetched.add(entry.url)
        entry = replace(entry, unit=self._areas.get(area_of(entry.url) or ""))
        yield Listing(self.name, ENDPOINT, response.url, (entry.url,), (entry,))
        yield from self.parse_page(response, entry)

    def parse_tree(self, response: Response, trail: Trail) -> Iterator[Any]:
        """The directory of a unit: its category of annual reports, and the units that only it names."""
        area = area_of(response.url)
        for number, label in CATEGORY.findall(response.text):
            if area and any(word in label for word in words().annual):
                yield self.search_request(response, area, number, 1, (*trail, tight(label)))
        yield from self.units(response)
        yield from self.further_columns(response, tree(response), trail)

    def search_request(
        self, response: Response, area: str, category: str, page: int, trail: Trail
    ) -> Request:
        """The request for a page of a category of the directory."""
        asked = {"infotypeId": category, "area": area, "divid": "div4", "fbtime": "-1", "currpage": page}
        url = urljoin(response.url, f"{SEARCH}?{urlencode(asked)}")
        kwargs = {"trail": trail, "page": page}
        headers = {"X-Requested-With": "XMLHttpRequest", "Referer": response.url}
        return Request(url, self.parse_search, errback=self.lost_column, cb_kwargs=kwargs, headers=headers)

    def parse_search(self, response: Response, trail: Trail, page: int) -> Iterator[Any]:
        """A page of a category; the first names how many there are."""
        asked = parse_qs(urlsplit(response.url).query)
        area, category = asked["area"][0], asked["infotypeId"][0]
        total = SEARCH_TOTAL.search(response.text)
        anchors = list(self.entries(response, tree(response)))
        trail = (*trail, self._areas.get(area) or "")
        count = int(total[1]) if total else None
        yield from self.listed(response, f"{SEARCH}?{area}&{category}", anchors, trail, count)
        pages = SEARCH_PAGES.search(response.text)
        for number in range(2, int(pages[1]) + 1 if pages and page == 1 else 2):
            yield self.search_request(response, area, category, number, trail)

    def entries(self, response: Response, page: Any) -> Iterator[Anchor]:
        """The records of the data store, and whatever else looks like a list."""
        for record in RECORD.findall(response.text):
            item = lxml_html.fragment_fromstring(record, create_parent="div")
            day = date_in(item.text_content()[-60:])
            yield from (Anchor(anchor.url, anchor.text, day) for anchor in anchors_of(response, item))
        yield from super().entries(response, page)

    def pager(self, response: Response, page: Any, anchors: list[Anchor]) -> Pager:  # noqa: ARG002
        """Groups of 45 records from the data proxy, up to the announced total."""
        proxy, total = NEXT_GROUP.search(response.text), TOTAL.search(response.text)
        if proxy is None or total is None:
            return Pager(total=int(total[1]) if total else None)
        base = urljoin(response.url, proxy[1].replace("&amp;", "&"))
        count = int(total[1])
        return Pager(tuple(_group(base, start) for start in range(GROUP + 1, count + 1, GROUP)), count)

    def entry(self, anchor: Anchor, trail: Trail) -> Entry:
        """A list entry; the unit of the directory that lists it, if it is one's."""
        return Entry(self.canonical(anchor.url), anchor.text, anchor.day, unit_in(trail))

    def is_article(self, url: str) -> bool:
        """By the address."""
        return ARTICLE.search(url) is not None or ENDPOINT in url or super().is_article(url)

    def article_key(self, url: str) -> str:
        """An article keeps its number in whatever column it is listed."""
        found = ARTICLE.search(url)
        return found[1] if found else super().article_key(url)

    def canonical(self, url: str) -> str:
        """``?xxgkhide=1`` changes nothing of an article."""
        return super().canonical(re.sub(r"\?xxgkhide=\d$", "", url))


def area_of(url: str) -> str | None:
    """The unit code in an address."""
    asked = parse_qs(urlsplit(url).query)
    return next((asked[name][0] for name in ("vc_xxgkarea", "area") if name in asked), None)


def _group(base: str, start: int) -> str:
    return f"{base}&startrecord={start}&endrecord={start + GROUP - 1}&perpage={PER_PAGE}"
