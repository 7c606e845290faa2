"""What came from a web archive beside what the portal has shown: no old state displaces a newer one."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine, text

from archive.queries import get_report, trace
from archive.records import DocumentRecord
from pipelines.storing.store import store
from tests.archive.samples import document, number, report

FIGURE = "applications.received.total"
PAGE = "http://www.wenshang.gov.cn/a.html"
FORMER = "http://www.wenshang.gov.cn/former.html"
MEMENTO = "http://archive.example.org/all/20230203040506id_/"


def recovered(data: str, url: str = PAGE, *, days: int = -300) -> DocumentRecord:
    """A document as a web archive had it, captured so many days after the first."""
    one = document(data, url, days=days)
    return replace(one, capture=replace(one.capture, source=MEMENTO + url))


def said(archive: Engine) -> object:
    return get_report(archive, "白石镇", 2023)["figures"][FIGURE]["value"]


def test_an_old_state_of_the_page_or_of_its_former_address_says_nothing_beside_the_portals_own(
    archive: Engine,
) -> None:
    store(archive, document("new"), [report(applications__received__total=number(21))])
    for old in (recovered("old"), recovered("older", FORMER)):
        outcome = store(archive, old, [report(applications__received__total=number(20))])
        assert (outcome.new, outcome.changed, outcome.unchanged) == (0, 0, 1)
    shown = get_report(archive, "白石镇", 2023)
    assert said(archive) == 21
    assert (shown["revision"], len(shown["documents"]), shown["findings"]) == (1, 1, [])
    with archive.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM reading")) == 3


def test_it_does_not_matter_which_came_first(archive: Engine) -> None:
    store(archive, recovered("old", FORMER), [report(applications__received__total=number(20))])
    assert said(archive) == 20
    store(archive, document("new"), [report(applications__received__total=number(21))])
    assert said(archive) == 21
    assert [one["web_archive"] for one in get_report(archive, "白石镇", 2023)["documents"]] == [None]


def test_a_later_state_that_only_a_web_archive_has_seen_is_the_last_word(archive: Engine) -> None:
    store(archive, document("first"), [report(applications__received__total=number(20))])
    store(archive, recovered("edited", days=90), [report(applications__received__total=number(21))])
    assert said(archive) == 21
    evidence = trace(archive, "白石镇", 2023, FIGURE)
    assert evidence["web_archive"] == MEMENTO + PAGE
    assert evidence["fetched_at"].startswith("2024-05-01")


def test_bytes_that_the_portal_has_as_well_rest_on_the_portals_own_capture(archive: Engine) -> None:
    store(archive, recovered("same"), [report(applications__received__total=number(21))])
    store(archive, document("same"), [report(applications__received__total=number(21))])
    shown = get_report(archive, "白石镇", 2023)
    assert [one["web_archive"] for one in shown["documents"]] == [None]
    assert shown["revision"] == 1
    with archive.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM capture")) == 2
    assert store(archive, recovered("same", days=-200), [report()]).unchanged == 1
    assert [one["web_archive"] for one in get_report(archive, "白石镇", 2023)["documents"]] == [None]
