"""What a buyer's clause is about, told by its words: for the answerer without a model. Pure."""

import re
from enum import StrEnum

from ai.model import Kind
from ai.reading.meanings import plain


class Topic(StrEnum):
    """Something a buyer may ask or say; finer than a Kind, weightiest first."""

    COMPLAINT = "complaint"
    HUMAN = "human"
    AGREES = "agrees"
    RESERVE = "reserve"
    BARGAIN = "bargain"
    EXCHANGE = "exchange"
    DELIVERY = "delivery"
    PICKUP = "pickup"
    PAYMENT = "payment"
    BOOKING = "booking"
    TIME = "time"
    VIEWING = "viewing"
    ADDRESS = "address"
    SIZE = "size"
    CONDITION = "condition"
    MATERIAL = "material"
    COLOUR = "colour"
    COMPLETENESS = "completeness"
    WARRANTY = "warranty"
    PHOTO = "photo"
    CONTACT = "contact"
    PRICE = "price"
    AVAILABILITY = "availability"
    DECLINE = "decline"
    FINE = "fine"
    NUDGE = "nudge"
    THANKS = "thanks"
    GREETING = "greeting"


SAID = frozenset(
    {
        Topic.COMPLAINT,
        Topic.HUMAN,
        Topic.AGREES,
        Topic.DECLINE,
        Topic.FINE,
        Topic.NUDGE,
        Topic.THANKS,
        Topic.GREETING,
    }
)
"""What is no question: nothing has to be known to answer it."""

_PAY = r"(?:сдад|забер|возьм|отда[дйеш]|куп[лию]|прода[дй]|пойд|уступ|договор|реальн|беру)"
_TAKE = (
    r"(?:сегодня заб|сразу заб|забер(?:у|ем)|забираю|беру|возьм(?:у|ем)|куплю|отда[дйеш]|по рукам"
    r"|налич|налом|приеду|приедем)"
)
_WEEK = r"понедельник|вторник|\bсред[уы]\b|четверг|пятниц|суббот|воскресень"
_DAY = rf"(?:сегодня|завтра|послезавтра|утр|вечер|выходн|{_WEEK})"

_OF_A_PART = r"(?! (?:детал|дом|кварт|парт|двиг|куз|птс|запч))"

