"""The replica's forward proxy: real HTTP on loopback that answers for the portals itself.

Clients keep the real URLs and set only ``http_proxy`` and ``https_proxy``. A request in absolute form is
answered by the site of its host; CONNECT gets a TLS session with a certificate of the throw-away authority.
No request ever leaves the machine: a host that is not of the replica is answered with 502.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

from crawler.replica.certificates import Authority
from crawler.replica.exchange import Request, Response, Site, finished

_LOOPBACK = "127.0.0.1"
_IDLE_SECONDS = 120


class Replica:
    """The replica portals behind a proxy, served by threads of this process while the block runs.

    ``sites`` maps a host to its site; the five portals and the extra hosts by default. ``port`` 0 takes a
    free one. After the start ``http_proxy`` is the address to set (for https too), ``authority`` the file
    with the certificate that clients may trust, and ``requests`` counts the requests per host. Raises
    ValueError for an address that is not loopback, OSError for a port that is taken.
    """

    def __init__(
        self, sites: Mapping[str, Site] | None = None, *, port: int = 0, host: str = _LOOPBACK
    ) -> None:
        if not ip_address(host).is_loopback:
            raise ValueError(f"The replica serves this machine alone: {host} is no loopback address.")
        if sites is None:
            from crawler.replica.portals import all_sites

            sites = all_sites()
        self._folder = TemporaryDirectory(prefix="nianbao-replica-")
        try:
            self._server = _Server((host, port), sites, Authority(Path(self._folder.name)))
        except OSError:
            self._folder.cleanup()
            raise
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def http_proxy(self) -> str:
        """The proxy's address, such as ``http://127.0.0.1:40213``."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    https_proxy = http_proxy

    @property
    def authority(self) -> Path:
        """The certificate of the throw-away authority, in PEM."""
        return self._server.authority.file

    @property
    def requests(self) -> Counter[str]:
        """How many requests each host has got, refused hosts included."""
        return self._server.counted()

    def environment(self) -> dict[str, str]:
        """The variables to set in a client's environment, with an empty ``no_proxy``."""
        return {"http_proxy": self.http_proxy, "https_proxy": self.https_proxy, "no_proxy": ""}

    def __enter__(self) -> Replica:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._folder.cleanup()


class _Server(ThreadingHTTPServer):
    """Sockets and threads; keeps the open connections so that closing does not wait for idle clients."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], sites: Mapping[str, Site], authority: Authority) -> None:
        self.sites, self.authority = sites, authority
        self._lock = threading.Lock()
        self._counter: Counter[str] = Counter()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._open: set[socket.socket] = set()
        self.ending = threading.Event()
        super().__init__(address, _Handler)

    def counted(self) -> Counter[str]:
        with self._lock:
            return self._counter.copy()

    def count(self, host: str) -> None:
        with self._lock:
            self._counter[host] += 1

    def context(self, host: str) -> ssl.SSLContext:
        with self._lock:
            if host not in self._contexts:
                self._contexts[host] = self.authority.context(host)
            return self._contexts[host]

    def process_request(self, request: Any, client_address: Any) -> None:
        self.keep(request)
        super().process_request(request, client_address)

    def keep(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)

    def drop(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.discard(connection)

    def shutdown_request(self, request: Any) -> None:
        self.drop(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        self.ending.set()
        with self._lock:
            idle = list(self._open)
        for connection in idle:
            with suppress(OSError):  # the client may have gone in the meantime
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent about clients that hang up; anything else is a defect and is shown."""
        import sys

        if not isinstance(sys.exc_info()[1], ConnectionError | ssl.SSLError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One client connection, first as a proxy, and after CONNECT as the https server of one host."""

    protocol_version = "HTTP/1.1"
    server_version = "nianbao-replica"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = _IDLE_SECONDS
    _tunnel: str | None = None

    @property
    def _server(self) -> _Server:
        return cast(_Server, self.server)

    def do_GET(self) -> None:
        request = self._request()
        self._server.count(request.host)
        site = self._server.sites.get(request.host)
        answer = site.respond(request) if site else _unknown(request.host)
        if answer.hang:
            self._server.ending.wait(answer.hang)
            self.close_connection = True
            return
        self._send(finished(request, answer))

    do_HEAD = do_POST = do_GET

    def do_CONNECT(self) -> None:
        host = self.path.rpartition(":")[0].strip("[]").lower()
        if host not in self._server.sites:
            self._server.count(host)
            self._send(finished(Request(host, "/"), _unknown(host)))
            return
        self.send_response_only(200, "Connection established")
        self.end_headers()
        self.wfile.flush()
        self._encrypt(host)

    def _encrypt(self, host: str) -> None:
        self._server.drop(self.connection)  # its descriptor passes to the encrypted socket
        encrypted = self._server.context(host).wrap_socket(
            self.connection, server_side=True, do_handshake_on_connect=False
        )
        self.connection, self._tunnel = encrypted, host
        self._server.keep(encrypted)
        encrypted.do_handshake()
        self.rfile = cast(BufferedIOBase, self.connection.makefile("rb"))
        self.wfile = cast(BufferedIOBase, self.connection.makefile("wb"))
        self.close_connection = False

    def finish(self) -> None:
        try:
            super().finish()
        finally:  # a client that was killed takes no last words
            if self._tunnel:
                self._server.drop(self.connection)
                self.connection.close()

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        host = self._tunnel or parts.hostname or self.headers.get("Host", "").rpartition(":")[0]
        return Request(
            host=host.lower(),
            path=parts.path or "/",
            query=parts.query,
            method=self.command,
            scheme="https" if self._tunnel else "http",
            headers={name.lower(): value for name, value in self.headers.items()},
            form=self._form(),
        )

    def _form(self) -> dict[str, str]:
        length = int(self.headers.get("Content-Length") or 0)
        text = self.rfile.read(length).decode("utf-8", errors="replace") if length else ""
        return dict(parse_qsl(text, keep_blank_values=True))

    def _send(self, answer: Response) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet: the counters say what was asked."""


def _unknown(host: str) -> Response:
    text = f"{host} is no host of the replica, and the replica never asks the network.\n"
    return Response(text.encode(), "text/plain; charset=utf-8", status=502)
