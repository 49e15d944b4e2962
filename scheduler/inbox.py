"""What is new at Avito: which chats have changed, and what was written in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from avito.client import Avito
from avito.errors import AvitoError, AvitoRateLimitError, AvitoRequestError
from avito.models import Chat as AvitoChat
from avito.models import ChatItem, ChatsPage, MessagesPage
from avito.models import Message as AvitoMessage
from db import chats, drafts, listings, messages, notifications, waits
from db.engine import Session
from db.models import Author, Chat, Message, Verdict
from scheduler import policy, takeover
from scheduler.clients import Clients, LinkedAccount
from scheduler.health import CUT_OFF, Health, state_after
from scheduler.ports import ComeBackLater, Tools, Work

logger = structlog.get_logger()

CHATS_PAGE = 25
MESSAGES_PAGE = 30
LAST_OFFSET = 1000
"""Avito's limit: older entries of a list cannot be reached."""

UNREADABLE_PAUSE_SECONDS = 5.0

LATE_IN_LIST = timedelta(seconds=60)
"""How much later than a newer one a change may come up in Avito's list."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A changed chat as Avito's list shows it."""

    chat: AvitoChat
    last: AvitoMessage


@dataclass(frozen=True, slots=True)
class Known:
    """The list of chats that was worked through last: its first page, and the newest change."""

    digest: bytes
    newest: datetime | None  # by Avito's clock


def _is_last(page: ChatsPage, changed: Sequence[Sighting], worked_through: datetime | None) -> bool:
    """Whether nothing new can be on the pages that follow."""
    if page.entries < CHATS_PAGE:
        return True
    if worked_through is None:
        return not changed
    return page.chats[-1].updated < worked_through - LATE_IN_LIST


