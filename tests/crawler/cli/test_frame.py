"""The frame of the command line: help, shared options, exit codes, terminals of every kind."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from archive.errors import ArchiveError, BodyAmbiguous, NotInArchive
from crawler.cli import COMMANDS, Group, build
from crawler.errors import ExitCode, Locked, NothingFound, UsageError, exit_code_of
from crawler.settings import Settings
from pipelines.reading.errors import EncryptedDocument

Nianbao = Callable[..., CompletedProcess[str]]
NAMES = [
    words
    for name, target in COMMANDS.items()
    for words in ([(name, sub) for sub in target.commands] if isinstance(target, Group) else [(name,)])
]


def command_of(words: tuple[str, ...]) -> Any:
    found: Any = build()
    for word in words:
        found = found.commands[word]
    return found


@pytest.mark.parametrize("words", NAMES, ids=" ".join)
def test_every_command_has_help_and_an_example_that_calls_it(words: tuple[str, ...]) -> None:
    command = command_of(words)
    assert command.help.strip()
    assert f"nianbao {' '.join(words)}" in command.epilog


@pytest.mark.parametrize("words", NAMES, ids=" ".join)
def test_every_command_takes_the_shared_options_after_its_name(words: tuple[str, ...]) -> None:
    flags = {flag for parameter in command_of(words).params for flag in parameter.opts}
    assert {"--archive", "--data", "--json", "--delay", "-v"} <= flags


@pytest.mark.parametrize("words", NAMES, ids=" ".join)
def test_every_option_and_argument_says_what_it_is(words: tuple[str, ...]) -> None:
    silent = [
        parameter.name for parameter in command_of(words).params if not getattr(parameter, "help", None)
    ]
    assert silent == []


def test_help_is_quick(nianbao: Nianbao) -> None:
    started = time.monotonic()
    done = nianbao("--help")
    seconds = time.monotonic() - started
    assert done.returncode == 0
    assert seconds < 1.0, "half a second on a machine at rest"
    for name in COMMANDS:
        assert f"  {name} " in done.stdout


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from crawler.cli import build; build()(['--help'], standalone_mode=False);"
        "print(sorted({'scrapy', 'sqlalchemy', 'lxml', 'twisted', 'reportlab'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_version_is_that_of_the_package(nianbao: Nianbao) -> None:
    assert nianbao("--version").stdout == "nianbao 0.1.0\n"


def test_an_unknown_command_is_wrong_usage_and_the_nearest_is_named(nianbao: Nianbao) -> None:
    done = nianbao("extrct", "x.html")
    assert done.returncode == ExitCode.USAGE
    assert "Did you mean 'extract'" in done.stderr
    assert done.stdout == ""


def test_an_unknown_option_is_wrong_usage(nianbao: Nianbao) -> None:
    assert nianbao("extract", "--nonsense", "x.html").returncode == ExitCode.USAGE


def test_a_delay_in_the_environment_that_is_no_number_is_wrong_usage(
    nianbao: Nianbao, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("x")
    done = nianbao("extract", "a.txt", NIANBAO_DELAY="soon")
    assert done.returncode == ExitCode.USAGE
    assert "NIANBAO_DELAY" in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_come_from_the_environment_where_no_option_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("DATABASE_URL", "NIANBAO_DATA", "NIANBAO_DELAY"):
        monkeypatch.delenv(name, raising=False)
    assert Settings() == Settings(archive="sqlite:///nianbao.db", data=Path("data"), delay=None)
    monkeypatch.setenv("DATABASE_URL", "postgresql://host/archive")
    monkeypatch.setenv("NIANBAO_DATA", "/srv/warc")
    monkeypatch.setenv("NIANBAO_DELAY", "0")
    assert Settings() == Settings(archive="postgresql://host/archive", data=Path("/srv/warc"), delay=0.0)


def test_each_failure_has_the_exit_code_of_its_kind() -> None:
    expected = {
        UsageError("x"): 2,
        EncryptedDocument("x"): 3,
        NothingFound("x"): 4,
        ArchiveError("x"): 5,
        NotInArchive("x"): 4,
        BodyAmbiguous("白马镇", ["米易县白马镇人民政府", "某县白马镇人民政府"]): 2,
        Locked("x"): 6,
        KeyboardInterrupt(): 130,
    }
    assert {error: exit_code_of(error) for error in expected} == expected
    assert exit_code_of(KeyError("a defect")) is None


def test_a_locale_that_knows_only_ascii_gets_utf_8_and_no_failure(nianbao: Nianbao) -> None:
    done = nianbao("--help", PYTHONIOENCODING="ascii", LANG="C", LC_ALL="C")
    assert done.returncode == 0
    assert "政府信息公开年报" in done.stdout


def test_an_encoding_that_lacks_a_letter_gets_an_escape_and_no_failure(nianbao: Nianbao) -> None:
    done = nianbao("extract", "没有.html", PYTHONIOENCODING="latin-1")
    assert done.returncode == ExitCode.USAGE
    assert "\\u6ca1\\u6709" in done.stderr


def test_a_reader_that_closes_the_pipe_early_gets_no_traceback(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("nianbao")
    line = f"{program} extract --help | head -n 1"
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Traceback" not in done.stderr
