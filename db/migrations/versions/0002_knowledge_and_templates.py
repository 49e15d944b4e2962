"""Knowledge, templates, tone, and what a draft rests on."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "facts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum("all", "listing", "group", name="scope", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("listing_id", sa.Integer(), nullable=True),
        sa.Column("title_words", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column(
            "source",
            sa.Enum("typed", "card", "imported", name="factsource", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("renewal_offered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_facts_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listings.id"],
            name=op.f("fk_facts_listing_id_listings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("facts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_facts_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_facts_last_day"), ["last_day"], unique=False)

    op.create_table(
        "templates",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum("all", "listing", "group", name="scope", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("listing_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("ready", sa.String(length=20), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_templates_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listings.id"],
            name=op.f("fk_templates_listing_id_listings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_templates")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("templates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_templates_account_id"), ["account_id"], unique=False)

    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("tone", sa.JSON(), nullable=False, server_default=sa.text("'{}'"))
        )
        batch_op.add_column(
            sa.Column("ask_kinds", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )
        batch_op.add_column(
            sa.Column("languages", sa.JSON(), nullable=False, server_default=sa.text("'[\"ru\"]'"))
        )
        batch_op.add_column(
            sa.Column("most_in_a_row", sa.Integer(), nullable=False, server_default=sa.text("5"))
        )
        batch_op.add_column(
            sa.Column("templates_alone", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("used", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )
        batch_op.add_column(
            sa.Column("missing", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )
        batch_op.add_column(sa.Column("asked_in", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("interested", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("lead", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column(
                "lead_why", sa.String(length=120), nullable=False, server_default=sa.text("''")
            )
        )
        batch_op.add_column(
            sa.Column("suspicious", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column(
                "template", sa.String(length=60), nullable=False, server_default=sa.text("''")
            )
        )
        batch_op.add_column(
            sa.Column("own_text", sa.Text(), nullable=False, server_default=sa.text("''"))
        )
        batch_op.add_column(
            sa.Column("own_findings", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )

    with op.batch_alter_table("model_calls", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cost_microrub", sa.BigInteger(), nullable=True))
        batch_op.add_column(
            sa.Column("characters", sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
        batch_op.drop_index(batch_op.f("ix_model_calls_account_id"))
        batch_op.create_index("ix_model_calls_account_at", ["account_id", "at"], unique=False)

    with op.batch_alter_table("sellers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("budget_rub", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sellers", schema=None) as batch_op:
        batch_op.drop_column("budget_rub")

    with op.batch_alter_table("model_calls", schema=None) as batch_op:
        batch_op.drop_index("ix_model_calls_account_at")
        batch_op.create_index(batch_op.f("ix_model_calls_account_id"), ["account_id"], unique=False)
        batch_op.drop_column("characters")
        batch_op.drop_column("cost_microrub")

    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_column("own_findings")
        batch_op.drop_column("own_text")
        batch_op.drop_column("template")
        batch_op.drop_column("suspicious")
        batch_op.drop_column("lead_why")
        batch_op.drop_column("lead")
        batch_op.drop_column("interested")
        batch_op.drop_column("asked_in")
        batch_op.drop_column("missing")
        batch_op.drop_column("used")

    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_column("templates_alone")
        batch_op.drop_column("most_in_a_row")
        batch_op.drop_column("languages")
        batch_op.drop_column("ask_kinds")
        batch_op.drop_column("tone")

    with op.batch_alter_table("templates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_templates_account_id"))

    op.drop_table("templates")
    with op.batch_alter_table("facts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_facts_last_day"))
        batch_op.drop_index(batch_op.f("ix_facts_account_id"))

    op.drop_table("facts")
