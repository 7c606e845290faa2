"""``nianbao export``: the archive's reports as files for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crawler.console import message, print_json, progress
from crawler.options import command
from crawler.settings import Settings


@command(
    examples=("nianbao export csv reports/", "nianbao export csv figures.csv"),
    uses=("archive", "json"),
)
def csv(
    settings: Settings,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A folder, or one file ending in .csv.")],
) -> None:
    """Write the current reports as CSV: a folder of tables, or one long file with a row per figure.

    UTF-8 with a byte order mark, as Excel needs it. A missing number is an empty cell and never 0; the column
    `state` says why it is missing.
    """
    from archive.exports.csv import export_csv
    from archive.session import open_archive

    engine = open_archive(settings.archive, create=False)
    with progress("rows", None) as advance:
        written = export_csv(engine, path, progress=advance)
    if settings.json:
        print_json([{"file": str(file), "rows": rows} for file, rows in written.items()])
    else:
        message("\n".join(f"{file}: {rows} rows" for file, rows in written.items()))
