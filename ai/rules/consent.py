"""A short «да» to a question that has a promise or a sum in it promises as much. Pure, linear."""

import re
from collections.abc import Iterable, Iterator

from ai.fold import fold, skeletons
from ai.numerals import read_quantities
from ai.rules.acts import acts, acts_in
from ai.rules.clauses import may_deny, read_clauses
from ai.rules.figures import has_unit
from ai.rules.patterns import WORD
from ai.similar import stems

LONGEST_READ = 4000
SHORT = 16
"""Characters of a sentence that can say no more than yes or no."""


def find_consent(
    reply: str, burst: tuple[str, ...], *, known: Iterable[str] = (), facts: Iterable[str] = ()
) -> str | None:
    """The sentence of a reply that agrees to what only the seller can grant, and says no more.

    `known` are texts whose numbers may be agreed to (price, title, address), `facts` those that
    bear out a promise as well. A sentence that says what it agrees to in words of theirs, or that
    the thing is for sale to one who asked that, is none: the other rules judge such words.
    """
    asked = fold("\n".join(burst)[-LONGEST_READ:]).text
    said = fold(reply[:LONGEST_READ]).text
    if _ASKS_WHO.search(asked) and (found := _says_human(said)):
        return found
    ground = _Ground(tuple(known), tuple(facts))
    if not _demands(asked, ground):
        return None
    if not _WORD.search(said):
        return said.strip() or None  # «+», «👍»
    if found := _bare(said, _IS_WILL, asked, ground):
        return found
    if found := None if _LATER.search(said) else _bare(said, _IS_ASSENT, asked, ground):
        return found
    return _lets(said, asked, ground) if _names_unknown(asked, ground) else None


def _lets(said: str, asked: str, ground: "_Ground") -> str | None:
    """The first words of a reply that leaves it at what the buyer wants, in whatever words.

    It neither asks, denies or puts off, nor says anything that is known.
    """
    clauses = read_clauses(said)
    if _BIDS.search(said) or any(one.asks or one.defers or may_deny(one.text) for one in clauses):
        return None
    told = set(stems(said)) - _COURTESY
    if not told:
        return None
    if (
        _names_offer(said, asked)
        or told & ground.of_all
        or any(one in ground.numbers for one in _numbers(said))
    ):
        return None
    return said[:SHORT] or None


class _Ground:
    """What may be agreed to: the numbers of all texts, the words of the facts."""

    def __init__(self, known: tuple[str, ...], facts: tuple[str, ...]) -> None:
        texts = [fold(text).text for text in (*known, *facts)]
        self.numbers = {value for text in texts for value in _numbers(text)}
        self.numbers |= {float(run[-15:]) for text in texts for run in _DIGITS.findall(text)}
        self.of_facts = {stem for text in facts for stem in _granted(fold(text).text)}
        if any(map(_EVERY_DAY.search, texts)):
            self.of_facts |= set(stems("каждый день ежедневно"))
        self.done = acts(facts)
        self.of_all = {stem for text in texts for stem in stems(text)} | self.of_facts

    def bears(self, sentence: str) -> bool:
        """Whether a sentence names what a fact says, or two things that the listing does."""
        words = set(stems(sentence))
        if not self.done.isdisjoint(acts_in(sentence)):
            return True
        return bool(words & self.of_facts) or len(words & self.of_all) > 1


def _granted(text: str) -> Iterator[str]:
    """The stems of what a fact does not deny: «торга нет» grants no bargaining."""
    for clause in read_clauses(text):
        for match in WORD.finditer(clause.text):
            if not clause.denies(*match.span()):
                yield from stems(match[0])


def _words(*patterns: str) -> str:
    return rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)"


