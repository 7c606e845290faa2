"""Values behind printed labels such as 发布时间, 索引号, 发布机构: in text, over lines, or in table cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from pipelines.identity.rules import rules
from pipelines.identity.wording import compact, compact_lines, fold, full_text, head, lines
from pipelines.model import Document


def labelled(document: Document, group: str) -> Iterator[str]:
    """Values printed behind the labels of a group of ``rules.toml``, in the order of its labels.

    1. Lines of the head count with or without a colon, if a label fills its line or begins it.
    2. Lines elsewhere (a footer) count only with a colon.
    """
    top, tight = head(document), compact_lines(document)
    rest, count = lines(document)[len(top) :], len(top)
    printed = (label for label in rules().labels[group] if label in full_text(document))
    for label in printed:
        yield from _values(label, top, tight[:count], strict=False)
        yield from _values(label, rest, tight[count:], strict=True)


@cache
def _pattern(label: str) -> re.Pattern[str]:
    spaced = r"\s*".join(label)
    return re.compile(rf"(?:^|[\s|\[(、，,;。])(?:信息)?{spaced}\s*([:】\])])?\s*(.*)$")


def _values(label: str, texts: Sequence[str], tight: Sequence[str], *, strict: bool) -> Iterator[str]:
    """The values behind a label in some lines, which are also given compact."""
    for number in [number for number, line in enumerate(tight) if label in line]:
        line = texts[number]
        found = _pattern(label).search(line)
        if not found:
            continue
        colon, rest = found.groups()
        alone = not rest and compact(line).rstrip(":]】)").lstrip("[【(").endswith(label)
        if rest and (colon or (not strict and found.start() == 0 and line.startswith(label + " "))):
            broken = re.search(r"\d[-/年月.]$", rest)
            yield _cut("".join([rest, *texts[number + 1 : number + 3]]) if broken else rest)
        elif alone and (colon or not strict):
            yield from (_cut(value) for value in _next(texts, number))


def _next(texts: Sequence[str], number: int) -> Iterable[str]:
    """The lines that may hold a label's value; a date may be broken over up to three of them."""
    following = texts[number + 1 : number + 4]
    if following and not is_label(following[0]):
        if re.search(r"[-/年月.]$", following[0]):
            return ["".join(following)]
        return following[:1]
    return []


def is_label(text: str) -> bool:
    """True when a line is itself a metadata label, so that the label before it has no value."""
    tight = compact(text).strip("[]【】():")
    return tight in rules().all_labels


def begins_with_label(text: str) -> bool:
    """True when a line begins with a metadata label, but no title's, and its colon (发布时间：2020-01-31)."""
    label, colon, _ = compact(text).partition(":")
    name = label.lstrip("[【(")
    return bool(colon) and name in rules().all_labels and name not in rules().labels["title"]


@cache
def _any_label() -> re.Pattern[str]:
    names = sorted(rules().all_labels, key=len, reverse=True)
    return re.compile(r"[\s\[【(|]+(?:" + "|".join(r"\s*".join(name) for name in names) + r")\s*[:】\]]")


def _cut(value: str) -> str:
    """The value up to the next label on the same line."""
    return fold(_any_label().split(" " + value, maxsplit=1)[0])
