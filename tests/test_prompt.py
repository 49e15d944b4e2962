"""What a model is asked: bounded, in a stable order, and without what it must not know."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai import prompt, recall
from ai.model import DraftRequest, KnownFact, Line, ListingFacts, Manner, Tone

SOFA = ListingFacts("Диван угловой «Осло»", 15_000, "active", "Химки, ул. Ленина, 5")
TOWNS = ("Химок", "Тулы", "Твери", "Мытищ", "Рязани")
HUNDRED = tuple(
    KnownFact(number, f"Доставка до {TOWNS[number % 5]} в зону {number}: {300 + number} ₽")
    for number in range(1, 101)
)


def facts_in(asked: prompt.Asked, label: str = "Знания продавца") -> dict[str, str]:
    line = next(one for one in asked.text.splitlines() if one.startswith(f"{label}: "))
    told: dict[str, str] = json.loads(line.removeprefix(f"{label}: "))
    return told


def test_facts_come_with_their_numbers_the_listings_own_apart() -> None:
    facts = (KnownFact(3, "Торга нет"), KnownFact(7, "Ширина 210 см", of_listing=True))
    asked = prompt.ask(DraftRequest(SOFA, (), ("Ширина?",), facts))
    assert facts_in(asked) == {"3": "Торга нет"}
    assert facts_in(asked, "Знания об этом объявлении") == {"7": "Ширина 210 см"}
    assert asked.left_out == ()


def test_a_hundred_facts_fit_and_what_is_left_out_is_told() -> None:
    asked = prompt.ask(DraftRequest(SOFA, (), ("Доставка до Твери сколько?",), HUNDRED))
    assert asked.characters <= prompt.MOST_CHARACTERS
    shown = facts_in(asked)
    assert len(shown) + len(asked.left_out) == 100
    assert {str(fact.id) for fact in asked.left_out} & shown.keys() == set()
    tver = {str(fact.id) for fact in HUNDRED if "Твери" in fact.text}
    assert tver <= shown.keys()


@pytest.mark.parametrize("letter", ['"', "<", "\\", "а"])
def test_facts_whose_letters_are_written_as_several_fit_too(letter: str) -> None:
    facts = tuple(KnownFact(number, letter * 60) for number in range(100))
    asked = prompt.ask(DraftRequest(SOFA, (), ("Доставка?",), facts))
    assert asked.characters <= prompt.MOST_CHARACTERS
    assert asked.left_out


def test_what_all_chats_of_an_account_have_in_common_comes_first() -> None:
    facts = (KnownFact(1, "Торга нет"), KnownFact(2, "Чистка", of_listing=True))
    one = prompt.ask(DraftRequest(SOFA, (), ("Торг?",), facts)).text
    other = prompt.ask(DraftRequest(ListingFacts("Стол"), (), ("Размер?",), facts)).text
    common = one[
        : next(n for n, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) > 1)
    ]
    assert "Торга нет" in common


def test_the_listings_own_facts_stay_when_there_are_too_many() -> None:
    own = KnownFact(500, "Механизм «дельфин», спальное место 140×200", of_listing=True)
    asked = prompt.ask(DraftRequest(SOFA, (), ("Как раскладывается?",), (*HUNDRED, own)))
    assert facts_in(asked, "Знания об этом объявлении") == {"500": own.text}


def test_the_order_in_which_facts_were_told_is_kept() -> None:
    chosen = recall.choose(HUNDRED, about="Доставка до Тулы", most_characters=900).chosen
    assert list(chosen) == sorted(chosen, key=lambda fact: fact.id)
    assert sum(map(recall.cost, chosen)) <= 900


@given(
    burst=st.lists(st.text(max_size=3000), min_size=1, max_size=30),
    history=st.lists(st.text(max_size=2000), max_size=30),
    title=st.text(max_size=500),
    wish=st.text(max_size=2000),
    many=st.integers(0, 100),
)
def test_however_much_there_is_the_question_stays_bounded(
    burst: list[str], history: list[str], title: str, wish: str, many: int
) -> None:
    request = DraftRequest(
        ListingFacts(title, 1, "active", title),
        tuple(Line("buyer", text) for text in history),
        tuple(burst),
        HUNDRED[:many],
        Manner.OWN,
        wish,
        previous=title * 3,
        tone=Tone(avoid=tuple(title[:60] for _ in range(30))),
    )
    asked = prompt.ask(request)
    assert asked.characters <= prompt.MOST_CHARACTERS
    assert len(asked.text.encode()) < 30_000


def test_a_long_chat_keeps_its_end_and_a_long_burst_every_line() -> None:
    history = tuple(Line("buyer", f"сообщение {number} " * 20) for number in range(50))
    burst = tuple(f"вопрос {number} " * 50 for number in range(10))
    text = prompt.ask(DraftRequest(SOFA, history, burst)).text
    assert "сообщение 49" in text
    assert "сообщение 1 " not in text
    assert all(f"вопрос {number} " in text for number in range(10))


def test_a_phone_that_stands_far_back_in_a_line_is_masked() -> None:
    line = "да " * 300 + "+7 916 123-45-67" + " да" * 300
    assert "123" not in prompt.ask(DraftRequest(None, (), (line,))).text


@pytest.mark.parametrize(
    "burst",
    [
        ("мой номер 8916", "1234567"),
        ("+7 916", "123", "45-67"),
        ("пишите 8 916 123\n45 67",),
        ("89161234", "567 звоните"),
    ],
)
def test_a_phone_that_a_buyer_parts_in_lines_is_masked(burst: tuple[str, ...]) -> None:
    asked = prompt.ask(DraftRequest(SOFA, (), burst)).text.splitlines()[-1]
    assert "[телефон]" in asked
    assert not set("123456789") & set(asked)


def test_a_phone_that_was_parted_earlier_in_the_chat_is_masked() -> None:
    history = (Line("buyer", "мой номер 8916"), Line("buyer", "4445577"), Line("seller", "Да"))
    asked = prompt.ask(DraftRequest(SOFA, history, ("Ау",))).text
    assert '{"buyer":"мой номер [телефон]"},{"seller":"Да"}' in asked


@pytest.mark.parametrize(
    "between",
    [
        (),
        (Line("seller", "Записываю"),),
        (Line("seller", "Записываю, а дальше? Диван 2019 года."),),
        (Line("seller", "Так"), Line("buyer", "444"), Line("seller", "Так")),
    ],
)
@pytest.mark.parametrize("begins", ["мой номер 8916", "+7 (916)", "Пишите 7-916-"])
def test_a_phone_that_began_earlier_and_ends_now_is_masked(
    begins: str, between: tuple[Line, ...]
) -> None:
    rest = "5577" if any(line.author == "buyer" for line in between) else "444 55-77"
    history = (Line("buyer", begins), *between)
    text = prompt.ask(DraftRequest(SOFA, history, (f"{rest}, жду",))).text
    assert text.count("[телефон]") == 1
    assert "916" not in text
    assert not {"444", "55-77", "5577"} & set(text.replace('"', " ").replace(",", " ").split())
    assert ", жду" in text
    assert all(line.text in text for line in between if line.author == "seller")


def test_a_bargain_over_many_lines_is_no_phone() -> None:
    said = ("12 000", "13 000", "14000", "89000", "8 900 000")
    history = tuple(
        line for words in said for line in (Line("buyer", words), Line("seller", "Нет"))
    )
    text = prompt.ask(DraftRequest(SOFA, history, ("Давайте 15 500",))).text
    assert all(words in text for words in (*said, "15 500"))


def test_lines_without_a_phone_stay_as_they_are() -> None:
    burst = ("Диван 2019 года?", "Отдадите за 12000?", "Ширина 210?")
    asked = prompt.ask(DraftRequest(SOFA, (), burst)).text.splitlines()[-1]
    assert json.loads(asked.partition(": ")[2]) == list(burst)


def test_tone_is_told_and_the_signature_is_not() -> None:
    tone = Tone(formal=False, manner="short", signature="Ваш Олег", avoid=("дёшево",))
    text = prompt.ask(DraftRequest(SOFA, (), ("Цена?",), tone=tone)).text
    assert "на «ты»" in text
    assert "дёшево" in text
    assert "Ваш Олег" not in text
