"""Which CMS family a portal is of (系统识别), by its pages: the signs are data, ``fingerprints.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from scrapy.http import TextResponse

from spiders.pages import anchors_of, tree

LEAST = 3
"""What the signs of a family must weigh together: one that is its own, or several that others share."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What speaks for a family: a pattern in the text of a page, or in the addresses on it."""

    family: str
    within: str
    pattern: re.Pattern[str]
    weight: int


@dataclass(frozen=True, slots=True)
class Recognised:
    """A family by the name that the registry uses, with the signs that were found and their weight."""

    family: str
    weight: int
    signs: tuple[str, ...]


@cache
def signs() -> tuple[Sign, ...]:
    """All signs, read once."""
    raw = tomllib.loads(files("spiders").joinpath("fingerprints.toml").read_text("utf-8"))
    return tuple(
        Sign(family, within, re.compile(pattern, re.MULTILINE), weight)
        for family, kinds in raw.items()
        for within, patterns in kinds.items()
        for pattern, weight in patterns.items()
    )


def family_of(pages: Iterable[TextResponse]) -> Recognised | None:
    """The family that most speaks for; None where too little speaks for any."""
    found: dict[Sign, None] = {}
    for page in pages:
        texts = {"page": page.text, "address": _addresses(page)}
        for sign in signs():
            if sign not in found and sign.pattern.search(texts[sign.within]):
                found[sign] = None
    ranked = sorted(_ranked(list(found)), key=lambda one: -one.weight)
    return ranked[0] if ranked and ranked[0].weight >= LEAST else None


def _ranked(found: Sequence[Sign]) -> Iterable[Recognised]:
    for family in dict.fromkeys(sign.family for sign in found):
        own = [sign for sign in found if sign.family == family]
        yield Recognised(family, sum(sign.weight for sign in own), tuple(one.pattern.pattern for one in own))


def _addresses(page: TextResponse) -> str:
    """The page's own address and those of its links, one per line, without their queries."""
    urls = [page.url, *(anchor.url for anchor in anchors_of(page, tree(page)))]
    return "\n".join(url.partition("?")[0] for url in urls)
