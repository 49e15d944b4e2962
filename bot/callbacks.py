"""What a button carries back: typed, ids only, at most 64 bytes.

A prefix has a version: when a shape changes, the number grows and the old buttons, which stay in
people's chats for months, fall through to «this button is too old».
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from aiogram.filters.callback_data import CallbackData
from pydantic import AfterValidator, Field, StringConstraints

Id = Annotated[int, Field(ge=1, lt=2**63)]
"""A row's id. What no database could hold was not made by us."""


def _iso_day(text: str) -> str:
    """The day as it is written; ValueError for what is none."""
    return date.fromisoformat(text).isoformat()


TemplateRef = Annotated[str, StringConstraints(pattern=r"^(?:[a-z_]{1,20}|[1-9][0-9]{0,18})$")]
"""A ready template's word, or the number of an own one."""

Page = Annotated[int, Field(ge=0, lt=10_000)]

IsoDay = Annotated[str, AfterValidator(_iso_day)]


class CardVerb(StrEnum):
    SEND = "send"
    EDIT = "edit"
    VARY = "vary"  # 🔄 opens its variants
    TEMPLATE = "tmpl"  # 📝 opens the templates
    TAKE_OVER = "take"
    RELEASE = "back"
    QUIET = "quiet"  # ⏸ opens its lengths
    SKIP = "skip"
    REVOKE = "undo"
    WHY = "why"
    TEACH = "teach"  # ❓ asks what the draft lacks, to remember it
    FOLD = "fold"  # ⬅️ closes what 🔄, 📝 or ⏸ opened


class CardButton(CallbackData, prefix="c1"):
    verb: CardVerb
    draft_id: Id


class OwnVerb(StrEnum):
    SEND = "send"  # «Всё равно отправить»
    DROP = "drop"


class OwnButton(CallbackData, prefix="o1"):
    """About a text of the seller's own that he was warned of: the one he typed in that message."""

    verb: OwnVerb
    draft_id: Id
    typed_in: Id


class Variant(StrEnum):
    """How 🔄 is to draft anew; the values are those of the work."""

    SHORTER = "shorter"
    POLITER = "politer"
    NO_DISCOUNT = "no_discount"
    OWN = "own"
    AGAIN = "again"


class VaryButton(CallbackData, prefix="v1"):
    variant: Variant
    draft_id: Id


class Length(StrEnum):
    """How long a pause is to be."""

    HALF_HOUR = "30m"
    HOUR = "1h"
    TWO_HOURS = "2h"
    MORNING = "morning"
    EVER = "ever"


class QuietButton(CallbackData, prefix="q1"):
    """⏸ Этот чат, for so long."""

    length: Length
    draft_id: Id


class WhyButton(CallbackData, prefix="w1"):
    """A page of /why; `chat_id` 0: of all chats."""

    page: Annotated[int, Field(ge=0, lt=10_000)]
    chat_id: Annotated[int, Field(ge=0, lt=2**63)]


class PauseButton(CallbackData, prefix="p1"):
    """A pause of everything."""

    length: Length


class AccountVerb(StrEnum):
    OPEN = "open"
    RENAME = "name"
    PAUSE = "pause"
    RESUME = "go"
    TAKEOVER = "after"  # opens how long to be silent after the seller's own line
    UNLINK = "unlink"  # asks once
    UNLINK_KEEP = "keep"
    UNLINK_FORGET = "forget"


class AccountButton(CallbackData, prefix="a1"):
    verb: AccountVerb
    account_id: Id


class TakeoverButton(CallbackData, prefix="t1"):
    """🙋 Тишина после вас, for so long."""

    minutes: Annotated[int, Field(ge=1, le=24 * 60)]
    account_id: Id


class ToneVerb(StrEnum):
    OPEN = "open"
    FORMAL = "formal"
    FRIENDLY = "friendly"
    USUAL = "usual"
    SHORT = "short"
    WARM = "warm"
    GREET_FIRST = "first"
    GREET_ALWAYS = "always"
    GREET_NEVER = "never"
    SIGN = "sign"  # asks for the signature
    UNSIGN = "unsign"
    AVOID = "avoid"  # asks for the words
    ALLOW = "allow"


class ToneButton(CallbackData, prefix="n1"):
    """🗣 Тон of an account."""

    verb: ToneVerb
    account_id: Id


class AloneVerb(StrEnum):
    OPEN = "open"
    ANSWER = "answer"  # a kind of question
    ASK = "ask"
    SPEAK = "speak"  # a language
    SILENT = "silent"
    IN_A_ROW = "row"


class AloneButton(CallbackData, prefix="b1"):
    """🤖 Что отвечать самому: `value` is a kind of question, a language or a number."""

    verb: AloneVerb
    account_id: Id
    value: str = ""


class ModeVerb(StrEnum):
    OPEN = "open"
    OFF = "off"
    ASK = "ask"
    AUTO = "auto"


class ModeButton(CallbackData, prefix="m1"):
    verb: ModeVerb
    account_id: Id


