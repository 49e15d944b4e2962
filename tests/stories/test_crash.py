"""Nothing is lost and nothing doubled wherever the program is killed; `make crash` is longer."""

from tests.crash.run import crash

KILLS, MESSAGES, WORLDS = 6, 30, 2


async def test_a_few_kills_lose_nothing_and_double_nothing() -> None:
    said: list[str] = []
    result = await crash(kills=KILLS, messages=MESSAGES, worlds=WORLDS, seed=4, say=said.append)
    assert result.is_good, "\n".join(said)
    assert result.messages == MESSAGES
