"""What the queue holds, takes and gives back, in a real PostgreSQL; its workers: ``test_workers``."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from alembic import command
from procrastinate.jobs import Job
from procrastinate.jobs import Status as JobStatus
from procrastinate.periodic import PeriodicDeferrer

from archive.evidence import record_capture
from archive.migration import Status, configuration
from archive.records import CaptureRecord
from archive.session import (
    connect_to_migrate,
    open_archive,
    schema_differences,
    schema_state,
    upgrade_archive,
    writing,
)
from crawler.errors import ExitCode, NothingFound, UsageError
from crawler.queue import place as queue_place
from crawler.queue import scheduling
from crawler.queue.connecting import SCHEMA, QueueOutdated, demand_queue, make_queue, queue_app
from crawler.queue.jobs import MOST_DEATHS, TASKS, JobEnded, TryAgain
from crawler.queue.looking import state_of_queue
from crawler.queue.rescue import Rescued, rescue
from crawler.queue.scheduling import put_jobs
from crawler.queue.worker import register
from pipelines.storing.store import store
from spiders.registry import portals
from tests.archive.samples import document, report
from tests.postgresql import Server

DEAD_AFTER = 4


@pytest.fixture
def url(postgresql: Server) -> str:
    return postgresql.new_database(postgresql.migrated)


def test_what_is_due_is_put_in_once_and_not_while_it_runs_or_rests(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = queue_place.Place(url, tmp_path)
    for _ in range(2):
        scheduling.schedule(place, DEAD_AFTER, None)
    assert {job["portal"]: job["state"] for job in state_of_queue(url, DEAD_AFTER)["jobs"]} == dict.fromkeys(
        portals(), "waiting"
    )
    failed, running = fetched(url), fetched(url)
    end(url, failed)
    scheduling.schedule(place, 3600, None)
    states = sorted(job["state"] for job in state_of_queue(url, 3600)["jobs"])
    assert states == ["failed", "running", *["waiting"] * (len(portals()) - 2)]
    assert "5 portals are due: 0 put into the queue, 4 there already, 1 failed" in capsys.readouterr().err
    put_jobs(url, "crawl", [failed.task_kwargs, running.task_kwargs])
    assert state_of_queue(url, 3600)["counts"]["crawl"]["waiting"] == len(portals()) - 1, "by hand it can be"


def test_the_same_years_of_a_portal_wait_once_and_last_nights_pages_go_first(url: str) -> None:
    job = {"portal": "wenshang", "years": "2008-2018"}
    assert [put_jobs(url, "backfill", [job]).new for _ in range(2)] == [1, 0]
    put_jobs(url, "reextract", [{"portal": "wenshang", "captures": "1-9"}])
    put_jobs(url, "crawl", [{"portal": "wenshang"}])
    order = [fetched(url).task_name for _ in range(2)]
    assert order == ["crawl", "reextract"], "the backfill has the lock of the crawl that runs"
    with pytest.raises(AssertionError):
        fetched(url)


def test_a_job_of_a_dead_worker_waits_again_and_one_that_kills_every_worker_has_failed(url: str) -> None:
    put_jobs(url, "crawl", [{"portal": "wenshang"}])

    async def dies() -> Rescued:
        async with queue_app(url).open_async() as app:
            silent = await app.job_manager.register_worker()
            assert await app.job_manager.fetch_job(None, silent)
            assert await rescue(app, 3600) == Rescued()
            await app.job_manager.unregister_worker(silent)
            return await rescue(app, 3600)

    assert [asyncio.run(dies()) for _ in range(MOST_DEATHS)] == [Rescued(again=(1,))] * MOST_DEATHS
    assert asyncio.run(dies()) == Rescued(given_up=(1,))
    assert state_of_queue(url, 3600)["counts"] == {"crawl": {"failed": 1}}


@pytest.mark.parametrize(
    ("task", "error", "pauses"),
    [
        ("crawl", JobEnded(ExitCode.PARTLY), [900, 7200, None]),
        ("crawl", JobEnded(ExitCode.LOCKED), [30, 120, 480, 1800, 7200, None]),
        ("crawl", JobEnded(-signal.SIGKILL), [30, 120, 480, None]),
        ("crawl", JobEnded(ExitCode.NOTHING_FOUND), [None]),
        ("crawl", JobEnded(ExitCode.USAGE), [None]),
        ("crawl", RuntimeError("a defect of the worker"), [None]),
        ("backfill", JobEnded(ExitCode.PARTLY), [21600, 21600]),
        ("reextract", JobEnded(ExitCode.PARTLY), [None]),
    ],
)
def test_what_may_pass_by_itself_is_tried_again_after_longer_and_longer_pauses(
    task: str, error: BaseException, pauses: list[int | None]
) -> None:
    strategy = TryAgain(TASKS[task])
    for attempts, pause in enumerate(pauses):
        job = Job(id=1, queue=task, lock=None, queueing_lock=None, task_name=task, attempts=attempts)
        before = datetime.now(UTC)
        decided = strategy.get_retry_decision(exception=error, job=job)
        seconds = decided and decided.retry_at and (decided.retry_at - before).total_seconds()
        assert (pause is None and seconds is None) or seconds == pytest.approx(pause, abs=2)


def test_any_worker_puts_in_that_the_monitors_are_asked_and_the_queue_takes_it_once(url: str) -> None:
    make_queue(url)

    async def at_seven_past() -> None:
        async with queue_app(url).open_async() as app:
            for task in TASKS.values():
                register(app, task)
            [periodic] = app.periodic_registry.periodic_tasks.values()
            await PeriodicDeferrer(app.periodic_registry).defer_jobs([(periodic, 1_800_000_420)])

    for _ in range(2):
        asyncio.run(at_seven_past())
    assert state_of_queue(url, DEAD_AFTER)["counts"] == {"watch": {"waiting": 1}}
    job = fetched(url)
    assert TASKS[job.task_name].command_line(job.task_kwargs) == ["doctor", "--send"]


def test_documents_are_read_again_in_parts_and_scans_in_jobs_of_their_own(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduling, "BATCHES", {"reextract": 2, "ocr": 1})
    engine = open_archive(url)
    for n in range(3):
        page = f"http://h/{n}.html"
        read = replace(document(str(n), page, extractor_version="0"), capture=of_wenshang(page))
        store(engine, read, [report(year=2020 + n)])
    for n in range(2):
        record_capture(engine, replace(of_wenshang(f"http://h/{n}.pdf"), media_type="application/pdf"))
    again = scheduling.documents(engine, "reextract", ["wenshang", "changle"])
    scans = scheduling.documents(engine, "ocr", ["wenshang"])
    engine.dispose()
    assert [job["captures"] for job in again] == ["1-2", "3-4", "5-5"]
    assert [job["captures"] for job in scans] == ["4-4", "5-5"]
    assert put_jobs(url, "reextract", again).new == 3
    assert put_jobs(url, "ocr", scans).new == 2
    assert [fetched(url).task_kwargs["captures"] for _ in range(3)] == ["1-2", "3-4", "5-5"]
    command = TASKS["ocr"].command_line(scans[0])
    assert command == ["reextract", "--portal", "wenshang", "--unread", "--captures", "4-4"]


def of_wenshang(url: str) -> CaptureRecord:
    """A capture of the portal with what was known of it."""
    return replace(document("bytes", url).capture, context={"portal": "wenshang", "role": "page"})


def test_a_queue_leaves_the_archives_schema_as_it_was(url: str, postgresql: Server) -> None:
    put_jobs(url, "crawl", [{"portal": "wenshang"}])
    assert schema_differences(url) == []
    upgrade_archive(url)
    assert state_of_queue(url, DEAD_AFTER)["counts"] == {"crawl": {"waiting": 1}}
    engine = connect_to_migrate(url)
    with writing(engine) as connection:
        command.downgrade(configuration(connection), "base")
    engine.dispose()
    upgrade_archive(url)
    assert schema_differences(url) == []
    assert state_of_queue(url, DEAD_AFTER)["counts"] == {"crawl": {"waiting": 1}}
    fresh = postgresql.new_database()
    make_queue(fresh)
    assert schema_state(fresh).status is Status.EMPTY


def test_a_queue_of_another_version_is_said_and_left_alone(url: str) -> None:
    make_queue(url)
    with psycopg.connect(url) as connection:
        connection.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '3.9.0'")
    with pytest.raises(QueueOutdated, match=r"3\.9\.0"):
        put_jobs(url, "crawl", [{"portal": "wenshang"}])


def test_a_queue_is_refused_on_sqlite_and_missed_where_there_is_none(url: str) -> None:
    with pytest.raises(UsageError, match="PostgreSQL"):
        demand_queue("sqlite:///nianbao.db")
    with pytest.raises(NothingFound, match="nianbao schedule"):
        state_of_queue(url, DEAD_AFTER)


def test_the_commands_put_jobs_in_and_show_them_as_json(url: str, tmp_path: Path) -> None:
    def nianbao(*arguments: str, archive: str = url) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "crawler", *arguments, "--archive", archive, "--data", str(tmp_path)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    put = nianbao("schedule", "--backfill", "2008-2010", "--portal", "wenshang")
    assert (put.returncode, put.stdout) == (0, "")
    assert "1 jobs put into the queue" in put.stderr
    shown = json.loads(nianbao("queue", "--json").stdout)
    assert shown["counts"] == {"backfill": {"waiting": 1}}
    (job,) = shown["jobs"]
    assert (job["portal"], job["years"], job["state"]) == ("wenshang", "2008-2010", "waiting")
    assert nianbao("worker", archive=f"sqlite:///{tmp_path}/a.db").returncode == ExitCode.USAGE
    assert nianbao("schedule", "--portal", "nowhere").returncode == ExitCode.USAGE


def fetched(url: str) -> Job:
    """The job that a worker would get now."""

    async def fetch() -> Job | None:
        async with queue_app(url).open_async() as app:
            return await app.job_manager.fetch_job(None, await app.job_manager.register_worker())

    job = asyncio.run(fetch())
    assert job is not None
    return job


def end(url: str, job: Job) -> None:
    """End a job as one that has failed for good."""

    async def finish() -> None:
        async with queue_app(url).open_async() as app:
            await app.job_manager.finish_job(job, JobStatus.FAILED, delete_job=False)

    asyncio.run(finish())
