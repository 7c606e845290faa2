"""``nianbao backfill`` over real HTTP: past years bit by bit, nothing twice; and from a web archive."""

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
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.queries import trace
from archive.session import open_archive
from bench.kills import COUNTY, PORTAL, Place, broken, differences
from crawler.backfill import DEFAULT_DELAY, DEFAULT_REQUESTS
from crawler.replica.content import Population, population
from crawler.replica.edits import Edits, key_of, with_figures
from crawler.replica.exchange import Request, Response, Site
from crawler.replica.portals import portal_sites
from crawler.replica.proxy import Replica
from crawler.scrapy_settings import DEFAULT_DELAY as OF_A_CRAWL
from tests.crawler.replaying import replaying

OVERHEAD = {"/robots.txt"}
FIGURE = "disclosure.penalty.decisions"


def people() -> Population:
    """The first two bodies of the portal."""
    whole = population()
    units = whole.units[COUNTY][:2]
    reports = tuple(one for one in whole.publications[COUNTY] if one.unit in units)
    return Population(whole.seed, {COUNTY: units}, {COUNTY: reports}, {COUNTY: ()})


class Counted:
    """A site that counts its requests by address, and has lost the pages at ``dead`` paths."""

    def __init__(self, site: Site) -> None:
        self._site, self.asked, self.dead = site, Counter[str](), set[str]()

    def respond(self, request: Request) -> Response:
        """The site's own answer."""
        self.asked[request.path + (f"?{request.query}" if request.query else "")] += 1
        return Response(b"gone", status=404) if request.path in self.dead else self._site.respond(request)


class Portal:
    """The small portal, after its publisher's edits, and archives to fill."""

    def __init__(self, folder: Path, empty: Path, edits: Edits | None = None) -> None:
        self.folder, self._empty = folder, empty
        self.sites: Mapping[str, Counted] = {
            host: Counted(site) for host, site in portal_sites(people(), edits).items()
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


@dataclass(frozen=True)
class Before:
    """The portal as it was once: an archive of a whole crawl, and the requests that it took."""

    place: Place
    asked: Counter[str]

    @property
    def files(self) -> list[Path]:
        return sorted(self.place.data.rglob("*.warc.gz"))


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, sqlite_file: Path) -> Before:
    portal = Portal(tmp_path_factory.mktemp("before"), sqlite_file)
    with Replica(portal.sites) as replica:
        place = portal.place("whole", replica)
        place.whole("crawl", PORTAL, "--delay", "0")
    return Before(place, portal.asked)


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
    portal: Portal, before: Before
) -> None:
    with Replica(portal.sites) as replica:
        bits = portal.place("bits", replica)
        portal.kill_under_way(bits)
        codes, budget = [1], before.asked.total() // 2
        while codes[-1] == 1:
            assert len(codes) < 9
            codes.append(backfill(bits, "--requests", str(budget)).returncode)
    spent = rows(bits, "select requests, outcome, summary from run where outcome is not null")
    assert codes == [1] * (len(codes) - 1) + [0] and len(codes) > 2
    assert all(requests <= budget for requests, _, _ in spent)
    assert [outcome for _, outcome, _ in spent] == ["part"] * (len(codes) - 2) + ["done"]
    assert all("requests are spent" in summary for _, outcome, summary in spent if outcome == "part")
    twice = set(portal.asked - before.asked) - OVERHEAD
    assert len(twice) <= 1, "only what was under way when it was killed"
    assert differences(bits, before.place) == []
    assert list(broken(bits)) == []


def test_years_and_bodies_bound_what_is_fetched(portal: Portal) -> None:
    unit = people().units[COUNTY][1]
    with Replica(portal.sites) as replica:
        place = portal.place("one", replica)
        done = backfill(place, "--years", "2019-2021", "--body", unit.name)
    assert done.returncode == 0, done.stderr
    mine = {
        one.year for one in people().publications[COUNTY] if one.unit == unit and 2019 <= one.year <= 2021
    }
    stored = rows(place, "select b.name, r.year from report r join body b on b.id = r.body_id")
    assert set(stored) == {(unit.name, year) for year in mine} and mine
    assert f"lists read; {len(mine)} pages to fetch, 0 are here already" in done.stderr


