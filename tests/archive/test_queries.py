from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from archive.bodies import find_bodies, find_body
from archive.errors import BodyAmbiguous, NotInArchive
from archive.evidence import record_capture
from archive.findings import findings
from archive.queries import get_report, trace
from pipelines.model import Body, Kind
from pipelines.storing.store import store
from tests.archive.samples import BAIMA, BAISHI, COUNTY, EDUCATION, document, number, report, with_error

FINANCE = Body("汶上县白石镇财政所", "白石镇财政所", "370830110", Kind.OTHER, True)


@pytest.fixture
def filled(archive: Engine) -> Engine:
    for at, body in enumerate([BAISHI, BAIMA, EDUCATION, COUNTY, FINANCE]):
        given = report(body, disclosure__licensing__decisions=number(283, "table 1, row 9, column 2"))
        store(archive, document(str(at), f"http://h/{at}"), [given], portal="wenshang")
    return archive


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("汶上县白石镇人民政府", "汶上县白石镇人民政府"),
        ("山东省济宁市汶上县白石镇人民政府", "汶上县白石镇人民政府"),
        ("济宁市汶上县白石镇", "汶上县白石镇人民政府"),
        ("汶上县白石镇", "汶上县白石镇人民政府"),
        ("汶上白石镇", "汶上县白石镇人民政府"),
        ("白石镇", "汶上县白石镇人民政府"),
        ("白石镇财政所", "汶上县白石镇财政所"),
        ("财政", "汶上县白石镇财政所"),
        ("370830110", "汶上县白石镇人民政府"),
        ("370830110000", "汶上县白石镇人民政府"),
        ("370830", "汶上县人民政府"),
        ("汶上县", "汶上县人民政府"),
        ("教育局", "汶上县教育局"),
        (" 510421105 ", "米易县白马镇人民政府"),
    ],
)
def test_a_body_is_found_by_any_way_to_name_it(filled: Engine, asked: str, name: str) -> None:
    assert find_body(filled, asked).name == name


def test_a_name_that_fits_several_bodies_lists_them(filled: Engine) -> None:
    with pytest.raises(BodyAmbiguous, match="山东省济宁市汶上县教育局") as caught:
        find_body(filled, "汶")
    assert len(caught.value.candidates) == 4
    assert len(find_bodies(filled, "汶")) == 4


def test_what_is_not_there_is_told(filled: Engine) -> None:
    with pytest.raises(NotInArchive, match="no body '东莞'"):
        find_body(filled, "东莞")
    with pytest.raises(NotInArchive, match="for 1999; it has 2023"):
        get_report(filled, "白石镇", 1999)
    with pytest.raises(NotInArchive, match=r"Did you mean disclosure\.licensing\.decisions"):
        trace(filled, "白石镇", 2023, "licensing")


def test_a_figure_is_traced_to_its_place_document_and_warc_record(filled: Engine) -> None:
    told = trace(filled, "白石镇", 2023, "disclosure.licensing.decisions")
    source = document("0", "http://h/0")
    assert (told["raw"], told["value"], told["state"], told["place"]) == (
        "283",
        283,
        "value",
        "table 1, row 9, column 2",
    )
    assert (told["url"], told["sha256"]) == (source.url, source.sha256)
    assert (told["warc_file"], told["warc_offset"]) == (source.capture.warc_file, source.capture.warc_offset)
    assert (told["fetched_at"], told["status"]) == ("2024-02-01T03:04:05+00:00", 200)
    assert (told["layout"], told["extractor_version"], told["revision"]) == ("2021", "1", 1)


def test_findings_are_asked_by_portal_year_and_rule(archive: Engine) -> None:
    for year in (2022, 2023):
        one = with_error(replace(report(), year=year))
        store(archive, document(str(year), f"http://h/{year}"), [one], portal="wenshang")
    assert len(findings(archive)) == 2
    [told] = findings(archive, portal="wenshang", years=(2023, 2023), rule="applications")
    assert (told["rule"], told["severity"], told["body"], told["year"]) == (
        "applications.row_sum",
        "error",
        "汶上县白石镇人民政府",
        2023,
    )
    assert (told["expected"], told["actual"], told["figures"]) == (21, 20.5, ["applications.received.total"])
    assert findings(archive, rule="applications.balance") == findings(archive, portal="changle") == []


def test_findings_of_revisions_that_were_replaced_are_not_told(archive: Engine) -> None:
    store(archive, document("old"), [with_error(report())])
    store(archive, document("new", days=1), [report()])
    assert findings(archive) == []


def test_the_same_answer_twice_is_one_capture_and_another_answer_a_second(archive: Engine) -> None:
    first = record_capture(archive, document().capture)
    assert record_capture(archive, document(days=1).capture) == first
    gone = replace(document("404", days=2).capture, status=404)
    assert record_capture(archive, gone) != first
    assert record_capture(archive, document(days=3).capture) not in (None, first)
