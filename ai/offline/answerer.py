"""Answers without a language model: the seller's facts and the listing in their own words, the
rest is asked. Nothing is stated that is not given.
"""

import re
from collections.abc import Iterator, Sequence

from ai.leads import find_phone, leaves_contact
from ai.model import Answer, Completion, DraftRequest, Kind, ListingFacts, Manner
from ai.offline.history import readings_of, topics_before
from ai.offline.known import Settled, settle
from ai.offline.language import is_english, language_of
from ai.offline.naming import as_asked, is_question
from ai.offline.phrases import ENGLISH, INFORMAL, RUSSIAN, Phrases
from ai.offline.why import is_interested, is_lead, why
from ai.offline.wish import follow
from ai.reading.meanings import plain
from ai.reading.questions import LONGEST_READ, Ask, Wants, read
from ai.reading.topics import SAID, Topic, kind_of
from ai.reading.vocabulary import deals

_COMING = {Topic.TIME, Topic.BOOKING, Topic.ADDRESS, Topic.PICKUP, Topic.VIEWING, Topic.DELIVERY}
_ADJECTIVE = re.compile(r"(?:ый|ий|ой|ая|яя|ое|ее|ые|ие)$")
_NAME_WORD = re.compile(r"[А-ЯЁ]?[а-яё]+(?:-[а-яё]+)*")
_SERVICE = re.compile(
    r"ремонт|репетитор|маникюр|услуг|установ|перевоз|фотосес|консульт|инструктор|урок|занят|обучен"
    r"|с нуля"
    r"|на заказ|уборк|сантехник|электрик|мастер|няня|выгул|стрижк|массаж|грузчик|эвакуатор|монтаж"
    r"|пошив"
)
_RENT = re.compile(r"\bсда(?:м|ю|ется|ём)\b|аренд|посуточ|прокат|на сутки")
_MEANT = {"term": Kind.TIME, "package": Kind.PRICE}
_GREETED = re.compile(r"добр\w+ (утр\w+|д[её]?н\w+|вечер\w*)", re.IGNORECASE)
_GREETINGS = {"у": "Доброе утро!", "д": "Добрый день!", "в": "Добрый вечер!"}
_ASKS_WHEN = re.compile(r"\?|когда|во сколько|до скольк|можно|when|what time", re.IGNORECASE)
_BYE = re.compile(r"до свидан|всего (?:добр|хорош|наил)|хорошего (?:дня|вечера)|\bудачи\b|\bbye\b")
_FINER = {Topic.SIZE, Topic.CONDITION, Topic.WARRANTY, Topic.PAYMENT, Topic.DELIVERY}


class Offline:
    """A Model that knows only the facts, the listing and the chat; same request, same answer."""

    async def complete(self, request: DraftRequest) -> Completion:
        """Answer a burst; never fails and costs nothing."""
        return Completion(answer(request), None)

    async def aclose(self) -> None:
        """Nothing is open."""


def answer(request: DraftRequest) -> Answer:
    """What is known and may be said to this burst, and what is missing for the rest."""
    asked = _Asked(request)
    text = "\n".join(request.burst)
    readings = (*readings_of(request.history), asked.reading)
    return Answer(
        kind=asked.kind(),
        interested=is_interested(readings),
        lead=is_lead(asked.reading, left_phone=asked.left_phone),
        why=why(readings, text, left_phone=asked.left_phone),
        language=language_of(text, unknown=request.language),
        used=asked.used(),
        missing=asked.missing(),
        wants_human=Topic.HUMAN in asked.topics,
        complaint=Topic.COMPLAINT in asked.topics,
        reply=" ".join(filter(None, _sentences(asked))),
        confidence=asked.confidence(),
    )


