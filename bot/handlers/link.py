"""Linking an Avito account: the steps, the keys, the probe."""

from aiogram import Bot, F, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot import asking, show
from bot.callbacks import Place, PlaceButton
from bot.screens import link as screens
from bot.states import Linking
from bot.texts import Texts
from scheduler.accounts import Accounts, LinkResult, LinkStep


async def begin(message: Message, state: FSMContext, t: Texts) -> None:
    await state.set_state(Linking.keys)
    await show.answer(message, screens.steps(t))


async def begin_by_tap(query: CallbackQuery, state: FSMContext, t: Texts) -> None:
    await state.set_state(Linking.keys)
    await show.follow(query, screens.steps(t))
    await show.toast(query)


async def read_keys(
    message: Message, bot: Bot, state: FSMContext, accounts: Accounts, t: Texts
) -> None:
    """Both keys in one message, or the first of the two."""
    await _hide(message, bot, t)
    keys = screens.read_keys(message.text or "")
    if len(keys) == 2:
        await _link(message, (keys[0], keys[1]), state, accounts, t)
    elif len(keys) == 1:
        screen = screens.ask(t, "link.ask_secret")
        await asking.ask_again(message, state, Linking.secret, screen, client_id=keys[0])
    else:
        await show.answer(message, screens.ask(t, "link.not_keys"))


async def read_secret(
    message: Message, bot: Bot, state: FSMContext, accounts: Accounts, t: Texts
) -> None:
    """The second key; or both anew, if the first was a mistake."""
    await _hide(message, bot, t)
    keys = screens.read_keys(message.text or "")
    if len(keys) == 1:
        asked = await state.get_data()
        keys = (asked["client_id"], keys[0])
    if len(keys) == 2:
        await _link(message, (keys[0], keys[1]), state, accounts, t)
    else:
        await show.answer(message, screens.ask(t, "link.not_keys"))


async def link_demo(
    query: CallbackQuery,
    bot: Bot,
    accounts: Accounts,
    demo_keys: tuple[str, str] | None,
    t: Texts,
) -> None:
    await show.toast(query, "" if demo_keys else t.plain("unknown.button"))
    if demo_keys:
        await _probe(bot, query.from_user.id, demo_keys, accounts, t)


async def _link(
    message: Message, keys: tuple[str, str], state: FSMContext, accounts: Accounts, t: Texts
) -> None:
    """Probe the keys; until they work, the next message is taken for keys again."""
    await state.clear()
    await state.set_state(Linking.keys)
    found = await _probe(show.bot_of(message), message.chat.id, keys, accounts, t)
    if found.end in screens.LINKED:
        await state.clear()


async def _probe(
    bot: Bot, seller_id: int, keys: tuple[str, str], accounts: Accounts, t: Texts
) -> LinkResult:
    """Show each step of the probe as it passes, and how it ended."""
    passed: list[LinkStep] = []
    shown = await show.send(bot, seller_id, screens.progress(t, passed))
    async for found in accounts.link(seller_id, client_id=keys[0], client_secret=keys[1]):
        if isinstance(found, LinkResult):
            await show.edit(bot, seller_id, shown.message_id, screens.ended(t, passed, found))
            await show.send(bot, seller_id, screens.result(t, found))
            return found
        passed.append(found)
        await show.edit(bot, seller_id, shown.message_id, screens.progress(t, passed))
    raise RuntimeError("a probe without a result")


async def _hide(message: Message, bot: Bot, t: Texts) -> None:
    """Take the keys out of the chat before anything else."""
    if not await show.delete(bot, message.chat.id, message.message_id):
        await show.answer(message, screens.ask(t, "link.delete_yourself"))


def build_router() -> Router:
    router = Router(name=__name__)
    router.message.register(begin, Command("link"))
    router.message.register(read_keys, StateFilter(Linking.keys), F.text)
    router.message.register(read_secret, StateFilter(Linking.secret), F.text)
    router.callback_query.register(begin_by_tap, PlaceButton.filter(F.place == Place.LINK))
    router.callback_query.register(link_demo, PlaceButton.filter(F.place == Place.DEMO))
    return router
