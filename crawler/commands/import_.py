"""``nianbao import``: local documents into the archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crawler.console import message, print_json, print_text, progress
from crawler.errors import NothingFound, UsageError
from crawler.local_files import Outcome, Tally, files_under
from crawler.options import command
from crawler.settings import Settings
from pipelines.model import Context


@command(
    examples=(
        "nianbao import folder/",
        "nianbao import --portal wenshang --year 2023 --body 白石镇人民政府 report.docx",
        "nianbao import --url http://www.wenshang.gov.cn/art/2024/1/16/a.html page.html",
    ),
    uses=("archive", "data", "json"),
)
def import_(
    settings: Settings,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Documents, or folders of them.")],
    portal: Annotated[str | None, typer.Option(metavar="NAME", help="The portal they are from.")] = None,
    url: Annotated[
        str | None, typer.Option(metavar="URL", help="Where the one document was published.")
    ] = None,
    body: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whose they are; outranks the text.")
    ] = None,
    year: Annotated[int | None, typer.Option(help="Year they are about; outranks the text.")] = None,
) -> int:
    """Put local documents into the archive.

    The raw bytes go into a WARC file first, then what they say into the archive. A document that cannot
    be read, or whose year is not known, costs itself alone; the summary counts it.
    """
    from crawler.provenance import context_of

    context = context_of(settings.data, url=url, portal=portal, unit=body, year=year)
    files = files_under(paths)
    if url and len(files) > 1:
        raise UsageError("--url is the address of one document; import the others by themselves.")
    if not files:
        raise NothingFound("There are no files in the folders named.")
    return _import(settings, context, files)


def _import(settings: Settings, context: Context, files: list[Path]) -> int:
    from archive.session import open_archive
    from crawler.importing import Import

    tally, outcomes = Tally(), []
    with (
        Import(open_archive(settings.archive), settings.data, context) as run,
        progress("documents", len(files)) as advance,
    ):
        for outcome in run.files(files):
            tally.count(outcome)
            outcomes.append(outcome)
            advance()
    if settings.json:
        print_json(outcomes)
    for outcome in outcomes:
        _tell(outcome, settings.json)
    message(tally.summary())
    return tally.exit_code


def _tell(outcome: Outcome, quietly: bool) -> None:
    if "error" in outcome:
        message(
            f"{outcome['file']} cannot be read ({outcome['error']['type']}): {outcome['error']['message']}"
        )
        return
    if not outcome["reports"]:
        message(f"{outcome['file']} holds no annual report: {outcome['verdict']['reason']}")
    for unplaced in outcome["unplaced"]:
        message(unplaced)
    if not quietly:
        state = next((word for word in ("new", "changed", "unchanged") if outcome[word]), "kept")
        for report in (one for one in outcome["reports"] if one["year"]):
            print_text(f"{state}: {report['body']} {report['year']}, {report['findings']} findings")
