"""What people decide about bodies, on both databases."""

from __future__ import annotations

import multiprocessing
import time
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, text

from archive.biography import biography, list_bodies
from archive.bodies import find_body
from archive.errors import BodyAmbiguous, BodyChangeRefused, NotInArchive
from archive.findings import decide, findings
from archive.queries import get_report
from archive.session import open_archive
from pipelines.model import Body, Kind, Report
from pipelines.storing.changes import Signed, Years, add_alias, merge, rename
from pipelines.storing.store import StoreOutcome, store
from pipelines.storing.undoing import undo
from tests.archive.samples import BAISHI, COUNTY, EDUCATION, document, number, report, with_error

LI = Signed("li", "the county's notice")
#: 老石乡 is no place of the division table, but was looked for in 汶上县.
LAOSHI = Body("汶上县老石乡人民政府", "老石乡人民政府", None, Kind.TOWNSHIP, False, "370830")
CIQIU = Body("汶上县次邱镇人民政府", "次邱镇人民政府", "370830103", Kind.TOWNSHIP, True)


def keep(archive: Engine, body: Body, year: int, data: str = "", **figures: Any) -> StoreOutcome:
    return keep_report(archive, report(body, year, **figures), data)


def keep_report(archive: Engine, one: Report, data: str = "") -> StoreOutcome:
    address = f"http://h/{one.body.name}/{one.year}"
    return store(archive, document(address + data, address), [one], portal="wenshang")


def whose(archive: Engine) -> dict[int, str]:
    """The body of every report, by year."""
    query = "SELECT r.year, b.name FROM report r JOIN body b ON b.id = r.body_id ORDER BY r.year"
    with archive.connect() as connection:
        return {row.year: row.name for row in connection.execute(text(query))}


def count(archive: Engine, table: str) -> int:
    with archive.connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0


def id_of(archive: Engine, asked: str) -> int:
    return find_body(archive, asked).id


def test_after_a_rename_a_page_that_prints_the_old_name_is_the_same_report(archive: Engine) -> None:
    keep(archive, BAISHI, 2022)
    rename(archive, id_of(archive, "白石镇"), "白石街道", 2023, LI)
    before = [count(archive, table) for table in ("body", "report", "revision")]
    assert keep(archive, BAISHI, 2022).unchanged == 1
    assert keep(archive, BAISHI, 2022, "the page again, another menu").unchanged == 1
    assert [count(archive, table) for table in ("body", "report", "revision")] == before
    [kept] = list_bodies(archive)
    assert (kept["name"], kept["kind"]) == ("汶上县白石街道办事处", "street")


@pytest.mark.parametrize(
    "named", ["白石镇", "汶上县白石镇人民政府", "白石街道", "370830110", "汶上县白石街道办事处"]
)
def test_a_renamed_body_is_found_by_either_name_and_printed_by_the_present_one(
    archive: Engine, named: str
) -> None:
    keep(archive, BAISHI, 2022)
    rename(archive, id_of(archive, "白石镇"), "白石街道", 2023, LI)
    shown = get_report(archive, named, 2022)["body"]
    assert (shown["name"], shown["printed"]) == ("汶上县白石街道办事处", "白石镇人民政府")


def test_reports_under_the_new_name_follow_the_old_ones_whatever_the_list_of_divisions_says(
    archive: Engine,
) -> None:
    keep(archive, BAISHI, 2022)
    rename(archive, id_of(archive, "白石镇"), "新石镇", 2024, LI)
    new = Body("汶上县新石镇人民政府", "新石镇人民政府", None, Kind.TOWNSHIP, False, "370830")
    for year in (2024, 2021):  # the portal prints the present name over an old report
        keep(archive, new, year)
    assert set(whose(archive).values()) == {"汶上县新石镇人民政府"}
    assert count(archive, "body") == 1
    assert findings(archive, rule="identity") == []
    assert len(findings(archive, rule="identity", dismissed=True)) == 2


