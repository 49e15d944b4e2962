"""Queries about conversations: what a seller is in the middle of typing."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Conversation, Draft


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


async def edits_draft_of(session: AsyncSession, chat_id: int) -> bool:
    """Whether a seller is typing what is to go out in the place of a draft of this chat."""
    edited = Conversation.facts["draft_id"].as_integer()
    found = (
        select(Draft.id)
        .join(Conversation, edited == Draft.id)
        .where(
            Draft.chat_id == chat_id,
            Conversation.state.is_not(None),
            Conversation.facts["edits"].as_boolean(),
        )
    )
    return bool(await session.scalar(select(found.exists())))
