"""Everything a seller does to a card: its buttons, and a reply to it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, cast

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot import asking, show
from bot.callbacks import (
    CardButton,
    CardOfferButton,
    CardTemplateButton,
    CardTemplatesButton,
    CardVerb,
    OwnButton,
    OwnVerb,
    QuietButton,
    Variant,
    VaryButton,
)
from bot.handlers import card_templates
from bot.handlers.pause import end_of
from bot.middlewares import Handler
from bot.screens import answering, card, facts, home
from bot.screens.screen import Reader, Screen
from bot.states import Answering
from bot.texts import Texts
from scheduler.delivery import Outcome
from scheduler.knowledge import Refusal
from scheduler.learning import Learning, Learnt
from scheduler.notices import Notices
from scheduler.policy import utf16_length
from scheduler.reply import Replies, Typed

TYPE_AGAIN = frozenset({Outcome.EMPTY, Outcome.TOO_LONG})
"""Nothing was sent, and what was typed is still waited for."""

ALERTS = frozenset(
    {
        Outcome.NOT_SENT,
        Outcome.REFUSED,
        Outcome.NO_TARIFF,
        Outcome.KEYS_REFUSED,
        Outcome.UNCONFIRMED,
        Outcome.REPLACED,
        Outcome.REWRITTEN,
        Outcome.LATER,
        Outcome.TOO_LATE,
        Outcome.NOT_REVOKED,
        Outcome.WARNED,
    }
)
"""What a passing toast would be too little for."""


ACTS: dict[CardVerb, Callable[..., Awaitable[Outcome]]] = {
    CardVerb.SKIP: Replies.skip,
    CardVerb.RELEASE: Replies.release,
    CardVerb.REVOKE: Replies.revoke,
}
"""Buttons of which the tap is all there is to say."""

OWN_ACTS: dict[OwnVerb, Callable[..., Awaitable[Outcome]]] = {
    OwnVerb.SEND: Replies.send_held,
    OwnVerb.DROP: Replies.let_go,
}


async def only_living(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
    """Before every button of a card: one that was left behind says so, and loses its buttons.

    Telegram's answer to a card may be lost; then a second one came, and only that one counts.
    """
    query, notices = cast("CallbackQuery", event), cast("Notices", data["notices"])
    if query.message is None or not await notices.is_left_behind(
        query.message.message_id,
        draft_id=data["callback_data"].draft_id,
        seller_id=query.from_user.id,
    ):
        return await handler(event, data)
    await show.drop_buttons(show.bot_of(query), query.from_user.id, query.message.message_id)
    await show.toast(query, data["t"].plain("card.left_behind"), alert=True)
    return None


async def act(query: CallbackQuery, callback_data: CardButton, replies: Replies, t: Texts) -> None:
    work = ACTS[callback_data.verb]
    outcome = await work(replies, callback_data.draft_id, seller_id=query.from_user.id)
    await _toast(query, outcome, t)


async def send(query: CallbackQuery, callback_data: CardButton, replies: Replies, t: Texts) -> None:
    draft_id, seller_id = callback_data.draft_id, query.from_user.id
    outcome = await replies.send(draft_id, seller_id=seller_id)
    if outcome is not Outcome.OUTDATED:
        await _toast(query, outcome, t)
        return
    changes = await replies.changes(draft_id, seller_id=seller_id)
    await show.toast(query, card.outdated(changes, t), alert=True)


async def take_over(
    query: CallbackQuery, callback_data: CardButton, replies: Replies, reader: Reader
) -> None:
    until = await replies.take_over(callback_data.draft_id, seller_id=query.from_user.id)
    if until is None:
        await _toast(query, Outcome.GONE, reader.t)
        return
    await show.toast(query, reader.t.plain("toast.taken_over", until=reader.until(until)))


async def open_variants(query: CallbackQuery, callback_data: CardButton, t: Texts) -> None:
    shown = show.keyboard_of(query)
    await show.replace_keyboard(query, card.open_variants(shown, t, callback_data.draft_id))


async def open_lengths(query: CallbackQuery, callback_data: CardButton, t: Texts) -> None:
    shown = show.keyboard_of(query)
    await show.replace_keyboard(query, card.open_lengths(shown, t, callback_data.draft_id))


async def fold(query: CallbackQuery) -> None:
    await show.replace_keyboard(query, card.fold(show.keyboard_of(query)))


async def quiet_chat(
    query: CallbackQuery,
    callback_data: QuietButton,
    replies: Replies,
    reader: Reader,
) -> None:
    until = end_of(callback_data.length, reader)
    outcome = await replies.pause_chat(
        callback_data.draft_id, seller_id=query.from_user.id, until=until
    )
    await _toast(query, outcome, reader.t)


async def draft_anew(
    query: CallbackQuery, callback_data: VaryButton, replies: Replies, t: Texts
) -> None:
    await show.toast(query, t.plain("toast.drafting"))
    async with show.typing(query):
        outcome = await replies.regenerate(
            callback_data.draft_id, seller_id=query.from_user.id, manner=callback_data.variant
        )
    if outcome is not Outcome.REDRAFTED:
        await show.send(show.bot_of(query), query.from_user.id, _said(outcome, t))


async def ask_text(
    query: CallbackQuery, callback_data: CardButton, replies: Replies, state: FSMContext, t: Texts
) -> None:
    draft_id = callback_data.draft_id
    text = await replies.text_of(draft_id, seller_id=query.from_user.id)
    if text is None:
        outcome = await replies.show_again(draft_id, seller_id=query.from_user.id)
        await _toast(query, outcome, t)
        return
    screen = answering.ask_text(t, text)
    await asking.ask(query, state, Answering.text, screen, draft_id=draft_id, edits=True)


async def ask_wish(
    query: CallbackQuery, callback_data: VaryButton, replies: Replies, state: FSMContext, t: Texts
) -> None:
    draft_id = callback_data.draft_id
    if await replies.text_of(draft_id, seller_id=query.from_user.id) is None:
        outcome = await replies.show_again(draft_id, seller_id=query.from_user.id)
        await _toast(query, outcome, t)
        return
    screen = answering.ask_wish(t)
    await asking.ask(query, state, Answering.wish, screen, draft_id=draft_id, edits=True)


async def ask_fact(
    query: CallbackQuery, callback_data: CardButton, learning: Learning, state: FSMContext, t: Texts
) -> None:
    draft_id = callback_data.draft_id
    question = await learning.question(draft_id, seller_id=query.from_user.id)
    if question is None or not question.names:
        known = "toast.gone" if question is None else "toast.nothing_missing"
        await show.toast(query, t.plain(known))
        return
    await asking.ask(
        query, state, Answering.fact, answering.ask_fact(t, question), draft_id=draft_id
    )


async def send_typed(message: Message, replies: Replies, state: FSMContext, t: Texts) -> None:
    """What follows ✏️ goes to the buyer in the draft's place."""
    asked = await state.get_data()
    typed = Typed(message.text or "", message.message_id, message.date)
    outcome = await replies.send_typed(asked["draft_id"], seller_id=message.chat.id, typed=typed)
    if outcome not in TYPE_AGAIN:
        await asking.end(message, state)
    await _tell(message, outcome, replies, t)


