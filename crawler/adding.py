"""A portal is added (新增门户): a look at its lists, an entry, a golden list, and a check that it holds."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

from crawler.console import message
from crawler.errors import Failure, NothingFound
from crawler.golden import record_golden
from crawler.proposal import Wish, first_look, ways
from crawler.settings import Settings
from crawler.survey import Survey, survey
from spiders.registry import Portal, keep


class CheckFailed(Failure):
    """The check of a new portal ended without a verdict."""


def looked_at(wish: Wish, settings: Settings) -> Survey:
    """The lists that a home page leads to. Raises NothingFound where none names a report."""
    message(f"Looking for annual reports from {wish.home} on ...")
    seen = survey([first_look(wish)], settings)[wish.name]
    if not seen.entries:
        for problem in seen.problems:
            message(str(problem))
        raise NothingFound(
            f"No list that {wish.home} leads to names an annual report ({len(seen.steps)} columns read):"
            " give the column by --column URL, or see nianbao crawl --explain."
        )
    return seen


def registered(
    entry: Portal, wish: Wish, seen: Survey, settings: Settings
) -> tuple[Portal, list[dict[str, str]]]:
    """The entry as it was written at last, and what the check says of it."""
    found: list[dict[str, str]] = []
    for way in ways(entry, wish, seen):
        keep(way, settings.data)
        record_golden(settings.data, replace(seen, portal=way))
        entry, found = way, _checked(way, settings)
        if all(one["level"] != "error" for one in found):
            break
        message(f"As family {way.family} it is not green.")
    return entry, found


def _checked(entry: Portal, settings: Settings) -> list[dict[str, str]]:
    """``nianbao portal check`` in a process of its own: a process reads lists but once."""
    delay = ["--delay", str(settings.delay)] if settings.delay is not None else []
    own = ["portal", "check", entry.name, "--json", "--data", str(settings.data), *delay]
    message(f"Checking {entry.name} ...")
    done = subprocess.run([sys.executable, "-m", "crawler", *own], stdout=subprocess.PIPE, check=False)
    if not done.stdout.strip():
        raise CheckFailed(
            f"nianbao portal check {entry.name} ended with {done.returncode}: run it by itself."
        )
    found: list[dict[str, str]] = json.loads(done.stdout)
    return found