# Words as buyers type them: the text is lower-cased with «ё» as «е» before the search.
_WORDS: dict[Topic, tuple[str, ...]] = {
    Topic.COMPLAINT: (
        r"обману|обманщ|обманыва|мошенни|жалоб|пожалу(?:юсь|емся)|возмут|безобрази|хамств|верните",
        r"развод\b|развел[аи]?\b",
        r"слом(?:ан\w*|ал\w*) (?:приш|прив|через|на)",
        r"(?:приш|прив|прода)\w+ (?:\w+ ){0,3}(?:слом|брак|не ?рабоч)",
        r"кинул[аи]?\b|игнор(?!ир(?:уй|овать)|уй)|в суд\b|полици|роспотреб",
        r"ужасн\w+ (?:серв|отнош|обслуж|качес|работ)",
        r"отвратит|позор|вран[ье]|вр[её]те|\bнагл(?:о|ый|ая|ость|еж)|совест",
        r"что (?:это )?за (?:работа|отношен|сервис)|(?<!во )сколько можно (?:ждать|молч|тян|вас)",
        r"не отвечаете|нормально вообще|деньги назад",
        r"опять не (?:вкл|раб|приш)|до сих пор не (?:приш|отпр|ответ|получ|верн)|после вашего",
        r"не то (?:присл|привез|отправ)|\bбрак (?:приш|прислал|подсун)",
        r"scam|complain|refund",
    ),
    Topic.HUMAN: (
        r"жив(?:ой|ого|ым|ому) (?:\w+ )?(?:человек|оператор|менеджер|продав)|\bбот(?:ом)?\b",
        r"автоответ",
        r"(?:вы|ты|это|с|нужен|или) (?:\w+ )?(?:человек|оператор|менеджер|продавец|робот|живой)\b",
        r"позови|нейросет|искусственн\w+ инт|чат ?гпт|с кем (?:я )?(?:говорю|общаюсь)",
        r"человек (?:или|ли)\b",
        r"\bhuman\b|real person|are you a bot|chatgpt",
    ),
    Topic.AGREES: (
        r"(?<!не )\bбер(?:у|ем)\b(?! ли)|(?<!не )\bзабер(?:у|ем)\b|\bкуплю\b|\bпокупаю\b",
        r"договорились|по рукам",
        r"\b(?:при|подъ|за)ед(?:у|ем)\b|выезжаю|\bвыехал|оформля(?:ю|ем)\b|заказываю",
        r"запишите (?:меня|нас|на)",
        r"хо(?:чу|тим) (?:\w+ )?(?:купить|заказать|взять|забрать|приобрести)",
        r"буду (?:через|у вас|к \d|в \d)",
        r"готов\w? (?:\w+ )?(?:купить|забрать|взять|приехать|оплат|внести)|мой (?:номер|тел)",
        r"во(?:зьму|зьмем)\b",
        r"\bi(?:.ll| will) (?:take|buy) it",
    ),
    Topic.RESERVE: (
        r"\bброн(?!з)|заброни|отлож|придерж|задат|застолб|не продавайте",
        r"остав(?:ьте|ь|ите) (?:\w+ ){0,2}(?:за мной|мне|для|ее|его)|резервир|\bрезерв\b",
        r"reserve|hold it",
    ),
    Topic.BARGAIN: (
        r"\bторг(?!ов[аоы]|пред)|поторг|скидк|скидоч|скин(?:ете|ешь|уть|ем|у)\b",
        r"скинь(?:те)? (?:по цене|цену|скидк|немно|чуть|пару|тыс|руб|сот|хоть|еще)",
        r"скинь(?:те)? (?:\d+ ?(?:к|т|тыс|р|%|руб)\b|\d+00)",
        r"хоть \w+ скинь|(?:пятихат\w+|сот\w+|косар\w*|тыщ\w*|рубл\w+) скинь|скост|сброс[иья]",
        r"сбав|уступ|дешевле|подешевле|подвин|полцены|пол цены|тр[её]ху|\bдаром\b",
        r"выкуп|\bдорого\b|обсужда|обсудим",
        r"\bесли (?:за )?\d{3,}",
        r"(?:последн|крайн|минимальн|нижн|финальн)\w+ цен|цена (?:минимальн|последн|крайн)",
        r"окончательн|дороговато",
        rf"\bза \d[\d .]*(?:к|т|тр|тыс\w*|р|руб\w*|₽)?\W{{0,3}}(?:\w+\W+){{0,3}}{_PAY}",
        rf"{_PAY}\w*\W+(?:\w+\W+){{0,3}}за (?:\d|сколько|тыс|пятер|десят)",
        rf"за сколько (?:\w+ )?{_PAY}",
        r"^\W*(?:а |давай\w* )?за \d{2,}[\d .]*(?:к|т|тр|тыс\w*|р|руб\w*|₽)?\W*$|предлагаю \d",
        r"discount|lowest|cheaper",
        r"best price|negotiable",
    ),
    Topic.EXCHANGE: (
        r"обмен|\bменя(?:ете|ешь|ть|л\w)?сь\b|\bменяетесь|\bменяешь|(?:по)?меняться|поменяемся",
        r"\bменяете на\b|бартер|махн[уе]",
        r"trade[- ]in|\bswap\b|exchange",
    ),
    Topic.DELIVERY: (
        r"выез(?:д|жаете|жаешь) (?:в|до|за) (?!те[чк]|день|час|нал)",
        r"д[оа]ст[ао]в|дотсав|прив[её]?з[еу]т?|привоз|привезти|пересыл|пересл|вышл(?:ите|ешь|ете)",
        r"высыл|выслать|почтой",
        r"отправ(?:ите|ляете|ка|ить|ишь|ку|кой|ь)|атправ|сд[эе]к|cdek|бокс?бер|довез",
        r"\bвоз(?:ите|ишь)\b|перед(?:адите|ать)",
        r"\bшл[её](?:те|шь)\b|перешл|переслать|курьер|занос\b|занес(?:ете|ти)",
        r"подъем (?:на|без|в)|подним(?:ете|аете)",
        r"deliver|shipping|\bship\b",
    ),
    Topic.PICKUP: (
        r"само ?вывоз",
        r"(?:можно|могу|как|где|когда|откуда|куда) (?:ли )?(?:\w+ ){0,2}заб(?:рать|ирать)",
        r"\bзабирать\b|встретиться|встречу|(?:такси|курьер\w*) (?:за|пришл)|pick ?up",
    ),
    Topic.PAYMENT: (
        r"(?<!д)оплат|аплат|налич(?!и[еияю]\b)|\bналом\b|перевод(?!чик|н)|перевед[уе]",
        r"перевести (?:на|деньг)|на карту|картой|по карте",
        r"рассрочк|кредит|ипотек|безнал|\bсбп\b|предоплат|аванс|\bндс\b|залог|депозит|комисси",
        r"частями|рассчит(?!ан)|карт[уы] (?:прин|бер)|прини?ма\w+ карт",
        r"(?:как|чем|когда|куда|до|после|сразу)\W+(?:\w+\W+)?платить",
        r"платить (?:до|после|сразу|как)",
        r"деньги (?:до|после|сразу|вперед|когда)|маткап|материнск",
        r"\bpay\b|payment|\bcash\b",
    ),
    Topic.BOOKING: (
        r"записат|запис(?:ь|и)\b|запишите|записыва|окошк|\bокно (?:на|есть)",
        r"свободн\w+ (?:врем|дат|дни|час|окн)",
        rf"{_DAY}\W+(?:\w+\W+){{0,4}}свободны\b|\bсвободны\W+(?:\w+ ){{0,2}}{_DAY}|утра свободны",
        r"(?:сможете|можете|смогли бы|получится|успеете) (?:\w+ ){0,2}(?:приехать|подъехать)",
        r"(?:сможете|можете|смогли бы|получится|успеете) (?:\w+ ){0,2}(?:выехать|подойти)",
        r"\bприед(?:ете|ешь)\b|\bуспе(?:ете|ешь)\b",
    ),
    Topic.TIME: (
        r"\bкогда\b|\bво сколько|\bдо скольки\b(?! (?:кг|лет|км|руб|кило))|\bсо скольки",
        r"\bс какого (?:числа|времени|часа)|часы работы|график|режим работы|\bпосле скольки",
        r"в какие дни|по каким дням|\b(?:от|за)крыт[ыо]\b|\b(?:от|за)крываетесь",
        r"сегодня|завтра|выходн|подъехать|приехать|по времени(?! долго)",
        r"\b(?:после|к) (?:обеда|работы|вечеру|\d)|вечером|утром",
        rf"ночью|{_WEEK}",
        r"\b\d{1,2} (?:янв|фев|март|апр|мая|июн|июл|авг|сен|окт|ноя|дек)|свободн\w+ время|\bwhen\b",
        r"today|tomorrow|\bevening\b|come (?:by|and see)",
    ),
    Topic.VIEWING: (
        r"посмотр(?:еть|им|ю)\b|осмотр|просмотр|примерк|пример(?:ить|ять|ю)\b|померить|глянуть",
        r"\bпоказ\b|потрогать",
        r"прокатиться|(?:можно|могу|при|перед)\W+(?:\w+\W+){0,3}провер",
        r"проверить (?:на|при|перед|можно)",
    ),
    Topic.ADDRESS: (
        r"адрес|\bгде\b|\bоткуда\b|как\w+ (?:район|город|метро|станци)|\bметро\b|местоположен",
        r"\bв каком районе",
        r"куда (?:\w+ )?(?:ехать|под|при|нести|везти)|как (?:\w+ )?(?:проехать|добраться|доехать)",
        r"\b(?:район|город|улица|станция)\W+как(?:ой|ая)|как(?:ой|ая) (?:\w+ )?улиц",
        r"находи(?:тся|тесь|шься)|address|\bwhere\b|location",
    ),
    Topic.SIZE: (
        r"размер|габарит|ширин|высот|длин[аыу]|глубин|сколько см|какая площадь|метраж|\bрост\b",
        r"\bросту?\b|\bвес\b",
        r"весит|спальн\w+ мест|замер|обхват|маломер|большемер",
        r"^\W*(?:а )?\d{2}(?:[.,]5)?(?:-?й)? (?:есть|остал|размер)|\bsize\b|dimension",
        r"how (?:big|wide|tall)",
    ),
    Topic.CONDITION: (
        r"состоян|дефект|царап|\bпят(?:на|но|ен|нами|ном)\b|пот[её]рт|изъян|\bскол(?:ы|ов|а)?\b|трещин|вмятин|катыш",
        r"затяж|\bб/?у\b|убит|износ",
        r"\bнов(?:ый|ая|ое|ые)\b|сломан|поврежд|работает\b|рабоч(?:ий|ая|ее|ие)\b|исправ",
        r"\bбит(?:ая|ый|ое)?\b|крашен",
        r"гнил|ржав|\bцел(?:ый|ая|ое|ые)\b(?! день)|выгоран|идеал|косяк|мутн|condition|scratch",
        r"defect",
    ),
    Topic.MATERIAL: (
        r"материал|обивк|из чего|ткань|ткани|\bкож[аи]\b|массив|\bл?дсп\b|\bмдф\b|\bсостав\b",
        r"material|made of",
    ),
    Topic.COLOUR: (
        r"\bцвет|оттен|colou?r|\bсин(?:ий|яя|ее|ие|его|ем)\b",
        r"\b(?:бел|черн|сер|красн|зелен|желт|бежев|розов|голуб)(?:ый|ая|ое|ые|ого|ой|ом|ую)\b",
        r"\b(?:фиолетов|коричнев|серебрист|оранжев)(?:ый|ая|ое|ые|ого|ой|ом|ую)\b",
    ),
    Topic.COMPLETENESS: (
        r"комплект|в наборе|что входит|вместе с\b",
        r"(?:идет|идут|отдад\w+|отда[её]те) (?:с ней|с ним|в подарок|в придачу)",
        r"\bв подарок|подушк\w+ (?:есть|в )|included",
    ),
    Topic.WARRANTY: (r"гарант|\bчек(?:и|ом|а)?\b|документ|сертифик|warranty|receipt",),
    Topic.PHOTO: (r"\bфот(?:о|ки|ку|ок|ографи)|видео\b|снимк|сфот|photo|picture",),
    Topic.CONTACT: (
        rf"(?:ваш|скин\w*|дай\w*|какой|напишите|можно) (?:\w+ )?номер\b{_OF_A_PART}",
        r"(?:ваш|скин\w*|дай\w*|какой|напишите|можно) (?:\w+ )?тел(?:ефон)?\b",
        r"созвон",
        r"по(?:звон|набер)|перезвон|набер(?:ите|и)\b|наберите|звоните|позвонит|ват ?сап|вотсап",
        r"ват?цап|\bтелеграм?м?\b|в телег",
        r"whats ?app|phone number|your number|call (?:you|me)",
    ),
    Topic.PRICE: (
        r"\bцен[аыеу]\b|ценник|стоимост|п[ао] ?чем\b",
        r"за сколько\b(?! дней| времени| час| надо| нужно| предуп)|\bпрайс",
        r"\bск[оа]л?ь?к[оа]? (?:\w+ ){0,4}(?:выходит|выйдет)|платн|за \w+ (?:\w+ )?платить",
        r"платить за|по деньгам|сколько (?:\w+ )?прос",
        r"ск[оа]л?ь?к[оа]?\W+(?:\w+\W+){0,4}?сто[ия]|сто[ия]т\W+(?:\w+ )?ск[оа]л?ь?к|\bprice\b",
        r"how much|обойд[её]тся",
        r"\bск[оа]л?ь?к[оа]? (?:\w+ )?(?:хот|прос|за\b|ден|он\b|будет\b|выйдет|возьм|бер[её]т)",
        r"во сколько обой|skolko|\b\d{3,}\D{0,12}\bза (?:1|од|кг|шт|кил|гр|все|комп|пар)",
    ),
    Topic.AVAILABILITY: (
        r"актуал|а?[ао]кту?а?ль?н|в продаже|прода(?:ет|ете|еца|ешь)\b|продоете|продали\b",
        r"продан\w?\b|(?:еще|ещо) сда(?:ете|ешь|ется)|сда(?:ете|ется) (?:еще|ещо)",
        r"^\W*сда(?:ется|ете)\W*$",
        r"не прода|живы? еще|жива еще",
        r"(?:когда|какого) (?:\w+ ){0,2}(?:заехать|засел|въехать|заезжать)|не уехал|в наличии",
        r"наличие|свобод(?:ен|на|но|ны)\b|\bесть (?:еще|ещо|в нал)",
        r"\bостал(?:ся|ась|ось|ись)\b|eshe|prodaet|aktualn",
        r"(?:еще|ещо|есче|исче) (?:есть|в нал|у вас|прод|не|жив)|available|still (?:for sale|have)",
    ),
    Topic.DECLINE: (
        r"^\W*(?:уже )?не ?актуальн[оаы]?(?: уже| больше)?[^?\w]*$",
        r"(?:уже|спасибо\W+(?:я )?) ?(?:\w+ )?(?:купил|взял|нашел|нашла|приобр)|передума",
        r"больше не (?:нуж|над|акт|ищу)",
        r"уже не (?:нуж|над|акт|интер)|не (?:надо|нужно|интересует) (?:уже|больше|спасибо)",
        r"\bотказываюсь|нет\W+спасибо",
    ),
    Topic.FINE: (
        r"^\W*(?:хорошо|хор|ок|окей|ладно|понял\w?|понятно|ясно|подума\w+|жду|ok|okay|fine)\W*$",
        r"^\s*[👍👌🙏]+\s*$",
    ),
    Topic.NUDGE: (
        r"^\W*\?+\W*$|^\W*(?:ау+|алл?[ое]+|вы (?:тут|здесь|там)|ответьте)\W*$",
        r"есть кто(?:[- ]нибудь)?(?: живой)?\W*$|кто[- ]нибудь (?:есть|тут|здесь)",
    ),
    Topic.THANKS: (
        r"спасиб|\bпасиб|спс\b|с[еэ]нкс|\bмерси\b|благодар|thank|\bthx\b",
        r"до свидания|всего (?:доброго|хорошего)|хорошего дня",
    ),
    Topic.GREETING: (
        r"здрав?ствуй|здрасьт?е|\bпривет|\bприв\b|добр\w+ (?:день|вечер|утро|ноч|время)|\bдд\b",
        r"здаров|\bсалам|^\W*(?:ку|хай|йоу)\W*$|👋",
        r"доброго (?:дня|вечера|утра|времени)|hello|\bhi\b|good (?:day|morning|evening)",
        r"dobr\w+ (?:den|vecher)|privet",
    ),
}
_OFFER = re.compile(
    rf"^\W*(?:а |давай\w* )?(?:за )?(?:\d[\d .]*|полтор[аы] |дв[ае] |три |пять |десять )"
    rf"(?:к|т|тр|тыс\w*|р|руб\w*|₽|млн|миллион\w*)?\W+(?:\w+ ){{0,2}}{_TAKE}"
)
_TOPICS = {topic: re.compile("|".join(words)) for topic, words in _WORDS.items()}
_ENDS_WITH_HOW_MUCH = re.compile(
    r"(?<!до )(?<!после )(?<!во )(?<!\bс )\bск[оа]л?ь?к?[оаи]?[ ?!.,)]*$|\bскок[ ?!.,)]*$"
)
_COUNTED = re.compile(
    r"(?:\bакб|\bшт|ов|ев|ей|[бвгджзклмнпрстхцчшщ]ок|ек|лет|раз|мест)\W+сколько\W*$"
)

