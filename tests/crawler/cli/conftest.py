from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fresh import fresh_archive

Ran = subprocess.CompletedProcess[str]


@pytest.fixture
def nianbao(tmp_path: Path) -> Callable[..., Ran]:
    """Run the real command in an empty folder, with no settings from this machine's environment."""
    program = Path(sys.executable).with_name("nianbao")

    def run(*arguments: str | Path, **environment: str) -> Ran:
        ours = {
            k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "NIANBAO_DATA", "NIANBAO_DELAY")
        }
        if arguments[:1] in (("import",), ("crawl",)) and "--archive" not in arguments and not environment:
            fresh_archive(tmp_path / "nianbao.db")
        return subprocess.run(
            [program, *map(str, arguments)],
            cwd=tmp_path,
            env=ours | environment,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run
