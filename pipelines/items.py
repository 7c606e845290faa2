"""What a spider hands on: a list page as read, and a page or file that may hold a report.

A spider finds and does not read: bytes go on as they came, with the capture that proves them.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.records import CaptureRecord, Entry, Role
from pipelines.model import Context


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list. ``key`` names the list over its pages; ``total`` is what the portal announces.

    ``urls`` are all entries of the page, reports or not: completeness is counted over them. ``candidates``
    are the entries that may be annual reports. ``problem`` says why the list cannot be read to its end.
    """

    portal: str
    key: str
    url: str
    urls: tuple[str, ...]
    candidates: tuple[Entry, ...]
    total: int | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A fetched page or attachment that may hold a report.

    ``entry`` is the listed page it belongs to; ``attachments`` is the number of files that the spider
    fetches for this page besides.
    """

    portal: str
    entry: Entry
    context: Context
    role: Role
    body: bytes
    media_type: str
    capture: CaptureRecord
    attachments: int = 0


@dataclass(frozen=True, slots=True)
class Lost:
    """A candidate or a file of it that could not be fetched. ``dead``: the portal lists it and has it not."""

    portal: str
    entry: Entry
    url: str
    reason: str
    dead: bool = False
