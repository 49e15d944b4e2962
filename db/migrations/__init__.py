"""The schema's steps. Alembic is loaded only when there is a step to take."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, event, inspect, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0004"
"""The newest step in `versions/`; a test holds the two together."""


async def upgrade(url: str) -> str:
    """Bring a database to the newest schema and return the revision it had ("" when it was new)."""
    engine = make_engine(url)
    try:
        async with engine.connect() as connection:
            revision = await connection.run_sync(_revision)
            if revision != HEAD:
                await connection.run_sync(_upgrade)
                await connection.commit()
            return revision
    finally:
        await engine.dispose()


def make_engine(url: str) -> AsyncEngine:
    """For the steps alone: all of them or none, and no row goes with a table that is replaced."""
    engine = create_async_engine(url)
    if make_url(url).get_backend_name() == "sqlite":
        event.listen(engine.sync_engine, "connect", _prepare_connection)
        event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare_connection(connection: Any, _record: Any) -> None:
    # The driver's own transactions leave out what creates tables.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")  # on, a dropped table takes its children along
    cursor.close()


def _begin(connection: Connection) -> None:
    # Not IMMEDIATE: a start that has no step to take waits for no other writer.
    connection.exec_driver_sql("BEGIN")


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
