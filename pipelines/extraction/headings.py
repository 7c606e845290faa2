"""Which passage may open a section, and what it says: number, heading, and text behind it (标题)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipelines.extraction.heading_words import printed_labels, statutory_labels
from pipelines.extraction.labels import NUMBERING, best_similarity, core, half_width
from pipelines.extraction.passages import NUMERALS, Passage

NUMBERED = re.compile(rf"^\s*(?:第?([{NUMERALS}])\s*(?:[、.．,，:：]|部分|章)|([{NUMERALS}])\s+(?=\S))\s*")
SERIES = {
    "(一)": re.compile(rf"^\s*\(([{NUMERALS}])\)[、.,]?\s*"),
    "1.": re.compile(r"^\s*([1-9])\s*[.、](?!\d)\s*"),
}
BEGINNINGS = ("第", *NUMERALS)
LONGEST_HEADING = 40
LONGEST_RENAMED = 16
IN_FULL = 0.95
NEARLY = 0.75
SAID = 0.9
STOP = re.compile(r"\n|[。；]|(?<=[\u3400-\u9fff])[ \u3000]{1,}(?=[0-9（(])|(?<=情况)[:：](?=\S)")
GAP = re.compile(
    r"([^\s，。；]{2,36}(?:情况|措施|问题|概述|概况|事项|打算|说明|建议|附表|计划))"
    r"[ \u3000]+(?=[^\s的及和与、以(（])"
)
GOING_ON = ("的", "及", "和", "与", "、", "以", "(", "（")
NOTHING = ("无", "暂无", "没有", "略")
SENTENCE = re.compile(r"[，。；：,:]|\d{2,4}年|[^，]{25}")


@dataclass(frozen=True, slots=True)
class Heading:
    """A passage that may open a section: where it stands, its number, its words, and the text behind them.

    ``leads`` says that text or a table of data follows it, as it does not in a table of contents.
    """

    at: int
    number: int
    heading: str
    rest: str
    leads: bool = True


def numbered(at: int, passage: Passage) -> Heading | None:
    """A passage that begins with 一、 to 九、; or one without a number saying a statutory heading in full."""
    text = passage.text.strip()
    match = NUMBERED.match(half_width(passage.text)) if text.startswith(BEGINNINGS) else None
    if match is None:
        if len(text) > LONGEST_HEADING:
            return None
        # Under another number it is mostly a part of section one: （一）主动公开政府信息情况.
        return said_in_full(at, passage) if NUMBERING.match(half_width(text)) is None else None
    return _heading(at, passage, NUMERALS.index(match[1] or match[2]) + 1, len(match[0].lstrip()))


def in_series(at: int, passage: Passage, series: str) -> Heading | None:
    """A passage that begins with the numbers of another series: （一） or 1."""
    match = SERIES[series].match(half_width(passage.text))
    if match is None:
        return None
    number = NUMERALS.index(match[1]) + 1 if match[1] in NUMERALS else int(match[1])
    return _heading(at, passage, number, len(match[0].lstrip()))


def said_in_full(at: int, passage: Passage) -> Heading | None:
    """A passage that says a statutory heading and nothing else, under any number or none.

    What the document marks as a heading (h2, a heading style) may say it in other words.
    """
    text = passage.text.strip()
    floor = NEARLY if passage.paragraph.heading else IN_FULL
    full = len(text) <= LONGEST_HEADING and best_similarity(text, statutory_labels()) >= floor
    return Heading(at, 0, text, "", passage.before_table) if full else None


def _heading(at: int, passage: Passage, number: int, marker: int) -> Heading:
    heading, rest = _split(passage.text.strip(), marker)
    return Heading(at, number, heading, rest, bool(rest) or passage.before_table)


def _split(text: str, marker: int) -> tuple[str, str]:
    """A heading ends where its known words end and a sentence begins, else at the first stop or wide gap."""
    title = text[marker:]
    gap = GAP.match(title)
    cut = marker + (len(gap[1]) if gap else len(STOP.split(title, maxsplit=1)[0]))
    known = marker + _known_beginning(title)
    if marker < known < cut and _is_text(text[known:cut], ended=text[cut : cut + 1] in ("。", "；")):
        cut = known
    return text[:cut].strip(), text[cut:].lstrip("。；:：，, \u3000\n")


def _is_text(rest: str, *, ended: bool) -> bool:
    """Whether words behind a known heading are a sentence, and not the end of a longer heading."""
    if rest.strip().startswith(GOING_ON):
        return bool(SENTENCE.search(rest))
    return ended or rest[0].isspace() or rest in NOTHING or bool(SENTENCE.search(rest))


@lru_cache(maxsize=4096)
def _known_beginning(title: str) -> int:
    """How many characters of a title are a known heading: the longest one that it begins with."""
    best = max(
        printed_labels(),
        key=lambda label: (best_similarity(title[: len(label)], (label,)) > SAID, len(label)),
    )
    if best_similarity(title[: len(best)], (best,)) <= SAID:
        return 0
    # A similar beginning may end a little later than the label does: punctuation inside it counts.
    length = len(best)
    while length < len(title) and len(core(title[:length])) < len(core(best)):
        length += 1
    return length
