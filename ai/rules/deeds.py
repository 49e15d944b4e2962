"""What the seller's side says it will do, in any verb, though no fact has it. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache

from ai.fold import Folded, fold
from ai.morphology import future_of, is_thing
from ai.rules.acts import act, acts, acts_in
from ai.rules.clauses import Clause, asserted
from ai.rules.patterns import WORD
from ai.similar import root, roots
from ai.spoken import figures_of, in_figures

Span = tuple[int, int]

# How a word ends that may say what we or they will do; a dictionary tells whether it does.
_MAY_BE = re.compile(
    r"(?<![\w-])[а-я]*(?:[а-я][уюе]м?|[аеи]м|[уюаяеи]т|усь|юсь|емся|имся|утся|ятся)(?!\w)"
)
_ABLE = re.compile(
    r"(?<!вы )(?<!что )(?<!если )(?<!\w)(?:мог(?:у|ли бы|ла? бы)|можем|смогу|сможем|готов[аы]?"
    r"|соглас(?:ен|на|ны)"
    r"|получится|постараюсь|постараемся|попробу(?:ю|ем)|обязу(?:юсь|емся)|хот(?:им|ели бы))"
    r" (?:\w+ ){0,5}?(?P<verb>(?!(?:шести|пяти|девяти|десяти|\w+дцати|части|области)(?!\w))"
    r"[а-я]{2,}(?:ть|ти|чь|ться|тись))(?!\w)"
)
_TALK_WORDS = (
    "уточнить узнать подсказать сказать написать отписать отписаться ответить сообщить спросить"
    " переспросить предупредить признаться оговориться"
    " посмотреть осмотреть оглядеть обследовать протестировать проверить"
    " перепроверить перемерить пересчитать посчитать рассчитать просчитать подсчитать прикинуть"
    " вернуться передать сравнить объяснить пояснить разъяснить рассказать описать перечислить"
    " назвать постараться попробовать попытаться подумать обдумать посоветоваться посоветовать"
    " порекомендовать рекомендовать выяснить разобраться поинтересоваться интересоваться учесть"
    " понять обсудить согласовать поискать поглядеть глянуть взглянуть попросить поблагодарить"
    " извиниться быть смочь мочь стать продолжить начать сориентировать проконсультировать"
    " подобрать помочь сфотографировать сфоткать заснять отснять снять показать измерить померить"
    " замерить померять взвесить отметить заметить напомнить повторить подтвердить уведомить"
    " оповестить рассмотреть предложить спланировать решить определить определиться изучить"
    " почитать прочитать прочесть найти свериться дождаться задать увидеть услышать связаться"
    " рассчитаться подписать появиться возникнуть остаться пообщаться списаться соединить"
    " пригласить"
    " позвать подойти войти влезть"
    " поместиться уместиться пройти встать отдать продать"
)
_TALK = frozenset(_TALK_WORDS.split())
"""Talk, a look for its sake, and the sale itself: nothing is promised but an answer."""
_SENT_WORDS = (
    "прислать скинуть выслать отправить сбросить кинуть переслать перекинуть дать сделать добавить"
)
_SENT = frozenset(_SENT_WORDS.split())
"""Talk where a picture, a list or an answer is sent: «фото пришлю»."""
_SHOWN = re.compile(
    r"(?<!\w)(?:фот\w+|видео\w*|скрин\w*|список|списк\w+|каталог\w*|замер\w*|размер\w*|описани\w+"
    r"|информаци\w+|инфо|ответ\w*|вопрос\w*|ссылк\w+|расчет\w*|характеристик\w+|подробност\w+"
    r"|детал\w+|знать|вариант\w*|сообщени\w+|снимк\w+)(?!\w)"
)
_LIGHT_WORDS = "принять сделать дать оформить предоставить провести организовать устроить"
_LIGHT = frozenset(_LIGHT_WORDS.split())
"""Verbs that say nothing by themselves: what is done is in the noun, «сделаем скидку»."""
_AGAIN = re.compile(
    r"(?<!на )(?<!в )(?<!\w)(?:друг(?:ой|ую|ое|ие|ого|их)|нов(?:ый|ую|ое|ые|ого|ых)"
    r"|еще (?:один|одну|одно)|заново|снова|повторно|еще раз|взамен|замену"
    r"|такой же|такую же|такое же)(?!\w)"
)
_STAFF = re.compile(
    r"(?<!\w)(?:мастер|монтажник|установщик|сборщик|курьер|водитель|специалист|грузчик|замерщик"
    r"|газел|газельк|камаз|манипулятор|техник|инженер|сантехник|электрик|бригада|помощник|сын|муж|брат|сотрудник)\w{0,2}(?!\w)"
)
_SUPPOSES = re.compile(r"\s*(?:а |и |но )?(?:если|когда|как только|раз)(?!\w)")
_DIGITS = re.compile(r"\d+")
_SHIPS = re.compile(r"(?<!\w)(?:отправ|авито дост|сдэк|сдек|почт|пэк|боксберр|озон|яндекс дост)")
_BRINGS_HIMSELF = re.compile(
    r"(?<!авито )(?<!яндекс )(?<!\w)дост(?!о)|(?<!\w)(?:при|под|за|до|от)?(?:вез|воз|вож)"
    r"|курьер|газел|машин"
)
_BRINGS = re.compile(r"(?<!\w)(?:при|под|за|до)(?:вез(?:у|ем|ти|ут|ет)|кин(?:у|ем|ет))(?!\w)")


def find_deeds(folded: Folded, facts: tuple[str, ...]) -> Iterator[Span]:
    """Where somebody on the seller's side will do what no fact says is done."""
    done = acts(facts)
    for clause in asserted(folded.text):
        for span in _promised(clause, done):
            if not clause.denies(*span) and not _told_by(clause.text, facts):
                yield clause.place(*span)


