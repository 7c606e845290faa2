"""Findings between the years of a body, on both databases."""

from __future__ import annotations

import multiprocessing
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from archive.findings import findings
from archive.queries import get_report
from archive.session import open_archive
from pipelines.model import Body, Report, State
from pipelines.storing.across import compare_all_years
from pipelines.storing.store import store
from tests.archive.samples import BAIMA, BAISHI, ELSEWHERE, document, number, printed, report

CARRY, STOCK = "carry.continuity", "disclosure.stock"


def year_report(year: int, carried_in: Any, carried_out: Any, body: Body = BAISHI, **more: Any) -> Report:
    given_figures = {
        "applications__carried_in__total": carried_in,
        "applications__carried_out__total": carried_out,
        **more,
    }
    figures = {key: number(one) if isinstance(one, int) else one for key, one in given_figures.items()}
    return report(body, year, **figures)


def keep(archive: Engine, one: Report, data: str = "", days: int = 0) -> None:
    address = f"http://h/{one.body.name}/{one.year}"
    store(archive, document(f"{address} {data}", address, days=days), [one])


def told(archive: Engine) -> list[tuple[Any, ...]]:
    found = [one for one in findings(archive) if one["rule"] in (CARRY, STOCK)]
    return sorted((one["body"], one["year"], one["rule"], one["expected"], one["actual"]) for one in found)


@pytest.mark.parametrize("order", [(2022, 2023), (2023, 2022)])
def test_the_later_report_is_told_whichever_year_came_first(archive: Engine, order: tuple[int, ...]) -> None:
    both = {2022: year_report(2022, 0, 3), 2023: year_report(2023, 5, 1)}
    for year in order:
        keep(archive, both[year])
    assert told(archive) == [(BAISHI.name, 2023, CARRY, 3, 5)]
    shown = get_report(archive, "白石镇", 2023)["findings"]
    assert [one["rule"] for one in shown if one["rule"] == CARRY] == [CARRY]
    assert get_report(archive, "白石镇", 2022)["findings"] == []


def test_a_corrected_figure_of_either_year_makes_the_finding_go(archive: Engine) -> None:
    keep(archive, year_report(2022, 0, 3))
    keep(archive, year_report(2023, 5, 1))
    keep(archive, year_report(2022, 0, 5), "corrected", days=1)
    assert told(archive) == []
    keep(archive, year_report(2023, 4, 1), "worse", days=1)
    assert told(archive) == [(BAISHI.name, 2023, CARRY, 5, 4)]
    keep(archive, year_report(2023, 5, 1), "mended", days=2)
    assert told(archive) == []


def test_a_year_between_its_neighbours_is_compared_with_both(archive: Engine) -> None:
    keep(archive, year_report(2021, 0, 1))
    keep(archive, year_report(2023, 9, 0))
    assert told(archive) == []
    keep(archive, year_report(2022, 2, 3))
    assert [row[1:] for row in told(archive)] == [(2022, CARRY, 1, 2), (2023, CARRY, 3, 9)]


def test_documents_in_force_are_followed_from_year_to_year(archive: Engine) -> None:
    stock = "disclosure__normative_documents__"
    keep(archive, year_report(2022, 0, 0, **{f"{stock}in_force": 10}))
    now = {f"{stock}made": 2, f"{stock}repealed": 1, f"{stock}in_force": 12}
    keep(archive, year_report(2023, 0, 0, **now))
    assert told(archive) == [(BAISHI.name, 2023, STOCK, 11, 12)]
    assert [one["severity"] for one in findings(archive, rule="disclosure")] == ["note"]


@pytest.mark.parametrize("missing", [printed("", State.BLANK), printed("/", State.SLASH)])
def test_a_blank_is_not_0_and_nothing_is_told(archive: Engine, missing: Any) -> None:
    keep(archive, year_report(2022, 0, missing))
    keep(archive, year_report(2023, 5, 1))
    assert told(archive) == []


def test_bodies_are_never_compared_with_each_other_nor_one_that_is_not_certain(archive: Engine) -> None:
    keep(archive, year_report(2022, 0, 3))
    keep(archive, year_report(2023, 5, 1, BAIMA))
    keep(archive, year_report(2022, 0, 3, ELSEWHERE))
    keep(archive, year_report(2023, 5, 1, ELSEWHERE))
    assert told(archive) == []


def test_storing_again_touches_no_row(archive: Engine) -> None:
    for _ in range(2):
        keep(archive, year_report(2022, 0, 3))
        keep(archive, year_report(2023, 5, 1))
    assert compare_all_years(archive) == 1
    with archive.connect() as connection:
        assert connection.execute(text("SELECT id, report_id FROM finding")).all() == [(1, 2)]


def test_an_archive_from_before_is_compared_as_a_whole(archive: Engine) -> None:
    keep(archive, year_report(2022, 0, 3))
    keep(archive, year_report(2023, 5, 1))
    with archive.begin() as connection:
        connection.execute(text("DELETE FROM finding"))
    assert compare_all_years(archive) == 1
    assert told(archive) == [(BAISHI.name, 2023, CARRY, 3, 5)]


VERSIONS = st.lists(
    st.tuples(st.integers(2020, 2023), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=6
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VERSIONS, st.randoms(use_true_random=False))
def test_in_any_order_and_with_repeats_the_findings_are_the_same(
    archive: Engine, versions: list[tuple[int, int, int]], shuffle: random.Random
) -> None:
    """The bytes that were seen last at an address count, in whatever order they are read."""
    stored = [
        (year_report(year, carried_in, carried_out), f"version {days}", days)
        for days, (year, carried_in, carried_out) in enumerate(versions)
    ]
    last = {one.year: one for one, _, _ in stored}
    shuffled = stored + stored[:2]
    shuffle.shuffle(shuffled)
    with archive.begin() as connection:
        connection.execute(text("UPDATE report SET current_revision_id = NULL"))
        for table in ("finding", "figure_set", "section", "revision_document", "reading"):
            connection.execute(text(f"DELETE FROM {table}"))
        for table in ("revision", "report", "document", "capture"):
            connection.execute(text(f"DELETE FROM {table}"))
    for one, data, days in shuffled:
        keep(archive, one, data, days)
    assert [row[1:] for row in told(archive)] == _expected(last)


def _expected(last: dict[Any, Report]) -> list[tuple[Any, ...]]:
    def value(year: int, row: str) -> Any:
        return last[year].figures[f"applications.{row}.total"].value

    pairs = [
        (year, CARRY, value(year - 1, "carried_out"), value(year, "carried_in"))
        for year in sorted(last)
        if year - 1 in last
    ]
    return [pair for pair in pairs if pair[2] != pair[3]]


def _store_years(url: str, years: list[int], started: Any) -> None:
    engine = open_archive(url)
    started.wait()
    for year in years:
        keep(engine, year_report(year, year, year))
    engine.dispose()


def test_two_writers_of_neighbouring_years_miss_no_finding(archive: Engine, archive_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    started = context.Barrier(2)
    work = [list(range(2000, 2020, 2)), list(range(2001, 2021, 2))]
    writers = [context.Process(target=_store_years, args=(archive_url, years, started)) for years in work]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert [row[1:] for row in told(archive)] == [(year, CARRY, year - 1, year) for year in range(2001, 2020)]
