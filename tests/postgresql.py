"""A throw-away PostgreSQL server for the tests: its own folder, a socket in it, no port, nothing kept."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest


def _programs() -> Path:
    """The folder of the server's programs; the newest version that Debian has installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[4]))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        pytest.fail("These tests need a PostgreSQL server: apt-get install postgresql", pytrace=False)
    return found[-1].parent if found else Path(str(on_path)).parent


def _unprivileged_user() -> pwd.struct_passwd | None:
    """Whom to run the server as: it refuses to be root."""
    if os.getuid() != 0:
        return None
    names = {user.pw_name: user for user in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


class Server:
    """A running server; ``url`` gives the address of one of its databases."""

    #: The database that is brought to the current schema once and then copied.
    migrated = "migrated"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0

    def url(self, database: str) -> str:
        return f"postgresql://nianbao@/{database}?host={self._folder}"

    def new_database(self, template: str = "template0", name: str | None = None) -> str:
        """Make a database; gives its address."""
        self._made += 1
        name = name or f"test_{self._made}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)


@contextmanager
def running_server() -> Iterator[Server]:
    """A server that lives as long as the block."""
    programs, user = _programs(), _unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="nianbao-pg-"))
    who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), "--pgdata", str(folder / "data"), *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, **who, check=False)
        if done.returncode:
            pytest.fail(f"{program} failed: {done.stdout}{done.stderr}", pytrace=False)

    try:
        run(
            "initdb", "--username=nianbao", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"
        )
        settings = f"-F -c listen_addresses='' -c unix_socket_directories={folder} -c full_page_writes=off"
        run("pg_ctl", "start", "--wait", "--log", str(folder / "log"), "--options", settings)
        try:
            yield Server(folder)
        finally:
            run("pg_ctl", "stop", "--mode=immediate")
    finally:
        shutil.rmtree(folder)
