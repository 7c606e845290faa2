"""The queue's place: a schema of its own in the archive's PostgreSQL database, kept by Procrastinate.

Alembic does not see it, readers of the archive have no rights in it, and it may be dropped at any time: what
is due is put in again. Its version stands in the schema's comment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.errors import ExitCode, Failure, NothingFound, UsageError

if TYPE_CHECKING:
    from procrastinate import App
    from psycopg import Connection

SCHEMA = "nianbao_queue"
_MAKING = 7_305_210
_PATIENCE = 10.0


class QueueOutdated(Failure):
    """The queue was made by another version of Procrastinate."""

    exit_code = ExitCode.ARCHIVE


class QueueLost(Failure):
    """The connection to the queue broke: a supervisor such as systemd starts the process again."""

    exit_code = ExitCode.ARCHIVE


def queue_app(archive: str) -> App:
    """Procrastinate's application on the queue of an archive, to be opened; without tasks.

    Raises UsageError where the archive is no PostgreSQL database, or the extra ``queue`` is missing, and
    ArchiveUnreachable for no valid address.
    """
    conninfo = _conninfo(archive)
    from procrastinate import App, PsycopgConnector

    return App(connector=PsycopgConnector(conninfo=conninfo, min_size=1, max_size=4, timeout=_PATIENCE))


def demand_queue(archive: str) -> None:
    """Refuse what can have no queue, before anything of Procrastinate is imported: as ``queue_app``."""
    _conninfo(archive)


def make_queue(archive: str) -> None:
    """Make the queue where there is none. Raises QueueOutdated, and as ``queue_app``."""
    with _connected(archive) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
        made_by = _made_by(connection)
        if made_by is None:
            _make(connection)
        elif made_by != _installed():
            raise QueueOutdated(
                f"The queue was made by Procrastinate {made_by}, and {_installed()} is installed. When no "
                f"worker runs: DROP SCHEMA {SCHEMA} CASCADE; then nianbao schedule makes it anew."
            )


def look(archive: str, query: str, arguments: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """The rows of a query on the queue's tables. Raises NothingFound where there is no queue."""
    from psycopg.rows import dict_row

    with _connected(archive) as connection:
        if _made_by(connection) is None:
            raise NothingFound("This archive has no queue yet: nianbao schedule makes it.")
        with connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query.encode(), arguments).fetchall()


def _connected(archive: str) -> Connection[Any]:
    from psycopg import OperationalError, connect

    from archive.errors import ArchiveUnreachable

    try:
        return connect(_conninfo(archive))
    except OperationalError as error:
        raise ArchiveUnreachable(f"The queue's database does not answer: {str(error).strip()}.") from error


def _conninfo(archive: str) -> str:
    """The archive's address for the driver, with the queue's schema as the search path."""
    from archive.session import connect as engine_for

    url = engine_for(archive).url
    if url.get_backend_name() != "postgresql":
        raise UsageError(
            "A queue needs an archive on PostgreSQL (--archive postgresql://user@host/name). On one machine "
            "none is needed: nianbao nightly."
        )
    try:
        import procrastinate  # noqa: F401  # whether it is there
        from psycopg.conninfo import conninfo_to_dict, make_conninfo
    except ModuleNotFoundError as error:
        raise UsageError("A queue needs the extra 'queue': pip install 'nianbao[queue]'.") from error
    uri = url.set(drivername="postgresql").render_as_string(hide_password=False)
    options = f"{conninfo_to_dict(uri).get('options', '')} -c search_path={SCHEMA}"
    return make_conninfo(uri, options=options.strip())


def _made_by(connection: Connection[Any]) -> str | None:
    """The version of Procrastinate that made the queue; None where there is no queue."""
    query = "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s"
    row = connection.execute(query, (SCHEMA,)).fetchone()
    return str(row[0]) if row else None


def _make(connection: Connection[Any]) -> None:
    from procrastinate.schema import SchemaManager
    from psycopg.sql import SQL, Identifier, Literal

    name = Identifier(SCHEMA)
    connection.execute(SQL("CREATE SCHEMA {}").format(name))
    connection.execute(SchemaManager.get_schema())
    connection.execute(SQL("COMMENT ON SCHEMA {} IS {}").format(name, Literal(_installed())))


def _installed() -> str:
    from importlib.metadata import version

    return version("procrastinate")
