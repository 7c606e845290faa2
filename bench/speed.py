"""How fast documents are read and extracted on this machine: ``make bench``."""

from __future__ import annotations

import time
from pathlib import Path

from crawler.console import print_table
from crawler.local_files import files_under, read_files, try_file
from pipelines.model import Context

DATA = Path(__file__).parents[1] / "tests/data"
SECONDS = 2.0


def documents_per_second(file: Path) -> float:
    """Read one file again and again for some seconds, on one core."""
    started, done = time.perf_counter(), 0
    while time.perf_counter() - started < SECONDS:
        try_file(file, Context(), None)
        done += 1
    return done / (time.perf_counter() - started)


def main() -> None:
    """Print the rate of each kind of document, and of all of them on all cores."""
    files = [file for file in files_under([DATA]) if "error" not in try_file(file, Context(), None)]
    rows = [
        (file.name, f"{file.stat().st_size / 1000:.0f}", f"{documents_per_second(file):.1f}")
        for file in files
    ]
    print_table(("document", "KB", "documents/s, one core"), rows)
    many = files * (400 // len(files))
    started = time.perf_counter()
    for _ in read_files(many, Context(), None):
        pass
    rate = len(many) / (time.perf_counter() - started)
    print(f"{len(many)} documents of all kinds on all cores: {rate:.1f}/s")


if __name__ == "__main__":
    main()
