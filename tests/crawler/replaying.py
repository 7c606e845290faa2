"""A real pywb that serves WARC files, for as long as a block runs."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

BIN = Path(sys.executable).parent


@contextmanager
def replaying(files: Sequence[Path], folder: Path) -> Iterator[str]:
    """Gives the address of the collection; ``folder`` is pywb's own."""
    folder.mkdir(exist_ok=True)
    for command in (["init", "nianbao"], ["add", "nianbao", *map(str, files)]):
        subprocess.run([BIN / "wb-manager", *command], cwd=folder, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = [BIN / "wayback", "--port", str(port), "--bind", "127.0.0.1"]
    with (folder / "wayback.log").open("wb") as log:
        server = subprocess.Popen(arguments, cwd=folder, stdout=log, stderr=log)
    try:
        fetched(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}/nianbao"
    finally:
        server.terminate()
        server.wait(timeout=20)


def fetched(url: str) -> bytes:
    """The answer, once the server is up."""
    for _ in range(200):
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                return bytes(answer.read())
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
            time.sleep(0.2)
    raise TimeoutError(url)
