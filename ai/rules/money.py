"""Whether a number in a folded text is money, by the words around it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ai.fold import skeletons
from ai.numerals import Quantity, Token, read_quantities, read_tokens
from ai.similar import stem


def _words(*patterns: str) -> re.Pattern[str]:
    """A pattern for whole words; Latin ones are spelled as `fold` leaves them."""
    return re.compile("|".join(patterns))


_FOREIGN = _words(
    r"[$€£]|доллар\w{0,3}|бакс\w{0,3}|евро|тенге|грив\w{0,3}|юан\w{0,3}|лир|сум|драм\w{0,2}"
    r"|фунт\w{0,3}|зайч\w{0,3}|биткоин\w{0,3}|крипт\w{0,3}|коп\w{0,5}",
    skeletons("usd eur kzt byn uah cny usdt btc dollar dollars euro euros bucks"),
)
_CURRENCY = _words(
    r"₽|р|рэ|ре|руб\w{0,6}|целков\w{1,3}|деревянн\w{1,3}|" + _FOREIGN.pattern,
    skeletons("rub rur ruble rubles rouble roubles"),
)
_CURRENCY_KEYS = {
    **dict.fromkeys(
        ("$", "бакс", "баксов", "бакса", *skeletons("usd bucks dollars").split("|")), "долл"
    ),
    **dict.fromkeys(("€", *skeletons("eur euro euros").split("|")), "евро"),
}
_PERCENT = _words(r"%|проц(?:ент\w{0,3})?", skeletons("percent"))
_WHOLE = re.compile(
    r"хлоп\w*|шерст\w*|лен|льна|шелк\w*|кож\w*|полиэст\w*|акб|аккум\w*|батаре\w*|заряд\w*|емкост\w*"
    r"|состоян\w*|оригинал\w*|рабоч\w*|исправ\w*|цел\w*|готов\w*"
)
_TIME_UNIT = _words(
    r"ч|час\w{0,3}|мин|минут\w{0,2}|сек\w{0,5}|дн\w{1,3}|день|сут\w{0,3}|недел\w{0,3}"
    r"|месяц\w{0,3}|мес"
    r"|лет|год\w{0,3}|этаж\w{0,2}|раз|раза",
    skeletons("h hour hours min minute minutes day days week weeks month months year years"),
)
_MONTH = _words(
    r"(?:январ|феврал|март|апрел|июн|июл|август|сентябр|октябр|ноябр|декабр)\w{0,2}|мая|мае|май"
)
_UNIT = _words(
    r"миллиметр\w{0,3}|сантиметр\w{0,3}|килограмм\w{0,2}|кило|тонн\w{0,2}|киловатт\w?|шт"
    r"|штук\w{0,2}|пар\w?|компл\w{0,6}|см|мм|м|метр\w{0,3}|км|кв|кг|г|гр|грамм\w{0,2}|л"
    r"|литр\w{0,2}|мл"
    r"|гб|мб|тб|гц|ггц|мгц|вт|ватт|квт|мач|дюйм\w{0,3}|градус\w{0,3}|об|мест\w{0,2}"
    r"|спальн\w{0,3}|человек\w?"
    r"|ящик\w{0,3}|полк\w{0,3}|двер\w{0,4}|стул\w{0,4}|страниц\w?|размер\w?|подъезд\w?"
    r"|комнат\w{0,2}"
    r"|колес\w{0,2}|диск\w{0,3}|шин\w?|покрыш\w{1,2}|предмет\w{0,3}|пач\w{2,3}|короб\w{2,3}"
    r"|рулон\w{0,3}|лист\w{0,3}|дос(?:ка|ки|ок)|меш(?:ок|ка|ков)|бан(?:ка|ки|ок)"
    r"|бутыл\w{2,3}|книг\w?"
    r"|том\w{0,3}|игр\w?|джойстик\w{0,2}|геймпад\w{0,2}|кресл\w?|кресел|стол\w{0,2}|подуш\w{2}"
    r"|чехл\w{1,2}|чехол|чаш\w{2}|тарел\w{2}|секци\w|модул\w{1,2}|створ\w{2}|вариант\w{0,2}"
    r"|цвет\w{0,3}|взросл\w{2}|дет\w{1,3}|ребен\w{2,3}|персон\w?|гост\w{1,2}|фото\w{0,7}|видео"
    r"|покупател\w{1,2}|ключ\w{0,2}|сим\w{0,4}|слот\w{0,3}|сезон\w?|сот(?:ка|ки|ок)|га|дверн\w+"
    r"|ярус\w{0,3}|скорост\w{1,2}|камер\w?|конфор\w{2}|канал\w{0,2}|порт\w{0,2}|яйц\w?|яиц"
    r"|символ\w{0,3}|й|я|е|го|му|х|ти|метров\w{0,3}|литров\w{0,3}|лет\w{2,4}",
    skeletons("cm mm m km kg g l ml gb mb tb hz ghz w kw mah px fps inch inches pcs pieces chairs"),
)
_FAR = _words(r"км|километр\w{0,3}|мач|оборот\w{0,3}|подписчик\w{0,2}", skeletons("km mah"))
_BIG_UNIT = _words(r"км|мач|гц|об|гб|мб|час\w{0,3}", skeletons("km mah hz px gb mb"))
_CUE = re.compile(
    r"за|по|цен(?:[аыуе]|ой|ою|ник\w*)?|сто[ия]\w{1,4}|стоимост\w*|скид\w*|скин\w*|сброш\w*"
    r"|сброс\w*|сбав\w*|уступ\w*"
    r"|минус\w*|плюс|вам|тебе"
    r"|дешевле|дороже|доплат\w*|предоплат\w*|аванс\w*|задат\w*|залог\w*|итого|сумм\w*|обойд\w*"
    r"|торг\w*"
    r"|предл\w*|переплат\w*|оплат\w*|доставк\w*|отда(?:м|дим)|"
    + skeletons("price cost costs for discount off pay sell delivery shipping minus total only")
)
_CUE_AFTER = re.compile(
    r"скин\w*|уступ\w*|отда(?:м|дим)|сброш\w*|сброс\w*|сбав\w*|дешевле|дороже"
    r"|ровно|последн\w*|минимум\w*|крайн\w*|" + skeletons("off")
)
_FILLER = re.compile(
    r"до|на|в|от|или|либо|около|примерно|ровно|всего|только|где|то|еще|и|не|за|меньше"
    r"|больше|вам|сразу"
    r"|будет|это|с|оба|обе|" + skeletons("is about only just just to by at the of up")
)
_SOFT_CUE = re.compile(
    r"давай(?:те)?|пусть|устро\w*|соглас\w*|сойд\w*|пойдет|идет|договор\w*|можем|могу|ок"
)
_MEASURED = re.compile(
    r"ширин\w*|высот\w*|длин\w*|глубин\w*|размер\w*|диаметр\w*|рост\w?|вес\w?|объем\w?"
    r"|д|дом|кв|квартира|корп\w*|стр\w*|подъезд|этаж|офис|секция|ул\w*|улиц\w*"
)
_DEALS = re.compile(r"доплат\w*|скин\w*|уступ\w*|сбав\w*|скид\w*|минус|сброс\w*")
_GLUED_ON = re.compile(r"(?:d|д)(?!\w)")  # «2D»
_LESS = re.compile(r"минус|скин\w*|скид\w*|уступ\w*|сброс\w*|сброш\w*|сбав\w*|дешевле")
_ONE = frozenset(["один", "одна", "одно", "одну", "одной", "одного", "одним", "одному"])
MANY = re.compile(r"извинени\w+|благодарност\w+|спасиб\w*|раз|чертей|мелочей|причин|и1|лет")
_GOES_TO = re.compile(r" ид[её]т (?:на|в|с|к|до|для|под) ")
_COLD = re.compile(r"(?<!\w)(?:до|от) минус $")  # degrees
_OF_RANGE = re.compile(r"(?<!\d)(?:\d{1,3}[-–]|с \d{1,3} (?:по|до) )\d{1,3}(?!\d)")
_PER_PAIR = re.compile(
    r"(?:\d|₽|(?<!\w)р|руб\w*|(?:десят|сот|ста|сти|цать|сорок|девяносто)) за пар[ауы]$"
)
_RANGE_UNIT = re.compile(r"\s?[-–—]\s?\d+(?:[.,]\d+)? ?(?P<unit>[^\W\d_]+)")  # «35–40 см»
_RUN = re.compile(
    r"(?:пробе[гж]|ресурс|наработ|отработ|одометр|накат|прош(?:ел|л[аои]?)(?!\w)|проехал|накрут"
    r"|просмотр)[^.,;!?\n]*$"
)
_OF_YEAR = re.compile(r"(?<!\w)(?:год\w*|г|с|в|от|выпуск\w*|около|модел\w*)(?!\w)")
_MONEY_WORD = re.compile(
    r"пятихат|полтораш|полтин|полтос|стольн|червон|чирик|сотк|соточ|тридцат[нк]|двадцат[нк]"
    r"|сороковн"
    r"|треш[кч]|двуш[кч]|десят(?:к|очк)|девятк|восьмерк|семер(?:к|очк)|шестерк|пятер(?:к|очк)|пятнашк"
)
_GIVEN = re.compile(
    r"(?:отда|уступ|прода|скин|забир|забер|бери|согла|догов|дава|пойд)\w* (?:\w+ )?за $"
)
_TAKE_IT = re.compile(
    r"[\s,—–-]*(?:и |и он |тогда )?(?:забирай|забирайте|ваш|твой|по рукам|договор"
    r"|отдам|отдаю|беру|бери|твои|поехали|увоз|норм(?!ал)|пойдет|годится|реал(?!ьн)|пожалуйста)\w*"
)
NO_MONEY = re.compile(
    r"(?<![\d.,])\d{3}/\d{2}(?: ?[rр] ?\d{2})?(?!\d)"
    r"|(?<![\d.,])\d{1,4}(?:[.,]\d{1,2})?(?: ?[хx×*] ?\d{1,4}(?:[.,]\d{1,2})?){1,3}(?![\d.,]*\d)"
    r"|(?<![\d.,])\d{1,3} на \d{1,3}(?: на \d{1,3})?(?= ?(?:см|мм|м)(?![^\W_]))"
    r"|(?<![\d.,])(?<!за )(?<!скину )(?<!сбросим )(?<!уступлю )\d{2,3} на \d{2,3}(?![\d.,]*\d)"
    r"|(?<![\d.,:])(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:])"
    r"|(?<![\d.,])\d{1,2}[./]\d{1,2}[./](?:20|19)\d\d(?!\d)"
)
_PRICE_BEFORE = re.compile(
    r"(?<!\w)(?:цен\w*|миним\w*|за|отда\w+|сто[ия]\w+|итого|всего|уступ\w+"
    r"|скин\w+)[ :—-]{1,3}$"
)
_MONEY_AFTER = re.compile(
    r"\W{0,2}(?:" + _CURRENCY.pattern + r"|к|т|тр|тыс\w{0,4}|тыщ\w*)(?![^\W_])"
)


@dataclass(frozen=True, slots=True)
class Allowed:
    """The money that stands in texts that may be repeated, and their other numbers (`spoken`)."""

    roubles: frozenset[float] = frozenset()
    percents: frozenset[float] = frozenset()
    foreign: frozenset[tuple[float, str]] = frozenset()
    slang: frozenset[str] = frozenset()
    spoken: frozenset[float] = frozenset()
    offered: frozenset[float] = frozenset()  # by the buyer: «за 7»
    refusable: frozenset[float] = frozenset()  # «за 9000 не отдам»: to be refused only
    words: frozenset[str] = frozenset()  # stems of the title's and the buyer's
    haggled: bool = False  # the buyer speaks of money


@lru_cache(maxsize=64)
def judge(folded_text: str) -> "tuple[Judged, ...]":
    text = NO_MONEY.sub(_blank, folded_text)
    tokens = read_tokens(text)
    return tuple(Judged(text, tokens, quantity) for quantity in read_quantities(text))


class Judged:
    """One number with its neighbours: is it money?"""

    def __init__(self, text: str, tokens: Sequence[Token], quantity: Quantity) -> None:
        self.text = text
        self.quantity = quantity
        self.value = quantity.value
        self.before = _near(tokens, quantity.first, -1, text)
        range_unit = _RANGE_UNIT.match(text, quantity.end)
        self.after = range_unit["unit"] if range_unit else _near(tokens, quantity.last, 1, text)
        self.cued = _COLD.search(text, max(0, quantity.start - 12), quantity.start) is None and (
            _cued(tokens, quantity.first)
            or _matches(_CUE_AFTER, self.after)
            or self._is_agreed_to(text)
            or quantity.halved
            or _TAKE_IT.match(text, quantity.end) is not None
        )
        self.said = said = tokens[quantity.first].text
        self.is_money = quantity.multiplied or _MONEY_WORD.match(said) is not None
        glued = text[max(0, quantity.start - 1) : quantity.start].isalpha()  # «R18», «р18»
        self.has_currency = _matches(_CURRENCY, self.after, "" if glued else self.before)
        self.is_run = _RUN.search(text, max(0, quantity.start - 30), quantity.start) is not None
        self.is_percent = _matches(_PERCENT, self.after)
        self.foreign = _foreign(self.after) or _foreign(self.before)

    def _is_agreed_to(self, text: str) -> bool:
        """«20 идёт», but not «рама 18 идёт на рост 165»."""
        goes = _GOES_TO.match(text, self.quantity.end) is not None
        return not goes and _matches(_SOFT_CUE, self.before, self.after)

    def allows(self, price_rub: int | None, allowed: Allowed) -> bool:
        if self._is_a_word(allowed):
            return True
        if self.is_percent:
            return self.value in allowed.percents or self._percent_of_no_price(allowed)
        if self.foreign:
            return (self.value, self.foreign) in allowed.foreign
        if self.value == price_rub or (self.value and self.value in allowed.roubles):
            return True
        if self.is_money or self.has_currency:
            return self._is_run(price_rub, allowed)
        return (
            self._in_thousands(price_rub, allowed)
            or self._is_of_range(allowed)
            or self._is_no_money(price_rub, allowed)
        )

    def _is_of_range(self, allowed: Allowed) -> bool:
        """«Фракция 5–20», as a fact has it."""
        known = self.value in allowed.spoken
        return known and _OF_RANGE.search(self.text, *self._beside()) is not None

    def _is_a_word(self, allowed: Allowed) -> bool:
        """«Полтинник» of the title, «тысяча извинений», «одной двери»."""
        if (
            _PER_PAIR.search(self.text, max(0, self.quantity.start - 40), self.quantity.end)
            or _matches(MANY, self.after)
            or _GLUED_ON.match(self.text, self.quantity.end)
        ):
            return True
        if self.has_currency or self.quantity.multiplied or _LESS.fullmatch(self.before):
            return False
        if self.said in _ONE:
            return self.after.isalpha() or self.before == "за"
        return self.said.isalpha() and not self.cued and stem(self.said) in allowed.words

    def _is_run(self, price_rub: int | None, allowed: Allowed) -> bool:
        """«Пробег 190 тысяч» of a fact, «90 тыс. км»; «пятнашка» at a price of 15 000."""
        if self.is_run and self.value in allowed.spoken:
            return True
        if self.value < 100 and self._in_thousands(price_rub, allowed):
            return True
        return self.quantity.multiplied and _matches(_FAR, self.after)

    @property
    def is_sum(self) -> bool:
        """Whether a fact's number that may be money is meant as such: no per cent, no year."""
        bare_year = (
            not self.has_currency
            and _is_year(self.value)
            and _OF_YEAR.search(self.text, *self._around())
        )
        return not self.is_percent and not bare_year and (self.has_currency or not self.is_run)

    def _beside(self) -> tuple[int, int]:
        return max(0, self.quantity.start - 9), self.quantity.end + 9

    @property
    def is_measured(self) -> bool:
        """«Рост 112»."""
        return _matches(_MEASURED, self.before)

    @property
    def is_plain(self) -> bool:
        """Whether nothing about a number is of money."""
        return not (self.cued or self.has_currency or self.is_money or self.is_percent)

    def _around(self) -> tuple[int, int]:
        return max(0, self.quantity.start - 12), self.quantity.end + 6

    def _in_thousands(self, price_rub: int | None, allowed: Allowed) -> bool:
        """«За 15» is the price of 15 000, where a word of money stands by."""
        meant = self.value * 1000
        return (
            (self.cued or self.is_money)
            and bool(meant)
            and (meant == price_rub or meant in allowed.roubles)
        )

    def _percent_of_no_price(self, allowed: Allowed) -> bool:
        """«100 %» and «батарея 87 %» are no discount."""
        around = self.text[max(0, self.quantity.start - 25) : self.quantity.end + 25]
        if self.cued:
            return False
        known = self.value in allowed.spoken and not _LESS.search(around)
        return known or self.value == 100 or _WHOLE.search(around) is not None

    def _is_no_money(self, price_rub: int | None, allowed: Allowed) -> bool:
        if _matches(_TIME_UNIT, self.after) or _matches(_MONTH, self.before):
            return self.value < 1000 or _is_year(self.value)
        measured = _matches(_UNIT, self.after) and self.value in allowed.spoken
        if self.cued:
            return measured or (
                self.value < 100 and (self._counts_things() or self._is_a_few(price_rub))
            )
        if _matches(_UNIT, self.after):
            return measured or self.value < 1000 or _is_year(self.value) or self._is_big()
        if self.value in allowed.spoken and self.value not in allowed.offered:
            return True
        if self.value < 100:
            return self.value not in allowed.offered and not self._answers_of_money(allowed)
        return self.value < 1000 and _matches(_MEASURED, self.before)

    def _is_a_few(self, price_rub: int | None) -> bool:
        """«За два посчитаю» at a price of 8 000: two things, as 2 000 would be no offer."""
        few = self.value <= 10 and self.before == "за" and self.after.isalpha()
        given = _GIVEN.search(self.text, max(0, self.quantity.start - 25), self.quantity.start)
        taken = _TAKE_IT.match(self.text, self.quantity.end)
        return few and not given and not taken and self.value * 2000 < (price_rub or 0)

    def _answers_of_money(self, allowed: Allowed) -> bool:
        """A number alone, or one with no unit where the buyer haggles, may be one in thousands."""
        if allowed.haggled and self.value >= 3 and not self.said.startswith("нескольк"):
            return not _matches(_MEASURED, self.before) and self.before not in {"№", "номер"}
        around = self.text[: self.quantity.start] + self.text[self.quantity.end :]
        return not self.after and not any(map(str.isalpha, around))

    def _counts_things(self) -> bool:
        """«по 2 шт», «за 1 штуку», but «за 15 штук» is slang for thousands."""
        if self.after.startswith("шт"):
            return self.value < 5 and not _DEALS.fullmatch(self.before)
        return _matches(_UNIT, self.after) or (self.value < 10 and self.before == "по")

    def _is_big(self) -> bool:
        return self.value < 100_000 and _matches(_BIG_UNIT, self.after)


