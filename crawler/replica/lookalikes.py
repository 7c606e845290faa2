"""What stands on a portal beside the reports and is none: interpretations, notices, other reports, news.

The kinds and their titles are data (``data/lookalikes.toml``); each county gets all of them, year by year.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from crawler.replica.content import Confuser, Unit


@cache
def kinds() -> tuple[Mapping[str, Any], ...]:
    """The kinds of look-alike in the order of the file."""
    text = files("crawler.replica").joinpath("data/lookalikes.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["kind"])


def confusers(units: tuple[Unit, ...], rng: Random) -> tuple[Confuser, ...]:
    """All look-alikes of one county, oldest first."""
    found = [each for kind in kinds() for each in _of_kind(kind, units, rng)]
    return tuple(sorted(found, key=lambda each: (each.published_on, each.title)))


def _of_kind(kind: Mapping[str, Any], units: tuple[Unit, ...], rng: Random) -> Iterator[Confuser]:
    county = units[0]
    for year in kind["years"]:
        unit = county if kind["unit"] == "county" else rng.choice(units[1:])
        words = {
            "year": year,
            "next": year + 1,
            "unit": unit.name,
            "short": unit.short,
            "county": county.short,
        }
        yield Confuser(
            title=rng.choice(kind["titles"]).format(**words),
            published_on=date(year + 1, 1, 5) + timedelta(days=rng.randrange(kind["within_days"])),
            column=kind["column"],
            source=unit.name if rng.random() < 0.7 else "",
            lookalike=kind["lookalike"],
            template=kind["name"],
            year=year,
            unit=unit,
            county=county.short,
            seed=rng.getrandbits(32),
        )
