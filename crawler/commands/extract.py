"""``nianbao extract``: read documents without archive or network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crawler.console import message, print_json, print_text, progress
from crawler.errors import ExitCode, NothingFound
from crawler.local_files import Outcome, Tally, files_under, read_files, read_one
from crawler.options import command
from crawler.settings import Settings
from pipelines.model import Context


@command(
    examples=(
        "nianbao extract report.html",
        "nianbao extract --json report.docx > report.json",
        "nianbao extract --jsonl folder/ > reports.jsonl",
        "nianbao extract --portal wenshang --url http://www.wenshang.gov.cn/art/2024/1/16/a.html page.html",
    ),
    uses=("json",),
)
def extract(
    settings: Settings,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Documents, or folders of them.")],
    url: Annotated[str | None, typer.Option(metavar="URL", help="Where the document was published.")] = None,
    portal: Annotated[str | None, typer.Option(metavar="NAME", help="The portal it is from.")] = None,
    media_type: Annotated[
        str | None, typer.Option(metavar="TYPE", help="What the server called it; the bytes outrank it.")
    ] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line, as files finish.")] = False,
) -> int:
    """Read annual reports from documents, without archive or network.

    One FILE with --json gives one object; several, or a folder, a list of them. With --jsonl a file that
    cannot be read costs its own line alone ("error"), and the exit code is 1.
    """
    from crawler.provenance import context_of

    context = context_of(settings.data, url=url, portal=portal)
    one = len(files) == 1 and not files[0].is_dir()
    if one and not jsonl:
        return _extract_one(files_under(files)[0], context, media_type, settings.json)
    return _extract_many(files_under(files), context, media_type, "jsonl" if jsonl else _form(settings))


def _form(settings: Settings) -> str:
    return "json" if settings.json else "text"


def _extract_one(file: Path, context: Context, media_type: str | None, as_json: bool) -> int:
    outcome = read_one(file, context, media_type)
    if as_json:
        print_json(outcome)
    if not as_json or not outcome.get("reports"):
        _print_outcome(outcome)
    if "error" in outcome:
        return ExitCode.UNREADABLE
    return ExitCode.DONE if outcome["reports"] else ExitCode.NOTHING_FOUND


def _no_report(outcome: Outcome) -> str:
    verdict = outcome["verdict"]
    return f"{outcome['file']} holds no annual report: {verdict['kind']}: {verdict['reason']}"


def _print_outcome(outcome: Outcome) -> None:
    from crawler.report_text import print_report

    if "error" in outcome:
        message(
            f"{outcome['file']} cannot be read ({outcome['error']['type']}): {outcome['error']['message']}"
        )
    elif not outcome["reports"]:
        message(_no_report(outcome))
    else:
        print_text(f"{outcome['file']} ({outcome['media_type']}, sha256 {outcome['sha256']})")
        for report in outcome["reports"]:
            print_report(report)


def _extract_many(files: list[Path], context: Context, media_type: str | None, form: str) -> int:
    if not files:
        raise NothingFound("There are no files in the folders named.")
    tally, kept = Tally(), []
    with progress("documents", len(files)) as advance:
        for outcome in read_files(files, context, media_type):
            tally.count(outcome)
            if form == "json":
                kept.append(outcome)
            elif form == "jsonl":
                print_json(outcome, indent=None)
            else:
                _print_outcome(outcome)
            advance()
    if form == "json":
        order = {str(file): number for number, file in enumerate(files)}
        print_json(sorted(kept, key=lambda outcome: order[outcome["file"]]))
    message(tally.summary())
    return tally.exit_code
