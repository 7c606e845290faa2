"""``nianbao backfill`` over real HTTP: past years bit by bit, and nothing fetched twice."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bench.kills import COUNTY, PORTAL, Place, broken, differences
from crawler.backfill import DEFAULT_DELAY, DEFAULT_REQUESTS
from crawler.replica.content import Population, population
from crawler.replica.exchange import Request, Response, Site
from crawler.replica.portals import portal_sites
from crawler.replica.proxy import Replica
from crawler.scrapy_settings import DEFAULT_DELAY as OF_A_CRAWL

OVERHEAD = {"/robots.txt"}


def people() -> Population:
    """The first two bodies of the portal."""
    whole = population()
    units = whole.units[COUNTY][:2]
    reports = tuple(one for one in whole.publications[COUNTY] if one.unit in units)
    return Population(whole.seed, {COUNTY: units}, {COUNTY: reports}, {COUNTY: ()})


class Counted:
    """A site that counts its requests by address."""

    def __init__(self, site: Site) -> None:
        self._site, self.asked = site, Counter[str]()

    def respond(self, request: Request) -> Response:
        """The site's own answer."""
        self.asked[request.path + (f"?{request.query}" if request.query else "")] += 1
        return self._site.respond(request)


class Portal:
    """The small portal, served while the block runs, and an archive to fill."""

    def __init__(self, folder: Path, empty: Path) -> None:
        self.folder, self._empty = folder, empty
        self.sites: Mapping[str, Counted] = {
            host: Counted(site) for host, site in portal_sites(people()).items()
        }

    def place(self, name: str, replica: Replica) -> Place:
        """An empty archive of its own."""
        shutil.copy(self._empty, self.folder / f"{name}.db")
        return Place(f"sqlite:///{self.folder}/{name}.db", self.folder / name, replica.environment())

    @property
    def asked(self) -> Counter[str]:
        return sum((site.asked for site in self.sites.values()), Counter[str]())

    def kill_under_way(self, place: Place) -> None:
        """Start a backfill, and kill it when it has made some requests."""
        before = self.asked.total()
        running = place.start("backfill", "--portal", PORTAL, "--delay", "0")
        deadline = time.monotonic() + 30
        while self.asked.total() < before + 12:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate()


@pytest.fixture
def portal(tmp_path: Path, sqlite_file: Path) -> Portal:
    return Portal(tmp_path, sqlite_file)


def backfill(place: Place, *arguments: str) -> subprocess.CompletedProcess[str]:
    own = ("--archive", place.url, "--data", str(place.data), "--delay", "0")
    command = [sys.executable, "-W", "error", "-m", "crawler", "backfill", "--portal", PORTAL]
    environment = {**os.environ, **place.environment}
    return subprocess.run(
        [*command, *arguments, *own], env=environment, capture_output=True, text=True, check=False
    )


def rows(place: Place, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(place.url.removeprefix("sqlite:///")) as connection:
        return connection.execute(query).fetchall()


def test_a_backfill_killed_and_cut_by_its_budget_ends_as_one_whole_crawl_and_asks_for_nothing_twice(
    portal: Portal,
) -> None:
    with Replica(portal.sites) as replica:
        whole, bits = portal.place("whole", replica), portal.place("bits", replica)
        whole.whole("crawl", PORTAL, "--delay", "0")
        once = portal.asked
        portal.kill_under_way(bits)
        codes, budget = [1], once.total() // 3
        while codes[-1] == 1:
            assert len(codes) < 9
            codes.append(backfill(bits, "--requests", str(budget)).returncode)
    spent = rows(bits, "select requests, outcome, summary from run where outcome is not null")
    assert codes == [1] * (len(codes) - 1) + [0] and len(codes) > 2
    assert all(requests <= budget for requests, _, _ in spent)
    assert [outcome for _, outcome, _ in spent] == ["part"] * (len(codes) - 2) + ["done"]
    assert all("requests are spent" in summary for _, outcome, summary in spent if outcome == "part")
    twice = set(portal.asked - once - once) - OVERHEAD
    assert len(twice) <= 1, "only what was under way when it was killed"
    assert differences(bits, whole) == []
    assert list(broken(bits)) == []


def test_a_second_backfill_looks_at_the_lists_alone_and_years_and_bodies_bound_what_is_fetched(
    portal: Portal,
) -> None:
    unit = people().units[COUNTY][1]
    with Replica(portal.sites) as replica:
        place = portal.place("one", replica)
        done = backfill(place, "--years", "2019-2021", "--body", unit.name)
        first = portal.asked
        again = backfill(place, "--years", "2019-2021", "--body", unit.name)
    assert (done.returncode, again.returncode) == (0, 0), done.stderr
    mine = {
        one.year for one in people().publications[COUNTY] if one.unit == unit and 2019 <= one.year <= 2021
    }
    stored = rows(place, "select b.name, r.year from report r join body b on b.id = r.body_id")
    assert set(stored) == {(unit.name, year) for year in mine} and mine
    pages = {url.split(".cn")[1] for (url,) in rows(place, "select url from page where state = 'archived'")}
    assert len(pages) == len(mine) and not pages & set(portal.asked - first)
    assert f"0 pages to fetch, {len(pages)} are here already" in again.stderr


def test_the_nightly_run_is_not_starved_a_backfill_is_slower_and_ends_by_itself() -> None:
    assert DEFAULT_DELAY >= 2 * OF_A_CRAWL
    assert DEFAULT_REQUESTS * DEFAULT_DELAY <= 2 * 3600
