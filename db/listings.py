"""Queries about listings."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Account, AccountState, Listing


@dataclass(frozen=True, slots=True)
class SeenListing:
    """A listing as one of Avito's answers shows it; None and "" are what that answer leaves out."""

    avito_item_id: int
    title: str
    price_rub: int | None
    status: str = ""
    address: str = ""
    url: str = ""


async def keep(session: AsyncSession, account_id: int, seen: SeenListing) -> int:
    """Store what was seen and return the row's id. What this answer leaves out stays as it was."""
    values = {
        "title": seen.title[:300],
        "price_rub": seen.price_rub,
        "status": seen.status[:20],
        "address": seen.address[:300],
        "url": seen.url[:500],
    }
    known = {name: value for name, value in values.items() if value or name == "price_rub"}
    new = insert(Listing).values(account_id=account_id, avito_item_id=seen.avito_item_id, **values)
    row: int | None = await session.scalar(
        new.on_conflict_do_update(
            index_elements=["account_id", "avito_item_id"], set_=known
        ).returning(Listing.id)
    )
    if row is None:
        raise LookupError(f"listing {seen.avito_item_id} was not stored")
    return row


async def find(session: AsyncSession, listing_id: int | None) -> Listing | None:
    if listing_id is None:
        return None
    return await session.get(Listing, listing_id)


async def of_account(
    session: AsyncSession, account_id: int, *, seller_id: int
) -> Sequence[Listing]:
    """A seller's listings in one account, the newest at Avito first."""
    own = select(Account.id).where(
        Account.seller_id == seller_id, Account.state != AccountState.UNLINKED
    )
    rows = await session.scalars(
        select(Listing)
        .where(Listing.account_id == account_id, Listing.account_id.in_(own))
        .order_by(Listing.avito_item_id.desc())
    )
    return rows.all()
