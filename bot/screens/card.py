"""The card: a buyer's message, the draft that answers it, and what became of it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import (
    CardButton,
    CardOfferButton,
    CardTemplateButton,
    CardTemplatesButton,
    CardVerb,
    Length,
    QuietButton,
    Variant,
    VaryButton,
)
from bot.screens import findings
from bot.screens.screen import (
    LONGEST_MESSAGE,
    Reader,
    Screen,
    Style,
    button,
    cut,
    keyboard,
    link_button,
)
from bot.texts import Html, Texts
from db.cards import CardFacts, CardLine, Offer, UsedFact
from db.models import DraftStatus, Silence
from db.types import FOREVER
from scheduler.policy import CONTACT_OF_FACT, REVOKE_WITHIN, TAKEN_OVER, utf16_length
from scheduler.questions import covers

MARK = "💬 "
LONGEST_NAME = 80
LONG_QUOTE_CHARS = 350
LONG_QUOTE_LINES = 6
MOST_LINES = 60
LONGEST_REASON = 200
LONGEST_FACT = 90
MOST_FACTS = 5
LONGEST_CHANGE = 110
"""Telegram shows two hundred characters over a chat."""

SHOWN_TYPES = frozenset(
    {"image", "voice", "video", "file", "location", "item", "link", "call", "appCall", "deleted"}
)
"""Avito's message types with words of their own; a text is its own word."""

REASONS = frozenset(
    {
        "no_text",
        "guard",
        "not_sent",
        "model_missing",
        "model_key",
        "model_region",
        "model_busy",
        "model_budget",
        "model_limit",
        "model_down",
        "model_refused",
        "model_nonsense",
    }
)
"""Why a draft waits for the seller; a reason that is not here needs no line on the card."""

PICTURES = (
    ("🛋", ("диван", "кресл", "софа", "sofa", "couch")),
    ("🪑", ("стул", "табурет", "chair")),
    ("🛏", ("кроват", "матрас", "bed")),
    ("🚪", ("шкаф", "двер", "wardrobe", "door")),
    ("📱", ("телефон", "iphone", "смартфон", "samsung", "xiaomi")),
    ("💻", ("ноутбук", "компьютер", "macbook", "laptop")),
    ("🚲", ("велосипед", "самокат", "bike")),
    ("🚗", ("автомоб", "машин", "шины", "колес", "car")),
    ("🏠", ("квартир", "комнат", "дом,", "дача", "flat", "house")),
)


def card(facts: CardFacts, reader: Reader) -> Screen:
    """Everything about one buyer's burst. Never longer than Telegram takes: his lines are cut."""
    head = _head(facts, reader)
    tail = [*_silence(facts, reader), *STATES[facts.status](facts, reader)]
    room = LONGEST_MESSAGE - utf16_length("\n\n".join([head, "", *tail]))
    blocks = [head, _quote(facts, reader.t, room), *tail]
    return Screen("\n\n".join(block for block in blocks if block), _keys(facts, reader))


def looks_like_one(text: str) -> bool:
    """Whether a message of ours with this text is a card."""
    return text.startswith(MARK)


def _head(facts: CardFacts, reader: Reader) -> str:
    t = reader.t
    buyer = cut(facts.buyer_name, LONGEST_NAME) or t("card.buyer")
    when = reader.clock(facts.lines[-1].sent_at) if facts.lines else ""
    parts = [f"<b>{escape(buyer, quote=False)}</b>" if not isinstance(buyer, Html) else buyer]
    parts += [when] if when else []
    parts.append(t("quoted", text=cut(facts.account_title, LONGEST_NAME)))
    head = MARK + " · ".join(parts)
    return f"{head}\n{_listing(facts, t)}" if facts.listing_title else head


def _listing(facts: CardFacts, t: Texts) -> str:
    title = cut(facts.listing_title or "", 2 * LONGEST_NAME)
    words = title.lower()
    picture = next((sign for sign, stems in PICTURES if any(s in words for s in stems)), "🏷")
    price = f" · {t.money(facts.price_rub)}" if facts.price_rub is not None else ""
    return f"{picture} {escape(title, quote=False)}{price}"


def _quote(facts: CardFacts, t: Texts, room: int) -> str:
    lines = [_line(line, t) for line in facts.lines[-MOST_LINES:]]
    if not lines:
        return ""
    if len(facts.lines) > MOST_LINES:
        lines.insert(0, "…")
    text = "\n".join(_fit(lines, room))
    is_long = len(text) > LONG_QUOTE_CHARS or text.count("\n") >= LONG_QUOTE_LINES
    tag = "blockquote expandable" if is_long else "blockquote"
    return f"<{tag}>{escape(text, quote=False)}</blockquote>"


