"""Ways past the chat in a folded text: links, e-mails, nicks, messengers, talk. Pure."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ai.fold import Folded, fold, skeleton
from ai.phones import digits_of, find_phones
from ai.rules.clauses import denial_of

Span = tuple[int, int]

_ENDS = skeleton(
    "ru|su|com|net|org|me|io|info|biz|online|site|shop|store|ly|gg|cc|app|dev|by|kz|ua|xyz|club|pro"
    "|link|page|top|tv|be|to|co|uk|de|pw|vip|live|рф|рус|москва"
)
_DOT = rf"(?:точка|тчк|{skeleton('dot')})"
_AT_WORD = rf"(?:собака|ат|эт|{skeleton('at')})"
_AT = rf"(?: ?@ ?| ?[(\[{{] ?(?:ат|эт|собака) ?[)\]}}] ?| (?:собака|ат|эт|{skeleton('at')}) )"
_EMAIL = re.compile(
    rf"[\w.+-]{{1,64}}{_AT}[\w-]{{1,63}}(?: ?(?:\.| {_DOT} ) ?[\w-]{{2,63}}){{1,4}}"
)
_LINK = re.compile(
    rf"{skeleton('h')}(?:тт|хх)рs?:|{skeleton('www')}\.|(?<!\w)[\w-]{{1,63}}"
    rf"(?: ?[.。] ?[\w-]{{1,63}}){{0,4}}? ?(?:[.。]|[(\[]\.[)\]]) ?(?:{_ENDS})(?!\w)"
    rf"|\w{{2,63}} {_DOT} (?:ру|ком|нет|ми|{_ENDS})(?!\w)"
    r"|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"
)
_NICK = re.compile(
    r"(?<![\w.])@ ?[^\W\d_]\w{2,}|(?<![\w_])[^\W_]{2,}_[^\W_]{2,}"
    r"|(?<!\w)(?:ник\w{0,2}|никнейм\w{0,2}|логин\w{0,2}|юзернейм\w{0,2}|niск)(?!\w)"
    r" ?(?:в \w+ )?[:\-–—]? ?[\w.]{3,}"
)
_SPOKEN_NICK = re.compile(r"(?<!\w)собака ?[\w.]{3,}")
_LATIN = re.compile(r"[A-Za-z]{3}|_")
_MESSENGERS = {
    "telegram": r"телег\w{0,6}|тг\w{0,3}|тел[её]жк[уе] напи\w+|" + skeleton("telegram|tg|tlg"),
    "whatsapp": r"в[ао][тц]+[сц]?[ -]?ап+\w{0,3}|воцап\w{0,3}|вотс|ватс|"
    + skeleton("whatsapp|watsapp|watsap|whats-app|whats app|wa|wapp|vatsap"),
    "viber": r"вайбер\w{0,3}|вибер\w{0,3}|" + skeleton("viber"),
    "vk": r"вк|вконтакте|контактике|" + skeleton("vk|vkontakte"),
    "instagram": r"инстаграм\w{0,3}|инст[аеуы]|инстой|инстах|запрещ[её]нограм\w*|"
    + skeleton("instagram|insta|inst"),
    "max": r"(?:в|на|через|есть|мессенджер\w{0,2}) (?:макс|махе?|максе)"
    r"|(?:макс|мах) (?:мессенджер\w{0,2}|напи\w+)",
    "other": r"скайп\w{0,2}|дискорд\w{0,2}|аськ[аеу]|имо|мессенджер\w{0,3}|месенджер\w{0,3}"
    r"|тамтам\w{0,2}"
    r"|фейсбук\w{0,2}|одноклассник(?:и|ах)|тик ?ток\w{0,2}|ютуб\w{0,2}|зум(?:е|у|ом)"
    r"|соц\w{0,7} ?сет\w{1,3}|соцсет\w{0,3}|"
    + skeleton("skype|discord|wechat|signal|facebook|icq|imo|messenger|tiktok|youtube"),
}
_MESSENGER = re.compile(
    r"(?<!\w)(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _MESSENGERS.items())
    + r")(?!\w)"
)
_LONG_NAMES = {
    "telegram": "telegram телеграм",
    "whatsapp": "whatsapp вотсап ватсап вацап",
    "viber": "viber вайбер",
    "instagram": "instagram инстаграм",
    "vk": "вконтакте",
}
_LEET = str.maketrans("0134i", "оlеаl")
_SPREAD = re.compile(
    "|".join(
        f"(?P<{name}>{skeleton(words).translate(_LEET).replace(' ', '|')})"
        for name, words in _LONG_NAMES.items()
    )
)
_THING = r"(?:номер\w*|телефон\w*|контакт\w*|координат\w*|ном\w{2,3}ок|цифр\w*)"
_NO_THING = r"(?!модел|марк|назван|цвет|размер|фото|серийн|артикул|вин|адрес)"
_TALK = re.compile(
    r"(?<!\w)(?:"
    r"qr\w*|куар\w*|кьюар\w*|ку-ар\w*|кр-код\w*"
    r"|(?:в|через|по) (?:личк\w*|лс|личные сообщ\w*|личных сообщ\w*|директ\w*|пм)"
    r"|геолокац\w*|геометк\w*|геопозиц\w*|(?:скин|кин|отправ|пришл|сброс"
    r"|сброш)\w* (?:\w+ ){0,2}локаци\w*"
    rf"|(?:скин|кин|дам|дади|остав|напиш|пришл|отправ|продикт|сообщ|ска[жз]|сброс|сброш|да[йв])\w*"
    rf" (?:{_NO_THING}\w+ ){{0,3}}{_THING}"
    rf"(?! (?:модел|детал|заказ|кузов|лот|объявл|двигат|парти|отправл|трек|вин|по каталог|самсунг))"
    r"|(?:мо[йяеим]\w{0,2}|наш\w{0,2}) (?:\w+ )?(?:номер\w*|телефон\w*|контакт\w*|ник"
    r"|логин|аккаунт\w*"
    r"|канал\w*|групп\w*|паблик\w*|почт[аеу]|имейл|мыло|сайт\w*|страниц\w*|инст\w*)"
    r"|(?:номер|телефон|контакт\w*|ссылк\w*) (?:\w+ ){0,2}(?:в профил\w*|на фото"
    r"|в описан\w*|на картинк\w*"
    r"|на аватар\w*|на последн\w*)"
    r"|найд[еу]\w* (?:меня|нас) (?:в|по|на|через)|ищите (?:меня|нас)"
    r"|(?:по)?звоните|набирайте|наберите|созвон\w*|на связи по телефону"
    r"|(?<!помочь )(?<!вопрос )(?<!вопросы )по телефону"
    r"|напи(?:шите|ши) (?:мне )?на (?:почту|имейл|мыло|номер)|(?:на|по) (?:имейл|мыло"
    r"|емейл|е-мейл)\w*"
    r"|подпи(?:сывайтесь|шитесь|шись)|(?:за|по)?гугли(?:те)?|вбейте в (?:поиск|яндекс|гугл)\w*"
    r"|ссылк\w+|на сайте(?! авито| производит| дилер| сдэк)|на сайт|через сайт"
    r"|(?:вне|мимо|минуя|кроме|помимо) авито|в обход авито|не через авито"
    r"|в зеленом (?:я|меня|мы|нас)"
    r"|друг\w+ (?:приложени\w+|площадк\w+)"
    r"|(?:в|на|пиши\w*) ?[✈📲📞☎]"
    r"|на (?:вб|вайлдберриз|озоне?|юле|яндекс маркете|алиэкспресс|мегамаркете|циане?"
    r"|дроме|домклике)"
    r")(?!\w)"
)
_DECLINES = re.compile(
    r"(?<!\w)(?:не (?:пришл|перейд|перехо|пиш[уе]м?(?!т)|напиш[уе]м?(?!т)|обща|отправля|пользу"
    r"|веду|сижу|да[мю])"
    r"|без|нет|нету)"
)
_INNOCENT_TALK = re.compile(
    r"авито|(?:увид|вижу|спасибо)\w* |номер вижу|не (?:даю|даем|да[юе]м|остав|сообщ"
    r"|скид|могу|можем|нужно|надо|пишите|звон|отвеча|торгу)|на объявлени"
    r"|на сайте авито"
)


def find_links(folded: Folded) -> list[Span]:
    """Addresses of pages, with their dots spelled or spread."""
    return _spans(_LINK, folded)


def find_emails(folded: Folded) -> list[Span]:
    """E-mail addresses, also with «собака»."""
    return _spans(_EMAIL, folded)


def find_nicks(folded: Folded) -> list[Span]:
    """Names for a messenger: «@oleg», «ник oleg», «собака oleg»."""
    spoken = (span for span in _spans(_SPOKEN_NICK, folded) if _LATIN.search(folded.cut(*span)))
    return [*_spans(_NICK, folded), *spoken]


def find_messengers(folded: Folded) -> list[tuple[str, Span]]:
    """Messengers by name, each with the one name for all its spellings."""
    named = [(match.lastgroup or "", match.span()) for match in _MESSENGER.finditer(folded.text)]
    return [one for one in named or _spread(folded) if not _is_declined(folded.text, *one[1])]


def _is_declined(text: str, start: int, end: int) -> bool:
    """«В ватсап не пришлю», «общаюсь тут, без вацапа»."""
    clause = denial_of(text, start, end)
    return clause is not None and _DECLINES.search(clause.text) is not None


def find_talk(folded: Folded) -> Iterator[Span]:
    """A call to talk elsewhere, or a contact promised or asked for, with none written."""
    for match in _TALK.finditer(folded.text):
        around = folded.text[max(0, match.start() - 25) : match.end() + 40]
        if not _INNOCENT_TALK.search(_within_sentence(around, match[0])):
            yield match.span()


@lru_cache(maxsize=256)
def read_stated(facts: tuple[str, ...]) -> frozenset[str]:
    """The contacts that stand in the facts, each as `key_of` writes it."""
    return frozenset(key for fact in facts for key in _keys(fold(fact)))


def key_of(folded: Folded, span: Span) -> str:
    """A link, e-mail or nick, however it is spelled, as one key; a phone as its ten digits."""
    text = folded.text[span[0] : span[1]]
    for sign, spelled in ((".", _DOT), ("@", _AT_WORD)):
        text = re.sub(rf"(?<!\w){spelled}(?!\w)", sign, text)
    return "".join(letter for letter in text if letter.isalnum())


def _keys(folded: Folded) -> Iterable[str]:
    spans = [*find_emails(folded), *find_links(folded), *find_nicks(folded)]
    keys = [
        *(digits_of(folded, span) for span in find_phones(folded)),
        *(key_of(folded, span) for span in spans),
        *(name for name, _ in find_messengers(folded)),
    ]
    yield from keys
    if keys or any(True for _ in find_talk(folded)):
        yield "talk"


def _within_sentence(around: str, found: str) -> str:
    pieces = re.split(r"[.!?\n]", around)
    return next((piece for piece in pieces if found in piece), found)


def _spans(pattern: re.Pattern[str], folded: Folded) -> list[Span]:
    return [match.span() for match in pattern.finditer(folded.text)]


def _spread(folded: Folded) -> Iterator[tuple[str, Span]]:
    """A messenger's name behind dots, spaces or digits: «т е л е г р а м», «te1egram»."""
    places = [place for place, letter in enumerate(folded.text) if letter.isalnum()]
    squeezed = "".join(folded.text[place] for place in places).translate(_LEET)
    for match in _SPREAD.finditer(squeezed):
        yield match.lastgroup or "", (places[match.start()], places[match.end() - 1] + 1)
