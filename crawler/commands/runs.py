"""``nianbao runs``: past runs with their counts and outcome."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crawler.console import message, print_json, print_table
from crawler.errors import ExitCode
from crawler.options import command
from crawler.settings import Settings

_COLUMNS = ("run", "command", "started", "seconds", "outcome", "requests", "bytes", "new", "changed")


@command(
    examples=("nianbao runs", "nianbao runs --limit 5 --json", "nianbao runs --run 17"),
    uses=("archive", "json"),
)
def runs(
    settings: Settings,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="The last N runs alone.")] = None,
    number: Annotated[
        int | None, typer.Option("--run", metavar="ID", help="This run alone, by portal.")
    ] = None,
) -> int:
    """Print the runs that changed the archive, newest first: what each did, and how it ended.

    The outcome is done, part, failed or killed; empty while a run goes on. In brackets stands what is usual:
    the median of the ten runs of that command before it.
    """
    from archive.runs import list_runs
    from archive.session import open_archive

    engine = open_archive(settings.archive, create=False)
    try:
        found = list_runs(engine, limit, number)
    finally:
        engine.dispose()
    if settings.json:
        print_json(found)
    elif found and number is not None:
        _print_one(found[0])
    elif found:
        print_table((*_COLUMNS, "failures"), [_row(run) for run in found])
    if not found:
        message("No run has changed this archive yet.")
    return ExitCode.DONE if found else ExitCode.NOTHING_FOUND


def _row(run: dict[str, Any]) -> list[object]:
    words = " ".join([run["command"], *run["arguments"]])
    started = run["started"][:19].replace("T", " ")
    counts = [_against(run, name) for name in ("requests", "bytes", "reports_new", "reports_changed")]
    return [run["id"], words, started, _against(run, "seconds"), run["outcome"], *counts, run["failures"]]


def _against(run: dict[str, Any], name: str) -> str:
    """A count and, in brackets, what is usual for such a run where that is something else."""
    value, usual = run[name], (run["usual"] or {}).get(name)
    if value is None:
        return ""
    told = _short(value)
    return told if usual is None or _short(usual) == told else f"{told} ({_short(usual)})"


def _short(value: float) -> str:
    if value >= 10_000_000:
        return f"{value / 1_000_000:.0f}M"
    return f"{value:.1f}" if value != int(value) else str(int(value))


def _print_one(run: dict[str, Any]) -> None:
    """One run by portal, with what failed."""
    names = ("outcome", "looked_at", "seconds", "requests", "bytes", "entries", "reports_new", "failures")
    rows = [[name, *(one.get(key) for key in names)] for name, one in run["portals"].items()]
    print_table(("portal", *names), rows)
    statuses = ", ".join(f"{count} x {status}" for status, count in run["statuses"].items())
    message(f"Answers by status: {statuses or 'none'}")
    if run["summary"]:
        message(run["summary"])