def test_names_by_years_are_told(archive: Engine) -> None:
    keep(archive, BAISHI, 2022)
    body_id = id_of(archive, "白石镇")
    rename(archive, body_id, "新石镇", 2020, LI)
    rename(archive, body_id, "大石镇", 2023, LI)
    add_alias(archive, body_id, "石镇政府", Years(), LI)
    add_alias(archive, body_id, "老石乡", Years(None, 2010), LI)
    told = [
        (one["name"], one["kind"], one["valid_from"], one["valid_to"])
        for one in biography(archive, body_id)["names"]
    ]
    assert told[0] == ("汶上县大石镇人民政府", "present", 2023, None)
    assert set(told[1:]) == {
        ("汶上县白石镇人民政府", "former", None, 2019),
        ("汶上县新石镇人民政府", "former", 2020, 2022),
        ("汶上县石镇人民政府", "alias", None, None),
        ("汶上县老石乡人民政府", "former", None, 2010),
    }


def test_an_alias_brings_a_department_home_that_its_portal_calls_otherwise(archive: Engine) -> None:
    keep(archive, EDUCATION, 2022)
    add_alias(archive, id_of(archive, "教育局"), "县教体局", Years(), LI)
    keep(archive, replace(EDUCATION, name="汶上县教体局"), 2023)
    assert whose(archive) == {2022: "汶上县教育局", 2023: "汶上县教育局"}
    assert id_of(archive, "教体局") == id_of(archive, "教育局")


def test_an_unresolved_body_is_put_where_a_person_says_and_leaves_the_list(archive: Engine) -> None:
    keep(archive, LAOSHI, 2013)
    keep(archive, BAISHI, 2022)
    [told] = findings(archive, rule="identity")
    assert (told["body"], told["year"]) == (LAOSHI.name, 2013)
    made = merge(archive, id_of(archive, "老石乡"), id_of(archive, "白石镇"), None, LI)
    assert whose(archive) == {2013: BAISHI.name, 2022: BAISHI.name}
    assert findings(archive, rule="identity") == []
    [settled] = findings(archive, rule="identity", dismissed=True)
    assert settled["verdict"]["note"] == LI.note
    assert keep(archive, LAOSHI, 2013).unchanged == 1
    assert keep(archive, LAOSHI, 2014).new == 1
    assert whose(archive)[2014] == BAISHI.name
    undo(archive, made, LI)
    assert whose(archive) == {2013: LAOSHI.name, 2014: LAOSHI.name, 2022: BAISHI.name}
    assert [one["year"] for one in findings(archive, rule="identity")] == [2013, 2014]


def test_two_towns_that_became_one_keep_their_own_reports_until_then(archive: Engine) -> None:
    for year in (2021, 2022, 2023):
        keep(archive, BAISHI, year)
    for year in (2021, 2022):
        keep(archive, CIQIU, year)
    baishi, ciqiu = id_of(archive, "白石镇"), id_of(archive, "次邱镇")
    with pytest.raises(
        BodyChangeRefused, match=r"both have a report for 2021, 2022.*--from YEAR, after 2022"
    ):
        merge(archive, ciqiu, baishi, None, LI)
    merge(archive, ciqiu, baishi, 2023, LI)
    assert get_report(archive, "次邱镇", 2022)["body"]["name"] == CIQIU.name
    assert get_report(archive, "次邱镇", 2023)["body"]["name"] == BAISHI.name
    assert get_report(archive, "370830103", 2023)["body"]["name"] == BAISHI.name
    assert keep(archive, CIQIU, 2022).unchanged == 1
    keep(archive, CIQIU, 2024)
    assert whose(archive)[2024] == BAISHI.name
    assert biography(archive, ciqiu)["merged_into"] == {"id": baishi, "name": BAISHI.name, "from": 2023}


