"""Questions to the seller: what the drafts lack, and what his answer to it says. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ai.fold import Folded, fold
from ai.numerals import read_quantities
from ai.phones import find_phones
from ai.rules.amounts import find_amounts
from ai.rules.moments import mentions
from ai.similar import roots, stems
from db.models import Draft

_YES_WORD = (
    r"(?:да|ага|угу|можно|конечно|хорошо|давай|давайте|согласен|согласна|ок|окей"
    r"|yes|yeah|ok|okay|sure)"
)
_YES = re.compile(rf"{_YES_WORD}(?:[\s,]+{_YES_WORD})*[^\w?]*|\+", re.IGNORECASE)
_AFFIRMS = re.compile(
    rf"(?:{_YES_WORD}|есть|имеется|имеются|возможн\w+|уместен|небольш\w+|бесплатн\w+|платн\w+"
    r"|любой|любая|любые|входит|включен\w*|сделаем|делаем|делаю|даю|да[её]м"
    r"|год|полгода|месяц|неделя|неделю|сутки|час|полчаса"
    r"|(?!не|как|так|друг)\w{2,}(?:[ыио]й|ая|яя|ое|ее|ые|(?<![нт])ие)|(?!не)\w+[еюия]тся)\b",
    re.IGNORECASE,
)
"""A yes, a length of time, a property («официальная»), or what is usual («приветствуется»)."""

_NAMES_HOW = re.compile(
    r"(?:по|при|через|до|от|со?|из|на|во?|за|для|под|у|после) [\w«»-]+(?: [\w«»-]+){0,3}\W*",
    re.IGNORECASE,
)
"""Nothing but in what way, where, when or for what: «по городу», «при осмотре», «на велосипед»."""

_ELSEWHERE = re.compile(
    r"\b(?:рынк\w+|базар\w*|магазине|друг\w+|следующ\w+|жизни|как\w*|что|чего|чему|кого"
    r"|вами|тобой|усмотрени\w+|выходн\w+|закрыт\w*|занят\w*|отпуск\w*|больничн\w+|ремонт\w*"
    r"|свидани\w+|барабану|фиг\w*)\b",
    re.IGNORECASE,
)
"""In another place or time, by nobody now, or mocking: «на рынке», «в другой раз», «с чего бы»."""

_DOUBTS = re.compile(
    r"\b(?:закончи\w+|конча\w+|кончил\w+|истек\w*|просроч\w+|бывш\w+|прошл[аоие]\w*|было|была"
    r"|были|был|раньше|отказ\w*|мало|маловато|смешн\w+|дорого|сложно|тяжело|лень|долго|далеко"
    r"|только|кроме|спасибо|отстань\w*|да ладно|щас|щаз|ещ[её] чего|разбежал\w*)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d")
_GREETING = re.compile(
    r"\W*(?:здравствуйте|здрасьте|привет\w*|добр\w+ (?:день|вечер|утро)|спасибо|hello|hi"
    r"|thanks)\W*",
    re.IGNORECASE,
)
_NO_WORD = r"(?:нет(?! (?:проблем|вопрос))|неа|нету|нельзя|невозможн\w+|no(?! problem)|nope|never)"
_NO = re.compile(
    rf"\b(?:не|{_NO_WORD}|ни|никак\w*|вряд|едва|not|cannot)\b|n't\b",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"(?:(?:да|пока|увы|конечно|к сожалению|извините|ещ[её]|уже)[\s,]+)*"
    rf"(?:{_NO_WORD}|никак|вряд ли|едва ли)\b",
    re.IGNORECASE,
)
_UNSETTLED = re.compile(
    r"\b(?:подума\w+|посмотр\w+|уточн\w+|узна\w+|провер(?:ю|им|ить)|спрош\w+|возможно|наверн\w+"
    r"|может|позже|потом|обсуд\w+|договор[иеён]\w+|зависит|will see|maybe|perhaps|later"
    r"|depends)\b",
    re.IGNORECASE,
)
_KNOWS_NOT = re.compile(
    r"\b(?:не (?:знаю|помню|уверен\w*|в курсе|могу (?:сказать|ответить)|скажу|подскажу)"
    r"|(?:без|нет) понятия|понятия не имею|(?:бог|ч[её]рт|хрен|фиг|кто) (?:его )?знает"
    r"|хз|затрудняюсь\w*|(?:don'?t|do not) know|no idea|not sure|dunno|idk)(?!\w)"
    r"|^\?+$",
    re.IGNORECASE,
)
_SAYS_LATER = re.compile(
    r"\b(?:скаж(?:у|ем)|напиш(?:у|ем)|отве(?:чу|тим)|сообщ(?:у|им)|(?:пере|по)звон(?:ю|им)|поищ(?:у|ем)"
    r"|гляну(?:ть)?|выясн(?:ю|им|ить)|подума(?:ю|ем|ть)|посмотр(?:ю|им|еть)|уточн(?:ю|им|ить|яю)"
    r"|узна(?:ю|ем|ть)|провер(?:ю|им|ить)|спро(?:шу|сим|сить)|возможно|наверн(?:ое|о|як)?|может"
    r"|позже|попозже|потом|will see|maybe|perhaps|later"
    r"|(?:will|have to|need to|must) (?:tell|check|ask|look|see))\b",
    re.IGNORECASE,
)
_SMALL_WORDS = (
    "я мы сам сама сами пока еще ещё сейчас сразу точно честно если надо нужно буду будет будем"
    " быть бы ли и а но не с у о об про тебе вам ему ей им чуть немного вечером утром днем днём"
    " завтра сегодня скоро ответить сказать решил решила как что это его мужа жены мастера"
    " i we you to it about that let me i'll ll soon yet have will"
)
_BESIDE = frozenset(_SMALL_WORDS.split())
"""Words that say nothing beside those that put off."""

_WORD = re.compile(r"[^\W_]+")
_PARTED = re.compile(r"[,.;:!?()—–]+(?:\s|$)")
_ASKED = re.compile(r"«(?P<name>[^»]+)\?» — (?P<said>.+)", re.DOTALL)
_NAMED = re.compile(r"(?P<name>[^.:!?\n]+): (?P<said>.+)", re.DOTALL)
_FROM_TODAY = re.compile(
    r"\b(?:сегодня|завтра|послезавтра|на днях|через (?:полчаса|час)"
    r"|today|tonight|tomorrow)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?P<number>\d)\s?(?:\)|\.(?!\d))\s*(?P<said>.+)")

_DENIED = re.compile(r"\b(?:не|без)\s+(?P<what>\w+)", re.IGNORECASE)
_ASKING = frozenset(
    roots(
        "сколько стоит стоят стоить стоимость цена почем будет обойдется выйдет какой какая какое"
        " какие каков каковы подскажите скажите how much price cost what which"
    )
)
"""Words with which anything is asked: without them two buyers ask the same."""

_INNER_QUOTES = {ord("«"): "„", ord("»"): "“"}

SHORTEST_BEGINNING = 5
LONGEST_ENDING = 2


@dataclass(frozen=True, slots=True)
class Answers:
    """What an answer to several questions says: facts, and the questions that are still open.

    `put_off` are those to which he says that he does not know (yet). `unclear`: some of it could
    be to any of them, and is taken for none.
    """

    facts: tuple[str, ...]
    open: tuple[str, ...] = ()
    put_off: tuple[str, ...] = ()
    unclear: bool = False


def read_answers(names: Sequence[str], text: str) -> Answers:
    """The seller's answer as facts that say what they are about.

    A line is to the question whose number or words it has; the rest are to the others in their
    order if there are as many. To guess would make a false fact.
    """
    if len(names) == 1:
        return _answers({names[0]: " ".join(text.split())})
    if puts_off(text):
        return Answers((), put_off=tuple(names))
    placed, loose = _placed(names, [line.strip() for line in text.splitlines() if line.strip()])
    left = [name for name in names if name not in placed]
    if len(loose) == len(left) and not placed:
        placed |= dict(zip(left, loose, strict=True))
        left, loose = [], []
    in_order = {name: placed[name] for name in names if name in placed}
    return replace(_answers(in_order), open=tuple(left), unclear=bool(loose))


def _answers(placed: Mapping[str, str]) -> Answers:
    """What is said to each question: a fact, or that it has to wait."""
    put_off = tuple(name for name, said in placed.items() if puts_off(said, about=name))
    found = (_fact(name, said) for name, said in placed.items() if name not in put_off)
    return Answers(tuple(dict.fromkeys(found)), put_off=put_off)


def puts_off(said: str, *, about: str = "") -> bool:
    """Whether nothing is said but that he does not know, or will say later: «хз, уточню».

    The words of the question itself say nothing: «гарантия — не знаю».
    """
    left = " ".join(said.split())
    for words in (_KNOWS_NOT, _SAYS_LATER):
        left = words.sub(" ", left)
    named = set(stems(about))
    more = {word for word in _WORD.findall(left.lower()) if word not in _BESIDE}
    return left != " ".join(said.split()) and all(named & set(stems(word)) for word in more)


def _placed(names: Sequence[str], lines: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The lines that say to which question they are, by question, and those that do not.

    A line that says nothing of it goes on with the one before; a greeting is no line.
    """
    placed: dict[str, str] = {}
    loose: list[str] = []
    before: Collection[str] = ()
    for line in lines:
        if _GREETING.fullmatch(line):
            continue
        about, said = _about(names, line)
        about = before = about or before
        for name in about:
            placed[name] = f"{placed[name]} {said}" if name in placed else said
        if not about:
            loose.append(line)
    return placed, loose


