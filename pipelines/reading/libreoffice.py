"""DOC, WPS, RTF and ODT -> DOCX, by LibreOffice without a screen, in a profile that is thrown away.

1. Every call has a profile of its own, so that calls do not wait for one another and no document changes
   anything for the next one. Macros are off, and links are not followed.
2. Many files go in one call: a start costs twenty times as much as a file. What ``convert_many`` has made is
   kept until ``to_docx`` asks for it.
3. A call is ended with all of its processes when it makes no further file in time. A file that ends
   LibreOffice costs itself alone: it is tried again by itself, and those behind it in another call.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pipelines.reading.errors import CorruptDocument, ReaderMissing

SECONDS = 18.0
MEMORY = 4 * 1024**3
"""Limits: the time for one file, and the address space of each process in bytes."""
_GLANCE = 0.25
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
    waiting = {_key(source[0]): source for source in sources}
    while waiting:
        found, finished = _call(tuple(waiting.values()))
        left = {key: source for key, source in waiting.items() if found.get(key) is None}
        _converted.update({key: found.get(key) for key in waiting})
        if len(waiting) == 1:
            return
        # LibreOffice takes the files in order: where it was ended, the first one left is what ended it.
        alone = list(left) if finished else list(left)[:1]
        for key in alone:
            convert_many([left.pop(key)])
        waiting = left


def _call(sources: Sequence[Source]) -> tuple[dict[str, bytes | None], bool]:
    """What one call makes of the documents, and whether it went through all of them."""
    with _folder(sources) as folder:
        files = [folder / "in" / f"{number}.{suffix}" for number, (_, suffix) in enumerate(sources)]
        finished = _run(folder, files)
        return {_key(data): _result(folder, number) for number, (data, _) in enumerate(sources)}, finished


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


def _run(folder: Path, files: Sequence[Path]) -> bool:
    """One call; it is ended when it crashes or makes nothing new in time, and the answer is False then."""
    program = [*_limited(len(files)), _program(), f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    process = subprocess.Popen(
        [*program, *_ARGUMENTS, "--convert-to", _FORMAT, "--outdir", str(folder / "out"), *map(str, files)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"},
    )
    try:
        return _waited(process, folder / "out")
    finally:
        _end(process)


def _waited(process: subprocess.Popen[bytes], out: Path) -> bool:
    """Whether a call ends well. Each file has its own time: what counts is when the last one was made."""
    made, since = 0, time.monotonic()
    while time.monotonic() - since < SECONDS:
        with suppress(subprocess.TimeoutExpired):
            return process.wait(min(_GLANCE, SECONDS)) == 0
        now = len(list(out.iterdir())) if out.exists() else 0
        if now > made:
            made, since = now, time.monotonic()
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice with everything that it has started."""
    with suppress(ProcessLookupError):  # it may have ended by itself
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _result(folder: Path, number: int) -> bytes | None:
    file = folder / "out" / f"{number}.docx"
    return file.read_bytes() if zipfile.is_zipfile(file) else None  # not one cut when LibreOffice was ended


def _program() -> str:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise ReaderMissing(
            "DOC, WPS and RTF files need LibreOffice: install Debian's package libreoffice-writer-nogui"
        )
    return program


def _limited(files: int) -> list[str]:
    """Limits that hold also where nobody is left to end LibreOffice: memory, and seconds of work."""
    program = shutil.which("prlimit")
    return [program, f"--as={MEMORY}", f"--cpu={int(SECONDS) * files + 1}", "--"] if program else []
