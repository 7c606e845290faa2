"""The sections (部分) of a report, found by their headings as one best choice over the whole document.

1. A report in the form of 2019 or 2021 has six: headings with 一、 to 九、 (or said in full without a number)
   are aligned with the statutory ones; a renamed heading counts by its number if its neighbours are in place.
   Where there is no such series, headings under other numbers (（一）, 1.) count if they are said in full.
2. A section between two of them that is none of the six, and a seventh, are sections of their own; they are
   numbered on from the sixth.
3. An older report has the sections that it prints: the best series 一、二、三、 (else （一）, 1.), preferring
   headings known from such reports, so that a second series inside a section opens none. Known headings may
   leave out a number or print one twice.
4. Text behind a heading in the same paragraph belongs to the section; tables are no text; what stands before
   the first heading is the preface. The last section ends with the date of the sign-off, or where the page
   goes on with its own furniture (上一篇, 版权所有; ``furniture.toml``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipelines.extraction.chains import best_path
from pipelines.extraction.heading_words import printed_labels
from pipelines.extraction.headings import (
    LONGEST_HEADING,
    LONGEST_RENAMED,
    SERIES,
    Heading,
    in_series,
    numbered,
    said_in_full,
)
from pipelines.extraction.labels import best_similarity, squash
from pipelines.extraction.layout import SectionLabel, layouts
from pipelines.extraction.passages import Passage, passages
from pipelines.model import Document, Paragraph, Section

DATE_LINE = re.compile(r"[(（]?(?:20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})年\S{1,3}月\S{1,3}日[)）]?")
FLOOR = 0.5
BY_NUMBER = 0.25
LEADING = 0.05
FEW = 3
OF_FORM = 0.75
KNOWN = 0.6
MISNUMBERED = 1.0
MISCOUNTED = 2
LONGEST_FOOTER = 80
TITLE_ENDS = ("年度报告", "年报")
Chosen = list[tuple[Heading, int]]


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its paragraphs, each with its place; text behind the heading is the first of them."""

    number: int
    heading: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def section(self) -> Section:
        """The section as the report keeps it."""
        return Section(self.number, self.heading, "\n".join(part.text.strip() for part in self.paragraphs))


def read_sections(document: Document) -> tuple[Section, ...]:
    """The sections of a report in the form of 2019 or 2021, in printed order."""
    return tuple(part.section for part in statutory_parts(passages(document)))


def statutory_parts(text: Sequence[Passage]) -> tuple[Part, ...]:
    """The sections with their paragraphs; a heading of the form has the form's number."""
    headings = [found for at, part in enumerate(text) if (found := numbered(at, part))]
    headings = _leading(headings, text)
    chosen = _best(headings)
    if len(chosen) < FEW:
        full = [found for at, part in enumerate(text) if (found := said_in_full(at, part))]
        chosen = max(chosen, _best(_leading(full, text)), key=len)
    return _parts(text, _with_others(chosen, headings))


def printed_parts(text: Sequence[Passage]) -> tuple[Part, ...]:
    """The sections of an older report as it prints them, under its own numbers."""
    runs: list[Chosen] = []
    for find in (numbered, *(_finder(series) for series in SERIES)):
        found = [heading for at, part in enumerate(text) if (heading := find(at, part)) and heading.number]
        runs.append(_best_series(_leading(found, text)))
    # The series of the upper level begins first: （一） below 一、, and 一、 below （一）, come after it.
    return _parts(text, min(filter(None, runs), key=lambda run: run[0][0].at, default=[]))


def of_the_form(parts: Sequence[Part]) -> int:
    """How many of the six statutory headings stand in a report, in words and not by number alone."""
    wanted = {section.number: section.labels for section in layouts()[0].sections}
    return sum(best_similarity(part.heading, wanted.get(part.number, ())) >= OF_FORM for part in parts)


def _finder(series: str) -> Callable[[int, Passage], Heading | None]:
    return lambda at, passage: in_series(at, passage, series)


def _leading(headings: Sequence[Heading], text: Sequence[Passage]) -> list[Heading]:
    """The headings, each knowing whether something other than the next heading follows it."""
    stand = {heading.at for heading in headings}
    return [
        Heading(
            each.at, each.number, each.heading, each.rest, each.leads or _goes_on(each.at, stand, len(text))
        )
        for each in headings
    ]


def _goes_on(at: int, headings: set[int], length: int) -> bool:
    return at + 1 < length and at + 1 not in headings


# The six sections of the form


def _best(headings: Sequence[Heading]) -> Chosen:
    wanted = layouts()[0].sections
    gains = [[_gain(heading, section) for section in wanted] for heading in headings]
    return [(headings[i], wanted[j].number) for i, j in best_path(gains)]


def _gain(heading: Heading, section: SectionLabel) -> float:
    alike = best_similarity(heading.heading, section.labels)
    same = heading.number == section.number
    if len(heading.heading) > LONGEST_HEADING + 4:
        return 0.0
    leads = LEADING if heading.leads else 0.0
    if alike > FLOOR:
        return alike - FLOOR + (BY_NUMBER if same else 0.0) + leads
    return 0.02 if same and len(heading.heading) <= LONGEST_RENAMED else 0.0


