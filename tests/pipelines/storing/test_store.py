from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, text

from archive.errors import BodyAmbiguous
from archive.findings import findings
from archive.listing import UnknownPage, mark_page, record_listing
from archive.models import Base
from archive.queries import get_report
from archive.records import DocumentRecord, Entry
from archive.session import open_archive
from pipelines.model import Body, Report, State
from pipelines.report_json import report_json
from pipelines.storing import store as storing
from pipelines.storing.store import StoreOutcome, store
from tests.archive.samples import (
    BAIMA,
    BAISHI,
    COUNTY,
    EDUCATION,
    ELSEWHERE,
    document,
    number,
    printed,
    report,
    with_error,
)

PAGE = "http://www.wenshang.gov.cn/a.html"
FILE = "http://www.wenshang.gov.cn/a.docx"
MIRROR = "http://www.wenshang.gov.cn/mirror.html"
RECEIVED = "applications.received.total"
WITH_THE_SCHEMA = ("codebook", "division")


def rows(archive: Engine) -> dict[str, int]:
    """How many rows every table has; those that come with the schema are left out."""
    tables = [table.name for table in Base.metadata.sorted_tables if table.name not in WITH_THE_SCHEMA]
    with archive.connect() as connection:
        return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in tables}


def bodies(archive: Engine) -> list[dict[str, Any]]:
    with archive.connect() as connection:
        return [dict(row) for row in connection.execute(text("SELECT * FROM body ORDER BY id")).mappings()]


def pages(archive: Engine) -> list[tuple[Any, ...]]:
    with archive.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT url, state FROM page ORDER BY id"))]


def revisions(archive: Engine) -> list[tuple[Any, ...]]:
    query = "SELECT number, kind, supersedes_id IS NOT NULL AS supersedes FROM revision ORDER BY id"
    with archive.connect() as connection:
        return [(row.number, row.kind, bool(row.supersedes)) for row in connection.execute(text(query))]


def received(archive: Engine, body: str = "白石镇") -> Any:
    return get_report(archive, body, 2023)["figures"][RECEIVED]["value"]


def full(value: int, **other: Any) -> Report:
    """A report with several figures."""
    return report(
        applications__received__total=number(value), disclosure__licensing__decisions=number(283), **other
    )


def test_a_report_reads_back_as_it_was_extracted(archive: Engine) -> None:
    one = with_error(
        report(
            applications__received__total=number(21),
            disclosure__fees__amount=number("12.5"),
            review__reconsideration__total=printed("/", State.SLASH),
            review__reconsideration__other=printed("无", State.TEXT),
        )
    )
    assert store(archive, document(), [one], portal="wenshang").new == 1
    kept = get_report(archive, "370830110", 2023)
    expected = report_json(one)
    assert {name: kept[name] for name in expected} == expected
    assert kept["revision"] == 1
    assert [one["url"] for one in kept["documents"]] == [PAGE]


def test_storing_the_same_again_adds_no_row(archive: Engine) -> None:
    store(archive, document(), [with_error(full(21))], portal="wenshang")
    before = rows(archive)
    again = store(archive, document(), [with_error(full(21))], portal="wenshang")
    later = store(archive, document(days=30), [with_error(full(21))], portal="wenshang")
    assert (again.unchanged, later.unchanged) == (1, 1)
    assert rows(archive) == before


def test_changed_bytes_at_an_address_make_a_revision_and_keep_the_old_one(archive: Engine) -> None:
    store(archive, document("old"), [full(21)])
    outcome = store(archive, document("new", days=1), [full(22)])
    assert (outcome.changed, received(archive)) == (1, 22)
    assert revisions(archive) == [(1, "first", False), (2, "publisher", True)]
    with archive.connect() as connection:
        query = "SELECT value FROM figure JOIN codebook USING (figure_id) WHERE figure = :key ORDER BY 1"
        assert [int(one) for one in connection.scalars(text(query), {"key": RECEIVED})] == [21, 22]
    assert [one["sha256"] for one in get_report(archive, "白石镇", 2023)["documents"]] == [
        document("new").sha256
    ]


def test_bytes_that_return_make_a_third_revision_and_no_third_document(archive: Engine) -> None:
    for days, (data, value) in enumerate([("a", 21), ("b", 22), ("a", 21)]):
        store(archive, document(data, days=days), [full(value)])
    assert received(archive) == 21
    assert [number for number, *_ in revisions(archive)] == [1, 2, 3]
    assert rows(archive)["document"] == 2


def test_an_older_capture_read_later_does_not_displace_the_newer_one(archive: Engine) -> None:
    store(archive, document("new", days=9), [full(22)])
    assert store(archive, document("old"), [full(21)]).unchanged == 1
    assert received(archive) == 22


