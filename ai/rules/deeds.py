"""What the seller's side says it will do, in any verb, though no fact has it. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache

from ai.fold import Folded, fold_again
from ai.rules.acts import act, acts
from ai.rules.clauses import Clause, read_clauses
from ai.similar import stem, stems
from ai.spoken import in_figures

Span = tuple[int, int]

# How the first person and «они» of the future end, and an infinitive.
_MAY_BE = re.compile(
    r"(?<![\w-])[а-я]*(?:[а-я][уюе]м?|[аеи]м|[уюая]т|усь|юсь|емся|имся|утся|ятся)(?!\w)"
)
_ABLE = re.compile(
    r"(?<!\w)(?:мог(?:у|ли бы|ла? бы)|можем|смогу|сможем|готов[аы]?|соглас(?:ен|на|ны)"
    r"|получится|постараюсь|постараемся|попробу(?:ю|ем)|обязу(?:юсь|емся)|хот(?:им|ели бы))"
    r" (?:\w+ ){0,3}?(?P<verb>[а-я]{2,}(?:ть|ти|чь|ться|тись))(?!\w)"
)
# Talk, and what is looked at for the sake of it: a promise of nothing but an answer.
_TALK = frozenset(
    "уточнить узнать подсказать сказать написать отписать отписаться ответить сообщить прислать"
    " спросить переспросить посмотреть проверить перепроверить посчитать рассчитать просчитать"
    " подсчитать прикинуть вернуться передать сравнить объяснить пояснить рассказать описать"
    " перечислить назвать постараться попробовать попытаться подумать обдумать посоветоваться"
    " посоветовать порекомендовать рекомендовать"
    " выяснить разобраться поинтересоваться интересоваться учесть понять обсудить согласовать"
    " поискать поглядеть глянуть взглянуть попросить поблагодарить извиниться быть смочь мочь"
    " стать продолжить сориентировать проконсультировать подобрать помочь сфотографировать"
    " сфоткать заснять снять показать измерить померить замерить померять взвесить"
    " отметить заметить напомнить повторить подтвердить уведомить оповестить скинуть выслать"
    " дать рассмотреть предложить спланировать решить определить определиться"
    " разъяснить изучить почитать прочитать прочесть найти свериться дождаться"
    " сделать отправить сбросить кинуть переслать перекинуть добавить задать увидеть услышать"
    " осмотреть оглядеть обследовать протестировать пересчитать перемерить"
    " отдать продать начать отснять связаться соединить пригласить позвать".split()
)
_SHOWS = re.compile(
    r"(?<!\w)(?:фот\w+|фотк\w+|видео\w*|скрин\w*|список|списк\w+|каталог\w*|замер\w*|размер\w*"
    r"|описани\w+|информаци\w+|инфо|ответ\w*|вопрос\w*|ссылк\w+|расч[её]т\w*|характеристик\w+"
    r"|подробност\w+|детал\w+|знать|вариант\w*|сообщени\w+|фотографи\w+|снимк\w+)(?!\w)"
)
_NEED_SHOWN = frozenset(
    "прислать скинуть выслать отправить сбросить кинуть переслать перекинуть дать снять показать"
    " сделать добавить найти подобрать помочь предложить передать".split()
)
"""Talk only where it is said that a picture, a list or an answer comes."""
_LIGHT = frozenset("сделать дать оформить предоставить провести организовать устроить".split())
"""Verbs that say nothing by themselves: what is done is in the noun, «сделаем скидку»."""
_ALWAYS = frozenset("передать вернуться показать снять подобрать помочь предложить найти".split())
_SUPPOSES = re.compile(r"\s*(?:а |и |но )?(?:если|когда|как только|раз)(?!\w)")
_AGAIN = re.compile(
    r"(?<!на )(?<!в )(?<!\w)(?:друг(?:ой|ую|ое|ие|ого|их)|нов(?:ый|ую|ое|ые|ого|ых)|ещ?е (?:один|одну|одно)"
    r"|взамен|замену|такой же|такую же|такое же)(?!\w)"
)
_GIVES = frozenset({"gift", "give", "pay"})
_ON_US = re.compile(
    r"(?<!\w)(?:с (?:нас|меня)(?! не| бы)|за (?:наш|мой) счет|беру на себя|берем на себя"
    r"|в подар\w+|подарочком|подарком|бонусом|в придачу|впридачу|в довесок|на сдачу)(?!\w)"
)
_PAID_BY_US = re.compile(
    r"(?<!\w)(?:с нас|с меня|за (?:наш|мой) сч|бесплатн|входит|входят|включ|вместе с|комплект"
    r"|подар|дари|бонус|придач|впридач)"
)
_TOGETHER = ("вам вас мы я все это его ее их них он она оно они себя свой наш ваш тоже также уже"
    " сразу сам сама сами обязательно конечно подарок подарки подарочек бонус придачу довесок"
    " покупке покупка покупателю сверху вместе отдельно друг другой новый один одну два две")
_PLAIN = frozenset(map(stem, _TOGETHER.split()))
_WORD = re.compile(r"[^\W\d_]{3,}")
_DIGITS = re.compile(r"\d+")


def find_deeds(folded: Folded, facts: tuple[str, ...], things: tuple[str, ...]) -> Iterator[Span]:
    """Where somebody on the seller's side will do what no fact says is done.

    What he gives has to be named in a fact, or in `things`: the title.
    """
    done = acts(facts)
    for clause in read_clauses(folded.text):
        if clause.asks or clause.defers:
            continue
        for start, end in [*_promised(clause, done), *_given(clause, facts, things)]:
            if not clause.denies(start, end) and not _told_by(clause.text, facts):
                yield clause.start + start, clause.start + end


def _told_by(text: str, facts: tuple[str, ...]) -> bool:
    """Whether a fact names the same thing with the same figure: «молния 1200» for «вошьём за»."""
    numbers = set(_DIGITS.findall(in_figures(text).text))
    things = {stem(word) for word in _WORD.findall(text) if is_thing(word)}
    return any(
        numbers & set(_DIGITS.findall(in_figures(fold_again(fact).text).text))
        and things & set(stems(fact))
        for fact in facts
        if numbers and things
    )


def _promised(clause: Clause, done: frozenset[str]) -> Iterator[Span]:
    for (start, end), verb in _verbs(clause.text):
        if _is_talk(verb, clause.text):
            continue
        word = clause.text[start:end]
        if verb in _LIGHT and any(act(one) in done for one in _WORD.findall(clause.text)):
            continue
        replaces = act(word) in {"carry", "give", "refund"} and _AGAIN.search(clause.text)
        if act(word) not in done or (replaces and "replace" not in done):
            yield start, end


def _is_talk(verb: str, text: str) -> bool:
    if verb not in _TALK:
        return False
    return verb not in _NEED_SHOWN or verb in _ALWAYS or _SHOWS.search(text) is not None


def _verbs(text: str) -> Iterator[tuple[Span, str]]:
    """Who will do it, or is able to: where the verb stands, and its infinitive."""
    supposed = _SUPPOSES.match(text) is not None
    for match in _MAY_BE.finditer(text):
        if verb := future_of(match[0], of_others=not supposed):
            yield match.span(), verb
    for match in _ABLE.finditer(text):
        yield match.span("verb"), match["verb"]


@lru_cache(maxsize=4096)
def future_of(word: str, *, of_others: bool = True) -> str:
    """The infinitive of what we, or others of ours, will do; nothing if the word is none such."""
    likeliest, *others = _parser().parse(word)
    if any(_names(parse) and parse.score >= likeliest.score for parse in (likeliest, *others)):
        return ""
    for parse in [likeliest, *(other for other in others if other.score >= LIKELY)]:
        tag = parse.tag
        if tag.POS == "VERB" and tag.tense == "futr" and tag.person == "1per":
            return str(parse.normal_form)
        if tag.POS == "VERB" and tag.tense == "futr" and f"{tag.person}{tag.number}" == "3perplur":
            goes_on = any(other.tag.tense == "pres" for other in others)
            return str(parse.normal_form) if of_others and not goes_on else ""
    return ""


LIKELY = 0.4
"""Of the other readings of a word, those that are rarer than this do not count."""


def _names(parse: "Parse") -> bool:
    """Whether a reading is a noun as a dictionary has it: «проём» is no «проём» of «проесть»."""
    return parse.tag.POS == "NOUN" and parse.tag.case == "nomn" and parse.tag.number == "sing"


@lru_cache(maxsize=4096)
def is_thing(word: str) -> bool:
    """Whether a word names a thing."""
    return _parser().parse(word)[0].tag.POS == "NOUN"


@lru_cache(maxsize=1)
def _parser() -> "MorphAnalyzer":
    from pymorphy3 import MorphAnalyzer  # its dictionaries are read when a text is first checked

    return MorphAnalyzer()


def _given(clause: Clause, facts: tuple[str, ...], things: tuple[str, ...]) -> Iterator[Span]:
    """What is given along or paid for, though facts name no such thing."""
    known = _words_of((*facts, *things))
    gives = [span for span, _ in _verbs(clause.text) if act(clause.text[slice(*span)]) in _GIVES]
    on_us = [match.span() for match in _ON_US.finditer(clause.text)]
    if not gives and not on_us:
        return
    paid = _PAID_BY_US.search(fold_again("\n".join(facts)).text)
    named = {stem(word) for word in _WORD.findall(clause.text) if is_thing(word)} - _PLAIN
    if not named <= known:
        yield from [*gives, *on_us]
    elif not paid:
        yield from on_us


@lru_cache(maxsize=256)
def _words_of(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for text in texts for word in stems(text))
