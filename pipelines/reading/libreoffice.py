"""DOC, WPS, RTF and ODT -> DOCX, by LibreOffice without a screen, in a profile that is thrown away.

1. Every call has a profile of its own, so that calls do not wait for one another and no document changes
   anything for the next one. Macros are off, and links are not followed.
2. Many files go in one call: a start costs twenty times as much as a file. What ``convert_many`` has made is
   kept until ``to_docx`` asks for it.
3. A call is ended with all of its processes when its time is over; a file that ends LibreOffice costs itself
   alone, since each file of a call that failed is tried again by itself.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pipelines.reading.errors import CorruptDocument, ReaderMissing

SECONDS = 18.0
SECONDS_PER_FURTHER_FILE = 1.0
MEMORY = 4 * 1024**3
"""Limits of one call: its time, and the address space of each of its processes in bytes."""
_ARGUMENTS = ("--headless", "--invisible", "--nologo", "--nodefault", "--norestore", "--nolockcheck")
_FORMAT = "docx:MS Word 2007 XML"
_OPTION = (
    '<item oor:path="/org.openoffice.Office.{path}">'
    '<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
_OPTIONS = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
)
_REGISTRY = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
)

Source = tuple[bytes, str]
# A cache of pure results: the same bytes give the same DOCX.
_converted: dict[str, bytes | None] = {}


def to_docx(data: bytes, suffix: str) -> bytes:
    """One document as DOCX; ``suffix`` says what it is (doc, rtf, odt).

    Raises `ReaderMissing` without LibreOffice, `CorruptDocument` for what it cannot open in time.
    """
    key = _key(data)
    if key not in _converted:
        convert_many([(data, suffix)])
    docx = _converted.pop(key)
    if docx is None:
        raise CorruptDocument(
            f"expected a document that LibreOffice can open within {SECONDS:.0f} seconds: fetch it again, or "
            "save it as DOCX"
        )
    return docx


def convert_many(sources: Sequence[Source]) -> None:
    """Convert documents in one call, for the calls of `to_docx` that follow. Raises `ReaderMissing`."""
    with _folder(sources) as folder:
        _run(folder, SECONDS + SECONDS_PER_FURTHER_FILE * (len(sources) - 1))
        found = [_result(folder, number) for number in range(len(sources))]
    for source, docx in zip(sources, found, strict=True):
        _converted[_key(source[0])] = docx
    if len(sources) > 1:
        for source, docx in zip(sources, found, strict=True):
            if docx is None:
                convert_many([source])


def _key(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@contextmanager
def _folder(sources: Sequence[Source]) -> Iterator[Path]:
    """A folder with the sources by number and a new profile, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="nianbao-office-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "in").mkdir()
        for number, (data, suffix) in enumerate(sources):
            (folder / "in" / f"{number}.{suffix}").write_bytes(data)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        items = "".join(_OPTION.format(path=path, name=name, value=value) for path, name, value in _OPTIONS)
        (profile / "registrymodifications.xcu").write_text(_REGISTRY.format(items=items), "utf-8")
        yield folder


def _run(folder: Path, seconds: float) -> None:
    command = [*_limited(), _program(), f"-env:UserInstallation={(folder / 'profile').as_uri()}", *_ARGUMENTS]
    files = sorted(str(file) for file in (folder / "in").iterdir())
    process = subprocess.Popen(
        [*command, "--convert-to", _FORMAT, "--outdir", str(folder / "out"), *files],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"},
    )
    try:
        with suppress(
            subprocess.TimeoutExpired
        ):  # what was finished in time is there; the rest is not converted
            process.wait(seconds)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice with everything that it has started."""
    with suppress(ProcessLookupError):  # it may have ended by itself
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _result(folder: Path, number: int) -> bytes | None:
    file = folder / "out" / f"{number}.docx"
    return file.read_bytes() if file.is_file() and file.stat().st_size else None


def _program() -> str:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise ReaderMissing(
            "DOC, WPS and RTF files need LibreOffice: install Debian's package libreoffice-writer-nogui"
        )
    return program


def _limited() -> list[str]:
    program = shutil.which("prlimit")
    return [program, f"--as={MEMORY}", "--"] if program else []
