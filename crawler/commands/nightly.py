"""``nianbao nightly``: everything that is due, over all portals."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crawler.console import message, print_json, print_table
from crawler.errors import ExitCode
from crawler.options import command
from crawler.settings import Settings

_COLUMNS = ("portal", "looked at", "requests", "bound", "listed", "new", "changed", "failures", "outcome")


@command(
    examples=(
        "nianbao nightly",
        "nianbao nightly --until 06:00",
        "nianbao nightly --budget 2h --at-once 8",
        "nianbao nightly wenshang changle",
    ),
    uses=("archive", "data", "store", "json", "delay"),
)
def nightly(
    settings: Settings,
    portals: Annotated[
        list[str] | None, typer.Argument(metavar="[PORTAL]...", help="These alone; else all of the registry.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="HH:MM", help="End at this time of day.")] = None,
    budget: Annotated[str | None, typer.Option(metavar="TIME", help="End after 2h, 90m or 1h30m.")] = None,
    at_once: Annotated[int, typer.Option(metavar="N", min=1, help="Portals crawled at once.")] = 4,
    again: Annotated[
        bool, typer.Option("--again", help="Look also at portals that were looked at a few hours ago.")
    ] = False,
) -> int:
    """Look at every portal that is due: its lists, what is new on them, and what is to be checked again.

    The portal not looked at for longest comes first; what a time budget leaves comes first in the next night.
    Ends with 1 if something failed or a monitor raised an error, with 6 if another nightly run is under way.
    """
    from datetime import datetime

    from crawler.night import Wish
    from crawler.night import nightly as look_at_all
    from crawler.timing import seconds_of

    wish = Wish(
        portals=portals or (),
        seconds=seconds_of(budget, until, datetime.now().astimezone()),
        at_once=at_once,
        again=again,
        delay=settings.delay,
        verbose=settings.verbose,
        store=settings.store,
    )
    night = look_at_all(settings.archive, settings.data, wish)
    if settings.json:
        print_json(night.crawled.run)
    else:
        _print(night.crawled.run)
    _say(night)
    return _code(night)


def _print(run: dict[str, Any]) -> None:
    rows = [_row(name, counts) for name, counts in run["portals"].items()]
    if rows:
        print_table(_COLUMNS, rows)


def _row(name: str, counts: dict[str, Any]) -> list[object]:
    told = [counts[one] for one in ("entries", "reports_new", "reports_changed", "failures")]
    return [name, counts.get("looked_at"), counts["requests"], bound_of(counts), *told, counts.get("outcome")]


def bound_of(counts: dict[str, Any]) -> int | None:
    """The requests that a portal may cost where nothing is new: robots.txt, list pages, rechecks due.

    None for a discovery, which asks for whatever there is.
    """
    if counts.get("list_pages") is None:
        return None
    return int(1 + counts["list_pages"] + counts["rechecks_due"])


def _say(night: Any) -> None:
    from crawler.crawl_text import say_failures

    run = night.crawled.run
    known = {name: one for name, one in run["portals"].items() if bound_of(one) is not None}
    if known:
        asked = sum(one["requests"] for one in known.values())
        bound = sum(bound_of(one) or 0 for one in known.values())
        message(f"{len(known)} known portals: {asked} requests, at most {bound} where nothing is new.")
    if not run["portals"] and not night.left and not night.locked:
        message("No portal is due: each was looked at in the last hours. (--again looks all the same.)")
    if night.left:
        message(f"{len(night.left)} portals are left for the next night: {', '.join(night.left[:8])}")
    say_failures(night.crawled)


def _code(night: Any) -> ExitCode:
    if night.crawled.interrupted:
        return ExitCode.INTERRUPTED
    if night.locked and not night.crawled.run["portals"]:
        return ExitCode.LOCKED
    alarmed = any(alarm.severity == "error" for alarm in night.alarms)
    return ExitCode.PARTLY if alarmed or night.crawled.run["outcome"] != "done" else ExitCode.DONE