async def draft_by_wish(message: Message, replies: Replies, state: FSMContext, t: Texts) -> None:
    wish = " ".join((message.text or "").split())
    if len(wish) > answering.LONGEST_WISH:
        await show.answer(message, Screen(t.n("answering.wish_too_long", len(wish))))
        return
    asked = await state.get_data()
    await asking.end(message, state)
    async with show.typing(message):
        outcome = await replies.regenerate(
            asked["draft_id"], seller_id=message.chat.id, manner=Variant.OWN, wish=wish
        )
    await show.answer(message, _said(outcome, t))


async def learn(message: Message, learning: Learning, state: FSMContext, reader: Reader) -> None:
    """What follows «Ответить и запомнить» is kept, and the draft is written anew."""
    asked, text = await state.get_data(), message.text or ""
    learnt = await learning.learn(
        asked["draft_id"], seller_id=message.chat.id, text=text, names=asked.get("names", ())
    )
    if learnt is not None and learnt.is_too_long:
        await show.answer(message, Screen(facts.refused(reader.t, Refusal.TOO_LONG)))
        return
    await asking.end(message, state)
    if learnt is None:
        await show.answer(message, Screen(reader.t("toast.gone")))
        return
    await _tell_learnt(message, state, reader, learnt, asked)
    async with show.typing(message):
        await learning.used(asked["draft_id"])


async def _tell_learnt(
    message: Message, state: FSMContext, reader: Reader, learnt: Learnt, asked: dict[str, Any]
) -> None:
    """What was kept, then the first of the questions that are open still; the others come later."""
    for noted in learnt.noted:
        await show.answer(message, facts.learnt(reader, noted))
    if learnt.put_off:
        await show.answer(message, answering.put_off(reader.t, learnt.put_off))
    if learnt.stays:
        await show.answer(message, Screen(reader.t("answering.stays")))
    names = (*learnt.left.names, *asked.get("later", ()))
    if not names:
        return
    screen = answering.ask_rest(reader.t, replace(learnt.left, names=names), unclear=learnt.unclear)
    about = {"draft_id": asked["draft_id"], "names": names[:1], "later": names[1:]}
    await asking.ask_again(message, state, Answering.fact, screen, **about)


