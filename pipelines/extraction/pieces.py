"""Printed lines cut into cells (散落单元格): at bars, and where numbers follow a label after spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.extraction.cells import read_cell
from pipelines.extraction.form_words import all_words, row_labels, row_words
from pipelines.extraction.labels import best_similarity, core, half_width, stem
from pipelines.model import Paragraph, State

LONGEST_CELL = 60
LONGEST_LINE = 160
LONGEST_EXPLAINED = 200
LIKE_A_LABEL = 0.75
MANY_VALUES = 5
ENDS_OF_EXPLAINED = (")", "）", "|", "｜")
EXPLAINED = re.compile(r"[)）][\s|｜]*$")
BARS = re.compile(r"[|｜]")
ENDS_OF_VALUES = tuple(",./／—-")
SPACED_ROW = re.compile(r"(?P<label>.*?[^\s\d])??(?P<values>(?:(?:^|\s+)(?:[+-]?\d[\d,.]*|[/／—-])){1,})\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """One printed piece of a paragraph: a cell, or part of one, with the paragraph that it stands in."""

    text: str
    paragraph: Paragraph
    value: bool

    @property
    def label(self) -> bool:
        """Whether it says a label of a form in full."""
        return not self.value and core(self.text) in all_words()


def names_a_cell(text: str) -> bool:
    """Whether a printed line holds a label of a form in full."""
    return any(core(piece) in all_words() for piece in texts_of(text) if is_narrow(piece))


def is_narrow(text: str) -> bool:
    """Whether a text fits a cell of a form, where an explanation in brackets may make a label long."""
    if len(text) <= LONGEST_CELL:
        return True
    explained = len(text) <= LONGEST_EXPLAINED and text.rstrip().endswith(ENDS_OF_EXPLAINED)
    explained = explained and bool(EXPLAINED.search(text))
    return explained and len(stem(text)) <= LONGEST_CELL


def texts_of(text: str) -> list[str]:
    """The cells of a printed line: between bars, and the numbers that follow a label after spaces."""
    cells = [cell.strip() for line in text.split("\n") for cell in BARS.split(line)]
    return [piece for cell in cells for piece in (_spaced(cell) if cell else [""])]


def _spaced(cell: str) -> list[str]:
    if len(cell.split(maxsplit=1)) < 2:
        return [cell]
    found = _spaced_row(cell)
    if found is None or not _is_row(found["label"] or "", found["values"].split()):
        return _words(cell)
    label = cell[: len(found["label"] or "")].strip()
    return (_words(label) if label else []) + cell[len(found["label"] or "") :].split()


def _spaced_row(text: str) -> re.Match[str] | None:
    """A label with numbers behind it after spaces; that no number ends a text is told without the pattern."""
    plain = half_width(text) if len(text) <= LONGEST_LINE else ""
    end = plain.rstrip()[-1:]
    return SPACED_ROW.fullmatch(plain) if end.isdecimal() or end in ENDS_OF_VALUES else None


def _words(cell: str) -> list[str]:
    """Labels with spaces between them, where each part is a label."""
    parts = cell.split()
    return parts if len(parts) > 1 and all(core(part) in all_words() for part in parts) else [cell]


def _is_row(label: str, values: Sequence[str]) -> bool:
    """Numbers alone, or behind words of a form; many numbers need no known words before them."""
    own = core(label)
    if not own or len(values) >= MANY_VALUES:
        return True
    if len(own) > 1 and any(own in whole for whole in all_words()):
        return True
    return best_similarity(label, row_labels()) >= LIKE_A_LABEL or any(
        own.endswith(whole) for whole in row_words() if len(whole) > 1
    )


def label_of(text: str) -> str:
    """What of a printed line is no number at its end."""
    found = _spaced_row(text)
    return (found["label"] if found else None) or text


def pieces_of(part: Paragraph, *, barred: bool) -> Iterator[Piece]:
    """The cells of a paragraph; with ``barred`` every cell ends with a bar, and an empty one counts."""
    texts = texts_of(part.text)
    # Bars behind a text widen its cell; in a line of their own each of them is an empty cell.
    empty = barred and not any(texts)
    for text in texts[:-1] if empty else filter(None, texts):
        yield Piece(text, part, not text or _is_value(text))


def _is_value(text: str) -> bool:
    reading = read_cell(text, unit="as written", signed=True)
    return reading.state in (State.VALUE, State.SLASH, State.DASH) or bool(reading.readings)
