"""Worlds for stories."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.linked import open_linked
from tests.verdicts import check_all
from tests.world import World, open_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The program running between its pretend servers, nobody linked yet."""
    async with open_world(tmp_path) as world:
        await world.start()
        yield world


@pytest.fixture
async def linked(tmp_path: Path) -> AsyncIterator[World]:
    """The same, and Oleg has linked his shop. However it goes: no message without a verdict."""
    async with open_linked(tmp_path) as world:
        await world.start()
        yield world
        if world.app is not None:
            await world.services.queue.idle()
            await check_all(world)
