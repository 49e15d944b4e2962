"""The schema's steps lead to the models, and back."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from db import migrations
from db.models import Base


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
