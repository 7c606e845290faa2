"""Every real document in tests/data against what a person read in it (tests/data/truth)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from bench.scoring import score
from bench.truth import TrueReport, load_truths, true_figure
from pipelines.model import State
from pipelines.process import Processed, process

DATA = Path(__file__).parents[1] / "data"
TRUTHS = load_truths(DATA / "truth")
REPORTS = [truth for truth in TRUTHS if truth.kind == "report"]


@cache
def read(document: str) -> Processed:
    return process((DATA / document).read_bytes())


def named(truths: list[TrueReport]) -> list[object]:
    return [pytest.param(truth, id=truth.document) for truth in truths]


def test_every_document_has_a_truth_file() -> None:
    documents = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file()}
    assert {name for name in documents if not name.startswith("truth/")} == {t.document for t in TRUTHS}


@pytest.mark.parametrize("truth", named(list(TRUTHS)))
def test_a_document_is_taken_for_what_it_is(truth: TrueReport) -> None:
    assert read(truth.document).verdict.kind == truth.kind


@pytest.mark.parametrize("truth", named(REPORTS))
def test_every_figure_is_right_in_value_state_and_text(truth: TrueReport) -> None:
    (report,) = read(truth.document).reports
    found = {key: figure for key, figure in report.figures.items() if figure.state is not State.ABSENT}
    assert {key: (f.raw, f.value, f.state) for key, f in found.items()} == {
        key: (f.raw, f.value, f.state) for key, f in truth.figures.items()
    }


@pytest.mark.parametrize("truth", named(REPORTS))
def test_body_year_dates_and_headings_are_right(truth: TrueReport) -> None:
    (report,) = read(truth.document).reports
    assert (report.body.name, report.body.printed) == (truth.body, truth.printed)
    assert (report.title, report.year, report.layout) == (truth.title, truth.year, truth.layout)
    assert (report.period, report.published_on) == (truth.period, truth.published_on)
    assert report.index_number == truth.index_number
    assert tuple(section.heading for section in report.sections) == truth.headings


@pytest.mark.parametrize("truth", named(REPORTS))
def test_the_checks_tell_the_real_inconsistencies_and_no_other(truth: TrueReport) -> None:
    result = score(truth, read(truth.document).reports)
    assert (result.score.false_alarms, result.score.untold, result.mistakes) == (0, 0, []), result.remarks


def test_a_row_of_a_truth_file_must_fit_the_form(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(
        'document = "a"\nlayout = "2021"\n[rows.disclosure]\nregulations = "0 0"\n', "utf-8"
    )
    with pytest.raises(ValueError, match=r"a\.toml: disclosure\.regulations: expected 3 cells"):
        load_truths(tmp_path)


def test_a_full_stop_is_a_blank_and_never_a_zero() -> None:
    assert [true_figure(cell).state for cell in (".", "/", "-", "0")] == ["blank", "slash", "dash", "value"]
    assert true_figure(".").value is None