def _foreign(word: str) -> str:
    """A currency that is not the rouble, as one key for all its spellings."""
    if not word or not _FOREIGN.fullmatch(word):
        return ""
    return _CURRENCY_KEYS.get(word, word[:4])


def _matches(pattern: re.Pattern[str], *words: str) -> bool:
    return any(word and pattern.fullmatch(word) for word in words)


def _is_year(value: float) -> bool:
    return 1900 <= value < 2100 and value == int(value)


def _near(tokens: Sequence[Token], position: int, step: int, text: str) -> str:
    """The word next to a number, or nothing when it is farther than two characters."""
    other = position + step
    if not 0 <= other < len(tokens):
        return ""
    left, right = sorted((position, other))
    gap = text[tokens[left].end : tokens[right].start]
    return tokens[other].text if len(gap) <= 2 and "\n" not in gap else ""


def _cued(tokens: Sequence[Token], position: int) -> bool:
    """Whether a word of money stands before a number, with at most two small words between."""
    for token in reversed(tokens[max(0, position - 3) : position]):
        if _CUE.fullmatch(token.text):
            return True
        if token.value is None and not _FILLER.fullmatch(token.text):
            return False
    return False


def _blank(match: re.Match[str]) -> str:
    """Measures, times and dates give way, unless money follows or is named before."""
    starred = "*" in match[0] and _PRICE_BEFORE.search(
        match.string, max(0, match.start() - 20), match.start()
    )
    if starred or _MONEY_AFTER.match(match.string, match.end()):
        return match[0]
    return " " * len(match[0])
