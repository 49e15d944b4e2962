"""The tables. One class a noun of the glossary; queries live in the module of that noun."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Enum,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from db.types import UTCDateTime


class ReplyMode(StrEnum):
    OFF = "off"
    ASK = "ask"
    AUTO = "auto"


class AccountState(StrEnum):
    WORKING = "working"
    NO_TARIFF = "no_tariff"  # 402: waits until the seller buys the Messenger tariff
    KEYS_REFUSED = "keys_refused"  # 401 with a fresh token: revoked or mistyped
    NO_RIGHTS = "no_rights"  # 403 with a fresh token: an employee's key
    DOWN = "down"  # Avito has not answered for minutes
    UNLINKED = "unlinked"  # keys deleted, history kept


class Silence(StrEnum):
    """Why the bot is silent in one chat."""

    TAKEOVER = "takeover"
    PAUSE = "pause"


class Author(StrEnum):
    BUYER = "buyer"
    SELLER = "seller"  # by hand, in Avito
    BOT = "bot"  # through us, by tap or by itself
    AVITO = "avito"


class Verdict(StrEnum):
    """What became of a message when it was seen: answered for, or not and why."""

    NEEDS_ANSWER = "needs_answer"
    HISTORY = "history"
    OUTGOING = "outgoing"
    SYSTEM = "system"
    AUTO_ANSWER = "auto_answer"
    NOT_OUR_LISTING = "not_our_listing"  # between people, or the seller is the buyer there
    TARIFF_PLACEHOLDER = "tariff_placeholder"
    CALL = "call"
    DELETED = "deleted"


class DraftStatus(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    SKIPPED = "skipped"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


LIVE = (
    DraftStatus.PENDING,
    DraftStatus.APPROVED,
    DraftStatus.SENDING,
    DraftStatus.UNCONFIRMED,
)
"""A chat has at most one draft in these states (a partial unique index says so)."""


class AnsweredBy(StrEnum):
    """Who ended a wait. BOT, TAP and EDITED are drafts; HAND is the seller in Avito."""

    BOT = "bot"
    TAP = "tap"
    EDITED = "edited"
    HAND = "hand"
    SKIPPED = "skipped"


class NotificationKind(StrEnum):
    CARD = "card"
    ALARM = "alarm"
    RECOVERY = "recovery"
    REPORT = "report"
    RENEWAL = "renewal"  # a fact's last day is over


class Trouble(StrEnum):
    """What an alarm is about: something that keeps buyers from their answers."""

    KEYS_REFUSED = "keys_refused"
    NO_RIGHTS = "no_rights"
    NO_TARIFF = "no_tariff"
    AVITO_DOWN = "avito_down"
    MODEL_DOWN = "model_down"
    MODEL_KEY = "model_key"
    MODEL_REGION = "model_region"
    BUDGET_SPENT = "budget_spent"  # the key's own, at the provider
    LIMIT_SPENT = "limit_spent"  # what this seller may use in a day


NEVER_REUSE_IDS = {"sqlite_autoincrement": True}
"""For tables whose ids stand on buttons: an old button must not fit a new row."""


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own class attribute
        datetime: UTCDateTime,
        StrEnum: Enum(
            StrEnum, native_enum=False, length=20, values_callable=lambda kind: [*map(str, kind)]
        ),
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[int]: JSON,
    }


def _id() -> Mapped[int]:
    return mapped_column(primary_key=True, autoincrement=True)


def _ref(target: str, *, index: bool = True) -> Mapped[int]:
    return mapped_column(ForeignKey(target, ondelete="CASCADE"), index=index)


def _maybe(target: str) -> Mapped[int | None]:
    """A reference that is empty once its row is gone."""
    return mapped_column(ForeignKey(target, ondelete="SET NULL"), index=True)


class Seller(Base):
    """A person in Telegram; `id` is Telegram's own, and the id of his private chat."""

    __tablename__ = "sellers"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="ru")
    zone: Mapped[str] = mapped_column(String(64), default="Europe/Moscow")
    report_minute: Mapped[int] = mapped_column(default=20 * 60)  # minutes after local midnight
    reports_on: Mapped[bool] = mapped_column(default=True)
    next_report_at: Mapped[datetime | None] = mapped_column(index=True)
    reported_on: Mapped[date | None]  # the last local day that had its report
    paused_until: Mapped[datetime | None]
    budget_rub: Mapped[int | None]  # of the model, a day; None: what the settings say
    unreachable_since: Mapped[datetime | None]  # he has blocked the bot: nothing is sent by itself
    created_at: Mapped[datetime]