class Place(StrEnum):
    """Where a menu's button leads."""

    MENU = "menu"
    LINK = "link"
    DEMO = "demo"
    ACCOUNTS = "accounts"
    MODE = "mode"
    PAUSE = "pause"
    RESUME = "resume"
    REPORT = "report"
    COST = "cost"
    REPORT_SETTINGS = "settings"
    FACTS = "facts"
    TEMPLATES = "templates"
    LANGUAGE = "language"
    HELP = "help"
    CANCEL = "cancel"


class PlaceButton(CallbackData, prefix="h1"):
    place: Place


class ReportVerb(StrEnum):
    SHOW = "show"
    EXPLAIN = "how"


class ReportButton(CallbackData, prefix="r1"):
    """Both days included."""

    verb: ReportVerb
    first_day: IsoDay
    last_day: IsoDay


class SettingVerb(StrEnum):
    ON = "on"
    OFF = "off"
    HOURS = "hours"  # opens the hours
    HOUR = "hour"
    ZONES = "zones"  # opens the zones
    ZONE = "zone"


class SettingButton(CallbackData, prefix="s1"):
    """A setting of the daily report; `value` is an hour or a place in the list of zones."""

    verb: SettingVerb
    value: Annotated[int, Field(ge=0, lt=24)] = 0


class CostVerb(StrEnum):
    EXPLAIN = "how"
    LIMITS = "limits"  # opens what a day's limit may be
    LIMIT = "limit"
    TYPE = "type"  # a number of his own


class CostButton(CallbackData, prefix="k1"):
    """`rub`: of a limit for a day; 0 is that of everybody."""

    verb: CostVerb
    rub: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class FactsVerb(StrEnum):
    ADD = "add"
    SEARCH = "find"
    IMPORT = "many"


class FactsButton(CallbackData, prefix="f1"):
    """Something about all facts of an account."""

    verb: FactsVerb
    account_id: Id


class FactsPageButton(CallbackData, prefix="fp1"):
    account_id: Id
    page: Page


class FactsSaveButton(CallbackData, prefix="fs1"):
    """✅ Сохранить, under the preview of what came in this message."""

    account_id: Id
    message_id: Id


class FactVerb(StrEnum):
    OPEN = "open"
    EDIT = "edit"
    SCOPE = "scope"  # opens for which listings
    ALL = "all"
    WORDS = "words"
    DAYS = "days"  # opens until which day
    DELETE = "del"  # asks once
    DELETE_SURELY = "gone"


class FactButton(CallbackData, prefix="fo1"):
    verb: FactVerb
    fact_id: Id


class FactDay(StrEnum):
    """Until when a fact holds."""

    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    EVER = "ever"
    OWN = "own"


class FactDayButton(CallbackData, prefix="fd1"):
    day: FactDay
    fact_id: Id


class FactListingsButton(CallbackData, prefix="fg1"):
    """A page of the listings that a fact may be of."""

    fact_id: Id
    page: Page


class FactListingButton(CallbackData, prefix="fl1"):
    fact_id: Id
    listing_id: Id


class QuarrelButton(CallbackData, prefix="fq1"):
    """Which of two facts is right; `keep` is the work's own word."""

    keep: Literal["new", "old", "both"]
    new_id: Id
    old_id: Id


class RenewalButton(CallbackData, prefix="fr1"):
    """What is to become of the facts that an offer names; `renewal` is the work's own word."""

    renewal: Literal["week", "month", "ever", "remove"]
    notification_id: Id


class LanguageButton(CallbackData, prefix="l1"):
    language: str


class CardTemplatesButton(CallbackData, prefix="cp1"):
    """A page of the templates for a card."""

    page: Page
    draft_id: Id


class CardTemplateButton(CallbackData, prefix="ct1"):
    """Puts a template in a draft's place."""

    ref: TemplateRef
    draft_id: Id


class CardOfferButton(CardTemplateButton, prefix="co1"):
    """The same, on a card that came without a draft."""


class ShelfVerb(StrEnum):
    LIST = "list"
    NEW = "new"
    ALONE = "alone"  # may answer when no model does
    NOT_ALONE = "wait"
    BRING_BACK = "back"  # the ready ones that were put away


class ShelfButton(CallbackData, prefix="tl1"):
    """The templates of an account."""

    verb: ShelfVerb
    account_id: Id
    page: Page = 0


class TemplateVerb(StrEnum):
    OPEN = "open"
    TEXT = "text"
    NAME = "name"
    KINDS = "kinds"  # opens the questions it may be for
    LISTINGS = "lists"  # opens the listings it may be for
    REMOVE = "remove"  # puts a ready one away, asks before it deletes an own one
    DELETE = "delete"
    RESET = "reset"


class TemplateButton(CallbackData, prefix="tm1"):
    verb: TemplateVerb
    account_id: Id
    ref: TemplateRef
    page: Page = 0


class TemplateKindButton(CallbackData, prefix="tk1"):
    """Which questions a template is for."""

    kind: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,20}$")]
    account_id: Id
    ref: TemplateRef


class TemplateListingButton(CallbackData, prefix="ts1"):
    """For which listing a template is; 0: for all."""

    listing_id: Annotated[int, Field(ge=0, lt=2**63)]
    account_id: Id
    ref: TemplateRef
