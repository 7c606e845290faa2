"""Nights over real HTTP: after each the ledger says what the portals have, and nothing is fetched in vain."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from archive.monitors import alarms
from archive.rechecks import Checked, is_due
from crawler.errors import UsageError
from crawler.night import NIGHTLY, NOTHING
from crawler.replica.edits import Edits, key_of, with_figures
from crawler.replica.exchange import Request, Response, Site
from crawler.replica.proxy import Replica
from crawler.timing import seconds_of
from spiders.families.remembering import LISTED, Remembering, first_page
from spiders.families.together import Together
from spiders.memory import Memory, Remembered, covering, memory_from
from spiders.pages import Anchor
from spiders.registry import portal
from spiders.steps import Step
from spiders.wanted import Wanted
from tests.crawler.nights import Nights, people

FIGURE = "disclosure.penalty.decisions"


@pytest.mark.skipif(not os.environ.get("NIANBAO_SOAK"), reason="a minute: make soak")
def test_a_week_of_nights(tmp_path: Path) -> None:
    nights = Nights(tmp_path, f"sqlite:///{tmp_path}/a.db", people(("scmiyi", "wenshang"), 2))
    first = nights.night()
    assert nights.ledger("archived") == nights.truth()
    gaps = nights.ledger("missing", "archived") - nights.truth()
    assert nights.ledger("missing") == gaps
    rows = nights.counted()

    nights.days_pass(1)
    quiet = nights.night()
    assert nights.counted() == rows | {"run": 2}
    for one in quiet["portals"].values():
        assert one["looked_at"] == "lists"
        assert one["requests"] <= 1 + one["list_pages"] + one["rechecks_due"]
    assert quiet["requests"] < first["requests"] / 3

    removed, late, edited = _touched(nights)
    edits = Edits(removed=frozenset([key_of(removed)]), added=(late,))
    nights.days_pass(1)
    third = nights.night(edits)
    assert nights.ledger("archived") == nights.truth(edits)
    assert nights.ledger("withdrawn") == {key_of(removed)}
    assert (third["reports_new"], third["outcome"]) == (1, "done")

    nights.out_of_order = {"www.scmiyi.gov.cn", "scmiyi.gov.cn", "wap.scmiyi.gov.cn"}
    nights.days_pass(1)
    outage = nights.night(edits, code=1)
    assert (outage["portals"]["scmiyi"]["outcome"], outage["portals"]["wenshang"]["outcome"]) == (
        "part",
        "done",
    )
    assert nights.ledger("archived") == nights.truth(edits)
    assert nights.ledger("withdrawn") == {key_of(removed)}

    nights.out_of_order = set()
    nights.days_pass(200)
    changed = {key_of(edited): with_figures(edited, disclosure__penalty__decisions=4321)}
    back = nights.night(Edits(changed=changed, added=(late,)))
    assert (back["reports_changed"], back["outcome"]) == (1, "done")
    assert nights.ledger("archived") == nights.truth(edits) | {key_of(removed)}
    assert nights.ledger("withdrawn") == set()
    statuses = back["statuses"]
    assert statuses["304"] > statuses["200"] / 3, statuses


def test_a_portal_that_was_rebuilt_keeps_its_reports_under_their_new_addresses(tmp_path: Path) -> None:
    nights = Nights(tmp_path, f"sqlite:///{tmp_path}/a.db", people(("scmiyi",), 2))
    nights.night()
    nights.rebuilt = {"scmiyi"}
    for _ in range(2):
        nights.days_pass(1)
        last = nights.night()
        assert nights.ledger("archived") == nights.truth()
        assert nights.ledger("withdrawn") == set()
    assert (last["outcome"], last["reports_new"], last["reports_changed"]) == ("done", 0, 0)


def test_lists_that_name_nothing_are_told_and_nothing_follows_from_them(tmp_path: Path) -> None:
    nights = Nights(tmp_path, f"sqlite:///{tmp_path}/a.db", people(("scmiyi",), 1))
    nights.night()
    nights.blank = {"www.scmiyi.gov.cn"}
    nights.days_pass(8)
    last = nights.night(None, code=1)
    assert NOTHING in last["summary"]
    assert nights.ledger("archived") == nights.truth()
    engine = nights.engine()
    assert [alarm.monitor for alarm in alarms(engine, datetime.now(UTC))] == ["nothing_matches"]
    engine.dispose()


def _touched(nights: Nights) -> Any:
    """A report to be removed, one that comes late, and one to be edited: pages of their own portal."""
    reports = nights.population.publications["510421"]
    plain = [
        one
        for one in reports
        if one.form == "html" and one.layout == "2021" and not one.real and FIGURE in one.truth.figures
    ]
    unit, years = plain[0].unit, {one.year for one in reports if one.unit == plain[0].unit}
    late = replace(
        plain[0], year=2018, title=f"{unit.name}2018年政府信息公开工作年度报告", published_on=date(2021, 5, 6)
    )
    assert 2018 not in years
    return plain[0], late, plain[-1]


def _wait(is_so: Any) -> None:
    deadline = time.monotonic() + 40
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


class Hanging:
    """A site whose reports never come."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def respond(self, request: Request) -> Response:
        """The site's answer, of a report after a long time."""
        if request.path.endswith(".shtml") and "index" not in request.path:
            time.sleep(25)
        return self._site.respond(request)


