"""The pretend servers in a process of their own: `python -m tests.bench.servers`."""

import asyncio
import itertools
import re
import time
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from avito.sandbox import Sandbox, Shop
from bot.cli import run_loop
from bot.demo.telegram import PretendTelegram
from bot.demo.telegram_people import Person, buttons
from bot.demo.telegram_state import Query
from tests.bench import lines
from tests.fakes.gemini import PretendGemini

FIRST_SELLER = 1001
HISTORY_LINES = 10
FOUND_AFTER = timedelta(seconds=1.5)
SEND = "✅ Отправить"


@dataclass(frozen=True)
class Stall:
    """A shop and its seller, as the program and the calls by hand need to know them."""

    user_id: int
    seller_id: int
    client_id: str
    client_secret: str
    token: str
    chats: list[str]
    newest: list[str]  # the last message of each chat


class Servers:
    """What the bench has happen on the other side, and waits for there."""

    def __init__(self) -> None:
        self.telegram = PretendTelegram(clock=_now)
        self.avito = Sandbox(clock=_now)
        self.gemini = PretendGemini()
        self._people: dict[int, Person] = {}
        self._cards: dict[int, int] = {}
        self._queries = 0

    async def start(self) -> lines.Answer:
        return {
            "telegram_token": self.telegram.token,
            "telegram": await self.telegram.start(),
            "avito": await self.avito.start(),
            "gemini": await self.gemini.start(),
            "gemini_key": self.gemini.key,
        }

    async def stop(self) -> None:
        await self.telegram.stop()
        await self.avito.stop()
        await self.gemini.stop()

    async def open_shops(self, count: int, chats: int) -> lines.Answer:
        """Open shops with a seller each, who has started the bot, and chats with a past."""
        return {"stalls": [asdict(self._open_shop(chats)) for _ in range(count)]}

    def _open_shop(self, chats: int) -> Stall:
        number = len(self.avito.shops)
        shop = self.avito.add_shop(client_id=f"client-{number}", client_secret=f"secret-{number}")
        listing = shop.add_listing(
            title="Диван угловой «Осло»", price_rub=15000, address="Москва, Лесная улица, 5"
        )
        long_ago = _now() - timedelta(days=1)
        opened = [shop.open_chat(listing_id=listing.id, buyer=f"Анна {n}").id for n in range(chats)]
        for chat_id in opened:
            for line in range(HISTORY_LINES):
                writes = shop.seller_writes if line % 2 else shop.buyer_writes
                writes(chat_id, f"Здравствуйте, реплика номер {line}", at=long_ago)
        person = self.telegram.person(FIRST_SELLER + number, f"Олег {number}")
        person.chat.started = True
        self._people[person.id] = person
        return Stall(
            user_id=shop.user_id,
            seller_id=person.id,
            client_id=shop.client_id,
            client_secret=shop.client_secret,
            token=shop.new_token(),
            chats=opened,
            newest=[shop.chats[chat_id].messages[-1].id for chat_id in opened],
        )

    async def write(self, shops: list[int], chats: list[int]) -> None:
        """Have buyers write in the chats with these numbers of the shops.

        Written a moment ago, as polls find lines: one found within its own second, before which
        Avito's clock cannot place it, is waited for a little longer.
        """
        for user_id in shops:
            shop: Shop = self.avito.shops[user_id]
            talks = list(shop.chats.values())
            for chat in [talks[number] for number in chats]:
                at = max(_now() - FOUND_AFTER, chat.updated)
                shop.buyer_writes(chat.id, "Здравствуйте! Ещё продаёте? Торг есть?", at=at)

    async def cards(self, sellers: list[int]) -> lines.Answer:
        """Wait until each seller has a new card that can be sent; says when the last one came."""
        found = await asyncio.gather(*map(self._card, sellers))
        return {"at": max(found)}

    async def _card(self, seller_id: int) -> float:
        person, last = self._people[seller_id], self._cards.get(seller_id, 0)
        card = await person.sees(_can_be_sent, 20, after=last)
        self._cards[seller_id] = card["message_id"]
        return time.time()

    async def tap(self, sellers: list[int]) -> None:
        """Tap «Отправить» on each one's newest card and wait until all the cards say «sent»."""
        await asyncio.gather(*map(self._tap, sellers))

    async def _tap(self, seller_id: int) -> None:
        person, card = self._people[seller_id], self._cards[seller_id]
        await person.taps(card, SEND)
        await self.telegram.until(lambda: not _can_be_sent(person.chat.messages[card]), 20)

    async def queries(self, count: int) -> lines.Answer:
        """Taps that nobody was told of, to be answered by hand."""
        names = [f"by-hand-{self._queries + n}" for n in range(count)]
        self._queries += count
        for name in names:
            answer = asyncio.get_running_loop().create_future()
            self.telegram.state.queries[name] = Query(_now(), answer)
        return {"queries": names}

    async def forget_calls(self) -> None:
        """Count anew from here."""
        self.telegram.calls.clear()
        self.avito.requests.clear()
        self.gemini.paths.clear()

    async def calls(self) -> lines.Answer:
        """What was asked since: how often, by «server call»."""
        asked = Counter(f"telegram {method}" for method, _ in self.telegram.calls)
        asked += Counter(f"avito {method} {_last(path)}" for method, path, _ in self.avito.requests)
        asked += Counter("gemini generateContent" for _ in self.gemini.paths)
        return dict(asked)

    async def think(self, seconds: float) -> None:
        """Have Avito take so long for each answer."""
        self.avito.thinks_seconds = seconds

    async def gaps(self) -> lines.Answer:
        """Seconds between one look at an account's chats and the next, of all accounts."""
        asked = defaultdict(list)
        for method, path, at in self.avito.requests:
            if method == "GET" and path.endswith("/chats"):
                asked[path].append(at.timestamp())
        return {
            "accounts": len(asked),
            "gaps": [
                after - before
                for times in asked.values()
                for before, after in itertools.pairwise(times)
            ],
        }

    async def first_update_asked(self) -> lines.Answer:
        """Wait until a program asks for updates; says when."""
        await self.telegram.until(lambda: self.telegram.count("getUpdates") > 0, 30)
        return {"at": time.time()}


def _now() -> datetime:
    return datetime.now(UTC)


def _can_be_sent(message: dict[str, Any]) -> bool:
    return any(SEND in row for row in buttons(message))


def _last(path: str) -> str:
    """The word that tells Avito's calls apart: chats, messages, items, token."""
    return re.sub(r".*/(\w+)/?", r"\1", path)


async def main() -> None:
    servers = Servers()
    verbs: dict[str, lines.Verb] = {
        "open_shops": servers.open_shops,
        "write": servers.write,
        "cards": servers.cards,
        "tap": servers.tap,
        "queries": servers.queries,
        "forget_calls": servers.forget_calls,
        "calls": servers.calls,
        "think": servers.think,
        "gaps": servers.gaps,
        "first_update_asked": servers.first_update_asked,
    }
    await lines.serve(verbs, await servers.start())
    await servers.stop()


if __name__ == "__main__":
    run_loop(main())
