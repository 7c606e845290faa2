"""Many workers on one archive: real processes, a real PostgreSQL, the replica's portals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.discoveries import Look, record_look
from archive.rereading import Asked
from archive.runs import list_runs
from archive.session import open_archive
from bench.kills import Place, broken, differences, people
from crawler.errors import ExitCode
from crawler.queue import place as queue_place
from crawler.queue.looking import state_of_queue
from crawler.queue.scheduling import put_jobs
from crawler.reextraction import reread
from crawler.replica.content import COUNTIES
from crawler.replica.exchange import Request, Response, Site
from crawler.replica.portals import portal_sites
from crawler.replica.proxy import Replica
from tests.crawler.listeners import webhook
from tests.postgresql import Server

PORTALS = {one.portal: one.code for one in COUNTIES if one.portal in ("wenshang", "tongbai", "scmiyi")}
DEAD_AFTER = 4


class Slow:
    """A site that takes its time, so that a kill comes in mid-crawl."""

    def __init__(self, site: Site, seconds: float = 0.03) -> None:
        self._site, self._seconds = site, seconds

    def respond(self, request: Request) -> Response:
        time.sleep(self._seconds)
        return self._site.respond(request)


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    sites = portal_sites(people(list(PORTALS.values()), 1))
    with Replica({host: Slow(site) for host, site in sites.items()}) as served:
        yield served


@pytest.fixture
def url(postgresql: Server) -> str:
    return postgresql.new_database(postgresql.migrated)


class Machine:
    """A worker in a data folder of its own; ``said`` is what it printed."""

    def __init__(self, url: str, folder: Path, replica: Replica, store: Path) -> None:
        self.data = folder / "data"
        folder.mkdir()
        self._log = folder / "log"
        options = ("--store", store, "--dead-after", DEAD_AFTER, "--delay", 0)
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "crawler", "worker", "--data", self.data, *map(str, options)],
                env={**os.environ, **replica.environment(), "DATABASE_URL": url},
                stderr=log,
            )

    @property
    def said(self) -> str:
        return self._log.read_text("utf-8")

    @property
    def kept(self) -> int:
        return sum(file.stat().st_size for file in self.data.glob("warc/*.warc.gz"))

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(one) for one in listed.read_text().split()]

    def dies(self) -> None:
        """End like a machine without power: worker and crawl at once."""
        for pid in (self.process.pid, *self.children()):
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def stops(self) -> int:
        self.process.terminate()
        return self.process.wait(20)


def files(folder: Path) -> set[str]:
    return {file.name for file in folder.glob("warc/*.warc.gz")}


def read_again(url: str, data: Path, store: str) -> int:
    """How many documents of a portal a machine reads that has none of the files itself."""
    engine = open_archive(url)
    documents = list(reread(engine, data, Asked("scmiyi"), store))
    engine.dispose()
    assert [one.problem for one in documents if one.problem] == []
    return len(documents)


def wait_for(is_so: Callable[[], Any], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def counts(url: str) -> dict[str, int]:
    return state_of_queue(url, DEAD_AFTER)["counts"].get("crawl", {})


def crawl_times(machines: list[Machine]) -> dict[str, list[tuple[datetime, datetime]]]:
    """By portal the first and last capture of each crawl, as the WARC files of all machines say."""
    spans = defaultdict(list)
    for file in (file for machine in machines for file in sorted(machine.data.glob("warc/*.warc.gz"))):
        with file.open("rb") as stream:
            dates = [
                datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
                for record in ArchiveIterator(stream)
                if record.rec_type in ("response", "revisit")
            ]
        if dates:
            spans[file.name.partition("-")[0]].append((min(dates), max(dates)))
    return {portal: sorted(found) for portal, found in spans.items()}


@pytest.fixture
def machines() -> Iterator[list[Machine]]:
    started: list[Machine] = []
    yield started
    for machine in started:
        if machine.process.poll() is None:
            machine.process.kill()
        machine.process.wait()


def test_three_workers_of_which_one_is_killed_end_with_the_archive_of_one_undisturbed_crawl(
    url: str, postgresql: Server, replica: Replica, machines: list[Machine], tmp_path: Path
) -> None:
    machines += [Machine(url, tmp_path / name, replica, tmp_path / "store") for name in "abc"]
    put_jobs(url, "crawl", [{"portal": name} for name in PORTALS])
    wait_for(lambda: any(machine.kept > 20_000 for machine in machines))
    victim = max(machines, key=lambda machine: machine.kept)
    victim.dies()
    calm = Place(postgresql.new_database(postgresql.migrated), tmp_path / "calm", replica.environment())
    calm.whole("crawl", *PORTALS, "--delay", "0")
    wait_for(lambda: counts(url) == {"done": 3})
    again = Machine(url, tmp_path / "again", replica, tmp_path / "store")
    again.data.symlink_to(victim.data)  # the machine comes back with its disk
    machines.append(again)
    wait_for(lambda: files(again.data) == files(victim.data) <= files(tmp_path / "store"))

    assert [machine.stops() for machine in machines if machine is not victim] == [0, 0, 0]
    disturbed = Place(url, tmp_path / "nothing", store=str(tmp_path / "store"))
    assert differences(disturbed, calm) == []
    assert list(broken(disturbed)) == []
    assert read_again(url, tmp_path / "nothing", str(tmp_path / "store")) > 0
    spans = crawl_times(machines[:3])
    assert set(spans) == set(PORTALS)
    assert sum(map(len, spans.values())) == 4, "three crawls, and the one that was killed"
    for crawls in spans.values():
        assert all(before[1] < after[0] for before, after in pairwise(crawls))


def test_a_stopped_worker_ends_its_crawl_cleanly_and_the_job_waits_again(
    url: str, replica: Replica, machines: list[Machine], tmp_path: Path
) -> None:
    put_jobs(url, "crawl", [{"portal": "scmiyi"}])
    machines.append(Machine(url, tmp_path / "a", replica, tmp_path / "store"))
    wait_for(lambda: machines[0].kept > 5_000)
    assert machines[0].stops() == 0
    (job,) = [one for one in state_of_queue(url, DEAD_AFTER)["jobs"] if one["task"] == "crawl"]
    assert (job["portal"], job["state"], job["attempts"]) == ("scmiyi", "waiting", 1)
    assert state_of_queue(url, DEAD_AFTER)["workers"] == []
    engine = open_archive(url)
    assert [(run["outcome"], run["portals"].keys()) for run in list_runs(engine)] == [("part", {"scmiyi"})]
    engine.dispose()
    assert list(broken(Place(url, tmp_path / "nothing", store=str(tmp_path / "store")))) == []


def test_a_crawl_whose_worker_died_ends_by_itself(url: str, replica: Replica, tmp_path: Path) -> None:
    place = queue_place.Place(url, tmp_path / "data", delay=0)
    before = sum(replica.requests.values())
    with subprocess.Popen(
        [sys.executable, "-m", "crawler.queue.child", "crawl", "scmiyi"],
        env=place.environment() | replica.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as child:
        wait_for(lambda: sum(replica.requests.values()) > before + 5)
        assert child.stdin is not None
        child.stdin.close()  # all that a worker's death is to its child
        assert child.wait(20) == ExitCode.INTERRUPTED


@pytest.mark.skipif(not os.environ.get("NIANBAO_SOAK"), reason="two more workers: make soak")
def test_workers_ask_the_monitors_and_people_are_told_of_a_cause_once(
    url: str,
    replica: Replica,
    machines: list[Machine],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = open_archive(url)
    record_look(engine, "scmiyi", Look(datetime.now(UTC), "everything", False))
    engine.dispose()
    with webhook() as (address, told):
        monkeypatch.setenv("NIANBAO_WEBHOOK", address)
        machines += [Machine(url, tmp_path / name, replica, tmp_path / "store") for name in "ab"]
        for done in (1, 2):
            put_jobs(url, "watch", [{}])
            wait_for(lambda: state_of_queue(url, DEAD_AFTER)["counts"]["watch"].get("done", 0) >= done)  # noqa: B023
    [sent] = told
    assert [(one["monitor"], one["portal"]) for one in sent["alarms"]] == [("portal_failing", "scmiyi")]


@pytest.mark.skipif(not os.environ.get("NIANBAO_SOAK"), reason="half a minute: make soak")
def test_a_frozen_worker_that_is_taken_for_dead_still_crawls_alone(
    url: str, machines: list[Machine], tmp_path: Path
) -> None:
    sites = portal_sites(people([PORTALS["scmiyi"]], 1))
    with Replica({host: Slow(site, 1.0) for host, site in sites.items()}) as slow:
        put_jobs(url, "crawl", [{"portal": "scmiyi"}])
        machines.append(Machine(url, tmp_path / "frozen", slow, tmp_path / "store"))
        wait_for(lambda: machines[0].kept > 5_000)
        machines[0].process.send_signal(signal.SIGSTOP)
        machines.append(Machine(url, tmp_path / "other", slow, tmp_path / "store"))
        wait_for(lambda: "ended with 6" in machines[1].said)
        machines[0].process.send_signal(signal.SIGCONT)
        wait_for(lambda: "ended with 0" in machines[0].said)
    assert "Jobs of workers that died wait again: 1." in machines[1].said
    assert [len(crawls) for crawls in crawl_times(machines).values()] == [1]
