"""What differs between two contents of a report (差异): header, figures, sections, findings. Pure.

A content is the JSON object of a report (``archive.contents.content_of``, ``pipelines.report_json``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

Content = Mapping[str, Any]

#: What is compared of the header, each with its path in the content.
_HEADER = {
    "title": ("title",),
    "layout": ("layout",),
    "published_on": ("published_on",),
    "period": ("period",),
    "index_number": ("index_number",),
    "printed": ("body", "printed"),
    "certain": ("body", "certain"),
}
_SHOWN = ("raw", "value", "state")


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs, as JSON: each item names what it is of, ``before`` and ``after`` (None: not there)."""

    header: tuple[dict[str, Any], ...] = ()
    figures: tuple[dict[str, Any], ...] = ()
    sections: tuple[dict[str, Any], ...] = ()
    findings: tuple[dict[str, Any], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.header or self.figures or self.sections or self.findings)

    def as_json(self) -> dict[str, list[dict[str, Any]]]:
        """The lists by name."""
        names = ("header", "figures", "sections", "findings")
        return {name: list(getattr(self, name)) for name in names}


def differences(before: Content, after: Content) -> Difference:
    """What ``after`` says differently from ``before``."""
    return Difference(
        tuple(_header(before, after)),
        tuple(_figures(before["figures"], after["figures"])),
        tuple(_sections(before["sections"], after["sections"])),
        tuple(_findings(before["findings"], after["findings"])),
    )


def words_of(before: str, after: str) -> Iterator[tuple[str, str]]:
    """A text against another in pieces: (``=``, ``-`` or ``+``; the piece), in reading order.

    Chinese has no spaces: single letters are compared, and changes less than two letters apart go together.
    """
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, begin, end in _grouped(matcher.get_opcodes()):
        if kind == "equal":
            yield "=", before[first:last]
            continue
        if first < last:
            yield "-", before[first:last]
        if begin < end:
            yield "+", after[begin:end]


_APART = 2
Step = tuple[str, int, int, int, int]


def _grouped(steps: Sequence[Step]) -> Iterator[Step]:
    held: Step | None = None
    for step in steps:
        kind, first, last, begin, end = step
        inner = held is not None and last - first < _APART and step is not steps[-1]
        if kind == "equal" and not inner:
            if held:
                yield held
            held = None
            yield step
        else:
            held = ("replace", held[1], last, held[3], end) if held else ("replace", first, last, begin, end)
    if held:
        yield held


def _header(before: Content, after: Content) -> Iterator[dict[str, Any]]:
    for name, path in _HEADER.items():
        old, new = _at(before, path), _at(after, path)
        if old != new:
            yield {"field": name, "before": old, "after": new}


def _at(content: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        content = content[name]
    return content


def _figures(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for key in dict.fromkeys([*before, *after]):
        old, new = _shown(before.get(key)), _shown(after.get(key))
        if old != new:
            yield {"figure": key, "before": old, "after": new}


def _shown(figure: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {name: figure[name] for name in _SHOWN} if figure else None


def _sections(before: list[Content], after: list[Content]) -> Iterator[dict[str, Any]]:
    old, new = _by_heading(before), _by_heading(after)
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            yield {"number": key[0], "heading": key[1], "before": old.get(key), "after": new.get(key)}


def _by_heading(sections: list[Content]) -> dict[tuple[int, str, int], str]:
    """The texts by number and heading; of several alike the second is called so."""
    found: dict[tuple[int, str, int], str] = {}
    for section in sections:
        key = (section["number"], section["heading"])
        found[(*key, sum(one[:2] == key for one in found))] = section["text"]
    return found


def _findings(before: list[Content], after: list[Content]) -> Iterator[dict[str, Any]]:
    old, new = _by_message(before), _by_message(after)
    for key in dict.fromkeys([*old, *new]):
        if (key in old) != (key in new):
            rule, severity, message = key
            told = {"rule": rule, "severity": severity, "message": message}
            yield {**told, "before": key in old, "after": key in new}


def _by_message(findings: list[Content]) -> set[tuple[str, str, str]]:
    return {(one["rule"], one["severity"], one["message"]) for one in findings}
