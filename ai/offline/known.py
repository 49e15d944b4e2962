"""What is known of each thing a buyer asks: from facts, the listing, or the chat. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ai.contradictions import disputed
from ai.model import DraftRequest, KnownFact, ListingFacts, Manner
from ai.offline.facts import LONGEST_FACT, choose
from ai.offline.history import already_said
from ai.offline.shown import fits, told_for
from ai.offline.sums import for_many, is_beyond
from ai.offline.told import thing
from ai.reading.meanings import known, meanings, nouns, plain
from ai.reading.questions import Ask, Wants
from ai.reading.topics import Topic
from ai.reading.vocabulary import things

ROOM_FOR_FACTS = 700
"""Characters that the facts of one answer may take together."""

_SURELY_ON_SALE = re.compile(
    r"актуал|ктуал|прод[ао]|налич|ушел|ушла|available|for sale|still|prodaet|aktual|жив"
)
_STREET = re.compile(r"\d|ул\.|улиц|проспект|пр-т|\bм\.|метро|шоссе|переул|бульв|набереж")
_EXACTLY = re.compile(r"куда|точн|подъ|приех|забир|забрать|улиц|дом\b")
_DISTRICT = re.compile(r"район|р-н|мкр|микрорайон|\bм\.|метро|ул\.|улиц|,")
_VALUE = re.compile(r"как(?:ой|ая|ое|ие|ого)|скольк|размер")
_UNIT = re.compile(
    r"(?:,|/|\bза)\s*(?:1 )?(?:м²|м2|кв\.? ?м|куб\w*|кг|шт\w*\.?|пог\w*\.? ?м\w*|час|сутки"
    r"|мешок)\W*$"
)
_BOOKS = re.compile(r"\bзапиши(?:те)?\b")
_COUNT = re.compile(r"\b(\d{1,4} ?(?:шт|м|л|кг|см|вт|гб|т)\b)")
_WORN = re.compile(
    r"(?:ботин|кроссов|туфл|сапог|ботильон|сандал|кед|валенк|куртк|плать|пальто|джинс|костюм|пухов"
    r"|рубаш|комбинез|брюк|шуб|юбк|кольцо).*\b(?:[2-6]\d(?:[-–/]\d\d)?|1[5-9]|x{0,3}[sml])\W*$"
)
_ALSO = re.compile(r"\bмне бы?\b|\bнуж[не]|тоже|кроме|\bхочу\b")
_COUNTED = {Topic.PRICE, Topic.DELIVERY, Topic.AVAILABILITY}
_STATED = frozenset(topic.value for topic in Topic)


@dataclass(frozen=True, slots=True)
class Settled:
    """A question with what answers it; where that is nothing, the seller has to be asked.

    `quarrel` are facts that would answer it, if they did not contradict each other.
    """

    ask: Ask
    facts: tuple[KnownFact, ...] = ()
    quarrel: tuple[KnownFact, ...] = ()
    by_listing: bool = False
    by_title: bool = False
    said: str = ""

    @property
    def known(self) -> bool:
        """Whether it can be answered."""
        return bool(self.facts or self.by_listing or self.by_title or self.said)


def settle(request: DraftRequest, asks: Iterable[Ask]) -> Iterator[Settled]:
    """Each question with its answer, as long as the facts fit into one message."""
    room = ROOM_FOR_FACTS
    stated: set[int] = set()
    for ask in asks:
        settled = _settle(request, ask)
        kept = []
        for fact in settled.facts:
            cost = 0 if fact.id in stated else len(fact.text)
            if cost <= room:
                kept.append(fact)
                stated.add(fact.id)
                room -= cost
        yield replace(settled, facts=tuple(kept))


def _settle(request: DraftRequest, ask: Ask) -> Settled:
    listing = request.listing or ListingFacts(title="")
    known_facts = told_for(ask, request)
    facts = choose(ask, known_facts, title=listing.title)
    if _is_for_him(ask, facts, listing):
        return Settled(ask)
    if ask.topic in _COUNTED:
        short = [fact for fact in known_facts if len(fact.text) <= LONGEST_FACT]
        facts = tuple(dict.fromkeys([*facts, *for_many(request.burst, short)]))
    if quarrel := disputed(facts, known_facts):
        return Settled(ask, quarrel=quarrel)
    by_listing = _listing_answers(ask, listing)
    if facts:
        return Settled(ask, facts=facts, by_listing=by_listing and _adds(ask, facts))
    if by_listing or (ask.topic is Topic.BARGAIN and request.manner is Manner.NO_DISCOUNT):
        return Settled(ask, by_listing=True)
    return _settle_otherwise(request, ask, listing)


def _settle_otherwise(request: DraftRequest, ask: Ask, listing: ListingFacts) -> Settled:
    """By what was said in the chat, or by words of the address or the title."""
    if said := _said_before(request, ask):
        return Settled(ask, said=said)
    if _is_in_address(ask, listing.address):
        return Settled(replace(ask, topic=Topic.ADDRESS), by_listing=True)
    if ask.topic is Topic.PRICE and "split" in ask.meanings and _UNIT.search(plain(listing.title)):
        return Settled(ask, by_listing=bool(listing.price_rub), by_title=True)
    return Settled(ask, by_title=_title_answers(ask, listing.title))


def _said_before(request: DraftRequest, ask: Ask) -> str:
    said = already_said(ask, request.history)
    return said if fits(said, request) else ""


def _is_for_him(ask: Ask, facts: Sequence[KnownFact], listing: ListingFacts) -> bool:
    """What only the seller can grant: an hour put down for a buyer, more than he lets off."""
    if ask.topic is Topic.BARGAIN:
        return is_beyond(ask.text, facts, price=listing.price_rub)
    return ask.topic is Topic.BOOKING and _BOOKS.search(plain(ask.text)) is not None


def _adds(ask: Ask, facts: Sequence[KnownFact]) -> bool:
    """Whether the listing's word goes with the facts: its price with one for many, its address."""
    if ask.topic is Topic.PRICE:
        return not any(choose(ask, [fact], title="") for fact in facts)
    if ask.topic is Topic.ADDRESS:
        return not any(_STREET.search(plain(fact.text)) for fact in facts)
    return ask.wants is Wants.PLACE


