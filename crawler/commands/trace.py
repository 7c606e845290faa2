"""``nianbao trace``: the evidence of one figure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from crawler.console import message, print_json, print_table
from crawler.errors import NothingFound
from crawler.options import command
from crawler.settings import Settings

_SUGGESTIONS = 5


@command(
    examples=(
        "nianbao trace 白石镇 2023 disclosure.licensing.decisions",
        "nianbao trace 370830110 2023 applications.received.total --json",
        "nianbao trace 白石镇 2023 disclosure.licensing.decisions --open",
    ),
    uses=("archive", "data", "store", "json"),
)
def trace(
    settings: Settings,
    body: Annotated[str, typer.Argument(help="Name of the body, with its county if need be, or its code.")],
    year: Annotated[int, typer.Argument(help="Year that the report is about.")],
    figure: Annotated[str, typer.Argument(help="Key of the figure; a part of it lists those that it fits.")],
    open_: Annotated[
        bool, typer.Option("--open", help="Write the captured page with the cell marked, and open it.")
    ] = False,
    to: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to write it [default: a temporary file]."),
    ] = None,
) -> None:
    """Show the evidence of one figure.

    From the number back to the response that it was read from: the text as printed, its place, the
    document and its SHA-256, the address, the moment of the capture, the WARC record, the extractor.
    """
    from archive.queries import trace as trace_figure
    from archive.session import open_archive

    _refuse_an_unknown_figure(figure)
    evidence = trace_figure(open_archive(settings.archive, create=False), body, year, figure)
    if open_ or to:
        _show(_written(settings, evidence, to), opened=open_)
    if settings.json:
        print_json(evidence)
    else:
        print_table(("", ""), _rows(evidence), heading=False)


def _written(settings: Settings, evidence: dict[str, Any], to: Path | None) -> Path:
    """The page with the cell marked, as a file."""
    import tempfile

    from crawler.evidence_page import evidence_page
    from crawler.warc import read_record

    payload = read_record(settings.data, evidence["warc_file"], evidence["warc_offset"], settings.store)
    file = to or Path(tempfile.mkdtemp(prefix="nianbao-")) / "evidence.html"
    file.write_text(evidence_page(payload, evidence), "utf-8")
    return file


def _show(file: Path, *, opened: bool) -> None:
    import webbrowser

    message(f"The page with the cell marked: {file}")
    if opened and not webbrowser.open(file.resolve().as_uri()):
        message("No browser is to be had here: open the file yourself.")


def _refuse_an_unknown_figure(asked: str) -> None:
    from archive.codebook import codebook

    labels = {entry.figure: entry.label_zh for entry in codebook()}
    if asked in labels:
        return
    near = _near(asked, labels)
    hint = f" Did you mean {', '.join(f'{key} ({labels[key]})' for key in near)}?" if near else ""
    raise NothingFound(f"The codebook has no figure {asked!r}.{hint}")


def _near(asked: str, labels: dict[str, str]) -> list[str]:
    from difflib import get_close_matches

    parts = [key for key, label in labels.items() if asked in key or asked in label]
    return (parts or get_close_matches(asked, labels, cutoff=0.5))[:_SUGGESTIONS]


def _rows(evidence: dict[str, Any]) -> list[tuple[str, object]]:
    return [
        ("body", evidence["body"]),
        ("year", evidence["year"]),
        ("figure", f"{evidence['figure']} ({evidence['label']})"),
        ("value", f"{evidence['value']} {evidence['unit']}" if evidence["state"] == "value" else "none"),
        ("state", evidence["state"]),
        ("printed", repr(evidence["raw"])),
        ("place", evidence["place"]),
        ("document", f"{evidence['media_type']}, sha256 {evidence['sha256']}"),
        ("address", evidence["url"]),
        ("captured", evidence["fetched_at"]),
        *([("web archive", evidence["web_archive"])] if evidence["web_archive"] else []),
        ("WARC", f"{evidence['warc_file']}, offset {evidence['warc_offset']}"),
        ("layout", evidence["layout"]),
        ("revision", f"{evidence['revision']} ({evidence['revision_kind']}, {evidence['revised_at'][:19]})"),
        ("extractor", evidence["extractor_version"]),
    ]
