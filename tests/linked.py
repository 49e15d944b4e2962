"""A world in which Oleg has linked his shop: he links it once, and every story has a copy.

What is copied is what everybody keeps of it: the database's file, what stands in Telegram, and
Avito's tokens. A story's program starts with that, as it does after a restart; that one works in
the very life that linked the shop is for the stories about linking, and for those that name a day.
"""

import copy
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from tests.world import World, open_world

_OF_TELEGRAM = ("_last_ids", "commands", "texts", "menu_buttons")
_OF_UPDATES = ("_next_id", "_allowed")
_OF_CHAT = ("started", "messages", "silent", "keyboard", "force_reply")
_OF_SHOP = ("tokens", "_numbers")

Parts = list[tuple[Any, tuple[str, ...]]]


@dataclass(frozen=True)
class Linked:
    """What the linking has left."""

    database: bytes
    keys: list[SecretStr]
    memories: list[dict[str, Any]]


_linked: list[Linked] = []


@asynccontextmanager
async def open_linked(folder: Path) -> AsyncIterator[World]:
    """Servers and people, and the shop is linked; the program is not started yet."""
    if not _linked:
        _linked.append(await _link())
    (linked,) = _linked
    async with open_world(folder) as world:
        world.use(encryption_keys=linked.keys)
        (folder / "bot.db").write_bytes(linked.database)
        for (owner, _), memory in zip(_parts(world), linked.memories, strict=True):
            owner.__dict__.update(copy.deepcopy(memory))
        yield world


async def _link() -> Linked:
    with tempfile.TemporaryDirectory() as folder:
        async with open_world(Path(folder)) as world:
            await world.start()
            await world.link()
            await world.settled()
            await world.stop()
            with closing(sqlite3.connect(Path(folder) / "bot.db")) as file:
                database = file.serialize()
            memories = [{name: vars(one)[name] for name in names} for one, names in _parts(world)]
            return Linked(database, world.settings.encryption_keys, copy.deepcopy(memories))


def _parts(world: World) -> Parts:
    """Whatever remembers something of the linking, and by which names."""
    state = world.telegram.state
    return [
        (state, _OF_TELEGRAM),
        (state.updates, _OF_UPDATES),
        (world.seller.chat, _OF_CHAT),
        (world.shop, _OF_SHOP),
    ]
