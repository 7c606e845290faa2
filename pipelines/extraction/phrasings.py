"""The phrasings by which texts state numbers (表述), read from ``phrasings.toml`` and validated.

A phrasing is data: keys, patterns, and the words that must or must not stand around them. Adding one needs no
code; its numbers and fragments are put in here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pipelines.extraction.numerals import ARABIC, NUMBER

FRAGMENT = re.compile(r"<([a-z_]+)>")
UNIT = r"(?:件次|件|份|条|起|宗|例|个(?!工作|月|小时|自然|部门|单位)|项(?!目)|次|笔)(?![性以余多左])"
END = r"(?=[，、()]|$)"
COUNT = rf"(?<![近约超过逾])(?<![^剩其]余)(?<!不到)(?P<%s>{NUMBER}(?={UNIT})|(?:{ARABIC}|零){END})(?:{UNIT})?"
MONEY = rf"(?<![近约超过逾余])(?:人民币)?(?P<n>{NUMBER})(?P<unit>万元|元)"
GUARDS = ("time", "wish", "part", "office", "plans", "matter")
NUMBERS = {"n": COUNT % "n", "m": COUNT % "m", "money": MONEY}


class PhrasingError(ValueError):
    """``phrasings.toml`` has an entry that cannot be used; the message names it and what it needs."""


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way to say one number or several; see ``phrasings.toml`` for its parts."""

    keys: tuple[str, ...]
    value: int | None
    words: tuple[str, ...]
    whole: bool
    patterns: tuple[re.Pattern[str], ...]
    about: re.Pattern[str] | None
    never: re.Pattern[str] | None
    sentence_never: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Phrasings:
    """All phrasings, and the words that keep a clause from being read (guards) by name."""

    phrases: tuple[Phrasing, ...]
    guards: Mapping[str, re.Pattern[str]]
    words: frozenset[str]


@cache
def phrasings() -> Phrasings:
    """The phrasings in the order of the file. Raises PhrasingError where it cannot be used."""
    raw = tomllib.loads(files("pipelines.extraction").joinpath("phrasings.toml").read_text("utf-8"))
    if missing := [name for name in GUARDS if name not in raw["guards"]]:
        raise PhrasingError(f"phrasings.toml: [guards] needs {', '.join(missing)}")
    named = {**NUMBERS, **raw["words"], "matter": f"(?:{raw['guards']['matter']})"}
    guards = {name: _compiled(text, named) for name, text in raw["guards"].items()}
    phrases = tuple(_phrasing(entry, named) for entry in raw["phrase"])
    return Phrasings(phrases, guards, frozenset(word for phrase in phrases for word in phrase.words))


def _phrasing(entry: Mapping[str, Any], named: Mapping[str, str]) -> Phrasing:
    patterns = tuple(_compiled(text, named) for text in entry["patterns"])
    if "value" not in entry and not all("n" in pattern.groupindex for pattern in patterns):
        raise PhrasingError(f"phrasings.toml: {entry['keys']} needs a value, or <n> in each of its patterns")
    around = {name: entry.get(name) for name in ("about", "never", "sentence_never")}
    return Phrasing(
        keys=tuple(entry["keys"]),
        value=entry.get("value"),
        words=tuple(entry["words"]),
        whole=entry.get("whole", False),
        patterns=patterns,
        **{name: _compiled(text, named) if text else None for name, text in around.items()},
    )


def _compiled(text: str, named: Mapping[str, str]) -> re.Pattern[str]:
    expanded = text
    while found := FRAGMENT.search(re.sub(r"\(\?P<\w+>", lambda group: "#" * len(group[0]), expanded)):
        if found[1] not in named:
            raise PhrasingError(f"phrasings.toml: <{found[1]}> is not in [words] (in {text!r})")
        expanded = expanded[: found.start()] + named[found[1]] + expanded[found.end() :]
    try:
        return re.compile(expanded)
    except re.error as error:
        raise PhrasingError(f"phrasings.toml: {text!r} is no regular expression: {error}") from error
