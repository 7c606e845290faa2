"""Reads the archive's documents again from their WARC records, on all cores and without the network.

1. The documents asked for are known by their captures (``archive.rereading``), their bytes by the WARC.
2. Workers read them with what was known of them at the time; this process stores, one transaction a report.
3. Only what now reads differently becomes a revision, of kind ``extractor``.
4. A document that this extractor has read is done: a run that was killed goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.differing import differences
from archive.records import CaptureRecord, DocumentRecord, RunCounts
from archive.rereading import Asked, Kept, kept, versions_of
from crawler.cores import on_all_cores
from crawler.warc import EvidenceMissing, read_record
from pipelines.context_json import context_from
from pipelines.model import Report
from pipelines.process import EXTRACTOR_VERSION, process
from pipelines.reading.errors import UnreadableDocument
from pipelines.report_json import report_json
from pipelines.storing.bodies import with_identity_finding
from pipelines.storing.saying import said_by
from pipelines.storing.store import store
from spiders.registry import known_portals

if TYPE_CHECKING:
    from sqlalchemy import Engine

SECONDS = 120
"""How long one document may take: a scan is recognised page by page."""


@dataclass(frozen=True, slots=True)
class Reread:
    """What this extractor makes of a document; ``problem`` says why it makes nothing of it."""

    kept: Kept
    sha256: str = ""
    media_type: str = ""
    reports: tuple[Report, ...] = ()
    problem: str | None = None


@dataclass
class Reextraction:
    """The counts of a run, and what a person must look at, each with its address."""

    counts: RunCounts = field(default_factory=RunCounts)
    problems: list[str] = field(default_factory=list)

    def add(self, counts: RunCounts, problem: str | None = None) -> None:
        """Count one document."""
        self.counts += counts
        if problem:
            self.counts += RunCounts(failures=1)
            self.problems.append(problem)


def reread(engine: Engine, data: Path, asked: Asked, store: str | None = None) -> Iterator[Reread]:
    """Every document asked for, as this extractor reads it, in the order in which they are finished."""
    work = partial(_one, data=data, store=store)
    documents = list(kept(engine, asked))
    yield from on_all_cores(
        work, documents, crashed=_crashed, seconds=SECONDS, preload=("pipelines.process",)
    )


def not_older(engine: Engine, version: str | None = None) -> frozenset[str]:
    """The extractors of the archive that are as new as ``version`` (this one's, if none is given)."""
    least = _parts(version or EXTRACTOR_VERSION)
    return frozenset(one for one in versions_of(engine) if _parts(one) >= least)


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))


def keep(engine: Engine, run_id: int, documents: Iterator[Reread], done: Callable[[], None]) -> Reextraction:
    """Store what the documents now say; gives the counts and problems."""
    result = Reextraction()
    for one in documents:
        counts, problem = _kept(engine, run_id, one)
        result.add(counts, problem)
        done()
    return result


def _one(document: Kept, data: Path, store: str | None) -> Reread:
    capture = document.capture
    context = context_from(capture.context or {}, capture.url)
    if context.portal and not context.county and context.portal in known_portals(data):
        context = replace(context, county=known_portals(data)[context.portal].division)
    try:
        payload = read_record(data, capture.warc_file, capture.warc_offset, store)
        processed = process(payload, context, capture.media_type)
    except (EvidenceMissing, UnreadableDocument) as error:
        return Reread(document, problem=f"{capture.url}: {error}")
    return Reread(document, processed.document.sha256, processed.document.media_type, processed.reports)


def _crashed(document: Kept) -> Reread:
    reason = f"ended the process that read it, or took longer than {SECONDS} seconds: look at it by itself"
    return Reread(document, problem=f"{document.capture.url}: {reason}")


def _kept(engine: Engine, run_id: int, one: Reread) -> tuple[RunCounts, str | None]:
    known = one.kept.reports
    if one.problem:
        return RunCounts(), one.problem if known else None
    if not one.reports:
        return RunCounts(), _no_report_any_more(one) if known else None
    said = one.kept.capture.context or {}
    document = _record(one.kept.capture, one)
    outcome = store(engine, document, one.reports, run_id=run_id, portal=said.get("portal"))
    counts = RunCounts(
        reports_new=outcome.new,
        reports_changed=outcome.changed,
        reports_unchanged=outcome.unchanged,
        findings=sum(len(report.findings) for report in one.reports),
    )
    moved = [f"{name} {year}" for id_, (name, year) in known.items() if id_ not in outcome.report_ids]
    problem = " ".join(outcome.unplaced) or (_moved(one, moved) if moved else None)
    return counts, problem


def _record(capture: CaptureRecord, one: Reread) -> DocumentRecord:
    role = (capture.context or {}).get("role", "file")
    return DocumentRecord(capture, one.sha256, one.media_type, capture.url, role, EXTRACTOR_VERSION)


def _no_report_any_more(one: Reread) -> str:
    known = ", ".join(f"{name} {year}" for name, year in one.kept.reports.values())
    return f"{one.kept.capture.url}: this extractor finds no report; {known} stays as it was"


def _moved(one: Reread, names: list[str]) -> str:
    now = ", ".join(f"{report.body.name} {report.year}" for report in one.reports)
    return f"{one.kept.capture.url}: was read as {', '.join(names)}, which stays as it was; now it is {now}"


def changes(engine: Engine, documents: Iterator[Reread]) -> Iterator[dict[str, Any]]:
    """What storing the documents would change, by report, as JSON; nothing is written."""
    for one in documents:
        if one.problem or (one.kept.reports and not one.reports):
            yield {"url": one.kept.capture.url, "problem": one.problem or _no_report_any_more(one)}
        for report in one.reports:
            yield from _change(engine, one, report)


def _change(engine: Engine, one: Reread, report: Report) -> Iterator[dict[str, Any]]:
    now = with_identity_finding(report_json(report))
    of_year = [id_ for id_, (_, year) in one.kept.reports.items() if year == report.year]
    named_so = [id_ for id_, known in one.kept.reports.items() if known == (report.body.name, report.year)]
    same = named_so or (of_year if len(of_year) == 1 else [])
    named = {"url": one.kept.capture.url, "body": report.body.name, "year": report.year}
    if not same:
        yield {**named, "new": True}
        return
    difference = differences(said_by(engine, same[0], one.kept.capture.url, one.sha256), now)
    if difference:
        yield {**named, **difference.as_json()}
