"""`nianbao portal`: a portal is added by its home page alone, and its entry is checked, on the replica."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from crawler.replica.content import COUNTIES
from crawler.replica.further import FURTHER, further_population
from crawler.replica.portals import all_sites
from crawler.replica.proxy import Replica

Nianbao = Callable[..., CompletedProcess[str]]
FAMILIES = {
    "changle": "trs",
    "wuzhi": "henan",
    "scmiyi": "panzhihua",
    "ningdu": "ucap",
    "jianshui": "vsb",
    "xuwen": "gkmlpt",
    "jianhu": "jpaas",
    "cangxi": "json",
    "shucheng": None,
    "dingyuan": "ewb",
}
RECOGNISE_ALL = """
import json, sys
from crawler.proposal import Wish, first_look
from crawler.settings import Settings
from crawler.survey import survey
from spiders.fingerprint import family_of
wishes = [Wish(home, name) for name, home in json.loads(sys.argv[1]).items()]
seen = survey([first_look(one) for one in wishes], Settings(delay=0))
found = {name: family_of(one.pages.values()) for name, one in seen.items()}
print(json.dumps({name: one and one.family for name, one in found.items()}))
"""


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    with Replica(all_sites()) as served:
        yield served


@pytest.fixture
def online(nianbao: Nianbao, replica: Replica) -> Nianbao:
    """The command with the replica as its network, and no delay."""
    return lambda *arguments: nianbao(*arguments, **replica.environment(), NIANBAO_DELAY="0")


def entries(folder: Path) -> dict[str, dict[str, object]]:
    return tomllib.loads((folder / "data/portals.toml").read_text("utf-8"))


def test_a_portal_is_added_and_found_green_by_one_command_and_then_crawled_by_the_name_it_prints(
    online: Nianbao, tmp_path: Path
) -> None:
    done = online("portal", "add", "https://www.ningdu.example/", "--yes")
    assert (done.returncode, done.stdout) == (0, "ningdu\n"), done.stderr
    assert entries(tmp_path)["ningdu"] == {
        "title": "宁都县人民政府",
        "county": "宁都县",
        "division": "360730",
        "family": "ucap",
        "home": "https://www.ningdu.example/",
        "since": 2019,
    }
    crawled = online("crawl", "ningdu", "--years", "2024", "--json")
    assert crawled.returncode == 0, crawled.stderr
    wanted = [one for one in further_population().publications["360730"] if one.year == 2024]
    assert json.loads(crawled.stdout)["reports_new"] == len(wanted)


def test_an_entry_beside_others_leaves_them_and_their_comments_as_they_are(
    online: Nianbao, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    other = '# by hand\n[other]\ntitle = "x"\ncounty = "汶上县"\ndivision = "370830"\nfamily = "trs"\nhome = "http://o/"'
    (tmp_path / "data/portals.toml").write_text(f"{other}\n", "utf-8")
    done = online("portal", "add", "www.xuwen.example", "--name", "mine", "--yes", "--json")
    added = json.loads(done.stdout)
    assert (done.returncode, added["name"], added["family"]) == (0, "mine", "gkmlpt"), done.stderr
    assert {one["level"] for one in added["check"]} == {"ok"}
    assert (tmp_path / "data/portals.toml").read_text("utf-8").startswith(other)
    assert list(entries(tmp_path)) == ["other", "mine"]


def test_every_family_is_recognised_by_its_pages(replica: Replica) -> None:
    homes = {one.portal: f"{one.scheme}://{one.host}/" for one in (*COUNTIES, *FURTHER)}
    homes = {name: home for name, home in homes.items() if name in FAMILIES}
    found = subprocess.run(
        [sys.executable, "-W", "error", "-c", RECOGNISE_ALL, json.dumps(homes)],
        env=replica.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(found.stdout) == FAMILIES


def test_the_five_portals_are_green(online: Nianbao) -> None:
    done = online("portal", "check", "--json")
    assert done.returncode == 0, done.stdout
    verdicts = json.loads(done.stdout)
    assert {one["portal"] for one in verdicts} == {one.portal for one in COUNTIES}
    assert "error" not in {one["level"] for one in verdicts}


def test_what_the_lists_or_the_family_lost_is_named(online: Nianbao, tmp_path: Path) -> None:
    assert online("portal", "add", "www.jianshui.example", "--yes").returncode == 0
    golden = tmp_path / "data/portals/jianshui/golden.csv"
    with golden.open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerow(("http://www.jianshui.example/info/1/99.htm", "x", 2019, "", ""))
    registry = tmp_path / "data/portals.toml"
    registry.write_text(registry.read_text("utf-8").replace("532524", "532523"), "utf-8")
    (golden.parent / "fixture.warc.gz").write_bytes(b"")
    done = online("portal", "check", "jianshui", "--json")
    wrong = {one["check"]: one["message"] for one in json.loads(done.stdout) if one["level"] == "error"}
    assert done.returncode == 1
    assert wrong.keys() == {"division", "golden", "fixture"}
    assert "http://www.jianshui.example/info/1/99.htm" in wrong["golden"]
    assert "屏边" in wrong["division"]


def test_what_is_no_portal_is_refused_with_what_to_do(online: Nianbao, tmp_path: Path) -> None:
    cases = {
        ("ftp://x/",): (2, "no address of a web site"),
        ("www.wenshang.gov.cn",): (2, "crawl it, or choose another --name"),
        ("www.nowhere.example",): (4, "--column"),
        ("www.xuwen.example", "--division", "999999"): (2, "--division 999999"),
        ("www.xuwen.example", "--family", "magic"): (2, "no family is called"),
    }
    for arguments, (code, told) in cases.items():
        done = online("portal", "add", *arguments, "--yes")
        assert (done.returncode, told in done.stderr) == (code, True), done.stderr
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "data/portals.toml").exists()
