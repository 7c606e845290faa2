"""The evidence opens in pywb, the field's own replay server, and shows the page that was fetched."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.warc import Exchange, WarcFile, earlier_at

ADDRESS = "http://www.wenshang.gov.cn/art/2024/1/16/art_1.html"
PAGE = "<html><head><title>年报</title></head><body><p>白石镇2023年年度报告</p></body></html>".encode()
BIN = Path(sys.executable).parent


def kept(data: Path) -> list[Path]:
    """Two files: the page, and the page again on another night."""
    page = Exchange(ADDRESS, "GET", [], 200, "OK", [("Content-Type", "text/html; charset=utf-8")], PAGE)
    first = WarcFile(data, "wenshang")
    written = first.write(page)
    first.close()
    second = WarcFile(data, "wenshang")
    second.write(page, earlier_at(data, written.file, written.offset))
    second.close()
    return sorted((data / "warc").glob("*.warc.gz"))


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[str]:
    """The address of a pywb that serves the evidence."""
    files = kept(tmp_path)
    for command in (["init", "nianbao"], ["add", "nianbao", *map(str, files)]):
        subprocess.run([BIN / "wb-manager", *command], cwd=tmp_path, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = [BIN / "wayback", "--port", str(port), "--bind", "127.0.0.1"]
    with (tmp_path / "wayback.log").open("wb") as log:
        server = subprocess.Popen(arguments, cwd=tmp_path, stdout=log, stderr=log)
    yield f"http://127.0.0.1:{port}/nianbao"
    server.terminate()
    server.wait(timeout=20)


def fetched(url: str) -> bytes:
    """The answer, once the server is up."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                return bytes(answer.read())
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
            time.sleep(0.2)
    raise TimeoutError(url)


def test_pywb_shows_the_page_and_finds_both_nights(replay: str) -> None:
    assert "白石镇2023年年度报告".encode() in fetched(f"{replay}/mp_/{ADDRESS}")
    lines = fetched(f"{replay}/cdx?url={ADDRESS}").decode().splitlines()
    assert ["warc/revisit" in line for line in lines] == [False, True]
