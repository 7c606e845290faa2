"""Chance by name: the same question of the same portal always has the same answer for a seed."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import TypeVar

T = TypeVar("T")


@cache
def texts() -> dict[str, list[str]]:
    """What there is to draw from, as ``texts.toml`` has it."""
    return tomllib.loads(files("crawler.replica.unseen").joinpath("texts.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Draw:
    """The chance of one portal."""

    seed: int
    portal: str

    def chance(self, what: str) -> Random:
        """A source of chance that is this question's own."""
        return Random(f"{self.seed}/{self.portal}/{what}")

    def of(self, what: str, choices: Sequence[T]) -> T:
        """One of several."""
        return self.chance(what).choice(choices)

    def text(self, what: str, place: str = "") -> str:
        """One of the texts of that name, about a place."""
        return self.of(what, texts()[what]).format(place)

    def number(self, what: str, low: int, high: int) -> int:
        """A number, both ends included."""
        return self.chance(what).randint(low, high)

    def whether(self, what: str, share: float) -> bool:
        """Yes in a share of cases."""
        return self.chance(what).random() < share

    def folder(self, what: str) -> str:
        """A folder's name; two questions may get the same, so that a number is added."""
        word = self.of(what, texts()["folders"])
        return (
            f"{word}{self.number(f'{what} number', 10, 99)}"
            if self.whether(f"{what} numbered", 0.5)
            else word
        )
