"""Queries about calls of the language model."""

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ModelCall


async def add(session: AsyncSession, call: ModelCall) -> None:
    session.add(call)
    await session.flush()
