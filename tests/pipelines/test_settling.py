"""What becomes of a listed page, by all its documents together; and of a list, by all its pages."""

from __future__ import annotations

import pytest

from archive.records import Entry
from pipelines.items import Listing
from pipelines.lists import Lists
from pipelines.settling import Kind, Result, settle

PAGE = "http://portal.gov.cn/a.html"


def results(page: Kind, *attachments: Kind) -> list[Result]:
    files = [Result(kind, f"http://portal.gov.cn/{n}.pdf", kind) for n, kind in enumerate(attachments)]
    return [Result(page, PAGE, page, is_page=True), *files]


@pytest.mark.parametrize(
    ("page", "attachments", "state", "failed"),
    [
        ("stored", (), "archived", False),
        ("stored", ("unreadable", "lost"), "archived", False),
        ("cover", ("stored",), "archived", False),
        ("not_a_report", ("stored",), "archived", False),
        ("cover", (), "unreadable", True),
        ("cover", ("lost",), "failed", True),
        ("cover", ("unreadable",), "unreadable", True),
        ("unplaced", (), "unreadable", True),
        ("lost", (), "failed", True),
        ("dead", (), "failed", False),
        ("not_a_report", (), "not_a_report", False),
        ("not_a_report", ("not_a_report",), "not_a_report", False),
    ],
)
def test_a_page_is_judged_by_itself_and_its_attachments_together(
    page: Kind, attachments: tuple[Kind, ...], state: str, failed: bool
) -> None:
    settled = settle(results(page, *attachments))
    assert settled is not None
    assert (settled.state, settled.failed) == (state, failed)


def test_a_bad_attachment_of_a_page_that_was_read_is_told_by_its_address() -> None:
    settled = settle(results("stored", "unreadable"))
    assert settled is not None
    assert settled.reason == "Attachment http://portal.gov.cn/0.pdf: unreadable"


def test_a_report_of_a_year_not_asked_for_leaves_its_page_as_it_was_listed() -> None:
    assert settle(results("other_years")) is None
    assert settle(results("cover", "other_years")) is None


def listing(url: str, *urls: str, total: int | None = None, problem: str | None = None) -> Listing:
    return Listing("wenshang", "list", url, urls, (Entry(PAGE, "t"),), total, problem)


def shortfall(*pages: Listing) -> str | None:
    lists = Lists()
    for page in pages:
        lists.add(page)
    return lists.shortfalls().get("list")


def test_a_list_read_to_the_announced_total_is_complete() -> None:
    assert shortfall(listing("1", "a", "b", total=3), listing("2", "c", total=3)) is None


def test_a_list_with_fewer_entries_than_announced_is_not_complete() -> None:
    assert shortfall(listing("1", "a", "b", total=3)) == "2 entries found, 3 announced"


def test_a_list_whose_page_failed_is_not_complete_even_without_a_total() -> None:
    assert shortfall(listing("1", "a"), listing("2", problem="2: HTTP 500")) == "2: HTTP 500"


def test_a_list_that_gives_its_first_page_for_the_second_is_not_complete() -> None:
    assert shortfall(listing("1", "a", "b"), listing("2", "a", "b")) == "2 repeats another page of the list"
