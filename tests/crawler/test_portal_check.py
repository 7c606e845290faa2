"""Which years a portal must list: from the first that it is known to have had reports about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from crawler.portal_check import with_survey
from crawler.survey import Listed, Survey
from spiders.registry import portal

TODAY = date(2026, 11, 21)


def seen(since: int, *years: int, cut: date | None = None) -> Survey:
    entries = [
        Listed(f"http://x/{year}", f"某镇{year}年政府信息公开年报", None, None, year) for year in years
    ]
    entries += [Listed("http://x/cut", "", cut, None, None)] if cut else []
    return Survey(replace(portal("wuzhi"), since=since), tuple(entries), (), (), 1, {})


@pytest.mark.parametrize(
    ("survey", "level"),
    [
        (seen(2019, *range(2019, 2026)), "ok"),
        (seen(2019, *range(2020, 2026)), "error"),
        (seen(2008, *range(2020, 2026)), "warning"),
        (seen(2008, 2020, 2022, 2023, 2024, 2025), "error"),
        (seen(2019, *range(2019, 2025)), "error"),
        (seen(2019, *range(2019, 2025), cut=date(2026, 1, 20)), "ok"),
    ],
)
def test_a_year_from_since_on_that_no_list_names_is_an_error(
    survey: Survey, level: str, tmp_path: Path
) -> None:
    found = {one.level for one in with_survey(survey, tmp_path, TODAY) if one.check == "years"}
    assert level in found
    assert ("error" in found) == (level == "error")
