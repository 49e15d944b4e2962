"""Asking for something to be typed, after a tap: what comes next is the answer."""

from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from bot import show
from bot.screens.screen import Screen
from bot.states import Knowing
from bot.texts import Texts


async def ask(
    query: CallbackQuery, state: FSMContext, what: State, screen: Screen, **about: Any
) -> None:
    """Wait for a text first, then ask for it: the answer may come at once.

    The question goes away with its answer, see `end`, or when another is asked. What was written
    before it is no answer to it, see `is_older`.
    """
    before = (await state.get_data()).get("prompt")
    await state.set_data(about)
    await state.set_state(what)
    prompt = await show.follow(query, screen)
    await state.update_data(prompt=prompt.message_id, after=prompt.message_id)
    if before:
        await show.delete(show.bot_of(query), query.from_user.id, before)
    await show.toast(query)


async def ask_again(
    message: Message, state: FSMContext, what: State, screen: Screen, **about: Any
) -> None:
    """The same after an answer that leaves something open: it is no answer to what comes next."""
    await state.set_data(about | {"after": message.message_id})
    await state.set_state(what)
    prompt = await show.answer(message, screen)
    await state.update_data(prompt=prompt.message_id)


async def is_older(message: Message, state: FSMContext) -> bool:
    """Whether a message came before what is asked now.

    One that a crash or a slow Avito has kept from being finished is worked when he may be asked
    something else by then, or by the very question that it has led to.
    """
    return message.message_id <= int((await state.get_data()).get("after", 0))


async def has_led_here(message: Message, state: FSMContext, t: Texts) -> bool:
    """Whether what is asked now is asked because of this message: it was worked before.

    Should the program have ended before the question could be read, it is waited for no more.
    """
    asked = await state.get_data()
    if message.message_id != asked.get("after"):
        return False
    if "prompt" not in asked:
        await put_away(message, state, t)
    return True


async def end(message: Message, state: FSMContext) -> None:
    """What was asked for has come: nothing is waited for, and the question goes away."""
    prompt = (await state.get_data()).get("prompt")
    await state.clear()
    if prompt:
        await show.delete(show.bot_of(message), message.chat.id, prompt)


async def cancel(query: CallbackQuery, state: FSMContext, screen: Screen) -> None:
    """❌: nothing is waited for; where it stood under another message, the question goes too."""
    prompt = (await state.get_data()).get("prompt")
    await state.clear()
    if prompt and query.message and query.message.message_id != prompt:
        await show.delete(show.bot_of(query), query.from_user.id, prompt)
    await show.replace(query, screen)


async def put_away(message: Message, state: FSMContext, t: Texts) -> None:
    """Something else was written: what was asked is waited for no more, and he is told so."""
    topic = (await state.get_state() or "").partition(":")[0].lower()
    listing = await state.get_state() == Knowing.listing.state  # its screen asks nothing
    await end(message, state)
    if not topic or listing:
        return
    back = t.plain(f"asked.back.{topic}")
    if (message.text or "").split()[:1] != [back]:
        await show.answer(message, Screen(t("asked.put_away", back=back)))
