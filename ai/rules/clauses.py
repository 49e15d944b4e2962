"""The clauses of a folded text, and how each is meant: asked, put off, denied. Pure."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

# Words between commas that belong to what stands around them.
_ASIDE = re.compile(
    r"(?:,\s*)?(?<!\w)(?:к сожалению|увы|конечно|пожалуйста|извините|простите|пока что"
    r"|честно говоря"
    r"|скорее всего|наверное|возможно|кстати|думаю|наверно|разумеется|само собой|если честно|боюсь"
    r"|unfortunately|sorry)(?!\w)(?:\s*,)?"
)
# A dot that ends no sentence: «ул. Ленина», «15 тыс. руб.».
_SHORT = re.compile(
    r"(?<![^\W\d])(ул|пр|пр-т|просп|д|м|г|пл|наб|пер|ш|ст|корп|стр|кв|обл|мкр|пос|руб"
    r"|тыс|шт|тел|ч|мин|т)\.(?=\s)"
)
_SENTENCE = re.compile(r"[^.!?\n…]+(?:\.(?=\w)[^.!?\n…]+)*[.!?\n…]*")
_CLAUSE = re.compile(r"(?:[^,;:()—–]|(?<=\d)[,:](?=\d)|,(?= ?\d{1,3}(?!\d| \d)))+")
_DEFERS = re.compile(
    r"(?<!\w)(?:уточн\w+|узна(?:ю|ем|ть)|(?:пере)?провер(?:ю|им|ить)|спро(?:шу|сим|сить)|выясн\w+"
    r"|посмотр(?:ю|им)|поинтересу\w+|прикин(?:у|ем)|посчита(?:ю|ем)|обсу(?:жу|дим) с|разбер\w+"
    r"|не (?:знаю|знаем|увер\w+|подскажу|могу (?:\w+ )?(?:сказать|подсказать|обещать|гарантировать)"
    r"|скажу|указан\w*|известн\w+|буду обещать|обещаю|готов\w? (?:\w+ )?(?:сказать|обещать))"
    r"|(?:сказать|подсказать|обещать) (?:\w+ )?не (?:могу|можем)|(?:нужно|надо|стоит"
    r"|лучше) (?:уточ|узн|пров)\w+"
    r"|переда(?:м|дим) \w+(?:цу|елю|ику|еру|исту|ке|ру)(?!\w)|переда(?:м"
    r"|дим) (?:\w+ )?(?:вопрос|продавц|хозя|влад|коллег|менедж|ваш)\w*"
    r"|верн(?:усь|емся) (?:\w+ )?с (?:\w+ )?(?:ответ|информ)\w+"
    r"|насчет|по поводу|подскаж(?:у|ем) (?:\w+ )?(?:позже|чуть|как|после)"
    r"|нет (?:\w+ )?(?:информаци|данных|сведени)\w*"
    r"|check|ask|find out)(?!\w)"
)
_ASKS = re.compile(
    r"(?<!\w)(?:когда|сколько|како[йевмго]{1,3}|какая|какую|каких|какие|куда|откуда"
    r"|где|что|кто|чем|как"
    r"|во сколько|к какому|ли|удобн\w+|хот(?:ите|ели|елось)|нужн[аоы]?|надо"
    r"|интересу\w+|планиру\w+|сможете"
    r"|можете|рассматрива\w+|смотрели|подойдет|подходит|устроит|вам|вы|вас|when|what"
    r"|which|how|would|do)(?!\w)"
)
_OPENS_ASKED = re.compile(
    r"\s*(?:и |а |но |то )?(?:когда|сколько|како\w{1,3}|какая|какую|какие|каких|куда"
    r"|где|что|чем|как|во сколько|есть ли"
    r"|можно ли|возможн\w+ ли|сможем ли|смогу ли|получится ли|будет ли|\w+ ли|насчет"
    r"|по поводу|про|о|об)(?!\w)"
)
_BIDS = re.compile(r"(?<!\w)(?:(?:на)?пишите|(?:под)?скажите|уточните|сообщите|назовите)\W*$")
# What the buyer wants, said back to him: «вижу, что хотели бы завтра», «вы имеете в виду …?»
_ECHOES = re.compile(
    r"^\s*что (?:вы )?(?:хотел|хотите|для вас|вам (?:нужн|важн))"
    r"|(?<!\w)(?:вы имеете в виду|правильно понимаю|верно понимаю|то есть вы хотите)(?!\w)"
    r"|(?<!\w)ваш\w+ (?:просьб|пожелани)\w+ (?:\w+ ){0,4}(?:прочитал|вижу|понял|услышал|понимаю)"
)
_WHETHER = re.compile(r"(?<!\w)\w+ ли(?!\w)")
NOT = re.compile(
    r"(?<!\w)(?:не(?! (?:только|проблем|вопрос|сомнева|пережива|волну|беспоко|просто|позд|ран|мен"
    r"|бол|мал|понрав|дорож|дешевл|ниж|позж|далек|долг|хуж))|нет(?! (?:проблем|вопрос))|ни|никак\w*"
    r"|нельзя|невозможн\w+"
    r"|отсутству\w+|исключен\w*|вряд ли|закрыт[аоы]?|выходной"
    r"|отдыхаем|отдыхаю|not|no|cannot|can't|don't)(?!\w)"
)
_WITHOUT = re.compile(
    r"(?<!\w)(?:без(?! (?:проблем|вопрос|труда|сомнен|обман))|without) (?:\w+ )?$"
)
_REFUSAL = re.compile(
    r"\s*(?::|[—–])\s*(?:увы,? |к сожалению,? )?(?:нет|нельзя"
    r"|не (?!т\w*ко))(?!\w)"
)
_NO_THING = re.compile(r"(?<!\w)(?:без|without|не)(?!\w)")
_EVEN = re.compile(r"\s*(?:даже|тем более)(?!\w)")
_INNER_NOT = re.compile(
    r"(?<!никому )(?<!никому е[её] )(?<!никому его )(?<!никому их )(?<!\w)не (?:смо|отда"
    r"|мо[гж]|получ|готов|прода|дела|да[юем]|буд"
    r"|планир|предостав)"
)
_AND_WILL = re.compile(
    r"(?<!\w)(?:и|но|а|потом|затем) (?:\w+ ){0,2}?(?!напиш|пришл|вышл|скин|покаж|сфот|сним|измер"
    r"|отвеч|дам (?:\w+ )?(?:ответ|знать)|скаж|сообщ|подскаж|отпиш|верн(?:усь|емся)|уточн|узна"
    r"|провер|спро|посмотр|перед)[а-я]{3,}(?:лю|рю|дю|ню|жу|шу|чу|щу|у|ю|им|[еа]м|емся|усь)(?!\w)"
)
_AND = re.compile(r"(?<!\w)(?:и|но|а|зато|однако|тогда)(?!\w)")


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence between commas.

    `asks`: it is a question; `defers`: it is put off; `refused`: what follows denies all of it,
    as in «доставите завтра: нет».
    """

    text: str
    start: int
    asks: bool
    defers: bool
    refused: bool = False

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stands in the text that the clause is of."""
        return self.start + start, self.start + end

    def denies(self, start: int, end: int) -> bool:
        """Whether what stands at text[start:end] is said not to be: «торга нет», «не отложим»."""
        if self.refused or not may_deny(self.text):
            return self.refused
        left, right = _part(self.text, start, end)
        before, after = self.text[left:start], self.text[end:right]
        inside = _INNER_NOT.search(self.text[start:end]) is not None
        if inside or _WITHOUT.search(before):
            return True
        return _near_not(before.split()[-5:]) or _near_not(after.split()[:6])


@lru_cache(maxsize=128)
def read_clauses(text: str) -> tuple[Clause, ...]:
    """All clauses of a folded text, in order."""
    plain = _ASIDE.sub(lambda match: " " * len(match[0]), _SHORT.sub(r"\1 ", text))
    return tuple(clause for match in _SENTENCE.finditer(plain) for clause in _clauses(match))


def asserted(text: str) -> Iterator[Clause]:
    """The clauses that say something: what is asked or put off does not."""
    return (clause for clause in read_clauses(text) if not (clause.asks or clause.defers))


def _clauses(sentence: re.Match[str]) -> Iterator[Clause]:
    asks = "?" in sentence[0][-3:]
    pieces = list(_CLAUSE.finditer(sentence[0]))
    deferred = False
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        here = bool(_DEFERS.search(piece[0]) or _WHETHER.search(piece[0]))
        deferred = here or (deferred and bool(_OPENS_ASKED.match(piece[0])))
        ahead = (
            not last and bool(_DEFERS.search(pieces[number + 1][0])) and len(piece[0].split()) < 6
        )
        bidden = number > 0 and _BIDS.search(pieces[number - 1][0]) is not None
        asked = asks and (last or bool(_ASKS.search(piece[0])))
        asked = asked or (bidden and _OPENS_ASKED.match(piece[0]) is not None)
        deferred = deferred or _ECHOES.search(piece[0]) is not None
        refused = not last and _REFUSAL.match(sentence[0], piece.end()) is not None
        refused = refused or (number > 0 and _goes_on_denying(pieces[number - 1][0], piece[0]))
        start = sentence.start() + piece.start()
        ends = _ends_deferral(piece[0])
        yield Clause(piece[0][:ends], start, asked, deferred or ahead, refused)
        if ends < len(piece[0]):  # «уточню и сделаю скидку»: what comes then is put off no more
            yield Clause(piece[0][ends:], start + ends, asked, defers=False, refused=refused)


def _goes_on_denying(before: str, piece: str) -> bool:
    """«Не отдаём, даже в подарок»."""
    return _EVEN.match(piece) is not None and NOT.search(before) is not None


def _ends_deferral(piece: str) -> int:
    """Where a clause stops to put off: at the «и» after «уточню» that a verb of ours follows."""
    deferral = _DEFERS.search(piece)
    if deferral is None:
        return len(piece)
    following = _AND_WILL.search(piece, deferral.end())
    return following.start() if following else len(piece)


def clause_at(clauses: tuple[Clause, ...], place: int) -> Clause | None:
    """The clause that a place of the text belongs to."""
    number = bisect_right(clauses, place, key=attrgetter("start")) - 1
    return clauses[number] if number >= 0 else None


def denial_of(text: str, start: int, end: int) -> Clause | None:
    """The clause in which what stands at text[start:end] is said not to be, if it is."""
    clause = clause_at(read_clauses(text), start)
    if clause is None or not clause.denies(start - clause.start, end - clause.start):
        return None
    return clause


@lru_cache(maxsize=512)
def may_deny(text: str) -> bool:
    """Whether anything in a clause denies anything: most have no such word."""
    return NOT.search(text) is not None or _NO_THING.search(text) is not None


def _part(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch around a place that no «и», «а» or «но» parts from it."""
    left = max((match.end() for match in _AND.finditer(text, 0, start)), default=0)
    right = next((match.start() for match in _AND.finditer(text, end)), len(text))
    return left, right


def _near_not(words: list[str]) -> bool:
    return bool(NOT.search(" ".join(words)))