class Inbox:
    def __init__(self, tools: Tools, clients: Clients, health: Health, *, quiet: timedelta) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._clock = tools.clock
        self._clients = clients
        self._health = health
        self._quiet = quiet

    async def probe(self, account: LinkedAccount) -> None:
        """Read one message: without the tariff Avito lists chats but refuses what is in them."""
        page = await account.avito.chats(limit=1)
        for chat in page.chats if page else ():
            await account.avito.messages(chat.id, limit=1)

    async def take_news(self, account: LinkedAccount, known: Known | None) -> Known | None:
        """Mark the chats that changed as due, and return how far the list is known now.

        While Avito's answer stays the same, this is one request and nothing else.
        """
        page = await account.avito.chats(limit=CHATS_PAGE, known=known.digest if known else None)
        if page is None:
            return known
        news = await self._changed(account, page, known.newest if known else None)
        if news:
            await self._mark(account, news)
        return Known(page.digest, page.chats[0].updated if page.chats else None)

    async def _changed(
        self,
        account: LinkedAccount,
        first_page: ChatsPage,
        worked_through: datetime | None,
    ) -> list[Sighting]:
        """All changed chats; the list is newest first.

        It is read down to the time that is worked through already, or, as long as there is none,
        to a page with nothing new. (One chat that is known proves nothing of those below it: it
        may have been read by itself, while the poll had not come to them.) Nothing is stored
        before the last page is here: a cut in between must not hide the rest.
        """
        news: list[Sighting] = []
        page: ChatsPage | None = first_page
        offset = 0
        while page and page.chats:
            changed = await self._changed_on(account, page.chats)
            news += changed
            offset += CHATS_PAGE
            if _is_last(page, changed, worked_through) or offset > LAST_OFFSET:
                break
            page = await account.avito.chats(limit=CHATS_PAGE, offset=offset)
        return news

    async def _changed_on(
        self, account: LinkedAccount, page: Sequence[AvitoChat]
    ) -> list[Sighting]:
        async with self._db.read() as session:
            known = await chats.known(session, account.id, [chat.id for chat in page])
        seen = {avito_id: chat.seen_message_id for avito_id, chat in known.items()}
        return [
            Sighting(chat, chat.last_message)
            for chat in page
            if chat.last_message
            and chat.last_message.id != seen.get(chat.id)
            # A chat that was over before the linking is history as a whole.
            and (chat.id in seen or chat.last_message.created >= account.linked_at)
        ]

    async def _mark(self, account: LinkedAccount, news: Sequence[Sighting]) -> None:
        wakes: list[tuple[int, datetime]] = []
        told = False
        async with self._db.begin() as session:
            known = await chats.known(session, account.id, [seen.chat.id for seen in news])
            stored = await messages.known_ids(session, account.id, [seen.last.id for seen in news])
            for seen in reversed(news):
                chat = known.get(seen.chat.id) or Chat(
                    account_id=account.id, avito_chat_id=seen.chat.id
                )
                if seen.last.id in stored and seen.last.direction == "in":
                    # Read meanwhile, with all before it. (Before ours, a line may be unread.)
                    chat.seen_message_id = seen.last.id
                    continue
                await self._describe(session, account, chat, seen)
                session.add(chat)
                await session.flush()
                overtaken = await self._overtake(session, account, chat, seen.last)
                told = told or overtaken
                # An overtaken card shows the new line at once; the new draft waits for quiet.
                wakes.append(
                    (chat.id, self._clock() if overtaken else chat.due_at or self._clock())
                )
        for chat_id, at in wakes:
            self._wake(Work.CHAT, chat_id, at=at)
        if told:
            self._wake(Work.TELL, account.seller_id)

    async def _describe(
        self, session: Session, account: LinkedAccount, chat: Chat, seen: Sighting
    ) -> None:
        item, now = seen.chat.item, self._clock()
        buyer = seen.chat.buyer(account.avito_user_id)
        if item is not None:
            chat.listing_id = await listings.keep(session, account.id, _seen_listing(item))
        if buyer is not None and buyer.name:
            chat.buyer_name = buyer.name[:200]
        chat.answerable = is_answerable(seen.chat, account.avito_user_id)
        chat.seen_message_id = seen.last.id
        if seen.last.direction == "in":
            chat.burst_began_at = chat.burst_began_at or now
            chat.due_at = policy.due_at(
                now=now,
                written_at=seen.last.created,
                burst_began_at=chat.burst_began_at,
                quiet=self._quiet,
            )
        else:
            chat.due_at = now

    async def _overtake(
        self, session: Session, account: LinkedAccount, chat: Chat, last: AvitoMessage
    ) -> bool:
        """Kill the waiting draft when the buyer has written again; True when a card changes."""
        if _judge(last, account, chat) is not Verdict.NEEDS_ANSWER:
            return False
        draft = await drafts.withdraw(session, chat.id)
        if draft is None:
            return False
        await notifications.refresh_asking(session, draft)
        return await notifications.refresh_card(session, draft.id) is not None

    async def read_due(self, chat_id: int) -> datetime | None:
        """Read a chat in which something is due, and return the due time that this has read for.

        None when nothing is due or it cannot be read now. A chat that has another due time
        afterwards was changed while it was being read: what changed may not have been seen.
        """
        async with self._db.read() as session:
            scene = await chats.scene(session, chat_id)
        if scene is None or scene.chat.due_at is None:
            return None
        account = await self._clients.get(scene.account.id)
        # An account that is cut off wakes its chats when it works again.
        if account is None or account.state in CUT_OFF:
            return None
        try:
            return await self.read(account, scene.chat)
        except AvitoError as error:
            await self._cannot_read(account, error)
            return None

    async def _cannot_read(self, account: LinkedAccount, error: AvitoError) -> None:
        logger.info("chat not read", account=account.id, error=str(error))
        await self._health.failed(account, error)
        if isinstance(error, AvitoRateLimitError):
            raise ComeBackLater(error.retry_after_seconds)
        if state_after(error) is None:
            raise ComeBackLater(UNREADABLE_PAUSE_SECONDS)

    async def read(self, account: LinkedAccount, chat: Chat) -> datetime | None:
        """Read what was written in a chat and store it; returns when an answer is due now."""
        new = await self._unread(account, chat)
        if not new:
            return chat.due_at
        now = self._clock()
        async with self._db.begin() as session:
            stored = await self._store(session, account, chat, new)
            taken_over = await _take_in(session, chat, stored, now=now)
            lines = [row for row in stored if row.verdict is Verdict.NEEDS_ANSWER]
            due = chat.due_at or now
            if lines and lines[-1].avito_message_id != chat.seen_message_id:
                # He has written since the list showed the chat: his quiet time begins anew.
                due = await self._set_due(session, chat, lines[-1], now=now)
            if lines:
                await drafts.withdraw(session, chat.id)
            await chats.change(session, chat.id, seen_message_id=new[-1].id)
            seller_id = None
            if lines or taken_over:
                # A card that says what was sent stays as it is when the buyer writes again.
                seller_id = await notifications.refresh_chat(
                    session, chat.id, if_overtaken=not taken_over
                )
        if seller_id is not None or any(row.author is Author.BOT for row in stored):
            self._wake(Work.TELL, account.seller_id)  # a card says what was found
        if lines and chat.due_at is None:
            self._wake(Work.CHAT, chat.id, at=due)
        return due

    async def _set_due(
        self, session: Session, chat: Chat, line: Message, *, now: datetime
    ) -> datetime:
        due = policy.due_at(
            now=now,
            written_at=line.sent_at,
            burst_began_at=chat.burst_began_at or now,
            quiet=self._quiet,
        )
        await chats.move_due(session, chat.id, due_at=chat.due_at, to=due)
        return due

    async def _unread(self, account: LinkedAccount, chat: Chat) -> list[AvitoMessage]:
        """Messages that are not stored yet, oldest first; of the history, only the newest page."""
        unread: list[AvitoMessage] = []
        for offset in range(0, LAST_OFFSET + 1, MESSAGES_PAGE):
            page = await _page(account.avito, chat.avito_chat_id, offset)
            async with self._db.read() as session:
                ids = [message.id for message in page.messages]
                known = await messages.known_ids(session, account.id, ids)
            unread += [message for message in page.messages if message.id not in known]
            oldest = min((message.created for message in page.messages), default=None)
            if known or not page.has_more or oldest is None or oldest < account.linked_at:
                break
        return unread[::-1]

    async def _store(
        self,
        session: Session,
        account: LinkedAccount,
        chat: Chat,
        new: Sequence[AvitoMessage],
    ) -> list[Message]:
        ours = await takeover.our_replies(session, account, chat, new, now=self._clock())
        rows = [
            messages.NewMessage(
                account_id=account.id,
                chat_id=chat.id,
                avito_message_id=message.id,
                author=_author(message, is_ours=message.id in ours),
                type=message.type[:20],
                text=message.text or "",
                sent_at=message.created,
                seen_at=self._clock(),
                verdict=_judge(message, account, chat),
                draft_id=ours.get(message.id),
            )
            for message in new
        ]
        return await messages.add(session, rows)


