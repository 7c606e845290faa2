"""DOC and PDF as LibreOffice writes them, many files in one call, kept under ``build/`` by content.

LibreOffice is slow to start, so files go in batches, each in a profile of its own that is thrown away. What
was converted once is found again by the SHA-256 of the bytes that went in.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CACHE = Path(__file__).parents[1] / "build/office"
BATCH = 40
SECONDS = 600
TARGETS = ("doc", "pdf")


class ConversionFailed(Exception):
    """LibreOffice is not there, or gave no file; the message says which and what to do."""


def cached(data: bytes, target: str) -> Path:
    """Where the conversion of these bytes lies, or will lie."""
    return CACHE / f"{hashlib.sha256(data).hexdigest()}.{target}"


def converted(data: bytes, target: str) -> bytes:
    """The bytes of a DOCX as ``target`` (doc, pdf), converted now if they never were."""
    convert_all([(data, target)])
    return cached(data, target).read_bytes()


def convert_all(wanted: Sequence[tuple[bytes, str]], workers: int = 2) -> None:
    """Convert what is not yet there. Raises ConversionFailed."""
    missing = [(data, target) for data, target in wanted if not cached(data, target).exists()]
    batches = [batch for target in TARGETS for batch in _batches(missing, target)]
    with ThreadPoolExecutor(workers) as pool:
        for _ in pool.map(_convert, batches):
            pass


def _batches(missing: Sequence[tuple[bytes, str]], target: str) -> Iterator[tuple[list[bytes], str]]:
    files = [data for data, wanted in missing if wanted == target]
    for at in range(0, len(files), BATCH):
        yield files[at : at + BATCH], target


def _convert(batch: tuple[list[bytes], str]) -> None:
    files, target = batch
    program = shutil.which("soffice")
    if program is None:
        raise ConversionFailed("LibreOffice (soffice) is not installed; apt-get install libreoffice-writer.")
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        sources = [Path(folder) / f"{cached(data, target).stem}.docx" for data in files]
        for source, data in zip(sources, files, strict=True):
            source.write_bytes(data)
        _run(program, Path(folder), sources, target)
        for data in files:
            made = Path(folder) / "out" / cached(data, target).name
            if not made.exists():
                raise ConversionFailed(f"LibreOffice made no {target} of {made.stem}; run it again.")
            shutil.move(made, cached(data, target))


def _run(program: str, folder: Path, sources: Sequence[Path], target: str) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", target, "--outdir", str(folder / "out")]
    subprocess.run([*command, *map(str, sources)], check=True, capture_output=True, timeout=SECONDS)
