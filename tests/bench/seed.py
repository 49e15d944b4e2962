"""A database as it is after sellers have linked their accounts."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from db import migrations
from db.crypto import Vault
from db.engine import Database
from db.models import Account, AccountState, Chat, Listing, ReplyMode, Seller
from tests.bench.servers import Stall


async def seed(url: str, stalls: Sequence[Stall], key: str) -> None:
    """Fill a new database: a seller for each stall, his account, its listing and chats."""
    await migrations.upgrade(url)
    database = Database(url)
    vault, now = Vault([key]), datetime.now(UTC).replace(microsecond=0)
    async with database.begin() as session:
        session.add_all(_seller(stall, now) for stall in stalls)
        await session.flush()
        for number, stall in enumerate(stalls, start=1):
            session.add(_account(number, stall, vault, now))
            await session.flush()
            session.add(Listing(id=number, account_id=number, avito_item_id=number, title="Диван"))
            session.add_all(
                Chat(account_id=number, avito_chat_id=chat_id) for chat_id in stall.chats
            )
    await database.close()


def _seller(stall: Stall, now: datetime) -> Seller:
    return Seller(id=stall.seller_id, name="Олег", created_at=now)


def _account(number: int, stall: Stall, vault: Vault, now: datetime) -> Account:
    return Account(
        id=number,
        seller_id=stall.seller_id,
        avito_user_id=stall.user_id,
        name=f"Мебель {number}",
        client_id=stall.client_id,
        secret=vault.lock(stall.client_secret),
        token=vault.lock(stall.token),
        token_expires_at=now + timedelta(days=1),
        state=AccountState.WORKING,
        state_since=now,
        mode=ReplyMode.ASK,
        linked_at=now,
    )
