"""What an automatic answer must not be or contain. Pure, linear; in doubt it finds something."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from ai.fold import Folded, fold
from ai.model import LONGEST_REPLY, Answer, ListingFacts, utf16_length
from ai.phones import digits_of, find_phones
from ai.rules import claims, contacts, figures, payments, secrets
from ai.rules.amounts import (
    find_amounts,
    find_known,
    find_refused,
    find_short_price,
    read_allowed,
    roman_sum,
)
from ai.rules.bindings import find_free, find_miscounted, find_misplaced, find_moved, find_swapped
from ai.rules.colours import find_colours
from ai.rules.consent import find_consent
from ai.rules.contacts import key_of, read_stated
from ai.rules.deeds import find_brought, find_deeds
from ai.rules.denials import find_denied
from ai.rules.disguise import find_disguised
from ai.rules.gifts import find_gifts
from ai.rules.honesty import find_human_claims, find_machine_talk
from ai.rules.language import foreign_to
from ai.rules.models import find_models
from ai.rules.money import Allowed
from ai.rules.numbers import find_echoed, find_marks, find_unknown
from ai.rules.opposites import find_opposite
from ai.rules.places import find_places
from ai.rules.promises import find_promises
from ai.rules.rudeness import find_rude, find_spelled
from ai.rules.times import find_stated, find_times
from ai.rules.wording import find_avoided, repeats
from ai.shorthand import in_full


class Rule(StrEnum):
    """What was broken."""

    AMOUNT = "amount"
    PHONE = "phone"
    LINK = "link"
    EMAIL = "email"
    NICK = "nick"
    MESSENGER = "messenger"
    CONTACT = "contact"
    CONTACT_OF_FACT = "contact_of_fact"
    ADDRESS = "address"
    PAYMENT = "payment"
    TIME = "time"
    PROMISE = "promise"
    CLAIM = "claim"
    FIGURE = "figure"
    HUMAN_CLAIM = "human_claim"
    MACHINE = "machine"
    RUDE = "rude"
    LANGUAGE = "language"
    AVOID = "avoid"
    REPEAT = "repeat"
    STATUS = "status"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    # Of the question, or of the answer as a whole.
    TRICK = "trick"
    CONFLICT = "conflict"  # of the facts it rests on
    MISSING = "missing"
    UNSURE = "unsure"
    KIND = "kind"
    COMPLAINT = "complaint"
    HUMAN = "human"
    IN_A_ROW = "in_a_row"
    # Of a draft that has waited: what it was written from says something else by now.
    CHANGED = "changed"
    LISTING_CHANGED = "listing_changed"


SURE_ENOUGH = 0.6
"""A model that is less sure than this asks the seller."""

OF_THE_BOT_ALONE = frozenset(
    {
        Rule.ADDRESS,
        Rule.TIME,
        Rule.PROMISE,
        Rule.CLAIM,
        Rule.FIGURE,
        Rule.HUMAN_CLAIM,
        Rule.MACHINE,
        Rule.RUDE,
        Rule.LANGUAGE,
        Rule.REPEAT,
        Rule.STATUS,
    }
)
"""Rules about what the bot cannot know or be; a seller who types himself does and is."""

WARNS_ONLY = frozenset({Rule.CONTACT_OF_FACT})
"""What the seller is told of and an automatic answer may have: the contact stands in a fact."""

OVER = frozenset({"old", "removed", "blocked", "rejected"})
"""Avito's words for a listing that nobody can buy from."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule and the words that broke it, as they stood; for TOO_LONG the length."""

    rule: Rule
    found: str

    @property
    def holds(self) -> bool:
        """Whether an automatic answer has to wait for the seller."""
        return self.rule not in WARNS_ONLY


FOR_NOTHING = "Отдаём даром, бесплатно, 0 ₽"

LONGEST_BURST = 2000

