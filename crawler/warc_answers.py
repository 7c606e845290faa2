"""Answers that lie in the WARC files of a portal, found again by their address (再用已存的应答)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from crawler.warc import Written
from crawler.warc_repair import FOLDER

_STAMP = re.compile(r"-(\d{8}T\d{12})-.+\.warc\.gz$")


def answers_since(data: Path, name: str, since: datetime) -> dict[str, Written]:
    """The last whole answer with status 200 of every address, in files that a portal's runs began since then.

    The files must be whole: ``crawler.warc_repair.repair`` comes first.
    """
    found: dict[str, Written] = {}
    for file in sorted((data / FOLDER).glob(f"{name}-*.warc.gz")):
        begun = _begun(file, name)
        if begun is not None and begun >= since:
            found |= dict(_answers(data, file))
    return found


def _begun(file: Path, name: str) -> datetime | None:
    """When the run of a file began; None for a file of another portal."""
    stamp = _STAMP.match(file.name, len(name))
    return datetime.strptime(f"{stamp[1]}+0000", "%Y%m%dT%H%M%S%f%z") if stamp else None


def _answers(data: Path, file: Path) -> Iterator[tuple[str, Written]]:
    place = file.relative_to(data).as_posix()
    with file.open("rb") as opened:
        records = ArchiveIterator(opened)
        for record in records:
            if record.rec_type == "response" and record.http_headers.get_statuscode() == "200":
                told = record.rec_headers
                at = datetime.fromisoformat(told.get_header("WARC-Date")).astimezone(UTC)
                yield told.get_header("WARC-Target-URI"), Written(place, records.get_record_offset(), at)


def answer_at(data: Path, written: Written) -> tuple[list[tuple[str, str]], bytes]:
    """The headers of the answer at a place, and its body with transfer and content encoding undone."""
    with (data / written.file).open("rb") as opened:
        opened.seek(written.offset)
        record = next(iter(ArchiveIterator(opened, check_digests="raise")))
        return list(record.http_headers.headers), record.content_stream().read()
