"""Made-up portals of the CMS families that the five do not use: small, on hosts that cannot exist.

The counties are real, so that bodies can be resolved; hosts (``.example``), departments, codes and reports
are invented. Their population is apart from that of the five portals, which stays as it is.
"""

from __future__ import annotations

from functools import cache
from random import Random

from archive.divisions import children
from crawler.replica.content import County, Population, Unit
from crawler.replica.lookalikes import confusers
from crawler.replica.population import publications_of
from pipelines.model import Kind

FURTHER: tuple[County, ...] = (
    County("360730", "宁都县", "ningdu", "www.ningdu.example", "https"),
    County("532524", "建水县", "jianshui", "www.jianshui.example", "http"),
    County("440825", "徐闻县", "xuwen", "www.xuwen.example", "http"),
    County("320925", "建湖县", "jianhu", "www.jianhu.example", "http"),
    County("510824", "苍溪县", "cangxi", "www.cangxi.example", "http"),
    County("341523", "舒城县", "shucheng", "www.shucheng.example", "http"),
    County("341125", "定远县", "dingyuan", "www.dingyuan.example", "http"),
)
TOWNS = 4
DEPARTMENTS = ("财政局", "民政局", "发展和改革委员会")


@cache
def further_population(seed: int = 2026) -> Population:
    """The bodies and reports of the made-up portals."""
    units = {county.code: _units(county) for county in FURTHER}
    return Population(
        seed=seed,
        units=units,
        publications={code: publications_of(own, seed) for code, own in units.items()},
        confusers={code: confusers(own, Random(f"{seed}/{code}/other")) for code, own in units.items()},
    )


def _units(county: County) -> tuple[Unit, ...]:
    towns = [place for place in children(county.code) if place.name.endswith("镇")][:TOWNS]
    bodies = [
        (f"{county.name}人民政府", county.name, county.code, Kind.GOVERNMENT),
        *((f"{county.name}{one.name}人民政府", one.name, one.code, Kind.TOWNSHIP) for one in towns),
        *((f"{county.name}{name}", name, county.code, Kind.DEPARTMENT) for name in DEPARTMENTS),
    ]
    return tuple(
        Unit(county.code, *body, code=f"11{county.code}MB{at:07d}X", slug=f"dw{at:02d}")
        for at, body in enumerate(bodies)
    )