Span = tuple[int, int]
_QUOTED = re.compile(r"[«\"“](.+?)[»\"”]")


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an answer may rest on, and to whom it goes.

    `facts` are the texts of the facts and templates it uses, `burst` the buyer's lines that it
    answers, `languages` (two letters each) those that may go out by themselves, `avoid` the words
    the seller does not want, `last_reply` what the buyer was told last.
    """

    listing: ListingFacts | None = None
    facts: tuple[str, ...] = ()
    burst: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("ru",)
    avoid: tuple[str, ...] = ()
    last_reply: str = ""


def check(text: str, grounds: Grounds) -> tuple[Finding, ...]:
    """Everything that keeps an answer from being sent without a human, in the order of the rules.

    The listing allows its own price, its address, and the numbers and names of its title. A text
    that is too long never leaves, whatever stands in it: it is not read.
    """
    if (length := utf16_length(text)) > LONGEST_REPLY:
        return (Finding(Rule.TOO_LONG, str(length)),)
    folded = fold(text)
    grounds = _within_bounds(_in_full(_with_price(grounds)))
    found = [
        Finding(rule, folded.cut(start, end).strip())
        for rule, spans in _in_words(folded, grounds)
        for start, end in _apart(spans)
    ]
    whole = _in_whole(text, grounds, alone=not found)
    return (*found, *(Finding(rule, said) for rule, said in whole if said))


def _with_price(grounds: Grounds) -> Grounds:
    """A price of nothing is a fact: «отдам даром»."""
    given = grounds.listing is not None and grounds.listing.price_rub == 0
    return replace(grounds, facts=(*grounds.facts, FOR_NOTHING)) if given else grounds


def _in_full(grounds: Grounds) -> Grounds:
    return replace(grounds, facts=tuple(map(in_full, grounds.facts)))


def _within_bounds(grounds: Grounds) -> Grounds:
    """Of what a buyer said no more is read than the last words: that is what is answered."""
    left = LONGEST_BURST
    kept: list[str] = []
    for line in reversed(grounds.burst):
        kept.append(line[max(0, len(line) - left) :] if left > 0 else "")
        left -= len(line)
    return replace(grounds, burst=tuple(line for line in reversed(kept) if line))


def check_own(text: str, grounds: Grounds) -> tuple[Finding, ...]:
    """What a seller should think twice about in what he typed himself."""
    return tuple(one for one in check(text, grounds) if one.rule not in OF_THE_BOT_ALONE)


@dataclass(frozen=True, slots=True)
class Leave:
    """What the seller lets go by itself, and how many automatic answers the chat has had."""

    ask_kinds: frozenset[str] = frozenset()
    most_in_a_row: int = 5
    in_a_row: int = 0


def check_answer(answer: Answer, leave: Leave) -> tuple[Finding, ...]:
    """What keeps an answer from going out by itself, whatever its words are."""
    unsure = not answer.missing and answer.confidence < SURE_ENOUGH
    rules = (
        (Rule.COMPLAINT, answer.complaint, ""),
        (Rule.HUMAN, answer.wants_human, ""),
        (Rule.MISSING, bool(answer.missing), ", ".join(answer.missing)),
        (Rule.UNSURE, unsure, f"{answer.confidence:.0%}"),
        (Rule.KIND, answer.kind.value in leave.ask_kinds, answer.kind.value),
        (Rule.IN_A_ROW, leave.in_a_row >= leave.most_in_a_row, str(leave.in_a_row)),
    )
    return tuple(Finding(rule, found) for rule, broken, found in rules if broken)


@dataclass(frozen=True, slots=True)
class _Read:
    """A text and its grounds, made ready for the rules.

    `rest` has no phones and no names of the listing, `untimed` no times either that may stand
    there, `numbers` no numbers besides that only repeat what the buyer said, or refuse it.
    """

    folded: Folded
    phones: list[Span]
    rest: Folded
    untimed: Folded
    numbers: Folded
    listing: ListingFacts
    facts: tuple[str, ...]
    burst: tuple[str, ...]
    allowed: Allowed

    @property
    def stated(self) -> tuple[str, ...]:
        """All texts that may be repeated, but for the price."""
        return (*self.facts, self.listing.title, self.listing.address)

    @property
    def known(self) -> str:
        return "\n".join(self.stated)


def _read(folded: Folded, grounds: Grounds) -> _Read:
    listing = grounds.listing or ListingFacts(title="")
    facts, burst = grounds.facts, grounds.burst
    phones = list(find_phones(folded))
    rest = folded.without([*phones, *_named(folded, listing)])
    untimed = rest.without(list(find_stated(rest, (*facts, listing.title), burst)))
    echoed = find_echoed(untimed, burst, listing.price_rub)
    allowed = read_allowed(facts, listing.title, burst)
    in_short = find_short_price(untimed, listing.price_rub)
    numbers = untimed.without(
        [*echoed, *in_short, *find_marks(untimed), *find_refused(untimed, allowed)]
    )
    return _Read(folded, phones, rest, untimed, numbers, listing, facts, burst, allowed)


def _in_words(folded: Folded, grounds: Grounds) -> Iterator[tuple[Rule, Iterable[Span]]]:
    """What stands in single words, rule by rule."""
    read = _read(folded, grounds)
    title, facts, burst = read.listing.title, read.facts, read.burst
    yield from _numbers(read, grounds)
    yield from _contacts(folded, read.phones, facts, title)
    yield Rule.ADDRESS, find_places(read.untimed, known=read.known, burst=burst)
    yield Rule.PAYMENT, payments.find_payments(folded, title=title, facts=facts)
    yield Rule.TIME, find_times(read.rest, (*facts, title), burst)
    yield Rule.PROMISE, _promises(read)
    yield Rule.CLAIM, _claims(read)
    yield Rule.HUMAN_CLAIM, find_human_claims(folded, burst)
    yield Rule.MACHINE, [*find_machine_talk(folded), *find_spelled(folded)]
    yield Rule.RUDE, find_rude(folded)
    yield Rule.AVOID, find_avoided(folded, grounds.avoid)
    yield from _as_answer(folded, grounds)


def _numbers(read: _Read, grounds: Grounds) -> Iterator[tuple[Rule, list[Span]]]:
    """Sums that are not allowed, and figures that nobody stated; each number is found once."""
    price_rub, known = read.listing.price_rub, (*read.facts, *_of_listing(grounds))
    amounts = list(find_amounts(read.numbers, price_rub=price_rub, allowed=read.allowed))
    bare = list(figures.find_figures(read.numbers, read.burst, known=known))
    stands = find_known(read.numbers, price_rub=price_rub, allowed=read.allowed) if bare else ()
    yield Rule.AMOUNT, [*amounts, *_outside(bare, list(stands))]
    models = find_models(read.rest, known=(*read.stated, *read.burst))
    measured = claims.find_figures(read.rest, known=(*read.stated, *read.burst))
    unknown = find_unknown(read.numbers, known=known)
    found = [*amounts, *bare, *claims.find_measures(read.rest)]
    yield Rule.FIGURE, [*measured, *models, *_outside(unknown, found)]


def _promises(read: _Read) -> Iterator[Span]:
    """What is promised in so many words, in any verb, or as a gift."""
    yield from find_promises(read.rest, read.facts)
    yield from find_deeds(read.rest, read.facts)
    yield from find_brought(read.rest, read.facts)
    yield from find_gifts(read.rest, read.facts, read.listing.title)


def _claims(read: _Read) -> Iterator[Span]:
    """What is said of the thing and its terms that nothing known says."""
    yield from claims.find_claims(read.rest, known=read.known)
    yield from claims.find_carriers(read.rest, known=read.known)
    yield from find_opposite(read.rest, read.facts)
    yield from find_colours(read.rest, known=read.known)
    yield from claims.find_lifted(read.rest, read.facts)
    yield from claims.find_contradicted(read.rest, read.facts, read.burst)
    yield from claims.find_unconditional(read.rest, read.facts)
    title, price_rub = read.listing.title, read.listing.price_rub
    yield from find_denied(read.rest, read.facts, read.burst, title=title)
    yield from claims.find_covered(read.rest, read.facts)
    yield from find_free(read.rest, read.facts)
    yield from find_misplaced(read.rest, read.facts, price_rub=price_rub, title=title)
    yield from find_swapped(read.rest, read.facts, price_rub=price_rub)
    yield from find_moved(read.rest, read.facts, known=read.known)
    yield from find_miscounted(read.rest, read.facts, (title, *read.burst))


def _as_answer(folded: Folded, grounds: Grounds) -> Iterator[tuple[Rule, Iterable[Span]]]:
    """A contact for one who asked for it, a word that hides, what is nobody's to tell."""
    known = (*grounds.facts, *_of_listing(grounds))
    ways = figures.find_ways(folded, grounds.burst, known=known)
    yield Rule.CONTACT, [*ways, *find_disguised(folded, known=_plain(known, grounds.burst))]
    yield Rule.PAYMENT, secrets.find_codes(folded)
    yield Rule.MACHINE, secrets.find_rules(folded)