def _about(names: Sequence[str], line: str) -> tuple[Collection[str], str]:
    """To which questions a line is an answer, and what it says to them."""
    numbered = _NUMBERED.fullmatch(line)
    if numbered and 1 <= int(numbered["number"]) <= len(names):
        return (names[int(numbered["number"]) - 1],), numbered["said"]
    said = set(stems(line))
    named = {name: words for name in names if (words := set(stems(name))) and words <= said}
    return [
        name for name, words in named.items() if not any(words < more for more in named.values())
    ], line


def _fact(name: str, said: str) -> str:
    """«450 ₽» to «доставка до Химок» as «Доставка до Химок: 450 ₽».

    A question in which the buyer names a sum or a day stays one, and so does one that is put off:
    «Отдадите за 9000?» — нет.
    """
    about = set(stems(name))
    is_free = _without_buyers(name) == name
    if about and about <= set(stems(said)) and is_free:
        return said
    name = name.strip(" ?!.«»").translate(_INNER_QUOTES)
    name = f"{name[:1].upper()}{name[1:]}"
    plain = _states(said) or _YES.fullmatch(said) or _REFUSES.match(said)
    return f"{name}: {said}" if plain and is_free else f"«{name}?» — {said}"


def holds_today_only(fact: str) -> bool:
    """Whether a fact names its day as seen from today: tomorrow «завтра» is another day."""
    return _FROM_TODAY.search(fact) is not None


