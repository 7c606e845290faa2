"""``make bench``: how fast documents are read, against the libraries that people would take instead.

1. The whole extraction of a real page of 100 KB (decode, grids, sections, 200 figures, checks) against
   ``pandas.read_html``, which gives its tables alone: at most as long.
2. A real PDF against ``pdfplumber``'s ``extract_tables``: at least ten times as fast.
3. A DOCX against ``python-docx`` reading its cells: at least three times as fast.
4. ``nianbao extract --jsonl`` over a thousand mixed files, on all cores.

Each pair is measured in turns in one process, several times in a row as in a crawl, and the fastest of all
counts: ratios, not seconds, are what can be compared between machines. So ours is measured warm: what was
found out about the labels of a form is kept for the reports that follow (most bodies print the same ones),
and each document here has been read before. How long it takes to read it when it is seen for the first time,
in a process that has read one other report, stands beside it; the rate of the fourth is of such readings too.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random

from bench.formats import CONVERSIONS, rendered, source_of
from bench.office import convert_all
from bench.specimens import Specimen, made, plan, undamaged
from crawler.console import message, print_table, progress
from crawler.cores import on_all_cores
from pipelines.process import process

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests/data"
MIXED = ROOT / "build/bench"
ROUNDS = 7
IN_A_ROW = 5
FIRST_ROUNDS = 3
FILES = 1000
COLUMNS = ("document", "against", "first time", "warm", "theirs", "times faster", "goal", "reached")
ELSEWHERE = ("doc", "scan")
"""Formats whose time is that of LibreOffice or of OCR."""


@dataclass(frozen=True, slots=True)
class Duel:
    """One document read by us and by the other; ``goal`` is how many times faster we want to be."""

    what: str
    other: str
    data: bytes
    read: Callable[[bytes], object]
    goal: float
    form: str

    def first_time(self) -> float:
        """How long we read a document for that is seen for the first time, in seconds: the least of some."""
        other = rendered(undamaged(Specimen("2021", self.form, 1, 8))[0], self.form, Random(1))
        with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
            return min(pool.apply(_after, (other, self.data)) for _ in range(FIRST_ROUNDS))

    def times(self) -> tuple[float, float]:
        """The fastest of some rounds in turn, in seconds: ours and the other's."""
        rounds = [(_fastest(process, self.data), _fastest(self.read, self.data)) for _ in range(ROUNDS)]
        return min(ours for ours, _ in rounds), min(theirs for _, theirs in rounds)


def _after(other: bytes, data: bytes) -> float:
    """How long a document is read for after another one, in seconds."""
    process(other)
    started = time.perf_counter()
    process(data)
    return time.perf_counter() - started


def _fastest(read: Callable[[bytes], object], data: bytes) -> float:
    """The fastest of some readings in a row, in seconds."""
    found: list[float] = []
    for _ in range(IN_A_ROW):
        started = time.perf_counter()
        read(data)
        found.append(time.perf_counter() - started)
    return min(found)


def duels() -> list[Duel]:
    """The three comparisons."""
    docx = rendered(undamaged(Specimen("2021", "docx", 0, 7))[0], "docx", Random(1))
    page, pdf = (DATA / name for name in ("shuyang_fgj_2023.html", "hongze_2024.pdf"))
    return [
        Duel(page.name, "pandas.read_html", page.read_bytes(), _pandas, 1.0, "html-clean"),
        Duel(pdf.name, "pdfplumber extract_tables", pdf.read_bytes(), _pdfplumber, 10.0, "pdf"),
        Duel("a DOCX of 2021", "python-docx, all cells", docx, _python_docx, 3.0, "docx"),
    ]


def _pandas(data: bytes) -> object:
    import pandas

    return pandas.read_html(io.BytesIO(data))


def _pdfplumber(data: bytes) -> object:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        return [page.extract_tables() for page in document.pages]


def _python_docx(data: bytes) -> object:
    import docx

    document = docx.Document(io.BytesIO(data))
    return [cell.text for table in document.tables for row in table.rows for cell in row.cells]


def write(specimen: Specimen) -> Path:
    """One of the mixed files, made if it is not there."""
    file = MIXED / f"{specimen.seed}-{specimen.name}.{specimen.form.partition('-')[0]}"
    if not file.exists():
        article, _ = made(specimen)
        file.write_bytes(rendered(article, specimen.form, Random(specimen.name)))
    return file


def mixed() -> int:
    """A thousand files of all formats that are read in the process itself."""
    MIXED.mkdir(parents=True, exist_ok=True)
    chosen = [one for seed in (1, 2) for one in plan(seed) if one.form not in ELSEWHERE][:FILES]
    convert_all([source_of(one) for one in chosen if one.form in CONVERSIONS])
    with progress("mixed files", len(chosen)) as advance:
        for _ in on_all_cores(write, chosen, _cannot_be_made, 300, preload=("bench.formats",)):
            advance()
    return len(chosen)


def _cannot_be_made(specimen: Specimen) -> Path:
    raise RuntimeError(f"{specimen.name} ends the process that makes it")


def rate() -> str:
    """The summary of ``nianbao extract --jsonl`` over the mixed files."""
    command = [sys.executable, "-m", "crawler", "extract", "--jsonl", str(MIXED)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    found = re.search(r"\d+ files, .*files/s", done.stderr)
    if found is None:
        raise RuntimeError(f"nianbao extract printed no summary: {done.stderr[-500:]}")
    return found[0]


def main() -> int:
    """Print the ratios against their goals and the rate; the exit code is 1 where a goal is missed."""
    rows, missed = [], False
    for duel in duels():
        ours, theirs = duel.times()
        shown = (f"{seconds * 1000:.1f} ms" for seconds in (duel.first_time(), ours, theirs))
        times = (*shown, f"{theirs / ours:.2f}")
        rows.append(
            (duel.what, duel.other, *times, f"{duel.goal:g}", "yes" if theirs >= duel.goal * ours else "no")
        )
        missed = missed or theirs < duel.goal * ours
    print_table(
        ("document", "against", "first time", "warm", "theirs", "times faster", "goal", "reached"), rows
    )
    message(f"{mixed()} mixed files")
    print(rate())
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
