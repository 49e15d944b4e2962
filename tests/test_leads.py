"""A buyer's telephone: found however he writes it, and never in what is no telephone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.leads import find_phone, leaves_contact

SEPARATORS = st.sampled_from(["", " ", "-", " - ", ".", "  "])
DIGITS = st.text("0123456789", min_size=9, max_size=9)


@settings(deadline=None)
@given(
    digits=DIGITS,
    prefix=st.sampled_from(["+7", "8", "7", "", "+7 ", "8-", "8 "]),
    brackets=st.booleans(),
    gaps=st.lists(SEPARATORS, min_size=3, max_size=3),
    around=st.sampled_from(
        ["{}", "мой номер {}", "Беру! {} звоните", "тел.{}, Анна", "за 12 000, {}", "{}\nцена 5000"]
    ),
)
def test_a_mobile_is_found_in_every_spelling(
    digits: str, prefix: str, brackets: bool, gaps: list[str], around: str
) -> None:
    code, one, two, three = f"9{digits[:2]}", digits[2:5], digits[5:7], digits[7:]
    shown = f"({code})" if brackets else code
    written = f"{prefix}{shown}{gaps[0]}{one}{gaps[1]}{two}{gaps[2]}{three}"
    assert find_phone(around.format(written)) == f"7{code}{one}{two}{three}"


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("8 (916) 123-45-67", "79161234567"),
        ("９１６１２３４５６７", "79161234567"),
        ("8 9I6 I23 45 67", "79161234567"),
        ("8 9 1 6 1 2 3 4 5 6 7", "79161234567"),
        ("тел. 8 495 123-45-67", "74951234567"),
        ("восемь девятьсот двенадцать триста сорок пять 67 восемьдесят девять", "79123456789"),
        ("плюс семь девятьсот три 555 шестьдесят семь ноль ноль", "79035556700"),
        ("восемь девять один шесть один два три четыре пять шесть семь", "79161234567"),
        ("буду в 18.00, 89161234567", "79161234567"),
    ],
)
def test_other_spellings_are_found(text: str, phone: str) -> None:
    assert find_phone(text) == phone


@pytest.mark.parametrize(
    "text",
    [
        "15 000 ₽",
        "отдам за 9 000 000 000",
        "7 900 000 – 8 200 000",
        "900 000 950 000",
        "9000000000р",
        "карта 4276 3800 1122 3344",
        "4276380011223344",
        "IMEI 356789104567812",
        "имей 89161234567",
        "артикул 9012345678",
        "номер детали 89161234567",
        "24.11.2026 18.00",
        "8.10.2026 10.00",
        "+375 29 123 45 67",
        "два стула и три стола, пять тысяч",
        "",
    ],
)
def test_what_is_no_telephone_is_none(text: str) -> None:
    assert find_phone(text) is None


@settings(deadline=None)
@given(st.text("0123456789 .-()+", max_size=60) | st.text(max_size=60))
def test_what_is_found_is_made_of_the_digits_that_were_written(text: str) -> None:
    phone = find_phone(text)
    if phone is not None:
        written = "".join(str(int(letter)) for letter in text if letter.isdecimal())
        assert len(phone) == 11
        assert phone.startswith("7")
        assert phone[1:] in written or not text.isascii()


@settings(deadline=None)
@given(amount=st.integers(1, 99_999_999), spaced=st.booleans())
def test_a_price_is_never_a_telephone(amount: int, spaced: bool) -> None:
    written = f"{amount:,}".replace(",", " ") if spaced else str(amount)
    assert find_phone(f"отдадите за {written}?") is None


@pytest.mark.parametrize("text", ["пишите @ivan_petrov", "почта ivan@mail.ru", "t.me/ivanp"])
def test_a_nick_and_an_address_are_contacts_too(text: str) -> None:
    assert leaves_contact(text)
    assert find_phone(text) is None