def test_a_better_reading_of_the_same_bytes_is_a_revision_of_the_extractor(archive: Engine) -> None:
    store(archive, document(), [full(21)])
    store(archive, document(extractor_version="2"), [full(12)])
    assert revisions(archive)[-1] == (2, "extractor", True)
    assert get_report(archive, "白石镇", 2023)["extractor_version"] == "2"
    assert rows(archive)["document"] == 1


def test_figures_come_from_the_most_complete_document_whatever_came_first(archive: Engine) -> None:
    page = (document("page", PAGE), report(applications__received__total=number(20)))
    file = (document("file", FILE, role="attachment"), full(21))
    mirror = (document("mirror", MIRROR), full(21))
    for year, order in enumerate(itertools.permutations([page, file, mirror]), start=2010):
        for record, one in order:
            store(archive, replace(record, url=f"{record.url}?{year}"), [replace(one, year=year)])
        kept = get_report(archive, "白石镇", year)
        assert kept["figures"][RECEIVED]["value"] == 21
        assert [one["role"] for one in kept["documents"]] == ["page", "attachment", "page"]
        assert kept["documents"][0]["url"].startswith(MIRROR)
        found = [one for one in kept["findings"] if one["rule"] == "documents.disagree"]
        assert [one["figures"] for one in found] == [[RECEIVED]]
        assert "'21', there '20'" in found[0]["message"]


def test_documents_that_say_the_same_do_not_disagree(archive: Engine) -> None:
    blank, slash = printed("", State.BLANK), printed("/", State.SLASH)
    store(archive, document("page", PAGE), [full(21, review__reconsideration__total=blank)])
    store(archive, document("file", FILE), [full(21, review__reconsideration__total=slash)])
    assert findings(archive, rule="documents") == []
    assert len(get_report(archive, "白石镇", 2023)["documents"]) == 2


def test_of_two_complete_documents_the_one_with_fewer_errors_speaks(archive: Engine) -> None:
    store(archive, document("page", PAGE), [with_error(full(20))])
    store(archive, document("file", FILE, role="attachment"), [full(21)])
    assert received(archive) == 21


def test_what_the_attachment_does_not_say_the_page_says_for_it(archive: Engine) -> None:
    silent = replace(full(21), published_on=None, sections=())
    store(archive, document("file", FILE, role="attachment"), [silent])
    store(archive, document("page", PAGE), [report()])
    kept = get_report(archive, "白石镇", 2023)
    assert (kept["published_on"], len(kept["sections"]), kept["figures"][RECEIVED]["value"]) == (
        "2024-01-16",
        2,
        21,
    )


def test_two_bodies_of_one_name_in_two_counties_stay_apart(archive: Engine) -> None:
    gansu = replace(BAIMA, name="康县白马镇人民政府", division="621224")
    for at, body in enumerate([BAIMA, gansu]):
        store(archive, document(str(at), f"http://host{at}/a"), [replace(full(at), body=body)])
    with pytest.raises(BodyAmbiguous, match="米易县白马镇人民政府"):
        get_report(archive, "白马镇", 2023)
    assert received(archive, "510421105") == 0
    assert received(archive, "康县白马镇") == 1


def test_a_body_of_unknown_place_is_kept_apart_by_its_portal_and_told(archive: Engine) -> None:
    for portal in ("wenshang", "scmiyi"):
        store(
            archive, document(portal, f"http://{portal}/a"), [replace(full(1), body=ELSEWHERE)], portal=portal
        )
    assert rows(archive)["body"] == rows(archive)["report"] == 2
    told = findings(archive, rule="identity")
    assert [(one["rule"], one["portal"]) for one in told] == [
        ("identity.body", "scmiyi"),
        ("identity.body", "wenshang"),
    ]


def test_a_division_code_that_does_not_exist_is_not_invented(archive: Engine) -> None:
    store(archive, document(), [replace(full(1), body=replace(BAISHI, division="999999999"))])
    [body] = bodies(archive)
    assert (body["division_code"], body["scope"]) == (None, "www.wenshang.gov.cn")
    assert [one["rule"] for one in findings(archive)] == ["identity.body"]


@pytest.mark.parametrize("order", [(EDUCATION, COUNTY), (COUNTY, EDUCATION)])
def test_a_department_hangs_on_its_countys_government_whichever_comes_first(
    archive: Engine, order: tuple[Body, ...]
) -> None:
    for body in order:
        store(archive, document(body.name, f"http://h/{body.name}"), [replace(full(1), body=body)])
    found = {one["name"]: one for one in bodies(archive)}
    assert set(found) == {"汶上县教育局", "汶上县人民政府"}
    assert found["汶上县教育局"]["parent_id"] == found["汶上县人民政府"]["id"]
    assert found["汶上县人民政府"]["parent_id"] is None
    assert found["汶上县人民政府"]["kind"] == "government"


