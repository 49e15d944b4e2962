"""What the seller's answer to a question says, as facts."""

import pytest

from scheduler.questions import facts_from

ANSWERS = [
    ("доставка до Химок", "450 ₽", "Доставка до Химок: 450 ₽"),
    ("отдадите ли за 9000", "нет", "Отдадите ли за …: нет"),
    ("отдадите ли за 9000", "да, за 14000", "Отдадите ли за …: да, за 14000"),
    ("отдадите ли за 9000", "Да!", "Отдадите ли за 9000: Да!"),
    ("торг до девяти тысяч или 8к", "подумаю", "Торг до … или …: подумаю"),
    ("скидка 10%", "нет", "Скидка …%: нет"),
    ("подойдёт ли на iPhone 13", "нет", "Подойдёт ли на iPhone 13: нет"),
]


@pytest.mark.parametrize(("name", "said", "fact"), ANSWERS)
def test_a_sum_that_a_buyer_named_is_kept_only_with_a_yes(name: str, said: str, fact: str) -> None:
    assert facts_from([name], said) == [fact]


def test_a_yes_to_several_questions_is_none_to_a_sum() -> None:
    assert facts_from(["торг", "12 тысяч"], "да") == ["Торг, …: да"]