def test_what_went_into_a_body_that_went_into_another_is_with_the_last(archive: Engine) -> None:
    keep(archive, LAOSHI, 2013)
    keep(archive, CIQIU, 2014)
    keep(archive, BAISHI, 2022)
    old, ciqiu, baishi = (id_of(archive, one) for one in ("老石乡", "次邱镇", "白石镇"))
    first = merge(archive, old, ciqiu, None, LI)
    second = merge(archive, ciqiu, baishi, None, LI)
    keep(archive, LAOSHI, 2012)
    assert set(whose(archive).values()) == {BAISHI.name}
    assert [one["id"] for one in list_bodies(archive)] == [baishi]
    assert id_of(archive, "老石乡") == id_of(archive, "370830103") == baishi
    with pytest.raises(BodyChangeRefused, match=f"take back first {second}"):
        undo(archive, first, LI)
    undo(archive, second, LI)
    undo(archive, first, LI)
    assert whose(archive) == {2012: LAOSHI.name, 2013: LAOSHI.name, 2014: CIQIU.name, 2022: BAISHI.name}


def test_reports_that_came_by_a_wrong_alias_get_a_body_of_their_own_when_it_is_taken_back(
    archive: Engine,
) -> None:
    keep(archive, BAISHI, 2022)
    made = add_alias(archive, id_of(archive, "白石镇"), "老石乡", Years(), LI)
    keep_report(archive, with_error(report(LAOSHI, 2023)))
    [finding] = findings(archive, rule="applications")
    decide(archive, finding["id"], "confirmed", note="wrong", who="li")
    undo(archive, made, LI)
    assert whose(archive) == {2022: BAISHI.name, 2023: LAOSHI.name}
    [kept] = findings(archive, rule="applications")
    assert (kept["id"], kept["verdict"]["verdict"]) == (finding["id"], "confirmed")


def test_reports_under_the_name_of_a_wrong_rename_go_to_their_own_body(archive: Engine) -> None:
    keep(archive, BAISHI, 2022)
    made = rename(archive, id_of(archive, "白石镇"), "次邱镇", 2023, LI)
    keep(archive, CIQIU, 2023)
    assert set(whose(archive).values()) == {CIQIU.name}
    undo(archive, made, LI)
    assert whose(archive) == {2022: BAISHI.name, 2023: CIQIU.name}
    assert {one["division"] for one in list_bodies(archive)} == {"370830110", "370830103"}


def test_verdicts_outlive_rename_merge_and_undo(archive: Engine) -> None:
    keep_report(archive, with_error(report(BAISHI, 2022)))
    keep_report(archive, with_error(report(LAOSHI, 2013)))
    for one in findings(archive, rule="applications"):
        decide(archive, one["id"], "dismissed", note="known", who="li")
    before = {one["id"] for one in findings(archive, dismissed=True)}
    baishi, old = id_of(archive, "白石镇"), id_of(archive, "老石乡")
    made = [rename(archive, baishi, "新石镇", 2023, LI), merge(archive, old, baishi, None, LI)]
    # A new revision of each report: its findings are made anew.
    for body, year in ((BAISHI, 2022), (LAOSHI, 2013)):
        changed = with_error(report(body, year, applications__granted__total=number(1)))
        assert keep_report(archive, changed, "changed").changed == 1
        keep_report(archive, with_error(report(body, year)), "changed again")
    assert findings(archive, rule="applications") == []
    for one in reversed(made):
        assert {one["id"] for one in findings(archive, dismissed=True)} == before
        undo(archive, one, LI)
    assert {one["id"] for one in findings(archive, dismissed=True)} == before
    assert findings(archive, rule="applications") == []


def test_years_are_compared_over_a_merge_and_no_more_after_it_is_taken_back(archive: Engine) -> None:
    misspelt = replace(BAISHI, name="汶上县白石镇政府", printed="白石镇政府")
    keep(archive, misspelt, 2021, applications__carried_out__total=number(3))
    keep(archive, BAISHI, 2022, applications__carried_in__total=number(5))
    assert findings(archive, rule="carry") == []
    made = merge(archive, id_of(archive, misspelt.name), id_of(archive, BAISHI.name), None, LI)
    [told] = findings(archive, rule="carry")
    assert (told["body"], told["expected"], told["actual"]) == (BAISHI.name, 3, 5)
    undo(archive, made, LI)
    assert findings(archive, rule="carry") == []


