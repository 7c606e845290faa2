"""The differences between two contents of a report, for people: a line each, in colour on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from archive.codebook import codebook
from archive.differing import Difference, words_of

_RED, _GREEN, _PLAIN = "\033[31m", "\033[32m", "\033[0m"
_CONTEXT = 16
"""How many unchanged letters are shown on either side of a change."""


def difference_lines(difference: Difference) -> Iterator[str]:
    """One line for each field, figure and finding; for a section its heading, then what changed in it."""
    labels = {entry.figure: entry.label_zh for entry in codebook()}
    for one in difference.header:
        yield f"{one['field']}: {_said(one['before'])} -> {_said(one['after'])}"
    for one in difference.figures:
        key = one["figure"]
        yield f"{key} ({labels.get(key, '')}): {_cell(one['before'])} -> {_cell(one['after'])}"
    for one in difference.sections:
        yield f"section {one['number']} {one['heading']}:"
        yield f"  {_text(one['before'] or '', one['after'] or '')}"
    for one in difference.findings:
        yield f"{'finding' if one['after'] else 'no more'}: {one['rule']}: {one['message']}"


def _said(value: Any) -> str:
    return "none" if value is None else str(value)


def _cell(figure: Mapping[str, Any] | None) -> str:
    if figure is None:
        return "not of the form"
    return repr(figure["raw"]) if figure["state"] == "value" else f"{figure['raw']!r} ({figure['state']})"


def _text(before: str, after: str) -> str:
    return "".join(_piece(sign, piece) for sign, piece in words_of(before, after)).replace("\n", "¶")


def _piece(sign: str, piece: str) -> str:
    if sign == "=":
        return piece if len(piece) <= 2 * _CONTEXT else f"{piece[:_CONTEXT]}…{piece[-_CONTEXT:]}"
    marks = ("[-", "-]") if sign == "-" else ("{+", "+}")
    if sys.stdout.isatty():
        marks = (_RED if sign == "-" else _GREEN, _PLAIN)
    return f"{marks[0]}{piece}{marks[1]}"