async def _page(avito: Avito, chat_id: str, offset: int) -> MessagesPage:
    """A page of a chat's messages; of a chat that Avito will not open, its newest line alone."""
    try:
        return await avito.messages(chat_id, limit=MESSAGES_PAGE, offset=offset)
    except AvitoRequestError:
        last = (await avito.chat(chat_id)).last_message
        return MessagesPage([last] if last else [], has_more=False)


async def _take_in(
    session: Session, chat: Chat, stored: Sequence[Message], *, now: datetime
) -> bool:
    """Open and close waits in the order things were written; True when the seller took over."""
    taken_over = False
    for row in stored:
        if row.verdict is Verdict.NEEDS_ANSWER:
            await waits.open_or_extend(session, row)
        elif row.verdict is Verdict.OUTGOING and row.author is Author.SELLER:
            taken_over = await takeover.take_over(session, chat, row, now=now) or taken_over
    return taken_over


def _author(message: AvitoMessage, *, is_ours: bool) -> Author:
    if message.type == "system" or message.flow_id:
        return Author.AVITO
    if message.direction == "in":
        return Author.BUYER
    return Author.BOT if is_ours else Author.SELLER


def _judge(message: AvitoMessage, account: LinkedAccount, chat: Chat) -> Verdict:
    return policy.judge(
        policy.Incoming(
            type=message.type,
            outgoing=message.direction == "out",
            sent_at=message.created,
            is_auto_answer=message.flow_id is not None,
            is_tariff_placeholder=message.is_tariff_placeholder,
        ),
        linked_at=account.linked_at,
        answerable=chat.answerable,
    )


def is_answerable(chat: AvitoChat, own_user_id: int) -> bool:
    """About a listing, and the listing is ours: elsewhere the seller is himself the buyer."""
    owner = chat.item.user_id if chat.item else 0
    return chat.chat_type == "u2i" and owner in (0, own_user_id)


def _seen_listing(item: ChatItem) -> listings.SeenListing:
    return listings.SeenListing(
        avito_item_id=item.id, title=item.title, price_rub=item.price_rub, url=item.url
    )


async def baseline(
    session: Session, account_id: int, avito: Avito, seen: Sequence[AvitoChat]
) -> None:
    """Store what is in the chats at the linking as seen: it is history."""
    known = await chats.known(session, account_id, [chat.id for chat in seen])
    for chat in seen:
        row = known.get(chat.id) or Chat(account_id=account_id, avito_chat_id=chat.id)
        buyer = chat.buyer(avito.user_id)
        row.buyer_name = buyer.name[:200] if buyer else ""
        row.answerable = is_answerable(chat, avito.user_id)
        row.seen_message_id = chat.last_message.id if chat.last_message else ""
        session.add(row)
