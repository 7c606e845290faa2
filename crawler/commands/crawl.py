"""``nianbao crawl``: crawl portals now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.console import print_json, print_table
from crawler.crawl import Asked
from crawler.crawl import crawl as crawl_portals
from crawler.crawl_text import print_counts, say_problems
from crawler.options import command
from crawler.settings import Settings
from crawler.years import years_of

if TYPE_CHECKING:
    from spiders.steps import Step

_STEP = ("portal", "path", "score", "why", "entries", "reports", "url", "problem")


@command(
    examples=(
        "nianbao crawl wenshang",
        "nianbao crawl wenshang changle --years 2019-2024",
        "nianbao crawl wenshang --limit 5 --delay 3",
        "nianbao crawl wenshang --years 2023 --explain",
        "http_proxy=http://127.0.0.1:8118 https_proxy=$http_proxy nianbao crawl tongbai --delay 0",
    ),
    uses=("archive", "data", "store", "json", "delay"),
)
def crawl(
    settings: Settings,
    portals: Annotated[list[str], typer.Argument(metavar="PORTAL", help="Names; see: nianbao portal list.")],
    years: Annotated[
        str | None, typer.Option(metavar="YEARS", help="Years reported on: 2023 or 2019-2024.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="At most N candidate pages per portal.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say which columns were followed, and why.")
    ] = False,
) -> int:
    """Crawl portals now: find their annual reports, keep every answer, store what the reports say.

    Ends with 1 if a list, a page or a report failed, with 4 if no portal lists a report, with 6 if another
    run is crawling one of the portals.
    """
    asked = Asked(
        portals=portals,
        years=years_of(years),
        limit=limit,
        delay=settings.delay,
        verbose=settings.verbose,
        store=settings.store,
    )
    outcome = crawl_portals(settings.archive, settings.data, asked)
    steps = {name: [_said(step) for step in steps] for name, steps in outcome.steps.items()}
    if settings.json:
        print_json({**outcome.run, "steps": steps} if explain else outcome.run)
    else:
        for name, said in steps.items() if explain else ():
            print_table(_STEP, [(name, *one.values()) for one in said])
        print_counts(outcome.run)
    say_problems(outcome)
    return outcome.exit_code


def _said(step: Step) -> dict[str, Any]:
    """A step for people: how it was reached, what it promised, what its first page held."""
    return {
        "path": " > ".join(label for label in step.trail if label) or "home page",
        "score": step.promise.score,
        "why": step.promise.why,
        "entries": step.entries,
        "reports": step.candidates,
        "url": step.url,
        "problem": step.problem or "",
    }
