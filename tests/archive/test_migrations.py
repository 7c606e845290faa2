"""Every migration, down and up again, with reports in the archive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text

from archive.biography import list_bodies
from archive.bodies import find_body
from archive.findings import decide, findings
from archive.migration import configuration, migrate
from archive.queries import get_report
from archive.session import connect, connect_to_migrate, open_archive, schema_differences, writing
from pipelines.model import State, Stated
from pipelines.storing.across import compare_all_years
from pipelines.storing.changes import Signed, rename
from pipelines.storing.store import store
from tests.archive.samples import EDUCATION, document, number, printed, report, with_error

STATED = Stated("applications.received", 21, "收到申请21件", "paragraph 3")


@pytest.fixture
def filled(archive: Engine) -> Iterator[Engine]:
    """Two years of a body that do not fit, one with an error of its own; a report without a year."""
    first = report(
        year=2022,
        applications__carried_out__total=number(3),
        disclosure__fees__amount=number("12.50"),
        review__reconsideration__total=printed("/", State.SLASH),
    )
    second = with_error(report(applications__carried_in__total=number(5)))
    for one in (first, replace(second, stated=(STATED,)), report(year=None)):
        address = f"http://h/{one.year}"
        store(archive, document(address, address), [one], portal="wenshang")
    yield archive


def down(url: str, revision: str) -> None:
    engine = connect_to_migrate(url)
    with writing(engine) as connection:
        command.downgrade(configuration(connection), revision)
        assert not inspect(connection).get_view_names()
    engine.dispose()


def up(url: str) -> None:
    engine = connect_to_migrate(url)
    with writing(engine) as connection:
        migrate(connection, "head")
    engine.dispose()
    assert schema_differences(url) == []


def reports(archive: Engine) -> list[dict[str, Any]]:
    kept = [get_report(archive, "白石镇", year) for year in (2022, 2023)]
    return [{key: one[key] for key in one if key != "stated"} for one in kept]


@pytest.mark.parametrize("revision", ["0002", "0003", "0004", "0005", "0006", "0007"])
def test_nothing_is_lost_on_the_way_down_to_a_revision_that_has_room_for_it_and_up(
    filled: Engine, archive_url: str, revision: str
) -> None:
    before = (reports(filled), findings(filled))
    filled.dispose()
    down(archive_url, revision)
    up(archive_url)
    engine = open_archive(archive_url)
    assert (reports(engine), findings(engine)) == before
    engine.dispose()


def test_reports_and_the_ids_of_findings_are_the_same_after_a_way_down_and_up(
    filled: Engine, archive_url: str
) -> None:
    before = (reports(filled), findings(filled))
    assert len(before[1]) == 3
    filled.dispose()
    down(archive_url, "0001")
    up(archive_url)
    engine = open_archive(archive_url)
    assert [one["rule"] for one in findings(engine)] != [one["rule"] for one in before[1]]
    assert compare_all_years(engine) == 1
    assert (reports(engine), findings(engine)) == before
    engine.dispose()


def test_bodies_of_an_archive_from_before_names_get_their_parents(filled: Engine, archive_url: str) -> None:
    store(filled, document("education", "http://h/education"), [report(EDUCATION, 2023)])
    before = list_bodies(filled)
    with filled.begin() as connection:
        connection.execute(text("UPDATE body SET parent_id = NULL"))
        connection.execute(text("DELETE FROM body WHERE kind = 'government'"))
    filled.dispose()
    down(archive_url, "0002")
    up(archive_url)
    engine = open_archive(archive_url)
    after = list_bodies(engine)
    assert [{**one, "id": 0} for one in after] == [{**one, "id": 0} for one in before]
    assert [one["parent"] for one in after] == [None, "汶上县人民政府", None]
    engine.dispose()


def test_a_renamed_body_has_its_first_name_again_on_the_way_down_and_keeps_its_verdicts(
    filled: Engine, archive_url: str
) -> None:
    [one] = findings(filled, rule="applications")
    decide(filled, one["id"], "confirmed", note="wrong", who="li")
    rename(filled, find_body(filled, "白石镇").id, "白石街道", 2023, Signed("li", "撤镇设街道"))
    filled.dispose()
    down(archive_url, "0002")
    up(archive_url)
    engine = open_archive(archive_url)
    assert [one["name"] for one in list_bodies(engine)] == ["汶上县白石镇人民政府"]
    compare_all_years(engine)
    kept = findings(engine, rule="applications")
    assert [(one["id"], one["verdict"]["note"]) for one in kept] == [(one["id"], "wrong")]
    engine.dispose()


def test_stated_numbers_are_kept_and_shown(filled: Engine) -> None:
    assert get_report(filled, "白石镇", 2023)["stated"] == [
        {"key": STATED.key, "value": 21, "raw": STATED.raw, "place": STATED.place}
    ]


def test_an_archive_from_before_stated_numbers_gets_no_revision_without_them(
    filled: Engine, archive_url: str
) -> None:
    filled.dispose()
    down(archive_url, "0001")
    up(archive_url)
    engine = open_archive(archive_url)
    one = report(
        year=2022,
        applications__carried_out__total=number(3),
        disclosure__fees__amount=number("12.50"),
        review__reconsideration__total=printed("/", State.SLASH),
    )
    mirror = document("mirror", "http://h/mirror")
    assert store(engine, mirror, [one]).unchanged == 1
    assert store(engine, document("again", "http://h/again"), [replace(one, stated=(STATED,))]).changed == 1
    engine.dispose()


def test_all_the_way_down_leaves_nothing(filled: Engine, archive_url: str) -> None:
    [one] = findings(filled, rule="applications")
    decide(filled, one["id"], "confirmed", note="wrong", who="li")
    filled.dispose()
    down(archive_url, "base")
    engine = connect(archive_url)
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 0
    engine.dispose()
    up(archive_url)