# «Сколько стоит доставка», «есть ещё фото»: the first words ask about the last.
_SWALLOWED = {
    Topic.DELIVERY: "price time availability condition booking viewing pickup",
    Topic.BARGAIN: "price agrees availability completeness time",
    Topic.EXCHANGE: "price payment bargain condition availability agrees",
    Topic.RESERVE: "time availability payment",
    Topic.BOOKING: "time availability",
    Topic.PHOTO: "contact availability delivery time bargain",
    Topic.CONTACT: "availability",
    Topic.PAYMENT: "price availability bargain",
    Topic.SIZE: "availability",
    Topic.COLOUR: "availability",
    Topic.MATERIAL: "availability",
    Topic.COMPLETENESS: "availability bargain",
    Topic.WARRANTY: "availability condition",
    Topic.CONDITION: "availability",
    Topic.VIEWING: "condition",
    Topic.DECLINE: "agrees availability thanks bargain",
}
_GIVES_WAY = {
    topic: frozenset(map(Topic, swallowed.split())) for topic, swallowed in _SWALLOWED.items()
}

_KINDS = {
    Topic.AGREES: Kind.RESERVE,
    Topic.SIZE: Kind.CONDITION,
    Topic.MATERIAL: Kind.CONDITION,
    Topic.COLOUR: Kind.CONDITION,
    Topic.COMPLETENESS: Kind.CONDITION,
    Topic.WARRANTY: Kind.CONDITION,
    Topic.PHOTO: Kind.CONDITION,
    Topic.CONTACT: Kind.HUMAN,
    Topic.BOOKING: Kind.TIME,
    Topic.VIEWING: Kind.TIME,
    Topic.FINE: Kind.THANKS,
    Topic.DECLINE: Kind.THANKS,
    Topic.NUDGE: Kind.OTHER,
}


