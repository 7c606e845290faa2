"""What the other rooms hand to the archive: captures, documents, list entries, counts of a run.

Plain and frozen, free of SQL, so that a spider or a reader can make them without a database.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, Literal

#: How a document belongs to its report: the page itself, a file that hangs on it, or a local file.
Role = Literal["page", "attachment", "file"]

#: What became of a listed page: not yet read, kept as a report, read and no report, could not be read,
#: could not be fetched.
PageState = Literal["listed", "archived", "not_a_report", "unreadable", "failed"]


@dataclass(frozen=True, slots=True)
class CaptureRecord:
    """One fetched response as it lies in a WARC file.

    ``fetched_at`` is aware and in UTC; ``sha256`` and ``length`` (bytes) are of the payload;
    ``warc_file`` is relative to the data folder, ``warc_offset`` the first byte of the response record.
    ``context`` is what was known of a document before it was read (``pipelines.context_json``), None for what
    is no document. ``source`` is the address in a web archive that the response came from, and ``fetched_at``
    then when the web archive captured it. Raises ValueError for a time without zone.
    """

    url: str
    fetched_at: datetime
    status: int
    sha256: str
    length: int
    media_type: str
    warc_file: str
    warc_offset: int
    etag: str | None = None
    last_modified: str | None = None
    context: dict[str, Any] | None = None
    source: str | None = None

    def __post_init__(self) -> None:
        if self.fetched_at.tzinfo is None:
            raise ValueError(f"fetched_at needs a time zone (UTC), got {self.fetched_at!r} for {self.url}.")


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One readable file and where it came from.

    ``url`` is the document's own address (of an attachment: its own, not the page's); ``sha256`` is of its
    bytes, ``media_type`` by its bytes; ``extractor_version`` names the code that read it.
    """

    capture: CaptureRecord
    sha256: str
    media_type: str
    url: str
    role: Role
    extractor_version: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that a portal lists: ``unit`` and ``year`` (reported on) as the portal's list names them."""

    url: str
    title: str
    listed_on: date | None = None
    unit: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class RunCounts:
    """What a run, or one portal within it, has done. ``failures`` counts what a person must look at.

    ``bytes`` are those received, as sent over the wire.
    """

    requests: int = 0
    captures: int = 0
    entries: int = 0
    reports_new: int = 0
    reports_changed: int = 0
    reports_unchanged: int = 0
    findings: int = 0
    failures: int = 0
    bytes: int = 0

    def __add__(self, other: RunCounts) -> RunCounts:
        return RunCounts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def as_dict(self) -> dict[str, int]:
        """The counts by name, as ``nianbao runs --json`` prints them."""
        return asdict(self)
