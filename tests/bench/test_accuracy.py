"""A small sample of ``make accuracy``: some of every layout and format, made, read and scored."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from bench.accuracy import run
from bench.formats import CONVERSIONS
from bench.report import Results, page, silent
from bench.scoring import score
from bench.specimens import made, plan
from bench.truth import TrueReport
from crawler.replica.content import TrueFigure
from pipelines.model import Body, Figure, Finding, Kind, Report, Severity, State

KEY = "disclosure.licensing.decisions"


@pytest.fixture(scope="module")
def sample() -> Results:
    office = shutil.which("soffice") is not None
    specimens = plan(seed=1, share=0.02)
    return run([one for one in specimens if one.form != "scan" and (office or one.form not in CONVERSIONS)])


def test_no_figure_is_wrong_without_a_word_and_no_document_crashes(sample: Results) -> None:
    assert silent(sample) == 0, (sample.remarks(), sample.listed_mistakes())


def test_nearly_all_figures_are_read_and_those_that_are_not_are_told(sample: Results) -> None:
    groups = sample.groups()
    assert {layout for layout, _ in groups} == {"2014", "2019", "2021", "text"}
    assert sum(score.absent_silent for score in groups.values()) == 0, sample.listed_mistakes()
    cells, right = (sum(getattr(score, name) for score in groups.values()) for name in ("cells", "right"))
    assert right >= 0.97 * cells


def test_the_page_says_the_same_for_the_same_results(sample: Results) -> None:
    written = page(sample, seed=1)
    assert written == page(sample, seed=1)
    assert "| 2021 | docx | 1 |" in written


def test_a_specimen_is_the_same_every_time() -> None:
    specimen = plan(seed=5, share=0.01)[0]
    assert made(specimen) == made(specimen)
    assert made(specimen) != made(replace(specimen, seed=6))


TRUE = TrueReport("a.html", year=2023, figures={KEY: TrueFigure("12", 12, State.VALUE)})


def read(figure: Figure, *findings: Finding) -> Report:
    body = Body("", "", None, Kind.OTHER, certain=False)
    return Report("", 2023, "", body, None, None, None, (), {KEY: figure}, findings)


def told(report: Report) -> list[str]:
    return [mistake.told for mistake in score(TRUE, [report]).mistakes]


def test_a_wrong_figure_is_silent_unless_a_finding_names_it() -> None:
    wrong = Figure("1", 1, State.VALUE, "")
    unplaced = Finding("structure.unplaced", Severity.WARNING, "", (KEY,))
    a_sum = Finding("applications.row_sum", Severity.ERROR, "", (KEY,))
    assert told(read(Figure("12", 12, State.VALUE, ""))) == []
    assert told(read(wrong)) == ["silent"]
    assert told(read(wrong, unplaced, a_sum)) == ["flagged"]
    assert told(read(wrong, a_sum)) == ["caught"]


def test_a_note_that_counts_blank_cells_flags_nothing() -> None:
    note = Finding("structure.cells", Severity.NOTE, "", (KEY,))
    assert told(read(Figure("", None, State.BLANK, ""), note)) == ["silent"]
