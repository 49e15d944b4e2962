"""An answer in the account's manner: what code can do surely, and no model has to be asked for."""

import re

from ai.model import LONGEST_REPLY, Tone, utf16_length

_NAME = r"[A-ZА-ЯЁ][\w-]{0,30}(?: [A-ZА-ЯЁ][\w-]{0,30}){0,2}"
_NO_NAME = (
    "да|нет|конечно|есть|можно|могу|можем|спасибо|хорошо|верно|увы|пока|продано"
    "|продан|продана|диван"
    "|yes|no|sure|thanks|sold"
)
_ADDRESSED = rf"(?!(?:(?i:{_NO_NAME}))\b){_NAME}"
"""Somebody's name: in capitals, and none of the words that answers begin with."""

_WORDS = (
    r"здравствуйте|здравствуй|здравия желаю|здрав?сь?те|приветствую|приветик|привет|салют"
    r"|добр(?:ый|ого|ое|ой) (?:день|дня|вечера?|утра?|утро|ночи|времени(?: суток)?)"
    r"|(?:день|вечер|утро) добр(?:ый|ое)|доброго здоровья|хай"
    r"|hello|hi|hey|good (?:morning|day|afternoon|evening)"
    r"|с[әа]леметс[іи]з бе|с[әа]лем|ассал[оа]му? ?алейкум|assalomu alaykum|salom"
)
_MORE = (
    r"(?:,? (?:вам|вас|тебя|тебе|again|there|ещ[её] раз|снова|уважаем\w{2,3}(?: \w{1,20})?)"
    r"(?= ?(?:[^\w\s-]|\n|$)))?"
)
_AFTER = r"""[^\w«»"„“'(#№$+@/~<&*-]{0,40}"""
"""What closes a greeting: marks, brackets that smile, pictures, dashes with spaces."""

_GREETING = re.compile(
    rf"\s{{0,9}}(?:{_ADDRESSED}, ?)?(?i:(?:и вам )?(?:{_WORDS})(?![\w-]){_MORE})"
    rf"(?:,? {_ADDRESSED}(?= ?(?:[^\w\s-]|\n|$)))?{_AFTER}"
)
_MARKS = tuple(
    (re.compile(mark, re.MULTILINE | re.IGNORECASE), left)
    for mark, left in (
        (r"<br ?/?>", "\n"),
        (r"</?[a-z][a-z0-9]{0,9}(?: [^<>\n]{0,200})?/?>", ""),
        (r"^ {0,3}```\w{0,20}$\n?", ""),
        (r"^[ \t]{0,8}(?:#{1,6}|[*+>-])[ \t]+(?=\S)", ""),
        (r"\*\*|~~|(?<!\w)__(?=\w)|(?<=[\w.!?])__(?!\w)|`", ""),
        (r"(?<![\w*])\*(?=\S)([^*\n]{1,200}?)(?<=\S)\*(?![\w*])", r"\1"),
        (r"\[([^\[\]\n]{1,200})\]\(([^()\s]{1,300})\)", r"\1 \2"),
        (r"&nbsp;", " "),
        (r"&quot;", '"'),
        (r"&amp;", "&"),
    )
)
"""Marks of HTML and Markdown; an address behind a word stays, for the guards to see."""

MOST_GREETINGS = 3
"""«Здравствуйте! Добрый день!»: so many at the head of one answer are looked for."""


def dress(reply: str, tone: Tone, *, first: bool) -> str:
    """Take marks of Markdown and HTML off, and the greeting where the account does not greet;
    put its signature under the answer.

    `first`: the buyer has had no answer from the seller in this chat yet. A greeting that is all
    there is stays, and a signature that does not fit is left off.
    """
    reply = _unmarked(reply)
    greets = tone.greets == "always" or (tone.greets == "first" and first)
    return _sign(reply.strip() if greets else ungreeted(reply.strip()), tone.signature.strip())


def _unmarked(reply: str) -> str:
    """The words of an answer without the marks that a chat would show as they are."""
    bare = reply
    for mark, left in _MARKS:
        bare = mark.sub(left, bare)
    return bare if bare.strip() else reply


def ungreeted(reply: str) -> str:
    """An answer without the greetings at its head; one that is nothing else as it is."""
    rest = reply
    for _ in range(MOST_GREETINGS):
        greeting = _GREETING.match(rest)
        if greeting is None:
            break
        rest = rest[greeting.end() :].lstrip()
    if not rest or rest == reply:
        return reply
    return rest[0].upper() + rest[1:]


def _sign(reply: str, signature: str) -> str:
    if not signature or reply.casefold().endswith(signature.casefold()):
        return reply
    signed = f"{reply}\n{signature}"
    return reply if utf16_length(signed) > LONGEST_REPLY else signed
