"""How an account speaks and what it answers by itself, set by its seller and by nobody else."""

from typing import cast

import pytest

from bot.callbacks import AloneVerb, ToneVerb
from bot.demo.telegram_people import buttons, text_of
from db.models import Account
from scheduler.manners import tone_of
from tests.world import Message, World, told


async def open_tone(world: World) -> Message:
    """🗣 of the only account."""
    asked = await world.seller.writes("/accounts")
    shown = await world.seller.sees("1 аккаунт", after=asked["message_id"])
    await world.seller.taps(shown["message_id"], buttons(shown)[0][0])
    await world.seller.taps(shown["message_id"], "🗣 Тон")
    return await world.seller.sees("Тон ответов", after=asked["message_id"])


async def open_alone(world: World) -> Message:
    """🤖 Что отвечать самому, of the only account."""
    asked = await world.seller.writes("/mode")
    shown = await world.seller.sees("Автоответы", after=asked["message_id"])
    await world.seller.taps(shown["message_id"], "🤖 Что отвечать самому")
    return await world.seller.sees("Жалобы", after=asked["message_id"])


def stands(world: World, shown: Message) -> str:
    """What a message says now, and its buttons."""
    now = next(m for m in world.seller.messages if m["message_id"] == shown["message_id"])
    return text_of(now) + str(buttons(now))


async def account(world: World) -> Account:
    """The only account as it is stored."""
    (only,) = await world.services.accounts.all(world.seller.id)
    return cast("Account", only)


async def test_a_new_account_speaks_formally_and_greets_once(linked: World) -> None:
    shown = await open_tone(linked)
    now = stands(linked, shown)
    assert all(label in now for label in ("✓ на «вы»", "✓ обычно", "✓ здороваться только"))
    assert "Первый ответ в чате, например:\nЗдравствуйте! Да, диван ещё продаётся." in now
    assert "Следующие:\nДа, диван ещё продаётся." in now


@pytest.mark.parametrize(
    ("label", "says"),
    [
        ("на «ты»", "Привет! Да, диван ещё продаётся. Когда тебе"),
        ("короче", "Здравствуйте! Да, продаётся."),
        ("теплее", "Спасибо за сообщение"),
        ("здороваться всегда", "Например, так:\nЗдравствуйте!"),
        ("не здороваться", "Например, так:\nДа, диван"),
    ],
)
async def test_a_tap_changes_the_tone_and_shows_what_that_gives(
    linked: World, label: str, says: str
) -> None:
    shown = await open_tone(linked)
    for _ in range(2):  # a second tap changes nothing more
        data = next(
            key["callback_data"]
            for row in shown["reply_markup"]["inline_keyboard"]
            for key in row
            if key["text"] == label
        )
        await linked.seller.forges_tap(shown["message_id"], data)
        assert f"✓ {label}" in stands(linked, shown)
        assert says in stands(linked, shown)
    await linked.restart()
    assert f"✓ {label}" in stands(linked, await open_tone(linked))


async def test_the_signature_is_typed_shown_and_taken_off(linked: World) -> None:
    shown = await open_tone(linked)
    await linked.seller.taps(shown["message_id"], "✍️ Подпись")
    await linked.seller.sees("Пришлите подпись")
    await linked.seller.writes("О" * 61)
    await linked.seller.sees("Слишком длинно: 61 знак")
    await linked.seller.writes("Олег, +7 916 123-45-67")
    await linked.seller.sees("в ней телефон «+7 916 123-45-67»")
    await linked.seller.writes("  С уважением,\n<b>Олег</b>  ")
    signed = await linked.seller.sees("Подпись: С уважением, <b>Олег</b>")
    assert "Когда вам удобно приехать?\nС уважением, <b>Олег</b>" in text_of(signed)
    assert tone_of(await account(linked)).signature == "С уважением, <b>Олег</b>"
    await linked.seller.taps(signed["message_id"], "Без подписи")
    assert "Без подписи" in stands(linked, signed)
    assert "С уважением" not in stands(linked, signed)


async def test_forbidden_words_are_a_list_that_can_be_replaced_and_dropped(linked: World) -> None:
    shown = await open_tone(linked)
    await linked.seller.taps(shown["message_id"], "🚫 Запретные слова")
    await linked.seller.writes(" , ,\n")
    await linked.seller.sees("через запятую")
    await linked.seller.writes(", ".join(f"слово{number}" for number in range(31)))
    await linked.seller.sees("Слишком много: 31 слово")
    await linked.seller.writes("дёшево, " + "а" * 41)
    await linked.seller.sees("слишком длинно: до 40 знаков")
    await linked.seller.writes("дёшево, Бро,  бро\nторг  уместен; ")
    listed = await linked.seller.sees("Запретные слова: «дёшево», «бро», «торг уместен»")
    assert tone_of(await account(linked)).avoid == ("дёшево", "бро", "торг уместен")
    await linked.seller.taps(listed["message_id"], "Разрешить все")
    assert "Запретных слов нет" in stands(linked, listed)


