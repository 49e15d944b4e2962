"""Rude words, and a letter at a time: what no seller writes to a buyer. Pure."""

import re
from collections.abc import Iterator

from ai.fold import Folded

_RUDE = re.compile(
    r"(?<!\w)(?:отвали\w*|отвянь\w*|отстань\w*|нищеброд\w*|нищ(?:ий|ая|ие)|туп(?:ица"
    r"|ицы|ой|ая|ые|ой)|идиот\w*"
    r"|дур(?:ак|а|ачь|аки|ень)\w{0,2}|дебил\w*|кретин\w*|придур\w+|урод(?:ы|ина"
    r"|лив\w+)?|лох(?:и|ов|ам)?|чмо"
    r"|козел|мраз\w+|скотин\w+|сволоч\w*|подон\w+|ублюд\w+|твар[ьи]|мошенни\w+"
    r"|ворь[её]|жулик\w*|кидал\w*"
    r"|заткни\w*|пош[её]л (?:ты|вон|на|к)|пошли (?:вы|вон|на)|идите? (?:ты "
    r"|вы )?(?:лесом|нафиг|к ч[её]рту|нах\w+|в баню|в жопу|отсюда)"
    r"|нахрен|нафиг|на фиг|на хрен|хрен\w*|дерьм\w+|говн\w+|жоп\w+|сук[аи]|бля\w{0,4}"
    r"|[оа]?ху[йеяи]\w*|ни ?хуя|пизд\w+|[её]б(?:ан|ать|ал|ну|уч)\w*"
    r"|проваливай\w*|убирай\w* отсюда|достали (?:вы|уже)|ненавижу)(?!\w)"
)
_DENIED = re.compile(r"(?<!\w)(?:не|без|от) (?:\w+ )?$")
# «д-в-е», «т.ы.с.я.ч»; a letter alone in a line is one of an acrostic.
_SPELLED = re.compile(
    r"(?<![\w.])[^\W\d_](?P<gap>[.\-_*· /])(?:[^\W\d_](?P=gap))+[^\W\d_](?!\w)(?P=gap)?"
)
_ALONE = re.compile(r"(?:^|\n)[^\w\n]{0,3}[^\W\d_][^\w\n]{0,3}(?:$|\n)")


def find_rude(folded: Folded) -> Iterator[tuple[int, int]]:
    """Where a buyer, or somebody, is called names."""
    for match in _RUDE.finditer(folded.text):
        if not _DENIED.search(folded.text, max(0, match.start() - 20), match.start()):
            yield match.span()


def find_spelled(folded: Folded) -> Iterator[tuple[int, int]]:
    """Where words are written a letter at a time."""
    for match in _SPELLED.finditer(folded.text):
        if match["gap"] not in ". " or match[0].count(match["gap"]) > 3:
            yield match.span()
    if "\n" in folded.text.strip():
        for match in _ALONE.finditer(folded.text):
            yield match.span()
