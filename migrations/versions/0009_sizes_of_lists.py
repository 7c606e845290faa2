"""How many reports each list of a portal named when it was last read to its end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

#: Of archive/views.py, the codebook and the division table, as this revision leaves them
#: (archive.views.fingerprint()).
fingerprint = "1f04d726613f"


def upgrade() -> None:
    op.create_table(
        "list_size",
        sa.Column("portal_id", sa.Integer(), sa.ForeignKey("portal.id"), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("most_reports", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("portal_id", "url", name="pk_list_size"),
    )


def downgrade() -> None:
    op.drop_table("list_size")
