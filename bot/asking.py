"""Asking for something to be typed, after a tap: what comes next is the answer."""

from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from bot import show
from bot.screens.screen import Screen


async def ask(
    query: CallbackQuery, state: FSMContext, what: State, screen: Screen, **about: Any
) -> None:
    """Wait for a text first, then ask for it: the answer may come at once."""
    await _wait_and_ask(query, state, what, screen, about)
    await show.toast(query)


async def ask_once(
    query: CallbackQuery, state: FSMContext, what: State, screen: Screen, **about: Any
) -> None:
    """The same, where the question goes away with its answer: see `end`."""
    prompt = await _wait_and_ask(query, state, what, screen, about)
    await state.update_data(prompt=prompt.message_id)
    await show.toast(query)


async def ask_again(
    message: Message, state: FSMContext, what: State, screen: Screen, **about: Any
) -> None:
    """The same after an answer that leaves something open."""
    await state.set_data(about)
    await state.set_state(what)
    prompt = await show.answer(message, screen)
    await state.update_data(prompt=prompt.message_id)


async def end(message: Message, state: FSMContext) -> None:
    """What was asked for has come: nothing is waited for, and the question goes away."""
    prompt = (await state.get_data()).get("prompt")
    await state.clear()
    if prompt:
        await show.delete(show.bot_of(message), message.chat.id, prompt)


async def _wait_and_ask(
    query: CallbackQuery, state: FSMContext, what: State, screen: Screen, about: dict[str, Any]
) -> Message:
    await state.set_data(about)
    await state.set_state(what)
    return await show.follow(query, screen)
