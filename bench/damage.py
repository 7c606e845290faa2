"""Damaged copies of good files, and what the readers make of them (``bench.soak``).

Copies of one document per format with some bytes changed, an end cut off, a piece torn out or zeroed. A copy
may be read, or refused by name (``UnreadableDocument``); it never raises anything else, never takes longer
than 20 seconds, and no figure of it is wrong without a finding that says so.

What no reader can know is not asked for: where a format has no checksum (text, HTML, DOC), a changed byte of
a number is another number. In these formats no piece is torn out, which may join the label of one row to the
numbers of the next, and changed bytes neither were digits nor become digits.
"""

from __future__ import annotations

import io
import time
import traceback
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from bench.formats import rendered
from bench.report import line_of
from bench.scans import page_as_png
from bench.scoring import score
from bench.specimens import Specimen, undamaged
from bench.truth import TrueReport
from crawler.console import progress
from crawler.cores import on_all_cores
from crawler.replica.rendering.pdf import to_pdf
from pipelines.process import process
from pipelines.reading.errors import UnreadableDocument

SECONDS = 20
COPIES = 200
WITHOUT_CHECKSUM = ("html-clean", "html-word", "text-cells", "text-tabs", "doc")
FORMS = (
    "html-clean",
    "html-word",
    "docx",
    "pdf",
    "pdf-office",
    "text-cells",
    "text-tabs",
    "doc",
    "xlsx",
    "zip",
)
PICTURES = ("png",)
#: A damaged copy may have lost a cell, a row or all that told its form; these findings say so.
LOST = {
    "(absent)": {"structure.rows", "structure.tables", "structure.form", "reading.damaged"},
    "(blank)": {"structure.cells"},
    "(text)": {"structure.cells"},
}
DIGITS = frozenset(b"0123456789")
HARM = ("flipped", "cut", "torn", "zeroed")
BROKEN = ("wrong and silent", "crashed", "too slow")
COLUMNS = ("format", "copies", "whole", "refused", "with findings", *BROKEN)


@dataclass(frozen=True, slots=True)
class Copy:
    """One damaged copy, made anew from its name wherever it is needed."""

    form: str
    number: int

    @property
    def harm(self) -> str:
        """What is done to it; every second copy has bytes changed."""
        harm = HARM[0] if self.number % 2 else HARM[1 + self.number // 2 % 3]
        return "cut" if harm == "torn" and self.form in WITHOUT_CHECKSUM else harm


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a copy: a column of the table, and why it is worth a line."""

    copy: Copy
    column: str
    why: str = ""


@cache
def original(form: str) -> tuple[bytes, TrueReport]:
    """The good file of a format and what is true of it."""
    layout = "2014" if form == "xlsx" else "2021"
    article, truth = undamaged(Specimen(layout, "zip-docx" if form == "zip" else form, 0, 7))
    if form == "png":
        return page_as_png(to_pdf(article), 1, Random(1)), truth
    if form == "zip":
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("report.docx", rendered(article, "docx", Random(1)))
        return target.getvalue(), truth
    return rendered(article, form, Random(1)), truth


def harmed(data: bytes, copy: Copy) -> bytes:
    """The good bytes after the harm that the copy's name stands for."""
    rng = Random(f"{copy.form} {copy.number}")
    if copy.harm == "flipped":
        return _flipped(data, rng, spare_digits=copy.form in WITHOUT_CHECKSUM)
    start = rng.randrange(1, len(data))
    if copy.harm == "cut":
        return data[:start]
    end = min(len(data), start + rng.choice([1, 16, 512, 4096]))
    return data[:start] + (bytes(end - start) if copy.harm == "zeroed" else b"") + data[end:]


def _flipped(data: bytes, rng: Random, *, spare_digits: bool) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice([1, 1, 5, 50])):
        at, new = rng.randrange(len(data)), rng.randrange(256)
        if not (spare_digits and DIGITS & {changed[at], new}):
            changed[at] = new
    return bytes(changed)


def attempt(copy: Copy) -> Outcome:
    """Read one copy with the whole chain."""
    data, truth = original(copy.form)
    started = time.monotonic()
    try:
        outcome = _read(copy, harmed(data, copy), truth)
    except UnreadableDocument as error:
        outcome = Outcome(copy, "refused", "" if ": " in str(error) else f"says no remedy: {error}")
    except Exception:  # noqa: BLE001  # what the run is looking for: counted, and printed with its place
        outcome = Outcome(copy, "crashed", traceback.format_exc(limit=-4))
    seconds = time.monotonic() - started
    return outcome if seconds < SECONDS else Outcome(copy, "too slow", f"{seconds:.0f} s")


def _read(copy: Copy, data: bytes, truth: TrueReport) -> Outcome:
    processed = process(data)
    result = score(truth, processed.reports)
    told = {finding.rule for report in processed.reports for finding in report.findings}
    wrong = [m for m in result.mistakes if m.told == "silent" and not told & LOST.get(m.read, set())]
    if wrong:
        return Outcome(copy, "wrong and silent", "; ".join(map(line_of, wrong[:3])))
    return Outcome(copy, "whole" if not result.mistakes and processed.reports else "with findings")


def _died(copy: Copy) -> Outcome:
    return Outcome(copy, "crashed", "the process that read it died or hung")


def soak(forms: Sequence[str], copies: int) -> list[Outcome]:
    """So many copies of each format, on all cores; the formats' good files are made first."""
    for form in forms:
        original(form)
    works = [Copy(form, number) for number in range(copies) for form in forms]
    outcomes: list[Outcome] = []
    with progress("damaged copies", len(works)) as advance:
        for outcome in on_all_cores(attempt, works, _died, 3 * SECONDS, preload=("bench.damage",)):
            outcomes.append(outcome)
            advance()
    return outcomes


def failures(outcomes: Sequence[Outcome]) -> list[str]:
    """Every copy that broke the promise, by name, format and number."""
    bad = ("wrong and silent", "crashed", "too slow")
    return [
        f"{o.copy.form} {o.copy.number} ({o.copy.harm}): {o.column}: {o.why}"
        for o in outcomes
        if o.column in bad
    ]