class _Asked:
    """One request as read: what is asked, what is known of it, and the words to answer in."""

    def __init__(self, request: DraftRequest) -> None:
        self.request = request
        self.listing = request.listing or ListingFacts(title="")
        self.manner = request.manner
        self.short = self.manner is Manner.SHORTER or request.tone.manner == "short"
        self.phrases = _phrases(request)
        self.reading = read(request.burst, before=topics_before(request.history))
        self.topics = self.reading.topics
        self.left_phone = leaves_contact("\n".join(request.burst))
        settled = tuple(self._settle())
        self.settled = tuple(
            one for one in settled if one.known or one.quarrel or _can_be_asked(one.ask)
        )
        self.all_read = self.settled == settled
        if implied := self._implied():
            self.settled += tuple(settle(request, [implied]))
        self.wished = follow(request.wish) if self.manner is Manner.OWN else ""
        # With his own words the seller has said himself what was missing.
        self.unknown = (
            () if self.wished else tuple(one.ask for one in self.settled if not one.known)
        )

    def say(self, phrase: str, **named: str) -> str:
        """A phrase with none of the words that the seller does not want, where there is one."""
        ways = [way.format(**named) for way in phrase.split("|")]
        avoid = [plain(word) for word in self.request.tone.avoid if word.strip()]
        return next((way for way in ways if not _has(way, avoid)), ways[-1])

    def missing(self) -> list[str]:
        """What the seller has to be asked, as the buyer named it."""
        return [self._name(ask) for ask in self.unknown]

    def used(self) -> list[int]:
        """What it rests on; of facts that contradict each other too that nothing else is said."""
        facts = (fact for one in self.settled for fact in (*one.facts, *one.quarrel))
        return list(dict.fromkeys(fact.id for fact in facts))

    def kind(self) -> Kind:
        """The weightiest topic; where no word is known, by what is asked of the thing."""
        about = {one.ask.topic for one in self.settled} | (self.topics & SAID)
        weightiest = next(
            (topic for topic in Topic if topic in about or topic in self.topics), None
        )
        weightiest = next((topic for topic in Topic if topic in about), weightiest)
        if weightiest in (None, Topic.THANKS, Topic.GREETING, Topic.FINE) and self.settled:
            return self._kind_of_thing()
        if weightiest is None:
            return Kind.OTHER
        return kind_of(weightiest)

    def _kind_of_thing(self) -> Kind:
        """A question about what a thing is like, or another one."""
        meant = frozenset[str]().union(*(one.ask.meanings for one in self.settled))
        if kind := next((kind for meaning, kind in _MEANT.items() if meaning in meant), None):
            return kind
        of_deals = _SERVICE.search(plain(self.listing.title)) or meant & deals()
        return Kind.OTHER if of_deals else Kind.CONDITION

    def confidence(self) -> float:
        """Low where something is missing, lowest where nothing was understood."""
        if not self.all_read:
            return 0.2
        said = self.topics & SAID if not self.unknown else self.topics
        if not said and not self.left_phone and not any(one.known for one in self.settled):
            return 0.2
        return 0.5 if self.unknown else 0.9

    def _settle(self) -> Iterator[Settled]:
        """What is surely asked or can be answered; where that is nothing, the last thing said."""
        settled = list(settle(self.request, filter(self._is_asked, self.reading.asks)))
        kept = [one for one in settled if one.known or one.quarrel or one.ask.sure]
        yield from kept or ([] if self.topics or self.left_phone else settled[-1:])

    def _is_asked(self, ask: Ask) -> bool:
        """«Позвоните мне, готов купить сегодня» asks for a call and for nothing else."""
        return (
            not self.left_phone or ask.topic is not Topic.TIME or bool(_ASKS_WHEN.search(ask.text))
        )

    def _implied(self) -> Ask | None:
        """Who agrees or leaves a number has to hear when and where, if he was not told already."""
        if any(one.known and one.ask.topic in _COMING for one in self.settled):
            return None
        asked = {one.ask.topic for one in self.settled}
        if Topic.AGREES in self.topics and not asked & (_COMING | {Topic.RESERVE, Topic.CONTACT}):
            return Ask("", Topic.TIME, frozenset(), Wants.TIME)
        return Ask("", Topic.CONTACT, frozenset()) if self.left_phone and not asked else None

    def _name(self, ask: Ask) -> str:
        if ask.topic is Topic.DELIVERY and ask.place:
            return self.phrases.delivery.format(place=ask.place)
        if finer := _finer(ask, self.phrases):
            return finer[0]
        named = ask.topic is not None and self.phrases.missing[ask.topic]
        if named and not (ask.topic in (Topic.PRICE, Topic.AVAILABILITY) and ask.meanings):
            return named
        return as_asked(ask.text) or named or ask.text