async def answer_card(
    message: Message, replies: Replies, notices: Notices, state: FSMContext, t: Texts
) -> None:
    """A Telegram reply to a card goes to the buyer; one to another message is left to others."""
    card_id = message.reply_to_message.message_id if message.reply_to_message else 0
    typed = Typed(message.text or "", message.message_id, message.date)
    outcome = await replies.answer_card(card_id, seller_id=message.chat.id, typed=typed)
    if outcome is None:
        await _answer_left_behind(message, notices, t)
        return
    # He is at this card now: what comes next is not for another buyer.
    if await state.get_state() == Answering.text.state:
        await asking.end(message, state)
    else:
        await asking.put_away(message, state, t)
    await _tell(message, outcome, replies, t)


async def _tell(message: Message, outcome: Outcome, replies: Replies, t: Texts) -> None:
    """What became of a text that was typed; one that is kept comes with what may be done to it."""
    kept = None
    if outcome is Outcome.WARNED:
        kept = await replies.held(message.message_id, seller_id=message.chat.id)
    screen = answering.warned(t, kept) if kept else _said(outcome, t, message.text or "")
    await show.answer(message, screen)


async def decide(
    query: CallbackQuery, callback_data: OwnButton, replies: Replies, t: Texts
) -> None:
    """«Всё равно отправить» or «❌ Отмена», on the card or under the answer to what was typed."""
    work = OWN_ACTS[callback_data.verb]
    outcome = await work(
        replies,
        callback_data.draft_id,
        seller_id=query.from_user.id,
        typed_in=callback_data.typed_in,
    )
    shown = query.message.text if isinstance(query.message, Message) else None
    if card.looks_like_one(shown or card.MARK):
        await _toast(query, outcome, t)
    else:
        await show.replace(query, _said(outcome, t))


async def _answer_left_behind(message: Message, notices: Notices, t: Texts) -> None:
    """A reply to a card that was left behind; SkipHandler for one to anything else."""
    answered = message.reply_to_message
    words = (answered.text or "") if answered else ""
    if answered is None or not card.looks_like_one(words):
        raise SkipHandler
    if not await notices.was_card(answered.message_id, words=words, seller_id=message.chat.id):
        raise SkipHandler
    await show.answer(message, Screen(t("card.reply_left_behind")))


async def _toast(query: CallbackQuery, outcome: Outcome, t: Texts) -> None:
    await show.toast(query, t.plain(f"toast.{outcome}"), alert=outcome in ALERTS)


def _said(outcome: Outcome, t: Texts, text: str = "") -> Screen:
    if outcome is Outcome.TOO_LONG:
        return Screen(t.n("toast.too_long.count", utf16_length(text.strip())))
    return Screen(t(f"toast.{outcome}"))


def build_router() -> Router:
    router = Router(name=__name__)
    router.callback_query.middleware(only_living)
    tap = router.callback_query.register
    for verb, handler in TAPS.items():
        tap(handler, CardButton.filter(F.verb == verb))
    tap(decide, OwnButton.filter())
    tap(ask_wish, VaryButton.filter(F.variant == Variant.OWN))
    tap(draft_anew, VaryButton.filter())
    tap(quiet_chat, QuietButton.filter())
    tap(card_templates.turn_page, CardTemplatesButton.filter())
    for buttons in (CardTemplateButton, CardOfferButton):
        tap(card_templates.put, buttons.filter())
    is_command = F.text.startswith("/") | F.text.in_(home.keyboard_words())
    router.message.register(answer_card, F.reply_to_message, F.text, ~is_command)
    router.message.register(send_typed, StateFilter(Answering.text), F.text)
    router.message.register(draft_by_wish, StateFilter(Answering.wish), F.text)
    router.message.register(learn, StateFilter(Answering.fact), F.text)
    return router


TAPS: dict[CardVerb, Callable[..., Awaitable[None]]] = {
    **dict.fromkeys(ACTS, act),
    CardVerb.SEND: send,
    CardVerb.TAKE_OVER: take_over,
    CardVerb.EDIT: ask_text,
    CardVerb.VARY: open_variants,
    CardVerb.QUIET: open_lengths,
    CardVerb.TEACH: ask_fact,
    CardVerb.FOLD: fold,
    CardVerb.TEMPLATE: card_templates.open_choice,
}
