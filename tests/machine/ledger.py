"""What may reach a buyer, told from what people saw and did; the program's records are not asked.

Every text is unique: what is generated, typed or asked occurs once in a life.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from avito.sandbox import ShopMessage
from tests.world import World

MODE, SELLER = "mode", "seller"
POLLS_TO_SEE = 3
"""After so many polls nothing is under way any more that was begun before."""

ROUNDING = timedelta(seconds=2)
TAKEOVER = timedelta(hours=2)


@dataclass(frozen=True)
class Moment:
    """A point of time as the program could know it: by its polls and its looks into the chats."""

    polls: int
    looks: dict[str, int]


@dataclass(frozen=True)
class Ban:
    """The bot may not answer by itself until then."""

    until: datetime
    since: Moment


@dataclass
class Ledger:
    """Watches what Avito takes in, and notes what should not have come."""

    world: World
    drafted: dict[str, set[str]] = field(default_factory=dict)  # a model's text → the chats
    allowed: dict[tuple[str, str], int] = field(default_factory=dict)  # (chat, text) → hands then
    bans: dict[str, Ban] = field(default_factory=dict)
    hands: defaultdict[str, list[Moment]] = field(default_factory=lambda: defaultdict(list))
    by_hand: set[str] = field(default_factory=set)
    sent: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.world.avito.on_change.append(self._look)

    def now(self) -> Moment:
        avito = self.world.avito
        looks = {
            chat: avito.count("GET", f"*/chats/{chat}/messages/") for chat in self.world.shop.chats
        }
        return Moment(avito.count("GET", "*/chats"), looks)

    def allow(self, chat_id: str, text: str) -> None:
        """The seller typed it for this chat, or tapped ✅ with it before his eyes."""
        self.allowed[chat_id, text] = len(self.hands[chat_id])

    def ban(self, key: str, until: datetime) -> None:
        """The bot is silent from now on; a ban that runs already goes on."""
        old = self.bans.get(key)
        running = old is not None and old.until > self.world.clock()
        self.bans[key] = Ban(until, old.since if old and running else self.now())

    def lift(self, key: str) -> None:
        self.bans.pop(key, None)

    def writes_by_hand(self, chat_id: str, text: str) -> None:
        """The seller answers in Avito, past the bot: it is silent in this chat for two hours."""
        self.hands[chat_id].append(self.now())
        until = self.world.clock() + TAKEOVER
        old = self.bans.get(chat_id)
        self.ban(chat_id, max(until, old.until) if old else until)
        self.by_hand.add(text)
        self.world.shop.seller_writes(chat_id, text)

    def _look(self) -> None:
        for chat in self.world.shop.chats.values():
            for message in chat.messages:
                if message.direction == "out" and message.text and message.id not in self._seen:
                    self._seen.add(message.id)
                    if message.text not in self.by_hand:
                        self._take(message)

    def _take(self, message: ShopMessage) -> None:
        """Judge a text at the moment when it reaches the buyer."""
        if message.text in self.sent:
            self.wrong.append(f"twice: {message.text}")
        self.sent.append(message.text)
        before = self.allowed.get((message.chat_id, message.text))
        if before is not None:
            self._by_word(message, before)
        else:
            self._alone(message)

    def _by_word(self, message: ShopMessage, hands_before: int) -> None:
        later = self.hands[message.chat_id][hands_before:]
        if any(self._is_known(moment, message.chat_id) for moment in later):
            self.wrong.append(f"after the seller's own hand: {message.text}")

    def _alone(self, message: ShopMessage) -> None:
        if message.chat_id not in self.drafted.get(message.text, set()):
            self.wrong.append(f"nobody has seen it: {message.text}")
        for key in (MODE, SELLER, message.chat_id):
            ban = self.bans.get(key)
            runs = ban is not None and self.world.clock() < ban.until - ROUNDING
            if ban and runs and self._is_known(ban.since, message.chat_id):
                self.wrong.append(f"by itself, in spite of {key}: {message.text}")

    def _is_known(self, moment: Moment, chat_id: str) -> bool:
        """Whether the program has had to see what was at this moment."""
        now = self.now()
        looked = now.looks[chat_id] > moment.looks.get(chat_id, 0)
        return looked or now.polls >= moment.polls + POLLS_TO_SEE
