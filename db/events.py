"""What was written and what became of it: messages with all that their verdicts come from."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Account, AccountState, Chat, Draft, Listing, Message, Seller, Wait


@dataclass(frozen=True, slots=True)
class Event:
    """A message, the wait it belongs to, the newest draft about it, and where it was written."""

    message: Message
    wait: Wait | None
    draft: Draft | None
    chat: Chat
    account: Account
    seller: Seller
    listing: Listing | None


async def newest(
    session: AsyncSession, seller_id: int, *, chat_id: int | None, offset: int, limit: int
) -> Sequence[Event]:
    """A seller's messages, newest first; with `chat_id`, of this chat, if it is his."""
    # The page is picked from an index alone; only its few rows are then read and joined.
    page = _page(seller_id, chat_id).offset(offset).limit(limit).subquery()
    asked = (
        select(Message, Wait, Draft, Chat, Account, Seller, Listing)
        .join(page, page.c.id == Message.id)
        .join(Chat, Chat.id == Message.chat_id)
        .join(Account, Account.id == Message.account_id)
        .join(Seller, Seller.id == Account.seller_id)
        .outerjoin(Wait, Wait.id == Message.wait_id)
        .outerjoin(Draft, Draft.id == Message.draft_id)
        .outerjoin(Listing, Listing.id == Chat.listing_id)
        .order_by(Message.sent_at.desc(), Message.id.desc())
    )
    return [Event(*row) for row in await session.execute(asked)]


def _page(seller_id: int, chat_id: int | None) -> Select[int]:
    own = select(Account.id).where(Account.seller_id == seller_id)
    if chat_id is None:
        own = own.where(Account.state != AccountState.UNLINKED)
    asked = (
        select(Message.id)
        .where(Message.account_id.in_(own))
        .order_by(Message.sent_at.desc(), Message.id.desc())
    )
    return asked if chat_id is None else asked.where(Message.chat_id == chat_id)
