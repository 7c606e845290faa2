"""How the sections of reports are named (标题用语): the form's six headings, and those of older reports."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from pipelines.extraction.layout import layouts


@cache
def statutory_labels() -> tuple[str, ...]:
    """Every way in which the form's six headings are printed."""
    return tuple(label for section in layouts()[0].sections for label in section.labels)


@cache
def printed_labels() -> tuple[str, ...]:
    """How older reports name their sections, with the form's own headings."""
    text = files("pipelines.extraction").joinpath("headings.toml").read_text("utf-8")
    return (*tomllib.loads(text)["printed"], *statutory_labels())