def _with_others(chosen: Chosen, headings: Sequence[Heading]) -> Chosen:
    """With the sections that are none of the six: where printed numbers leave a gap, or after the last."""
    if not chosen:
        return chosen
    number = max(len(layouts()[0].sections), *(number for _, number in chosen))
    full: Chosen = []
    for position, (heading, own) in enumerate(chosen):
        full.append((heading, own))
        following = chosen[position + 1][0] if position + 1 < len(chosen) else None
        for other in _between(heading, following, headings):
            number += 1
            full.append((other, number))
    return full


def _between(heading: Heading, following: Heading | None, headings: Sequence[Heading]) -> list[Heading]:
    """The headings that go on with the printed numbers after one section, up to the next one."""
    found: list[Heading] = []
    last = heading.number
    for other in headings:
        inside = other.at > heading.at and (following is None or other.at < following.at)
        fits = following is None or last + 1 < following.number
        if inside and fits and last and other.number == last + 1 and len(other.heading) <= LONGEST_HEADING:
            found.append(other)
            last = other.number
    whole = following is None or last + 1 == following.number
    return found if whole else []


# Sections as printed


def _best_series(headings: Sequence[Heading]) -> Chosen:
    """The heaviest run of headings whose numbers rise by one, beginning with the first."""
    best: list[tuple[float, list[Heading]]] = []
    for heading in headings:
        before = [(0.0, list[Heading]())] if heading.number == 1 else []
        steps = ((weight, chain, _step(chain[-1], heading)) for weight, chain in best)
        before += [(weight - cost, chain) for weight, chain, cost in steps if cost is not None]
        if before:
            weight, chain = max(before, key=lambda each: each[0])
            best.append((weight + _weight(heading), [*chain, heading]))
    _, chain = max(best, key=lambda each: each[0], default=(0.0, list[Heading]()))
    return _each_with_its_number(chain) if len(chain) > 1 else []


def _step(last: Heading, heading: Heading) -> float | None:
    """What it costs that a heading follows another: known ones may leave a number out or print it twice."""
    if heading.number == last.number + 1:
        return 0.0
    near = last.number <= heading.number <= last.number + MISCOUNTED
    return MISNUMBERED if near and _is_known(heading) else None


def _each_with_its_number(chain: Sequence[Heading]) -> Chosen:
    """The headings with their printed numbers; the next one where a number stands twice."""
    chosen: Chosen = []
    for heading in chain:
        chosen.append((heading, max(heading.number, chosen[-1][1] + 1 if chosen else 1)))
    return chosen


def _is_known(heading: Heading) -> bool:
    short = len(heading.heading) <= LONGEST_HEADING
    return short and best_similarity(heading.heading, printed_labels()) >= OF_FORM


def _weight(heading: Heading) -> float:
    """A known heading outweighs a numbered item of a section; so does a short one that leads to text."""
    if len(heading.heading) > LONGEST_HEADING:
        return 0.1
    known = max(best_similarity(heading.heading, printed_labels()) - KNOWN, 0.0) * 5
    return 0.5 + known + (LEADING if heading.leads else 0.0)


# Their text


def _parts(text: Sequence[Passage], chosen: Chosen) -> tuple[Part, ...]:
    return tuple(_part(text, chosen, position) for position in range(len(chosen)))


def _part(text: Sequence[Passage], chosen: Chosen, position: int) -> Part:
    heading, number = chosen[position]
    last = position + 1 == len(chosen)
    end = len(text) if last else chosen[position + 1][0].at
    body = [passage.paragraph for passage in text[heading.at + 1 : end]]
    if last:
        said = _titles_and_headings(text[: chosen[0][0].at + 1], chosen)
        ends = (at for at, part in enumerate(body) if _is_furniture(part.text) or squash(part.text) in said)
        body = _signed(body[: next(ends, len(body))])
    rest = [Paragraph(heading.rest, text[heading.at].paragraph.place)] if heading.rest else []
    return Part(number, heading.heading, (*rest, *body))


def _signed(body: list[Paragraph]) -> list[Paragraph]:
    """The text up to the date of the sign-off (落款), which ends every report."""
    dated = (at for at, part in enumerate(body, start=1) if DATE_LINE.fullmatch(squash(part.text)))
    return body[: next(dated, len(body))]


def _titles_and_headings(preface: Sequence[Passage], chosen: Chosen) -> frozenset[str]:
    """What stands again where a page prints the report twice, or links to it."""
    titles = (squash(part.text) for part in preface)
    headings = (squash(heading.heading) for heading, _ in chosen)
    return frozenset((*(title for title in titles if title.endswith(TITLE_ENDS)), *headings))


def _is_furniture(text: str) -> bool:
    printed = squash(text)
    if printed.startswith(_furniture()["page"]):
        return True
    short = len(printed) <= LONGEST_FOOTER
    return short and any(words in printed for words in _furniture()["anywhere"])


@cache
def _furniture() -> Mapping[str, tuple[str, ...]]:
    text = files("pipelines.extraction").joinpath("furniture.toml").read_text("utf-8")
    words = tomllib.loads(text)
    return {"page": tuple(words["page"]), "anywhere": tuple(map(squash, words["anywhere"]))}