class Account(Base):
    """One Avito profile with its keys."""

    __tablename__ = "accounts"
    __table_args__ = (
        # One Avito account serves one seller at a time.
        Index(
            "uq_accounts_avito_user_id",
            "avito_user_id",
            unique=True,
            sqlite_where=text("state != 'unlinked'"),
            postgresql_where=text("state != 'unlinked'"),
        ),
        NEVER_REUSE_IDS,
    )

    id: Mapped[int] = _id()
    seller_id: Mapped[int] = _ref("sellers.id")
    avito_user_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(200))
    alias: Mapped[str] = mapped_column(String(64), default="")
    client_id: Mapped[str] = mapped_column(String(200))
    secret: Mapped[str] = mapped_column(Text)  # encrypted; empty when unlinked
    token: Mapped[str] = mapped_column(Text, default="")  # encrypted
    token_expires_at: Mapped[datetime | None]
    state: Mapped[AccountState]
    state_since: Mapped[datetime]
    mode: Mapped[ReplyMode] = mapped_column(default=ReplyMode.ASK)
    paused_until: Mapped[datetime | None]
    takeover_minutes: Mapped[int] = mapped_column(
        default=120
    )  # silence after the seller's own line
    tone: Mapped[dict[str, Any]] = mapped_column(default=dict)  # ai.model.Tone, by its names
    ask_kinds: Mapped[list[str]] = mapped_column(default=list)  # never answered by itself
    languages: Mapped[list[str]] = mapped_column(default=lambda: ["ru"])  # of automatic answers
    most_in_a_row: Mapped[int] = mapped_column(default=5)  # automatic answers in one chat
    templates_alone: Mapped[bool] = mapped_column(default=False)  # may answer when no model does
    linked_at: Mapped[datetime]

    @property
    def title(self) -> str:
        return self.alias or self.name


class Listing(Base):
    __tablename__ = "listings"
    __table_args__ = (Index("uq_listings_item", "account_id", "avito_item_id", unique=True),)

    id: Mapped[int] = _id()
    account_id: Mapped[int] = _ref("accounts.id", index=False)
    avito_item_id: Mapped[int] = mapped_column(BigInteger)
    title: Mapped[str] = mapped_column(String(300))
    price_rub: Mapped[int | None] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(String(20), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    url: Mapped[str] = mapped_column(String(500), default="")


class Chat(Base):
    """A conversation about one listing. `due_at` is the whole of «there is work here»."""

    __tablename__ = "chats"
    __table_args__ = (Index("uq_chats_avito", "account_id", "avito_chat_id", unique=True),)

    id: Mapped[int] = _id()
    account_id: Mapped[int] = _ref("accounts.id", index=False)
    avito_chat_id: Mapped[str] = mapped_column(String(128))
    listing_id: Mapped[int | None] = _maybe("listings.id")
    buyer_name: Mapped[str] = mapped_column(String(200), default="")
    answerable: Mapped[bool] = mapped_column(default=True)  # about our listing, with a buyer
    seen_message_id: Mapped[str] = mapped_column(String(128), default="")  # newest in Avito's list
    burst_began_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    silent_until: Mapped[datetime | None]
    silence: Mapped[Silence | None]


class Message(Base):
    __tablename__ = "messages"
    __table_args__ = (
        Index("uq_messages_avito", "account_id", "avito_message_id", unique=True),
        Index("ix_messages_chat_sent", "chat_id", "sent_at", "id"),
        Index("ix_messages_account_sent", "account_id", "sent_at", "id"),
    )

    id: Mapped[int] = _id()
    account_id: Mapped[int] = _ref("accounts.id", index=False)
    chat_id: Mapped[int] = _ref("chats.id", index=False)
    avito_message_id: Mapped[str] = mapped_column(String(128))
    author: Mapped[Author]
    type: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]  # by Avito's clock, whole seconds
    seen_at: Mapped[datetime]
    verdict: Mapped[Verdict]
    draft_id: Mapped[int | None] = _maybe("drafts.id")
    """Of an outgoing one, the draft that it was; of a buyer's, the newest draft that answers it."""
    wait_id: Mapped[int | None] = _maybe("waits.id")
    """The wait that a buyer's line began or lengthened."""


