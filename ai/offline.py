"""Answers without a language model, for the demo: only what the listing says, else «уточню»."""

import re
from collections.abc import Iterator

from ai.model import Answer, Completion, DraftRequest, Kind, ListingFacts, Manner
from ai.phones import has_phone, mask_phones
from ai.phrases import ENGLISH, RUSSIAN, Phrases
from ai.questions import LONGEST_READ, Topic, read

_KINDS = {
    Topic.AGREES: Kind.RESERVE,
    Topic.SIZE: Kind.CONDITION,
    Topic.MATERIAL: Kind.CONDITION,
    Topic.COLOUR: Kind.CONDITION,
    Topic.COMPLETENESS: Kind.CONDITION,
    Topic.WARRANTY: Kind.CONDITION,
    Topic.PHOTO: Kind.CONDITION,
    Topic.CONTACT: Kind.HUMAN,
    Topic.FINE: Kind.THANKS,
    Topic.NUDGE: Kind.OTHER,
}
_EARNEST = {
    Topic.PRICE,
    Topic.BARGAIN,
    Topic.DELIVERY,
    Topic.PICKUP,
    Topic.PAYMENT,
    Topic.RESERVE,
    Topic.ADDRESS,
    Topic.TIME,
    Topic.AGREES,
}
_ADJECTIVE = re.compile(r"(?:ый|ий|ой|ая|яя|ое|ее|ые|ие)$")
_NAME_WORD = re.compile(r"[А-ЯЁ]?[а-яё]+(?:-[а-яё]+)*")
_ORDER = re.compile(
    r"^\s*(?:ну )?(?:скажи|напиши|ответь|сообщи|передай|say|tell (?:him|her|them)|write)(?:те)?"
    r"(?: (?:ему|ей|им))?,?\s*(?:что|that|:)?\s*",
    re.IGNORECASE,
)
_GREETED = re.compile(r"добр\w+ (утр\w+|д[её]?н\w+|вечер\w*)", re.IGNORECASE)
_GREETINGS = {"у": "Доброе утро!", "д": "Добрый день!", "в": "Добрый вечер!"}


class Offline:
    """A Model that knows nothing but the listing; the same request gets the same answer."""

    async def complete(self, request: DraftRequest) -> Completion:
        """Answer a burst; never fails and costs nothing."""
        return Completion(answer(request), None)

    async def aclose(self) -> None:
        """Nothing is open."""


def answer(request: DraftRequest) -> Answer:
    """What the listing allows to say to this burst, and what is missing for the rest."""
    asked = _Asked(request)
    return Answer(
        kind=_kind(asked.topics),
        interested=bool(asked.topics & _EARNEST) or asked.left_phone,
        lead=Topic.AGREES in asked.topics or asked.left_phone,
        missing=asked.missing(),
        wants_human=Topic.HUMAN in asked.topics,
        complaint=Topic.COMPLAINT in asked.topics,
        reply=" ".join(filter(None, _sentences(asked))),
        confidence=asked.confidence(),
    )


class _Asked:
    """One request as read: its topics, what is known of them, and the words to answer in."""

    def __init__(self, request: DraftRequest) -> None:
        self.request = request
        self.listing = request.listing or ListingFacts(title="")
        self.manner = request.manner
        self.phrases = _phrases(request)
        self.reading = read(request.burst)
        self.topics = self.reading.topics
        self.left_phone = any(has_phone(line[:LONGEST_READ]) for line in request.burst)
        # With his own order the seller has said himself what was missing.
        ordered = self.manner is Manner.OWN
        self.unknown = () if ordered else tuple(self._unknown())
        self.unread = () if ordered or self.left_phone else self.reading.unread

    def missing(self) -> list[str]:
        """What the seller has to be asked."""
        names = dict(self.phrases.missing)
        if self.reading.delivery_place:
            place = self.reading.delivery_place
            names[Topic.DELIVERY] = self.phrases.delivery.format(place=place)
        questions = (" ".join(mask_phones(said).split())[:50] for said in self.unread)
        return [names[topic] for topic in self.unknown] + [
            self.phrases.question.format(question=question) for question in questions
        ]

    def confidence(self) -> float:
        if not self.topics and not self.left_phone:
            return 0.2
        return 0.5 if self.unknown or self.unread else 0.9

    def _unknown(self) -> Iterator[Topic]:
        known = {
            Topic.AVAILABILITY: self.listing.status == "active",
            Topic.PRICE: bool(self.listing.price_rub),
            Topic.ADDRESS: bool(self.listing.address),
            Topic.BARGAIN: self.manner is Manner.NO_DISCOUNT,
        }
        for topic in self.phrases.missing:
            if topic in self.topics and not known.get(topic, False):
                yield topic


def _sentences(asked: _Asked) -> Iterator[str]:
    said = [*_courtesies(asked), *_facts(asked)]
    if asked.manner is Manner.OWN:
        said.append(_wished(asked.request.wish))
    elif not said or asked.unknown or asked.unread:
        said.append(_will_check(asked, alone=not said))
    yield _hello(asked)
    yield from said
    if _asks_back(asked):
        yield asked.phrases.when_suits
    if asked.manner is Manner.POLITER:
        yield asked.phrases.write_more