def _is_in_address(ask: Ask, address: str) -> bool:
    """«Это который на 10 лет Октября?» where the address has just that."""
    return ask.topic is None and bool(ask.meanings) and ask.meanings <= meanings(address)


def _listing_answers(ask: Ask, listing: ListingFacts) -> bool:
    said = plain(ask.text)
    if ask.topic is Topic.AVAILABILITY and not (
        _ALSO.search(said) and nouns(said) - thing(listing.title)
    ):
        more = _of_more(ask, listing.title)
        surely = _SURELY_ON_SALE.search(said) and ask.wants is Wants.ANYTHING and not more & known()
        return listing.status == "active" and bool(surely or not more)
    if ask.topic is Topic.PRICE:
        return bool(listing.price_rub) and not _of_more(ask, listing.title)
    if ask.topic is Topic.ADDRESS or (ask.topic is Topic.PICKUP and ask.wants is Wants.PLACE):
        return _address_answers(said, listing.address)
    return False


def _of_more(ask: Ask, title: str) -> frozenset[str]:
    """What is asked about beyond the thing that is for sale."""
    return ask.meanings - _STATED - thing(title)


def _address_answers(said: str, address: str) -> bool:
    """Whether the listing's address says as much as is asked: a town is no street."""
    written = plain(address)
    if "метро" in said:
        return re.search(r"\bм\.|метро", written) is not None
    if "район" in said:
        return _DISTRICT.search(written) is not None
    if _EXACTLY.search(said):
        return _STREET.search(written) is not None
    return bool(written.strip(" ."))


def _says_number(ask: Ask, title: str) -> bool:
    """The number of the question stands in the title with the same words, or the same unit."""
    units = set(_COUNT.findall(plain(ask.text))) & set(_COUNT.findall(plain(title)))
    return ask.topic is None and bool(units) and ask.meanings - {"split"} <= meanings(title)


def _title_answers(ask: Ask, title: str) -> bool:
    """«Какой размер?» where the title says «размер 44», «все 4 шт?» where it says «4 шт»."""
    if _says_number(ask, title) or (ask.meanings == {"size"} and _WORN.search(plain(title))):
        return True
    if ask.topic not in (None, Topic.SIZE) or not _VALUE.search(plain(ask.text)):
        return False
    about = ask.meanings - meanings(things())
    return bool(about) and about <= meanings(title) and any(map(str.isdigit, title))
