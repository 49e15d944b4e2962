"""Worlds for stories."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.world import World, open_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The program running between its pretend servers, nobody linked yet."""
    async with open_world(tmp_path) as world:
        await world.start()
        yield world


@pytest.fixture
async def linked(world: World) -> World:
    """The same, and Oleg has linked his shop."""
    await world.link()
    return world
