"""Nothing is lost and nothing doubled wherever the program is killed; `make crash` is longer."""

import pytest

from tests.crash.run import Plan, crash

PLAN = Plan(kills=4, messages=20, worlds=1, seed=4)


@pytest.mark.long
async def test_a_few_kills_lose_nothing_and_double_nothing() -> None:
    said: list[str] = []
    result = await crash(PLAN, say=said.append)
    assert result.is_good, "\n".join(said)
    assert result.messages == PLAN.messages
