"""Every monitor: what it is for raises it, on both databases, and nothing else does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update

from archive.discoveries import Look, record_look
from archive.expectations import Known, judge_expectations
from archive.list_sizes import record_list_sizes
from archive.listing import mark_page, record_listing
from archive.models import Revision, Run
from archive.monitors import alarms, monitors
from archive.naming import Name
from archive.records import Entry
from archive.runs import begin_run, finish_run
from archive.standing import judge_standing
from pipelines.storing.store import store
from tests.archive.samples import BAISHI, document, number, report, with_error

PORTAL = "wenshang"
NOW = datetime(2026, 6, 10, 2, tzinfo=UTC)
FIGURE = "disclosure__licensing__decisions"


def ago(**time: float) -> datetime:
    return NOW - timedelta(**time)


def names(archive: Engine, now: datetime = NOW) -> list[str]:
    return [alarm.monitor for alarm in alarms(archive, now)]


def looked(archive: Engine, days: float = 0.1, **how: Any) -> None:
    record_look(archive, PORTAL, Look(ago(days=days), "everything", how.pop("complete", True), **how))


def stored(archive: Engine, year: int, days: float, *, flawed: bool = False, **figures: Any) -> None:
    """A report that came some days ago."""
    one = report(BAISHI, year, **figures)
    given = document(f"{year}", f"http://h/{year}")
    kept = store(archive, given, [with_error(one) if flawed else one], portal=PORTAL)
    with archive.begin() as connection:
        mine = Revision.report_id == kept.report_ids[0]
        connection.execute(update(Revision).where(mine).values(created_at=ago(days=days)))


def night(archive: Engine, days: float, *, finished: bool = True) -> None:
    run_id = begin_run(archive, "nightly")
    if finished:
        finish_run(archive, run_id, "done")
    with archive.begin() as connection:
        connection.execute(update(Run).where(Run.id == run_id).values(started=ago(days=days)))


def test_every_monitor_is_asked_of_an_empty_archive_and_is_silent(archive: Engine) -> None:
    for month in range(1, 13):
        assert names(archive, NOW.replace(month=month)) == []
    assert {one.severity for one in monitors()} == {"error", "warning"}


def test_an_archive_that_is_well_raises_nothing(archive: Engine) -> None:
    for year in range(2020, 2026):
        stored(archive, year, 3, **{FIGURE: number(100 + year)})
    record_listing(archive, PORTAL, [Entry("http://h/2025", "白石镇2025年年报")], at=ago(hours=2))
    judge_expectations(archive, PORTAL, Known(2020), ago(hours=2), complete=True)
    looked(archive)
    night(archive, 0.1)
    assert names(archive) == []


def test_a_portal_that_fails_and_one_whose_lists_name_nothing(archive: Engine) -> None:
    looked(archive, complete=False)
    assert names(archive) == ["portal_failing"]
    looked(archive, complete=False, empty=True)
    [alarm] = alarms(archive, NOW)
    assert (alarm.monitor, alarm.portal, alarm.severity) == ("nothing_matches", PORTAL, "error")
    assert "nianbao portal check wenshang" in alarm.todo


def test_lists_that_name_less_than_before(archive: Engine) -> None:
    entries = [Entry(f"http://h/{n}", f"白石镇{2010 + n}年年报") for n in range(9)]
    record_listing(archive, PORTAL, entries, at=ago(days=5))
    for entry in entries:
        mark_page(archive, entry.url, "archived")
    record_listing(archive, PORTAL, entries[:2], at=ago(hours=1))
    looked(archive)
    [alarm] = alarms(archive, NOW)
    assert (alarm.monitor, alarm.evidence["gone"]) == ("lists_shrank", 7)


def test_lists_that_are_doubted(archive: Engine) -> None:
    entries = [Entry(f"http://h/{n}", f"白石镇{2010 + n}年年报") for n in range(9)]
    record_listing(archive, PORTAL, entries, at=ago(days=5))
    for entry in entries:
        mark_page(archive, entry.url, "archived")
    looked(archive, complete=False, doubted=True)
    [alarm] = alarms(archive, NOW)
    assert (alarm.monitor, alarm.severity, alarm.evidence["gone"]) == ("lists_doubted", "error", 9)


def test_many_reports_that_went_at_once(archive: Engine) -> None:
    for year in range(2018, 2025):
        stored(archive, year, 100)
    assert judge_standing(archive, PORTAL, begin_run(archive, "crawl")).withdrawn == 7
    [alarm] = alarms(archive, datetime.now(UTC))
    assert (alarm.monitor, alarm.evidence["gone"]) == ("many_withdrawn", 7)


def test_a_list_that_names_less_than_ever(archive: Engine) -> None:
    record_list_sizes(archive, PORTAL, {"http://h/list": 40, "http://h/other": 40})
    record_list_sizes(archive, PORTAL, {"http://h/list": 21, "http://h/other": 39})
    [alarm] = alarms(archive, datetime.now(UTC))
    assert (alarm.monitor, alarm.evidence["reports"], alarm.evidence["most"]) == (
        "list_shorter_than_ever",
        21,
        40,
    )


def test_nothing_new_in_season_while_some_are_lacking(archive: Engine) -> None:
    march = datetime(2026, 3, 10, tzinfo=UTC)
    places = {"白石镇": "370830110", "苑庄镇": "370830106", "郭楼镇": "370830105"}
    towns = tuple(Name(f"汶上县{name}人民政府", "township", code) for name, code in places.items())
    judge_expectations(archive, PORTAL, Known(2025, towns), march - timedelta(days=15), complete=True)
    record_look(archive, PORTAL, Look(march - timedelta(days=2), "everything", True))
    assert names(archive, march) == [], "the portal may be new"
    record_listing(archive, PORTAL, [Entry("http://h/1", "白石镇2021年年报")], at=march - timedelta(days=15))
    assert names(archive, march) == ["nothing_new_in_season"]
    stored(archive, 2025, (NOW - march).days + 3)
    assert names(archive, march) == []


def test_a_figure_far_from_all_years_before(archive: Engine) -> None:
    for year in (2021, 2022, 2023, 2024):
        stored(archive, year, 100, **{FIGURE: number(60 + year % 7)})
    stored(archive, 2025, 1, **{FIGURE: number(9000)})
    [alarm] = alarms(archive, NOW)
    assert (alarm.monitor, alarm.evidence["now"], alarm.evidence["most"]) == ("figure_jumps", 9000, 66)
    assert "disclosure.licensing.decisions" in alarm.todo


def test_reports_past_due_that_nobody_has_looked_for(archive: Engine) -> None:
    stored(archive, 2023, 300)
    judge_expectations(archive, PORTAL, Known(2023), ago(days=200), complete=True)
    [alarm] = alarms(archive, NOW)
    assert (alarm.monitor, alarm.evidence["reports"]) == ("nobody_looked", 1)


def test_new_documents_that_cannot_be_read(archive: Engine) -> None:
    entries = [Entry(f"http://h/{n}", f"白石镇{2010 + n}年年报") for n in range(4)]
    record_listing(archive, PORTAL, entries, at=datetime.now(UTC))
    for entry in entries:
        mark_page(archive, entry.url, "unreadable", "torn")
    assert names(archive, datetime.now(UTC)) == ["unreadable_rise"]


@pytest.mark.parametrize(("days", "finished", "raised"), [(3, True, ["night_missing"]), (0.5, True, [])])
def test_a_night_that_did_not_happen(archive: Engine, days: float, finished: bool, raised: list[str]) -> None:
    night(archive, days, finished=finished)
    assert names(archive) == raised


def test_a_night_that_was_killed(archive: Engine) -> None:
    night(archive, 3)
    night(archive, 2, finished=False)
    assert names(archive) == ["night_missing", "night_not_finished"]
    night(archive, 0.1)
    assert names(archive) == []
