"""The three tables of the statutory form as printed, with its merged cells.

Source: the annexes to 国办公开办函〔2021〕30号 (layout 2021) and 国办公开办函〔2019〕60号 (layout 2019). The
labels stand in ``data/forms.toml``; a figure's cell prints its raw text as it is.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from crawler.replica.content import TrueFigure
from crawler.replica.rendering.article import Grid, Printed
from crawler.replica.simulation import APPLICANTS, RESULTS, ROUTES

Figures = Mapping[str, TrueFigure]
HEAD_OF_TABLE_THREE = 3


@cache
def _form() -> dict[str, Any]:
    return tomllib.loads(files("crawler.replica").joinpath("data/forms.toml").read_text("utf-8"))


def grids(figures: Figures, layout: str) -> tuple[Grid, Grid, Grid]:
    """Tables two, three and four; 其他处理 is one row or three, whichever ``figures`` have."""
    return disclosure(figures, layout), applications(figures), review(figures)


def disclosure(figures: Figures, layout: str) -> Grid:
    """主动公开政府信息情况: blocks of rows under the items of article 20 of the Regulation."""
    cells: list[Printed] = []
    row = 0
    for block in _form()["disclosure"][layout]:
        cells.append(Printed(block["item"], row, 0, colspan=4))
        cells += _spread(row + 1, "信息内容", [(label, "") for label in block["columns"]])
        row += 2
        for label, key in block["rows"]:
            keys = [f"disclosure.{key}.{column}" for column in block["keys"]]
            cells += _spread(row, label, [(figures[k].raw, k) for k in keys])
            row += 1
    return Grid(tuple(cells), (24, 24, 24, 24))


def _spread(row: int, label: str, values: list[tuple[str, str]]) -> Iterator[Printed]:
    """A label and one to three values over four columns; the last value takes what is left."""
    yield Printed(label, row, 0)
    for at, (text, key) in enumerate(values, start=1):
        last = at == len(values)
        yield Printed(text, row, at, colspan=4 - at if last else 1, key=key)


def applications(figures: Figures) -> Grid:
    """收到和处理政府信息公开申请情况: three rows of header, then a row per outcome under its group."""
    cells = list(_head_of_applications())
    lines = [line for line in _form()["applications"] if _is_printed(line["key"], figures)]
    starts: dict[str, int] = {}
    for row, line in enumerate(lines, start=HEAD_OF_TABLE_THREE):
        cells += _labels(line, row, lines, starts)
        keys = [f"applications.{line['key']}.{who}" for who in (*APPLICANTS, "total")]
        cells += [Printed(figures[k].raw, row, 3 + at, key=k) for at, k in enumerate(keys)]
    return Grid(tuple(cells), (9, 11, 38, 8, 8, 8, 8, 8, 8, 8))


def _is_printed(row: str, figures: Figures) -> bool:
    figure = figures.get(f"applications.{row}.total")
    return figure is not None and figure.state != "absent"


def _head_of_applications() -> Iterator[Printed]:
    head = _form()["applications_head"]
    yield Printed(head["sum"], 0, 0, rowspan=3, colspan=3)
    yield Printed(head["applicants"], 0, 3, colspan=7)
    yield Printed(head["natural_person"], 1, 3, rowspan=2)
    yield Printed(head["legal_persons"], 1, 4, colspan=5)
    yield Printed(head["total"], 1, 9, rowspan=2)
    for at, label in enumerate(head["kinds"]):
        yield Printed(label, 2, 4 + at)


def _labels(
    line: dict[str, str], row: int, lines: list[dict[str, str]], starts: dict[str, int]
) -> Iterator[Printed]:
    """The label cells that begin in this row: the part 三, the group （三）, the outcome itself."""
    column = 0
    for level in ("part", "group"):
        name = line.get(level)
        if name is None:
            continue
        if name not in starts:
            starts[name] = row
            span = sum(other.get(level) == name for other in lines)
            yield Printed(name, row, column, rowspan=span)
        column += 1
    yield Printed(line["label"], row, column, colspan=3 - column)


def review(figures: Figures) -> Grid:
    """政府信息公开行政复议、行政诉讼情况: one row of fifteen numbers under three rows of header."""
    head = _form()["review"]
    cells = [Printed(head["routes"][0], 0, 0, colspan=5), Printed(head["routes"][1], 0, 5, colspan=10)]
    cells += [Printed(label, 1, at, rowspan=2) for at, label in enumerate(head["results"])]
    cells += [Printed(label, 1, 5 * at, colspan=5) for at, label in enumerate(head["litigation"], start=1)]
    cells += [Printed(label, 2, 5 + at) for at, label in enumerate(head["results"] * 2)]
    keys = [f"review.{route}.{result}" for route in ROUTES for result in (*RESULTS, "total")]
    cells += [Printed(figures[k].raw, 3, at, key=k) for at, k in enumerate(keys)]
    return Grid(tuple(cells), (1,) * 15)


def relabel(grid: Grid, variants: Mapping[str, str]) -> Grid:
    """The same table with some labels printed otherwise, as bodies do: typos, lost characters, breaks."""
    cells = (c if c.key else replace(c, text=_varied(c.text, variants)) for c in grid.cells)
    return Grid(tuple(cells), grid.widths)


def _varied(text: str, variants: Mapping[str, str]) -> str:
    for standard, variant in variants.items():
        text = text.replace(standard, variant)
    return text
