"""The codebook (指标代码本): every statutory figure, its key, label, layouts, unit and type.

Pure data, free of SQL: extraction reads it too. Source of the labels: the forms of 国办公开办函〔2021〕30号
(layout 2021), 国办公开办函〔2019〕60号 (layout 2019) and 政府信息公开情况统计表 (layout 2014).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class CodebookEntry:
    """One statutory figure: ``figure`` is its key, such as ``applications.received.natural_person``."""

    number: int
    figure: str
    table: str
    row: str
    column: str
    label_zh: str
    layouts: tuple[str, ...]
    unit: str
    type: str


@cache
def codebook() -> tuple[CodebookEntry, ...]:
    """All entries in the codebook's own order; ``number`` counts from 1 and never changes meaning.

    A figure that two forms share under different labels stands in the file once for each: it is one entry
    with both layouts, under the label of the newer form.
    """
    text = files("archive").joinpath("data/figures.csv").read_text("utf-8-sig")
    merged: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(text.splitlines()):
        known = merged.setdefault(row["figure"], row)
        if known is not row:
            known["layouts"] += f" {row['layouts']}"
    return tuple(_entry(number, row) for number, row in enumerate(merged.values(), start=1))


def _entry(number: int, row: dict[str, str]) -> CodebookEntry:
    layouts = tuple(sorted(row["layouts"].split()))
    labels = (row["table"], row["row"], row["column"], row["label_zh"])
    return CodebookEntry(number, row["figure"], *labels, layouts, row["unit"], row["type"])


@cache
def keys_of(layout: str) -> tuple[str, ...]:
    """The figure keys of a layout (200 for ``2021``), in the codebook's order."""
    return tuple(entry.figure for entry in codebook() if layout in entry.layouts)