def _line(line: CardLine, t: Texts) -> str:
    if line.type == "text":
        return line.text
    name = t.plain(f"message.{line.type if line.type in SHOWN_TYPES else 'other'}")
    return f"{name}: {line.text}" if line.text else name


def _fit(lines: Sequence[str], room: int) -> list[str]:
    """Every line gets its fair share of the room; short ones leave theirs to the long ones."""
    left, shares = room, {}
    for waiting, place in enumerate(sorted(range(len(lines)), key=lambda i: len(lines[i]))):
        share = max(1, left // (len(lines) - waiting) - 1)
        shares[place] = cut(lines[place], share)
        left -= utf16_length(shares[place]) + 1
    return [shares[place] for place in range(len(lines))]


def _silence(facts: CardFacts, reader: Reader) -> list[str]:
    until = _silent_until(facts, reader.now)
    if until is None:
        return []
    key = "card.takeover" if facts.silence is Silence.TAKEOVER else "card.quiet"
    return [reader.t(key, until=reader.until(until))]


def _silent_until(facts: CardFacts, now: datetime) -> datetime | None:
    if facts.silence is None or facts.silent_until is None or facts.silent_until <= now:
        return None
    return facts.silent_until


def _pending(facts: CardFacts, reader: Reader) -> list[str]:
    if facts.own_text:
        return [*_trick(facts, reader.t), *_own_text(facts, reader.t)]
    why = [*_trick(facts, reader.t), *_why(facts, reader.t)]
    if not facts.text:
        return [*why, reader.t("card.write_yourself")]
    rests_on = "\n".join([*_used(facts, reader), *_missing(facts, reader.t)])
    return [*why, _titled(_draft_title(facts, reader.t), facts), rests_on]


def _draft_title(facts: CardFacts, t: Texts) -> str:
    return t("card.draft_by_template", name=facts.template) if facts.template else t("card.draft")


def _trick(facts: CardFacts, t: Texts) -> list[str]:
    said_below = facts.reason == "guard"
    return [t("card.trick")] if facts.suspicious and not said_below else []


def _used(facts: CardFacts, reader: Reader) -> list[str]:
    """«по знаниям: доставка до Химок 450 ₽ (12.11)»: where the draft has it from."""
    told = [_fact(fact, reader) for fact in facts.used[:MOST_FACTS]]
    return [reader.t("card.used", facts="; ".join(told))] if told else []


def _fact(fact: UsedFact, reader: Reader) -> str:
    text = cut(fact.text.rstrip("."), LONGEST_FACT)
    if fact.noted_at is None:
        return text
    day = reader.t.short_day(fact.noted_at, reader.zone)
    return reader.t.plain("card.fact", text=text, day=day)


def _used_in(facts: CardFacts, reader: Reader) -> list[str]:
    """The same where the buyer gets the draft as it was; the seller's own words rest on nothing."""
    return [] if facts.edited else _used(facts, reader)


def _missing(facts: CardFacts, t: Texts) -> list[str]:
    """What the seller is asked; once, however many buyers ask it."""
    if not facts.missing:
        return []
    names = "; ".join(cut(name, LONGEST_FACT) for name in facts.missing)
    if facts.asked_in is None or not covers(facts.asked_in.missing, facts.missing):
        return [t("card.missing", names=names)]
    buyer = cut(facts.asked_in.buyer, LONGEST_NAME) or t("card.buyer")
    return [t("card.missing.asked", names=names, buyer=buyer)]


def _why(facts: CardFacts, t: Texts) -> list[str]:
    if facts.problem:
        return [t("card.problem", problem=problem(facts.problem, t))]
    if facts.findings:
        return _found(facts, t)
    return [t(f"reason.{facts.reason}")] if facts.reason in REASONS else []


def _found(facts: CardFacts, t: Texts) -> list[str]:
    """What the guards found: why it did not go by itself, or what to look at before it goes."""
    alone = facts.reason == "guard"
    shown = [one for one in facts.findings if alone or not one.startswith("missing:")]
    words = findings.listed(shown, t)
    return [t("reason.guard" if alone else "card.check", found=words)] if words else []


def outdated(changes: Sequence[str], t: Texts) -> str:
    """Why a draft did not go: what it rests on has changed."""
    return t.plain("toast.outdated", found=cut(findings.listed(changes, t), LONGEST_CHANGE))


PROBLEMS = frozenset(
    {"refused", "not_sent", "no_tariff", "keys_refused", "unlinked", "listing_unknown"}
)


def problem(stored: str, t: Texts) -> str:
    """Why the last try did not go out: the work's word for it, after it Avito's own reason."""
    word, _, reason = stored.partition(":")
    said = t.plain(f"problem.{word if word in PROBLEMS else 'refused'}")
    return f"{said} ({cut(reason, LONGEST_REASON)})" if reason else said


def _titled(title: str, facts: CardFacts) -> str:
    return f"{title}\n{escape(facts.text, quote=False)}"


def _approved(facts: CardFacts, reader: Reader) -> list[str]:
    return [_titled(reader.t("card.approved"), facts), *_used_in(facts, reader)]


def _sending(facts: CardFacts, reader: Reader) -> list[str]:
    return [_titled(reader.t("card.sending"), facts), *_used_in(facts, reader)]


def _unconfirmed(facts: CardFacts, reader: Reader) -> list[str]:
    return [_titled(reader.t("card.unconfirmed"), facts), *_used_in(facts, reader)]


def _sent(facts: CardFacts, reader: Reader) -> list[str]:
    t = reader.t
    when = reader.clock(facts.finished_at) if facts.finished_at else ""
    who = t("card.by_bot") if facts.by_bot else escape(cut(facts.decided_by_name, 40), quote=False)
    how = [] if facts.by_bot else [t("card.edited" if facts.edited else "card.unedited")]
    how += [t("card.by_template", name=facts.template)] if facts.template else []
    title = " · ".join([t("card.sent", time=when), *([who] if who else []), *how])
    contacts = _contacts(facts, t) if facts.by_bot else []
    return [_titled(title, facts), *_used_in(facts, reader), *contacts]


def _contacts(facts: CardFacts, t: Texts) -> list[str]:
    """What went out by itself, though Avito's rules may not allow it: nobody saw a warning."""
    found = [one.partition(":") for one in facts.findings]
    said = [t("quoted", text=cut(what, 60)) for rule, _, what in found if rule == CONTACT_OF_FACT]
    return [t("card.sent_contact", found=Html(", ".join(said)))] if said else []


def _failed(facts: CardFacts, reader: Reader) -> list[str]:
    why = problem(facts.problem or "refused", reader.t)
    return [_titled(reader.t("card.failed", problem=why), facts), *_used_in(facts, reader)]


def _skipped(_facts: CardFacts, reader: Reader) -> list[str]:
    return [reader.t("card.skipped")]


def _superseded(facts: CardFacts, reader: Reader) -> list[str]:
    if _silent_until(facts, reader.now):
        return []
    if facts.reason == TAKEN_OVER:
        return [reader.t("card.withdrawn")]
    if facts.paused_until is not None and facts.paused_until >= FOREVER:
        return [reader.t("card.paused.ever")]
    if facts.paused_until is not None and facts.paused_until > reader.now:
        return [reader.t("card.paused", until=reader.until(facts.paused_until))]
    return [reader.t("card.preparing" if facts.preparing else "card.withdrawn")]


def _revoked(facts: CardFacts, reader: Reader) -> list[str]:
    return [f"{reader.t('card.revoked')}\n<s>{escape(facts.text, quote=False)}</s>"]


STATES: dict[DraftStatus, Callable[[CardFacts, Reader], list[str]]] = {
    DraftStatus.PENDING: _pending,
    DraftStatus.APPROVED: _approved,
    DraftStatus.SENDING: _sending,
    DraftStatus.UNCONFIRMED: _unconfirmed,
    DraftStatus.SENT: _sent,
    DraftStatus.FAILED: _failed,
    DraftStatus.SKIPPED: _skipped,
    DraftStatus.SUPERSEDED: _superseded,
    DraftStatus.REVOKED: _revoked,
}


def _keys(facts: CardFacts, reader: Reader) -> InlineKeyboardMarkup:
    """Only what works now."""
    t = reader.t
    released = _silent_until(facts, reader.now) is not None
    last = [link_button(t.plain("card.button.avito"), facts.url), _key(facts, CardVerb.WHY, t)]
    if facts.status in (DraftStatus.PENDING, DraftStatus.APPROVED):
        return keyboard(*_open_rows(facts, t, silent=released), last)
    row = []
    if facts.status is DraftStatus.SENT and _may_revoke(facts, reader.now):
        row.append(_key(facts, CardVerb.REVOKE, t, Style.BAD))
    if released:
        row.append(_key(facts, CardVerb.RELEASE, t))
    return keyboard(row, last)


def _open_rows(facts: CardFacts, t: Texts, *, silent: bool) -> list[list[InlineKeyboardButton]]:
    pending = facts.status is DraftStatus.PENDING
    vary = bool(facts.text) or facts.reason.startswith("model_")
    quiet = CardVerb.RELEASE if silent else CardVerb.QUIET
    return [
        *([_offer(facts, offer, t)] for offer in facts.offers),
        _send_row(facts, t) if pending else [],
        [_key(facts, CardVerb.TEACH, t)]
        if pending and facts.missing and not facts.own_text
        else [],
        [_key(facts, CardVerb.EDIT, t)] * pending
        + [_key(facts, CardVerb.VARY, t)] * (pending and vary)
        + [_key(facts, CardVerb.TEMPLATE, t)] * pending,
        [_key(facts, verb, t) for verb in (CardVerb.TAKE_OVER, quiet, CardVerb.SKIP)],
    ]


def _offer(facts: CardFacts, offer: Offer, t: Texts) -> InlineKeyboardButton:
    target = CardOfferButton(ref=offer.ref, draft_id=facts.draft_id)
    return button(t.plain("card.offer", name=cut(offer.name, LONGEST_NAME // 2)), target)


def _own_text(facts: CardFacts, t: Texts) -> list[str]:
    text = escape(facts.own_text, quote=False)
    return [findings.warning(facts.own_findings, t), f"{t('card.own_text')}\n{text}"]


def _send_row(facts: CardFacts, t: Texts) -> list[InlineKeyboardButton]:
    if facts.own_text and facts.typed_in:
        return findings.own_keys(facts.draft_id, facts.typed_in, t)
    return [_key(facts, CardVerb.SEND, t, Style.GOOD)] if facts.text else []


def _may_revoke(facts: CardFacts, now: datetime) -> bool:
    return facts.finished_at is not None and now < facts.finished_at + REVOKE_WITHIN


def _key(
    facts: CardFacts, verb: CardVerb, t: Texts, style: Style | None = None
) -> InlineKeyboardButton:
    target = CardButton(verb=verb, draft_id=facts.draft_id)
    return button(t.plain(f"card.button.{verb}"), target, style)


def open_variants(shown: InlineKeyboardMarkup, t: Texts, draft_id: int) -> InlineKeyboardMarkup:
    """A card's keyboard with the variants of 🔄; «ещё раз» comes first, where there is no text."""
    has_text = any(
        key.callback_data == CardButton(verb=CardVerb.SEND, draft_id=draft_id).pack()
        for row in shown.inline_keyboard
        for key in row
    )
    variants = [*Variant] if not has_text else [v for v in Variant if v is not Variant.AGAIN]
    ordered = sorted(variants, key=lambda variant: variant is not Variant.AGAIN)
    buttons = [
        button(t.plain(f"vary.{variant}"), VaryButton(variant=variant, draft_id=draft_id))
        for variant in ordered
    ]
    return unfold(shown, CardVerb.VARY, _in_rows(buttons), t, draft_id)


def open_lengths(shown: InlineKeyboardMarkup, t: Texts, draft_id: int) -> InlineKeyboardMarkup:
    """A card's keyboard with the lengths of ⏸ under it."""
    lengths = (Length.HOUR, Length.MORNING, Length.EVER)
    buttons = [
        button(t.plain(f"length.{length}"), QuietButton(length=length, draft_id=draft_id))
        for length in lengths
    ]
    return unfold(shown, CardVerb.QUIET, _in_rows(buttons), t, draft_id)


def _in_rows(buttons: list[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """One row, or two where the way back would be the fifth."""
    return [buttons[:3], buttons[3:]] if len(buttons) > 3 else [buttons]


def unfold(
    shown: InlineKeyboardMarkup,
    verb: CardVerb,
    inner: list[list[InlineKeyboardButton]],
    t: Texts,
    draft_id: int,
) -> InlineKeyboardMarkup:
    """Put rows under the row of the button that opens them, with a way back in the last one."""
    back = button(t.plain("button.back"), CardButton(verb=CardVerb.FOLD, draft_id=draft_id))
    rows: list[list[InlineKeyboardButton]] = []
    for row in fold(shown).inline_keyboard:
        rows.append(row)
        if any(_opens(key, verb) for key in row):
            rows += [*inner[:-1], [*inner[-1], back]]
    return keyboard(*rows)


def _opens(key: InlineKeyboardButton, verb: CardVerb) -> bool:
    return (key.callback_data or "").startswith(f"{CardButton.__prefix__}:{verb}:")


OPENED = (VaryButton, QuietButton, CardTemplateButton, CardTemplatesButton)


def fold(shown: InlineKeyboardMarkup) -> InlineKeyboardMarkup:
    """A card's keyboard without what 🔄, 📝 or ⏸ opened."""
    inner = tuple(f"{opened.__prefix__}:" for opened in OPENED)
    rows = [
        [
            key
            for key in row
            if not (key.callback_data or "").startswith(inner) and not _opens(key, CardVerb.FOLD)
        ]
        for row in shown.inline_keyboard
    ]
    return keyboard(*rows)
