"""The wording rules of identity, loaded from ``rules.toml`` and checked once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

#: How a year stands in a title: 2023, 2023年, 2023年度, 【2019】.
YEAR = r"[\[【(〔<]?(?:19|20)\d\d(?:年度|年)?[\]】)〕>]?(?:年度|年)?"


class RulesError(ValueError):
    """``rules.toml`` lacks a key or holds a pattern that does not compile; the message names it."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A rule that turns a title down: what the document is, and what then stands around the phrase."""

    kind: str
    before: re.Pattern[str]
    after: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Rules:
    """All wording rules; the comments in ``rules.toml`` say what each is for."""

    phrase: re.Pattern[str]
    short_phrase: re.Pattern[str]
    correction: re.Pattern[str]
    sentence: re.Pattern[str]
    noise: re.Pattern[str]
    rejects: tuple[Reject, ...]
    foreign: tuple[tuple[str, re.Pattern[str]], ...]
    labels: dict[str, tuple[str, ...]]
    all_labels: frozenset[str]
    cue: re.Pattern[str]
    strong_cue: re.Pattern[str]
    marks: tuple[str, ...]
    sections: tuple[str, ...]
    headings: tuple[str, ...]
    placeholders: tuple[str, ...]


@cache
def rules() -> Rules:
    """The rules as data. Raises :class:`RulesError` for a missing key or a bad pattern."""
    text = files("pipelines.identity").joinpath("rules.toml").read_text(encoding="utf-8")
    try:
        return _checked(tomllib.loads(text))
    except (KeyError, re.error, tomllib.TOMLDecodeError) as error:
        raise RulesError(f"pipelines/identity/rules.toml: {error!r}; mend the entry it names") from error


def _checked(data: dict[str, Any]) -> Rules:
    title, content = data["title"], data["content"]
    labels = {group: tuple(names) for group, names in data["labels"].items()}
    return Rules(
        phrase=_with_year(title["phrase"]),
        short_phrase=_with_year(title["short_phrase"]),
        correction=re.compile(title["correction"]),
        sentence=re.compile(title["sentence"]),
        noise=re.compile(title["noise"]),
        rejects=tuple(_reject(entry) for entry in title["reject"]),
        foreign=tuple((entry["kind"], re.compile(entry["pattern"])) for entry in title["foreign"]),
        labels=labels,
        all_labels=frozenset(name for names in labels.values() for name in names),
        cue=re.compile(data["period"]["cue"]),
        strong_cue=re.compile(data["period"]["strong_cue"]),
        marks=tuple(content["marks"]),
        sections=tuple(content["sections"]),
        headings=tuple(content["headings"]),
        placeholders=tuple(content["placeholders"]),
    )


def _with_year(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("{year}", f"(?:{YEAR})"))


def _reject(entry: dict[str, str]) -> Reject:
    return Reject(entry["kind"], re.compile(entry["before"]), re.compile(entry["after"]))
