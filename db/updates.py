"""Queries about Telegram's updates: what was handed over, and whether it is worked through."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Update


async def keep(session: AsyncSession, contents: Mapping[int, str], *, now: datetime) -> set[int]:
    """Store updates by their ids; returns those that are new: Telegram may hand one over twice."""
    rows = [{"id": key, "content": content, "came_at": now} for key, content in contents.items()]
    added = insert(Update).on_conflict_do_nothing().returning(Update.id)
    return set(await session.scalars(added, rows))


async def finish(session: AsyncSession, ids: Collection[int], *, now: datetime) -> None:
    """Worked through: only that they came is kept."""
    done = update(Update).where(Update.id.in_(ids))
    await session.execute(done.values(finished_at=now, content=""))


async def unfinished(session: AsyncSession) -> Sequence[Update]:
    """What came and was not worked through, in the order it came."""
    rows = await session.scalars(
        select(Update).where(Update.finished_at.is_(None)).order_by(Update.id)
    )
    return rows.all()


async def forget(session: AsyncSession, *, before: datetime) -> None:
    """Drop what was finished so long ago that Telegram will not hand it over again."""
    await session.execute(delete(Update).where(Update.finished_at < before))