def stated(fact: str) -> str:
    """What the seller himself has said in a fact, as ground for an answer.

    «Гарантия: нет» is ground for none. What is asked about is ground only where he says yes to it
    or names a figure; a sum, a day or a number that the buyer named only after a plain yes:
    «9000 мало» and «завтра воскресенье» are none.
    """
    asked = _ASKED.fullmatch(fact)
    found = asked or _NAMED.fullmatch(fact)
    if found is None or _YES.fullmatch(found["said"]):
        return fact
    name, said = found["name"], _without(found["said"], named_in=found["name"])
    if _REFUSES.match(found["said"]) or not _states(found["said"]):
        return _settled(said)
    unnamed = _without_buyers(name)
    if asked is None and unnamed != name:  # no buyer's words stand there: «Пн–пт: с 9 до 18»
        return fact
    return f"{unnamed}: {said}" if _bears(said) else said


def _bears(said: str) -> bool:
    """Whether an answer says so much of what was asked that it may be told of it."""
    if said.rstrip().endswith("?"):
        return False
    if _DOUBTS.search(said):
        return False
    how = _NAMES_HOW.fullmatch(said) and not _ELSEWHERE.search(said)
    return bool(how or _AFFIRMS.match(said) or _FIGURE.search(said))


def _states(said: str) -> bool:
    """Whether something is stated: neither a bare yes, nor a no, nor put off."""
    first = _PARTED.split(said)[0]
    return not (_YES.fullmatch(said) or _NO.search(first) or _UNSETTLED.search(said))