def _plain(known: tuple[str, ...], burst: tuple[str, ...]) -> str:
    return "\n".join(fold(text).text for text in (*known, *burst))


def _of_listing(grounds: Grounds) -> tuple[str, ...]:
    """What the listing says, price included."""
    listing = grounds.listing or ListingFacts(title="")
    price = "" if listing.price_rub is None else str(listing.price_rub)
    return (price, listing.title, listing.address)


def _in_whole(text: str, grounds: Grounds, *, alone: bool) -> Iterator[tuple[Rule, str]]:
    """What a text is as a whole; an empty finding is none. A yes counts where nothing else does."""
    listing = grounds.listing or ListingFacts(title="")
    names = (listing.title, listing.address, *grounds.facts)
    yield Rule.AMOUNT, roman_sum(text, names)
    yield Rule.LANGUAGE, foreign_to(text, grounds.languages, names)
    known, facts = _of_listing(grounds), grounds.facts
    consent = find_consent(text, grounds.burst, known=known, facts=facts) if alone else None
    yield Rule.PROMISE, consent or ""
    yield Rule.REPEAT, text if repeats(text, grounds.last_reply[:LONGEST_REPLY]) else ""
    yield Rule.STATUS, listing.status if listing.status in OVER else ""
    yield Rule.EMPTY, "" if any(map(str.isalnum, text)) else text.strip()[:20] or "—"