class Wait(Base):
    """A buyer waiting for an answer: from his first unanswered line to what ended it.

    Every figure about answers is counted from these rows.
    """

    __tablename__ = "waits"
    __table_args__ = (
        Index("ix_waits_account_began", "account_id", "began_at"),
        Index(
            "uq_waits_open",
            "chat_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    id: Mapped[int] = _id()
    account_id: Mapped[int] = _ref("accounts.id", index=False)
    chat_id: Mapped[int] = _ref("chats.id", index=False)
    began_at: Mapped[datetime]
    first_message_id: Mapped[int]
    in_chars: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[AnsweredBy | None]
    out_chars: Mapped[int] = mapped_column(default=0)
    draft_id: Mapped[int | None] = _maybe("drafts.id")


class Draft(Base):
    """A proposed answer and what became of it. An empty text: the seller writes it himself."""

    __tablename__ = "drafts"
    __table_args__ = (
        Index(
            "uq_drafts_live",
            "chat_id",
            unique=True,
            sqlite_where=text("status IN ('pending', 'approved', 'sending', 'unconfirmed')"),
            postgresql_where=text("status IN ('pending', 'approved', 'sending', 'unconfirmed')"),
        ),
        Index("ix_drafts_avito_message", "account_id", "avito_message_id"),
        NEVER_REUSE_IDS,
    )

    id: Mapped[int] = _id()
    account_id: Mapped[int] = _ref("accounts.id", index=False)
    chat_id: Mapped[int] = _ref("chats.id")
    status: Mapped[DraftStatus]
    proposed: Mapped[str] = mapped_column(Text)  # as drafted
    text: Mapped[str] = mapped_column(Text)  # as it is to be sent, or was
    answers: Mapped[list[int]] = mapped_column(default=list)  # the buyer's messages it answers
    kind: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(String(40), default="")  # why it asks, or was withdrawn
    findings: Mapped[list[str]] = mapped_column(default=list)  # what the guards found
    used: Mapped[list[int]] = mapped_column(default=list)  # the facts it rests on
    rests_on: Mapped[list[str]] = mapped_column(default=list)  # those and the rest, in words
    missing: Mapped[list[str]] = mapped_column(default=list)  # what the seller has to be asked
    asked_in: Mapped[int | None]  # the chat whose card asks him the same already
    interested: Mapped[bool] = mapped_column(default=False)
    lead: Mapped[bool] = mapped_column(default=False)
    lead_why: Mapped[str] = mapped_column(String(120), default="")
    suspicious: Mapped[bool] = mapped_column(default=False)  # the buyer tried to trick the bot
    template: Mapped[str] = mapped_column(String(60), default="")  # the name of the one it was
    problem: Mapped[str] = mapped_column(String(300), default="")  # why the last try did not go out
    decided_by: Mapped[int | None] = mapped_column(BigInteger)  # who sent it or had it so; no bot
    typed_in: Mapped[int | None] = mapped_column(BigInteger)  # his Telegram message with the text
    own_text: Mapped[str] = mapped_column(Text, default="")  # typed, waits for his second word
    own_findings: Mapped[list[str]] = mapped_column(default=list)  # what he was warned of in it
    attempts: Mapped[int] = mapped_column(default=0)  # posts begun
    created_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    avito_message_id: Mapped[str] = mapped_column(String(128), default="")

    @property
    def told(self) -> tuple[str, ...]:
        """The words of the facts it rests on; they are the last that it keeps."""
        return tuple(self.rests_on[-len(set(self.used)) :]) if self.used else ()

    @property
    def edited(self) -> bool:
        return self.text != self.proposed

    @property
    def is_overtaken(self) -> bool:
        return self.status is DraftStatus.SUPERSEDED

    @property
    def keeps_own_text(self) -> bool:
        """The seller typed what he was warned of: it goes only when he says so once more."""
        return self.status is DraftStatus.PENDING and bool(self.own_text)

    def rewrites(self, before: "Draft") -> bool:
        """Whether it stands in another's place, and the buyer has written nothing since."""
        return before.is_overtaken and self.id > before.id and self.answers == before.answers

    @property
    def is_touched(self) -> bool:
        """A human or a post has been at it: unasked it is not written anew, nor does it go."""
        by_human = self.decided_by is not None or self.template or self.own_text
        return bool(by_human) or self.attempts > 0

    @property
    def answered_by(self) -> AnsweredBy:
        """How the reports count it: a text that had no draft is the seller's own."""
        if not self.proposed:
            return AnsweredBy.HAND
        if self.edited:
            return AnsweredBy.EDITED
        return AnsweredBy.BOT if self.decided_by is None else AnsweredBy.TAP

    @hybrid_property
    def is_live(self) -> bool:
        return self.status in LIVE

    @is_live.inplace.expression
    @classmethod
    def _is_live(cls) -> ColumnElement[bool]:
        return cls.status.in_(LIVE)


class Scope(StrEnum):
    """For which listings of the account a fact or a template holds."""

    ALL = "all"
    LISTING = "listing"
    GROUP = "group"  # those whose title has the words of `title_words`


class FactSource(StrEnum):
    TYPED = "typed"
    CARD = "card"  # «Ответить и запомнить»
    IMPORTED = "imported"


class Fact(Base):
    """Something the seller told us. After its last day (his local one) it is never used."""

    __tablename__ = "facts"
    __table_args__ = (NEVER_REUSE_IDS,)

    id: Mapped[int] = _id()
    account_id: Mapped[int] = _ref("accounts.id")
    scope: Mapped[Scope] = mapped_column(default=Scope.ALL)
    listing_id: Mapped[int | None] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), index=True
    )
    title_words: Mapped[str] = mapped_column(String(80), default="")
    text: Mapped[str] = mapped_column(Text)
    last_day: Mapped[date | None] = mapped_column(index=True)
    source: Mapped[FactSource] = mapped_column(default=FactSource.TYPED)
    noted_at: Mapped[datetime]  # when he said so, or last confirmed it
    renewal_offered: Mapped[bool] = mapped_column(default=False)  # asked once after its last day


