"""Printed labels made comparable (标签归一).

A label is compared without what portals vary freely: white space, full-width forms, quotation marks,
punctuation and the leading number. Similarity is a ratio from 0 to 1.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz, process

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
WIDE = re.compile("[\uff01-\uff5e]")
NUMBERING = re.compile(
    r"^(?:[(]?[一二三四五六七八九十]{1,3}[)、.:]|[(]\d{1,2}[)]|\d{1,2}[.、)]|第[一二三四五六七八九十]+[项、]|[①-⑳]"
    r"|其中[:,.、]?)+"
)
EXPLANATION = re.compile(r"(?<=[\u3400-\u9fff])(?:\((?![一二三四五六七八九十]{1,3}\))|:)")
SPACES = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
NOISE = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]")


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as ASCII; superscripts and circled digits stay as they are."""
    return text.translate(FULL_WIDTH) if WIDE.search(text) else text


def squash(text: str) -> str:
    """The text without any white space, invisible characters included."""
    return SPACES.sub("", text)


@lru_cache(maxsize=65536)
def core(label: str) -> str:
    """What of a label is compared: no numbering, no white space, no punctuation."""
    text = squash(half_width(label))
    return NOISE.sub("", NUMBERING.sub("", text, count=1))


@lru_cache(maxsize=65536)
def stem(label: str) -> str:
    """The label without the explanation behind it: 规章（指国务院部门规章和地方政府规章） is 规章."""
    return EXPLANATION.split(NUMBERING.sub("", squash(half_width(label)), count=1), maxsplit=1)[0]


@lru_cache(maxsize=262144)
def best_similarity(printed: str, labels: tuple[str, ...]) -> float:
    """The similarity to the most alike of several labels. All reports share their labels: cached."""
    found = (process.extractOne(each, _cores(labels), scorer=fuzz.ratio) for each in spoken(printed))
    return max((best[1] for best in found if best), default=0.0) / 100


def spoken(printed: str) -> tuple[str, ...]:
    """What of a printed label is compared: its core, and that without the explanation behind it."""
    return tuple(filter(None, dict.fromkeys((core(printed), core(stem(printed))))))


@lru_cache(maxsize=65536)
def _cores(labels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(None, dict.fromkeys(map(core, labels))))