def _asks_back(asked: _Asked) -> bool:
    """Whether to ask when it would suit the buyer: he means to come and has named no day."""
    if asked.manner in (Manner.SHORTER, Manner.OWN) or asked.reading.names_a_day:
        return False
    return bool(asked.topics & {Topic.TIME, Topic.AGREES})


def _hello(asked: _Asked) -> str:
    """A greeting where the buyer greeted or the talk begins; his own «Добрый день» comes back."""
    begins = not any(line.author == "seller" for line in asked.request.history)
    greeted = Topic.GREETING in asked.topics
    politer = asked.manner is Manner.POLITER
    thanked = bool(asked.topics) and asked.topics <= {Topic.THANKS, Topic.FINE}
    if asked.manner is Manner.SHORTER or not (greeted or politer or (begins and not thanked)):
        return ""
    hello = asked.phrases.hello
    match = _GREETED.search(" ".join(asked.request.burst)[:LONGEST_READ])
    if match and asked.phrases is RUSSIAN:
        hello = _GREETINGS[match[1][0].lower()]
    if politer:
        hello = f"{hello} {asked.phrases.thanks_for_interest}"
    return hello


def _courtesies(asked: _Asked) -> Iterator[str]:
    """What needs no fact: regret, a look in person, thanks."""
    phrases = asked.phrases
    if asked.left_phone:
        yield phrases.contact_seen
    spoken = {
        Topic.COMPLAINT: phrases.complaint,
        Topic.HUMAN: phrases.human,
        Topic.AGREES: phrases.agrees,
        Topic.CONTACT: phrases.contact_asked,
    }
    yield from (sentence for topic, sentence in spoken.items() if topic in asked.topics)
    small = {
        Topic.NUDGE: phrases.nudge,
        Topic.THANKS: phrases.thanks,
        Topic.FINE: phrases.fine,
        Topic.GREETING: phrases.greeting,
    }
    if asked.topics <= small.keys() and not asked.left_phone and not asked.unread:
        yield from [sentence for topic, sentence in small.items() if topic in asked.topics][:1]


def _facts(asked: _Asked) -> Iterator[str]:
    """What the listing says about the topics; the price also where the buyer bargains."""
    topics, phrases, listing = asked.topics, asked.phrases, asked.listing
    if Topic.AVAILABILITY in topics and listing.status == "active":
        name = _name(listing.title)
        yield phrases.in_sale.format(name=name) if name else phrases.in_sale_unnamed
    if asked.manner is Manner.NO_DISCOUNT:
        yield phrases.no_discount
    priced = topics & {Topic.PRICE, Topic.BARGAIN} or asked.manner is Manner.NO_DISCOUNT
    if priced and listing.price_rub:
        yield phrases.price.format(price=_roubles(listing.price_rub))
    if topics & {Topic.ADDRESS, Topic.PICKUP} and listing.address:
        yield phrases.address.format(address=listing.address.strip(" ."))


def _will_check(asked: _Asked, *, alone: bool) -> str:
    """That the unknown will be asked: by name, up to three of them."""
    phrases = asked.phrases
    shorter = asked.manner is Manner.SHORTER
    about = [phrases.about.get(topic, phrases.missing[topic]) for topic in asked.unknown]
    if asked.unread and (about or not alone):
        about.append(phrases.the_rest)
    if not 1 <= len(about) <= 3:
        return phrases.will_check_all_short if shorter else phrases.will_check_all
    named = phrases.and_word.join(filter(None, [", ".join(about[:-1]), about[-1]]))
    sentence = phrases.will_check_short if shorter else phrases.will_check
    return sentence.format(topics=named)


def _kind(topics: frozenset[Topic]) -> Kind:
    weightiest = next((topic for topic in Topic if topic in topics), None)
    if weightiest is None:
        return Kind.OTHER
    return _KINDS.get(weightiest) or Kind(weightiest.value)


def _phrases(request: DraftRequest) -> Phrases:
    """The buyer's language by his letters; the request's own where he wrote none."""
    text = " ".join(request.burst)[:LONGEST_READ]
    if re.search(r"[а-яё]", text, re.IGNORECASE):
        return RUSSIAN
    if re.search(r"[a-z]{2}", text, re.IGNORECASE):
        return ENGLISH
    return ENGLISH if request.language == "en" else RUSSIAN


def _name(title: str) -> str:
    """«Диван угловой «Осло»» as one says it: «диван»; empty where a title is no plain noun."""
    words = title.split()[:2]
    if not words or not all(_NAME_WORD.fullmatch(word.strip(",.")) for word in words[:1]):
        return ""
    first = words[0].strip(",.")
    if not _ADJECTIVE.search(first.lower()):
        return first.lower()
    if len(words) > 1 and _NAME_WORD.fullmatch(words[1].strip(",.")):
        return f"{first} {words[1].strip(',.')}".lower()
    return ""


def _roubles(amount: int) -> str:
    """15000 as «15 000 ₽», with spaces that do not break."""
    return f"{amount:,}".replace(",", "\u00a0") + "\u00a0₽"


def _wished(wish: str) -> str:
    """The seller's order as a sentence: «скажи, что привезём завтра» as «Привезём завтра.»."""
    said = _ORDER.sub("", " ".join(wish.split()), count=1)[:600].strip()
    if not said:
        return ""
    return said[0].upper() + said[1:] + ("" if said[-1] in ".!?…" else ".")
