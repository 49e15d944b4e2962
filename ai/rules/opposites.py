"""A thing called the opposite of what a fact calls it: «сухие», where they are raw. Pure."""

import re
from collections.abc import Iterator

from ai.fold import Folded
from ai.rules.clauses import asserted
from ai.rules.patterns import whole
from ai.spoken import figures_of

Span = tuple[int, int]

_ENDING = r"(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ых|их|ую|ого)"
_PAIRS = (
    (rf"сух{_ENDING}", r"сух", r"сыр(?:ой|ая|ые|ое)|влажн|естественн\w+ влажн"),
    (rf"натуральн{_ENDING}", r"натур", r"искусств|экокож|синтет"),
    (rf"искусственн{_ENDING}", r"искусств|эко", r"натур"),
    (
        rf"цел(?:{_ENDING}|ехоньк\w+)",
        r"цел|без (?:скол|трещин)",
        r"паян|заклеен|подклеен|трещин|треснут|разбит|сломан|латк|грибок|надорв|порван",
    ),
    (r"оригинал\w*", r"ориг", r"копия|реплика|аналог|неориг|не ориг"),
    (
        r"исправ\w+|рабоч(?:ий|ая|ее|ие)|работа(?:ет|ют)",
        r"рабоч|исправ|(?<!не )раб",
        r"не ?раб|неисправ|сломан|не греет|не включ",
    ),
    (r"жив(?:ой|ая|ые)|держит", r"жив|(?<!не )держ", r"не держ|мертв|убит|севш"),
    (r"родн(?:ой|ая|ое|ые)|не менял\w+", r"родн|не менял", r"менял(?:ся|ась|и|а)?|заменен|меняный"),
    (
        r"в наличии|в продаже|не продан\w?",
        r"наличи|осталось|остал[аи]?сь|не продан",
        r"(?:все |уже )?продан[оаы]?(?!\w)|закончил|нет в наличии|раскупил",
    ),
    (r"размер в размер|в размер", r"в размер", r"маломер|большемер"),
    (r"маломер\w+", r"маломер", r"большемер|в размер"),
    (r"большемер\w+", r"большемер", r"маломер|в размер"),
)
_OPPOSITES = tuple(
    (whole(said), re.compile(rf"(?<!\w)(?:{borne_out})"), re.compile(rf"(?<!\w)(?:{against})"))
    for said, borne_out, against in _PAIRS
)


def find_opposite(folded: Folded, facts: tuple[str, ...]) -> Iterator[Span]:
    """Where something is said whose opposite a fact says, and that no fact says."""
    known = "\n".join(map(figures_of, facts))
    pairs = [
        said for said, out, against in _OPPOSITES if against.search(known) and not out.search(known)
    ]
    for clause in asserted(folded.text) if pairs else ():
        for said in pairs:
            for match in said.finditer(clause.text):
                if not clause.denies(*match.span()):
                    yield clause.place(*match.span())