_SMALL = _words(
    r"здравствуйте|привет|добр\w{2,3}|день|вечер|утро|дня|вечера|утра|спасибо|ну|тогда|за|на|по"
    r"|без|уж|о|а|и"
    r"|я|мы|все|это|вам|вас|с|хорошего|пожалуйста|радостью|удовольствием",
    skeletons("hello hi thanks of the a no i we well then"),
)
_YES = (
    r"норм|нормально|лады|ладушки|заметано|забились|годится|(?:тот|та|то|те) же|туда"
    r"|прежний|прежнему|да+"
    r"|ага|угу|кива\w+|киваю|подмиг\w+|ок|окей|оке|оки|хорошо|ладно|конечно|разумеется"
    r"|безусловно|можно|можете"
    r"|договор\w{0,6}"
    r"|соглас\w{1,4}|идет|пойдет|устро\w{2,4}|устраива\w{2,4}|подойдет|подходит|годится|сойдет"
    r"|вполне|верно"
    r"|именно|точно|так|давай(?:те)?(?=\W*$|,)|рукам|хватит|обязательно|легко|запросто|плюс"
    r"|добре|згода"
    r"|принято"
    r"|подтвержда\w{1,3}|обеща\w{1,3}|гарантир\w{2,3}|проблем|вопросов|заезжайте|приезжайте"
    r"|подъезжайте|клянусь"
)
_YES_LATIN = skeletons(
    "yes yep yeah ok okay sure deal fine agreed course certainly absolutely ja oui"
)
_WILL = (
    r"отда(?:м|дим)|дам|дадим|прода(?:м|дим)|сдела(?:ю|ем)|(?:при|до)вез(?:у|ем)|достав(?:лю|им)"
    r"|отлож(?:у|им)|(?:при|по)держ(?:у|им)|остав(?:лю|им)|заброниру(?:ю|ем)|уступ(?:лю|им)"
    r"|скин(?:у|ем)"
    r"|сброш(?:у|им)|верн(?:у|ем)|подар(?:ю|им)|(?:об|по)меня(?:ю|ем)|подожд(?:у|ем)|отправ(?:лю"
    r"|им)"
    r"|приед(?:у|ем)|забирай(?:те)?|переводи(?:те)?|переведи(?:те)?"
)
_START = rf"^\W*(?:{_SMALL}\W+){{0,4}}"
_IS_ASSENT = re.compile(_START + _words(_YES, _WILL, _YES_LATIN))
_IF = r"(?:если [^,.!?\n]{1,60}, ?)?"
_IS_WILL = re.compile(_START + _IF + _words(_WILL, r"передела(?:ю|ем)|почин(?:ю|им)|замен(?:ю|им)"))
_IS_ASSENT_OR_NO = re.compile(_START + _words(_YES, _YES_LATIN, r"не+т|неа", skeletons("no nope")))
_WORD = re.compile(r"[^\W_]")
_COURTESY_WORDS = (
    "здравствуйте привет добрый день утро вечер доброе спасибо благодарю за обращение интерес рад"
    " рада рады помочь пожалуйста хорошего дня вечера внимание сообщение"
)
_COURTESY = frozenset(stems(_COURTESY_WORDS))
_WELCOME = re.compile(r"(?<!\w)(?:пишите|напишите|решайте|подумайте|обращайтесь|спрашивайте)(?!\w)")
_ELSEWHERE = re.compile(
    r"вотс|ватс|вацап|телег|тг(?!\w)|вайбер|макс(?!\w)|вк(?!\w)|номер|телефон|звон|почт[ау]|инст"
)
_DIGITS = re.compile(r"\d+")
_BIDS = re.compile(r"(?<!\w)(?:подскажите|уточните|сообщите|пришлите)(?!\w)")
_EVERY_DAY = re.compile(r"(?<!\w)(?:ежедневно|кажд\w{2} день|без выходных)(?!\w)")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_LATER = re.compile(
    r"(?<!\w)(?:уточн|узна[юе]|спрошу|провер|к сожалению|не (?:могу|получится|отда|торг|скид)"
    r"|торга нет"
    r"|без торга)"
)

