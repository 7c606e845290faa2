"""Layouts (年报格式): the statutory forms as data, read from ``layouts/*.toml`` and validated.

A layout is a list of tables; a table a list of blocks; a block is a run of rows under one header. Adding a
form, a synonym or a row needs no code. Every key must stand in the codebook, else ``LayoutError``. Layouts
are read once and their parts compared by identity, so that what was found out about them can be kept.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from archive.codebook import codebook


class LayoutError(ValueError):
    """A layout file names something that the codebook does not have; mend the file that it names."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of a block: its key, how it is printed, the headings above it, and whether it is signed."""

    key: str
    labels: tuple[str, ...]
    group: tuple[str, ...] = ()
    signed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class RowLabel:
    """A row of a block: its key, how it is printed, and the heading that it stands under.

    A row with labels and without a key carries no figure: a ``heading``, or an addition known by name.
    """

    key: str
    labels: tuple[str, ...]
    parent: str = ""
    heading: bool = False

    @property
    def uncounted(self) -> bool:
        """True where the row is known by name but has no figure in the codebook."""
        return bool(self.labels) and not self.key


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A run of rows under one header. A block whose only row has no label is a single line of numbers."""

    table: str
    columns: tuple[Column, ...]
    rows: tuple[RowLabel, ...]

    @property
    def unlabelled(self) -> bool:
        """True where only the header says what the numbers are (table four, 行政复议、行政诉讼)."""
        return not self.rows[0].labels

    def key(self, row: RowLabel, column: Column) -> str:
        """The codebook key of one figure."""
        return _key(self.table, row.key, column.key)


@cache
def _key(*parts: str) -> str:
    return ".".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class FormTable:
    """One statutory table: its name, its printed title, its blocks in printed order."""

    name: str
    title: tuple[str, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class SectionLabel:
    """One of the six statutory sections and the ways its heading is printed."""

    number: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """One statutory form, with the document that set it.

    ``older``: keys of rows that older forms of provinces and cities have too, so that they tell nothing.
    """

    name: str
    source: str
    tables: tuple[FormTable, ...]
    sections: tuple[SectionLabel, ...]
    older: frozenset[str] = frozenset()

    @property
    def own_rows(self) -> tuple[RowLabel, ...]:
        """The rows with a figure that no older form has."""
        rows = (row for table in self.tables for block in table.blocks for row in block.rows)
        return tuple(row for row in rows if row.key and row.key not in self.older)


@dataclass(frozen=True, slots=True)
class Unit:
    """How the codebook counts a figure."""

    unit: str
    type: str


@cache
def units() -> Mapping[str, Unit]:
    """The unit of each figure, by key."""
    return {entry.figure: Unit(entry.unit, entry.type) for entry in codebook()}


@cache
def blocks() -> tuple[Block, ...]:
    """The blocks of all tables of all layouts."""
    return tuple(block for layout in layouts() for table in layout.tables for block in table.blocks)


class Slot(NamedTuple):
    """One labelled row of a layout, with the block that it stands in."""

    block: Block
    row: RowLabel


@cache
def slots_of(layout: Layout) -> tuple[Slot, ...]:
    """The labelled rows of a layout in printed order."""
    some = (block for table in layout.tables for block in table.blocks if not block.unlabelled)
    return tuple(Slot(block, row) for block in some for row in block.rows)


@cache
def rows() -> tuple[RowLabel, ...]:
    """The rows of all forms that may hold numbers, headings not among them."""
    return tuple(row for block in blocks() for row in block.rows if not row.heading)


@cache
def layouts() -> tuple[Layout, ...]:
    """The layouts that have tables, newest first."""
    newest = _load("2021")
    return (newest, _load("2019", newest), _load("2014", newest))


def _load(name: str, newest: Layout | None = None) -> Layout:
    text = files("pipelines.extraction").joinpath(f"layouts/{name}.toml").read_text("utf-8")
    raw = tomllib.loads(text)
    tables = [_table(table, name) for table in raw["table"]]
    sections = tuple(SectionLabel(part["number"], tuple(part["labels"])) for part in raw.get("section", ()))
    if newest is not None:
        tables += [table for table in newest.tables if table.name in raw.get("same_as_2021", ())]
        sections = sections or newest.sections
    return Layout(name, raw["source"], tuple(tables), sections, _older(raw, tables))


def _older(raw: dict[str, Any], tables: Sequence[FormTable]) -> frozenset[str]:
    older = frozenset(raw.get("older", ()))
    if unknown := older - {row.key for table in tables for block in table.blocks for row in block.rows}:
        raise LayoutError(
            f"layouts/{raw['layout']}.toml: older names {sorted(unknown)}, which is no row of it"
        )
    return older


def _table(raw: dict[str, Any], layout: str) -> FormTable:
    blocks = tuple(_block(block, raw["name"]) for block in raw["block"])
    for block in blocks:
        _check_keys(block, layout)
    return FormTable(raw["name"], tuple(raw["title"]), blocks)


def _block(raw: dict[str, Any], table: str) -> Block:
    columns = tuple(
        Column(part["key"], tuple(part["labels"]), tuple(part.get("group", ())), part.get("signed", False))
        for part in raw["columns"]
    )
    rows = tuple(_row(part) for part in raw["rows"])
    return Block(table, columns, rows)


def _row(raw: dict[str, Any]) -> RowLabel:
    return RowLabel(raw["key"], tuple(raw["labels"]), raw.get("parent", ""), raw.get("heading", False))


def _check_keys(block: Block, layout: str) -> None:
    for row in (row for row in block.rows if not row.uncounted):
        for column in block.columns:
            if block.key(row, column) not in units():
                raise LayoutError(
                    f"layouts/{layout}.toml: {block.key(row, column)} is not in archive/data/figures.csv"
                )
