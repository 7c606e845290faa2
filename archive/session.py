"""Opening an archive: SQLite made on first use, PostgreSQL as it stands; and how to write to one.

``open_archive`` gives an engine for an archive that is at the current schema, or says what to do.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from archive.errors import ArchiveReadOnly, ArchiveUnreachable, SchemaOutdated, SchemaUnknown
from archive.migration import SchemaState, Status, differences, migrate, state_of

_BUSY_MILLISECONDS = 60_000
_ATTEMPTS = 5
#: Serialization failure, deadlock: PostgreSQL asks to try again.
_TRY_AGAIN = ("40001", "40P01")

#: Insufficient privilege; a read-only transaction.
_NOT_ALLOWED = ("42501", "25006")
_READ_ONLY = "The archive {} may be read here, and not written: ask its owner, or use a copy of your own."

Answer = TypeVar("Answer")


def open_archive(url: str, *, create: bool = True) -> Engine:
    """An engine for the archive at a database URL (``sqlite:///FILE`` or ``postgresql://...``).

    With ``create`` an SQLite archive that does not exist is made and migrated. Raises ArchiveUnreachable,
    SchemaOutdated (``nianbao db upgrade`` mends it) or SchemaUnknown.
    """
    engine = connect(url, must_exist=not create)
    try:
        if create and engine.dialect.name == "sqlite":
            _make_if_empty(engine)
        with reaching(engine), engine.connect() as connection:
            _refuse_another_schema(connection)
    except BaseException:
        engine.dispose()
        raise
    return engine


def connect(url: str, *, must_exist: bool = False) -> Engine:
    """An engine for a database URL, whatever schema is there. Raises ArchiveUnreachable for no valid URL."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise ArgumentError(f"nianbao has no use for {parsed.get_backend_name()!r}")
        _look_for_file(parsed, must_exist)
        engine = create_engine(parsed, json_serializer=_compact)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ArchiveUnreachable(_not_a_url(url, error)) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_reader if _is_reader(parsed) else _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _compact(value: Any) -> str:
    """JSON without spaces: findings may name hundreds of figures."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _not_a_url(url: str, error: Exception) -> str:
    if isinstance(error, ModuleNotFoundError):
        return f"The driver for PostgreSQL is missing ({error.name}): pip install 'nianbao[postgresql]'."
    return (
        f"The archive's address must be sqlite:///FILE or postgresql://user@host/name ({error}). "
        f"It is given by --archive or DATABASE_URL and has the scheme {url.partition(':')[0]!r}."
    )


def _look_for_file(url: URL, must_exist: bool) -> None:
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return
    # A file may be given as SQLite's own URI: file:nianbao.db?mode=ro&uri=true.
    file = Path(str(url.database).removeprefix("file:"))
    if must_exist and not file.exists():
        raise ArchiveUnreachable(f"There is no archive at {file}: crawl or import something first.")
    if not file.parent.is_dir():
        raise ArchiveUnreachable(f"The folder of the archive {file} does not exist: make it first.")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Readers and one writer at once (WAL), references enforced, transactions begun by us."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _is_reader(url: URL) -> bool:
    return url.query.get("mode") == "ro" or url.query.get("immutable") == "1"


def _prepare_reader(connection: Any, _record: object) -> None:
    """A file that is opened for reading alone stays as it is."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")


def _is_refused(error: DBAPIError) -> bool:
    """Whether the database lets this reader not write."""
    refused = getattr(error.orig, "sqlstate", None) in _NOT_ALLOWED
    return refused or "readonly database" in str(error.orig)


def _prepare_postgresql(connection: Any, _record: object) -> None:
    """Compiling the 200 columns of ``reports_wide`` takes seconds, and running them milliseconds."""
    connection.execute("SET jit = off")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: one that reads first and writes later could be refused midway."""
    mode = connection.get_execution_options().get("begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes: committed at the end of the block, or nothing of it is."""
    with engine.connect() as connection, connection.execution_options(begin="IMMEDIATE").begin():
        yield connection


def write(engine: Engine, work: Callable[[Connection], Answer]) -> Answer:
    """Run ``work`` in one writing transaction; a second time where the database asks for that."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with writing(engine) as connection:
                return work(connection)
        except DBAPIError as error:
            if _is_refused(error):
                raise ArchiveReadOnly(_READ_ONLY.format(engine.url)) from error
            if attempt == _ATTEMPTS or getattr(error.orig, "sqlstate", None) not in _TRY_AGAIN:
                raise
            time.sleep(0.05 * attempt)
    raise AssertionError("unreachable")


def upgrade_archive(url: str) -> SchemaState:
    """Bring the archive at a URL to the newest schema; gives the state that it was in before.

    Raises ArchiveUnreachable, or SchemaUnknown for an archive made by a newer nianbao.
    """
    engine = connect_to_migrate(url)
    try:
        with reaching(engine), writing(engine) as connection:
            before = state_of(connection)
            if before.status in (Status.OUTDATED, Status.EMPTY, Status.CURRENT):
                migrate(connection, "head")
            _refuse_another_schema(connection)
            _refuse_dangling_rows(connection)
    finally:
        engine.dispose()
    return before


def connect_to_migrate(url: str) -> Engine:
    """As ``connect``; a table that SQLite makes anew takes along no row that refers to it."""
    engine = connect(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _leave_references_alone)
    return engine


def _leave_references_alone(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")


def _refuse_dangling_rows(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if dangling:
            raise AssertionError(f"The migration left rows that refer to nothing: {dangling[:5]}; undone.")


def schema_state(url: str) -> SchemaState:
    """Where the archive at a URL stands. Raises ArchiveUnreachable if there is none."""
    engine = connect(url, must_exist=True)
    try:
        with reaching(engine), engine.connect() as connection:
            return state_of(connection)
    finally:
        engine.dispose()


def schema_differences(url: str) -> list[str]:
    """What the archive's tables lack or have too much, in words; empty for a sound archive."""
    engine = open_archive(url, create=False)
    try:
        with engine.connect() as connection:
            return [str(difference) for difference in differences(connection)]
    finally:
        engine.dispose()


@contextmanager
def reaching(engine: Engine) -> Iterator[None]:
    """Turn the driver's refusals into ArchiveUnreachable."""
    try:
        yield
    except (OperationalError, DBAPIError) as error:
        raise ArchiveUnreachable(
            f"The archive {engine.url} cannot be opened: {str(error.orig).strip()}. "
            "Is the address right, the server running, the file an SQLite archive?"
        ) from error


def _make_if_empty(engine: Engine) -> None:
    with reaching(engine):
        with engine.connect() as connection:
            if state_of(connection).status is not Status.EMPTY:
                return
        with writing(engine) as connection:
            # Another process may have made it while this one waited for the lock.
            if state_of(connection).status is Status.EMPTY:
                migrate(connection, "head")


def _refuse_another_schema(connection: Connection) -> None:
    state, where = state_of(connection), connection.engine.url
    if state.status is Status.FOREIGN:
        raise ArchiveUnreachable(f"{where} is a database, but no archive of nianbao: name another one.")
    if state.status is Status.UNKNOWN:
        raise SchemaUnknown(
            f"The archive {where} is at revision {state.revision}, which this nianbao does not know: "
            "it was made by a newer one. Upgrade nianbao."
        )
    if state.status is not Status.CURRENT:
        found = f"at revision {state.revision}" if state.revision else "empty"
        raise SchemaOutdated(
            f"The archive {where} is {found}; this nianbao needs {state.head}. "
            "Keep a copy of it and run: nianbao db upgrade"
        )
