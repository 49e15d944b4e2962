"""Whether the model gives drafts, told to the sellers whose buyers it fails."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from db import accounts, alarms
from db.alarms import Of
from db.engine import Session, StorageError
from db.models import Alarm, Trouble
from scheduler import outdated
from scheduler.alarms import TOLD_AFTER, Alarms, Failing, begin, end
from scheduler.ports import Tools, Work

logger = structlog.get_logger()

AT_ONCE = {
    "key": Trouble.MODEL_KEY,
    "region": Trouble.MODEL_REGION,
    "budget": Trouble.BUDGET_SPENT,
    "limit": Trouble.LIMIT_SPENT,
}
IN_A_WHILE = frozenset({"down", "busy"})
"""A model's codes that are told; of the others («refused», «nonsense») the card alone speaks."""


class ModelHealth:
    def __init__(self, tools: Tools, counted: Alarms) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._clock = tools.clock
        self._counted = counted
        self._failing: Failing | None = None
        self._open: set[Of] = set()
        self._knows_limits = False  # those that were spent when the program ended
        self._may_be_open = True  # what was open when the program ended; asked at the first draft

    async def failed(self, code: str, *, account_id: int) -> None:
        """Take note that a buyer of this account got no draft."""
        trouble = self._trouble(code)
        if trouble is None:
            return
        async with self._db.read() as session:
            account = await accounts.find_linked(session, account_id)
        if account is None:
            return
        of = Of(account.seller_id, None, trouble)
        if of in self._open:
            await self._counted.again(of)
        else:
            await self._begin(of)

    def _trouble(self, code: str) -> Trouble | None:
        """What is to be told, or None while it is nobody's business but ours."""
        if code not in IN_A_WHILE:
            return AT_ONCE.get(code)
        now = self._clock()
        self._failing = self._failing or Failing(now)
        self._failing.tries += 1
        return Trouble.MODEL_DOWN if now - self._failing.since >= TOLD_AFTER else None

    async def _begin(self, of: Of) -> None:
        failing = self._failing if of.trouble is Trouble.MODEL_DOWN else None
        now = self._clock()
        self._counted.forget(of)
        async with self._db.begin() as session:
            await self._end_others(session, of, now)
            await begin(session, of, now=now, failing=failing)
        self._may_be_open = True  # after it is stored: a draft just before would have taken it back
        self._open = {one for one in self._open if one.seller_id != of.seller_id} | {of}
        logger.warning("model fails", trouble=of.trouble.value, seller=of.seller_id)
        self._wake(Work.TELL, of.seller_id)

    async def _end_others(self, session: Session, of: Of, now: datetime) -> None:
        """One trouble has become another: the message of the first one ends without a note."""
        for alarm in await alarms.open_ones(session, seller_id=of.seller_id, account_id=None):
            if alarm.trouble is not of.trouble:
                await self._counted.write_down(session, _of(alarm))
                await end(session, alarm, now=now, note=False)

    async def works(self) -> None:
        """Take note of a draft, and have written anew what could not be. Free while all is well."""
        failed, self._failing = self._failing is not None, None
        if not failed and not self._may_be_open:
            return
        self._may_be_open = False
        self._open = {of for of in self._open if of.trouble is Trouble.LIMIT_SPENT}
        try:
            await self._end_all()
        except StorageError:  # they are still open: the next draft ends them
            self._may_be_open = True
            raise

    async def without_budget(self) -> Sequence[int]:
        """The sellers who have been told that their limit is spent. Asks the table but once."""
        if not self._knows_limits:
            async with self._db.read() as session:
                self._open |= {_of(alarm) for alarm in await alarms.open_limits(session)}
            self._knows_limits = True
        return [of.seller_id for of in self._open if of.trouble is Trouble.LIMIT_SPENT]

    async def has_budget_again(self, seller_id: int, *, note: bool) -> None:
        """A seller's limit is not spent any more: its message ends, a note says so if asked to."""
        of = Of(seller_id, None, Trouble.LIMIT_SPENT)
        async with self._db.begin() as session:
            await self._counted.write_down(session, of)
            alarm = await alarms.newest(session, of)
            if alarm is not None and alarm.ended_at is None:
                await end(session, alarm, now=self._clock(), note=note)
            lacking = await outdated.find(session, self._clock(), seller_id=seller_id)
        self._open.discard(of)
        logger.info("a new limit", seller=seller_id)
        self._wake(Work.TELL, seller_id)
        self._write_anew(lacking)

    async def _end_all(self) -> None:
        async with self._db.begin() as session:
            over = await alarms.open_for_the_model(session)
            for alarm in over:
                await self._counted.write_down(session, _of(alarm))
                await end(session, alarm, now=self._clock(), note=True)
            lacking = await outdated.find(session, self._clock())
        for alarm in over:
            self._wake(Work.TELL, alarm.seller_id)
        self._write_anew(lacking)

    def _write_anew(self, lacking: Sequence[int]) -> None:
        for draft_id in lacking:
            self._wake(Work.ANEW, draft_id)


def _of(alarm: Alarm) -> Of:
    return Of(alarm.seller_id, alarm.account_id, alarm.trouble)