def kind_of(topic: Topic) -> Kind:
    """The coarser name that the rest of the program has for a topic."""
    return _KINDS.get(topic) or Kind(topic.value)


def topics_in(text: str) -> frozenset[Topic]:
    """All that the words of a text speak of."""
    said = plain(text)
    return frozenset(topic for topic, words in _TOPICS.items() if words.search(said))


def offers(sentence: str) -> bool:
    """Whether a sum is offered: «700 и сегодня заберу»."""
    return _OFFER.search(plain(sentence)) is not None


# «Когда родились?», «ремонт когда делали?»: no question of when one may come.
_OF_THE_PAST = re.compile(
    r"завоз|поступлен|поступит|родил|\bрожд|ремонт|менял|меняли|делал|выпущ|куплен|купил|стирал"
    r"|обслуж|построен|прошивал|прививал|собирал"
)
_WHY = re.compile(r"(?:почему|зачем|с чего) (?:\w+ )?прода|причин")
_CANNOT_COME = re.compile(r"приехать не (?:могу|смогу|получ)|не (?:могу|смогу) (?:\w+ )?приехать")
_THANKS_FOR = re.compile(r"^\W*(?:большое )?спасибо (?:\w+ )?за\b[^?]*$")


def topics_of(clause: str) -> frozenset[Topic]:
    """What a clause is about: without what its words only say of something else in it."""
    said = plain(clause)
    found = topics_in(clause)
    if _THANKS_FOR.search(said):
        return frozenset({Topic.THANKS})
    if _OF_THE_PAST.search(said) or _CANNOT_COME.search(said):
        found -= {Topic.TIME}
    if _WHY.search(said):
        found -= {Topic.AVAILABILITY}
    swallowed = frozenset[Topic]().union(*(_GIVES_WAY.get(topic, ()) for topic in found))
    found -= swallowed
    asks = found - SAID - {Topic.AVAILABILITY, Topic.TIME}
    if not asks and _ENDS_WITH_HOW_MUCH.search(said) and not _COUNTED.search(said):
        found |= {Topic.PRICE}
    return found
