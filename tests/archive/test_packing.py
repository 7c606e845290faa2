"""Figures packed into one row come back as they were: in Python, and in SQL through the view ``figure``."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from archive.codebook import codebook, keys_of
from archive.packing import UnknownFigures, pack, unpack
from pipelines.model import Figure, State
from pipelines.storing.store import store
from tests.archive.samples import document, report

NUMBERS = st.one_of(
    st.integers(-(10**18), 10**18), st.decimals(min_value=-(10**6), max_value=10**6, places=2).map(Decimal)
)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6)
PLACES = st.sampled_from(["table 3, row 4, column 9", "page 2, table 1, row 1, column 1", ""])


@st.composite
def a_figure(draw: st.DrawFn) -> dict[str, Any]:
    state = draw(st.sampled_from([one.value for one in State]))
    value = draw(NUMBERS) if state == "value" else None
    usual = st.sampled_from([str(value), "/", "／", "-", "—", "——", ""])
    raw = draw(st.one_of(usual, WORDS))
    return {"raw": raw, "value": value, "state": state, "place": draw(PLACES)}


FIGURES = st.dictionaries(st.sampled_from([entry.figure for entry in codebook()]), a_figure(), max_size=40)


@given(FIGURES)
def test_what_is_packed_comes_back_exactly(figures: dict[str, dict[str, Any]]) -> None:
    packed = pack(figures)
    assert unpack(packed) == figures
    numbers = [entry.figure for entry in codebook() if entry.figure in figures]
    assert list(unpack(packed)) == numbers


def test_a_plain_report_needs_neither_signs_nor_texts() -> None:
    place = "table 1, row 1, column 1"
    packed = pack(
        {key: {"raw": "0", "value": 0, "state": "value", "place": place} for key in keys_of("2021")}
    )
    assert (packed.codes, packed.raws) == (None, None)


def test_a_figure_that_the_codebook_does_not_have_is_refused_by_name() -> None:
    with pytest.raises(UnknownFigures, match=r"applications\.granted\.everybody"):
        pack({"applications.granted.everybody": {"raw": "1", "value": 1, "state": "value", "place": ""}})


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FIGURES)
def test_sql_sees_every_figure_as_it_was_given(archive: Engine, figures: dict[str, dict[str, Any]]) -> None:
    given_figures = {
        key: Figure(one["raw"], one["value"], State(one["state"]), one["place"])
        for key, one in figures.items()
    }
    year = 2008 + archive_years(archive)
    store(
        archive, document(f"http://h/{year}", f"{year}"), [replace(report(year=year), figures=given_figures)]
    )
    query = (
        "SELECT c.figure, f.raw, f.value, f.state, f.place FROM figure f JOIN codebook c USING (figure_id)"
        " JOIN report r ON r.current_revision_id = f.revision_id WHERE r.year = :year"
    )
    with archive.connect() as connection:
        rows = connection.execute(text(query), {"year": year}).all()
    found = {row.figure: (row.raw, row.state, row.place) for row in rows}
    assert found == {key: (one["raw"], one["state"], one["place"]) for key, one in figures.items()}
    for row in rows:
        value = figures[row.figure]["value"]
        assert (row.value is None) == (value is None)
        if value is not None:
            assert Decimal(str(row.value)) == pytest.approx(Decimal(value))


def archive_years(archive: Engine) -> int:
    with archive.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM report")).scalar_one())
