"""Avito's clients of linked accounts, made once each and kept while the program runs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from avito.auth import Keys, OnToken, Token
from avito.client import Avito
from db import accounts
from db.crypto import Vault
from db.engine import Database
from db.models import Account, AccountState

OpenAvito = Callable[..., Avito]
"""`Avito` with its connection and clock filled in: open_avito(keys, user_id=…, token=…)."""


@dataclass(slots=True)
class LinkedAccount:
    """What the work at Avito needs of an account, in memory: an idle poll asks no table."""

    id: int
    seller_id: int
    avito_user_id: int
    linked_at: datetime
    state: AccountState
    avito: Avito


class Clients:
    def __init__(self, db: Database, vault: Vault, open_avito: OpenAvito) -> None:
        self._db = db
        self._vault = vault
        self._open_avito = open_avito
        self._linked: dict[int, LinkedAccount] = {}

    async def get(self, account_id: int) -> LinkedAccount | None:
        """The account with its client, or None when it is not linked (any more)."""
        known = self._linked.get(account_id)
        if known is not None:
            return known
        async with self._db.read() as session:
            account = await accounts.find_linked(session, account_id)
        if account is None:
            return None
        # Two workers may have come here at once: the first one's client is the one that stays.
        return self._linked.setdefault(account_id, self._open(account))

    def open_new(self, keys: Keys, *, on_token: OnToken) -> Avito:
        """A client for keys that are not linked yet."""
        return self._open_avito(keys, on_token=on_token)

    def forget(self, account_id: int) -> None:
        self._linked.pop(account_id, None)

    def _open(self, account: Account) -> LinkedAccount:
        async def keep_token(token: Token) -> None:
            await self.keep_token(account.id, token)

        avito = self._open_avito(
            Keys(account.client_id, self._vault.unlock(account.secret)),
            user_id=account.avito_user_id,
            token=self._stored_token(account),
            on_token=keep_token,
        )
        return LinkedAccount(
            id=account.id,
            seller_id=account.seller_id,
            avito_user_id=account.avito_user_id,
            linked_at=account.linked_at,
            state=account.state,
            avito=avito,
        )

    def _stored_token(self, account: Account) -> Token | None:
        if not account.token or account.token_expires_at is None:
            return None
        return Token(self._vault.unlock(account.token), account.token_expires_at)

    async def keep_token(self, account_id: int, token: Token) -> None:
        async with self._db.begin() as session:
            await accounts.keep_token(
                session,
                account_id,
                token=self._vault.lock(token.access),
                expires_at=token.expires_at,
            )
