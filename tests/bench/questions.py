"""How much a model is told for one answer, and how long the rules take over what it says."""

import time
from dataclasses import dataclass

from ai import guards, prompt
from ai.guards import Grounds
from ai.model import DraftRequest, KnownFact, Line, ListingFacts

SOFA = ListingFacts("Диван угловой «Осло»", 15_000, "active", "Москва, Лесная улица, 5")
CHAT = (
    Line("buyer", "Здравствуйте! Диван ещё продаёте?"),
    Line("seller", "Здравствуйте! Да, диван в продаже."),
    Line("buyer", "Хорошо, а состояние какое, пятна есть?"),
    Line("seller", "Состояние хорошее, пятен нет, есть одна потёртость сзади."),
)
BURST = ("А доставка до Химок сколько будет?", "И подъём на третий этаж без лифта")
SUBJECTS = (
    "Доставка до {place}: {n}00 ₽, привозим в день звонка",
    "Подъём без лифта в {place}: {n}0 ₽ за этаж",
    "В {place} забрать можно с 10 до 20, кроме воскресенья",
    "Сборка в {place} занимает около двух часов, {n}50 ₽",
)
PLACES = ("Химки", "Мытищи", "Тулу", "Тверь", "Рязань")
LONG = "Диван стоит 12 тыс, звоните +7 916 123-45-67, привезём завтра к 18:00 на Лесную. "


@dataclass(frozen=True, slots=True)
class Told:
    facts: int
    characters: int
    left_out: int


def told(many: int) -> Told:
    """A usual question with so many facts to choose from."""
    facts = tuple(
        KnownFact(n, SUBJECTS[n % 4].format(place=PLACES[n % 5], n=n)) for n in range(1, many + 1)
    )
    asked = prompt.ask(DraftRequest(SOFA, CHAT, BURST, facts))
    return Told(many, asked.characters, len(asked.left_out))


def judged_ms(characters: int) -> float:
    """The least time, of several, that the rules take over a text of this length.

    No text comes twice, so that nothing is remembered of the one before.
    """
    text = (LONG * (characters // len(LONG) + 1))[:characters]
    took = []
    for n in range(5):
        other = f"{n}{text[1:]}"
        began = time.process_time()
        guards.check(other, Grounds(SOFA))
        took.append(time.process_time() - began)
    return min(took) * 1000
