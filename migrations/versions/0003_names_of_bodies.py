"""The whole division table with its date; names of bodies by years; departments below their government.

The way down gives up the decisions about names: a body has the name again under which it came, and keeps its
reports.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: Of archive/views.py, the codebook and the division table, as this revision leaves them
#: (archive.views.fingerprint()).
fingerprint = "3604e6ce246a"

_MOMENT = sa.DateTime(timezone=True)
#: The list that the archive's divisions were taken from before they had a date.
_LIST = "2023-06-30"

_GOVERNMENTS = """
INSERT INTO body (name, original_name, kind, division_code)
SELECT DISTINCT d.name || '人民政府', d.name || '人民政府', 'government', d.code
  FROM body b
  JOIN division d ON d.code = b.division_code
 WHERE b.kind IN ('department', 'other') AND length(d.code) = 6
   AND NOT EXISTS (SELECT 1 FROM body g WHERE g.division_code = d.code AND g.name = d.name || '人民政府')
"""
_PARENTS = """
UPDATE body SET parent_id = (
  SELECT MIN(g.id) FROM body g
   WHERE g.division_code = body.division_code AND g.kind IN ('government', 'township', 'street'))
 WHERE kind IN ('department', 'other')
"""
_ORIGINAL_NAMES = """
UPDATE body SET name = original_name
 WHERE NOT EXISTS (
  SELECT 1 FROM body o WHERE o.id <> body.id AND body.original_name IN (o.name, o.original_name)
     AND (o.division_code = body.division_code OR o.scope = body.scope))
"""


def upgrade() -> None:
    # Not by making the table anew: its rows refer to each other, and bodies to them.
    op.add_column("division", sa.Column("as_of", sa.Date(), nullable=False, server_default=_LIST))
    with op.batch_alter_table("body") as batch:
        batch.add_column(sa.Column("original_name", sa.Text(), nullable=True))
    op.execute("UPDATE body SET original_name = name")
    with op.batch_alter_table("body") as batch:
        batch.alter_column("original_name", existing_type=sa.Text(), nullable=False)
    _create_tables()
    op.execute(_GOVERNMENTS)
    op.execute(_PARENTS)


def _create_tables() -> None:
    op.create_table(
        "body_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("former_kind", sa.Text(), nullable=True),
        sa.Column("first_year", sa.Integer(), nullable=True),
        sa.Column("last_year", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("undone_note", sa.Text(), nullable=True),
        sa.Column("undone_who", sa.Text(), nullable=True),
        sa.Column("undone_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_body_change_body_id_body")),
        sa.ForeignKeyConstraint(["into_id"], ["body.id"], name=op.f("fk_body_change_into_id_body")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_change")),
    )
    op.create_index(op.f("ix_body_change_body_id"), "body_change", ["body_id"])
    op.create_index(op.f("ix_body_change_into_id"), "body_change", ["into_id"])
    op.create_table(
        "body_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=True),
        sa.Column("valid_to", sa.Integer(), nullable=True),
        sa.Column("merged_id", sa.Integer(), nullable=True),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_body_alias_body_id_body")),
        sa.ForeignKeyConstraint(["merged_id"], ["body.id"], name=op.f("fk_body_alias_merged_id_body")),
        sa.ForeignKeyConstraint(
            ["change_id"], ["body_change.id"], name=op.f("fk_body_alias_change_id_body_change")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["body_change.id"], name=op.f("fk_body_alias_ended_by_body_change")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_alias")),
    )
    for columns in (["name", "place"], ["body_id"], ["merged_id"], ["change_id"], ["ended_by"]):
        op.create_index(op.f(f"ix_body_alias_{'_'.join(columns)}"), "body_alias", columns)
    op.create_table(
        "report_name",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_name_report_id_report")),
        sa.ForeignKeyConstraint(
            ["change_id"], ["body_change.id"], name=op.f("fk_report_name_change_id_body_change")
        ),
        sa.ForeignKeyConstraint(
            ["division_code"], ["division.code"], name=op.f("fk_report_name_division_code_division")
        ),
        sa.PrimaryKeyConstraint("report_id", "position", name=op.f("pk_report_name")),
    )
    op.create_index(op.f("ix_report_name_change_id"), "report_name", ["change_id"])


def downgrade() -> None:
    op.drop_table("report_name")
    op.drop_table("body_alias")
    op.drop_table("body_change")
    op.execute("UPDATE body SET parent_id = NULL")
    op.execute(_ORIGINAL_NAMES)
    with op.batch_alter_table("body") as batch:
        batch.drop_column("original_name")
    op.drop_column("division", "as_of")
