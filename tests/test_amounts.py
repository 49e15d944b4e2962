"""Every spelling of every amount: none passes but the price; what is no money does."""

import itertools
import re
from collections.abc import Callable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ai.guards import Grounds, Rule, check
from ai.model import ListingFacts
from ai.phones import MASK, mask_phones

PRICE = 15_000
SOFA = ListingFacts("Диван угловой «Осло»", PRICE, "active", "Химки, ул. Ленина, 115")


def rules(text: str, listing: ListingFacts = SOFA) -> set[Rule]:
    return {finding.rule for finding in check(text, Grounds(listing))}


ONES: list[str] = re.findall(
    r"\w+",
    "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать"
    " тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать",
)
TENS: list[str] = re.findall(
    r"\w+", "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто"
)
HUNDREDS: list[str] = re.findall(
    r"\w+", "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот"
)


def in_words(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    parts = [below_thousand(thousands), "тысяч"] if thousands else []
    return " ".join([*parts, below_thousand(rest)] if rest or not parts else parts)


def below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    parts = [HUNDREDS[hundreds - 1]] if hundreds else []
    if rest >= 20:
        parts += [TENS[tens - 2], *([ONES[ones]] if ones else [])]
    elif rest or not hundreds:
        parts.append(ONES[rest])
    return " ".join(parts)


def grouped(separator: str) -> Callable[[int], str]:
    return lambda number: f"{number:,}".replace(",", separator)


def in_thousands(unit: str) -> Callable[[int], str]:
    return lambda number: f"{number / 1000:g}".replace(".", ",") + unit


SPELLINGS: dict[str, Callable[[int], str]] = {
    "digits": str,
    "words": in_words,
    "WORDS": lambda number: in_words(number).upper(),
    "wide digits": lambda number: str(number).translate({48 + n: 0xFF10 + n for n in range(10)}),
    "arabic digits": lambda number: str(number).translate({48 + n: 0x660 + n for n in range(10)}),
    "letters O": lambda number: f"{number:,}".replace("0", "О").replace(",", " "),
    "hidden": lambda number: "\u200b".join(str(number)),
    **{f"by {mark!r}": grouped(mark) for mark in " \u00a0\u2009\u202f.,'’_"},
    **{f"in{unit}": in_thousands(unit) for unit in ["к", "k", " тыс", " тыс.", " тысяч", "т.р."]},
}
CURRENCIES = ["", " ₽", "₽", "р", " р.", " руб", " рублей", " RUB", " p"]
BEFORE = ["", "Цена ", "Отдам за ", "Уступлю до ", "Да, диван в продаже. ", "сейчас ", "(", "—"]
AFTER = ["", ".", ", удобно?", "!", ")", " и заберёте", " Приезжайте", "\nЖду"]


def spell(number: int, spelling: str, currency: str) -> str:
    word = SPELLINGS[spelling](number)
    # Nobody writes «пятьсотр».
    return word + (currency if word[-1].isdigit() or not currency else f" {currency.strip()}")


@given(
    number=st.integers(100, 999_999),
    spelling=st.sampled_from(sorted(SPELLINGS)),
    currency=st.sampled_from(CURRENCIES),
    before=st.sampled_from(BEFORE),
    after=st.sampled_from(AFTER),
)
@example(number=1500, spelling="inк", currency="", before="", after="")
def test_no_amount_but_the_price_passes_in_any_spelling(
    number: int, spelling: str, currency: str, before: str, after: str
) -> None:
    text = f"{before}{spell(number, spelling, currency)}{after}"
    assert (Rule.AMOUNT in rules(text)) is (number != PRICE)


@given(
    price=st.integers(100, 999_999),
    spelling=st.sampled_from(sorted(SPELLINGS)),
    currency=st.sampled_from(CURRENCIES),
    before=st.sampled_from(BEFORE),
    after=st.sampled_from(AFTER),
)
def test_the_price_passes_in_any_spelling(
    price: int, spelling: str, currency: str, before: str, after: str
) -> None:
    text = f"{before}{spell(price, spelling, currency)}{after}"
    assert Rule.AMOUNT not in rules(text, ListingFacts("Диван", price))


@given(
    number=st.integers(100, 999_998),
    told=st.sampled_from(sorted(SPELLINGS)),
    spelling=st.sampled_from(sorted(SPELLINGS)),
    currency=st.sampled_from(CURRENCIES),
    before=st.sampled_from(BEFORE),
    after=st.sampled_from(AFTER),
)
@example(number=499, told="digits", spelling="inк", currency="", before="Отдам за ", after="")
def test_an_amount_of_a_fact_passes_in_any_spelling_and_no_other_does(
    number: int, told: str, *, spelling: str, currency: str, before: str, after: str
) -> None:
    fact = f"Доставка {spell(number, told, ' ₽')}"
    grounds = Grounds(ListingFacts("Диван", 1_234_567), facts=(fact,))
    said = f"{before}{spell(number, spelling, currency)}{after}"
    other = f"{before}{spell(number + 1, spelling, currency)}{after}"
    assert Rule.AMOUNT not in {finding.rule for finding in check(said, grounds)}
    assert Rule.AMOUNT in {finding.rule for finding in check(other, grounds)}


@given(
    number=st.integers(1, 99),
    spelling=st.sampled_from(["digits", "words", "wide digits", "hidden"]),
    money=st.sampled_from(
        [
            "{} ₽",
            "{} рублей",
            "{}р",
            "{} тысяч",
            "скину {}",
            "отдам за {}",
            "скидка {}%",
            "минус {}",
        ]
    ),
)
def test_a_small_number_that_means_money_is_an_amount(
    number: int, spelling: str, money: str
) -> None:
    listing = ListingFacts("Диван", 123_456)
    assert Rule.AMOUNT in rules(money.format(spell(number, spelling, " ")), listing)


@given(
    number=st.integers(1, 99),
    text=st.sampled_from(["{} шт", "{} см", "{} лет", "осталось {}", "на {} этаже", "{} человек"]),
    spelling=st.sampled_from(["digits", "words"]),
)
def test_a_small_number_of_things_passes(number: int, text: str, spelling: str) -> None:
    assert Rule.AMOUNT not in rules(text.format(SPELLINGS[spelling](number)))


@given(sizes=st.lists(st.integers(1, 999), min_size=2, max_size=3), mark=st.sampled_from("xх×*"))
def test_measures_pass(sizes: list[int], mark: str) -> None:
    assert Rule.AMOUNT not in rules(f"Размеры {mark.join(map(str, sizes))}")


@settings(deadline=None)
@given(
    number=st.from_regex(r"9\d{9}", fullmatch=True), gap=st.sampled_from(["", " ", "-", ".", " - "])
)
def test_a_phone_is_found_and_masked_however_it_is_cut(number: str, gap: str) -> None:
    for groups in ((3, 3, 2, 2), (3, 7), (10,), (1,) * 10):
        ends = list(itertools.accumulate(groups, initial=0))
        phone = (
            "8"
            + gap
            + gap.join(itertools.starmap(lambda a, b: number[a:b], itertools.pairwise(ends)))
        )
        assert Rule.PHONE in rules(f"звоните {phone}, жду")
        assert mask_phones(f"звоните {phone}, жду") == f"звоните {MASK}, жду"
