"""Numbers that the running text states (文字表述) about applications, reviews, fees and documents.

1. The text of each section is read by sentences (``prose``), with the phrasings of ``phrasings.toml``.
2. A sentence about another year (上年, 2022年), about a part of the whole (其中, 各部门), about other matters
   (提案, 信访, 热线) or about what is planned states nothing of the report's year.
3. What is not certain is not stated: two keys in one number, numbers that are not exact, ``1 0件``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from pipelines.extraction.numerals import read_number
from pipelines.extraction.phrasings import Phrasing, phrasings
from pipelines.extraction.prose import Sentence, sentences
from pipelines.model import Paragraph, Stated

Number = int | Decimal
CLAUSE = re.compile(r"[，:]|\((?![一二三四五六七八九十\d]{1,3}\))")
LONGEST_SENTENCE = 800
"""A longer run of words without a stop has lost its punctuation: what belongs together is not certain."""
NEGATED = ("未", "没有", "没", "无", "不", "未曾", "尚未")
TEN_THOUSAND = Decimal(10000)


def read_stated(
    sections: Iterable[tuple[str, Sequence[Paragraph]]], year: int | None, *, of_government: bool = False
) -> tuple[Stated, ...]:
    """What the sections (heading, paragraphs) state for the year reported on, in printed order.

    ``of_government``: the report is a government's, so that what it says of an office is but a part.
    """
    found: dict[tuple[str, Number, str], Stated] = {}
    for heading, paragraphs in sections:
        if not phrasings().guards["plans"].search(heading):
            for sentence in sentences(paragraphs, heading):
                if len(sentence.text) > LONGEST_SENTENCE:
                    continue
                for stated in _stated_in(sentence, year, of_government):
                    found.setdefault((stated.key, stated.value, stated.place), stated)
    return tuple(found.values())


def _stated_in(sentence: Sentence, year: int | None, of_government: bool) -> Iterator[Stated]:
    said = {word for word in phrasings().words if word in sentence.text}
    for phrase in phrasings().phrases if said else ():
        if not said.isdisjoint(phrase.words) and _is_about(phrase, sentence):
            for match in _matches(phrase, sentence.text):
                if _counts(phrase, match, sentence, year, of_government):
                    yield from _stated(phrase, match, sentence)


def _matches(phrase: Phrasing, text: str) -> Iterator[re.Match[str]]:
    return (match for pattern in phrase.patterns for match in pattern.finditer(text))


def _is_about(phrase: Phrasing, sentence: Sentence) -> bool:
    text = f"{sentence.before}/{sentence.text}"
    if phrase.sentence_never and phrase.sentence_never.search(text):
        return False
    return phrase.about is None or bool(phrase.about.search(f"{sentence.topic}/{text}"))


def _counts(
    phrase: Phrasing, match: re.Match[str], sentence: Sentence, year: int | None, of_government: bool
) -> bool:
    """Whether a match speaks of the whole year that is reported on, and of nothing else."""
    guards = phrasings().guards
    clause = sentence.text[_clause_start(match) : match.end()]
    before = sentence.text[_clause_start(match) : match.start()]
    if phrase.never and phrase.never.search(clause):
        return False
    if phrase.value is None and before.endswith(NEGATED):
        return False
    if guards["wish"].search(before) or guards["time"].search(before):
        return False
    if guards["plans"].search(sentence.topic):
        return False
    if phrase.whole and _is_part(sentence.text[: match.end()], clause, of_government):
        return False
    return sentence.year_at(match.start()) in (None, year)


def _is_part(text: str, clause: str, of_government: bool) -> bool:
    guards = phrasings().guards
    return bool(guards["part"].search(clause) or (of_government and guards["office"].search(text)))


def _clause_start(match: re.Match[str]) -> int:
    starts = [found.end() for found in CLAUSE.finditer(match.string, 0, match.start())]
    return starts[-1] if starts else 0


def _stated(phrase: Phrasing, match: re.Match[str], sentence: Sentence) -> Iterator[Stated]:
    raw = sentence.as_printed(_clause_start(match), match.end())
    for position, key in enumerate(phrase.keys):
        value = phrase.value if phrase.value is not None else _value(match, position)
        if value is not None:
            yield Stated(key, value, raw, sentence.place)


def _value(match: re.Match[str], position: int) -> Number | None:
    named = match.groupdict()
    printed = named.get("m" if position and "m" in named else "n")
    value = read_number(printed) if printed else None
    if value is None or "unit" not in named:
        return value
    amount = Decimal(value) / (TEN_THOUSAND if named["unit"] == "元" else 1)
    return int(amount) if amount == amount.to_integral_value() else amount.normalize()
