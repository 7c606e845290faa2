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
    """Counts of one portal within a run. ``listed`` holds the addresses of candidates, each once."""

    captures: int = 0
    listed: set[str] = field(default_factory=set)
    reports_new: int = 0
    reports_changed: int = 0
    reports_unchanged: int = 0
    findings: int = 0
    problems: list[Problem] = field(default_factory=list)

    def counts(self, requests: int) -> RunCounts:
        """The counts as a run keeps them; ``requests`` is what the downloader has counted."""
        return RunCounts(
            requests=requests,
            captures=self.captures,
            entries=len(self.listed),
            reports_new=self.reports_new,
            reports_changed=self.reports_changed,
            reports_unchanged=self.reports_unchanged,
            findings=self.findings,
            failures=len(self.problems),
        )
