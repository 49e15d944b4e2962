"""What an automatic answer must not be or contain. Pure, linear; in doubt it finds something."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ai.amounts import find_amounts
from ai.fold import Folded, fold, skeleton
from ai.model import LONGEST_REPLY, Answer, ListingFacts, utf16_length
from ai.phones import find_phones


class Rule(StrEnum):
    """What was broken."""

    AMOUNT = "amount"
    PHONE = "phone"
    LINK = "link"
    EMAIL = "email"
    NICK = "nick"
    MESSENGER = "messenger"
    TOO_LONG = "too_long"
    # Of the answer as a whole, not of its words.
    MISSING = "missing"
    UNSURE = "unsure"
    KIND = "kind"
    COMPLAINT = "complaint"
    HUMAN = "human"
    IN_A_ROW = "in_a_row"


SURE_ENOUGH = 0.6
"""A model that is less sure than this asks the seller."""

OF_THE_BOT_ALONE = frozenset[Rule]()
"""Rules about what the bot cannot know or be; a seller who types himself does and is."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule and the words that broke it, as they stood; for TOO_LONG the length."""

    rule: Rule
    found: str


Span = tuple[int, int]

_ENDS = skeleton(
    "ru|su|com|net|org|me|io|info|biz|online|site|shop|store|ly|gg|cc|app|dev|by|kz|ua|xyz|club|pro"
    "|link|page|top|tv|be|to|co|uk|de|pw|vip|live|рф|рус|москва"
)
_EMAIL = re.compile(
    r"[\w.+-]{1,64} ?(?:@|\(ат\)|\[ат\]|собака) ?"
    r"[\w-]{1,63}(?: ?(?:\.| точка | dот ) ?[\w-]{2,63}){1,4}"
)
_LINK = re.compile(
    rf"{skeleton('http')}s?:|{skeleton('www')}\.|(?<!\w)[\w-]{{1,63}}"
    rf"(?: ?\. ?[\w-]{{1,63}}){{0,4}}? ?\. ?(?:{_ENDS})(?!\w)|\w{{2,63}} (?:точка|dот) (?:ру|ком"
    rf"|нет|{_ENDS})(?!\w)"
)
_NICK = re.compile(
    r"(?<![\w.])@ ?[^\W\d_]\w{2,}"
    r"|(?<!\w)(?:ник|никнейм|логин|niск)(?!\w) ?[:\-–—]? ?[\w.]{3,}"
)
_MESSENGERS = (
    "telegram телеграм телеграмм телега телеге телегу телеги телегой телегр тг tg whatsapp"
    " whats-app вотсап вотсапп ватсап ватсапп вацап воцап ватцап viber вайбер вайбере вайберу вк"
    " вконтакте vk instagram инстаграм инста инсте инсту skype скайп скайпе discord дискорд wechat"
    " signal facebook фейсбук одноклассники одноклассниках icq аська imo messenger мессенджер"
)
_MESSENGER = re.compile(
    r"(?<!\w)(?:"
    + skeleton(_MESSENGERS).replace(" ", "|")
    + r"|(?:в|на|через|мессенджер\w{0,2}) (?:макс|махе?|максе))(?!\w)"
)
_LONG_NAMES = (
    "telegram телеграм whatsapp вотсап ватсап вацап viber вайбер instagram инстаграм вконтакте"
)
_LEET = str.maketrans("0134i", "оlеаl")
_SPREAD = re.compile(skeleton(_LONG_NAMES).translate(_LEET).replace(" ", "|"))


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

    The listing allows its own price, its address as written, and the numbers of its title.
    """
    folded = fold(text)
    findings = [
        Finding(rule, folded.cut(start, end).strip())
        for rule, spans in _find(folded, grounds.listing or ListingFacts(title=""))
        for start, end in spans
    ]
    if (length := utf16_length(text)) > LONGEST_REPLY:
        findings.append(Finding(Rule.TOO_LONG, str(length)))
    return tuple(findings)


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


def _find(folded: Folded, listing: ListingFacts) -> Iterator[tuple[Rule, list[Span]]]:
    phones = list(find_phones(folded))
    rest = _without(folded, [*phones, *_address(folded, listing.address)])
    yield Rule.AMOUNT, list(find_amounts(rest, price_rub=listing.price_rub, known=listing.title))
    yield Rule.PHONE, phones
    emails = _spans(_EMAIL, folded)
    rest = _without(folded, emails)
    yield Rule.LINK, _spans(_LINK, rest)
    yield Rule.EMAIL, emails
    yield Rule.NICK, _spans(_NICK, rest)
    yield Rule.MESSENGER, _spans(_MESSENGER, folded) or list(_spread(folded))


def _spans(pattern: re.Pattern[str], folded: Folded) -> list[Span]:
    return [match.span() for match in pattern.finditer(folded.text)]


def _without(folded: Folded, spans: list[Span]) -> Folded:
    """The text with spaces in place of what is dealt with; everything else keeps its place."""
    letters = list(folded.text)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return Folded("".join(letters), folded.original, folded.starts)


def _address(folded: Folded, address: str) -> list[Span]:
    """Where the listing's address stands word for word."""
    known = fold(address).text.strip(" .")
    if len(known) < 5:
        return []
    return [match.span() for match in re.finditer(re.escape(known), folded.text)]


def _spread(folded: Folded) -> Iterator[Span]:
    """A messenger's name behind dots, spaces or digits: «т е л е г р а м», «te1egram»."""
    places = [place for place, letter in enumerate(folded.text) if letter.isalnum()]
    squeezed = "".join(folded.text[place] for place in places).translate(_LEET)
    for match in _SPREAD.finditer(squeezed):
        yield places[match.start()], places[match.end() - 1] + 1
