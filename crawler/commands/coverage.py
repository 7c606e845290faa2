"""``nianbao coverage``: what is there, body by year."""

from __future__ import annotations

import csv
import sys
from typing import Annotated, Any

import typer

from crawler.console import message, print_json, print_table
from crawler.errors import NothingFound, UsageError
from crawler.options import command
from crawler.settings import Settings

_SIGNS = {"archived": "x", "found": "found", "unreadable": "unread"}


@command(
    examples=(
        "nianbao coverage",
        "nianbao coverage --portal wenshang --years 2019-2025",
        "nianbao coverage --csv > coverage.csv",
    ),
    uses=("archive", "json"),
)
def coverage(
    settings: Settings,
    portal: Annotated[str | None, typer.Option(metavar="NAME", help="Of this portal alone.")] = None,
    years: Annotated[str | None, typer.Option(metavar="YEARS", help="2023 or 2019-2024.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, a row per body and year.")] = False,
) -> None:
    """Show which reports are there, body by year.

    x is a report in the archive; besides, found (listed by the portal, not read yet) and unread (it could
    not be read).
    """
    from archive.queries import coverage as look_up
    from archive.session import open_archive
    from crawler.provenance import known_portal
    from crawler.years import years_of

    if as_csv and settings.json:
        raise UsageError("Ask for --csv or for --json, not for both.")
    engine = open_archive(settings.archive, create=False)
    rows = look_up(engine, portal=known_portal(portal, settings.data), years=years_of(years))
    if settings.json:
        print_json(rows)
    elif as_csv:
        _print_csv(rows)
    else:
        _print_matrix(rows)


def _print_csv(rows: list[dict[str, Any]]) -> None:
    columns = ("body", "division", "year", "state", "due", "published_on", "portal", "reason", "url")
    writer = csv.DictWriter(sys.stdout, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _print_matrix(rows: list[dict[str, Any]]) -> None:
    if not rows:
        raise NothingFound("The archive has no report of these portals and years.")
    years = sorted({row["year"] for row in rows if row["year"]})
    bodies: dict[tuple[str, str], dict[int, str]] = {}
    for row in rows:
        states = bodies.setdefault((row["division"] or "", row["body"]), {})
        states.setdefault(row["year"], _SIGNS.get(row["state"], row["state"]))
    lines = [
        (code, body, *(states.get(year, "") for year in years)) for (code, body), states in bodies.items()
    ]
    print_table(("division", "body", *map(str, years)), lines)
    message(f"{len(bodies)} bodies, {sum(row['state'] == 'archived' for row in rows)} reports in the archive")
