"""A few kills of every command that fills an archive; two hundred of each are in ``make soak``."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.kills import COMMANDS, Place, arguments_of, broken, differences, kill_often, small_portal
from crawler.replica.proxy import Replica
from tests.postgresql import Server

DATA = Path(__file__).parents[1] / "data"
DOCUMENTS = [DATA / name for name in ("baishi_2023.txt", "shuyang_fgj_2023.html", "hongze_2024.pdf")]
SOAK = bool(os.environ.get("NIANBAO_SOAK"))
KILLS = 200 if SOAK else 2
ALL_RUNS = [(database, command) for database in ("sqlite", "postgresql") for command in COMMANDS]
RUNS = ALL_RUNS if SOAK else [("sqlite", "crawl"), ("postgresql", "import"), ("sqlite", "reextract")]


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    with Replica(small_portal()) as served:
        yield served


@pytest.fixture
def second_url(archive_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of another archive in the same database system."""
    if archive_url.startswith("sqlite"):
        file = shutil.copy(request.getfixturevalue("sqlite_file"), tmp_path / "second.db")
        return f"sqlite:///{file}"
    server: Server = request.getfixturevalue("postgresql")
    return server.new_database(server.migrated)


@pytest.mark.parametrize(("archive_url", "command"), RUNS, indirect=["archive_url"])
def test_a_run_killed_again_and_again_and_then_run_once_leaves_what_an_undisturbed_one_leaves(
    command: str, archive_url: str, second_url: str, replica: Replica, tmp_path: Path
) -> None:
    disturbed = Place(archive_url, tmp_path / "disturbed", replica.environment())
    calm = Place(second_url, tmp_path / "calm", replica.environment())
    arguments = arguments_of(command, DOCUMENTS)
    if command == "reextract":
        for place in (disturbed, calm):
            place.whole(*arguments_of("import", DOCUMENTS))
    seconds = calm.whole(*arguments)
    kill_often(disturbed, arguments, KILLS, seconds, seed=len(command))
    assert differences(disturbed, calm) == []
    assert list(broken(disturbed)) == []
