"""Running text made ready for reading numbers: sentences with their topic and year (行文).

1. White space goes, full-width digits and signs become ASCII; a space between two digits stays as ``␣``,
   and so does ， before three: nobody can tell whether ``1 0件`` or ``1，499`` is one number.
2. What a text cites (《…》, 〔2021〕30号) and what it compares with (较上年, 与2022年相比) is left
   out: years and numbers in there are not the report's own. A point between words is a stop.
3. A numbered beginning ((二)依申请公开情况。) is the topic of all that follows up to the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.extraction.labels import FULL_WIDTH
from pipelines.model import Paragraph

SIGNS = {code: ascii_code for code, ascii_code in FULL_WIDTH.items() if chr(code) not in "，；！？"}
SPACES = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
BETWEEN_DIGITS = re.compile(r"(?<=\d)(?:[\s\u200b-\u200f\u2060\ufeff\u00ad]+(?=\d)|，(?=\d{3}(?!\d)))")
NO_THOUSANDS = re.compile(r",(?!\d{3}(?!\d))|(?<!\d),")
CITED = re.compile(r"《[^《》]{0,80}》|[〔\[【]\d{4}[〕\]】]\d*号?")
BRACKETED = re.compile(r"\((\d+)\)(?=[件份条起宗])")
STOP = re.compile(r"(?<=[\u3400-\u9fff])\.(?=$|[\u3400-\u9fff])")
COMPARED = re.compile(
    r"(?:与|较|比|同)(?:上一?年度?|去年|前年|(?:19|20)\d\d年度?)(?:同期|全年)?(?:相比|相较|比较|对比)?|同比|环比"
)
SENTENCE = re.compile(r"[^。；;！!？?]+")
TOPIC = re.compile(
    r"(?:\(?[一二三四五六七八九十]{1,3}[)、.,]|\(\d{1,2}\)|\d{1,2}[.、)](?!\d)|[①-⑳]|第[一二三四五六七八九十]+[,，、:])"
    r"(?P<topic>[^，。；;,:]{2,40})"
)
GOES_ON = ("其中", "包括", "按申请")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年)")
CHINESE_YEAR = re.compile(r"[二2][〇○零OО0][〇○零O0一二三四五六七八九][〇○零O0一二三四五六七八九](?=年)")
NUMERALS = str.maketrans("〇○零OО一二三四五六七八九", "00000123456789")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of plain text, the headings over it, the year that was named before it, and its place.

    ``before`` is what a part behind ； or a sentence that begins with 其中 goes on with, else nothing.
    """

    text: str
    topic: str
    before: str
    year: int | None
    place: str
    printed: str

    def year_at(self, position: int) -> int | None:
        """The year that the words at a position are about: the last one named before them."""
        named = YEAR.findall(self.text[:position])
        return int(named[-1]) if named else self.year

    def as_printed(self, start: int, end: int) -> str:
        """The words from the paragraph as it is printed, for a span of the plain text."""
        wanted = [char for char in self.text[start:end] if char.isalnum()]
        return _quoted(self.printed, wanted) or self.text[start:end]


def plain(text: str) -> str:
    """A paragraph without white space, citations and comparisons; digits and signs half-width."""
    folded = BETWEEN_DIGITS.sub("␣", text.translate(SIGNS))
    folded = CHINESE_YEAR.sub(lambda found: found[0].translate(NUMERALS), SPACES.sub("", folded))
    folded = BRACKETED.sub(r"\1", COMPARED.sub("", CITED.sub("", folded)))
    return STOP.sub("。", NO_THOUSANDS.sub("，", folded))


def sentences(paragraphs: Sequence[Paragraph], heading: str = "") -> Iterator[Sentence]:
    """The sentences of a section in order. A topic goes on over paragraphs, a year does not."""
    over, topic = plain(heading), ""
    for paragraph in paragraphs:
        year: int | None = None
        before = ""
        for found in SENTENCE.finditer(plain(paragraph.text)):
            text = found[0]
            if named := TOPIC.match(text):
                topic = named["topic"]
                year = None
            goes_on = found.string[: found.start()].endswith(("；", ";")) or text.startswith(GOES_ON)
            before = before if goes_on else ""
            year_over = year or _year(topic)
            yield Sentence(text, f"{over}/{topic}", before, year_over, paragraph.place, paragraph.text)
            year, before = _year(text) or year, before + text


def _year(text: str) -> int | None:
    named = YEAR.findall(text)
    return int(named[-1]) if named else None


def _quoted(printed: str, wanted: Sequence[str]) -> str:
    """The shortest run of the printed text that holds the wanted characters in order."""
    folded = printed.translate(SIGNS).translate(NUMERALS) if wanted else ""
    runs = (
        (start, end)
        for start, char in enumerate(folded)
        if char == wanted[0].translate(NUMERALS) and (end := _end_of(folded, start, wanted)) is not None
    )
    start, end = min(runs, key=lambda run: run[1] - run[0], default=(0, 0))
    return printed[start:end]


def _end_of(folded: str, start: int, wanted: Sequence[str]) -> int | None:
    at = start
    for char in wanted:
        at = folded.find(char.translate(NUMERALS), at) + 1
        if not at:
            return None
    return at
