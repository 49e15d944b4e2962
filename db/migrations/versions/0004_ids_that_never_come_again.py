"""Ids that stand on buttons never come again: the steps before this had lost that on their way."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("accounts", "drafts")
PASSED_OVER = 1000
"""Nothing in the tables knows the ids of rows that were deleted: so many after the last are not
given any more where the bot was used."""

FORGET = "DELETE FROM sqlite_sequence WHERE name = '{table}'"
GO_ON = """
    INSERT INTO sqlite_sequence (name, seq)
    SELECT '{table}', coalesce((SELECT max(id) FROM {table}), 0) + {passed_over}
    FROM sellers LIMIT 1
"""


def upgrade() -> None:
    for table in TABLES:
        _recreate(table, sqlite_autoincrement=True)
        if op.get_bind().dialect.name == "sqlite":
            op.execute(FORGET.format(table=table))
            op.execute(GO_ON.format(table=table, passed_over=PASSED_OVER))


def downgrade() -> None:
    for table in reversed(TABLES):
        _recreate(table)


def _recreate(table: str, **kept: bool) -> None:
    with op.batch_alter_table(table, schema=None, recreate="always", table_kwargs=kept):
        """Nothing else changes."""
