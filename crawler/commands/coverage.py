"""``nianbao coverage``: the ledger, what should be there and what is."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from typing import Annotated, Any

import typer

from crawler.console import message, print_json, print_table
from crawler.errors import NothingFound, UsageError
from crawler.options import command
from crawler.settings import Settings

#: How a state is shown in a table: its sign, and its style on a terminal.
_SIGNS = {
    "archived": ("x", "green"),
    "found": ("found", "cyan"),
    "unreadable": ("unread", "magenta"),
    "withdrawn": ("gone", "yellow"),
    "missing": ("missing", "bold red"),
    "due": ("due", "red"),
    "not_due": ("-", "dim"),
}
_COLUMNS = (
    "body",
    "division",
    "year",
    "state",
    "due",
    "published_on",
    "portal",
    "reason",
    "url",
    "looked_at",
)


@command(
    examples=(
        "nianbao coverage",
        "nianbao coverage --portal wenshang --years 2019-2025",
        "nianbao coverage --state missing --state unreadable",
        "nianbao coverage --body 白石镇 --json",
        "nianbao coverage --csv > coverage.csv",
    ),
    uses=("archive", "json"),
)
def coverage(
    settings: Settings,
    portal: Annotated[str | None, typer.Option(metavar="NAME", help="Of this portal alone.")] = None,
    years: Annotated[str | None, typer.Option(metavar="YEARS", help="2023 or 2019-2024.")] = None,
    states: Annotated[
        list[str] | None, typer.Option("--state", metavar="STATE", help="In this state; may be repeated.")
    ] = None,
    body: Annotated[
        str | None, typer.Option(metavar="BODY", help="Of this body alone: name or code.")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, a row per body and year.")] = False,
) -> None:
    """Show which reports should be there and which are, body by year.

    x is archived; - is not due yet; due: past due, and not looked for since; missing: looked for, not there;
    found: listed by the portal, not read yet; unread: could not be read; gone: withdrawn.
    """
    from archive.queries import Part
    from archive.queries import coverage as look_up
    from archive.session import open_archive
    from crawler.provenance import known_portal
    from crawler.years import years_of

    if as_csv and settings.json:
        raise UsageError("Ask for --csv or for --json, not for both.")
    part = Part(known_portal(portal, settings.data), years_of(years), _known(states or ()), body)
    engine = open_archive(settings.archive, create=False)
    rows = look_up(engine, part)
    if settings.json:
        print_json(rows)
    elif as_csv:
        _print_csv(rows)
    else:
        _print_matrix(rows)


def _known(states: list[str] | tuple[()]) -> tuple[str, ...]:
    """The states asked for. Raises UsageError for one that there is not."""
    if unknown := set(states) - _SIGNS.keys():
        raise UsageError(f"No report is {min(unknown)!r}: the states are {', '.join(_SIGNS)}.")
    return tuple(states)


def _print_csv(rows: list[dict[str, Any]]) -> None:
    writer = csv.DictWriter(sys.stdout, _COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _print_matrix(rows: list[dict[str, Any]]) -> None:
    if not rows:
        raise NothingFound("The ledger has no report of these portals, bodies, years and states.")
    years = sorted({row["year"] for row in rows if row["year"]})
    bodies: dict[tuple[str, str], dict[int, Any]] = {}
    for row in rows:
        states = bodies.setdefault((row["division"] or "", row["body"]), {})
        states.setdefault(row["year"], _sign(row["state"]))
    lines = [
        (code, body, *(states.get(year, "") for year in years)) for (code, body), states in bodies.items()
    ]
    print_table(("division", "body", *map(str, years)), lines)
    counts = Counter(row["state"] for row in rows)
    told = ", ".join(f"{counts[state]} {state}" for state in _SIGNS if counts[state])
    message(f"{len(bodies)} bodies: {told}")


def _sign(state: str) -> Any:
    from rich.text import Text

    return Text(*_SIGNS[state])
