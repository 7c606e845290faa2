"""``nianbao check``: the findings of the archive."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from crawler.console import message, print_json, print_table, print_text
from crawler.options import command
from crawler.settings import Settings


@command(
    examples=(
        "nianbao check",
        "nianbao check --portal wenshang --year 2023",
        "nianbao check --rule applications --json",
    ),
    uses=("archive", "json"),
)
def check(
    settings: Settings,
    portal: Annotated[str | None, typer.Option(metavar="NAME", help="Of this portal alone.")] = None,
    year: Annotated[
        str | None, typer.Option(metavar="YEARS", help="Of these years: 2023 or 2019-2024.")
    ] = None,
    rule: Annotated[
        str | None, typer.Option(metavar="RULE", help="By this rule, or by all rules before a dot.")
    ] = None,
) -> None:
    """List what does not add up, and what could not be read.

    Ends with 0 either way.
    """
    from archive.queries import findings
    from archive.session import open_archive
    from crawler.provenance import known_portal
    from crawler.years import years_of

    engine = open_archive(settings.archive, create=False)
    found = findings(engine, portal=known_portal(portal), years=years_of(year), rule=rule)
    if settings.json:
        print_json(found)
        return
    rows = [
        (one["body"] or one["url"], one["year"], one["severity"], one["rule"], one["message"])
        for one in found
    ]
    if rows:
        print_table(("body", "year", "severity", "rule", "finding"), rows)
    else:
        print_text("No findings.")
    counts = Counter(one["severity"] for one in found)
    message(", ".join(f"{count} {severity}" for severity, count in counts.items()) or "0 findings")
