"""``nianbao reextract``: the archive's documents read again by this extractor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.console import message, print_json, print_text, progress
from crawler.errors import ExitCode
from crawler.options import command
from crawler.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from archive.rereading import Asked

_MOST_PROBLEMS = 20


@command(
    examples=(
        "nianbao reextract",
        "nianbao reextract --dry-run",
        "nianbao reextract --portal wenshang --years 2019-2020",
        "nianbao reextract --since-version 0.2 --json",
        "nianbao reextract --unread",
    ),
    uses=("archive", "data", "store", "json"),
)
def reextract(
    settings: Settings,
    portal: Annotated[str | None, typer.Option(metavar="NAME", help="Of this portal alone.")] = None,
    years: Annotated[
        str | None, typer.Option(metavar="YEARS", help="Of reports on these years: 2023 or 2019-2024.")
    ] = None,
    since_version: Annotated[
        str | None,
        typer.Option(metavar="V", help="Only what an extractor older than V has read [default: this one]."),
    ] = None,
    captures: Annotated[
        str | None,
        typer.Option(metavar="FIRST-LAST", help="Only captures of these numbers: one part of the work."),
    ] = None,
    unread: Annotated[
        bool, typer.Option("--unread", help="Only files that gave no report, as scans do without OCR.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would change; write nothing.")
    ] = False,
) -> int:
    """Read the archive's documents again from their WARC records, on all cores, without the network.

    Only what reads differently becomes a revision (of kind extractor). What this extractor has read already
    is left out, so that a run that was killed goes on where it stopped; --dry-run looks at everything. Ends
    with 1 where a document cannot be read any more, or is of another body or year than it was: each is named.
    """
    from archive.rereading import Asked
    from archive.session import open_archive
    from crawler.provenance import known_portal
    from crawler.reextraction import not_older
    from crawler.years import years_of

    engine = open_archive(settings.archive, create=False)
    read = frozenset() if dry_run and since_version is None else not_older(engine, since_version)
    named = known_portal(portal, settings.data)
    asked = Asked(named, years_of(years), read, _numbers(captures), unread)
    try:
        return _say_changes(settings, engine, asked) if dry_run else _reextract(settings, engine, asked)
    finally:
        engine.dispose()


def _numbers(captures: str | None) -> tuple[int, int] | None:
    """The first and last number of captures."""
    from crawler.errors import UsageError

    if captures is None:
        return None
    first, _, last = captures.partition("-")
    if not (first.isdigit() and last.isdigit()):
        raise UsageError(f"--captures {captures}: expected two numbers, such as 1-500.")
    return int(first), int(last)


def _reextract(settings: Settings, engine: Engine, asked: Asked) -> int:
    from archive.records import RunCounts
    from archive.rereading import count_kept
    from archive.runs import begin_run, finish_run
    from crawler.reextraction import keep, reread

    run = begin_run(engine, "reextract", _arguments(asked))
    try:
        with progress("documents", count_kept(engine, asked)) as advance:
            result = keep(engine, run, reread(engine, settings.data, asked, settings.store), advance)
    except BaseException:
        finish_run(engine, run, "failed", counts=RunCounts())
        raise
    summary = "\n".join(result.problems) or None
    finish_run(engine, run, "part" if summary else "done", counts=result.counts, summary=summary)
    _say_counts(settings, result.counts.as_dict(), result.problems)
    return ExitCode.PARTLY if summary else ExitCode.DONE


def _arguments(asked: Asked) -> list[str]:
    portal = ["--portal", asked.portal] if asked.portal else []
    years = ["--years", f"{asked.years[0]}-{asked.years[1]}"] if asked.years else []
    captures = ["--captures", f"{asked.captures[0]}-{asked.captures[1]}"] if asked.captures else []
    return [*portal, *years, *captures, *["--unread"] * asked.unread]


def _say_counts(settings: Settings, counts: dict[str, int], problems: list[str]) -> None:
    reports = {name: counts[f"reports_{name}"] for name in ("new", "changed", "unchanged")}
    if settings.json:
        print_json({**reports, "problems": problems})
        return
    print_text(", ".join(f"{count} reports {name}" for name, count in reports.items()))
    for problem in problems[:_MOST_PROBLEMS]:
        message(problem)
    if len(problems) > _MOST_PROBLEMS:
        message(f"... and {len(problems) - _MOST_PROBLEMS} more: nianbao runs --json has them all.")


def _say_changes(settings: Settings, engine: Engine, asked: Asked) -> int:
    found = list(_changes(engine, settings, asked))
    if settings.json:
        print_json(found)
    for change in () if settings.json else found:
        _print_change(change)
    message(f"{len(found)} of the reports would change. Nothing was written.")
    return ExitCode.PARTLY if any("problem" in change for change in found) else ExitCode.DONE


def _changes(engine: Engine, settings: Settings, asked: Asked) -> list[dict[str, Any]]:
    from archive.rereading import count_kept
    from crawler.reextraction import changes, reread

    with progress("documents", count_kept(engine, asked)) as advance:
        documents = reread(engine, settings.data, asked, settings.store)
        return list(changes(engine, (_counted(one, advance) for one in documents)))


def _counted(one: Any, advance: Any) -> Any:
    advance()
    return one


def _print_change(change: dict[str, Any]) -> None:
    from archive.differing import Difference
    from crawler.difference_text import difference_lines

    if "problem" in change:
        print_text(f"! {change['problem']}")
        return
    print_text(f"{change['body']} {change['year']}  {change['url']}")
    if change.get("new"):
        print_text("  a report that the archive does not have")
        return
    names = ("header", "figures", "sections", "findings")
    for line in difference_lines(Difference(*(tuple(change[name]) for name in names))):
        print_text(f"  {line}")