def _can_be_asked(ask: Ask) -> bool:
    return ask.topic is not None or is_question(ask.text)


def _finer(ask: Ask, phrases: Phrases) -> tuple[str, str] | None:
    """The one thing of its topic that is asked: weight, and no sizes; nothing where it is more."""
    found = [phrases.finer[meaning] for meaning in ask.meanings if meaning in phrases.finer]
    if len(found) != 1 or (ask.topic not in _FINER and len(ask.meanings) > 1):
        return None
    return found[0]


def _has(sentence: str, avoid: Sequence[str]) -> bool:
    said = plain(sentence)
    return any(re.search(rf"(?<!\w){re.escape(word)}", said) for word in avoid)


def _sentences(asked: _Asked) -> Iterator[str]:
    said = [*_courtesies(asked), *_known(asked)]
    if asked.wished:
        said.append(as_sentence(asked.wished))
    elif not said or asked.unknown:
        said.append(_will_check(asked, alone=not said))
    yield _hello(asked)
    yield from dict.fromkeys(said)
    if _asks_back(asked):
        yield asked.say(asked.phrases.when_suits)
    if asked.manner is Manner.POLITER:
        yield asked.say(asked.phrases.write_more)


def _asks_back(asked: _Asked) -> bool:
    """Whether to ask when it would suit the buyer: he means to come and has named no day."""
    if asked.short or asked.manner is Manner.OWN or asked.reading.names_a_day:
        return False
    about = {ask.topic for ask in asked.unknown}
    return bool(about & {Topic.TIME, Topic.VIEWING, Topic.BOOKING})


def _hello(asked: _Asked) -> str:
    """A greeting where the buyer greeted or the talk begins; his own «Добрый день» comes back."""
    greets = asked.request.tone.greets
    begins = asked.request.is_first_answer
    politer = asked.manner is Manner.POLITER
    warm = politer or (asked.request.tone.manner == "warm" and begins)
    thanked = bool(asked.topics) and asked.topics <= {Topic.THANKS, Topic.FINE, Topic.DECLINE}
    due = Topic.GREETING in asked.topics or politer or (begins and not thanked)
    if asked.manner is Manner.SHORTER or greets == "never" or not (due or greets == "always"):
        return ""
    hello = asked.say(asked.phrases.hello)
    match = _GREETED.search(" ".join(asked.request.burst)[:LONGEST_READ])
    if match and asked.phrases is not ENGLISH:
        hello = asked.say(_GREETINGS[match[1][0].lower()] + "|" + hello)
    return f"{hello} {asked.say(asked.phrases.thanks_for_interest)}" if warm else hello


def _courtesies(asked: _Asked) -> Iterator[str]:
    """What needs no fact: regret, a look in person, thanks."""
    phrases = asked.phrases
    spoken = {
        Topic.COMPLAINT: phrases.complaint,
        Topic.HUMAN: phrases.human,
        Topic.AGREES: phrases.agrees,
        Topic.DECLINE: phrases.decline,
    }
    yield from (asked.say(way) for topic, way in spoken.items() if topic in asked.topics)
    if asked.left_phone:
        said = find_phone("\n".join(asked.request.burst))
        yield asked.say(phrases.number_seen if said else phrases.contact_seen)
    if any(ask.topic is Topic.CONTACT for ask in asked.unknown) and not asked.left_phone:
        yield asked.say(phrases.contact_asked)
    small = {
        Topic.NUDGE: phrases.nudge,
        Topic.THANKS: phrases.bye if _leaves(asked) else phrases.thanks,
        Topic.FINE: phrases.fine,
        Topic.GREETING: phrases.greeting,
    }
    if asked.topics <= small.keys() and not asked.left_phone and not asked.settled:
        yield from [asked.say(way) for topic, way in small.items() if topic in asked.topics][:1]


