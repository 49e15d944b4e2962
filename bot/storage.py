"""Conversations in the database, so that a restart does not forget what was being typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StateType, StorageKey

from db import conversations
from db.engine import Database

MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Remembered:
    state: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)


class SqlStorage(BaseStorage):
    """aiogram's states in `conversations`.

    Every update asks for its person's state and nearly none has one: what is read or written is
    remembered, which is right as long as one process serves a person.
    """

    def __init__(self, database: Database) -> None:
        self._db = database
        self._keys = DefaultKeyBuilder(
            with_bot_id=True, with_business_connection_id=True, with_destiny=True
        )
        self._remembered: dict[str, Remembered] = {}

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        before = await self._get(key)
        if name != before.state:
            await self._keep(key, Remembered(name, before.facts))

    async def get_state(self, key: StorageKey) -> str | None:
        return (await self._get(key)).state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        before = await self._get(key)
        if dict(data) != before.facts:
            await self._keep(key, Remembered(before.state, dict(data)))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return dict((await self._get(key)).facts)

    async def close(self) -> None:
        """The database is closed by who opened it."""

    async def _get(self, key: StorageKey) -> Remembered:
        name = self._keys.build(key)
        if name not in self._remembered:
            async with self._db.read() as session:
                row = await conversations.find(session, name)
            self._remember(name, Remembered(row.state, row.facts) if row else Remembered())
        return self._remembered[name]

    async def _keep(self, key: StorageKey, conversation: Remembered) -> None:
        name = self._keys.build(key)
        async with self._db.begin() as session:
            await conversations.keep(
                session, name, state=conversation.state, facts=conversation.facts
            )
        self._remember(name, conversation)

    def _remember(self, name: str, conversation: Remembered) -> None:
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[name] = conversation
