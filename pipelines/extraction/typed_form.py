"""The form of 2014 typed as running text (指标以文字列出): labels with numbers, a line each or in prose.

1. The text is cut at its numbers: years, dates, percentages and numbering are none. What stands before a
   number, back to the one before it, is its label; notes in brackets (相同信息计1条) are left out.
2. The labels are aligned with the rows of the form as one best alignment, exactly as the rows of a table.
3. A number that may belong to another row, where the order of all leaves a choice, is not placed. Below
   ``FEWEST`` rows it is no form.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from archive.codebook import keys_of
from pipelines.extraction.cells import read_cell
from pipelines.extraction.chains import Chain, Point, best_chain
from pipelines.extraction.figures import FiguresReading
from pipelines.extraction.labels import best_similarity, core, half_width
from pipelines.extraction.layout import Layout, Slot, layouts, slots_of, units
from pipelines.extraction.passages import Passage
from pipelines.model import ABSENT, Figure, Finding, Severity

NAME = "2014"
FEWEST = 15
MENTIONED = 12
FLOOR = 0.8
CLOSE = 0.05
SURE = 0.92
IN_FULL = 0.9
SHORTEST = 5
MOST_PIECES = 6
LONGEST_LABEL = 200
UNIT = r"(?:人次|件次|万元|亿元|条|件|次|篇|个|人|名|元|份|起|期|场)"
NUMBER = r"\d[\d,]*(?:\.\d+)?"
NOTE = re.compile(r"\([^()]*(?:计1|包括|不含|不同)[^()]*\)|(?<=信息|舆情)计1[条次件]?")
VALUE = re.compile(
    rf"(?<![\d.第])(?P<raw>{NUMBER}(?:[ \u3000]+{NUMBER}(?!\.|、|\)))*)"
    rf"(?:[ \u3000]*(?P<unit>{UNIT})(?!\d)|(?![\d年月日%号、)]|\.\s*\D))"
    r"(?P<tight>(?<=\d\d)(?=[\u3400-\u9fff]))?"
    r"|(?<=[:数量)])(?P<glued>\d+)(?=[.、]\s*\D)"
    r"|(?<=[:\s数量])(?P<empty>无|/|-+|—+)(?=\s*(?:\n|$))"
)
PIECES = re.compile(r"[\n，。；、:,;。]|其中|\d{4}年度?")
FILLER = re.compile(rf"(?:\s|:|为|是|共|计|\(?(?:单位:?)?(?P<unit>{UNIT})\)?)+$")


@dataclass(frozen=True, slots=True)
class Item:
    """A number of the text with what may be its label, its unit, and its place.

    ``glued``: it runs into the next row (数：135．其他, 数：135其他), and its end is anybody's guess.
    """

    labels: tuple[str, ...]
    raw: str
    unit: str
    place: str
    glued: bool = False


def read_typed(text: Sequence[Passage]) -> FiguresReading | None:
    """The figures of a form of 2014 that is typed as text; None where the text is no such form."""
    layout = next(layout for layout in layouts() if layout.name == NAME)
    slots = [slot for slot in slots_of(layout) if not slot.row.heading]
    if not _mentions_the_form(text, slots):
        return None
    items = list(_items(text))
    likeness = [[_likeness(item, slot) for slot in slots] for item in items]
    chain = best_chain(
        Point(i, j, score - FLOOR)
        for i, row in enumerate(likeness)
        for j, score in enumerate(row)
        if score > FLOOR
    )
    if sum(not slots[point.j].row.uncounted for point in chain.points) < FEWEST:
        return None
    return _reading(layout, items, slots, likeness, chain)


def _mentions_the_form(text: Sequence[Passage], slots: Sequence[Slot]) -> bool:
    whole = core("".join(passage.text for passage in text))
    return sum(any(core(label) in whole for label in slot.row.labels) for slot in slots) >= MENTIONED


def _items(text: Sequence[Passage]) -> Iterator[Item]:
    """The numbers of the whole text in order; a label may stand on the lines before its number."""
    lines = [NOTE.sub("", half_width(passage.text)) + "\n" for passage in text]
    ends = list(accumulate(len(line) for line in lines))
    whole = "".join(lines)
    before = 0
    for match in VALUE.finditer(whole):
        words = whole[max(before, match.start() - LONGEST_LABEL) : match.start()]
        filler = FILLER.search(words)
        label = words[: filler.start()] if filler else words
        unit = match["unit"] or (filler and filler["unit"]) or ""
        yield Item(
            _endings(label),
            match["raw"] or match["glued"] or match["empty"],
            unit,
            text[bisect(ends, match.start())].paragraph.place,
            bool(match["glued"]) or match["tight"] is not None,
        )
        before = match.end()


def _endings(label: str) -> tuple[str, ...]:
    """What may be the label: the words right before the number, and those with more and more before them."""
    cuts = [0, *(found.end() for found in PIECES.finditer(label))][-MOST_PIECES:]
    return tuple(dict.fromkeys(ending for cut in reversed(cuts) if len(core(ending := label[cut:])) > 1))


def _likeness(item: Item, slot: Slot) -> float:
    alike = max((best_similarity(label, slot.row.labels) for label in item.labels), default=0.0)
    return max(alike, *(_said_at_the_end(item.labels[-1:], label) for label in slot.row.labels))


def _said_at_the_end(whole: Sequence[str], label: str) -> float:
    """A label that stands in full right before the number outweighs one that all the words resemble."""
    words, wanted = core("".join(whole)), core(label)
    full = len(wanted) >= SHORTEST and words.endswith(wanted)
    return IN_FULL + (1 - IN_FULL) * len(wanted) / len(words) if full else 0.0


def _reading(
    layout: Layout,
    items: Sequence[Item],
    slots: Sequence[Slot],
    likeness: Sequence[Sequence[float]],
    chain: Chain,
) -> FiguresReading:
    reading = FiguresReading(layout.name, dict.fromkeys(keys_of(layout.name), ABSENT))
    for (i, j, _), margin in zip(chain.points, chain.margins, strict=True):
        if slots[j].row.uncounted:
            continue
        if items[i].glued or margin < CLOSE:
            reading.findings.append(_unplaced(items[i], _key(slots[j])))
        else:
            _take(reading, items[i], _key(slots[j]))
    reading.findings += _said_otherwise(reading, items, slots, likeness, {point.i for point in chain.points})
    return reading


def _key(slot: Slot) -> str:
    return slot.block.key(slot.row, slot.block.columns[0])


def _take(reading: FiguresReading, item: Item, key: str) -> None:
    result = read_cell(item.raw, unit=units()[key].unit, printed_unit=item.unit)
    reading.figures[key] = Figure(result.raw, result.value, result.state, item.place)
    if result.readings:
        reading.ambiguous[key] = result.readings
    if result.doubt:
        message = f"{item.place} prints {result.raw!r}: {result.doubt}. Read the document and judge."
        rule = "cell.ambiguous" if result.readings else "cell.unreadable"
        reading.findings.append(Finding(rule, Severity.WARNING, message, (key,), actual=result.raw))


def _unplaced(item: Item, key: str) -> Finding:
    message = (
        f"{item.place}: {item.labels[0].strip()} {item.raw} may stand for more than one row of the form, or "
        "runs into the numbering of the next; it was not placed. Read the document and judge."
    )
    return Finding("structure.unplaced", Severity.ERROR, message, (key,))


def _said_otherwise(
    reading: FiguresReading,
    items: Sequence[Item],
    slots: Sequence[Slot],
    likeness: Sequence[Sequence[float]],
    placed: set[int],
) -> Iterator[Finding]:
    """A row of the form that the text says again with another number."""
    for i, item in enumerate(items):
        best = max(range(len(slots)), key=likeness[i].__getitem__)
        if i in placed or likeness[i][best] < SURE or slots[best].row.uncounted:
            continue
        key = _key(slots[best])
        again = read_cell(item.raw, unit=units()[key].unit, printed_unit=item.unit).value
        if again is not None and again != reading.figures[key].value:
            message = f"{item.place}: {item.labels[0].strip()} {item.raw} is not what the form says elsewhere"
            yield Finding("structure.repeated_row", Severity.WARNING, message, (key,), actual=item.raw)
