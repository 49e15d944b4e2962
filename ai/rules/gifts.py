"""What is given along, or paid for by the seller, though facts name no such thing. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache

from ai.fold import Folded, fold
from ai.rules.acts import act
from ai.rules.clauses import Clause, asserted
from ai.rules.deeds import read_verbs, things
from ai.similar import root, roots

Span = tuple[int, int]

_GIVING = frozenset({"gift", "give", "pay"})
_ON_US = re.compile(
    r"(?<!\w)(?:с (?:нас|меня)(?! не| бы)|за (?:наш|мой) счет|беру на себя|берем на себя"
    r"|в подар\w+|подарочком|подарком|бонусом|в придачу|впридачу|в довесок|на сдачу)(?!\w)"
)
_PAID_BY_US = re.compile(
    r"(?<!\w)(?:с нас|с меня|за (?:наш|мой) сч|бесплатн|входит|входят|включ|вместе с|комплект"
    r"|подар|дари|бонус|придач|впридач)"
)
_NO_THING_WORDS = (
    "подарок подарки подарочек бонус придачу довесок покупке покупателю сдачу комплект ответ"
    " килограмм кило"
)
_NO_THING = frozenset(map(root, _NO_THING_WORDS.split()))
SHORTEST = 4
_YOURS = re.compile(
    r"(?<!\w)(?P<what>[^\W\d_]{3,}) (?:уже |теперь )?(?:ваш\w{0,2}|тво\w{1,2})(?= ?[.!]?(?:\n|$))"
)


def find_gifts(folded: Folded, facts: tuple[str, ...], title: str) -> Iterator[Span]:
    """Where a thing is given or paid for that neither a fact nor the title names.

    «Бесплатно для вас» and «с меня» need a fact that says so, whatever they are said of.
    """
    known = _words_of((*facts, title))
    paid = _PAID_BY_US.search(fold("\n".join(facts)).text) is not None
    for clause in asserted(folded.text):
        for span in [*_given(clause, known, paid=paid), *_handed_over(clause, title)]:
            if not clause.denies(*span):
                yield clause.place(*span)


def _given(clause: Clause, known: frozenset[str], *, paid: bool) -> Iterator[Span]:
    verbs = [span for span, _ in read_verbs(clause.text) if _gives(clause.text[slice(*span)])]
    on_us = [match.span() for match in _ON_US.finditer(clause.text)]
    if not verbs and not on_us:
        return
    if any(not _is_known(thing, known) for thing in things(clause.text) - _NO_THING):
        yield from [*verbs, *on_us]
    elif not paid:
        yield from on_us


def _is_known(thing: str, known: frozenset[str]) -> bool:
    """«Самокат» is known where the title has «электросамокат»."""
    return thing in known or (len(thing) >= SHORTEST and any(thing in one for one in known))


def _handed_over(clause: Clause, title: str) -> Iterator[Span]:
    """«Диван ваш»: the thing itself, which is promised to the buyer so."""
    for match in _YOURS.finditer(clause.text):
        if root(match["what"]) in _words_of((title,)):
            yield match.span()


def _gives(verb: str) -> bool:
    return act(verb) in _GIVING


@lru_cache(maxsize=256)
def _words_of(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for text in texts for word in roots(text))
