"""Every message has its verdict: what a story may ask of the world it has lived in."""

from collections.abc import Iterator

from sqlalchemy import select

from avito.sandbox import ShopMessage
from db import events
from db.models import Account, Chat, Message
from scheduler.why import Ending, why
from tests.world import World

ALL = 100_000


async def check_all(world: World) -> None:
    """No message that is stored ends with nothing, and none of the buyers' is missing.

    A line may be unread only where nobody has looked yet: above what was seen last in its chat,
    or in a chat that is due to be read.
    """
    assert world.app is not None
    now = world.clock()
    async with world.app.db.read() as session:
        found = [
            event
            for person in (world.seller, world.stranger)
            for event in await events.newest(session, person.id, chat_id=None, offset=0, limit=ALL)
        ]
        stored = set(await session.scalars(select(Message.avito_message_id)))
        known = await session.execute(select(Chat, Account).join(Account))
        missing = [
            line.text
            for chat, account in known
            if chat.due_at is None
            for line in _seen(world, chat, account)
            if line.id not in stored
        ]
    for event in found:
        assert why(event, now).ending is not Ending.WAITING, event
    assert not missing, missing


def _seen(world: World, chat: Chat, account: Account) -> Iterator[ShopMessage]:
    """The buyer's lines since the linking, up to the one that the program saw last."""
    theirs = world.shop.chats.get(chat.avito_chat_id)
    lines = theirs.messages if theirs else []
    ids = [line.id for line in lines]
    last = ids.index(chat.seen_message_id) + 1 if chat.seen_message_id in ids else 0
    for line in lines[:last]:
        if line.direction == "in" and line.created >= account.linked_at:
            yield line