@lru_cache(maxsize=128)
def read_verbs(text: str) -> tuple[tuple[Span, str], ...]:
    """What will be done, or can be: where the verb stands in a clause, and its infinitive.

    What others will do if something happens is no promise: «если появятся вопросы».
    """
    return tuple(_verbs(text))


def _verbs(text: str) -> Iterator[tuple[Span, str]]:
    others = "" if _SUPPOSES.match(text) else "staff" if _STAFF.search(text) else "they"
    for match in _MAY_BE.finditer(text):
        if verb := future_of(match[0], others=others):
            yield match.span(), verb
    for match in _ABLE.finditer(text):
        yield match.span("verb"), match["verb"]


def find_brought(folded: Folded, facts: tuple[str, ...]) -> Iterator[Span]:
    """«Могу и сам подвезти», where the facts only send by post."""
    known = "\n".join(fold(fact).text for fact in facts)
    if not _SHIPS.search(known) or _BRINGS_HIMSELF.search(known):
        return
    for clause in asserted(folded.text):
        for match in _BRINGS.finditer(clause.text):
            if not clause.denies(*match.span()):
                yield clause.place(*match.span())


def things(text: str) -> frozenset[str]:
    """The roots of what a folded text names."""
    return frozenset(root(word) for word in WORD.findall(text) if is_thing(word))


def _promised(clause: Clause, done: frozenset[str]) -> Iterator[Span]:
    named = not done.isdisjoint(acts_in(clause.text))
    for (start, end), verb in read_verbs(clause.text):
        if verb in _TALK or (verb in _SENT and _SHOWN.search(clause.text)):
            continue
        if verb in _LIGHT and named:
            continue
        said = act(clause.text[start:end])
        if said == "gift" and "free" in done:
            continue  # what is given is looked at by the rule for gifts
        replaces = said in {"carry", "give", "refund"} and _AGAIN.search(clause.text)
        if said not in done or (replaces and "replace" not in done):
            yield start, end


def _told_by(text: str, facts: tuple[str, ...]) -> bool:
    """Whether a fact names the same thing with the same figure: «молния 1200» for «вошьём за»."""
    numbers = set(_DIGITS.findall(in_figures(text).text))
    if not numbers:
        return False
    named = things(text)
    told = (figures_of(fact) for fact in facts if named & set(roots(fact)))
    return any(numbers & set(_DIGITS.findall(one)) for one in told)