_ASKS = re.compile(
    r"\?|(?<!\w)(?:ответь|напиши|скажи|постав|подтверд|соглас|давай|договор|если|хочу|готов"
    r"|забер|возьму"
    r"|куплю|предлаг|плачу|отда(?:й|ш|д)|скин|сдела|отлож|привез|пришл|остав|верн|уступ|повтор"
    r"|да/нет"
    r"|да или нет|по рукам|обеща|" + skeletons("say reply answer confirm if deal agree give") + ")"
)
_ASKS_WHO = re.compile(
    r"(?<!\w)(?:вы|ты)(?: \w{1,12}){0,3}? (?:живой|живая|бот|робот|человек|нейросеть"
    r"|автоответчик|программа)"
    r"(?!\w)|(?<!\w)(?:это|тут|там) (?:точно |не )?(?:живой|бот|робот|человек|нейросеть"
    r"|автоответчик|программа)"
    r"(?!\w)|(?<!\w)(?:бот|робот|живой)\W{0,3}\?"
    r"|(?<!\w)с (?:живым|ботом|роботом|человеком|нейросетью)[^.!?\n]{0,40}\?|"
    + skeletons("bot")
    + r"\W{0,2}\?|"
    + _words(f"(?:{skeletons('a an real')}) (?:{skeletons('bot robot human person ai')})")
)
_PERSON = re.compile(
    r"человек|бот|робот|жив|оператор|менеджер|меня зовут|авто|программ|" + skeletons("human bot")
)
_MACHINE = re.compile(
    r"(?<!не )(?<!\w)(?:(?:я|это|да,?|отвечает|пишет) )(?:(?!не )\w{1,20}[ -]){0,2}"
    r"(?:бот|робот|помощник|ассистент|автомат|программ|автоответчик)|автоматическ"
)
_PROMISES = re.compile(
    _words(
        r"скид\w*|скин\w*|уступ\w*|сброс\w*|сбав\w*|торг\w*|дешевле|отлож\w*|придерж\w*"
        r"|забронир\w*|брон\w*"
        r"|остав\w*|резерв\w*|гарант\w*|верн\w*|возврат\w*|подар\w*|бонус\w*|бесплат\w*|даром"
        r"|достав\w*|привез\w*"
        r"|довез\w*|отправ\w*|вышл\w*|обмен\w*|поменя\w*|залог\w*|комисси\w*|предоплат\w*"
        r"|задат\w*|аванс\w*|карт[уы]"
        r"|переве\w*|перевод\w*|рассрочк\w*|сегодня|завтра|послезавтра|понедельник\w*|вторник\w*"
        r"|сред[уы]"
        r"|четверг\w*|пятниц\w*|суббот\w*|воскресен\w*|выходн\w*|утр\w{1,2}|вечер\w{1,2}"
        r"|час\w{0,2}|полчаса|недел\w*"
        r"|месяц\w*|январ\w|феврал\w|март\w|апрел\w|мая|июн\w|июл\w|август\w|сентябр\w|октябр\w"
        r"|ноябр\w|декабр\w"
        r"|позвон\w*|договор\w*|обеща\w*|обяз\w*|рукам|половин\w*|полцены|треть|четверть"
        r"|процент\w*|номер\w{0,2}"
        r"|телефон\w*|телег\w*|ватсап\w*|вотсап\w*|вайбер\w*|расписк\w*|клян\w*|поклян\w*"
        r"|собер\w*|подним\w*|занес\w*|нов(?:ый|ая|ое|ые)|оригинал\w*|родн\w+|царап\w*|бит\w{1,2}"
        r"|краш\w+|чек\w{0,2}|документ\w*|коробк\w*|дефект\w*|пробег\w*|целы?й?|вскрыва\w+"
        r"|установ\w*|животн\w*|собак\w*|кошк\w*",
        skeletons(
            "discount free reserve hold warranty guarantee refund gift deliver delivery today"
        ),
        skeletons("tomorrow exchange deposit prepay card transfer promise whatsapp telegram"),
    )
)
_OFFERED = re.compile(
    r"(?<!\w)(?:актуал\w*|прода(?:е\w*|ж\w*|ю)|наличи\w|есть|свобод\w*|осталс\w|осталась)(?!\w)|"
    + _words(skeletons("available sale"))
)
_FOR_SALE = re.compile(r"(?<!\w)(?:актуал\w*|в продаже|продает\w*|в наличии)(?!\w)")
_ASKS_OFFERED = re.compile(
    r"актуал|прода[юе]|в продаже|наличи|еще (?:есть|не)|есть еще|не продан|свобод|"
    + skeletons("available")
)


def _demands(asked: str, ground: _Ground) -> bool:
    """Whether the buyer asks for something that has a number or a promise of no fact in it."""
    if not _ASKS.search(asked):
        return False
    if _names_unknown(asked, ground):
        return True
    promises = (set(stems(match[0])) for match in _PROMISES.finditer(asked))
    return any(promise.isdisjoint(ground.of_facts) for promise in promises)


def _names_unknown(asked: str, ground: _Ground) -> bool:
    """Whether the buyer names a number, of no measure, that nothing known has."""
    may = ground.numbers
    return any(
        quantity.value > 1
        and quantity.value not in may
        and quantity.value * 1000 not in may
        and not has_unit(asked, quantity.end)
        for quantity in read_quantities(asked)
    )


def _numbers(text: str) -> Iterator[float]:
    for quantity in read_quantities(text):
        yield quantity.value


def _bare(said: str, opens: re.Pattern[str], asked: str, ground: _Ground) -> str | None:
    """The first sentence that opens with an assent and names nothing that is known.

    After a sentence that rests on what is known, an assent belongs to that.
    """
    for sentence in _sentences(said):
        if ground.bears(sentence):
            return None
        if _WELCOME.search(sentence) and not _ELSEWHERE.search(asked):
            continue
        if opens.search(sentence) and not _names_offer(sentence, asked):
            return sentence
    return None


def _names_offer(sentence: str, asked: str) -> bool:
    """«Да, в продаже» says itself what it agrees to; «да, есть» to one who asked whether it is."""
    if _FOR_SALE.search(sentence):
        return True
    return bool(_OFFERED.search(sentence) and _ASKS_OFFERED.search(asked))


def _says_human(said: str) -> str | None:
    """A yes or no to who is there, unless it goes on with the truth."""
    if _MACHINE.search(said):
        return None
    return next(
        (
            one
            for one in _sentences(said)
            if _IS_ASSENT_OR_NO.search(one) and (len(one) < SHORT or _PERSON.search(one))
        ),
        None,
    )


def _sentences(said: str) -> Iterator[str]:
    for match in _SENTENCE.finditer(said):
        yield match[0].strip()
