"""How Alembic reaches the archive: by the connection that ``archive.migration`` hands over.

Run by hand in the checkout (``alembic upgrade head``, ``alembic check``), by the archive's address in
``DATABASE_URL`` or ``-x url=...``, else sqlite:///nianbao.db.
"""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import Connection

from archive.migration import after_migrating, before_migrating
from archive.models import Base


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        # SQLite too can take back a half-made schema, as we begin its transactions ourselves.
        transactional_ddl=True,
    )
    only_looking = getattr(context.config.cmd_opts, "cmd", None) and not _changes_schema()
    if not only_looking:
        before_migrating(connection)
    context.run_migrations()
    if not only_looking:
        after_migrating(connection)


def _changes_schema() -> bool:
    called = context.config.cmd_opts.cmd[0].__name__
    return called in ("upgrade", "downgrade")


def _run_by_hand() -> None:
    from archive.session import connect_to_migrate, writing

    url = context.get_x_argument(as_dictionary=True).get("url") or os.environ.get("DATABASE_URL")
    with writing(connect_to_migrate(url or "sqlite:///nianbao.db")) as connection:
        _run(connection)


if context.is_offline_mode():
    raise SystemExit("Migrations need a database: give its address in DATABASE_URL.")
given = context.config.attributes.get("connection")
if given is None:
    _run_by_hand()
else:
    _run(given)
