"""All figures of a revision in one row: a column per number, and beside them what is not plain (指标打包).

1. ``f1`` ... hold the numbers, by the figure's number in the codebook; null where there is none.
2. ``codes`` has one sign per figure, in the same order: what its cell holds. Null where every figure of the
   revision is a number, or is not of its form.
3. ``raws`` is a JSON object, by number, of the raw texts that value and sign do not give already.
4. Places are the same in all reports of one template: they are kept once (``archive.models.Placement``).

5. A finding that names all figures of a row names the row: ``applications.received.*``.

Nothing is lost: what is packed comes back exactly. A report with 200 figures takes some 400 bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from archive.codebook import codebook

Figures = Mapping[str, Mapping[str, Any]]

#: Every sign with its state and the raw text that goes with it; of a value and of other text it varies.
SIGNS: dict[str, tuple[str, str | None]] = {
    "v": ("value", None),
    "b": ("blank", ""),
    "s": ("slash", "/"),
    "S": ("slash", "／"),
    "d": ("dash", "-"),
    "D": ("dash", "—"),
    "L": ("dash", "——"),
    "t": ("text", None),
    "a": ("absent", ""),
}
#: The sign of a figure that is not of the revision's form.
NOT_OF_THE_FORM = "."
_LONGEST_NUMBER = 15


class UnknownFigures(ValueError):
    """Figures that the codebook does not have: add them there."""


@dataclass(frozen=True, slots=True)
class Packed:
    """The figures of one revision: numbers by column; signs, odd raw texts and places by codebook number."""

    numbers: Mapping[str, int | Decimal | None]
    codes: str | None
    raws: str | None
    places: str


@cache
def _numbers() -> dict[str, int]:
    return {entry.figure: entry.number for entry in codebook()}


@cache
def _keys() -> dict[int, str]:
    return {entry.number: entry.figure for entry in codebook()}


def columns() -> tuple[str, ...]:
    """The columns of all numbers, in the codebook's order."""
    return tuple(f"f{entry.number}" for entry in codebook())


def pack(figures: Figures) -> Packed:
    """Figures by key, each with raw, value, state and place, as one row. Raises UnknownFigures."""
    unknown = sorted(set(figures) - set(_numbers()))
    if unknown:
        raise UnknownFigures(
            f"Figures that are not in the codebook: {', '.join(unknown[:5])}. Add them there."
        )
    numbered = sorted((_numbers()[key], figure) for key, figure in figures.items())
    signs = {number: sign_of(figure) for number, figure in numbered}
    odd = {str(n): one["raw"] for n, one in numbered if one["raw"] != raw_of(signs[n], one["value"])}
    values = {f"f{number}": figure["value"] for number, figure in numbered}
    return Packed(
        {**dict.fromkeys(columns()), **values},
        None if set(signs.values()) <= {"v"} else _line(signs),
        json.dumps(odd, ensure_ascii=False, separators=(",", ":")) if odd else None,
        json.dumps([None, *_in_order({n: one["place"] for n, one in numbered})], ensure_ascii=False),
    )


def unpack(packed: Packed) -> dict[str, dict[str, Any]]:
    """The figures by key, in the codebook's order, as they were packed."""
    raws: dict[str, str] = json.loads(packed.raws) if packed.raws else {}
    places: list[str | None] = json.loads(packed.places)
    found = {}
    for number, sign in _signs(packed):
        value = packed.numbers[f"f{number}"]
        raw = raws.get(str(number), raw_of(sign, value))
        said = {"raw": raw, "value": value, "state": SIGNS[sign][0], "place": places[number]}
        found[_keys()[number]] = said
    return found


def sign_of(figure: Mapping[str, Any]) -> str:
    """The sign of a figure: that of its state which gives its raw text, if one does."""
    fitting = [sign for sign, (state, _) in SIGNS.items() if state == figure["state"]]
    exact = (sign for sign in fitting if SIGNS[sign][1] == figure["raw"])
    return next(exact, fitting[0])


def raw_of(sign: str, value: int | Decimal | None) -> str | None:
    """The raw text that goes with a sign, of a value the number itself if it is whole; None: it is kept."""
    if sign == "v":
        return str(value) if isinstance(value, int) and len(str(value)) <= _LONGEST_NUMBER else None
    return SIGNS[sign][1]


def _signs(packed: Packed) -> list[tuple[int, str]]:
    if packed.codes is None:
        held = ((number, packed.numbers[f"f{number}"]) for number in sorted(_keys()))
        return [(number, "v") for number, value in held if value is not None]
    return [(n, sign) for n, sign in enumerate(packed.codes, start=1) if sign != NOT_OF_THE_FORM]


def _line(signs: Mapping[int, str]) -> str:
    return "".join(signs.get(number, NOT_OF_THE_FORM) for number in range(1, max(signs) + 1))


def _in_order(places: Mapping[int, str]) -> list[str | None]:
    return [places.get(number) for number in range(1, max(places, default=0) + 1)]


@cache
def _row_keys() -> dict[str, tuple[str, ...]]:
    """The keys of every row of the forms, by what they begin with."""
    rows: dict[str, tuple[str, ...]] = {}
    for entry in codebook():
        row = entry.figure.rpartition(".")[0]
        rows[row] = (*rows.get(row, ()), entry.figure)
    return {row: keys for row, keys in rows.items() if len(keys) > 1}


def shortened(keys: Sequence[str]) -> list[str]:
    """Keys with ``applications.received.*`` for a row that is there whole and in order; as they are, else."""
    short: list[str] = []
    at = 0
    while at < len(keys):
        row = keys[at].rpartition(".")[0]
        whole = _row_keys().get(row, ())
        if whole and tuple(keys[at : at + len(whole)]) == whole:
            short.append(f"{row}.*")
            at += len(whole)
        else:
            short.append(keys[at])
            at += 1
    return short


def lengthened(short: Sequence[str]) -> list[str]:
    """The keys that were shortened."""
    rows = {f"{row}.*": keys for row, keys in _row_keys().items()}
    return [key for one in short for key in rows.get(one, (one,))]
