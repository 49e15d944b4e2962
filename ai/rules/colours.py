"""A colour that nothing known has. Pure."""

import re
from collections.abc import Iterator

from ai.fold import Folded, fold
from ai.rules.clauses import asserted

Span = tuple[int, int]

_ENDING = r"(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его|ую|юю|ых|их)"
_COLOUR = re.compile(
    r"(?<!\w)(?:(?:темно|светло|ярко)-?)?(?P<root>бел(?:оснежн)?|черн|сер(?:ебрист)?|красн|син"
    r"|голуб|зелен|желт|оранжев|розов|фиолетов|коричнев|бежев|золотист|бордов|бирюзов|сиренев"
    rf"|графитов){_ENDING}(?!\w)(?! (?:дерев|чек|пятниц|площад|линия|линии|улиц|список|книг|зон))"
)
SHORTEST = 3


def find_colours(folded: Folded, *, known: str) -> Iterator[Span]:
    """«Да, белый», where no fact speaks of white."""
    text = fold(known).text
    for clause in asserted(folded.text):
        for match in _COLOUR.finditer(clause.text):
            if match["root"][:SHORTEST] not in text and not clause.denies(*match.span()):
                yield clause.place(*match.span())
