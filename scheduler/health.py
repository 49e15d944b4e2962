"""Whether an account works, told once per change."""

from datetime import datetime, timedelta

import structlog

from avito.errors import (
    AvitoAuthError,
    AvitoError,
    AvitoForbiddenError,
    AvitoTariffError,
)
from db import accounts, notifications
from db.models import AccountState
from scheduler import recovery
from scheduler.clients import LinkedAccount
from scheduler.ports import Tools, Work

logger = structlog.get_logger()

TOLD_AFTER = timedelta(minutes=5)
"""Avito is down now and then for a minute; that is nobody's business but ours."""

CUT_OFF = (AccountState.NO_TARIFF, AccountState.KEYS_REFUSED, AccountState.NO_RIGHTS)
"""Avito answers these accounts nothing until the seller has acted."""

_STATES: tuple[tuple[type[AvitoError], AccountState], ...] = (
    (AvitoTariffError, AccountState.NO_TARIFF),
    (AvitoForbiddenError, AccountState.NO_RIGHTS),
    (AvitoAuthError, AccountState.KEYS_REFUSED),
)


def state_after(error: AvitoError) -> AccountState | None:
    """The state that an error proves, or None when it proves nothing about the account."""
    return next((state for kind, state in _STATES if isinstance(error, kind)), None)


class Health:
    def __init__(self, tools: Tools) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._clock = tools.clock
        self._failing_since: dict[int, datetime] = {}

    async def failed(self, account: LinkedAccount, error: AvitoError) -> None:
        """Take note of a call that failed."""
        state = state_after(error)
        if state is None:
            since = self._failing_since.setdefault(account.id, self._clock())
            if self._clock() - since < TOLD_AFTER:
                return
            state = AccountState.DOWN
        await self._move(account, state)

    async def works(self, account: LinkedAccount) -> None:
        """Take note of a call that went well. Costs nothing while all is well."""
        self._failing_since.pop(account.id, None)
        if account.state is AccountState.WORKING:
            return
        await self._move(account, AccountState.WORKING)
        await recovery.resume(self._db, self._wake, account_id=account.id)

    async def _move(self, account: LinkedAccount, state: AccountState) -> None:
        if account.state is state:
            return
        now = self._clock()
        async with self._db.begin() as session:
            moved = await accounts.move_state(session, account.id, state=state, now=now)
            if moved is not None:
                facts = {"state": state.value, "name": moved.title}
                await notifications.tell_account(session, moved, now=now, facts=facts)
        account.state = state
        logger.info("account moved", account=account.id, state=state.value)
        self._wake(Work.TELL, account.seller_id)