class Template(Base):
    """A text with {variables} that a tap puts in a draft's place."""

    __tablename__ = "templates"
    __table_args__ = (NEVER_REUSE_IDS,)

    id: Mapped[int] = _id()
    account_id: Mapped[int] = _ref("accounts.id")
    scope: Mapped[Scope] = mapped_column(default=Scope.ALL)
    listing_id: Mapped[int | None] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20), default="")  # an ai.model.Kind, "" for any
    text: Mapped[str] = mapped_column(Text)
    ready: Mapped[str] = mapped_column(String(20), default="")  # the ready one that it replaces
    hidden: Mapped[bool] = mapped_column(default=False)  # a ready one that he does not want
    created_at: Mapped[datetime]


class Notification(Base):
    """One Telegram message that tells something. Shown again whenever `revision` has grown.

    A card follows its chat's newest draft: `draft_id` moves, the message is edited in place.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        Index("ix_notifications_message", "seller_id", "telegram_message_id"),
        Index(
            "ix_notifications_unshown",
            "seller_id",
            "id",
            sqlite_where=text("revision > shown_revision"),
            postgresql_where=text("revision > shown_revision"),
        ),
    )

    id: Mapped[int] = _id()
    seller_id: Mapped[int] = _ref("sellers.id", index=False)
    kind: Mapped[NotificationKind]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    draft_id: Mapped[int | None] = mapped_column(
        ForeignKey("drafts.id", ondelete="CASCADE"), index=True
    )
    alarm_id: Mapped[int | None] = mapped_column(ForeignKey("alarms.id", ondelete="CASCADE"))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    telegram_message_id: Mapped[int | None] = mapped_column(BigInteger)
    anew: Mapped[bool] = mapped_column(default=False)  # show it in a new message, the old one goes
    revision: Mapped[int] = mapped_column(default=1)
    shown_revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    shown_at: Mapped[datetime | None]


class Alarm(Base):
    """A trouble that a seller is told of, from its beginning to its end.

    One that comes back soon is the same alarm: it is edited, not told anew.
    """

    __tablename__ = "alarms"
    __table_args__ = (Index("ix_alarms_of", "seller_id", "account_id", "trouble"),)

    id: Mapped[int] = _id()
    seller_id: Mapped[int] = _ref("sellers.id", index=False)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    trouble: Mapped[Trouble]
    began_at: Mapped[datetime]
    count: Mapped[int] = mapped_column(default=1)  # failed tries
    ended_at: Mapped[datetime | None]


class Update(Base):
    """What Telegram has handed over and is not worked through: once fetched, it is only here."""

    __tablename__ = "updates"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    content: Mapped[str] = mapped_column(Text)  # encrypted: people type their keys
    came_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)


class ModelCall(Base):
    """One call of the language model, paid for whether or not it gave a draft."""

    __tablename__ = "model_calls"
    __table_args__ = (Index("ix_model_calls_account_at", "account_id", "at"),)

    id: Mapped[int] = _id()
    account_id: Mapped[int] = _ref("accounts.id", index=False)
    chat_id: Mapped[int] = _ref("chats.id", index=False)
    at: Mapped[datetime]
    model: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(20))  # "answer" or a ModelError's code
    input_tokens: Mapped[int]
    output_tokens: Mapped[int]
    cached_tokens: Mapped[int]
    took_seconds: Mapped[float]
    cost_microrub: Mapped[int | None] = mapped_column(
        BigInteger
    )  # at that day's rate; None: unknown
    characters: Mapped[int] = mapped_column(default=0)


class Conversation(Base):
    """What a seller is in the middle of typing (aiogram's states), so that a restart keeps it."""

    __tablename__ = "conversations"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    state: Mapped[str | None] = mapped_column(String(120))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
