"""The schema's steps. Alembic is loaded only when there is a step to take."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0003"
"""The newest step in `versions/`; a test holds the two together."""


async def upgrade(url: str) -> str:
    """Bring a database to the newest schema and return the revision it had ("" when it was new)."""
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            revision = await connection.run_sync(_revision)
            if revision != HEAD:
                await connection.run_sync(_upgrade)
                await connection.commit()
            return revision
    finally:
        await engine.dispose()


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def _upgrade(connection: Connection) -> None:
    from alembic import command

    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> "Config":
    """Alembic's settings for a connection that is open already."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
