"""Where the bot is let in, and where it is shown the door."""

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.filters import JOIN_TRANSITION, ChatMemberUpdatedFilter
from aiogram.types import ChatMemberUpdated

from bot.texts import Texts
from scheduler.sellers import Sellers, language_for

IN_PRIVATE = F.chat.type == "private"
STATUS = F.new_chat_member.status


async def added_to_group(event: ChatMemberUpdated) -> None:
    t = Texts.load(language_for(event.from_user.language_code))
    await event.answer(t("group"))


async def blocked(event: ChatMemberUpdated, sellers: Sellers) -> None:
    await sellers.unreachable(event.chat.id)


async def unblocked(event: ChatMemberUpdated, sellers: Sellers) -> None:
    await sellers.returned(event.chat.id)


def build_router() -> Router:
    router = Router(name=__name__)
    router.my_chat_member.register(
        added_to_group,
        ChatMemberUpdatedFilter(JOIN_TRANSITION),
        F.chat.type.in_({"group", "supergroup"}),
    )
    router.my_chat_member.register(blocked, IN_PRIVATE, STATUS == ChatMemberStatus.KICKED)
    router.my_chat_member.register(unblocked, IN_PRIVATE, STATUS == ChatMemberStatus.MEMBER)
    return router
