"""What a draft rests on, in words; and an index for each column by which rows are found."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEXED = (
    ("chats", "listing_id"),
    ("facts", "listing_id"),
    ("messages", "draft_id"),
    ("messages", "wait_id"),
    ("templates", "listing_id"),
    ("waits", "draft_id"),
)


def upgrade() -> None:
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("rests_on", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )
    for table, column in INDEXED:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    for table, column in reversed(INDEXED):
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_column("rests_on")