def _settled(said: str) -> str:
    """What an answer says besides what it refuses or puts off: «нет, за 9000 не отдам, 10000»."""
    parts = _PARTED.split(said)
    return ", ".join(part for part in parts if not (_NO.search(part) or _UNSETTLED.search(part)))


def _without_buyers(name: str) -> str:
    """A question without what must not be promised to the next buyer because one has named it."""
    return _without(name, named_in=name)


def _without(text: str, *, named_in: str) -> str:
    """A text without the sums, days and numbers that are named in another one."""
    folded = fold(text)
    left = folded.original
    known = set(_values(fold(named_in)))
    spans = [span for span, value in _spans(folded) if value in known]
    for start, end in _apart(spans):
        first, last = folded.starts[start], folded.starts[end - 1] + 1
        left = f"{left[:first]}…{left[last:]}"
    return left


def _values(folded: Folded) -> Iterator[object]:
    for _, value in _spans(folded):
        yield value


def _spans(folded: Folded) -> Iterator[tuple[tuple[int, int], object]]:
    """Where sums, days and numbers stand in a text, each with what it means."""
    for start, end in [*find_amounts(folded), *find_phones(folded)]:
        said = folded.text[start:end]
        numbers = [quantity.value for quantity in read_quantities(said)]
        yield (start, end), tuple(numbers) or said
    for one in mentions(folded.text):
        yield (one.start, one.end), one.keys


def _apart(spans: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans with those that touch made one, the last one first."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart[::-1]


def asked_elsewhere(
    missing: Sequence[str], open_drafts: Sequence[Draft], *, chat_id: int
) -> int | None:
    """The chat whose card asks the seller all of this already, or None: then this one asks."""
    others = [one for one in open_drafts if chat_id not in (one.chat_id, one.asked_in)]
    asking = [one for one in others if covers(one.missing, missing)]
    chats = {one.chat_id for one in asking}
    return next((one.chat_id for one in asking if one.asked_in not in chats), None)


def covers(asked: Sequence[str], missing: Sequence[str]) -> bool:
    """Whether all that is missing is among what is asked, in whatever words."""
    return all(any(_same(one, other) for other in asked) for one in missing)


def answers(fact: str, missing: Sequence[str]) -> bool:
    """Whether a fact is about any of what is missing: it has all the words of that.

    «Доставка: 450 ₽» is an answer to «доставка», and none to «доставка до Химок».
    """
    told = _words(fact) | _spelt(fact)
    asked = (_words(name) or _spelt(name) for name in missing)
    return any(words and _all_in(words, told) for words in asked)


def _same(one: str, other: str) -> bool:
    """Whether two questions differ in endings, order and words of asking only."""
    ours, theirs = _words(one), _words(other)
    return _all_in(ours, theirs) and _all_in(theirs, ours)


def _words(name: str) -> frozenset[str]:
    """What a question asks, without endings; «без чека» is another word than «чек»."""
    denied = (f"не {word}" for match in _DENIED.finditer(name) for word in roots(match["what"]))
    return frozenset([*(word for word in roots(name) if word not in _ASKING), *denied])


def _spelt(text: str) -> frozenset[str]:
    """The words of a text as they stand, for «цена» and «можно», which say nothing else."""
    return frozenset(_WORD.findall(text.casefold()))


def _all_in(some: Collection[str], others: Collection[str]) -> bool:
    return all(any(_is_one_word(one, other) for other in others) for one in some)


def _is_one_word(one: str, other: str) -> bool:
    """«доставка» and «доставите»: one begins as the other ends."""
    short, long = sorted((one, other), key=len)
    begins = len(short) >= SHORTEST_BEGINNING and long.startswith(short)
    return one == other or (begins and len(long) - len(short) <= LONGEST_ENDING)
