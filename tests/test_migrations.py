"""The schema's steps lead to the models, and back."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from db import accounts, migrations
from db.engine import Database
from db.models import Base

OLD_TIME = "2026-11-24 12:00:00.000000"
OLD_SELLER = """
    INSERT INTO sellers (id, name, language, zone, report_minute, reports_on, created_at)
    VALUES (7, 'Олег', 'ru', 'Europe/Moscow', 1200, 1, :at)
"""
OLD_ACCOUNT = """
    INSERT INTO accounts (id, seller_id, avito_user_id, name, alias, client_id, secret, token,
                          state, state_since, mode, takeover_minutes, linked_at)
    VALUES (5, 7, 11, 'Мебель', '', 'id', '', '', 'working', :at, 'ask', 120, :at)
"""


def _url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder}/bot.db"


async def test_steps_up_give_what_the_models_say(tmp_path: Path) -> None:
    await migrations.upgrade(_url(tmp_path))
    engine = create_async_engine(_url(tmp_path))

    def differences(connection: Connection) -> object:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Base.metadata)

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_a_second_upgrade_does_nothing(tmp_path: Path) -> None:
    assert await migrations.upgrade(_url(tmp_path)) == ""
    assert await migrations.upgrade(_url(tmp_path)) == migrations.HEAD


async def test_steps_down_leave_nothing_behind(tmp_path: Path) -> None:
    await migrations.upgrade(_url(tmp_path))
    engine = create_async_engine(_url(tmp_path))

    def downgrade(connection: Connection) -> list[str]:
        command.downgrade(migrations.alembic_config(connection), "base")
        return inspect(connection).get_table_names()

    async with engine.connect() as connection:
        assert await connection.run_sync(downgrade) in ([], ["alembic_version"])
    await engine.dispose()


def test_the_newest_step_is_the_one_the_program_expects() -> None:
    assert migrations.__file__ is not None
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_heads() == [migrations.HEAD]


async def test_the_second_step_keeps_what_the_first_schema_held(tmp_path: Path) -> None:
    engine = create_async_engine(_url(tmp_path))

    def lived_with_the_first(connection: Connection) -> None:
        command.upgrade(migrations.alembic_config(connection), "0001")
        connection.execute(text(OLD_SELLER), {"at": OLD_TIME})
        connection.execute(text(OLD_ACCOUNT), {"at": OLD_TIME})
        connection.commit()

    async with engine.connect() as connection:
        await connection.run_sync(lived_with_the_first)
    assert await migrations.upgrade(_url(tmp_path)) == "0001"
    await engine.dispose()
    database = Database(_url(tmp_path))
    async with database.read() as session:
        account = await accounts.find(session, 5, seller_id=7)
        assert account is not None
        assert (account.name, account.languages, account.most_in_a_row) == ("Мебель", ["ru"], 5)
        assert (account.tone, account.ask_kinds, account.templates_alone) == ({}, [], False)
    await database.close()
