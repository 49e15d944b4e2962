"""The demo's buyers come by script and listen to the answers."""

import asyncio
from datetime import UTC, datetime

from avito.sandbox import Sandbox, Shop, ShopChat
from bot.demo.shop import BUYERS, Script, stock

NOON = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Hours:
    """Sleeping that only counts: time passes when everybody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, asyncio.Event]] = []

    async def sleep(self, seconds: float) -> None:
        alarm = asyncio.Event()
        self._sleepers.append((self.now + seconds, alarm))
        await alarm.wait()

    async def pass_to(self, moment: float) -> None:
        while True:
            for _ in range(5):
                await asyncio.sleep(0)
            due = min((at for at, _ in self._sleepers), default=moment + 1)
            if due > moment:
                break
            self.now = due
            for _, alarm in [one for one in self._sleepers if one[0] == due]:
                alarm.set()
            self._sleepers = [one for one in self._sleepers if one[0] > due]
        self.now = moment


def open_shop() -> Shop:
    return stock(Sandbox(clock=lambda: NOON, stamp="ДЕМО"))


def texts(chat: ShopChat) -> list[str]:
    return [message.text for message in chat.messages]


async def test_the_first_buyer_writes_in_a_second_and_goes_on_when_answered() -> None:
    shop, hours = open_shop(), Hours()
    playing = asyncio.create_task(Script(shop, sleep=hours.sleep).play())
    await hours.pass_to(0.9)
    assert not shop.chats
    await hours.pass_to(1.5)
    (anna,) = shop.chats.values()
    assert texts(anna) == ["Здравствуйте! Ещё актуально?"]
    await hours.pass_to(30)
    assert len(anna.messages) == 2
    shop.accept(anna, "Да, в продаже")
    await hours.pass_to(40)
    assert texts(anna)[-1] == "А в выходные посмотреть можно?"
    await hours.pass_to(300)
    assert [chat.buyer for chat in shop.chats.values()] == ["Анна", "Игорь", "Марина"]
    playing.cancel()


async def test_buyers_never_run_out() -> None:
    shop = open_shop()
    script = Script(shop)
    chats = [script.next_buyer() for _ in range(len(BUYERS) + 30)]
    assert all(chat.messages for chat in chats)


def test_with_a_time_the_shop_has_a_finished_chat_of_the_day_before() -> None:
    shop = stock(Sandbox(clock=lambda: NOON, stamp="ДЕМО"), now=NOON)
    (chat,) = shop.chats.values()
    assert chat.messages[-1].direction == "out"
    assert chat.updated < NOON
