"""``nianbao backfill``: past years, bit by bit."""

from __future__ import annotations

from typing import Annotated

import typer

from crawler.backfill import DEFAULT_DELAY, DEFAULT_REQUESTS, Backfill
from crawler.console import print_json
from crawler.crawl import Asked, crawl
from crawler.crawl_text import print_counts, say_problems
from crawler.errors import UsageError
from crawler.options import command
from crawler.settings import Settings
from crawler.years import years_of


@command(
    examples=(
        "nianbao backfill --portal wenshang --years 2008-2018",
        "nianbao backfill --portal wenshang --years 2008-2018 --body 白石镇 --delay 10",
        "nianbao backfill --portal wenshang --requests 500 --delay 5",
        "nianbao backfill --portal wenshang --from-web-archive https://web.archive.org",
    ),
    uses=("archive", "data", "store", "json", "delay"),
)
def backfill(
    settings: Settings,
    portal: Annotated[list[str], typer.Option(metavar="NAME", help="Of this portal; may be repeated.")],
    years: Annotated[
        str | None, typer.Option(metavar="YEARS", help="Years reported on: 2013 or 2008-2018 [default: all].")
    ] = None,
    body: Annotated[
        list[str] | None,
        typer.Option(metavar="BODY", help="Only pages that may be of this body; may be repeated."),
    ] = None,
    requests: Annotated[
        int, typer.Option(metavar="N", min=1, help="End after so many requests to a portal.")
    ] = DEFAULT_REQUESTS,
    from_web_archive: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Ask this web archive for what the portal has lost."),
    ] = None,
) -> int:
    """Fetch past years, slowly and bit by bit, whatever of them is not here yet.

    The portal's lists are read to their end, and pages fetched that the archive does not have. One that was
    killed, or has spent its budget of requests, goes on where it stopped when it is run again: what it has
    fetched is not fetched again.

    With --from-web-archive nothing is asked of the portal: what it has lost, and articles that no list of its
    names any more, are looked for in a web archive (pywb, the Internet Archive or any other with a CDX
    index), and kept with their original time where they are reports.

    Ends with 1 if something failed or the budget was spent, with 4 if no list names a report, or the web
    archive has nothing that is lost, with 6 if another run is crawling one of the portals.
    """
    asked = Asked(
        portals=portal,
        years=years_of(years),
        delay=settings.delay if settings.delay is not None else DEFAULT_DELAY,
        verbose=settings.verbose,
        store=settings.store,
        backfill=Backfill(tuple(body or ()), requests, _checked(from_web_archive)),
    )
    outcome = crawl(settings.archive, settings.data, asked)
    if settings.json:
        print_json(outcome.run)
    else:
        print_counts(outcome.run)
    say_problems(outcome)
    return outcome.exit_code


def _checked(address: str | None) -> str | None:
    """The address of a web archive. Raises UsageError for none that can be asked."""
    from crawler.web_archive.cdx import endpoints

    try:
        return address if address is None or endpoints(address) else None
    except ValueError as error:
        raise UsageError(str(error)) from error
