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
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from lxml import html as lxml_html
from scrapy.http import Response

from archive.records import Entry
from pipelines.identity.wording import date_in
from spiders.families.base import PortalSpider
from spiders.families.family import Family, Lead
from spiders.pages import Anchor, Pager, anchors_of
from spiders.registry import Portal
from spiders.trails import Trail, names_a_unit, tight, words

RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL)
NEXT_GROUP = re.compile(r"<nextgroup>.*?href=[\"']([^\"']*dataproxy\.jsp[^\"']*)", re.DOTALL)
TOTAL = re.compile(r"(?:totalRecord\s*:\s*|<totalrecord>\s*)['\"]?(\d+)", re.IGNORECASE)
ARTICLE = re.compile(r"/art_(?:\d+_)?([0-9a-f]+)\.html?(?:$|\?)")
CATEGORY = re.compile(r"funclick\(\s*'([^']+)'[^)]*\)[^>]*>\s*([^<]+)")
SEARCH_PAGES = re.compile(r"共\s*(\d+)\s*页")
SEARCH_TOTAL = re.compile(r"共\s*(\d+)\s*条")
ENDPOINT = "/module/xxgk/xxgkAnnualReport.jsp"
SEARCH = "/module/xxgk/search.jsp"
TREE = "/xxgk/tree.jsp"
#: What the codes of units are remembered under.
AREA = "area "
GROUP = 45
PER_PAGE = 15


class Hanweb(Family):
    """Hanweb jcms."""

    name = "hanweb"

    def __init__(self, portal: Portal, years: range | None = None) -> None:
        super().__init__(portal, years)
        self._areas: dict[str, str | None] = {}

    def leads(self, response: Response, page: Any, trail: Trail) -> Iterator[Lead]:
        """The reports of every unit code that a page holds; in a directory, its lists of annual reports."""
        for anchor in anchors_of(response, page):
            area = area_of(anchor.url)
            if area and urlsplit(anchor.url).hostname in self.portal.hosts:
                yield from self._reports(response, area, anchor.text)
        if TREE in response.url:
            yield from self._lists(response, trail)

    def _reports(self, response: Response, area: str, label: str) -> Iterator[Lead]:
        """An address per year for a unit code seen for the first time."""
        known = area in self._areas
        self._areas[area] = self._areas.get(area) or (label if names_a_unit(label) else None)
        for year in () if known else self.years or range(self.portal.since, date.today().year):
            yield self._report(response.url, area, year)

    def _report(self, base: str, area: str, year: int) -> Lead:
        url = urljoin(base, f"{ENDPOINT}?{urlencode({'area': area, 'fbtime': year})}")
        return Lead(url, entry=Entry(url, "", None, None, year))

    def learnt(self) -> dict[str, str]:
        """The unit codes, each with its unit's name if any link has shown it."""
        return {f"{AREA}{area}": name or "" for area, name in self._areas.items()}

    def remind(self, learnt: Mapping[str, str]) -> Iterator[Lead]:
        """The newest reports of all unit codes learnt before; those of other years a discovery asks for."""
        for key, name in learnt.items():
            if key.startswith(AREA):
                area = key.removeprefix(AREA)
                self._areas.setdefault(area, name or None)
                yield self._report(self.portal.home, area, date.today().year - 1)

    def is_asked_by_rule(self, url: str) -> bool:
        """The endpoint's answers are asked for by unit and year."""
        return ENDPOINT in url

    def _lists(self, response: Response, trail: Trail) -> Iterator[Lead]:
        area = area_of(response.url)
        headers = {"X-Requested-With": "XMLHttpRequest", "Referer": response.url}
        for number, label in CATEGORY.findall(response.text):
            if area and any(word in label for word in words().annual):
                url = urljoin(response.url, _search(area, number, 1))
                yield Lead(url, (*trail, tight(label), self._areas.get(area) or ""), headers=headers)

    def unit_of(self, url: str) -> str | None:
        """The name under which any link has shown the address's unit code."""
        return self._areas.get(area_of(url) or "")

    def entries(self, response: Response, page: Any) -> Iterator[Anchor]:  # noqa: ARG002
        """The records of the data store."""
        for record in RECORD.findall(response.text):
            item = lxml_html.fragment_fromstring(record, create_parent="div")
            day = date_in(item.text_content()[-60:])
            yield from (Anchor(anchor.url, anchor.text, day) for anchor in anchors_of(response, item))

    def pager(self, response: Response, page: Any) -> Pager:  # noqa: ARG002
        """Groups of 45 records from the data proxy, or the pages of a directory."""
        if SEARCH in response.url:
            return _search_pager(response)
        proxy, total = NEXT_GROUP.search(response.text), TOTAL.search(response.text)
        if proxy is None or total is None:
            return Pager(total=int(total[1]) if total else None)
        base = urljoin(response.url, proxy[1].replace("&amp;", "&"))
        count = int(total[1])
        return Pager(tuple(_group(base, start) for start in range(GROUP + 1, count + 1, GROUP)), count)

    def is_article(self, url: str) -> bool:
        """By the address."""
        return ARTICLE.search(url) is not None or ENDPOINT in url

    def article_key(self, url: str) -> str | None:
        """An article keeps its number in whatever column it is listed."""
        found = ARTICLE.search(url)
        return found[1] if found else None

    def canonical(self, url: str) -> str:
        """``?xxgkhide=1`` changes nothing of an article."""
        return re.sub(r"\?xxgkhide=\d$", "", url)


class HanwebSpider(PortalSpider):
    """A portal on Hanweb jcms."""

    families = (Hanweb,)


def area_of(url: str) -> str | None:
    """The unit code in an address."""
    asked = parse_qs(urlsplit(url).query)
    return next((asked[name][0] for name in ("vc_xxgkarea", "area") if name in asked), None)


def _search(area: str, category: str, page: int) -> str:
    asked = {"infotypeId": category, "area": area, "divid": "div4", "fbtime": "-1", "currpage": page}
    return f"{SEARCH}?{urlencode(asked)}"


def _search_pager(response: Response) -> Pager:
    asked = parse_qs(urlsplit(response.url).query)
    pages, total = SEARCH_PAGES.search(response.text), SEARCH_TOTAL.search(response.text)
    numbers = range(2, int(pages[1]) + 1 if pages else 2)
    area, category = asked["area"][0], asked["infotypeId"][0]
    urls = (urljoin(response.url, _search(area, category, number)) for number in numbers)
    return Pager(tuple(urls), int(total[1]) if total else None)


def _group(base: str, start: int) -> str:
    return f"{base}&startrecord={start}&endrecord={start + GROUP - 1}&perpage={PER_PAGE}"
