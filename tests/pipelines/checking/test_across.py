from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.checking.across import across_keys, across_rules, check_across
from pipelines.model import Severity

OUT = "applications.carried_out.natural_person"
IN = "applications.carried_in.natural_person"
IN_FORCE, MADE, REPEALED = (
    f"disclosure.normative_documents.{column}" for column in ("in_force", "made", "repealed")
)


def test_what_was_carried_out_must_be_carried_in() -> None:
    assert list(check_across(2022, {OUT: 3}, {IN: 3})) == []
    [found] = check_across(2022, {OUT: 3}, {IN: 4})
    assert (found.rule, found.severity) == ("carry.continuity", Severity.ERROR)
    assert (found.figures, found.expected, found.actual) == ((IN, OUT), 3, 4)
    assert "2022" in found.message


def test_documents_in_force_are_those_of_last_year_with_those_made_less_those_repealed() -> None:
    assert list(check_across(2022, {IN_FORCE: 10}, {MADE: 3, REPEALED: 2, IN_FORCE: 11})) == []
    [found] = check_across(2022, {IN_FORCE: 10}, {MADE: 3, REPEALED: 2, IN_FORCE: 13})
    assert (found.rule, found.severity) == ("disclosure.stock", Severity.NOTE)
    assert (found.expected, found.actual) == (11, 13)
    assert set(found.figures) == {IN_FORCE, MADE, REPEALED}


@pytest.mark.parametrize(
    ("last", "this"),
    [
        ({}, {IN: 3}),
        ({OUT: 3}, {}),
        ({IN_FORCE: 10}, {MADE: 3, IN_FORCE: 99}),
        ({}, {MADE: 3, REPEALED: 0, IN_FORCE: 99}),
    ],
)
def test_where_a_number_is_missing_nothing_can_be_told(last: dict[str, int], this: dict[str, int]) -> None:
    assert list(check_across(2022, last, this)) == []


def test_a_decimal_equals_the_same_whole_number() -> None:
    assert list(check_across(2022, {OUT: 3}, {IN: Decimal("3.0")})) == []


def test_every_applicant_column_and_both_kinds_of_document_are_compared() -> None:
    rules = [rule.rule for rule in across_rules()]
    assert (rules.count("carry.continuity"), rules.count("disclosure.stock")) == (7, 2)
    assert len(across_keys()) == 2 * 7 + 2 * 3
    assert all(rule.source for rule in across_rules())
