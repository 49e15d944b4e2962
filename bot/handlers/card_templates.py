"""📝 on a card: which templates fit, and one in the draft's place."""

from aiogram.types import CallbackQuery

from bot import show
from bot.callbacks import CardButton, CardTemplateButton, CardTemplatesButton
from bot.screens import templates as screens
from bot.texts import Texts
from scheduler.by_template import ByTemplate, Unfit
from scheduler.reply import Replies


async def open_choice(
    query: CallbackQuery,
    callback_data: CardButton,
    by_template: ByTemplate,
    replies: Replies,
    t: Texts,
) -> None:
    page = CardTemplatesButton(page=0, draft_id=callback_data.draft_id)
    await turn_page(query, page, by_template, replies, t)


async def turn_page(
    query: CallbackQuery,
    callback_data: CardTemplatesButton,
    by_template: ByTemplate,
    replies: Replies,
    t: Texts,
) -> None:
    draft_id, seller_id = callback_data.draft_id, query.from_user.id
    choice = await by_template.choice(draft_id, seller_id=seller_id, page=callback_data.page)
    if choice is None:
        await _say_over(query, draft_id, replies, t)
    elif not choice.templates:
        await show.toast(query, t.plain("template.toast.none"), alert=True)
    else:
        shown = show.keyboard_of(query)
        await show.replace_keyboard(query, screens.open_choice(shown, t, draft_id, choice))


async def put(
    query: CallbackQuery,
    callback_data: CardTemplateButton,
    by_template: ByTemplate,
    replies: Replies,
    t: Texts,
) -> None:
    """One tap: the template is the draft now, on the same card."""
    draft_id, ref = callback_data.draft_id, callback_data.ref
    put = await by_template.put(draft_id, ref, seller_id=query.from_user.id)
    if put is None:
        await _say_over(query, draft_id, replies, t)
    elif isinstance(put, Unfit):
        await show.toast(query, screens.unfit(t, put), alert=True)
    else:
        await show.toast(query, t.plain("template.toast.put"))


async def _say_over(query: CallbackQuery, draft_id: int, replies: Replies, t: Texts) -> None:
    """That draft is over: why, and the card anew."""
    outcome = await replies.show_again(draft_id, seller_id=query.from_user.id)
    await show.toast(query, t.plain(f"toast.{outcome}"), alert=True)
