from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from archive.errors import FindingAmbiguous, NotInArchive
from archive.findings import decide, findings
from archive.queries import get_report
from pipelines.model import Finding, Report, Severity
from pipelines.storing.store import store
from tests.archive.samples import BAISHI, document, number, report, with_error


def keep(archive: Engine, one: Report, data: str = "bytes", version: str = "1", days: int = 0) -> None:
    record = document(data, f"http://h/{one.year}", days=days, extractor_version=version)
    store(archive, record, [one])


def ids(archive: Engine, **asked: bool) -> list[str]:
    return [one["id"] for one in findings(archive, **asked)]  # type: ignore[arg-type]


@pytest.fixture
def told(archive: Engine) -> Engine:
    """An archive with one finding."""
    keep(archive, with_error(report()))
    return archive


def test_a_finding_keeps_its_id_over_a_new_extraction_and_a_new_page(told: Engine) -> None:
    [before] = ids(told)
    keep(told, with_error(report(applications__granted__total=number(1))), version="2")
    assert ids(told) == [before]
    reworded = with_error(report())
    reworded = replace(reworded, findings=(replace(reworded.findings[0], message="20.5, not 21"),))
    keep(told, reworded, "new page", version="2", days=1)
    assert ids(told) == [before]
    assert len(before) == 12


def test_findings_of_other_numbers_years_and_bodies_have_ids_of_their_own(told: Engine) -> None:
    keep(told, with_error(report(year=2022)))
    other = replace(with_error(report()).findings[0], expected=22)
    keep(told, replace(report(year=2021), findings=(other, *with_error(report()).findings)))
    assert len(set(ids(told))) == 4


def test_findings_that_say_nothing_but_a_message_are_told_apart_by_it(archive: Engine) -> None:
    notes = tuple(Finding("document.mended", Severity.NOTE, words) for words in ("a table", "a header"))
    keep(archive, replace(report(), findings=notes))
    assert len(set(ids(archive))) == 2


def test_a_dismissed_finding_is_hidden_and_stays_so_in_the_next_revision(told: Engine) -> None:
    [one] = ids(told)
    [now] = decide(told, one[:6].upper(), "dismissed", note="a printing error", who="li")
    assert (now["verdict"]["verdict"], now["verdict"]["note"], now["verdict"]["who"]) == (
        "dismissed",
        "a printing error",
        "li",
    )
    assert now["verdict"]["at"].endswith("+00:00")
    keep(told, with_error(report(applications__granted__total=number(1))), "new page", days=1)
    assert ids(told) == []
    assert ids(told, dismissed=True) == [one]
    [shown] = get_report(told, "白石镇", 2023)["findings"]
    assert shown["verdict"]["verdict"] == "dismissed"


def test_a_finding_whose_numbers_change_is_a_new_one_and_nobody_has_decided_about_it(told: Engine) -> None:
    [one] = ids(told)
    decide(told, one, "dismissed", note="known", who="li")
    changed = replace(with_error(report()).findings[0], actual=19)
    keep(told, replace(report(), findings=(changed,)), "new page", days=1)
    [new] = findings(told)
    assert new["id"] != one
    assert new["verdict"] is None


def test_the_last_verdict_counts_and_can_be_taken_back(told: Engine) -> None:
    [one] = ids(told)
    decide(told, one, "dismissed", note="known", who="li")
    decide(told, one, "confirmed", note="it is wrong after all", who="wang")
    assert findings(told)[0]["verdict"]["who"] == "wang"
    [now] = decide(told, one, "undone", note="", who="li")
    assert now["verdict"] is None
    with told.connect() as connection:
        kept = connection.scalars(text("SELECT verdict FROM verdict ORDER BY id")).all()
    assert kept == ["dismissed", "confirmed", "undone"]
    with pytest.raises(NotInArchive, match="no verdict on a finding"):
        decide(told, one, "undone", note="", who="li")


def test_a_verdict_can_be_taken_back_when_its_finding_is_gone(told: Engine) -> None:
    [one] = ids(told)
    decide(told, one, "confirmed", note="wrong", who="li")
    keep(told, report(), "corrected", days=1)
    assert decide(told, one, "undone", note="", who="li") == []


@pytest.mark.parametrize("asked", ["000000000000", "not an id", "%", ""])
def test_an_id_that_no_finding_has_is_told(told: Engine, asked: str) -> None:
    with pytest.raises(NotInArchive, match="nianbao check"):
        decide(told, asked, "confirmed", note="x", who="li")


def test_a_beginning_that_fits_several_findings_is_refused_with_their_ids(archive: Engine) -> None:
    for year in range(2000, 2020):
        keep(archive, with_error(report(BAISHI, year)))
    every = ids(archive)
    shared = next(one[0] for one in every if sum(other[0] == one[0] for other in every) > 1)
    with pytest.raises(FindingAmbiguous, match="give more of it") as caught:
        decide(archive, shared, "confirmed", note="x", who="li")
    assert next(one for one in sorted(every) if one[0] == shared) in str(caught.value)


def test_a_finding_of_a_document_without_a_year_can_be_decided_about(archive: Engine) -> None:
    store(archive, document(), [report(year=None)])
    [one] = ids(archive)
    decide(archive, one, "dismissed", note="a template", who="li")
    store(archive, document(extractor_version="2"), [report(year=None)])
    assert ids(archive) == []
    assert ids(archive, dismissed=True) == [one]