def _leaves(asked: _Asked) -> bool:
    return _BYE.search(plain(" ".join(asked.request.burst)[:LONGEST_READ])) is not None


def _known(asked: _Asked) -> Iterator[str]:
    """The listing's word on what it knows, then the facts in their own words."""
    yield from _of_listing(asked)
    for one in asked.settled:
        yield from (as_sentence(fact.text) for fact in one.facts)
        if one.said:
            yield as_sentence(one.said)
        if one.by_title:
            yield asked.say(asked.phrases.by_listing, title=asked.listing.title.strip(" ."))


def _of_listing(asked: _Asked) -> Iterator[str]:
    """What the listing says about the topics; the price also where the buyer bargains."""
    phrases, listing = asked.phrases, asked.listing
    told = {one.ask.topic for one in asked.settled if one.by_listing}
    open_ones = {one.ask.topic for one in asked.settled if not one.known}
    if Topic.AVAILABILITY in told:
        name = _name(listing.title) if phrases is not ENGLISH else ""
        if _SERVICE.search(plain(listing.title)) or _RENT.search(plain(listing.title)):
            yield asked.say(phrases.in_force)
        else:
            yield (
                asked.say(phrases.in_sale, name=name)
                if name
                else asked.say(phrases.in_sale_unnamed)
            )
    if asked.manner is Manner.NO_DISCOUNT:
        yield asked.say(phrases.no_discount)
    priced = Topic.PRICE in told or Topic.BARGAIN in open_ones
    if (priced or asked.manner is Manner.NO_DISCOUNT) and listing.price_rub:
        yield asked.say(phrases.price, price=_roubles(listing.price_rub))
    located = told & {Topic.ADDRESS, Topic.PICKUP} or Topic.ADDRESS in open_ones
    if located and listing.address:
        yield asked.say(phrases.address, address=listing.address.strip(" ."))


def _will_check(asked: _Asked, *, alone: bool) -> str:
    """That the unknown will be asked: by name, up to three of them."""
    phrases = asked.phrases
    named = [ask for ask in asked.unknown if ask.topic or _finer(ask, phrases)]
    about = list(dict.fromkeys(_about(ask, phrases) for ask in named))
    if len(named) < len(asked.unknown) and (about or not alone):
        about.append(phrases.the_rest)
    if not 1 <= len(about) <= 3:
        return asked.say(phrases.will_check_all_short if asked.short else phrases.will_check_all)
    topics = phrases.and_word.join(filter(None, [", ".join(about[:-1]), about[-1]]))
    return asked.say(phrases.will_check_short if asked.short else phrases.will_check, topics=topics)


def _about(ask: Ask, phrases: Phrases) -> str:
    """What follows «Насчёт»: «доставки до Химок»."""
    topic = ask.topic or Topic.PRICE
    if not ask.place and (finer := _finer(ask, phrases)):
        return finer[1]
    named = phrases.about.get(topic, phrases.missing[topic])
    return f"{named} {ask.place}" if ask.place else named


def _phrases(request: DraftRequest) -> Phrases:
    if is_english(request):
        return ENGLISH
    return RUSSIAN if request.tone.formal else INFORMAL


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
    """15000 as «15 000 ₽»."""
    return f"{amount:,}".replace(",", " ") + " ₽"


def as_sentence(text: str) -> str:
    """The seller's own words with a capital letter and a stop."""
    said = " ".join(text.split())
    if not said:
        return ""
    return said[0].upper() + said[1:] + ("" if said[-1] in ".!?…" else ".")
