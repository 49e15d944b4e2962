"""What nobody else has taken: a plain sentence, never silence or a spinner."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot import show
from bot.screens.screen import Screen
from bot.texts import Texts

SENT_BY_PEOPLE = frozenset(
    {
        "animation",
        "audio",
        "checklist",
        "contact",
        "dice",
        "document",
        "game",
        "live_photo",
        "location",
        "paid_media",
        "photo",
        "poll",
        "rich_message",
        "sticker",
        "story",
        "unknown",
        "venue",
        "video",
        "video_note",
        "voice",
    }
)
"""Everything else is Telegram's own note («message pinned») and wants no answer."""


async def unknown_command(message: Message, t: Texts) -> None:
    await show.answer(message, Screen(t("unknown.command")))


async def unknown_text(message: Message, t: Texts) -> None:
    await show.answer(message, Screen(t("unknown.text")))


async def not_text(message: Message, t: Texts) -> None:
    """A sticker, a photo, a voice message, also while a text is waited for."""
    await show.answer(message, Screen(t("unknown.not_text")))


async def unknown_button(query: CallbackQuery, t: Texts) -> None:
    await show.toast(query, t.plain("unknown.button"), alert=True)


def build_router() -> Router:
    router = Router(name=__name__)
    router.message.register(unknown_command, F.text.startswith("/"))
    router.message.register(unknown_text, F.text)
    router.message.register(not_text, F.content_type.in_(SENT_BY_PEOPLE))
    router.callback_query.register(unknown_button)
    return router