def _store_years(url: str, years: list[int]) -> None:
    engine = open_archive(url)
    for year in years:
        keep(engine, LAOSHI, year)
    engine.dispose()


def test_a_decision_while_others_store_leaves_no_report_behind(archive: Engine, archive_url: str) -> None:
    keep(archive, BAISHI, 2030)
    keep(archive, LAOSHI, 1999)
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=_store_years, args=(archive_url, list(years)))
        for years in (range(2000, 2015), range(2014, 1999, -1))
    ]
    for writer in writers:
        writer.start()
    while count(archive, "report") < 6 and any(writer.is_alive() for writer in writers):
        time.sleep(0.005)
    merge(archive, id_of(archive, "老石乡"), id_of(archive, "白石镇"), None, LI)
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert set(whose(archive).values()) == {BAISHI.name}
    assert [count(archive, name) for name in ("report", "report_name", "body")] == [17, 16, 2]


def test_a_renamed_county_keeps_its_departments(archive: Engine) -> None:
    keep(archive, COUNTY, 2022)
    rename(archive, id_of(archive, "汶上县人民政府"), "汶上市人民政府", 2023, LI)
    keep(archive, EDUCATION, 2022 + 1)
    found = {one["name"]: one["parent"] for one in list_bodies(archive)}
    assert found == {"汶上市人民政府": None, "汶上县教育局": "汶上市人民政府"}


def test_what_contradicts_the_archive_is_refused_and_says_what_to_do(archive: Engine) -> None:
    keep(archive, BAISHI, 2022)
    keep(archive, CIQIU, 2022)
    keep(archive, LAOSHI, 2013)
    baishi, ciqiu, old = (id_of(archive, one) for one in ("白石镇", "次邱镇", "老石乡"))
    with pytest.raises(BodyChangeRefused, match=f"nianbao body merge id:{old} id:{baishi}"):
        add_alias(archive, baishi, "汶上县老石乡", Years(), LI)
    with pytest.raises(BodyChangeRefused, match=f"means the body 汶上县次邱镇.*id:{baishi} id:{ciqiu}"):
        rename(archive, baishi, "次邱镇", 2023, LI)
    with pytest.raises(BodyChangeRefused, match="outside 汶上县"):
        add_alias(archive, baishi, "米易县白马镇", Years(), LI)
    with pytest.raises(BodyChangeRefused, match="known by that name"):
        add_alias(archive, baishi, "白石镇", Years(), LI)
    with pytest.raises(BodyChangeRefused, match="into itself"):
        merge(archive, baishi, baishi, None, LI)
    made = merge(archive, old, baishi, None, LI)
    with pytest.raises(BodyChangeRefused, match=f"by decision {made}"):
        merge(archive, ciqiu, old, 2023, LI)
    with pytest.raises(NotInArchive, match="no decision 99"):
        undo(archive, 99, LI)
    undo(archive, made, LI)
    with pytest.raises(BodyChangeRefused, match="taken back by li"):
        undo(archive, made, LI)
    rename(archive, baishi, "新石镇", 2020, LI)
    with pytest.raises(BodyChangeRefused, match="since 2020"):
        rename(archive, baishi, "大石镇", 2020, LI)


def test_a_name_of_several_bodies_is_asked_about_with_counties_and_codes(archive: Engine) -> None:
    for county, code in (("米易县", "510421105"), ("武隆区", "500156101")):
        body = Body(f"{county}白马镇人民政府", "白马镇人民政府", code, Kind.TOWNSHIP, True)
        keep(archive, body, 2023)
    with pytest.raises(BodyAmbiguous, match="四川省攀枝花市米易县白马镇人民政府") as caught:
        get_report(archive, "白马镇", 2023)
    asked = caught.value.as_json()
    assert {(one["division"], one["county"]) for one in asked["candidates"]} == {
        ("510421105", "四川省攀枝花市米易县"),
        ("500156101", "重庆市武隆区"),
    }
    for named in ("米易县白马镇", "510421105", "四川省攀枝花市米易县白马镇"):
        assert get_report(archive, named, 2023)["body"]["division"] == "510421105"