async def test_a_command_in_the_middle_is_no_signature(linked: World) -> None:
    shown = await open_tone(linked)
    await linked.seller.taps(shown["message_id"], "✍️ Подпись")
    await linked.seller.writes("👤 Аккаунты")
    await linked.seller.sees("1 аккаунт")
    await linked.seller.writes("Олег")
    await linked.settled()
    assert "Без подписи" in stands(linked, await open_tone(linked))


async def test_kinds_are_switched_off_and_on_and_complaints_are_not_offered(linked: World) -> None:
    shown = await open_alone(linked)
    now = stands(linked, shown)
    assert "Сейчас режим — черновики" in now
    assert "✓ торг" in now
    assert "жалоба" not in now
    for _ in range(2):
        await linked.seller.forges_tap(shown["message_id"], f"b1:ask:{account_id(linked)}:bargain")
    now = stands(linked, shown)
    assert "'торг'" in now
    assert "✓ наличие" in now
    assert (await account(linked)).ask_kinds == ["bargain"]
    await linked.seller.taps(shown["message_id"], "торг")
    assert (await account(linked)).ask_kinds == []
    for forged in ("complaint", "human", "nonsense", ""):
        await linked.seller.forges_tap(shown["message_id"], f"b1:ask:{account_id(linked)}:{forged}")
    assert (await account(linked)).ask_kinds == []


async def test_how_many_in_a_row(linked: World) -> None:
    shown = await open_alone(linked)
    assert "✓ 5 подряд" in stands(linked, shown)
    await linked.seller.taps(shown["message_id"], "10 подряд")
    assert "✓ 10 подряд" in stands(linked, shown)
    for forged in ("1000", "x", "-1"):
        await linked.seller.forges_tap(shown["message_id"], f"b1:row:{account_id(linked)}:{forged}")
    assert (await account(linked)).most_in_a_row == 10


async def test_one_language_always_stays(linked: World) -> None:
    shown = await open_alone(linked)
    answer = await linked.seller.taps(shown["message_id"], "✓ русский")
    assert answer.text == "Хотя бы один язык должен остаться"
    await linked.seller.taps(shown["message_id"], "узбекский")
    assert (await account(linked)).languages == ["ru", "uz"]
    assert (await linked.seller.taps(shown["message_id"], "✓ русский")).text == ""
    assert (await account(linked)).languages == ["uz"]
    assert "✓ узбекский" in stands(linked, shown)


async def test_in_auto_the_mode_is_not_explained(linked: World) -> None:
    await linked.mode("auto")
    assert "Сейчас режим" not in stands(linked, await open_alone(linked))


async def test_a_strangers_taps_change_nothing(linked: World) -> None:
    await linked.stranger.writes("/start")
    theirs = await linked.stranger.sees("Авито")
    forged = [f"n1:{verb}:{account_id(linked)}" for verb in ToneVerb]
    forged += [f"b1:{verb}:{account_id(linked)}:uz" for verb in AloneVerb]
    for data in forged:
        answer = await linked.stranger.forges_tap(theirs["message_id"], data)
        assert answer.text == "Этот аккаунт уже отвязан"
    await linked.stranger.writes("Чужая подпись")
    await linked.settled()
    assert told(linked.stranger, "Тон ответов") == 0
    assert (await account(linked)).tone == {}
    assert ((await account(linked)).ask_kinds, (await account(linked)).languages) == ([], ["ru"])


async def test_an_account_that_is_unlinked_meanwhile_has_no_tone(linked: World) -> None:
    shown = await open_tone(linked)
    await linked.seller.taps(shown["message_id"], "✍️ Подпись")
    await linked.services.accounts.unlink(
        account_id(linked), seller_id=linked.seller.id, forget=False
    )
    await linked.seller.writes("Олег")
    await linked.seller.sees("Этот аккаунт уже отвязан")
    assert (await linked.seller.taps(shown["message_id"], "на «ты»")).text == (
        "Этот аккаунт уже отвязан"
    )


def account_id(world: World) -> int:
    return int(world.rows("SELECT id FROM accounts")[0][0])
