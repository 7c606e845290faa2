"""``nianbao history``: what a report has said over time."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crawler.console import print_json, print_text
from crawler.options import command
from crawler.settings import Settings

_KINDS = {
    "first": "found",
    "publisher": "changed by the publisher",
    "document": "another document came",
    "extractor": "read better",
    "withdrawn": "withdrawn: a complete crawl has not met it",
    "returned": "returned",
}


@command(
    examples=("nianbao history 白石镇 2023", "nianbao history 370830110 2023 --json"),
    uses=("archive", "json"),
)
def history(
    settings: Settings,
    body: Annotated[str, typer.Argument(help="Name of the body, with its county if need be, or its code.")],
    year: Annotated[int, typer.Argument(help="Year that the report is about.")],
) -> None:
    """Show what a report has said over time, the oldest first.

    Each revision with what differs from the one before: figures, fields, sections letter by letter, findings,
    documents that came and went; and when the report went from its portal or came back.
    """
    from archive.history import history as look_up
    from archive.session import open_archive

    events = look_up(open_archive(settings.archive, create=False), body, year)
    if settings.json:
        print_json(events)
        return
    for event in events:
        _print_event(event)


def _print_event(event: dict[str, Any]) -> None:
    number = f"revision {event['revision']}, " if "revision" in event else ""
    run = f", run {event['run']}" if event["run"] else ""
    by = f", extractor {event['extractor_version']}" if "extractor_version" in event else ""
    print_text(f"{event['at'][:19].replace('T', ' ')}  {number}{_KINDS[event['event']]}{run}{by}")
    for line in _lines(event):
        print_text(f"  {line}")


def _lines(event: dict[str, Any]) -> list[str]:
    from archive.differing import Difference
    from crawler.difference_text import difference_lines

    if "figures" not in event:
        return [f"document: {one['url']}" for one in event.get("documents", ())]
    documents = [f"document gone: {one['url']} ({one['sha256'][:12]})" for one in event["documents_went"]]
    documents += [f"document: {one['url']} ({one['sha256'][:12]})" for one in event["documents_came"]]
    names = ("header", "figures", "sections", "findings")
    return [*documents, *difference_lines(Difference(*(tuple(event[name]) for name in names)))]
