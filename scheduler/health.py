"""Whether an account works, told once per change."""

import structlog

from avito.errors import (
    AvitoAuthError,
    AvitoError,
    AvitoForbiddenError,
    AvitoTariffError,
)
from db import accounts
from db.alarms import Of
from db.models import AccountState
from scheduler import recovery
from scheduler.alarms import TOLD_AFTER, TROUBLES, Alarms, Failing, follow
from scheduler.clients import LinkedAccount
from scheduler.ports import Tools, Work

logger = structlog.get_logger()

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
    def __init__(self, tools: Tools, alarms: Alarms) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._clock = tools.clock
        self._alarms = alarms
        self._failing: dict[int, Failing] = {}

    async def failed(self, account: LinkedAccount, error: AvitoError) -> None:
        """Take note of a call that failed. Writes when the state changes, and every few minutes."""
        state = state_after(error)
        failing = self._failing.get(account.id)
        if state is None:
            failing = self._failing.setdefault(account.id, Failing(self._clock()))
            failing.tries += 1
            state = self._state_without_answer(account, failing)
        if state is account.state:
            await self._again(account)
        else:
            down = failing if state is AccountState.DOWN else None
            await self._move(account, state, down)

    def _state_without_answer(self, account: LinkedAccount, failing: Failing) -> AccountState:
        """A cut-off account stays so until Avito says otherwise; the others are given minutes."""
        if account.state in CUT_OFF or self._clock() - failing.since < TOLD_AFTER:
            return account.state
        return AccountState.DOWN

    async def works(self, account: LinkedAccount) -> None:
        """Take note of a call that went well. Costs nothing while all is well."""
        self._failing.pop(account.id, None)
        if account.state is AccountState.WORKING:
            return
        await self._move(account, AccountState.WORKING, None)
        await recovery.resume(self._db, self._wake, account_id=account.id)

    async def _again(self, account: LinkedAccount) -> None:
        of = _trouble(account, account.state)
        if of is not None:
            await self._alarms.again(of)

    async def _move(
        self, account: LinkedAccount, state: AccountState, down: Failing | None
    ) -> None:
        now = self._clock()
        ending, beginning = _trouble(account, account.state), _trouble(account, state)
        if beginning is not None:
            self._alarms.forget(beginning)
        async with self._db.begin() as session:
            if ending is not None:
                await self._alarms.write_down(session, ending)
            moved = await accounts.move_state(session, account.id, state=state, now=now)
            if moved is not None:
                await follow(session, moved, now=now, failing=down)
        account.state = state
        logger.info("account moved", account=account.id, state=state.value)
        self._wake(Work.TELL, account.seller_id)


def _trouble(account: LinkedAccount, state: AccountState) -> Of | None:
    """Whose alarm it is while the account is in a state; None in those that need none."""
    trouble = TROUBLES.get(state)
    return Of(account.seller_id, account.id, trouble) if trouble else None
