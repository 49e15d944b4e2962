"""/why and «Почему?»: what happened, and the reason of each thing."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot import show
from bot.callbacks import CardButton, CardVerb, WhyButton
from bot.screens import why as screens
from bot.screens.screen import Reader
from scheduler.why import Events


async def show_events(message: Message, events: Events, reader: Reader) -> None:
    page = await events.page(message.chat.id)
    await show.answer(message, screens.page(page, reader))


async def turn_page(
    query: CallbackQuery, callback_data: WhyButton, events: Events, reader: Reader
) -> None:
    page = await events.page(
        query.from_user.id, number=callback_data.page, chat_id=callback_data.chat_id or None
    )
    await show.replace(query, screens.page(page, reader))


async def show_chat(
    query: CallbackQuery, callback_data: CardButton, events: Events, reader: Reader
) -> None:
    """«Почему?» on a card: the same for its chat."""
    chat_id = await events.chat_of(callback_data.draft_id, seller_id=query.from_user.id)
    if chat_id is None:
        await show.toast(query, reader.t.plain("toast.gone"))
        return
    page = await events.page(query.from_user.id, chat_id=chat_id)
    await show.follow(query, screens.page(page, reader))
    await show.toast(query)


def build_router() -> Router:
    router = Router(name=__name__)
    router.message.register(show_events, Command("why"))
    router.callback_query.register(turn_page, WhyButton.filter())
    router.callback_query.register(show_chat, CardButton.filter(F.verb == CardVerb.WHY))
    return router
