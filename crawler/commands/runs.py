"""``nianbao runs``: past runs with their counts and outcome."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crawler.console import message, print_json, print_table
from crawler.errors import ExitCode
from crawler.options import command
from crawler.settings import Settings

_COLUMNS = ("run", "command", "started", "seconds", "outcome", "requests", "new", "changed", "failures")


@command(examples=("nianbao runs", "nianbao runs --limit 5 --json"), uses=("archive", "json"))
def runs(
    settings: Settings,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="The last N runs alone.")] = None,
) -> int:
    """Print the runs that changed the archive, newest first: what each did, and how it ended.

    The outcome is done, part, failed or killed; empty while a run goes on.
    """
    from archive.runs import list_runs
    from archive.session import open_archive

    engine = open_archive(settings.archive, create=False)
    try:
        found = list_runs(engine)[:limit]
    finally:
        engine.dispose()
    if settings.json:
        print_json(found)
    elif found:
        print_table(_COLUMNS, [_row(run) for run in found])
    if not found:
        message("No run has changed this archive yet.")
    return ExitCode.DONE if found else ExitCode.NOTHING_FOUND


def _row(run: dict[str, Any]) -> list[object]:
    words = " ".join([run["command"], *run["arguments"]])
    counts = [run["requests"], run["reports_new"], run["reports_changed"], run["failures"]]
    started = run["started"][:19].replace("T", " ")
    return [run["id"], words, started, _seconds(run), run["outcome"], *counts]


def _seconds(run: dict[str, Any]) -> float | None:
    from datetime import datetime

    if run["finished"] is None:
        return None
    begun, ended = (datetime.fromisoformat(run[name]) for name in ("started", "finished"))
    return round((ended - begun).total_seconds(), 1)