def _contacts(
    folded: Folded, phones: list[Span], facts: tuple[str, ...], title: str
) -> Iterator[tuple[Rule, Iterable[Span]]]:
    """Contacts by kind; those that a fact states last, as what Avito's rules may not allow."""
    stated = read_stated(facts)
    nicks = [one for one in contacts.find_nicks(folded) if key_of(folded, one) in stated]
    emails = contacts.find_emails(folded.without(nicks))
    rest = folded.without([*emails, *phones])
    named = [
        (name, span)
        for name, span in contacts.find_messengers(folded)
        if not _titled(folded, span, title)
    ]
    found: list[tuple[Rule, Span, str]] = [
        *((Rule.PHONE, span, digits_of(folded, span)) for span in phones),
        *((Rule.LINK, span, key_of(folded, span)) for span in contacts.find_links(rest)),
        *((Rule.EMAIL, span, key_of(folded, span)) for span in emails),
        *((Rule.NICK, span, key_of(folded, span)) for span in contacts.find_nicks(rest)),
        *((Rule.MESSENGER, span, name) for name, span in named),
        *((Rule.CONTACT, span, "talk") for span in contacts.find_talk(folded)),
    ]
    for rule in (Rule.PHONE, Rule.LINK, Rule.EMAIL, Rule.NICK, Rule.MESSENGER, Rule.CONTACT):
        yield rule, [span for of, span, key in found if of is rule and key not in stated]
    yield Rule.CONTACT_OF_FACT, [span for _, span, key in found if key in stated]


def _titled(folded: Folded, span: Span, title: str) -> bool:
    """Whether the listing itself is called so: «Телега садовая»."""
    return folded.text[span[0] : span[1]] in fold(title).text


def _named(folded: Folded, listing: ListingFacts) -> list[Span]:
    """Where the listing's address, its title or a name that the title quotes stands as it is."""
    names = [listing.address, listing.title, *_QUOTED.findall(listing.title)]
    known = [name for name in (fold(name).text.strip(" .") for name in names) if len(name) >= 5]
    return [match.span() for name in known for match in re.finditer(re.escape(name), folded.text)]


def _outside(spans: Iterable[Span], others: list[Span]) -> Iterator[Span]:
    """Those that no other one touches."""
    for start, end in spans:
        if not any(start < stop and begin < end for begin, stop in others):
            yield start, end


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Each place once: the longest of those that overlap, in the order of the text."""
    done = 0
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if start >= done and end > start:
            yield start, end
            done = end
