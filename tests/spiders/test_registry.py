"""The registry of portals: looked up by name and address, and refused where an entry is wrong."""

from __future__ import annotations

import pytest

from archive import divisions
from spiders.registry import InvalidRegistry, UnknownPortal, load, portal, portal_of, portals

ENTRY = """
[somewhere]
title = "某县人民政府"
county = "某县"
division = "370830"
family = "trs"
home = "http://www.somewhere.gov.cn/"
"""


def test_every_portal_names_its_county_as_the_division_table_does() -> None:
    for one in portals().values():
        place = divisions.division(one.division)
        assert place is not None
        assert place.name == one.county


def test_a_portal_is_known_by_each_of_its_hosts() -> None:
    assert portal_of("http://wenshang.gov.cn/art/1.html") == portal("wenshang")
    assert portal_of("https://www.tongbai.gov.cn/") == portal("tongbai")
    assert portal_of("http://www.example.com/") is None


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownPortal, match="changle, scmiyi, tongbai, wenshang, wuzhi"):
        portal("nowhere")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('"370830"', '"37083"', "division needs 6 digits"),
        ("http://www.somewhere.gov.cn/", "www.somewhere.gov.cn", "home needs a full address"),
        ('title = "某县人民政府"', "", "each portal needs title"),
        ('family = "trs"', 'family = "trs"\nhosts = []', "no portal has hosts"),
        ("[somewhere]", "[Some-where]", "small letters"),
        ('family = "trs"', 'family = "trs"\nsince = 1999', "reports begin with 2008"),
        ('family = "trs"', "family = ", "portals.toml"),
    ],
)
def test_a_wrong_entry_is_refused_by_file_and_name(right: str, wrong: str, said: str) -> None:
    with pytest.raises(InvalidRegistry, match=said):
        load(ENTRY.replace(right, wrong))
