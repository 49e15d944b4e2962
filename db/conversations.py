"""Queries about conversations: what a seller is in the middle of typing."""

from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Conversation


async def find(session: AsyncSession, key: str) -> Conversation | None:
    return await session.get(Conversation, key)


async def keep(
    session: AsyncSession, key: str, *, state: str | None, facts: dict[str, Any]
) -> None:
    """Store a conversation in its newest form; one that holds nothing is deleted."""
    if state is None and not facts:
        await session.execute(delete(Conversation).where(Conversation.key == key))
        return
    await session.merge(Conversation(key=key, state=state, facts=facts))
