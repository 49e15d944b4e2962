"""What is done, whatever word says it: «привезём» and «доставка» are one act. Pure."""

import re
from functools import lru_cache

from ai.fold import fold
from ai.rules.clauses import read_clauses
from ai.rules.patterns import WORD
from ai.similar import stem

# Each class: how its words begin. The first that fits counts.
_CLASSES = {
    "reserve": r"отлож|отклад|(?:за|раз)?брон|резерв|зарезерв|(?:при|по)?держ|припас|прибер",
    "settle": r"встрет|встреч|увид|договор",
    "call": r"(?:по|пере|со)?зв[оа]н|набер",
    "discount": r"ски[нд]|кин|уступ|подвин|сдвин|торг|сторг|поторг|скидк|сбав|сброс|сброш"
    r"|сниж|сниз|дешев|подешев|сойд[еу]|сговор|столк|промокод|купон|акци",
    "gift": r"подар|дар(?:им|ю|ом|ят|ен)|презент|бонус|придач|довес|накин|докин|угост|сюрприз"
    r"|добав|прилож|полож|вложи|вложу|включ(?:у|им)|комплект|сверху",
    "free": r"бесплатн|даром|входит|входят|включен",
    "replace": r"замен|обмен|помен|смен|меня|взамен|бартер|махн",
    "refund": r"верн|возвра|вернут|компенс|возмес|возмещ|возмест",
    "carry": r"(?:при|от|до|под|за|раз|вы|пере|у|с)?(?:вез|воз)|(?:до|об|рас)став(?:к|л|ит|и)"
    r"|(?:от|пере)прав|(?:при|вы|ото|пере|до|по)?(?:шл|сыл|сла)|сдэк|сдек|почт|курьер|манипул|такси"
    r"|газел|транспорт|боксберр|пэк|озон|яндекс"
    r"|логист|экспедит|камаз|грузов",
    "come": r"(?:при|подъ|за|вы|до|съ)е(?:зж|зд|д|х)|выезд",
    "pickup": r"самовыв",
    "assemble": r"собер|сбор|собир|собра|смонт|монт",
    "install": r"устан|(?:по)?став(?:и|л)|подключ|настро|настрае|навес|повес",
    "take_apart": r"разбер|разбор|разбир|разобр|демонт",
    "lift": r"(?:под|за|вы)ним|подъем|подня|(?:за|вы|под|пере)нес|(?:за|вы)нос|спус|спущ|груз|погру"
    r"|загру|разгру|отгру|этаж",
    "lay": r"у?лож|у?клад|выло[жг]|настел|стел",
    "mend": r"(?:по)?чин|ремонт|отремонт|исправ|поправ|налад|устран|восстан",
    "remake": r"передел|перешь|перекра",
    "make": r"(?:с|из|вы)?дела|изготов|сошь|пош[иь]|ш[иь][тюе]|пошив|печат|напеч|выпол|испол|собств"
    r"|производ|произв",
    "wash": r"(?:по|вы|от|за|про)?(?:мо[йею]|мы[тв])|стир|постир|чист|почист|вычист|почищ|убер|убор"
    r"|убир|химч",
    "paint": r"(?:по|пере|за|вы)?(?:крас|краш)",
    "fit": r"подгон|подго[нт]|ушь|подошь|укорот|подреж|отреж|распил|наре[жз]|порез",
    "measure": r"(?:за|об|по|из)?мер[яиюе]",
    "pack": r"(?:у|за|пере)?пак|завер|обмота",
    "pay": r"рассчит|расчет|(?:о|за|вы|до|пред|пере|от)?пла[тч]",
    "hire": r"обуч|науч|трудоустр|оформ|прописк|прин[ия]м|прим[еу]",
    "give": r"(?:от|вы|при|пре)?да(?:м|д|ю|е|т|й|ч|ш|в)|выда|отда|отпу[щс]",
    "sell": r"прода",
    "take": r"(?:за|при|вы)?бер|(?:за|при)?бра|забор|забир|возьм|взя|прием|скуп|выкуп|куп",
    "warm": r"утепл|грел|термо",
    "admit": r"размест|посел|гост|пус[тк]|впус|засел|можно|разреш",
    "train": r"подготов|занят|занима|уро[кч]",
    "credit": r"рассроч|отсроч|кредит",
    "guarantee": r"гарант|ручаю|обеща|обещ",
}
_ACT = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _CLASSES.items()))
_PREFIX = re.compile(r"(?:пере|пред|под|при|про|раз|рас|воз|вос|вы|до|за|из|ис|на|об|от|по|у|с)")
_BY_BUYER = re.compile(
    r"(?<!\w)\w{3,}(?:ете|ите)(?:сь)? (?:\w+ ){0,3}(?:сами|самостоятельно)(?!\w)"
)
"""«Разбираете и вывозите сами»: nothing that we do."""
SHORTEST, LONGEST = 4, 4


def act(word: str) -> str:
    """What a folded word says is done: the name of a class, or else the root of the word."""
    found = _ACT.match(word)
    return found.lastgroup if found and found.lastgroup else _root(word)


def acts_in(text: str) -> frozenset[str]:
    """All that the words of a folded text may say is done, denied or not."""
    return frozenset(map(act, WORD.findall(text)))


@lru_cache(maxsize=256)
def acts(facts: tuple[str, ...]) -> frozenset[str]:
    """All that facts say is done; what they deny («доставки нет») is not."""
    return frozenset(
        act(match[0])
        for fact in facts
        for clause in read_clauses(fold(fact).text)
        if not _BY_BUYER.search(clause.text)
        for match in WORD.finditer(clause.text)
        if not clause.denies(*match.span())
    )


def _root(word: str) -> str:
    """The first letters that the forms of a word share, without its prefix."""
    bare = stem(word)
    prefix = _PREFIX.match(bare)
    if prefix and len(bare) - prefix.end() >= SHORTEST:
        bare = bare[prefix.end() :]
    return bare[:LONGEST]
