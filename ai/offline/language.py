"""Which language a text is in, by its letters and commonest words. Pure."""

import re
from collections import Counter

from ai.model import DraftRequest

LONGEST_READ = 2000
FEW_LETTERS = 3

_LETTERS = {
    "uk": "іїєґ",
    "be": "ў",
    "kk": "әғқңөұүһ",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "hy": "".join(map(chr, range(0x531, 0x588))),
    "ka": "".join(map(chr, range(0x10D0, 0x10FB))),
    "he": "".join(map(chr, range(0x5D0, 0x5EB))),
    "ar": "".join(map(chr, range(0x620, 0x64B))),
}
_LETTER = {letter: language for language, letters in _LETTERS.items() for letter in letters}
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LATIN = re.compile(r"[a-zà-žəğışçöü]{2,}")
_WORDS = {
    "en": "the is it you hello hi hey still available how much price can do does delivery i where"
    " when what thanks thank please good condition size would like yes no for sale ok okay buy pay"
    " cash today tomorrow new used any discount last best ship shipping your this a",
    "ru": "privet zdravstvuite zdravstvuyte dobryi dobryy den skolko stoit eshe esche est prodaete"
    " aktualno dostavka mozhno mojno gde kogda spasibo torg cena zabrat adres kak vy",
    "de": "hallo ist noch der die das wie viel kostet guten tag danke bitte ich",
    "fr": "bonjour est le la les combien disponible merci vous je",
    "es": "hola esta disponible cuanto cuesta gracias el los por favor",
    "tr": "merhaba var mi fiyat ne kadar nasıl satılık mı bu",
    "uz": "salom assalomu alaykum bormi narxi qancha necha rahmat sotiladimi",
}
_LANGUAGES = {word: language for language, words in _WORDS.items() for word in words.split()}


def language_of(text: str, *, unknown: str = "ru") -> str:
    """Two letters; `unknown` where there is too little to tell it by, «xx» for none we know."""
    said = text[:LONGEST_READ].lower()
    letters = Counter(_LETTER[letter] for letter in said if letter in _LETTER)
    letters["zh"] = len(_CJK.findall(said))
    latin = _LATIN.findall(said)
    if letters.total() >= FEW_LETTERS or not latin:
        return _of_letters(letters) if letters.total() else unknown
    words = Counter(_LANGUAGES[word] for word in latin if word in _LANGUAGES)
    if words:
        return words.most_common(1)[0][0]
    return "xx" if len(latin) > FEW_LETTERS else unknown


def is_english(request: DraftRequest) -> bool:
    """Whether the answer is in English: to whoever writes so, or as the account speaks it."""
    language = language_of("\n".join(request.burst), unknown=request.language)
    return language == "en" or (language != "ru" and request.language == "en")


def _of_letters(letters: Counter[str]) -> str:
    """Russian has all letters of its neighbours but a few, and those few decide."""
    if letters["kk"] or letters["uk"] > 1 or letters["be"]:
        return max(("kk", "uk", "be"), key=lambda language: letters[language])
    return letters.most_common(1)[0][0]
