"""The six sections (六个部分) of a report: found by their headings, in order, as one best alignment.

1. A heading is a paragraph that begins with 一、 to 九、 (or a heading style) and reads like one of the six
   statutory headings; a renamed heading counts by its number if its neighbours are in place.
2. Text that follows a heading in the same paragraph belongs to the section.
3. Tables are no text. What stands before the first heading is the preface, and is no section.
4. Headings without a number count where they are said in full; so do those under other numbers (1.) where
   there is no series with 一、.
5. The last section ends with the date of the sign-off, or where the page goes on with its own furniture
   (上一篇, 版权所有; ``furniture.toml``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipelines.extraction.alignment import best_path
from pipelines.extraction.labels import NUMBERING, best_similarity, half_width, squash
from pipelines.extraction.layout import SectionLabel, layouts
from pipelines.model import Document, Paragraph, Section

NUMERALS = "一二三四五六七八九"
NUMBERED = re.compile(rf"^\s*(?:第?([{NUMERALS}])\s*(?:[、.．,，:：]|部分)|([{NUMERALS}])\s+(?=\S))\s*")
DATE_LINE = re.compile(r"[(（]?(?:20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})年\S{1,3}月\S{1,3}日[)）]?")
LONGEST_HEADING = 40
FLOOR = 0.5
BY_NUMBER = 0.25
FEW = 3
IN_FULL = 0.95
TITLE_ENDS = ("年度报告", "年报")


@dataclass(frozen=True, slots=True)
class Heading:
    """A paragraph that may open a section: its printed number, its heading, and text after it."""

    at: int
    number: int
    heading: str
    rest: str


def read_sections(document: Document) -> tuple[Section, ...]:
    """The sections in printed order; numbers are those of the form where the heading is one of the form's."""
    paragraphs = document.paragraphs
    headings = [heading for at, part in enumerate(paragraphs) if (heading := _heading(at, part))]
    chosen = _best(headings)
    if len(chosen) < FEW:
        chosen = max(chosen, _best(_otherwise_numbered(paragraphs)), key=len)
    chosen = _with_further(chosen, headings)
    return tuple(_section(paragraphs, chosen, position) for position in range(len(chosen)))


def _best(headings: Sequence[Heading]) -> list[tuple[Heading, int]]:
    wanted = layouts()[0].sections
    gains = [[_gain(heading, section) for section in wanted] for heading in headings]
    return [(headings[i], wanted[j].number) for i, j in best_path(gains)]


def _otherwise_numbered(paragraphs: Sequence[Paragraph]) -> list[Heading]:
    """Lines that say a statutory heading in full, under any number: （一）, 1. or 1、."""
    found = (_said_in_full(at, part.text.strip()) for at, part in enumerate(paragraphs))
    return [heading for heading in found if heading]


def _said_in_full(at: int, text: str) -> Heading | None:
    labels = (section.labels for section in layouts()[0].sections)
    full = any(best_similarity(text, each) >= IN_FULL for each in labels)
    return Heading(at, 0, text, "") if full and len(text) <= LONGEST_HEADING else None


def _heading(at: int, paragraph: Paragraph) -> Heading | None:
    match = NUMBERED.match(half_width(paragraph.text))
    text = paragraph.text.strip()
    if match is None:
        # Under another number it is mostly a part of section one: （一）主动公开政府信息情况.
        return _said_in_full(at, text) if NUMBERING.match(half_width(text)) is None else None
    number = NUMERALS.index(match[1] or match[2]) + 1
    heading, rest = _split(text, text[len(match[0].lstrip()) :])
    return Heading(at, number, heading, rest)


def _split(text: str, title: str) -> tuple[str, str]:
    """A heading ends at the statutory words, at a line feed, or at the first stop or wide gap after them."""
    parts = re.split(r"\n|[。；]|(?<=[\u3400-\u9fff])[ \u3000]{1,}(?=[0-9（(])", title, maxsplit=1)
    first = parts[0]
    cut = len(text) - len(title) + len(first)
    if len(first) > LONGEST_HEADING:
        labels = [label for section in layouts()[0].sections for label in section.labels]
        best = max(labels, key=lambda label: best_similarity(title[: len(label)], (label,)))
        if best_similarity(title[: len(best)], (best,)) > 0.9:
            cut = len(text) - len(title) + len(best)
    return text[:cut].strip(), text[cut:].lstrip("。； \u3000\n")


def _gain(heading: Heading, section: SectionLabel) -> float:
    alike = best_similarity(heading.heading, section.labels)
    same = heading.number == section.number
    if len(heading.heading) > LONGEST_HEADING + 4:
        return 0.0
    if alike > FLOOR:
        return alike - FLOOR + (BY_NUMBER if same else 0.0)
    return 0.02 if same and len(heading.heading) <= 16 else 0.0


def _with_further(
    chosen: list[tuple[Heading, int]], headings: Sequence[Heading]
) -> list[tuple[Heading, int]]:
    """A seventh or eighth section goes on where the sixth ended."""
    if not chosen:
        return chosen
    last, number = chosen[-1]
    for heading in headings:
        follows = heading.at > last.at and heading.number == number + 1 > len(layouts()[0].sections)
        if follows and len(heading.heading) <= LONGEST_HEADING:
            number += 1
            chosen = [*chosen, (heading, number)]
    return chosen


def _section(
    paragraphs: Sequence[Paragraph], chosen: Sequence[tuple[Heading, int]], position: int
) -> Section:
    heading, number = chosen[position]
    end = chosen[position + 1][0].at if position + 1 < len(chosen) else len(paragraphs)
    body = paragraphs[heading.at + 1 : end]
    if position + 1 == len(chosen):
        said = _titles_and_headings(paragraphs[: chosen[0][0].at + 1], chosen)
        ends = (at for at, part in enumerate(body) if _is_furniture(part.text) or squash(part.text) in said)
        body = _signed(body[: next(ends, len(body))])
    texts = [heading.rest, *(part.text.strip() for part in body)]
    return Section(number, heading.heading, "\n".join(text for text in texts if text))


def _signed(body: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """The text up to the date of the sign-off (落款), which ends every report."""
    dated = (at for at, part in enumerate(body, start=1) if DATE_LINE.fullmatch(squash(part.text)))
    return body[: next(dated, len(body))]


def _titles_and_headings(
    preface: Sequence[Paragraph], chosen: Sequence[tuple[Heading, int]]
) -> frozenset[str]:
    """What stands again where a page prints the report twice, or links to it."""
    titles = (squash(part.text) for part in preface)
    headings = (squash(heading.heading) for heading, _ in chosen)
    return frozenset((*(title for title in titles if title.endswith(TITLE_ENDS)), *headings))


def _is_furniture(text: str) -> bool:
    return squash(text).startswith(_furniture())


@cache
def _furniture() -> tuple[str, ...]:
    text = files("pipelines.extraction").joinpath("furniture.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["page"])
