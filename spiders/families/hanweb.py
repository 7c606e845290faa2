"""Hanweb (大汉 jcms, jpage, xxgk): lists as XML records in the page, and an endpoint per unit and year.

1. A column's page carries its first records in ``<datastore>``; it is not always well-formed, so records are
   cut out one by one. Further groups come from ``dataproxy.jsp`` by the address in ``<nextgroup>``.
2. Unit codes (统一社会信用代码, at times longer) stand in ``area=`` and ``vc_xxgkarea=`` of any link.
3. ``/module/xxgk/xxgkAnnualReport.jsp?area=<unit>&fbtime=<year>`` answers with the unit's report on that
   year, or with nothing (status 200) where there is none: every unit is asked for every year.
4. The openness directory (xxgk) is a shell: ``tree.jsp`` names its categories, ``search.jsp`` lists
   one, by POST.
5. Some servers heed ``startrecord``, some ``page`` alone; how many records a group has, the first one says.

Observed on 汶上, 济宁, 兖州, 邹城, 荣成, 威海, 丽水, 定西 and 南通.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from lxml import html as lxml_html
from scrapy.http import Response

from archive.records import Entry
from pipelines.identity.wording import date_in
from spiders.asking import posted
from spiders.families.base import PortalSpider
from spiders.families.family import Family, Lead
from spiders.pages import Anchor, Pager, anchors_of, numbered
from spiders.registry import Portal
from spiders.trails import Trail, is_annual, names_a_unit, tight

RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL)
NEXT_GROUP = re.compile(r"<nextgroup>.*?href=[\"']([^\"']*dataproxy\.jsp[^\"']*)", re.DOTALL)
TOTAL = re.compile(r"(?:totalRecord\s*:\s*|<totalrecord>\s*)['\"]?(\d+)", re.IGNORECASE)
ARTICLE = re.compile(r"/art_(?:\d+_)?([0-9a-f]+)\.html?(?:$|\?)")
CATEGORY = re.compile(r"funclick\(\s*'([^']+)'[^)]*\)[^>]*>\s*([^<]+)")
SEARCH_PAGES = re.compile(r"共\s*(\d+)\s*页")
SEARCH_TOTAL = re.compile(r"共\s*(\d+)\s*条")
AREA_SAID = re.compile(r"\b(?:vc_xxgkarea|area)=([0-9A-Z]{15,}(?:-\d+)?)\b")
LOADED = re.compile(r"[\"']([^\"']*/xxgk/search(?:_custom)?\.jsp\?[^\"']*)")
GROUP = 45
ENDPOINT = "/module/xxgk/xxgkAnnualReport.jsp"
SEARCH = "/module/xxgk/search.jsp"
TREE = "/xxgk/tree.jsp"
#: What the codes of units are remembered under.
AREA = "area "


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
            if area and self.portal.serves(urlsplit(anchor.url).hostname or ""):
                yield from self._reports(response, area, anchor.text)
        for area in AREA_SAID.findall(response.text):
            yield from self._reports(response, area, "")
        if TREE in response.url:
            yield from self._lists(response, trail)
        for called in LOADED.findall(response.text) if is_annual(trail) else ():
            asked = parse_qs(urlsplit(unescape(called)).query)
            if "infotypeId" in asked and "area" in asked:
                yield self._list(response, asked["area"][0], asked["infotypeId"][0], trail)

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
        for number, label in CATEGORY.findall(response.text):
            if area and is_annual((label,)):
                yield self._list(response, area, number, (*trail, tight(label)))

    def _list(self, response: Response, area: str, category: str, trail: Trail) -> Lead:
        """A category of a unit's directory: asked for as its page does, by POST."""
        headers = {"X-Requested-With": "XMLHttpRequest", "Referer": response.url}
        url = urljoin(response.url, _search(area, category, 1))
        return Lead(url, (*trail, self._areas.get(area) or ""), headers=headers)

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
        """Groups of as many records as the page holds from the data proxy, or the pages of a directory."""
        if SEARCH in response.url:
            return _search_pager(response, parse_qs(urlsplit(response.url).query))
        proxy, total = NEXT_GROUP.search(response.text), TOTAL.search(response.text)
        held, count = len(RECORD.findall(response.text)), int(total[1]) if total else None
        if proxy is None or not (held or count):
            return Pager(total=count)
        base, size = urljoin(response.url, unescape(proxy[1])), held or GROUP
        found = numbered(
            lambda number: _group(base, number, size), -(-(count or 1) // size), count, announced=False
        )
        return found if held else replace(found, urls=(_group(base, 1, size), *found.urls))

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
    asked: dict[str, str | int] = {
        "infotypeId": category,
        "area": area,
        "divid": "div4",
        "fbtime": "-1",
        "currpage": page,
    }
    return posted(f"{SEARCH}?{urlencode({'divid': 'div4', 'infotypeId': category, 'area': area})}", asked)


def _search_pager(response: Response, asked: Mapping[str, list[str]]) -> Pager:
    if not {"area", "infotypeId"} <= asked.keys():
        return Pager()
    pages, total = SEARCH_PAGES.search(response.text), SEARCH_TOTAL.search(response.text)
    area, category = asked["area"][0], asked["infotypeId"][0]
    return numbered(
        lambda number: urljoin(response.url, _search(area, category, number)),
        int(pages[1]) if pages else 1,
        int(total[1]) if total else None,
        announced=pages is not None,
    )


def _group(base: str, number: int, size: int) -> str:
    """A group by its records and by its number: a server may heed either."""
    paged = re.sub(r"([?&]page=)\d+", rf"\g<1>{number}", base)
    paged = paged if paged != base or "page=" in base else f"{base}&page={number}"
    return f"{paged}&startrecord={(number - 1) * size + 1}&endrecord={number * size}&perpage={size}"
