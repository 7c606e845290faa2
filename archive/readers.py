"""Who may read an archive on PostgreSQL without writing to it (只读用户)."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text

from archive.session import write

_GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {role}",
)


class NoRoles(ValueError):
    """The archive is a file, and has no roles: the message says how to open it for reading alone."""


def let_read(engine: Engine, role: str) -> None:
    """Let a role read every table and view, those of later migrations too; safe to repeat.

    Raises NoRoles for an SQLite archive, and SQLAlchemy's ProgrammingError for a role that there is not.
    """
    if engine.dialect.name != "postgresql":
        uri = "sqlite:///file:nianbao.db?mode=ro&uri=true"
        raise NoRoles(f"An SQLite archive has no roles: open it for reading alone by --archive '{uri}'.")
    quoted = engine.dialect.identifier_preparer.quote(role)
    write(engine, lambda connection: _grant(connection, quoted))


def _grant(connection: Connection, role: str) -> None:
    for grant in _GRANTS:
        connection.execute(text(grant.format(role=role)))
