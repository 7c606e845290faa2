"""Stated numbers; findings between two years; fingerprints of findings and the verdicts about them.

The way down gives up what the first revision has no room for: all of these.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: Of archive/views.py and the codebook, as this revision leaves them (archive.views.fingerprint()).
fingerprint = "ba0e13a13650"

_SUBJECTS = """
SELECT n.id, n.rule, n.figures, n.expected, n.actual, n.message, b.division_code, b.scope, b.name,
       r.year, d.url
  FROM finding n
  LEFT JOIN revision v ON v.id = n.revision_id
  LEFT JOIN report r ON r.id = v.report_id
  LEFT JOIN body b ON b.id = r.body_id
  LEFT JOIN document d ON d.id = n.document_id
 ORDER BY n.id
"""
_BATCH = 1_000


def upgrade() -> None:
    op.create_table(
        "stated",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_stated_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("revision_id", "position", name=op.f("pk_stated")),
    )
    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
    )
    op.create_index(op.f("ix_verdict_fingerprint"), "verdict", ["fingerprint"])
    with op.batch_alter_table("finding") as batch:
        batch.add_column(sa.Column("report_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("fingerprint", sa.Text(), nullable=True))
        batch.create_foreign_key(op.f("fk_finding_report_id_report"), "report", ["report_id"], ["id"])
    _fill_fingerprints()
    with op.batch_alter_table("finding") as batch:
        batch.alter_column("fingerprint", existing_type=sa.Text(), nullable=False)
    op.create_index(op.f("ix_finding_report_id"), "finding", ["report_id"])
    op.create_index(op.f("ix_finding_fingerprint"), "finding", ["fingerprint"])


def downgrade() -> None:
    op.execute("DELETE FROM finding WHERE report_id IS NOT NULL")
    op.drop_index(op.f("ix_finding_fingerprint"), "finding")
    op.drop_index(op.f("ix_finding_report_id"), "finding")
    with op.batch_alter_table("finding") as batch:
        batch.drop_constraint(op.f("fk_finding_report_id_report"), type_="foreignkey")
        batch.drop_column("fingerprint")
        batch.drop_column("report_id")
    op.drop_table("verdict")
    op.drop_table("stated")


def _fill_fingerprints() -> None:
    """As ``archive.fingerprints`` was when this revision was written."""
    connection = op.get_bind()
    put = sa.text("UPDATE finding SET fingerprint = :fingerprint WHERE id = :id")
    for batch in _batches(connection):
        connection.execute(put, [{"id": row.id, "fingerprint": _fingerprint(row)} for row in batch])


def _batches(connection: sa.Connection) -> Iterator[list[Any]]:
    rows = connection.execute(sa.text(_SUBJECTS).columns(figures=sa.JSON())).all()
    for start in range(0, len(rows), _BATCH):
        yield list(rows[start : start + _BATCH])


def _fingerprint(row: Any) -> str:
    of_report = row.year is not None
    subject = [row.division_code, row.scope, row.name, row.year] if of_report else [row.url]
    said = [row.rule, row.figures, row.expected, row.actual]
    if row.expected is None and row.actual is None:
        said.append(row.message)
    text = json.dumps([subject, said], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
