"""Linking accounts and what a seller sets for each."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog

from avito.auth import Keys, Token
from avito.client import Avito
from avito.errors import (
    AvitoAuthError,
    AvitoError,
    AvitoForbiddenError,
    AvitoRateLimitError,
    AvitoRequestError,
    AvitoTariffError,
)
from avito.models import Chat as AvitoChat
from db import accounts, chats, drafts, notifications
from db.crypto import Vault
from db.engine import Session
from db.listings import SeenListing
from db.models import Account, AccountState, ReplyMode
from scheduler import alarms, inbox, listings, recovery
from scheduler.clients import Clients
from scheduler.polling import Polling
from scheduler.ports import Tools, Work

logger = structlog.get_logger()


class LinkStep(StrEnum):
    """The probe's steps, in order."""

    TOKEN = "token"  # noqa: S105 - a step's name
    PROFILE = "profile"
    LISTINGS = "listings"
    CHATS = "chats"
    MESSAGES = "messages"


class LinkEnd(StrEnum):
    LINKED = "linked"
    NO_CHATS = "no_chats"  # linked; whether messages can be read will show with the first chat
    NO_TARIFF = "no_tariff"  # linked; waits for the tariff
    EMPLOYEE_KEY = "employee_key"
    WRONG_KEYS = "wrong_keys"
    AVITO_DOWN = "avito_down"
    BUSY = "busy"
    REFUSED = "refused"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class LinkResult:
    end: LinkEnd
    failed_step: LinkStep | None = None
    name: str = ""
    account_id: int | None = None
    again: bool = False


_ENDS: tuple[tuple[type[AvitoError], LinkEnd], ...] = (
    (AvitoForbiddenError, LinkEnd.EMPLOYEE_KEY),
    (AvitoAuthError, LinkEnd.WRONG_KEYS),
    (AvitoRateLimitError, LinkEnd.BUSY),
    (AvitoRequestError, LinkEnd.REFUSED),
    (AvitoTariffError, LinkEnd.REFUSED),  # before it has told whose keys these are
    (AvitoError, LinkEnd.AVITO_DOWN),
)


class Probe:
    """What the probe has found so far; `step` is the one it is at."""

    def __init__(self, clients: Clients, keys: Keys) -> None:
        self.keys = keys
        self.avito: Avito = clients.open_new(keys, on_token=self._take_token)
        self.token: Token | None = None
        self.step = LinkStep.TOKEN
        self.name = ""
        self.listings: list[SeenListing] = []
        self.chats: list[AvitoChat] = []

    async def _take_token(self, token: Token) -> None:
        self.token = token