def test_a_report_without_a_year_is_told_and_its_document_kept(archive: Engine) -> None:
    record_listing(archive, "wenshang", [Entry(PAGE, "年度报告")])
    for _ in range(2):
        outcome = store(archive, document(), [report(year=None)], entry_url=PAGE)
    assert outcome.report_ids == ()
    assert "No year" in outcome.unplaced[0]
    assert rows(archive)["report"] == 0
    assert [(one["rule"], one["url"]) for one in findings(archive)] == [("identity.year", PAGE)]
    assert pages(archive) == [(PAGE, "unreadable")]
    assert store(archive, document(), [report()], entry_url=PAGE).new == 1
    assert findings(archive) == []


def test_one_document_may_hold_reports_of_several_years(archive: Engine) -> None:
    outcome = store(archive, document(), [replace(full(1), year=2022), replace(full(2), year=2023)])
    assert (outcome.new, rows(archive)["document"]) == (2, 1)


def test_the_same_report_twice_in_one_document_is_one_report(archive: Engine) -> None:
    for expected in (StoreOutcome(new=1), StoreOutcome(unchanged=1)):
        outcome = store(archive, document(), [report(), full(21)])
        assert replace(outcome, report_ids=()) == expected
    assert received(archive) == 21


def test_a_figure_that_the_codebook_does_not_have_is_refused_and_nothing_is_kept(archive: Engine) -> None:
    odd = replace(full(1), figures={**full(1).figures, "applications.invented.total": number(1)})
    with pytest.raises(ValueError, match=r"applications\.invented\.total"):
        store(archive, document(), [odd])
    assert sum(rows(archive).values()) == 0


def test_the_listed_page_is_archived_once_its_report_is_kept(archive: Engine) -> None:
    entries = [Entry(PAGE, "白石镇2023年年报", unit="白石镇", year=2023), Entry(MIRROR, "通知")]
    assert record_listing(archive, "wenshang", entries) == 2
    assert record_listing(archive, "wenshang", [Entry(PAGE, "白石镇2023年年报")]) == 0
    store(archive, document(), [full(1)], entry_url=PAGE)
    mark_page(archive, MIRROR, "not_a_report", "a notice")
    assert pages(archive) == [(PAGE, "archived"), (MIRROR, "not_a_report")]


def test_a_page_that_nobody_listed_cannot_be_marked(archive: Engine) -> None:
    with pytest.raises(UnknownPage, match="record_listing"):
        mark_page(archive, PAGE, "failed")


def _store_and_die(url: str, record: DocumentRecord, one: Report, after: str) -> None:
    """Store, and be killed just after a step of it, the transaction still open."""
    step = getattr(storing, after)

    def die(*arguments: Any, **named: Any) -> None:
        step(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(storing, after, die)
    store(open_archive(url), record, [one])


@pytest.mark.parametrize("after", ["body_of", "put_document", "_put_reading", "add_revision", "_store_one"])
def test_a_writer_killed_in_the_middle_leaves_nothing(archive: Engine, archive_url: str, after: str) -> None:
    process = multiprocessing.get_context("spawn").Process(
        target=_store_and_die, args=(archive_url, document(), full(21), after)
    )
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert sum(rows(archive).values()) == 0
    assert store(archive, document(), [full(21)]).new == 1


def _store_all(url: str, records: list[tuple[DocumentRecord, Report]]) -> None:
    engine = open_archive(url)
    for record, one in records:
        store(engine, record, [one], portal="wenshang")
    engine.dispose()


def test_writers_at_the_same_time_lose_and_double_nothing(archive: Engine, archive_url: str) -> None:
    work = [
        (document(f"{year} {name}", f"http://h/{year}/{name}"), replace(full(year), year=year))
        for year in range(2000, 2012)
        for name in "ab"
    ]
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_store_all, args=(archive_url, one)) for one in (work, work[::-1])]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    counts = rows(archive)
    names = ("body", "report", "document", "capture", "reading", "revision", "revision_document")
    assert [counts[name] for name in names] == [1, 12, 24, 24, 24, 12, 24]


def test_the_same_file_seen_through_another_page_changes_nothing(archive: Engine) -> None:
    first = full(21)
    assert store(archive, document("a"), [first]).new == 1
    seen_elsewhere = replace(first, title="另一栏目所列标题", published_on=None)
    outcome = store(archive, document("a", days=1), [seen_elsewhere])
    assert (outcome.unchanged, outcome.changed) == (1, 0)
