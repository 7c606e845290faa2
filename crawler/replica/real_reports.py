"""The five real reports as publications: where each belongs, and its truth as read by a person.

What is not named in ``data/real.toml`` is printed as 0 in all five.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from archive.codebook import keys_of
from crawler.replica.content import Publication, TrueFigure, Truth, Unit
from crawler.replica.rendering.prose import phrases
from pipelines.model import State


@cache
def _entries() -> tuple[Mapping[str, Any], ...]:
    text = files("crawler.replica").joinpath("data/real.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["report"])


def real_report(unit: Unit, year: int) -> Publication | None:
    """The real report of a body for a year, if it is one of the five."""
    entry = next((e for e in _entries() if _is_of(e, unit) and e["year"] == year), None)
    return None if entry is None else _publication(unit, entry)


def has_real_report(unit: Unit) -> bool:
    """Whether one of the five is this body's."""
    return any(_is_of(entry, unit) for entry in _entries())


def _is_of(entry: Mapping[str, Any], unit: Unit) -> bool:
    return bool(entry["county"] == unit.county and entry["slug"] == unit.slug)


def _publication(unit: Unit, entry: Mapping[str, Any]) -> Publication:
    figures = {key: _figure(entry["figures"].get(key, 0)) for key in keys_of("2021")}
    return Publication(
        unit=unit,
        year=entry["year"],
        title=entry["title"],
        printed=entry["printed"],
        published_on=entry["published_on"],
        layout="2021",
        form=entry["form"],
        style=entry["style"],
        source=unit.short,
        index_number=f"{unit.code[8:17]}/{entry['year'] + 1}-00001",
        real=True,
        truth=Truth(figures, (), tuple(phrases()["headings"]["standard"])),
        seed=0,
    )


def _figure(number: int) -> TrueFigure:
    return TrueFigure(str(number), number, State.VALUE)
