"""The processes of a bench: pretend servers, the program, the bare minimum."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from db.crypto import make_key
from tests.bench.lines import Answer, Child
from tests.bench.seed import seed
from tests.bench.servers import Stall

NEVER_BY_ITSELF_SECONDS = 3600.0
"""As long as the settings allow between two polls: the bench wakes the polls itself."""


@dataclass(frozen=True)
class Stage:
    """The servers, and what the program must be told to find them."""

    folder: Path
    servers: Child
    addresses: Answer

    def settings(self, name: str, **others: Any) -> dict[str, Any]:
        """Settings of a program with a data folder of its own."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return {
            "telegram_bot_token": self.addresses["telegram_token"],
            "telegram_api_url": self.addresses["telegram"],
            "avito_api_url": self.addresses["avito"],
            "gemini_api_url": self.addresses["gemini"],
            "gemini_api_key": self.addresses["gemini_key"],
            "data_dir": str(folder),
            "encryption_keys": make_key(),
            "poll_seconds": NEVER_BY_ITSELF_SECONDS,
            "quiet_seconds": 0.05,
            **others,
        }

    async def open_shops(self, count: int, *, chats: int) -> list[Stall]:
        answer = await self.servers.ask("open_shops", count=count, chats=chats)
        return [Stall(**stall) for stall in answer["stalls"]]

    async def calls(self) -> Answer:
        """What the servers were asked since the last question, and forget it."""
        asked = await self.servers.ask("calls")
        await self.servers.ask("forget_calls")
        return asked


@asynccontextmanager
async def open_stage(folder: Path) -> AsyncIterator[Stage]:
    servers = await Child.start("tests.bench.servers", folder)
    try:
        yield Stage(folder, servers, servers.ready)
    finally:
        await servers.close()


@asynccontextmanager
async def open_program(
    stage: Stage, name: str, stalls: Sequence[Stall], **others: Any
) -> AsyncIterator[Child]:
    """The program with these accounts linked, after its last poll of the start."""
    settings = stage.settings(name, **others)
    await seed(settings, stalls)
    child = await Child.start("tests.bench.program", stage.folder, json.dumps(settings))
    try:
        yield child
    finally:
        await child.close()


@asynccontextmanager
async def open_floor(stage: Stage, stall: Stall) -> AsyncIterator[Child]:
    settings = stage.settings(f"floor{stall.user_id}")
    await seed(settings, [stall])
    child = await Child.start(
        "tests.bench.floor", stage.folder, json.dumps(settings), json.dumps(asdict(stall))
    )
    try:
        yield child
    finally:
        await child.close()
