from __future__ import annotations

from datetime import date

import pytest

from pipelines.checking.timeliness import check_timeliness
from pipelines.model import Kind, Severity


@pytest.mark.parametrize(
    ("kind", "year", "published", "due"),
    [
        (Kind.DEPARTMENT, 2023, date(2024, 2, 1), "2024-01-31"),
        (Kind.TOWNSHIP, 2023, date(2024, 3, 1), "2024-01-31"),
        (Kind.GOVERNMENT, 2023, date(2024, 4, 1), "2024-03-31"),
        (Kind.DEPARTMENT, 2016, date(2017, 4, 1), "2017-03-31"),
    ],
)
def test_a_late_report_is_noted_with_both_dates(kind: Kind, year: int, published: date, due: str) -> None:
    (finding,) = check_timeliness(kind, year, published)
    assert (finding.rule, finding.severity) == ("timeliness", Severity.NOTE)
    assert (finding.expected, finding.actual) == (due, published.isoformat())


@pytest.mark.parametrize(
    ("kind", "year", "published"),
    [
        (Kind.DEPARTMENT, 2023, date(2024, 1, 31)),
        (Kind.GOVERNMENT, 2023, date(2024, 3, 31)),
        (Kind.TOWNSHIP, 2018, date(2019, 3, 30)),
        (Kind.TOWNSHIP, 2023, None),
        (Kind.TOWNSHIP, None, date(2024, 3, 30)),
        (Kind.TOWNSHIP, 2005, date(2024, 3, 30)),
    ],
)
def test_in_time_or_unknown_is_nothing(kind: Kind, year: int | None, published: date | None) -> None:
    assert list(check_timeliness(kind, year, published)) == []


def test_a_date_years_later_is_told_to_be_a_migration_rather_than_a_publication() -> None:
    (finding,) = check_timeliness(Kind.TOWNSHIP, 2009, date(2015, 8, 3))
    assert "moved" in finding.message
