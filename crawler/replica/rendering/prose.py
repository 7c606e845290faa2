"""The words of a generated report: six sections around the three tables, marked as generated.

What the text says of applications and documents agrees with what the tables print: a number is named only
where the table prints one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from crawler.replica.content import Publication, TrueFigure
from crawler.replica.rendering.article import Article, Grid, Line
from crawler.replica.rendering.forms import grids, relabel

STANDARD_LABELS = 0.8
"""Share of reports that print the form's own labels."""


@cache
def phrases() -> Mapping[str, Any]:
    """The wording, as ``data/phrases.toml`` has it."""
    return tomllib.loads(files("crawler.replica").joinpath("data/phrases.toml").read_text("utf-8"))


def headings_of(rng: Random) -> tuple[str, ...]:
    """The six headings of a report: the form's own, now and then renamed."""
    words = phrases()["headings"]
    return tuple(words["standard"] if rng.random() < 0.9 else rng.choice(words["variants"]))


def written(publication: Publication) -> Article:
    """The report as an article; the same for the same publication."""
    rng, truth = Random(publication.seed), publication.truth
    two, three, four = _tables(truth.figures, publication.layout, rng)
    heads = [Line(text, "heading") for text in truth.headings]
    words = {"printed": publication.printed, "year": publication.year, "mark": phrases()["mark"]}
    blocks: list[Line | Grid] = [
        Line(publication.title, "title"),
        Line(_say(rng, "preamble", "texts", words)),
        heads[0],
        *(Line(text) for text in _overview(words, truth.figures, rng)),
        *(heads[1], two, heads[2], three, heads[3], four, heads[4]),
        Line(_say(rng, "problems", "texts", words)),
        Line(_say(rng, "problems", "plans", words)),
        heads[5],
        Line(_say(rng, "other", "texts", words)),
    ]
    return Article(publication.title, (*blocks, *_signature(publication, rng)))


def _tables(figures: Mapping[str, TrueFigure], layout: str, rng: Random) -> tuple[Grid, ...]:
    variants: Mapping[str, str] = {}
    if rng.random() >= STANDARD_LABELS:
        variants = rng.choice(phrases()["labels"])
    return tuple(relabel(grid, variants) for grid in grids(figures, layout))


def _say(rng: Random, part: str, kind: str, words: Mapping[str, Any]) -> str:
    text: str = rng.choice(phrases()[part][kind])
    return text.format(**words)


def _overview(words: Mapping[str, Any], figures: Mapping[str, TrueFigure], rng: Random) -> Iterator[str]:
    yield _say(rng, "overview", "opening", words)
    posts = rng.randrange(40, 900)
    numbers = {**words, "posts": posts, "news": rng.randrange(10, posts)}
    yield _say(rng, "overview", "active", numbers) + _documents(words, figures, rng)
    yield _asked(words, figures, rng)
    for part in ("management", "platform", "supervision"):
        yield _say(rng, "overview", part, words)


def _documents(words: Mapping[str, Any], figures: Mapping[str, TrueFigure], rng: Random) -> str:
    made = figures.get("disclosure.normative_documents.made")
    if made is None or made.value is None:
        return ""
    return _say(rng, "overview", "documents", {**words, "made": made.value})


def _asked(words: Mapping[str, Any], figures: Mapping[str, TrueFigure], rng: Random) -> str:
    received = figures["applications.received.total"].value
    reviews = figures["review.reconsideration.total"].value
    kind = "received" if received else "none_received"
    text = _say(rng, "overview", kind, {**words, "received": received})
    if reviews:
        text += _say(rng, "overview", "reconsidered", {"reviews": reviews})
    return text


def _signature(publication: Publication, rng: Random) -> list[Line]:
    if rng.random() < 0.4:
        return []
    day = publication.published_on
    date = f"{day.year}年{day.month}月{day.day}日"
    return [Line(publication.unit.name, "signature"), Line(date, "signature")]
