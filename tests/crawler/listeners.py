"""Where alarms arrive: a web server and a mail server on loopback."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


class _Hook(BaseHTTPRequestHandler):
    """Keeps what it is sent."""

    def do_POST(self) -> None:
        got = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.got.append(got)  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


class _Mailbox(socketserver.StreamRequestHandler):
    """As much of an SMTP server as a client needs."""

    def handle(self) -> None:
        self.say("220 here")
        for line in iter(self.rfile.readline, b""):
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.say("354 go on")
                mail = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.got.append(mail.decode())  # type: ignore[attr-defined]
            self.say("221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                return

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def webhook() -> Iterator[tuple[str, list[Any]]]:
    """The address of a web server, and what it was sent."""
    server = HTTPServer(("127.0.0.1", 0), _Hook)
    with _served(server) as got:
        yield f"http://127.0.0.1:{server.server_port}/", got


@contextmanager
def mailbox() -> Iterator[tuple[str, list[str]]]:
    """The address of a mail server, and the mails that it got."""
    server = socketserver.TCPServer(("127.0.0.1", 0), _Mailbox)
    with _served(server) as got:
        yield f"smtp://127.0.0.1:{server.server_address[1]}", got


@contextmanager
def _served(server: socketserver.TCPServer) -> Iterator[list[Any]]:
    got: list[Any] = []
    server.got = got  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield got
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
