"""The record of runs: what was started, by which process, how it ended, and what it counted.

A run without an outcome is still running, or was killed: its process is gone from this machine, or, on
another machine, has given no sign of life for a long time.
"""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any, Literal

from sqlalchemy import Connection, Engine, insert, select, update

from archive.models import Run
from archive.records import RunCounts
from archive.session import write

Outcome = Literal["done", "part", "failed"]

#: A process on another machine is taken for dead when it was silent for so long.
SILENCE = timedelta(minutes=15)


def begin_run(engine: Engine, command: str, arguments: Sequence[str] = ()) -> int:
    """Keep that a run of this process has begun; gives its id."""
    now = datetime.now(UTC)
    values = {
        "command": command,
        "arguments": list(arguments),
        "started": now,
        "heartbeat": now,
        "portals": {},
        "statuses": {},
        **_this_process(),
        **RunCounts().as_dict(),
    }
    return write(
        engine,
        lambda connection: connection.execute(insert(Run).values(values).returning(Run.id)).scalar_one(),
    )


def beat(engine: Engine, run_id: int, counts: RunCounts, portals: Mapping[str, RunCounts]) -> None:
    """Keep a running run's counts so far, as a sign of life; every minute or so is enough."""
    _update(engine, run_id, _counted(counts, portals, {}))


def finish_run(  # noqa: PLR0913  # how it ended, by name
    engine: Engine,
    run_id: int,
    outcome: Outcome,
    portals: Mapping[str, RunCounts] | None = None,
    *,
    counts: RunCounts | None = None,
    summary: str | None = None,
    told: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    """Keep how a run ended. ``counts`` is the sum over ``portals`` if not given.

    ``told`` is what is kept of each portal besides its counts: ``outcome``, ``seconds``, ``statuses`` (how
    often each HTTP status was answered) and whatever else.
    """
    by_portal = portals or {}
    total = counts if counts is not None else sum(by_portal.values(), RunCounts())
    ended = {"outcome": outcome, "finished": datetime.now(UTC), "summary": summary}
    statuses: Counter[str] = Counter()
    for one in (told or {}).values():
        statuses.update(one.get("statuses", {}))
    said = {**_counted(total, by_portal, told or {}), "statuses": dict(sorted(statuses.items()))}
    _update(engine, run_id, {**said, **ended})


def _counted(
    counts: RunCounts, portals: Mapping[str, RunCounts], told: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    by_portal = {name: {**one.as_dict(), **told.get(name, {})} for name, one in portals.items()}
    return {**counts.as_dict(), "portals": by_portal}


def begun_at(engine: Engine, run_id: int) -> datetime:
    """When a run began."""
    with engine.connect() as connection:
        return connection.execute(select(Run.started).where(Run.id == run_id)).scalar_one()


def _update(engine: Engine, run_id: int, values: dict[str, Any]) -> None:
    statement = update(Run).where(Run.id == run_id).values({"heartbeat": datetime.now(UTC), **values})
    write(engine, lambda connection: connection.execute(statement))


def list_runs(engine: Engine, limit: int | None = None, number: int | None = None) -> list[dict[str, Any]]:
    """The runs, newest first, as ``nianbao runs --json`` prints them; a killed one has that outcome.

    At most ``limit`` of them, or the one of a ``number`` alone: many machines make a thousand runs a night.
    """
    query = select(Run).order_by(Run.id.desc()).limit(limit)
    with engine.connect() as connection:
        rows = connection.execute(query if number is None else query.where(Run.id == number)).all()
        earlier = [
            row for name in {row.command for row in rows} for row in _earlier(connection, name, rows[-1].id)
        ]
    shown = [_run_object(row) for row in rows]
    return _with_usual([*shown, *map(_run_object, earlier)])[: len(shown)]


def _earlier(connection: Connection, command: str, before: int) -> Sequence[Any]:
    """The runs that tell what is usual for the first run of a command that is shown."""
    ended = select(Run).where(Run.command == command, Run.id < before, Run.finished.is_not(None))
    return connection.execute(ended.order_by(Run.id.desc()).limit(USUAL)).all()


#: So many runs of the same command before it tell what is usual for a run.
USUAL = 10


def _with_usual(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each run with ``usual``: the medians of the runs of its command that ended before it, newest first."""
    before: dict[str, list[dict[str, Any]]] = {}
    for run in reversed(runs):
        earlier = before.setdefault(run["command"], [])
        run["usual"] = _medians(earlier[-USUAL:])
        if run["finished"]:
            earlier.append(run)
    return runs


def _medians(runs: Sequence[Mapping[str, Any]]) -> dict[str, float] | None:
    """The median of every count over some runs; None over none."""
    if not runs:
        return None
    counts = ("seconds", *(field.name for field in fields(RunCounts)))
    return {name: median(run[name] for run in runs) for name in counts}


def _run_object(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "command": row.command,
        "arguments": row.arguments,
        "started": row.started.isoformat(),
        "finished": row.finished.isoformat() if row.finished else None,
        "seconds": (row.finished - row.started).total_seconds() if row.finished else None,
        "outcome": row.outcome or ("killed" if _is_dead(row) else None),
        "summary": row.summary,
        **{field.name: getattr(row, field.name) for field in fields(RunCounts)},
        "statuses": row.statuses,
        "portals": row.portals,
    }


def _is_dead(row: Any) -> bool:
    here = _this_process()
    if row.host != here["host"]:
        return bool(datetime.now(UTC) - row.heartbeat > SILENCE)
    return bool(row.boot != here["boot"] or process_start(row.pid) != row.process_start)


def _this_process() -> dict[str, Any]:
    pid = os.getpid()
    return {"host": socket.gethostname(), "boot": _boot(), "pid": pid, "process_start": process_start(pid)}


@cache
def _boot() -> str:
    """What tells one start of the machine from the next; empty where the system does not say."""
    marker = Path("/proc/sys/kernel/random/boot_id")
    return marker.read_text(encoding="ascii").strip() if marker.exists() else ""


def process_start(pid: int) -> str:
    """What tells a process from a later one of the same number; empty if there is no such process.

    On Linux the start in clock ticks since boot; elsewhere only whether the process is there.
    """
    if Path("/proc/self/stat").exists():
        try:
            line = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
        # The name in parentheses may hold anything; the start is the 20th field after it.
        state, *rest = line.rpartition(")")[2].split()
        return "" if state in "ZX" else rest[18]
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    return "there"
