"""What nobody else has taken: a plain sentence, never silence or a spinner."""

from aiogram import F, Router
from aiogram.filters import JOIN_TRANSITION, ChatMemberUpdatedFilter
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from bot import show
from bot.screens.screen import Screen
from bot.texts import Texts
from scheduler.sellers import language_for

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


async def added_to_group(event: ChatMemberUpdated) -> None:
    t = Texts.load(language_for(event.from_user.language_code))
    await event.answer(t("group"))


def build_router() -> Router:
    router = Router(name=__name__)
    router.message.register(unknown_command, F.text.startswith("/"))
    router.message.register(unknown_text, F.text)
    router.message.register(not_text, F.content_type.in_(SENT_BY_PEOPLE))
    router.callback_query.register(unknown_button)
    router.my_chat_member.register(
        added_to_group,
        ChatMemberUpdatedFilter(JOIN_TRANSITION),
        F.chat.type.in_({"group", "supergroup"}),
    )
    return router
