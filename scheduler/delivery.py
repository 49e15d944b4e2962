"""A draft on its way to the buyer: claim, post once, record what came of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from avito.errors import (
    AvitoAuthError,
    AvitoError,
    AvitoNotSentError,
    AvitoRateLimitError,
    AvitoRequestError,
    AvitoTariffError,
)
from avito.models import Message as AvitoMessage
from db import chats, drafts, messages, notifications
from db.chats import ChatScene
from db.engine import Session
from db.models import Author, Chat, Draft, DraftStatus, Verdict
from scheduler import policy, takeover
from scheduler.clients import Clients, LinkedAccount
from scheduler.health import Health, state_after
from scheduler.inbox import Inbox
from scheduler.listings import TRY_EVERY, Listings
from scheduler.ports import ComeBackLater, Tools, Work
from scheduler.standing import still_stands

logger = structlog.get_logger()

ABSENT_AFTER = timedelta(seconds=12)
"""A text that is not in the chat this long after its send failed is not expected any more, and the
seller is asked again: longer than our own patience with one request."""

SURELY_ABSENT_AFTER = timedelta(seconds=30)
"""So much later it will not appear at all, and the bot may try again by itself."""

MOST_ATTEMPTS_ALONE = 2
"""Posts of one draft that nobody has tapped for; then the seller decides."""

LISTING_PATIENCE = timedelta(minutes=5)
LISTING_UNKNOWN = "listing_unknown"
"""The problem of a draft whose listing Avito has said nothing of for so long."""

SHORTEST_LOOK_SECONDS, LONGEST_LOOK_SECONDS = 1.0, 60.0


class Outcome(StrEnum):
    """What a tap led to. Each has a sentence for the seller."""

    SENT = "sent"
    ALREADY_SENT = "already_sent"
    SENDING = "sending"
    UNCONFIRMED = "unconfirmed"
    REPLACED = "replaced"
    OUTDATED = "outdated"  # what it was written from has changed
    REWRITTEN = "rewritten"  # the same lines of the buyer's have another draft
    FINISHED = "finished"
    GONE = "gone"
    LATER = "later"
    NOT_SENT = "not_sent"
    REFUSED = "refused"
    NO_TARIFF = "no_tariff"
    KEYS_REFUSED = "keys_refused"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    WARNED = "warned"  # the seller's own text: kept, and he is asked whether he means it
    LET_GO = "let_go"  # such a text is forgotten again
    NO_MODEL = "no_model"
    LIMIT = "limit"
    REDRAFTED = "redrafted"
    SKIPPED = "skipped"
    PAUSED = "paused"
    RELEASED = "released"
    REVOKED = "revoked"
    TOO_LATE = "too_late"
    NOT_REVOKED = "not_revoked"


@dataclass(frozen=True, slots=True)
class Result:
    """What a failed post means for the draft: its next state, and the words for the seller."""

    status: DraftStatus
    outcome: Outcome


_AFTER: tuple[tuple[type[AvitoError], Result], ...] = (
    (AvitoRateLimitError, Result(DraftStatus.APPROVED, Outcome.LATER)),
    (AvitoNotSentError, Result(DraftStatus.APPROVED, Outcome.LATER)),
    (AvitoTariffError, Result(DraftStatus.PENDING, Outcome.NO_TARIFF)),
    (AvitoAuthError, Result(DraftStatus.PENDING, Outcome.KEYS_REFUSED)),
    (AvitoRequestError, Result(DraftStatus.PENDING, Outcome.REFUSED)),
    (AvitoError, Result(DraftStatus.UNCONFIRMED, Outcome.UNCONFIRMED)),
)
"""The first that fits. Only the last leaves it open whether the buyer got the text."""


class Delivery:
    def __init__(
        self, tools: Tools, clients: Clients, inbox: Inbox, health: Health, listings: Listings
    ) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._clock = tools.clock
        self._clients = clients
        self._inbox = inbox
        self._health = health
        self._listings = listings

    async def send_approved(self, draft_id: int) -> Outcome | None:
        """Send what policy or a seller has approved; the worker for wake-ups (SEND, draft).

        The chat is looked at once more, in Avito and in the transaction that claims: a line or
        a human that came since wins. Unless the seller himself had tapped, so does a pause, and
        so does a change of the listing, of a fact or of the template that it was written from, and
        a fact that came later.
        ComeBackLater says that Avito could not be asked now. None: it is not there to be sent.
        """
        found = await self._find(draft_id, DraftStatus.APPROVED)
        if found is None:
            return None
        draft, scene, account = found
        try:
            await self._look(draft, account, scene)
        except AvitoError as error:
            return await self._not_looked(draft, account, error)
        if draft.decided_by is None and self._listings.is_old(scene):
            await self._listing_unknown(draft, account)
            return None
        claimed = await self._claim_approved(draft_id)
        return await self.deliver(claimed, scene) if claimed else None

    async def _look(self, draft: Draft, account: LinkedAccount, scene: ChatScene) -> None:
        """Read the chat and, before what nobody has tapped for, a listing not read for an hour.

        The chat once more after that: it may take its time, and the last look is at the chat.
        """
        await self._inbox.read(account, scene.chat)
        if draft.decided_by is None and self._listings.is_old(scene):
            await self._listings.refresh(scene)
            await self._inbox.read(account, scene.chat)

    async def send_or_later(self, draft_id: int, *, seller_id: int) -> Outcome | None:
        """The same for who must have an answer now: what cannot go yet goes later."""
        try:
            return await self.send_approved(draft_id)
        except ComeBackLater as pause:
            at = self._clock() + timedelta(seconds=pause.seconds or SHORTEST_LOOK_SECONDS)
            self._wake(Work.SEND, draft_id, at=at)
            self._wake(Work.TELL, seller_id)
            return Outcome.LATER

    async def _find(
        self, draft_id: int, status: DraftStatus
    ) -> tuple[Draft, ChatScene, LinkedAccount] | None:
        """A draft in this state, where it belongs, and its account; None when it is not so (now).

        One of an unlinked account is woken again when that is linked again.
        """
        async with self._db.read() as session:
            draft, scene = await _draft_and_scene(session, draft_id)
        if draft is None or scene is None or draft.status is not status:
            return None
        account = await self._clients.get(draft.account_id)
        return (draft, scene, account) if account else None

    async def _not_looked(
        self, draft: Draft, account: LinkedAccount, error: AvitoError
    ) -> Outcome | None:
        """The chat cannot be read before a send: wait for Avito, or ask the seller."""
        logger.info("not read before the send", draft=draft.id, error=str(error))
        await self._health.failed(account, error)
        result = _result(error)
        if result.status is not DraftStatus.PENDING:
            raise ComeBackLater(_pause_seconds(draft.created_at, error, self._clock()))
        if draft.decided_by is None and state_after(error) is not None:
            await self._start_over(draft.id)  # looked at when the account works again
            return None
        await self._give_back(draft, account, _problem(error, result))
        return result.outcome

    async def _listing_unknown(self, draft: Draft, account: LinkedAccount) -> None:
        """Avito does not say what its listing is now: wait a while, then ask the seller."""
        if self._clock() - draft.created_at < LISTING_PATIENCE:
            raise ComeBackLater(TRY_EVERY.total_seconds())
        await self._give_back(draft, account, LISTING_UNKNOWN)

    async def _give_back(self, draft: Draft, account: LinkedAccount, problem: str) -> None:
        async with self._db.begin() as session:
            await drafts.give_back(session, draft.id, problem=problem)
            await notifications.refresh_card(session, draft.id)
        self._wake(Work.TELL, account.seller_id)

    async def _claim_approved(self, draft_id: int) -> Draft | None:
        """Take an approved draft; None when it is not there any more or may not go by itself."""
        async with self._db.begin() as session:
            draft, scene = await _draft_and_scene(session, draft_id)
            if draft is None or scene is None:
                return None
            if draft.decided_by is not None or await self._may_go_alone(session, draft, scene):
                return await drafts.claim_approved(session, draft_id, now=self._clock())
        await self._start_over(draft_id)
        return None

    async def _may_go_alone(self, session: Session, draft: Draft, scene: ChatScene) -> bool:
        if self._overtaken(scene) or draft.kind in scene.account.ask_kinds:
            return False
        return await still_stands(session, draft, scene, now=self._clock())

    async def _start_over(self, draft_id: int) -> None:
        """Withdraw an approved draft and have its chat looked at anew: a buyer waits there."""
        async with self._db.begin() as session:
            _, scene = await _draft_and_scene(session, draft_id)
            if scene is None or not await drafts.supersede(session, draft_id):
                return
            if scene.chat.due_at is None:
                await chats.call_waiting(session, now=self._clock(), chat_id=scene.chat.id)
            await notifications.refresh_card(session, draft_id)
        self._wake(Work.CHAT, scene.chat.id)
        self._wake(Work.TELL, scene.seller.id)

    def _overtaken(self, scene: ChatScene) -> bool:
        """Whether it may not go by itself any more."""
        has_news = scene.chat.due_at is not None
        return has_news or not policy.may_answer_alone(scene, self._clock())

    async def deliver(self, draft: Draft, scene: ChatScene) -> Outcome:
        """Post a claimed draft, once, and record what came of it.

        The claim is committed before the call and the result after it: no transaction stays open
        while Avito thinks, and a crash in between leaves a `sending` row for recovery to find.
        """
        account = await self._clients.get(draft.account_id)
        if account is None:  # unlinked since the claim: surely not sent
            outcome = await self._record(
                draft, Result(DraftStatus.FAILED, Outcome.GONE), "unlinked"
            )
        else:
            outcome = await self._post(draft, scene.chat, account)
        logger.info("draft delivered", draft=draft.id, outcome=outcome.value)
        self._wake(Work.TELL, scene.seller.id)
        return outcome

    async def _post(self, draft: Draft, chat: Chat, account: LinkedAccount) -> Outcome:
        try:
            message = await account.avito.send_text(chat.avito_chat_id, draft.text)
        except AvitoError as error:
            return await self._not_delivered(draft, account, error)
        await self._delivered(draft, message)
        return Outcome.SENT

    async def _delivered(self, draft: Draft, message: AvitoMessage) -> None:
        async with self._db.begin() as session:
            await takeover.arrived(session, draft, message, now=self._clock())
            await messages.add(
                session,
                [
                    messages.NewMessage(
                        account_id=draft.account_id,
                        chat_id=draft.chat_id,
                        avito_message_id=message.id,
                        author=Author.BOT,
                        type=message.type,
                        text=draft.text,
                        sent_at=message.created,
                        seen_at=self._clock(),
                        verdict=Verdict.OUTGOING,
                        draft_id=draft.id,
                    )
                ],
            )

    async def _not_delivered(
        self, draft: Draft, account: LinkedAccount, error: AvitoError
    ) -> Outcome:
        logger.warning("send failed", draft=draft.id, error=str(error))
        result = _result(error)
        outcome = await self._record(draft, result, _problem(error, result))
        await self._health.failed(account, error)
        if result.status is DraftStatus.APPROVED:
            pause = _pause_seconds(self._clock(), error, self._clock())
            self._wake(Work.SEND, draft.id, at=self._clock() + timedelta(seconds=pause))
        elif result.status is DraftStatus.UNCONFIRMED:
            self._wake(Work.SETTLE, draft.id)
        return outcome

    async def _record(self, draft: Draft, result: Result, problem: str) -> Outcome:
        """Record that a claimed draft has not arrived, and have its card say so."""
        async with self._db.begin() as session:
            finished = await drafts.finish(
                session, draft.id, result.status, now=self._clock(), problem=problem
            )
            await notifications.refresh_card(session, draft.id)
        # None: a look into the chat was quicker, and the buyer has it.
        return result.outcome if finished else Outcome.SENT

    async def settle(self, draft_id: int) -> None:
        """Find out whether an unclear send arrived; the worker for wake-ups (SETTLE, draft).

        Reading the chat settles it when the text is there. ComeBackLater until it is there or
        surely is not.
        """
        found = await self._find(draft_id, DraftStatus.UNCONFIRMED)
        if found is None:
            return
        draft, scene, account = found
        try:
            await self._inbox.read(account, scene.chat)
        except AvitoError as error:
            logger.info("cannot settle yet", draft=draft_id, error=str(error))
            await self._health.failed(account, error)
            raise ComeBackLater(_pause_seconds(_tried_at(draft), error, self._clock())) from None
        if await self._is_unconfirmed(draft_id):
            await self._settle_absent(draft, scene)

    async def _settle_absent(self, draft: Draft, scene: ChatScene) -> None:
        """The chat does not have the text: wait, try again by itself, or ask the seller.

        A second post without his word is for a draft that he had none in, and for one time.
        """
        now, tried_at = self._clock(), _tried_at(draft)
        alone = (
            draft.decided_by is None
            and draft.attempts < MOST_ATTEMPTS_ALONE
            and not self._overtaken(scene)
        )
        if now - tried_at < (SURELY_ABSENT_AFTER if alone else ABSENT_AFTER):
            raise ComeBackLater(_pause_seconds(tried_at, None, now))
        if alone:
            await self._record(draft, Result(DraftStatus.APPROVED, Outcome.LATER), "")
            self._wake(Work.SEND, draft.id)
        else:
            again = Result(DraftStatus.PENDING, Outcome.NOT_SENT)
            await self._record(draft, again, again.outcome.value)
            self._wake(Work.TELL, scene.seller.id)

    async def _is_unconfirmed(self, draft_id: int) -> bool:
        async with self._db.read() as session:
            draft = await drafts.find_any(session, draft_id)
        return draft is not None and draft.status is DraftStatus.UNCONFIRMED


async def _draft_and_scene(
    session: Session, draft_id: int
) -> tuple[Draft | None, ChatScene | None]:
    draft = await drafts.find_any(session, draft_id)
    return draft, await chats.scene(session, draft.chat_id) if draft else None


def _tried_at(draft: Draft) -> datetime:
    return draft.finished_at or draft.claimed_at or draft.created_at


def _pause_seconds(since: datetime, error: AvitoError | None, now: datetime) -> float:
    """Until the next look: as long as Avito asks, else longer the longer it has been going on."""
    if isinstance(error, AvitoRateLimitError):
        return error.retry_after_seconds
    return min(LONGEST_LOOK_SECONDS, max(SHORTEST_LOOK_SECONDS, (now - since).total_seconds() / 2))


def _result(error: AvitoError) -> Result:
    return next(result for kind, result in _AFTER if isinstance(error, kind))


def _problem(error: AvitoError, result: Result) -> str:
    """What the card says: the outcome's word and, of a refusal, Avito's own reason."""
    if result.status is not DraftStatus.PENDING:
        return ""
    reason = error.reason if isinstance(error, AvitoRequestError) else ""
    return f"{result.outcome.value}:{reason}" if reason else result.outcome.value