def reports(place: Place) -> dict[tuple[str, int], tuple[str, str | None]]:
    """Every report with the hash of what it says, and whether its portal still has it."""
    found = rows(
        place,
        "select b.name, r.year, v.content_hash,"
        " (select w.kind from standing w where w.report_id = r.id order by w.id desc limit 1)"
        " from report r join body b on b.id = r.body_id join revision v on v.id = r.current_revision_id",
    )
    return {(name, year): (content, kind) for name, year, content, kind in found}


def test_what_the_portal_has_lost_comes_back_from_a_web_archive_with_its_original_time_and_stays_withdrawn(
    tmp_path: Path, sqlite_file: Path, before: Before
) -> None:
    published = people().publications[COUNTY]
    unlisted = frozenset(key_of(one) for one in published if one.year in (2020, 2022))
    dead = "select p.url, b.name, r.year from page p join report r on r.title = p.title join body b on b.id ="
    (address, *key), *_ = rows(before.place, f"{dead} r.body_id where r.year = 2023 order by p.url")
    edited = next(one for one in published if one.year == 2024 and FIGURE in one.truth.figures)
    changed = {key_of(edited): with_figures(edited, disclosure__penalty__decisions=4321)}
    portal = Portal(tmp_path, sqlite_file, Edits(removed=unlisted, changed=changed))
    portal.sites[address.split("/")[2]].dead.add("/" + address.split("/", 3)[3])
    with Replica(portal.sites) as replica, replaying(before.files, tmp_path / "pywb") as pywb:
        web_archive = pywb.replace("127.0.0.1", "localhost")
        place = portal.place("now", replica)
        place.whole("crawl", PORTAL, "--delay", "0")
        kept = reports(place)
        offline = replace(place, environment={})
        done = backfill(offline, "--from-web-archive", web_archive)
        again = backfill(offline, "--from-web-archive", web_archive)
        place.whole("crawl", PORTAL, "--delay", "0")
    lost = {*unlisted, tuple(key)}
    assert done.returncode == 0, done.stderr
    then, now = reports(before.place), reports(place)
    assert now.keys() - kept.keys() == lost and now.keys() == then.keys()
    assert {one: now[one] for one in kept} == kept
    assert {one: now[one][0] for one in lost} == {one: then[one][0] for one in lost}
    assert {now[one][1] for one in lost} == {"withdrawn"}
    assert now[key_of(edited)][0] != then[key_of(edited)][0]

    recovered = rows(
        place, "select url, fetched_at, source, warc_file, warc_offset from capture where source > ''"
    )
    original = dict(rows(before.place, "select url, fetched_at from capture"))
    assert {url: at[:19] for url, at, *_ in recovered} == {url: original[url][:19] for url, *_ in recovered}
    assert all(
        source.startswith(f"{web_archive}/20") and source.endswith(url) for url, _, source, *_ in recovered
    )
    assert list(broken(place)) == []
    one = recovered[0]
    with (place.data / one[3]).open("rb") as opened:
        opened.seek(one[4])
        response, metadata = islice(ArchiveIterator(opened), 2)
        said = metadata.content_stream().read().decode()
    assert response.rec_headers.get_header("WARC-Target-URI") == one[0]
    assert response.rec_headers.get_header("WARC-Date")[:19] == one[1][:19].replace(" ", "T")
    assert f"retrieved-from: {one[2]}\r\n" in said

    engine = open_archive(place.url)
    assert trace(engine, *min(lost), FIGURE)["web_archive"].startswith(web_archive)
    engine.dispose()
    assert again.returncode == 4
    assert "has nothing" in again.stderr
    assert rows(place, "select count(*) from capture where run_id = 3") == [(0,)]


def test_an_address_where_no_web_archive_answers_is_a_failure_that_says_what_was_tried(
    portal: Portal,
) -> None:
    with Replica(portal.sites) as replica:
        place = portal.place("none", replica)
        done = backfill(place, "--from-web-archive", "http://www.scmiyi.gov.cn/all")
    assert done.returncode == 1
    assert "no CDX index found (http://www.scmiyi.gov.cn/all/cdx?" in done.stderr


def test_the_nightly_run_is_not_starved_a_backfill_is_slower_and_ends_by_itself() -> None:
    assert DEFAULT_DELAY >= 2 * OF_A_CRAWL
    assert DEFAULT_REQUESTS * DEFAULT_DELAY <= 2 * 3600
