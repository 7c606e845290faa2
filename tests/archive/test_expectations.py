"""The ledger of a portal, judged after runs of every kind, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select, text, update

from archive.expectations import Known, judge_expectations, open_pages
from archive.listing import mark_page, record_listing
from archive.models import Body, Expectation, Run
from archive.naming import Name
from archive.queries import Part, coverage
from archive.records import Entry
from archive.runs import begin_run
from archive.standing import judge_standing
from pipelines.storing.changes import Signed, merge
from pipelines.storing.store import store
from tests.archive.samples import BAISHI, EDUCATION, document, report

PORTAL = "wenshang"
TOWNS = (
    Name("汶上县白石镇人民政府", "township", "370830110"),
    Name("汶上县苑庄镇人民政府", "township", "370830106"),
)
BAISHI_NAME, YUANZHUANG = (town.name for town in TOWNS)


def run(archive: Engine, day: str) -> int:
    """A run that began on a day."""
    run_id = begin_run(archive, "crawl")
    with archive.begin() as connection:
        connection.execute(update(Run).where(Run.id == run_id).values(started=begun(day)))
    return run_id


def begun(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T03:00:00").replace(tzinfo=UTC)


def judge(archive: Engine, day: str, *, complete: bool, **known: Any) -> None:
    judge_expectations(archive, PORTAL, Known(2022, TOWNS, **known), begun(day), complete=complete)


def states(archive: Engine, body: str) -> dict[int, str]:
    return {row["year"]: row["state"] for row in coverage(archive, Part(PORTAL, body=body))}


@pytest.fixture
def kept(archive: Engine) -> Engine:
    store(archive, document(), [report(BAISHI, 2023)], portal=PORTAL)
    store(archive, document("e", "http://h/e"), [report(EDUCATION, 2023)], portal=PORTAL)
    return archive


def test_a_crawl_that_was_not_complete_calls_nothing_missing(kept: Engine) -> None:
    judge(kept, "2025-02-10", complete=False)
    assert states(kept, "白石镇") == {2022: "due", 2023: "archived", 2024: "due", 2025: "due"}
    assert {row["body"] for row in coverage(kept)} == {BAISHI_NAME, "汶上县教育局"}


def test_a_complete_one_knows_the_towns_of_the_county_and_what_is_missing(kept: Engine) -> None:
    judge(kept, "2025-01-20", complete=True)
    assert states(kept, "白石镇") == {2022: "missing", 2023: "archived", 2024: "due", 2025: "due"}
    judge(kept, "2025-02-10", complete=True)
    assert states(kept, "苑庄镇") == {2022: "missing", 2023: "missing", 2024: "missing", 2025: "due"}
    assert states(kept, "教育局") == {2023: "archived", 2024: "missing", 2025: "due"}
    [row] = coverage(kept, Part(body="白石镇", states=("missing",), years=(2024, 2024)))
    assert (row["due"], row["looked_at"]) == ("2025-01-31", "2025-02-10 03:00:00")
    assert "2025-02-10" in row["reason"]


def test_a_later_crawl_in_part_takes_nothing_back_and_judging_again_changes_nothing(kept: Engine) -> None:
    judge(kept, "2025-02-10", complete=True)
    with kept.begin() as connection:
        connection.execute(text("UPDATE body SET id = id"))
        connection.execute(
            text(
                "INSERT INTO discovery (portal_id, attempted_at, outcome, complete_at)"
                " SELECT id, :at, 'done', :at FROM portal"
            ),
            {
                "at": datetime(2025, 2, 10, 3, tzinfo=UTC)
                if kept.dialect.name == "postgresql"
                else "2025-02-10 03:00:00.000000"
            },
        )

    def rows() -> list[Any]:
        with kept.connect() as connection:
            return list(
                connection.execute(select(Expectation).order_by(Expectation.body_id, Expectation.year))
            )

    before = rows()
    judge(kept, "2025-02-11", complete=False)
    assert rows() == before


def test_listed_pages_are_found_or_unreadable_and_a_stored_report_counts_at_once(kept: Engine) -> None:
    entries = [
        Entry(f"http://h/{year}", f"苑庄镇{year}年政府信息公开年度报告", unit="苑庄镇")
        for year in (2022, 2023)
    ]
    record_listing(kept, PORTAL, entries, at=datetime(2025, 2, 10, 4, tzinfo=UTC))
    mark_page(kept, "http://h/2023", "unreadable", "the PDF is encrypted")
    pages = {page.id: (TOWNS[1], int(page.title[3:7])) for page in open_pages(kept, PORTAL)}
    judge(kept, "2025-02-10", complete=True, pages=pages)
    assert states(kept, "苑庄镇") == {2022: "found", 2023: "unreadable", 2024: "missing", 2025: "due"}
    [row] = coverage(kept, Part(states=("unreadable",)))
    assert (row["reason"], row["url"]) == ("the PDF is encrypted", "http://h/2023")
    store(kept, document("late", "http://h/late"), [report(BAISHI, 2024)], portal=PORTAL)
    assert states(kept, "白石镇")[2024] == "archived"


def test_withdrawn_reports_and_bodies_that_went_into_others(kept: Engine) -> None:
    judge(kept, "2025-02-10", complete=True)
    judge_standing(kept, PORTAL, run(kept, "2025-02-11"))
    judge(kept, "2025-02-11", complete=True)
    assert states(kept, "白石镇")[2023] == "withdrawn"
    with kept.connect() as connection:
        ids = {row.name: row.id for row in connection.execute(select(Body.name, Body.id))}
    merge(kept, ids[YUANZHUANG], ids[BAISHI_NAME], 2023, Signed("li", "撤镇并镇"))
    judge(kept, "2025-02-12", complete=True)
    with kept.connect() as connection:
        mine = select(Expectation.year).where(Expectation.body_id == ids[YUANZHUANG])
        assert list(connection.scalars(mine)) == [2022]
