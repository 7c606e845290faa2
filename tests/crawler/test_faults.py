"""A portal that fails in every way: what is lost is named, nothing wrong is kept, the next crawl mends it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bench.kills import Place, contents, people
from crawler.replica import faults
from crawler.replica.exchange import Site
from crawler.replica.faults import HARMLESS, with_faults
from crawler.replica.portals import portal_sites
from crawler.replica.portals.further import further_sites
from crawler.replica.proxy import Replica

SOAK = bool(os.environ.get("NIANBAO_SOAK"))
SEEDS = range(12) if SOAK else (5,)
PORTALS = ("scmiyi", "ningdu", "xuwen") if SOAK else ("scmiyi", "xuwen")
OWN = """
[ningdu]
title = "宁都县人民政府"
county = "宁都县"
division = "360730"
family = "ucap"
home = "https://www.ningdu.example/"
[xuwen]
title = "徐闻县人民政府"
county = "徐闻县"
division = "440825"
family = "gkmlpt"
home = "http://www.xuwen.example/"
"""


def place(folder: Path, name: str) -> Place:
    data = folder / name
    data.mkdir()
    (data / "portals.toml").write_text(OWN, "utf-8")
    return Place(f"sqlite:///{data}/a.db", data)


def crawl(sites: Mapping[str, Site], where: Place) -> tuple[int, dict[str, Any]]:
    own = [
        "--archive",
        where.url,
        "--data",
        str(where.data),
        "--delay",
        "0",
        "--json",
        "--years",
        "2022-2025",
    ]
    with Replica(sites) as replica:
        done = subprocess.run(
            [sys.executable, "-m", "crawler", "crawl", *PORTALS, *own],
            env={**os.environ, **replica.environment()},
            capture_output=True,
            text=True,
            check=False,
        )
    return done.returncode, json.loads(done.stdout)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_crawl_through_faults_names_every_gap_and_the_next_one_closes_it(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "SHARE", 5)
    monkeypatch.setattr(faults, "HANG_SECONDS", 0.2)
    sites = {**portal_sites(people()), **further_sites()}
    calm, faulty = place(tmp_path, "calm"), place(tmp_path, "faulty")
    assert crawl(sites, calm)[0] == 0
    spoilt_sites, spoilt = with_faults(sites, seed)
    code, run = crawl(spoilt_sites, faulty)
    harmful = {url: name for url, name in spoilt.items() if name not in HARMLESS}
    assert (code, run["outcome"], bool(harmful)) == (1, "part", True)
    unnamed = {url: name for url, name in harmful.items() if url not in run["summary"]}
    assert unnamed == {}
    good, bad = contents(calm.url), contents(faulty.url)
    assert bad["figures"] < good["figures"]
    assert bad["reports"] < good["reports"]
    assert crawl(sites, faulty)[0] == 0
    healed = contents(faulty.url)
    for kept in ("reports", "figures", "sections", "findings", "readings"):
        assert healed[kept] == good[kept], kept
