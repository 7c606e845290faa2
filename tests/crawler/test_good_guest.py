"""A good guest: a host that only fails is left in peace, and no name leads into a private network."""

from __future__ import annotations

import os
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from crawler.replica.exchange import Response
from crawler.replica.proxy import Replica
from tests.crawler.test_crawl import HOME, HOST, FaultSite, command, environment, listed, rows

ARTICLES = 30
ENTRY = """
[own]
title = "昌乐县人民政府"
county = "昌乐县"
division = "370725"
family = "plain"
home = "{home}"
"""


def test_a_host_that_only_fails_is_asked_no_more_and_every_page_not_asked_for_is_named(
    tmp_path: Path,
) -> None:
    titles = [
        (f"t2022{n:04d}_{n}.html", f"昌乐县乔官镇{1990 + n}年政府信息公开年报")
        for n in range(20, 20 + ARTICLES)
    ]
    broken = {f"/xxgk/{url}": Response(b"broken", status=500) for url, _ in titles}
    with Replica({HOST: FaultSite({**HOME, "/xxgk/": listed(*titles), **broken})}) as replica:
        done = subprocess.run(
            command(tmp_path, "changle"),
            env=environment(replica),
            capture_output=True,
            text=True,
            check=False,
        )
        asked = replica.requests[HOST]
    assert done.returncode == 1
    assert asked <= 3 + 10 * 4, "ten addresses, each with its repeats at most, after robots.txt and two pages"
    states = rows(tmp_path, "select state, reason from page")
    assert {state for state, _ in states} == {"failed"}
    assert sum("HostLeftInPeace" in reason for _, reason in states) >= ARTICLES - 10
    summary = rows(tmp_path, "select summary from run")[0][0]
    assert all(url in summary for url, _ in titles)


def ran(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)


class Counting(BaseHTTPRequestHandler):
    """Answers everything with a page, and counts."""

    asked = 0

    def do_GET(self) -> None:
        type(self).asked += 1
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html><body><p>x</p></body></html>")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def test_a_name_of_a_private_address_is_refused_and_the_address_itself_is_a_choice(tmp_path: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    own = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    (tmp_path / "data").mkdir()
    asked = {}
    for host in ("localhost", "127.0.0.1"):
        home = f"http://{host}:{server.server_port}/"
        (tmp_path / "data/portals.toml").write_text(ENTRY.format(home=home), "utf-8")
        done = ran(command(tmp_path, "own"), own)
        asked[host] = (Counting.asked, "private address 127.0.0.1" in done.stderr)
    server.shutdown()
    server.server_close()
    thread.join()
    assert asked == {"localhost": (0, True), "127.0.0.1": (2, False)}
