"""Which facts may contradict each other, and what a table's columns mean."""

from datetime import UTC, date, datetime, timedelta

import pytest

from db.facts import ListedFact
from db.models import Fact, FactSource, Listing, Scope
from scheduler import rivals
from scheduler.fact_rows import FactRow
from scheduler.imports import Ready, Titles, judge
from scheduler.knowledge import FOR_ALL, Refusal, Where

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
SOFA = Listing(id=1, account_id=1, avito_item_id=1_234_567, title="Диван угловой «Осло»")
TABLE = Listing(id=2, account_id=1, avito_item_id=2_345_678, title="Стол письменный")
SECOND_TABLE = Listing(id=3, account_id=1, avito_item_id=3_456_789, title="Стол письменный")
TITLES = Titles([SOFA, TABLE, SECOND_TABLE])

ALL = (Scope.ALL, None, "")
OF_SOFA, OF_TABLE = (Scope.LISTING, SOFA, ""), (Scope.LISTING, TABLE, "")
SOFAS, TABLES = (Scope.GROUP, None, "диваны"), (Scope.GROUP, None, "стол")
CORNER_SOFAS = (Scope.GROUP, None, "угловой диван")


def fact(number: int, text: str, of: tuple[Scope, Listing | None, str] = ALL) -> ListedFact:
    scope, listing, words = of
    row = Fact(
        id=number,
        account_id=1,
        text=text,
        scope=scope,
        listing_id=listing.id if listing else None,
        title_words=words,
        source=FactSource.TYPED,
        noted_at=NOW + timedelta(minutes=number),
        last_day=None,
    )
    return ListedFact(row, listing)


def rival(of: ListedFact, others: list[ListedFact]) -> int | None:
    stands = rivals.stands([of, *others], TODAY)
    mine = next(stand for stand in stands if stand.row is of)
    found = rivals.first(mine, stands, older_than=mine.age)
    return found.fact.id if found else None


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (ALL, ALL, True),
        (ALL, OF_SOFA, True),
        (ALL, SOFAS, True),
        (OF_SOFA, OF_SOFA, True),
        (OF_SOFA, OF_TABLE, False),
        (SOFAS, OF_SOFA, True),
        (SOFAS, OF_TABLE, False),
        (SOFAS, CORNER_SOFAS, True),
        (SOFAS, TABLES, False),
    ],
)
def test_only_facts_that_may_meet_at_a_listing_contradict(
    one: tuple[Scope, Listing | None, str], other: tuple[Scope, Listing | None, str], meet: bool
) -> None:
    for first, second in ((one, other), (other, one)):
        new, old = fact(2, "Торга нет", first), fact(1, "Торг уместен", second)
        assert rival(new, [old]) == (1 if meet else None)


def test_the_newest_older_one_that_holds_is_the_rival() -> None:
    new = fact(5, "Доставка 500 ₽")
    over = fact(4, "Доставка 400 ₽")
    over.fact.last_day = TODAY - timedelta(days=1)
    last = fact(3, "Доставка 300 ₽")
    last.fact.last_day = TODAY
    others = [fact(1, "Доставка 100 ₽"), over, last, fact(2, "Есть чек"), fact(9, "Доставка 900 ₽")]
    assert rival(new, others) == 3


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("", FOR_ALL),
        ("Все", FOR_ALL),
        ("диван угловой «ОСЛО»", Where(Scope.LISTING, 1)),
        ("1234567", Where(Scope.LISTING, 1)),
        ("https://www.avito.ru/moskva/mebel/divan_1234567?context=x", Where(Scope.LISTING, 1)),
        ("Стол письменный", Where(Scope.GROUP, None, "Стол письменный")),  # there are two
        ("диваны", Where(Scope.GROUP, None, "диваны")),
        ("7654321", None),
        ("Самолёт", None),
        ("и для", None),
        ("диван " * 20, None),
    ],
)
def test_a_tables_listing(words: str, where: Where | None) -> None:
    assert TITLES.where(words) == where


@pytest.mark.parametrize(
    ("row", "judged"),
    [
        (FactRow("Чек", "", "25.11"), Ready("Чек", FOR_ALL, TODAY)),
        (FactRow("Чек", "", "24.11"), Refusal.PAST),
        (FactRow("Чек", "", "скоро"), Refusal.NO_DAY),
        (FactRow("Чек", "-", "Бессрочно"), Ready("Чек", FOR_ALL, None)),
        (FactRow("Чек", "Для всех", "—"), Ready("Чек", FOR_ALL, None)),
        (FactRow("Чек", "Все объявления", "без срока"), Ready("Чек", FOR_ALL, None)),
        (FactRow("Чек", "Самолёт"), Refusal.NO_LISTING),
        (FactRow("ч" * 501), Refusal.TOO_LONG),
        (FactRow(""), Refusal.EMPTY),
        (FactRow("Чек", "диван", "2099-12-31"), None),
    ],
)
def test_a_row_is_a_fact_or_says_why_not(row: FactRow, judged: Ready | Refusal | None) -> None:
    of_sofas = Ready("Чек", Where(Scope.GROUP, None, "диван"), date(2099, 12, 31))
    assert judge(row, TITLES, TODAY) == (judged or of_sofas)
