"""Which captures came from a web archive, and from where in it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

#: Of archive/views.py, the codebook and the division table, as this revision leaves them
#: (archive.views.fingerprint()).
fingerprint = "9fc7117e8769"


def upgrade() -> None:
    op.add_column("capture", sa.Column("source", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("capture") as batch:
        batch.drop_column("source")
