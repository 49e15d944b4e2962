"""An answer in the account's manner: its greeting and its signature, whatever the model wrote."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.manners import dress
from ai.model import LONGEST_REPLY, Tone, utf16_length

FIRST, ALWAYS, NEVER = Tone(greets="first"), Tone(greets="always"), Tone(greets="never")


@pytest.mark.parametrize(
    ("reply", "left"),
    [
        ("Здравствуйте, Анна! Да, в продаже.", "Да, в продаже."),
        ("Здравствуйте! Да, в продаже.", "Да, в продаже."),
        ("здравствуйте, да, в продаже", "Да, в продаже"),
        ("Здравствуйте, подскажите, какой район?", "Подскажите, какой район?"),
        ("Здравствуйте, Да, в продаже.", "Да, в продаже."),
        ("Добрый день! 👋 Доставка есть.", "Доставка есть."),
        ("Добрый вечер, Анна Петровна. Диван ещё есть.", "Диван ещё есть."),
        ("Доброе утро\nПриезжайте после шести.", "Приезжайте после шести."),
        ("Доброго времени суток, диван свободен.", "Диван свободен."),
        ("День добрый) Ещё продаю.", "Ещё продаю."),
        ("Анна, здравствуйте! Да, можно.", "Да, можно."),
        ("Привет, Ира 🙂 Да, есть.", "Да, есть."),
        ("Приветствую вас! Размер 210×95.", "Размер 210×95."),
        ("Здравствуйте ещё раз! Да, жду.", "Да, жду."),
        ("И вам здравствуйте! Есть.", "Есть."),
        ("Здравствуйте! Добрый день! Есть.", "Есть."),
        ("Здравствуйте, уважаемый покупатель! Есть.", "Есть."),
        ("Добрый день, вам удобно в среду?", "Вам удобно в среду?"),
        ("Здравствуйте снова здесь не пишут", "Снова здесь не пишут"),
        ("Hello! Yes, it is available.", "Yes, it is available."),
        ("Hi there, yes, still here.", "Yes, still here."),
        ("Good evening, Anna! It is.", "It is."),
        ("Сәлеметсіз бе! Иә, бар.", "Иә, бар."),
        ("Salom! Ha, bor.", "Ha, bor."),
        ("Здравствуйте — 15 000 ₽.", "15 000 ₽."),
        ("Здравствуйте! «Осло» продан.", "«Осло» продан."),
        ("Здравствуйте! +7 — код страны.", "+7 — код страны."),
    ],
)
def test_who_was_greeted_is_not_greeted_again(reply: str, left: str) -> None:
    assert dress(reply, FIRST, first=False) == left
    assert dress(reply, NEVER, first=True) == left


@pytest.mark.parametrize(
    "reply",
    [
        "Да, в продаже. Здравствуйте!",
        "Хай-тек колонка ещё есть.",
        "Hi-Fi колонки в наличии.",
        "Приветы передам.",
        "Да, здравствуйте в новом доме — так и напишем.",
        "Добрый хозяин ищется.",
        "Диван «Добрый день» ещё есть.",
        "Здравствуйте!",
        "Добрый день, Анна! 👋",
    ],
)
def test_what_is_no_greeting_or_nothing_else_stays(reply: str) -> None:
    assert dress(reply, NEVER, first=True) == reply


@pytest.mark.parametrize(("tone", "first"), [(FIRST, True), (ALWAYS, True), (ALWAYS, False)])
def test_where_one_greets_the_greeting_stays(tone: Tone, first: bool) -> None:
    assert dress(" Здравствуйте! Да. ", tone, first=first) == "Здравствуйте! Да."


def test_the_signature_stands_once_on_its_own_line() -> None:
    tone = Tone(signature="Олег, «Мебель»")
    once = dress("Да, в продаже.", tone, first=False)
    assert once == "Да, в продаже.\nОлег, «Мебель»"
    assert dress(once, tone, first=False) == once
    assert dress("Да. олег, «мебель»", tone, first=False) == "Да. олег, «мебель»"


def test_a_signature_that_does_not_fit_is_left_off() -> None:
    tone = Tone(signature="О👋")  # an emoji is two units
    fits, longer = "а" * (LONGEST_REPLY - 4), "а" * (LONGEST_REPLY - 3)
    assert utf16_length(dress(fits, tone, first=True)) == LONGEST_REPLY
    assert dress(longer, tone, first=True) == longer


GREETINGS = st.sampled_from(["", "Здравствуйте, ", "Добрый день, Анна", "Hello! Привет ", "привет"])


@given(GREETINGS, st.text(), st.sampled_from((FIRST, ALWAYS, NEVER)))
def test_an_answer_is_never_left_empty_and_only_its_head_is_taken(
    greeting: str, text: str, tone: Tone
) -> None:
    reply = dress(greeting + text, ALWAYS, first=True)  # without marks
    dressed = dress(reply, tone, first=False)
    assert bool(dressed) == bool(reply)
    assert any(
        dressed == rest[:1].upper() + rest[1:] or dressed == rest
        for rest in (reply[start:] for start in range(len(reply) + 1))
    )


@pytest.mark.parametrize("filling", ["Здравствуйте! ", "Аа ", "Анна, ", "👋", " ", "Hi, A A A "])
def test_any_length_takes_a_moment(filling: str) -> None:
    reply = (filling * 10_000)[:10_000]
    began = perf_counter()
    for _ in range(10):
        dress(reply, NEVER, first=True)
    assert (perf_counter() - began) / 10 < 0.005


@pytest.mark.parametrize(
    ("reply", "left"),
    [
        ("**Да**, <b>есть</b>\n- раз\n* два", "Да, есть\nраз\nдва"),
        ("## Ответ\n> Да, `есть`, __точно__.", "Ответ\nДа, есть, точно."),
        ("*Да*, ~~нет~~ 2*3*4 и 5 * 6 - 7", "Да, нет 2*3*4 и 5 * 6 - 7"),
        ("Да<br/>есть &amp; <i>ждёт</i>", "Да\nесть & ждёт"),
        ("[сюда](https://t.me/oleg)", "сюда https://t.me/oleg"),
        ("<b>Здравствуйте!</b> **Да.**", "Да."),
        ("Ник my_sofa_1, цена < 5 000 ₽, -10 %", "Ник my_sofa_1, цена < 5 000 ₽, -10 %"),
        ("**", "**"),
    ],
)
def test_marks_of_a_model_do_not_reach_a_buyer(reply: str, left: str) -> None:
    assert dress(reply, NEVER, first=True) == left
