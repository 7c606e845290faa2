"""``nianbao show``: one report of the archive."""

from __future__ import annotations

from typing import Annotated

import typer

from crawler.console import print_json, print_table
from crawler.options import command
from crawler.settings import Settings


@command(
    examples=("nianbao show 白石镇 2023", "nianbao show 370830110 2023 --json"),
    uses=("archive", "json"),
)
def show(
    settings: Settings,
    body: Annotated[str, typer.Argument(help="Name of the body, with its county if need be, or its code.")],
    year: Annotated[int, typer.Argument(help="Year that the report is about.")],
) -> None:
    """Show one report of the archive.

    Its figures, findings and documents, in the current revision. A name that fits several bodies ends
    with 2 and lists them; a report that is not there, with 4.
    """
    from archive.queries import get_report
    from archive.session import open_archive
    from crawler.report_text import print_report

    report = get_report(open_archive(settings.archive, create=False), body, year)
    if settings.json:
        print_json(report)
        return
    print_report(report)
    documents = [
        (one["role"], one["media_type"], one["fetched_at"], one["url"]) for one in report["documents"]
    ]
    print_table(("document", "type", "fetched", "address"), documents)
