"""Facts are found by their owner only, and are told to be over only while they are."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from db import facts, migrations
from db.engine import Database
from db.models import Account, AccountState, Fact, Seller

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
ENDED = date(2026, 11, 24)
OWNER, STRANGER = 7, 8


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    """Two sellers with an account each; both have his id."""
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    await migrations.upgrade(url)
    database = Database(url)
    async with database.begin() as session:
        for seller_id in (OWNER, STRANGER):
            session.add(Seller(id=seller_id, name="", created_at=NOW))
            await session.flush()
            session.add(_account(seller_id))
    yield database
    await database.close()


def _account(seller_id: int) -> Account:
    return Account(
        id=seller_id,
        seller_id=seller_id,
        avito_user_id=seller_id,
        name="Мебель",
        client_id="",
        secret="",
        state=AccountState.WORKING,
        state_since=NOW,
        linked_at=NOW,
    )


async def told(db: Database, text: str, *, by: int = OWNER, last_day: date | None = None) -> int:
    fact = Fact(account_id=by, text=text, last_day=last_day, noted_at=NOW)
    async with db.begin() as session:
        return (await facts.add(session, fact)).id


async def test_by_their_ids_facts_are_found_by_their_owner_only(db: Database) -> None:
    mine, others = await told(db, "Торга нет"), await told(db, "Тайна", by=STRANGER)
    async with db.read() as session:
        found = await facts.by_ids(session, [mine, others], seller_id=OWNER)
    assert [fact.text for fact in found] == ["Торга нет"]


async def test_what_got_another_day_since_it_was_looked_at_is_not_offered(db: Database) -> None:
    over, renewed, for_ever = [await told(db, text, last_day=ENDED) for text in ("а", "б", "в")]
    async with db.read() as session:
        seen = await facts.maybe_over(session, before=NOW.date())
    assert len(seen) == 3
    async with db.begin() as session:
        later = ENDED + timedelta(days=9)
        await facts.change(session, renewed, seller_id=OWNER, last_day=later)
        await facts.change(session, for_ever, seller_id=OWNER, last_day=None)
    async with db.begin() as session:
        assert await facts.claim_offers(session, seen) == [over]
    async with db.begin() as session:
        assert await facts.claim_offers(session, seen) == []
    async with db.read() as session:
        rows = await facts.by_ids(session, [renewed, for_ever], seller_id=OWNER)
    assert not any(row.renewal_offered for row in rows)
