"""What a portal has lost, as the archive knows it, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, insert, select, text

from archive.discoveries import Look, record_look
from archive.listing import mark_page, record_listing
from archive.losses import fetched_before, judge_recovered, losses_of
from archive.models import Standing
from archive.records import Entry
from archive.runs import begin_run
from pipelines.storing.store import store
from tests.archive.samples import document, report

KEPT = "http://www.wenshang.gov.cn/kept.html"
GONE = "http://www.wenshang.gov.cn/gone.html"
DEAD = Entry("http://www.wenshang.gov.cn/dead.html", "白石镇2019年年报", date(2020, 1, 9), "白石镇", 2019)


def kept(archive: Engine, url: str, year: int, source: str | None = None) -> None:
    one = document(url, url, days=-900 if source else 0)
    one = replace(one, capture=replace(one.capture, source=source))
    store(archive, one, [report(year=year)], portal="wenshang")


def standing(archive: Engine) -> list[str]:
    with archive.connect() as connection:
        return list(connection.scalars(select(Standing.kind)))


def test_lost_are_the_pages_that_the_portal_cannot_give_and_those_of_withdrawn_reports(
    archive: Engine,
) -> None:
    kept(archive, KEPT, 2023)
    kept(archive, GONE, 2022)
    record_listing(archive, "wenshang", [DEAD, Entry(KEPT, "白石镇2023年年报")])
    mark_page(archive, DEAD.url, "failed", "HTTP 404")
    with archive.begin() as connection:
        gone = connection.scalar(text("SELECT id FROM report WHERE year = 2022"))
        values = {"report_id": gone, "kind": "withdrawn", "at": datetime.now(UTC)}
        connection.execute(insert(Standing).values(values))
    losses = losses_of(archive, "wenshang", range(2019, 2024))
    assert {entry.url for entry in losses.lost} == {DEAD.url, GONE}
    assert DEAD in losses.lost
    assert losses.known == {KEPT}
    assert losses.reports == {KEPT, GONE}
    assert losses.years == 3
    assert losses_of(archive, "changle", range(2019, 2024)).lost == ()


def test_what_a_web_archive_gave_is_known_by_address_and_original_time(archive: Engine) -> None:
    kept(archive, KEPT, 2023)
    kept(archive, GONE, 2022, "http://archive.example.org/1")
    moment = datetime(2024, 2, 1, 3, 4, 5, tzinfo=UTC) - timedelta(days=900)
    assert fetched_before(archive, ["www.wenshang.gov.cn"]) == {(GONE, moment)}
    assert fetched_before(archive, ["www.changle.gov.cn"]) == frozenset()


@pytest.mark.parametrize("complete", [None, False, True], ids=["never", "in part", "whole"])
def test_a_report_that_only_a_web_archive_has_is_withdrawn_where_a_whole_crawl_has_not_met_it(
    archive: Engine, complete: bool | None
) -> None:
    kept(archive, KEPT, 2023)
    kept(archive, GONE, 2022, "http://archive.example.org/1")
    if complete is not None:
        record_look(archive, "wenshang", Look(datetime.now(UTC), "everything", complete))
    run = begin_run(archive, "backfill", ["wenshang"])
    assert judge_recovered(archive, "wenshang", run) == (1 if complete else 0)
    assert judge_recovered(archive, "wenshang", run) == 0
    assert standing(archive) == (["withdrawn"] if complete else [])
