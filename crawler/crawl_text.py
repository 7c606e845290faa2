"""What a crawl tells people when it has ended: its counts by portal, and what failed."""

from __future__ import annotations

from typing import Any

from crawler.console import message, print_table
from crawler.crawl import Outcome

_COLUMNS = ("portal", "requests", "listed", "new", "changed", "unchanged", "findings", "failures")
_COUNTS = (
    "requests",
    "entries",
    "reports_new",
    "reports_changed",
    "reports_unchanged",
    "findings",
    "failures",
)
_MOST_PROBLEMS = 20


def print_counts(run: dict[str, Any]) -> None:
    """A row of counts per portal, on stdout."""
    rows = [[name, *(counts[count] for count in _COUNTS)] for name, counts in run["portals"].items()]
    print_table(_COLUMNS, rows)


def say_failures(outcome: Outcome) -> bool:
    """What failed, on stderr; whether anything did."""
    told = [f"{name}: {problem}" for name, found in outcome.problems.items() for problem in found]
    for line in told[:_MOST_PROBLEMS]:
        message(line)
    if len(told) > _MOST_PROBLEMS:
        message(f"... and {len(told) - _MOST_PROBLEMS} more: nianbao runs --json has them all.")
    return bool(told)


def say_problems(outcome: Outcome) -> None:
    """What failed and what to do, on stderr."""
    told = say_failures(outcome)
    if outcome.interrupted:
        message("Interrupted: what was read is kept. Crawl again to read the rest.")
    elif told:
        message("Done in part: everything else is kept. Crawl again to try what failed once more.")
    elif not outcome.run["entries"] and _asked_a_web_archive(outcome):
        message("The web archive has nothing of the portal that is not here.")
    elif not outcome.run["entries"]:
        message("No portal lists an annual report: look at its home page, or write the path in portals.toml.")


def _asked_a_web_archive(outcome: Outcome) -> bool:
    from archive.backfills import WEB_ARCHIVE

    return WEB_ARCHIVE in outcome.run["arguments"]