def test_a_signal_ends_a_night_within_ten_seconds_whatever_the_portal_does(tmp_path: Path) -> None:
    nights = Nights(tmp_path, f"sqlite:///{tmp_path}/a.db", people(("scmiyi",), 1))
    with Replica({host: Hanging(site) for host, site in nights.sites().items()}) as replica:
        env = {**os.environ, **replica.environment()}
        running = subprocess.Popen(nights.command("nightly", "scmiyi"), env=env, stderr=subprocess.PIPE)
        _wait(lambda: replica.requests["www.scmiyi.gov.cn"] > 8)
        begun = time.monotonic()
        running.send_signal(signal.SIGTERM)
        _, said = running.communicate(timeout=20)
        assert time.monotonic() - begun < 10
    assert running.returncode == 130, said
    with sqlite3.connect(tmp_path / "a.db") as connection:
        assert connection.execute("select outcome from run").fetchall() == [("part",)]


def test_a_time_budget_ends_a_night_cleanly_and_the_next_goes_on(tmp_path: Path) -> None:
    nights = Nights(tmp_path, f"sqlite:///{tmp_path}/a.db", people(("scmiyi", "changle"), 2))
    first = nights.night(None, "--budget", "1s", "--at-once", "1")
    assert len(first["portals"]) == 1
    assert nights.ledger("archived") < nights.truth()
    second = nights.night()
    assert len(second["portals"]) == 2
    assert nights.ledger("archived") == nights.truth()


def test_a_second_night_at_once_ends_with_6(tmp_path: Path) -> None:
    nights = Nights(tmp_path, f"sqlite:///{tmp_path}/a.db", people(("scmiyi",), 1))
    (tmp_path / "data" / "locks").mkdir(parents=True)
    for lock, portals in ((NIGHTLY, ()), ("scmiyi", ("scmiyi",))):
        with FileLock(tmp_path / "data" / "locks" / f"{lock}.lock"):
            done = nights.run("nightly", *portals)
        assert done.returncode == 6
        assert "nianbao runs" in done.stderr


def test_few_lists_name_everything_and_come_back_from_the_archive_as_they_were() -> None:
    named = {
        "all": (frozenset("abcdef"), 2),
        "town a": (frozenset("ab"), 1),
        "town g": (frozenset("g"), 1),
        "department": (frozenset("cd"), 1),
    }
    assert covering(named) == {"all", "town g"}
    memory = Memory(
        (Remembered("http://h/", ("年报", "白石镇"), {"Referer": "x"}, 3, True),), {"area 1": "白石镇"}
    )
    assert memory_from(memory.as_json()) == memory
    assert (memory.list_pages, memory_from(None)) == (3, None)


def _anchors(*names: str) -> list[Anchor]:
    return [Anchor(f"http://h/{name}", name) for name in names]


def _list_of_three_pages(
    past: Memory | None, *last: str
) -> tuple[Remembering, tuple[str, ...], tuple[str, ...]]:
    """A list that announces no total; which pages are asked for at first, and which after the last one."""
    one = Remembering(past, Wanted(), Together([], portal("wuzhi")))
    step = Step("http://h/", ("年报",), LISTED)
    step.count(2, 2)
    one.begin("http://h/", step, first_page(_anchors("f", "e"), None))
    one.named("http://h/", "f")
    urls = one.to_turn("http://h/", ("http://h/2", "http://h/3"))
    for _ in urls:
        one.turned("http://h/")
    return one, urls, one.read("http://h/", "http://h/3", _anchors(*last))


def test_a_list_without_a_total_is_turned_only_where_its_last_page_has_changed() -> None:
    learnt, urls, rest = _list_of_three_pages(None, "b", "a")
    assert (urls, rest) == (("http://h/2", "http://h/3"), ())
    memory = memory_from(learnt.learnt().as_json())
    _, urls, rest = _list_of_three_pages(memory, "b", "a")
    assert (urls, rest) == (("http://h/3",), ())
    _, urls, rest = _list_of_three_pages(memory, "c", "b", "a")
    assert (urls, rest) == (("http://h/3",), ("http://h/2",))


def test_a_memory_in_another_form_is_none() -> None:
    assert memory_from({"columns": [{"url": "http://h/", "trail": []}], "learnt": {}}) is None
    assert memory_from({"columns": [{"address": 1, "trail": [], "articles": []}], "learnt": {}}) is None


def test_a_fresh_report_is_checked_nightly_and_a_finished_year_rarely() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)

    def due(published: int, checked: float, state: str = "archived") -> bool:
        return is_due(
            Checked("u", state, now - timedelta(days=published), now - timedelta(days=checked)), now
        )

    assert (due(20, 1), due(20, 0.5)) == (True, False)
    assert (due(400, 20), due(400, 61)) == (False, True)
    assert (due(2000, 100), due(2000, 181)) == (False, True)
    assert (due(20, 1, "not_a_report"), due(20, 8, "unreadable")) == (False, True)
    assert is_due(Checked("u", "listed", now, None), now)


@pytest.mark.parametrize(
    ("budget", "until", "seconds"),
    [
        ("2h", None, 7200),
        ("1h30m", None, 5400),
        (None, "06:00", 4 * 3600),
        ("5h", "06:00", 4 * 3600),
        (None, "01:30", 23.5 * 3600),
        (None, None, None),
    ],
)
def test_the_time_of_a_night_is_the_shorter_one(budget: str | None, until: str | None, seconds: Any) -> None:
    assert seconds_of(budget, until, datetime(2026, 3, 1, 2, 0, tzinfo=UTC)) == seconds


@pytest.mark.parametrize(("budget", "until"), [("two", None), ("", None), (None, "6"), (None, "25:00")])
def test_a_time_that_is_none_is_refused(budget: str | None, until: str | None) -> None:
    with pytest.raises(UsageError):
        seconds_of(budget, until, datetime(2026, 3, 1, tzinfo=UTC))
