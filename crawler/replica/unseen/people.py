"""Who publishes on an unseen portal: a county by chance, some of its towns and departments, their reports.

Some have reports from before 2019 on: text alone, as there was no form of three tables yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from random import Random

from archive.divisions import Division, all_divisions, children
from crawler.replica.content import Attachment, County, Population, Publication, Unit
from crawler.replica.lookalikes import confusers
from crawler.replica.population import publications_of
from crawler.replica.unseen.draw import Draw
from pipelines.model import Kind

DEPARTMENTS = (
    "财政局", "民政局", "发展和改革委员会", "教育局", "应急管理局", "卫生健康局", "审计局", "统计局",
    "人民政府办公室", "水利局", "司法局", "医疗保障局",
)  # fmt: skip
_PARTS = (
    "{printed}根据《中华人民共和国政府信息公开条例》的规定编制{year}年政府信息公开年度报告，现予公布。（本文由复制门户生成）",
    "一、概述",
    "{year}年，{printed}认真做好政府信息公开工作，健全制度，落实责任。",
    "二、主动公开政府信息情况",
    "{year}年主动公开政府信息{many}条，其中机构职能类{few}条。",
    "三、依申请公开政府信息和不予公开政府信息情况",
    "{year}年受理政府信息公开申请{few}件，均已答复。",
    "四、因政府信息公开申请行政复议、提起行政诉讼情况",
    "{year}年未发生行政复议和行政诉讼。",
    "五、存在的主要问题及改进情况",
    "公开的内容还需要进一步充实，下一步将加强培训。",
)


@dataclass(frozen=True, eq=False)
class OldReport(Publication):
    """A report on a year before 2019."""

    @cached_property
    def body_html(self) -> str:
        """Paragraphs."""
        rng = Random(self.seed)
        words = {"printed": self.printed, "year": self.year, "many": rng.randrange(200, 900)}
        lines = (part.format(few=rng.randrange(1, 9), **words) for part in _PARTS)
        return "".join(f"<p>　　{line}</p>" for line in lines)

    @cached_property
    def attachments(self) -> tuple[Attachment, ...]:
        """None."""
        return ()


def county_of(draw: Draw) -> County:
    """A county with towns, on a host that cannot exist."""
    place = draw.of("county", counties())
    scheme = draw.of("scheme", ("http", "https"))
    return County(place.code, place.name, draw.portal, f"www.{draw.portal}{draw.seed}.example", scheme)


@cache
def counties() -> tuple[Division, ...]:
    """The counties whose towns have the usual names."""
    places = (one for one in all_divisions() if one.level == "county" and one.name.endswith("县"))
    return tuple(one for one in places if len(towns_of(one)) > 3 and len(one.name) > 2)


def towns_of(county: Division) -> list[Division]:
    """Its towns."""
    return [one for one in children(county.code) if one.name.endswith(("镇", "乡", "街道"))]


def population_of(county: County, draw: Draw) -> Population:
    """The bodies and reports of one portal."""
    units = _units(county, draw)
    seed = draw.number("people", 1, 10**6)
    published = _published(units, seed, draw)
    others = confusers(units, Random(f"{seed}/{county.code}/other"))
    return Population(seed, {county.code: units}, {county.code: published}, {county.code: others})


def _units(county: County, draw: Draw) -> tuple[Unit, ...]:
    place = next(one for one in counties() if one.code == county.code)
    towns = towns_of(place)[: draw.number("towns", 2, 6)]
    departments = draw.chance("departments").sample(DEPARTMENTS, draw.number("department number", 2, 7))
    bodies = [
        (f"{county.name}人民政府", county.name, county.code, Kind.GOVERNMENT),
        *(_town(county, one) for one in towns),
        *((f"{county.name}{name}", name, county.code, Kind.DEPARTMENT) for name in departments),
    ]
    return tuple(
        Unit(
            county.code,
            *body,
            code=f"11{county.code}{draw.number(f'code {at}', 10**8, 10**9 - 1)}X",
            slug=_slug(draw, at),
        )
        for at, body in enumerate(bodies)
    )


def _town(county: County, one: Division) -> tuple[str, str, str, Kind]:
    if one.name.endswith("街道"):
        return f"{county.name}{one.name}办事处", one.name, one.code, Kind.STREET
    return f"{county.name}{one.name}人民政府", one.name, one.code, Kind.TOWNSHIP


def _slug(draw: Draw, at: int) -> str:
    return f"{draw.of('unit folder', ('u', 'dw', 'c88', 'bm_', 'site'))}{100 + 7 * at}"


def _published(units: tuple[Unit, ...], seed: int, draw: Draw) -> tuple[Publication, ...]:
    new = publications_of(units, seed)
    first = draw.of("first year", (2008, 2014, 2019, 2019, 2021))
    old = [one for unit in units for one in _old(unit, new, range(first, 2019), seed)]
    return tuple(sorted([*old, *(one for one in new if one.year >= first)], key=lambda one: one.year))


def _old(unit: Unit, new: tuple[Publication, ...], years: range, seed: int) -> Iterator[OldReport]:
    model = next(one for one in new if one.unit == unit)
    values = {name: getattr(model, name) for name in Publication.__dataclass_fields__}
    for year in years:
        rng = Random(f"{seed}/{unit.slug}/{year}")
        day = date(year + 1, 3, 1) + timedelta(days=rng.randrange(30))
        called = rng.choice(("工作年度报告", "年度报告", "工作情况报告", "年报"))
        title = f"{unit.name}{year}年政府信息公开{called}"
        own = {"year": year, "title": title, "printed": unit.name, "published_on": day, "form": "html"}
        own |= {"style": "clean", "seed": rng.getrandbits(32), "layout": "2019"}
        yield OldReport(**{**values, **own})
