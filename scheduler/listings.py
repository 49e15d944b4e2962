"""What Avito says of the listings: status and address are not in the chats."""

import asyncio
from collections import defaultdict
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
TRY_EVERY = timedelta(seconds=30)
"""While Avito does not say it."""

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
        self._tried_at: dict[int, datetime] = {}
        self._reading: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    def is_old(self, scene: ChatScene) -> bool:
        """Whether Avito has not said for an hour what it knows of the scene's listing."""
        return scene.listing is not None and not self._within(
            REFRESH_EVERY, self._read_at.get(scene.account.id)
        )

    async def refresh(self, scene: ChatScene) -> ChatScene:
        """The scene with its listing as Avito has it now, or as it was known if Avito is silent."""
        if not self.is_old(scene):
            return scene
        account_id = scene.account.id
        async with self._reading[account_id]:  # who comes meanwhile waits for the same answer
            if self.is_old(scene) and not self._within(TRY_EVERY, self._tried_at.get(account_id)):
                await self._read(account_id)
        async with self._db.read() as session:
            return replace(scene, listing=await listings.find(session, scene.chat.listing_id))

    async def _read(self, account_id: int) -> None:
        account = await self._clients.get(account_id)
        if account is None:
            return
        began_at = self._tried_at[account_id] = self._clock()
        try:
            seen = await fetch(account.avito)
        except AvitoError as error:
            logger.info("listings not read", account=account_id, error=str(error))
            return
        async with self._db.begin() as session:
            await keep_all(session, account_id, seen)
        self._read_at[account_id] = began_at

    def _within(self, time: timedelta, since: datetime | None) -> bool:
        return since is not None and self._clock() - since < time


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