class Accounts:
    def __init__(self, tools: Tools, vault: Vault, clients: Clients, polling: Polling) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._clock = tools.clock
        self._vault = vault
        self._clients = clients
        self._polling = polling

    async def link(
        self, seller_id: int, *, client_id: str, client_secret: str
    ) -> AsyncIterator[LinkStep | LinkResult]:
        """Try keys at Avito, yielding each step as it passes and at last the result.

        Nothing is stored unless the account answers: its profile, listings, chats and messages.
        Without the tariff it is linked too, and waits.
        """
        probe = Probe(self._clients, Keys(client_id.strip(), client_secret.strip()))
        state = AccountState.WORKING
        try:
            async for step in _walk(probe):
                yield step
        except AvitoError as error:
            if not (isinstance(error, AvitoTariffError) and probe.avito.user_id):
                logger.info("linking failed", step=probe.step.value, error=str(error))
                end = next(end for kind, end in _ENDS if isinstance(error, kind))
                yield LinkResult(end, failed_step=probe.step, name=probe.name)
                return
            state = AccountState.NO_TARIFF
        yield await self._keep(seller_id, probe, state)

    async def _keep(self, seller_id: int, probe: Probe, state: AccountState) -> LinkResult:
        async with self._db.begin() as session:
            owner = await accounts.find_by_avito_user(session, probe.avito.user_id)
            if owner is not None and owner.seller_id != seller_id:
                return LinkResult(LinkEnd.TAKEN, failed_step=LinkStep.PROFILE)
            again = owner is not None
            account = await self._account_for(session, seller_id, probe, owner)
            self._fill(account, probe, state)
            session.add(account)
            await session.flush()
            await listings.keep_all(session, account.id, probe.listings)
            await alarms.follow(session, account, now=self._clock(), told_already=True)
            if not again:  # what was written while the old keys were refused is no history
                await inbox.baseline(session, account.id, probe.avito, probe.chats)
        self._clients.forget(account.id)
        self._polling.add(account.id)
        self._wake(Work.TELL, seller_id)
        await recovery.resume(self._db, self._wake, account_id=account.id)
        return LinkResult(
            _end(state, probe), name=account.title, account_id=account.id, again=again
        )

    async def _account_for(
        self, session: Session, seller_id: int, probe: Probe, owner: Account | None
    ) -> Account:
        """The account linked before, with its history, or a new one."""
        kept = owner or await accounts.find_unlinked(
            session, probe.avito.user_id, seller_id=seller_id
        )
        if kept is not None:
            if kept.state is AccountState.UNLINKED:
                kept.linked_at = self._linked_at(probe)
                kept.mode, kept.paused_until = ReplyMode.ASK, None
            return kept
        return Account(
            seller_id=seller_id,
            avito_user_id=probe.avito.user_id,
            linked_at=self._linked_at(probe),
            mode=ReplyMode.ASK,
        )

    def _linked_at(self, probe: Probe) -> datetime:
        """By Avito's clock, as the messages' times are; ours may be off by minutes."""
        return (probe.avito.server_time or self._clock()).replace(microsecond=0)

    def _fill(self, account: Account, probe: Probe, state: AccountState) -> None:
        account.name = probe.name or str(probe.avito.user_id)
        account.client_id = probe.keys.client_id
        account.secret = self._vault.lock(probe.keys.client_secret)
        account.token = self._vault.lock(probe.token.access) if probe.token else ""
        account.token_expires_at = probe.token.expires_at if probe.token else None
        account.state = state
        account.state_since = self._clock()

    async def all(self, seller_id: int) -> Sequence[Account]:
        async with self._db.read() as session:
            return await accounts.of_seller(session, seller_id)

    async def find(self, account_id: int, *, seller_id: int) -> Account | None:
        async with self._db.read() as session:
            return await accounts.find(session, account_id, seller_id=seller_id)

    async def set_mode(self, account_id: int, *, seller_id: int, mode: ReplyMode) -> bool:
        async with self._db.begin() as session:
            return await accounts.change(session, account_id, seller_id=seller_id, mode=mode)

    async def rename(self, account_id: int, *, seller_id: int, alias: str) -> bool:
        alias = " ".join(alias.split())[:64]
        async with self._db.begin() as session:
            return await accounts.change(session, account_id, seller_id=seller_id, alias=alias)

    async def set_takeover(self, account_id: int, *, seller_id: int, minutes: int) -> bool:
        """How long to be silent after the seller's own line; silences that run stay as they are."""
        async with self._db.begin() as session:
            return await accounts.change(
                session, account_id, seller_id=seller_id, takeover_minutes=minutes
            )

    async def pause(self, account_id: int, *, seller_id: int, until: datetime) -> bool:
        async with self._db.begin() as session:
            return await accounts.change(
                session, account_id, seller_id=seller_id, paused_until=until
            )

    async def resume(self, account_id: int, *, seller_id: int) -> bool:
        async with self._db.begin() as session:
            resumed = await accounts.change(
                session, account_id, seller_id=seller_id, paused_until=None
            )
            due = (
                await chats.call_waiting(session, now=self._clock(), account_id=account_id)
                if resumed
                else []
            )
        for chat_id in due:
            self._wake(Work.CHAT, chat_id)
        return resumed

    async def unlink(self, account_id: int, *, seller_id: int, forget: bool) -> bool:
        """Delete an account's keys, or with `forget` everything known through it."""
        async with self._db.begin() as session:
            unlinked = await accounts.unlink(session, account_id, seller_id=seller_id)
            if unlinked:
                await _leave(session, account_id)
                await alarms.end_all(session, seller_id, account_id, now=self._clock())
            if unlinked and forget:
                await accounts.forget(session, account_id, seller_id=seller_id)
        if unlinked:
            self._polling.remove(account_id)
            self._clients.forget(account_id)
            self._wake(Work.TELL, seller_id)
        return unlinked

    async def renew_secrets(self) -> int:
        """Put what is encrypted under the newest key; returns how many accounts were changed."""
        async with self._db.begin() as session:
            rows = await accounts.secrets(session)
            return sum([self._renew(row) for row in rows])

    def _renew(self, account: Account) -> bool:
        before = account.secret
        account.secret = self._vault.renew(account.secret)
        if account.token:
            account.token = self._vault.renew(account.token)
        return account.secret != before


async def _leave(session: Session, account_id: int) -> None:
    """End what was going on in an account, and let its cards say so."""
    withdrawn = await drafts.withdraw_all(session, account_id)
    due = await chats.drop_due(session, account_id)
    for chat_id in {*withdrawn, *due}:
        await notifications.refresh_chat(session, chat_id)


async def _walk(probe: Probe) -> AsyncIterator[LinkStep]:
    """Ask Avito for one thing after another; an AvitoError leaves `probe.step` at its place."""
    avito = probe.avito
    await avito.check_keys()
    yield probe.step
    probe.step = LinkStep.PROFILE
    probe.name = (await avito.profile()).name
    yield probe.step
    probe.step = LinkStep.LISTINGS
    probe.listings = await listings.fetch(avito)
    yield probe.step
    probe.step = LinkStep.CHATS
    page = await avito.chats()
    probe.chats = page.chats if page else []
    yield probe.step
    if probe.chats:
        probe.step = LinkStep.MESSAGES
        await avito.messages(probe.chats[0].id, limit=1)
        yield probe.step


def _end(state: AccountState, probe: Probe) -> LinkEnd:
    if state is AccountState.NO_TARIFF:
        return LinkEnd.NO_TARIFF
    return LinkEnd.LINKED if probe.chats else LinkEnd.NO_CHATS
