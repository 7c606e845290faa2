"""The form of 2014 (政府信息公开情况统计表) as a printed table: label, unit, number."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from crawler.replica.content import TrueFigure
from crawler.replica.rendering.article import Grid, Printed

FORM = Path(__file__).parent / "data/indicators.toml"
HEAD = ("统计指标", "单位", "统计数")


@cache
def rows() -> tuple[tuple[str, str, str], ...]:
    """Label, unit and key of every row; the key is empty for a heading."""
    return tuple(tuple(row) for row in tomllib.loads(FORM.read_text("utf-8"))["rows"])


def keys() -> tuple[str, ...]:
    """The keys of the form, in its order, without their table."""
    return tuple(key for _, _, key in rows() if key)


def indicators(figures: Mapping[str, TrueFigure], *, without_units: bool = False) -> Grid:
    """The whole form; some bodies leave out the column of units."""
    head = HEAD[::2] if without_units else HEAD
    cells = [Printed(text, 0, at) for at, text in enumerate(head)]
    for at, (label, unit, key) in enumerate(rows(), start=1):
        number = figures[f"indicators.{key}"].raw if key else unit
        texts = (label, number) if without_units else (label, unit, number)
        last = len(texts) - 1
        cells += [
            Printed(text, at, column, key=f"indicators.{key}" if key and column == last else "")
            for column, text in enumerate(texts)
        ]
    return Grid(tuple(cells), (60, 20) if without_units else (60, 10, 20))
