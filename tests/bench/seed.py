"""A database as it is after sellers have linked their accounts."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from db import migrations
from db.crypto import Vault
from db.engine import Database
from db.models import Account, AccountState, Chat, Listing, ReplyMode, Seller
from tests.bench.servers import Stall

LINKED_AGO = timedelta(hours=1)
"""After the chats' past, and before what the bench has buyers write, a moment old when written."""


async def seed(settings: Mapping[str, Any], stalls: Sequence[Stall]) -> None:
    """Fill a new database: a seller for each stall, his account, its listing and chats."""
    url = f"sqlite+aiosqlite:///{settings['data_dir']}/bot.db"
    await migrations.upgrade(url)
    database = Database(url)
    vault = Vault([settings["encryption_keys"]])
    now = datetime.now(UTC).replace(microsecond=0)
    async with database.begin() as session:
        session.add_all(_seller(stall, now) for stall in stalls)
        await session.flush()
        for number, stall in enumerate(stalls, start=1):
            session.add(_account(number, stall, vault, now))
            await session.flush()
            session.add(Listing(id=number, account_id=number, avito_item_id=number, title="Диван"))
            session.add_all(
                Chat(account_id=number, avito_chat_id=chat_id, seen_message_id=newest)
                for chat_id, newest in zip(stall.chats, stall.newest, strict=True)
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
        linked_at=now - LINKED_AGO,
    )
