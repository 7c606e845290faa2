"""``nianbao worker``, ``schedule`` and ``queue``: many machines on one archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.console import message, print_json, print_table
from crawler.errors import UsageError
from crawler.options import command
from crawler.queue.place import DEAD_AFTER
from crawler.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Engine

    from crawler.queue.place import Place

_MOST_JOBS = 30
_COLUMNS = ("id", "task", "portal", "state", "attempts", "worker", "since")

DeadAfter = Annotated[
    float,
    typer.Option(
        metavar="SECONDS", min=1, help="A worker silent for so long is dead: the same for all processes."
    ),
]


@command(
    examples=(
        "nianbao worker --archive postgresql://user@host/nianbao",
        "nianbao worker --store s3://bucket/nianbao --at-once 4",
        "nianbao worker --only reextract --only backfill",
    ),
    uses=("archive", "data", "store", "delay"),
)
def worker(
    settings: Settings,
    at_once: Annotated[int, typer.Option(metavar="N", min=1, help="Jobs at once, of as many portals.")] = 1,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="Only crawl, watch, reextract, ocr or backfill jobs."),
    ] = None,
    dead_after: DeadAfter = DEAD_AFTER,
) -> None:
    """Do the jobs of the queue until a signal says to stop; start as many workers as you like, anywhere.

    SIGTERM and Ctrl-C end its crawls cleanly and put their jobs back; a worker that is killed loses nothing:
    its jobs go to another one. Ends with 5 when the connection to the database breaks.
    """
    from archive.session import open_archive
    from crawler.queue.connecting import demand_queue

    demand_queue(settings.archive)
    open_archive(settings.archive, create=False).dispose()
    from crawler.queue.jobs import TASKS
    from crawler.queue.worker import work

    for kind in only or ():
        if kind not in TASKS:
            raise UsageError(f"--only {kind}: the kinds of jobs are {', '.join(TASKS)}.")
    work(_place(settings), only or (), at_once, dead_after)


def _place(settings: Settings) -> Place:
    from crawler.queue.place import Place

    return Place(settings.archive, settings.data, settings.store, settings.delay)


@command(
    examples=(
        "nianbao schedule --archive postgresql://user@host/nianbao",
        "nianbao schedule --once",
        "nianbao schedule --portal wenshang --portal changle",
        "nianbao schedule --reextract",
        "nianbao schedule --ocr",
        "nianbao schedule --backfill 2008-2018 --portal wenshang",
    ),
    uses=("archive", "data", "store"),
)
def schedule(
    settings: Settings,
    once: Annotated[bool, typer.Option("--once", help="Look once, and end.")] = False,
    every: Annotated[float, typer.Option(metavar="MINUTES", min=0.01, help="How often to look.")] = 10,
    portal: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Crawl these now, due or not, and end.")
    ] = None,
    reextract: Annotated[
        bool, typer.Option("--reextract", help="Read documents again, in many jobs, and end.")
    ] = False,
    ocr: Annotated[
        bool, typer.Option("--ocr", help="Read scans that gave no report, on workers with OCR, and end.")
    ] = False,
    backfill: Annotated[
        str | None, typer.Option(metavar="YEARS", help="Look for these years, a job per portal, and end.")
    ] = None,
    dead_after: DeadAfter = DEAD_AFTER,
) -> None:
    """Put a crawl of every portal that is due into the queue, and jobs of dead workers back; go on doing so.

    Makes the queue on first use, in a schema of its own of the archive's PostgreSQL database.
    """
    from archive.session import open_archive
    from crawler.crawl import known_ones
    from crawler.queue.connecting import demand_queue

    demand_queue(settings.archive)
    engine = open_archive(settings.archive, create=False)
    from crawler.queue import scheduling
    from spiders.registry import known_portals

    names = [one.name for one in known_ones(portal or list(known_portals(settings.data)), settings.data)]
    asked = _asked(engine, names, reextract, ocr, backfill)
    engine.dispose()
    if portal or asked:
        kind, jobs = asked or ("crawl", [{"portal": name} for name in names])
        done = scheduling.put_jobs(settings.archive, kind, jobs)
        message(f"{done.new} jobs put into the queue, {done.there} were there already.")
        return
    scheduling.schedule(_place(settings), dead_after, None if once else every * 60)


def _asked(
    engine: Engine, names: Sequence[str], reextract: bool, ocr: bool, backfill: str | None
) -> tuple[str, Sequence[Mapping[str, str]]] | None:
    """The jobs that the options ask for at once; None without one."""
    from crawler.queue.scheduling import documents
    from crawler.years import years_of

    if reextract + ocr + bool(backfill) > 1:
        raise UsageError("--reextract, --ocr and --backfill: ask for one after the other.")
    if reextract or ocr:
        kind = "ocr" if ocr else "reextract"
        return kind, documents(engine, kind, names)
    if backfill:
        years_of(backfill)
        return "backfill", [{"portal": name, "years": backfill} for name in names]
    return None


@command(
    examples=("nianbao queue --archive postgresql://user@host/nianbao", "nianbao queue --json"),
    uses=("archive", "json"),
)
def queue(settings: Settings, dead_after: DeadAfter = DEAD_AFTER) -> None:
    """Show the queue: workers, counts, and the jobs that run, wait or have failed in the last three days.

    Why a job failed stands in its run: nianbao runs.
    """
    from crawler.queue.connecting import demand_queue

    demand_queue(settings.archive)
    from crawler.queue.looking import state_of_queue

    state = state_of_queue(settings.archive, dead_after)
    if settings.json:
        print_json(state)
        return
    silent = sum(one["silent"] for one in state["workers"])
    message(f"{len(state['workers'])} workers" + (f", {silent} of them silent" if silent else ""))
    print_table(("task", "waiting", "running", "failed", "done"), _count_rows(state["counts"]))
    jobs = state["jobs"][:_MOST_JOBS]
    print_table(_COLUMNS, [[job.get(column) for column in _COLUMNS] for job in jobs])
    if len(state["jobs"]) > len(jobs):
        message(f"... and {len(state['jobs']) - len(jobs)} more: nianbao queue --json has them all.")


def _count_rows(counts: dict[str, dict[str, int]]) -> list[list[Any]]:
    states = ("waiting", "running", "failed", "done")
    return [[task, *(by_state.get(state, 0) for state in states)] for task, by_state in counts.items()]
