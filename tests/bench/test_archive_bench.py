"""The bench of the archive, with few reports: it fills, measures and asks every documented question."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_bench_says_what_a_report_costs_and_how_long_each_question_takes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.archive", "--reports", "60"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "60 reports, 12000 figures on sqlite" in done.stderr
    assert "bytes per report" in done.stdout
    questions = tomllib.loads((ROOT / "docs/queries.toml").read_text("utf-8"))["query"]
    assert all(one["question"] in done.stdout for one in questions)
