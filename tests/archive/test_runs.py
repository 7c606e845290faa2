from __future__ import annotations

import multiprocessing
import os
import signal
from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from archive import runs
from archive.models import Run
from archive.records import RunCounts
from archive.runs import begin_run, finish_run, list_runs
from archive.session import open_archive, writing


def _begin_and_wait_to_be_killed(url: str) -> None:
    begin_run(open_archive(url), "crawl", ["changle"])
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_run_ends_with_the_sum_of_its_portals(archive: Engine) -> None:
    first = begin_run(archive, "crawl", ["wenshang", "changle"])
    counts = {"wenshang": RunCounts(requests=3, reports_new=1), "changle": RunCounts(requests=4)}
    finish_run(archive, first, "part", counts, summary="changle: page 7 of 12 could not be fetched")
    second = begin_run(archive, "nightly")
    newest, oldest = list_runs(archive)
    assert (newest["id"], newest["outcome"], newest["finished"]) == (second, None, None)
    assert (oldest["outcome"], oldest["requests"], oldest["reports_new"]) == ("part", 7, 1)
    assert oldest["portals"]["changle"]["requests"] == 4
    assert oldest["started"] <= oldest["finished"]
    assert {"id", "command", "started", "captures", "reports_changed"} <= set(oldest)


def test_a_run_whose_process_is_gone_was_killed(archive: Engine, archive_url: str) -> None:
    process = multiprocessing.get_context("spawn").Process(
        target=_begin_and_wait_to_be_killed, args=(archive_url,)
    )
    process.start()
    process.join()
    assert [run["outcome"] for run in list_runs(archive)] == ["killed"]


def test_another_process_of_the_same_number_does_not_keep_a_run_alive(archive: Engine) -> None:
    begin_run(archive, "crawl")
    with writing(archive) as connection:
        connection.execute(update(Run).values(process_start="1"))
    assert [run["outcome"] for run in list_runs(archive)] == ["killed"]


@pytest.mark.parametrize(("silent", "outcome"), [(timedelta(0), None), (2 * runs.SILENCE, "killed")])
def test_a_run_on_another_machine_counts_as_killed_after_a_long_silence(
    archive: Engine, silent: timedelta, outcome: str | None
) -> None:
    begin_run(archive, "crawl")
    with writing(archive) as connection:
        moment = connection.scalar(Run.__table__.select().with_only_columns(Run.heartbeat))
        connection.execute(update(Run).values(host="elsewhere", heartbeat=moment - silent))
    assert [run["outcome"] for run in list_runs(archive)] == [outcome]


def test_a_few_runs_and_one_run_are_told_as_among_all(archive: Engine) -> None:
    for number in range(30):
        run = begin_run(archive, "nightly" if number % 3 else "crawl", [str(number)])
        finish_run(archive, run, "done", {"wenshang": RunCounts(requests=number * number)})
    everything = list_runs(archive)
    assert everything[0]["usual"] is not None
    assert list_runs(archive, limit=4) == everything[:4]
    assert [list_runs(archive, number=run["id"]) for run in everything] == [[run] for run in everything]
    assert list_runs(archive, number=999) == []
