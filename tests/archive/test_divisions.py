"""The division table: codes, levels, ancestry and names that repeat."""

import gzip
from datetime import date
from importlib.resources import files

from sqlalchemy import Engine, delete, select, text, update

from archive import divisions
from archive.divisions_table import Edition, edition, synchronise_divisions
from archive.models import Division
from archive.session import writing


def test_the_table_has_every_level_of_the_source() -> None:
    provinces = divisions.children("")
    assert len(provinces) == 31
    assert divisions.full_name("370830110") == "山东省济宁市汶上县白石镇"
    assert [divisions.division(code).level for code in ("370000", "370800", "370830", "370830110")] == [  # type: ignore[union-attr]
        "province",
        "city",
        "county",
        "township",
    ]


def test_streets_towns_and_zones_are_told_apart() -> None:
    by_name = {place.name: place.level for place in divisions.children("410823")}
    assert by_name["木栾街道"] == "street"
    assert divisions.by_name("白马湖农场")[0].level == "zone"


def test_a_townships_county_and_ancestors_leave_out_the_groupings() -> None:
    county = divisions.county_of("110105001")
    assert county is not None and county.name == "朝阳区"
    assert [place.name for place in divisions.ancestors("110105")] == ["北京市"]


def test_a_city_without_counties_is_the_parent_of_its_towns() -> None:
    (shijie,) = divisions.by_name("石碣镇")
    county = divisions.county_of(shijie.code)
    assert county is not None and (county.name, county.code) == ("东莞市", "441900")
    assert [place.code for place in divisions.county_by_name("东莞市")] == ["441900"]


def test_names_that_repeat_give_every_candidate() -> None:
    assert len(divisions.by_name("白马镇")) == 12
    assert {place.code for place in divisions.county_by_name("白云区")} == {"440111", "520113"}


def test_counties_are_found_by_full_and_short_name() -> None:
    assert [place.code for place in divisions.county_by_name("汶上县")] == ["370830"]
    assert [place.code for place in divisions.county_by_name("汶上")] == ["370830"]
    assert divisions.county_by_name("没有县") == ()


def test_short_names_drop_endings_and_peoples_but_keep_two_characters() -> None:
    names = ("汶上县", "围场满族蒙古族自治县", "赵县", "鄂温克族自治旗", "洪泽区")
    assert [divisions.stem(name) for name in names] == ["汶上", "围场", "赵县", "鄂温克", "洪泽"]


def test_unknown_and_twelve_digit_codes() -> None:
    assert divisions.division("999999") is None
    assert divisions.full_name("999999") == ""
    town = divisions.division("370830110000")
    assert town is not None and town.name == "白石镇"


def test_the_packed_table_carries_no_time_stamp_and_stays_small() -> None:
    packed = files("archive").joinpath("data/divisions.csv.gz").read_bytes()
    assert packed[4:8] == b"\0\0\0\0" and len(packed) < 600_000
    assert gzip.decompress(packed).startswith(b"code,name,level,parent\n")


def test_an_archive_holds_the_whole_table_with_its_date(archive: Engine) -> None:
    with archive.connect() as connection:
        assert edition(connection) == Edition(date(2023, 6, 30), 44_700)
        rows = connection.execute(select(Division)).all()
        levels = connection.execute(text("SELECT level, count(*) FROM division GROUP BY level")).all()
    assert {row.code: row.full_name for row in rows} == {
        place.code: divisions.full_name(place.code) for place in divisions.all_divisions()
    }
    counts = dict(map(tuple, levels))
    assert (counts["province"], counts["city"]) == (31, 342)
    assert counts["township"] + counts["street"] + counts["zone"] == 41_352


def test_a_newer_list_replaces_an_older_one_and_keeps_the_places_that_are_gone(archive: Engine) -> None:
    with writing(archive) as connection:
        old = date(2020, 1, 1)
        connection.execute(update(Division).values(as_of=old))
        connection.execute(update(Division).where(Division.code == "370830110").values(name="白石乡"))
        connection.execute(delete(Division).where(Division.code == "370830111"))
        gone = {"code": "370830999", "name": "老镇", "level": "township", "parent_code": "370830"}
        connection.execute(Division.__table__.insert().values(**gone, full_name="老镇", as_of=old))
        synchronise_divisions(connection)
        assert edition(connection) == Edition(divisions.AS_OF, 44_700)
        kept = connection.execute(select(Division.as_of).where(Division.code == "370830999")).scalar_one()
        name = connection.execute(select(Division.name).where(Division.code == "370830110")).scalar_one()
    assert (kept, name) == (old, "白石镇")
