"""What a spider hands on: a list page as read, and a page or file that may hold a report.

Bytes go on as they came, with the capture that proves them.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.records import CaptureRecord, Entry, Role
from pipelines.model import Context
from pipelines.process import Processed
from pipelines.reading.errors import UnreadableDocument


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list. ``key`` names the list over its pages; ``total`` is what the portal announces.

    ``urls`` are all entries of the page, reports or not: completeness is counted over them. ``candidates``
    are the entries that may be annual reports. ``problem`` says why the list cannot be read to its end.
    ``by_rule`` marks a report that no list names and whose address a rule has made: a list of nothing else.
    """

    portal: str
    key: str
    url: str
    urls: tuple[str, ...]
    candidates: tuple[Entry, ...]
    total: int | None = None
    problem: str | None = None
    by_rule: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A fetched page or attachment that may hold a report.

    ``entry`` is the listed page it belongs to, ``asked`` the address asked for, before any redirection.
    ``attachments`` are the addresses of the files on the page; each is fetched once, whatever pages name it.
    ``read`` is what came of reading it, where that was done already, or why it cannot be read.
    """

    portal: str
    entry: Entry
    context: Context
    role: Role
    body: bytes
    media_type: str
    capture: CaptureRecord
    asked: str
    attachments: tuple[str, ...] = ()
    read: Processed | UnreadableDocument | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """A candidate or a file of it that could not be fetched; ``url`` is the address asked for.

    ``dead``: it is a page that the portal lists and, by its own account, does not have.
    """

    portal: str
    entry: Entry
    url: str
    reason: str
    dead: bool = False
