"""The truth: sums hold except where a mistake was planted, and the real reports' figures are as printed."""

from collections import Counter

import pytest

from crawler.replica.content import Publication, population
from pipelines.checking.sums import check_sums
from pipelines.model import Figure

RULES = {"applications.balance", "applications.handled_sum", "applications.row_sum", "review.sum"}


@pytest.fixture(scope="module")
def reports() -> list[Publication]:
    return [report for county in population().publications.values() for report in county]


def test_the_checks_of_the_project_find_the_planted_mistakes_and_no_others(
    reports: list[Publication],
) -> None:
    for report in reports:
        figures = {k: Figure(f.raw, f.value, f.state, "") for k, f in report.truth.figures.items()}
        found = {(f.rule, frozenset(f.figures)) for f in check_sums(figures)}
        planted = {(p.rule, frozenset(p.figures)) for p in report.truth.findings}
        assert found == planted, report.title


def test_each_county_has_mistakes_of_each_rule_and_most_reports_have_none() -> None:
    for county in population().publications.values():
        rules = Counter(p.rule for report in county for p in report.truth.findings)
        assert set(rules) == RULES
        assert sum(bool(report.truth.findings) for report in county) < len(county) / 10


def test_the_five_real_reports_have_the_figures_that_a_person_read_in_them(
    reports: list[Publication],
) -> None:
    above_zero = {
        (report.unit.name, report.year): {k: f.value for k, f in report.truth.figures.items() if f.value}
        for report in reports
        if report.real
    }
    assert above_zero == {
        ("汶上县白石镇人民政府", 2023): {"disclosure.licensing.decisions": 283},
        ("桐柏县淮源镇人民政府", 2023): {},
        ("武陟县木栾街道办事处", 2023): {
            "disclosure.licensing.decisions": 242,
            "disclosure.penalty.decisions": 17,
        },
        ("昌乐县乔官镇人民政府", 2021): {},
        ("米易县白马镇人民政府", 2023): {
            "disclosure.licensing.decisions": 1,
            "disclosure.penalty.decisions": 1,
        },
    }


def test_a_blank_never_counts_as_zero_in_a_planted_sum(reports: list[Publication]) -> None:
    for report in reports:
        for planted in report.truth.findings:
            assert all(report.truth.figures[key].value is not None for key in planted.figures)
