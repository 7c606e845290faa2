from __future__ import annotations

from datetime import date

import pytest

from archive.ledger import Case, State, judge, years_expected

DUE = date(2024, 1, 31)


@pytest.mark.parametrize(
    ("today", "discovered", "state"),
    [
        (date(2024, 1, 31), date(2024, 1, 31), "not_due"),
        (date(2024, 2, 1), date(2024, 1, 31), "due"),
        (date(2024, 2, 1), None, "due"),
        (date(2024, 2, 1), date(2024, 2, 1), "missing"),
        (date(2025, 2, 1), date(2024, 2, 1), "missing"),
    ],
)
def test_only_a_discovery_after_the_due_date_says_that_a_report_is_missing(
    today: date, discovered: date | None, state: State
) -> None:
    assert judge(Case(2023, DUE, discovered=discovered), today).state == state


def test_what_is_listed_or_kept_outranks_the_calendar() -> None:
    late, discovered = date(2025, 1, 1), date(2024, 12, 1)
    cases: dict[State, Case] = {
        "archived": Case(2023, DUE, "archived", ("unreadable", "x"), discovered),
        "withdrawn": Case(2023, DUE, "withdrawn", None, discovered),
        "unreadable": Case(2023, DUE, None, ("unreadable", "the PDF is encrypted"), discovered),
        "found": Case(2023, DUE, None, ("failed", "HTTP 404"), discovered),
    }
    told = {judge(case, late).state: judge(case, late).reason for case in cases.values()}
    assert set(told) == set(cases)
    assert (told["unreadable"], told["found"]) == ("the PDF is encrypted", "HTTP 404")


def test_a_body_that_may_not_have_existed_yet_is_missing_with_that_doubt() -> None:
    reason = judge(Case(2016, date(2017, 3, 31), discovered=DUE, first=2019), DUE).reason
    assert reason is not None
    assert "may not have existed" in reason


def test_departments_are_expected_from_the_first_year_of_their_portal() -> None:
    assert years_expected("township", 2008, 2019, 2026) == range(2008, 2027)
    assert years_expected("department", 2008, 2019, 2026) == range(2019, 2027)
    assert years_expected("department", 2008, None, 2026) == range(2026, 2027)
