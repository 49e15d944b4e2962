"""Queries about listings."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Account, AccountState, Chat, Listing


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
    session: AsyncSession,
    account_id: int,
    *,
    seller_id: int,
    offset: int = 0,
    limit: int | None = None,
) -> Sequence[Listing]:
    """A page of an account's listings, those that were seen last first."""
    rows = await session.scalars(
        _own(account_id, seller_id).order_by(Listing.id.desc()).offset(offset).limit(limit)
    )
    return rows.all()


async def find_own(
    session: AsyncSession, listing_id: int, *, account_id: int, seller_id: int
) -> Listing | None:
    return await session.scalar(_own(account_id, seller_id).where(Listing.id == listing_id))


async def asked_last(
    session: AsyncSession, account_id: int, *, seller_id: int, listing_id: int | None = None
) -> tuple[Listing, str] | None:
    """The listing of an account's newest chat, with its buyer's name; or of that listing's."""
    newest = (
        select(Listing, Chat.buyer_name)
        .join(Chat, Chat.listing_id == Listing.id)
        .join(Account, Account.id == Listing.account_id)
        .where(Listing.account_id == account_id, Account.seller_id == seller_id)
        .order_by(Chat.id.desc())
        .limit(1)
    )
    if listing_id is not None:
        newest = newest.where(Listing.id == listing_id)
    row = (await session.execute(newest)).one_or_none()
    return (row[0], row[1]) if row else None


def _own(account_id: int, seller_id: int) -> Select[Listing]:
    return (
        select(Listing)
        .join(Account, Account.id == Listing.account_id)
        .where(
            Listing.account_id == account_id,
            Account.seller_id == seller_id,
            Account.state != AccountState.UNLINKED,
        )
    )
