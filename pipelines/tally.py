"""What one portal's crawl has done so far: its counts, and everything that a person must look at."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.records import RunCounts


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that failed: what it was (list, page, report, defect), where, and why."""

    kind: str
    url: str
    reason: str

    def __str__(self) -> str:
        return f"{self.kind} {self.url}: {self.reason}"


@dataclass(slots=True)
class Tally:
    """Counts of one portal within a run.

    ``unlisted`` are pages that no list names any more and that still hold a report.

    ``listed`` holds the addresses of candidates, the other sets ids of reports: a report with several
    documents counts once, and one that is new in this run does not count as changed by its second document.
    """

    captures: int = 0
    listed: set[str] = field(default_factory=set)
    new: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
    findings: dict[int, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unlisted: set[str] = field(default_factory=set)

    def counts(self, requests: int, received: int = 0) -> RunCounts:
        """The counts as a run keeps them; ``requests`` and bytes ``received`` are the downloader's."""
        return RunCounts(
            requests=requests,
            captures=self.captures,
            entries=len(self.listed),
            reports_new=len(self.new),
            reports_changed=len(self.changed - self.new),
            reports_unchanged=len(self.seen - self.new - self.changed),
            findings=sum(self.findings.values()),
            failures=len(self.problems),
            bytes=received,
        )
