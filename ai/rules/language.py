"""Which language a text is in, by its script and its common words. Pure."""

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_COMMON = {
    "en": "the is are am you i we it yes no hello hi thanks thank for sale available price"
    " please can will"
    " this that of to in on at and or not do does have has my your our sorry when"
    " what how still good day"
    " here sofa today tomorrow welcome course sure",
    "de": "der die das ist sind ich wir sie ja nein und nicht noch verfügbar preis guten"
    " tag hallo danke"
    " bitte für mit haben kann ein eine auf",
    "fr": "le la les est sont je nous vous oui non et pas bonjour merci disponible prix"
    " pour avec de un"
    " une toujours",
    "es": "el los las es está son yo nosotros usted sí si hola gracias disponible precio"
    " para con por un una todavía",
    "tr": "ve bir bu evet hayır merhaba teşekkürler fiyat satılık için var mı ne selam hala",
    "uz": "va bu ha yoq salom rahmat narxi sotuvda bor uchun siz men assalomu alaykum hali",
    "it": "il lo gli è sono io noi si ciao grazie disponibile prezzo per con un una ancora"
    " buongiorno",
    "pl": "jest są ja my tak nie i dzień dobry dziękuję cena dostępny dla z na",
}
_UKRAINIAN = re.compile(r"[іїєґ]|[а-я]['’][яюєї]")
_BELARUSIAN = re.compile(r"ў")
_TURKIC = re.compile(r"[әғқңөұүһҳҷӣӯ]")
_UKRAINIAN_WORDS = (
    "ще вже немає є дякую добридень вітаю ціна гривень продажу продажі можу можемо чекаю що коли"
    " скільки будь ласка сьогодні гарний чи цей ця це цього також звичайно якщо треба дуже льон"
    " вишивка коштує немае гарна"
)
_TRANSLIT = (
    "da net zdravstvuyte zdravstvuite privet divan prodazhe cena tsena spasibo mozhno kogda udobno"
    " v na ne eshche esche aktualno dostavka dobryy den vam"
)
_UKRAINIAN_ONLY = frozenset(_UKRAINIAN_WORDS.split())


def foreign_to(text: str, languages: tuple[str, ...], names: tuple[str, ...]) -> str:
    """The words that are in none of the languages, or nothing.

    Words of `names` (the title, the facts) are names of things in any language.
    """
    written = _WORD.findall(unicodedata.normalize("NFKC", text))
    known = _words_of(names)
    spoken = [word.casefold() for word in written if word.casefold() not in known]
    proper = {word.casefold() for word in written if not word.islower()}
    script = {word: _script(word) for word in set(spoken)}
    for language, found in (
        ("other", [word for word in spoken if script[word] == "other"]),
        *_of_cyrillic([word for word in spoken if script[word] == "cyrillic"], "ru" in languages),
        *_of_latin([word for word in spoken if script[word] == "latin"], spoken, proper),
    ):
        if found and language not in languages:
            return " ".join(found[:6])
    return ""


def _of_cyrillic(words: list[str], russian: bool) -> list[tuple[str, list[str]]]:
    marked = [
        ("kk", [word for word in words if _TURKIC.search(word)]),
        ("be", [word for word in words if _BELARUSIAN.search(word)]),
        ("uk", [word for word in words if _UKRAINIAN.search(word) or word in _UKRAINIAN_ONLY]),
    ]
    found = [(language, of_it) for language, of_it in marked if of_it]
    if found or russian:
        return found[:1]
    return [("ru", words)] if len(words) > 1 else []


def _of_latin(words: list[str], spoken: list[str], proper: set[str]) -> list[tuple[str, list[str]]]:
    """Latin words are names unless there are many, or common words of a language among them."""
    total = len(spoken)
    counts = {name: [w for w in words if w in common] for name, common in _latin_words().items()}
    language = max(counts, key=lambda name: len(counts[name]))
    common = len(counts[language])
    plain = [word for word in words if word not in proper] if len(words) < total else words
    many = len(plain) >= 3 and len(words) * 2 > total
    alone = len(words) == total and any(word not in proper for word in words)
    if alone or common >= 2 or many or (common and len(words) * 2 > total):
        return [(language if common else "en", words)]
    return []


@lru_cache(maxsize=1)
def _latin_words() -> dict[str, frozenset[str]]:
    common = {**_COMMON, "translit": _TRANSLIT}
    return {name: frozenset(words.split()) for name, words in common.items()}


@lru_cache(maxsize=256)
def _words_of(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for name in names for word in _WORD.findall(name.casefold()))


@lru_cache(maxsize=8192)
def _script(word: str) -> str:
    """The script of a word; one with Russian letters among others is Russian in disguise."""
    scripts = {_script_of(letter) for letter in word}
    if "cyrillic" in scripts:
        return "cyrillic"
    return "latin" if scripts <= {"latin", ""} else "other"


@lru_cache(maxsize=4096)
def _script_of(letter: str) -> str:
    name = unicodedata.name(letter, "")
    if name.startswith("CYRILLIC"):
        return "cyrillic"
    return "latin" if name.startswith("LATIN") or not name else "other"
