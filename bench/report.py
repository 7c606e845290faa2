"""The outcome of ``make accuracy`` as a table and as the page ``docs/accuracy.md``: no dates, no times."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from bench.scoring import Mistake, Result, Score
from pipelines.model import State
from pipelines.process import EXTRACTOR_VERSION

Group = tuple[str, str]
COLUMNS = (
    "layout",
    "format",
    "documents",
    "cells",
    "right",
    "wrong, flagged",
    "wrong, caught by a sum",
    "wrong and silent",
    "absent, flagged",
    "absent and silent",
    "misplaced",
    "refused",
    "lost",
    "crashed",
    "false alarms",
    "untold",
)
BY_OCR = ("scan", "png")
LISTED = 200
TESTED_WITH = ("lxml", "pypdfium2", "rapidocr", "onnxruntime", "img2table", "openpyxl", "reportlab")


@dataclass(frozen=True, slots=True)
class Results:
    """Every document's result with its line of the table, by the document's name."""

    each: list[tuple[Group, Result]]

    def groups(self) -> dict[Group, Score]:
        """The scores by layout and format, in the order of the names."""
        found: dict[Group, Score] = {}
        for group, result in self.each:
            found.setdefault(group, Score())
            found[group] += result.score
        return dict(sorted(found.items()))

    def remarks(self) -> list[str]:
        """Everything that is not about a cell: identity, refusals, crashes, sums."""
        return [remark for _, result in self.each for remark in result.remarks]

    def mistakes(self, told: str) -> Iterator[tuple[Group, Mistake]]:
        """The cells that differ, told in this way."""
        for group, result in self.each:
            yield from ((group, mistake) for mistake in result.mistakes if mistake.told == told)

    def caught(self) -> list[str]:
        """Every wrong cell that only a check of the form tells, by name."""
        return [line_of(mistake) for _, mistake in self.mistakes("caught")]

    def listed_mistakes(self) -> list[str]:
        """Every wrong and silent cell by name, those of OCR among them, and absent ones by document."""
        found = [mistake for _, mistake in self.mistakes("silent")]
        absent = Counter(mistake.document for mistake in found if mistake.read == f"({State.ABSENT})")
        lines = [line_of(mistake) for mistake in found if mistake.read != f"({State.ABSENT})"]
        lines += [f"silent: {name}: {count} figures absent" for name, count in absent.items()]
        more = [f"... and {len(lines) - LISTED} more"] if len(lines) > LISTED else []
        return lines[:LISTED] + more


def silent(results: Results) -> int:
    """How many figures are wrong without a word, or documents crashed, pictures apart."""
    return sum(
        score.wrong_silent + score.crashed
        for (_, form), score in results.groups().items()
        if form not in BY_OCR
    )


def line_of(mistake: Mistake) -> str:
    """A mistake as one line."""
    return f"{mistake.told}: {mistake.document} {mistake.key}: truly {mistake.true}, read {mistake.read}"


def rows(results: Results) -> list[tuple[str | int, ...]]:
    """The table's rows, a total at the end."""
    groups = results.groups()
    total = Score()
    for score in groups.values():
        total += score
    return [_row(group, score) for group, score in (*groups.items(), (("total", ""), total))]


def _row(group: Group, score: Score) -> tuple[str | int, ...]:
    return (
        *group,
        score.documents,
        score.cells,
        score.right,
        score.wrong_flagged,
        score.wrong_caught,
        score.wrong_silent,
        score.absent_flagged,
        score.absent_silent,
        score.misplaced,
        score.refused,
        score.lost,
        score.crashed,
        score.false_alarms,
        score.untold,
    )


def page(results: Results, seed: int) -> str:
    """The whole of ``docs/accuracy.md``."""
    return "\n".join([INTRODUCTION, *_markdown(results), "", *_listed(results), "", *_made_with(seed)]) + "\n"


def _markdown(results: Results) -> Iterator[str]:
    yield "| " + " | ".join(COLUMNS) + " |"
    yield "|---|---|" + "---:|" * (len(COLUMNS) - 2)
    for row in rows(results):
        yield "| " + " | ".join(str(cell) for cell in row) + " |"


def _listed(results: Results) -> Iterator[str]:
    yield "## Wrong and silent, by name"
    yield ""
    lines = results.listed_mistakes()
    yield from (f"- {line}" for line in lines)
    if not lines:
        yield "None."


def _made_with(seed: int) -> Iterator[str]:
    yield "## Made with"
    yield ""
    yield f"Extractor {EXTRACTOR_VERSION}, seed {seed}, {_office()}, {', '.join(_versions())}."


def _versions() -> Iterator[str]:
    for name in TESTED_WITH:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"no {name}"


def _office() -> str:
    program = shutil.which("soffice")
    if program is None:
        return "no LibreOffice"
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=60)
    return " ".join(said.stdout.split()[:2])


INTRODUCTION = """# Accuracy

Written by `make accuracy`; do not edit. What is measured, and how, is in `bench/`.

Every figure of every document is held against the truth. *Real* documents have truth files in
`tests/data/truth`, each made by a person reading the document. The others are generated: random numbers,
nearly all different, so that a shifted cell shows; tables damaged as real bodies damage them
(`bench/noise.py`). LibreOffice makes the DOC, XLS and `pdf-office` files. Scans are the pages of a PDF at
150 dpi, noisy, a degree askew.

A cell is *right* where value and state are true. A wrong cell is *flagged* where a finding about reading
(`structure.*`, `cell.*`, `ocr.*`) names it, *caught by a sum* where only a check of the form does, else
*silent*. *Absent* are figures that the document has and the report does not. *Misplaced* documents have a
wrong body, year or layout; *refused* ones were not read, with a reason; in *lost* ones no report was found.
*False alarms* are failed checks without a real inconsistency, *untold* are real inconsistencies without a
finding.
"""
