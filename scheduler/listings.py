"""What Avito says of the listings: status and address are not in the chats."""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from avito.client import Avito
from avito.errors import AvitoError
from db import listings
from db.chats import ChatScene
from db.engine import Session
from scheduler.clients import Clients
from scheduler.ports import Tools

logger = structlog.get_logger()

REFRESH_EVERY = timedelta(hours=1)
STATUSES = ("active", "old", "removed", "blocked", "rejected")
MOST_PAGES = 5
PAGE = 99


class Listings:
    """Keeps listings fresh: one request an hour for an account in which somebody asks."""

    def __init__(self, tools: Tools, clients: Clients) -> None:
        self._db = tools.db
        self._clients = clients
        self._clock = tools.clock
        self._read_at: dict[int, datetime] = {}

    def is_old(self, scene: ChatScene) -> bool:
        """Whether Avito is to be asked what it says of the scene's listing now."""
        read_at = self._read_at.get(scene.account.id)
        is_fresh = read_at is not None and self._clock() - read_at < REFRESH_EVERY
        return scene.listing is not None and not is_fresh

    async def refresh(self, scene: ChatScene) -> ChatScene:
        """The scene with its listing as Avito has it now, or as it was known if Avito is silent."""
        if not self.is_old(scene):
            return scene
        account_id = scene.account.id
        account = await self._clients.get(account_id)
        if account is None:
            return scene
        self._read_at[account_id] = self._clock()
        try:
            seen = await fetch(account.avito)
        except AvitoError as error:
            logger.info("listings not read", account=account_id, error=str(error))
            return scene
        async with self._db.begin() as session:
            await keep_all(session, account_id, seen)
            return replace(scene, listing=await listings.find(session, scene.chat.listing_id))


async def fetch(avito: Avito) -> list[listings.SeenListing]:
    """All listings of an account, up to five pages (25 requests a minute are allowed)."""
    seen: list[listings.SeenListing] = []
    for page in range(1, MOST_PAGES + 1):
        found = await avito.listings(page=page, per_page=PAGE, statuses=STATUSES)
        seen += [
            listings.SeenListing(
                avito_item_id=listing.id,
                title=listing.title,
                price_rub=listing.price_rub,
                status=listing.status,
                address=listing.address,
                url=listing.url,
            )
            for listing in found
        ]
        if len(found) < PAGE:
            break
    return seen


async def keep_all(session: Session, account_id: int, seen: list[listings.SeenListing]) -> None:
    for listing in seen:
        await listings.keep(session, account_id, listing)
