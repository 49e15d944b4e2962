"""What a buyer asks, named for the seller: as a thing or a question, and nothing that is none."""

import re
from itertools import takewhile

from ai.model import LONGEST_MISSING
from ai.morphology import as_named, is_deed, is_order, is_thing, is_word
from ai.offline.language import language_of
from ai.phones import mask_phones
from ai.reading.meanings import plain

_ASKING = re.compile(
    r"^(?:(?:а|и|ну|так|тогда|еще|ещё|здравствуйте|здрасте|добрый день|добрый вечер|привет|скажите"
    r"|подскажите"
    r"|напишите|пожалуйста|плиз|хотел\w? (?:бы )?узнать|интересует|интересно|вы|у вас|она|он|оно"
    r"|они|есть ли|есть|можно ли"
    r"|можно|имеется|как(?:ой|ая|ие|ое|ого|ую|ова|ов)|сколько|скок\w?|что с"
    r"|это)(?![а-яё])[ ,!.]*)+",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"^(?:(?:а|и|ну|так|здравствуйте|здрасте|добрый (?:день|вечер)|привет|скажите|подскажите"
    r"|пожалуйста)(?![а-яё])[ ,!.]*)+",
    re.IGNORECASE,
)
_DOES = re.compile(r"..(?:[ую]т|[чщж]ет|[аяеиу]ет|[жмлнрдтвзсшчп]ит|[еи]те|тся)$")
_NO_NAME = re.compile(
    r"\b(?:ск[оа]льк\w|скок\w?|чем|где|кто|куда|как|когда|можно|ли|если)\b|(?:^|\w )есть \w"
    r"|^\W*(?:а |и )?(?:с|без|для|на|в|от|по|из|у|к) "
)
_ASKED = re.compile(
    r"[ ,]*(?:(?:пожалуйста|подскажите|скажите|у вас|есть|сколько|скок\w?|как(?:ой|ая|ие|ое)|можно"
    r"|будет)[ ,]*)*[?!. ]*$",
    re.IGNORECASE,
)
_MARKS = " ,.!?-—()"
_SPELLED = {
    **dict.fromkeys(("имей", "имеи", "имэй", "емей", "imei"), "IMEI"),
    **dict.fromkeys(("вин", "вин-код", "винкод", "vin"), "VIN"),
}
_CYRILLIC = re.compile(r"[а-яё]{2,}(?:-[а-яё]+)*")
_LATIN = re.compile(r"[a-z]{2,}")
_RUSSIAN_END = re.compile(r"....(?:тся|ться|[ыои]й|ая|ое|ые|ость|[аеи]ние|[аеи]ния)$")


def is_question(text: str) -> bool:
    """Whether a seller can be asked this: Russian by most of its words, or one we know."""
    said = plain(text)
    words = _CYRILLIC.findall(said)
    if words:
        known = [word for word in words if _is_russian(word)]
        return len(known) * 2 > len(words)
    latin = _LATIN.findall(said)
    language = language_of(said, unknown="")
    return language in ("en", "ru") or (not language and bool(latin) and "?" in text)


def _is_russian(word: str) -> bool:
    return is_word(word) or word in _SPELLED or _RUSSIAN_END.search(word) is not None


def as_asked(text: str) -> str:
    """«А какой у неё пробег?» as «у неё пробег», «Шумит?» as «шумит ли», a longer one as it is."""
    said = " ".join(mask_phones(text).split())
    if ordered := _ordered(said):
        return _cut(ordered, LONGEST_MISSING)
    bare = _ASKED.sub("", _ASKING.sub("", said)).strip(_MARKS) or said.strip(" ,.!?-—")
    whole = _POLITE.sub("", said).strip(_MARKS)
    if asked := _whether(whole):
        return _cut(asked, LONGEST_MISSING)
    named = whole if _NO_NAME.search(plain(whole)) else _spelled(bare)
    return _cut(named, LONGEST_MISSING)


def _ordered(said: str) -> str:
    """«Скиньте имей» as «IMEI», «марку краски напишите» as «марка краски»; else nothing."""
    words = _POLITE.sub("", said).strip(_MARKS).split()
    left = [word for word in words if plain(word.strip(_MARKS)) not in ("пожалуйста", "мне")]
    wanted = [word for word in left if plain(word) in _SPELLED or not is_order(plain(word))]
    if not wanted or len(wanted) == len(left) or _NO_NAME.search(plain(" ".join(wanted))):
        return ""
    objects = [*takewhile(lambda word: not is_thing(plain(word)), wanted)]
    named = [as_named(plain(word)) for word in wanted[: len(objects) + 1] if word.islower()]
    whole = [*named, *wanted[len(objects) + 1 :]] if len(named) > len(objects) else wanted
    return _spelled(" ".join(whole))


def _whether(whole: str) -> str:
    """«Шумит» as «шумит ли», «капюшон отстёгивается» as «отстёгивается ли капюшон»."""
    words = whole.split()
    before = [*takewhile(lambda word: is_thing(plain(word)), words[:2])]
    does, rest = words[len(before) : len(before) + 1], words[len(before) + 1 :]
    if not does or not _DOES.search(plain(does[0])) or (before and not is_deed(plain(does[0]))):
        return ""
    subject = " ".join([*([_small(before[0])] if before else []), *before[1:], *rest])
    return "" if _NO_NAME.search(plain(" ".join(rest))) else f"{does[0]} ли {subject}".strip()


def _spelled(said: str) -> str:
    return " ".join(_SPELLED.get(plain(word.strip(_MARKS)), word) for word in said.split())


def _cut(said: str, longest: int) -> str:
    """As many whole words as fit, a capital that only begins a sentence made small."""
    if len(said) > longest:
        said = said[:longest].rsplit(" ", 1)[0]
    return _small(said)


def _small(said: str) -> str:
    keeps = said[1:2].isupper() or not said[:1].isupper()
    return said if keeps else said[:1].lower() + said[1:]
