"""What was known of a document before it was read is kept with its capture, so that it can be read again.

Of captures from before, what the portal's list said of a page is known; of a file that hangs on a page, and
of local files, nothing is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

#: Of archive/views.py, the codebook and the division table, as this revision leaves them
#: (archive.views.fingerprint()).
fingerprint = "5e3868ec6087"

_KEPT = """
SELECT c.id, d.role, o.name AS portal, p.title, p.unit, p.year, p.listed_on
  FROM capture c
  JOIN document d ON d.capture_id = c.id
  LEFT JOIN page p ON p.url = c.url
  LEFT JOIN portal o ON o.id = p.portal_id
"""


def upgrade() -> None:
    op.add_column("capture", sa.Column("context", sa.JSON(), nullable=True))
    connection = op.get_bind()
    captures = sa.table("capture", sa.column("id", sa.Integer), sa.column("context", sa.JSON))
    put = captures.update().where(captures.c.id == sa.bindparam("one")).values(context=sa.bindparam("said"))
    rows = connection.execute(sa.text(_KEPT).columns(listed_on=sa.Date())).all()
    contexts = [{"one": row.id, "said": _context(row)} for row in rows]
    if contexts:
        connection.execute(put, contexts)


def _context(row: sa.Row[tuple[object, ...]]) -> dict[str, object]:
    listed_on = row.listed_on.isoformat() if row.listed_on else None
    known = {"portal": row.portal, "listed_title": row.title, "unit": row.unit, "year": row.year}
    said = {**known, "listed_on": listed_on}
    return {"role": row.role, **{name: value for name, value in said.items() if value is not None}}


def downgrade() -> None:
    with op.batch_alter_table("capture") as batch:
        batch.drop_column("context")
