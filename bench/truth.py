"""What is true of a document, read from it by a person: the files of ``tests/data/truth``.

A file names every row of every table that the document has, its cells as printed, in the order of the form's
columns, parted by blanks; a full stop stands for a blank cell. What the document does not have is not there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from archive.codebook import codebook
from crawler.replica.content import TrueFigure
from pipelines.model import State

STATES = {".": State.BLANK, "/": State.SLASH, "-": State.DASH}


@dataclass(frozen=True, slots=True)
class TrueFinding:
    """An inconsistency that the document really has: the rule that must tell it, on which figures, why."""

    rule: str
    figures: frozenset[str]
    why: str = ""


@dataclass(frozen=True, slots=True)
class TrueReport:
    """A document as a person reads it. ``kind`` is the verdict's: report, template, other ...

    ``figures`` holds the figures that the document has; every other one is absent. ``findings`` must be told;
    ``tellable`` may be: sums with a blank operand that are wrong for certain only with the known numbers.
    A document that is not ``whole`` lacks rows of the form, so that sums truly fail.
    """

    document: str
    kind: str = "report"
    title: str = ""
    body: str = ""
    printed: str = ""
    year: int | None = None
    layout: str = ""
    period: tuple[date, date] | None = None
    published_on: date | None = None
    index_number: str | None = None
    headings: tuple[str, ...] = ()
    figures: Mapping[str, TrueFigure] = field(default_factory=dict)
    findings: tuple[TrueFinding, ...] = ()
    tellable: tuple[TrueFinding, ...] = ()
    whole: bool = True
    stated: Mapping[str, int | Decimal] = field(default_factory=dict)


def load_truths(folder: Path) -> tuple[TrueReport, ...]:
    """Every truth file of a folder, by name."""
    return tuple(load_truth(path) for path in sorted(folder.glob("*.toml")))


def load_truth(path: Path) -> TrueReport:
    """One truth file. Raises ValueError, naming file and row, where a row does not fit the codebook."""
    raw = tomllib.loads(path.read_text("utf-8"))
    rows = raw.pop("rows", {})
    try:
        figures = dict(_figures(rows, raw.get("layout", "")))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    findings = tuple(
        TrueFinding(one["rule"], frozenset(one["figures"]), one["why"]) for one in raw.pop("findings", ())
    )
    period = raw.pop("period", None)
    headings = tuple(raw.pop("headings", ()))
    return TrueReport(
        **raw,
        period=tuple(period) if period else None,
        headings=headings,
        figures=figures,
        findings=findings,
    )


def _figures(tables: Mapping[str, Mapping[str, str]], layout: str) -> Iterator[tuple[str, TrueFigure]]:
    for table, rows in tables.items():
        for row, cells in rows.items():
            keys, printed = _keys(table, row, layout), cells.split()
            if len(keys) != len(printed):
                raise ValueError(f"{table}.{row}: expected {len(keys)} cells ({', '.join(keys)})")
            yield from ((key, true_figure(text)) for key, text in zip(keys, printed, strict=True))


def _keys(table: str, row: str, layout: str) -> list[str]:
    """The row's figures in the form of ``layout``; in any form, where that one has no such row."""
    entries = [entry for entry in codebook() if (entry.table, entry.row) == (table, row)]
    return [e.figure for e in entries if layout in e.layouts] or [e.figure for e in entries]


def true_figure(text: str) -> TrueFigure:
    """A cell of a truth file: a plain number, or the sign for a blank, a slash or a dash."""
    state = STATES.get(text)
    if state is not None:
        return TrueFigure("" if text == "." else text, None, state)
    number: Any = Decimal(text)
    return TrueFigure(text, int(number) if number == number.to_integral_value() else number, State.VALUE)
