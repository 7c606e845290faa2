"""Reports for 2008 to 2013 (layout ``text``): sections of running text, and the numbers that they state."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from crawler.replica.content import Publication
from crawler.replica.rendering.article import Article, Line
from crawler.replica.simulation import Number

WORDING = Path(__file__).parent / "data/older.toml"
MONEY = "fees.charged"
"""Printed in 元, known in 万元."""
NOTHING_SAID = 0.2
"""Share of numbers that a report does not state at all."""


@cache
def sections() -> list[dict[str, Any]]:
    """The sections with their groups of sentences."""
    found: list[dict[str, Any]] = tomllib.loads(WORDING.read_text("utf-8"))["section"]
    return found


def older(publication: Publication) -> tuple[Article, dict[str, Number]]:
    """The report of a year before the forms, and the numbers stated in it by key."""
    rng = Random(publication.seed)
    stated: dict[str, Number] = {}
    lines = [
        Line(publication.title, "title"),
        Line(
            f"根据《中华人民共和国政府信息公开条例》的规定，现公布{publication.printed}{publication.year}年度"
            f"政府信息公开工作年度报告。本报告所列数据的统计期限自{publication.year}年1月1日起至"
            f"{publication.year}年12月31日止。"
        ),
    ]
    for section in sections():
        lines.append(Line(section["heading"], "heading"))
        lines.append(Line("".join(_said(section["groups"], publication, stated, rng))))
    return Article(publication.title, tuple(lines)), stated


def _said(
    groups: list[dict[str, Any]], publication: Publication, stated: dict[str, Number], rng: Random
) -> Iterator[str]:
    words = {"year": publication.year, "printed": publication.printed}
    for group in groups:
        text = rng.choice(group["texts"])
        key = group.get("key")
        if key is None:
            yield text.format(**words)
        elif rng.random() >= NOTHING_SAID:
            number = rng.randrange(1, 2000)
            stated[key] = Decimal(number).scaleb(-4) if key == MONEY else number
            yield text.format(n=number, **words)
