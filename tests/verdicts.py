"""Every message has its verdict: what a story may ask of the world it has lived in."""

from db import events
from scheduler.why import Ending, why
from tests.world import World

ALL = 100_000


async def check_all(world: World) -> None:
    """No message that is stored ends with nothing, and none of the buyers' is missing.

    A line that the program has not read yet is in a chat that is due, or has yet to be polled.
    """
    assert world.app is not None
    now = world.clock()
    async with world.app.db.read() as session:
        found = await events.newest(session, world.seller.id, chat_id=None, offset=0, limit=ALL)
    for event in found:
        assert why(event, now).ending is not Ending.WAITING, event
