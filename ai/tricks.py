"""Whether a buyer tries to steer whoever answers instead of asking the seller. Pure, linear.

For a word of warning, not for safety: what may leave is judged by the guards, trick or no trick.
An ordinary haggler, a quoted message and an advertisement for «промпты» are no tricks.
"""

import base64
import binascii
import re
from collections.abc import Iterator

from ai.fold import fold, skeleton

LONGEST_READ = 12_000
"""Characters of a burst that are looked at, half of them from its end: orders stand last."""


def is_trick(burst: tuple[str, ...]) -> bool:
    """Whether any of the buyer's lines looks like an attempt to trick the bot."""
    text = _bounded("\n".join(burst))
    folded = _SPACES.sub(" ", fold(text).text)
    if any(pattern.search(folded) for pattern in _TRICKS):
        return True
    if _from_support(folded) or _MARKUP.search(text.lower()) or _has_hidden_words(text):
        return True
    squeezed = "".join(filter(str.isalnum, folded)).translate(_LEET)
    return any(_SQUEEZED.search(one) is not None for one in (squeezed, squeezed[::-1]))


def _bounded(text: str) -> str:
    half = LONGEST_READ // 2
    return text if len(text) <= LONGEST_READ else f"{text[:half]}\n{text[-half:]}"


_SPACES = re.compile(r"[^\S\n]+")
_LEET = str.maketrans("01345", "оiеаs")
_ESCAPE = re.compile(r"(\\.)")


def _folded(pattern: str) -> str:
    """A pattern spelled as `fold` leaves a text; its escapes stay as they are."""
    parts = _ESCAPE.split(pattern)
    return "".join(part if _ESCAPE.fullmatch(part) else skeleton(part) for part in parts)


def _any(*patterns: str) -> re.Pattern[str]:
    """Any of the patterns; a «_» in one stands for up to three words between."""
    gap = r"(?:[ ,]{1,2}\w{1,20}){0,3}? "
    whole = "|".join(patterns).replace("_", gap)
    return re.compile(rf"(?m:(?<!\w)(?:{_folded(whole)}))")


_RULES = (
    r"(?:инструкци|указани|правил|ограничени|установк[аиу]|запрет|промпт|проверк|предписани)\w{0,4}"
)
_RUSSIAN = _any(
    rf"(?<!не )(?:забудь|позабудь|игнорируй|проигнорируй|обойди|нарушь|отбрось|пропусти)"
    rf"(?:те)?_{_RULES}",
    rf"не (?:обращай|соблюдай|учитывай|слушай)(?:те)?(?: внимания на)?_{_RULES}",
    r"не обращай(?:те)? внимания на то,? что тебе",
    rf"(?:отмени|сбрось|отключи|сними|убери|удали|перепиши|измени|сотри|проигнорируй)(?:те)?"
    rf" (?:все|свои|твои|эти|прежние|предыдущие)(?: \w{{1,20}}){{0,2}} {_RULES}",
    rf"(?:прежние|предыдущие|прошлые|старые|твои|все) {_RULES}(?: \w{{1,20}}){{0,2}}"
    r" (?:отмен|недейств|больше не|аннулир)",
    r"(?:система|авито|продавец|хозяин) изменил\w?_тво\w{1,2} (?:правил|инструкци|настройк)",
    r"нов(?:ая|ые|ое|ый) (?:инструкци[яи]|указани[ея]|правил[ао]|задач[аи]|команд[аы]|роль|приказ)"
    r"(?: \w{1,20}){0,2} ?[:—–-]",
    r"тво[яи] нов\w{2} (?:задач|роль|цель|инструкци)",
    r"(?:отныне|с этого (?:момента|мига)|с этой (?:минуты|секунды)|начиная с этого)_?,? ?ты(?!\w)",
    r"(?:ты теперь|теперь ты) (?:не )?(?:\w{1,20} ){0,2}?(?:бот|ассистент|помощник|менеджер"
    r"|продавец"
    r"|переводчик|бабушка|персонаж|хакер|консультант|робот|актер|попугай|эхо|dan|кот|пират"
    r"|терминал)",
    r"ты (?:— |- )?(?:dan|переводчик-эхо|эхо|терминал linux)(?!\w)",
    r"(?:представь|вообрази|допустим|предположим),? (?:что )?ты (?!можешь|мож|сам)",
    r"(?:представь себя|притворись|прикинься|сделай вид,? что ты|веди себя как)(?!\w)",
    r"(?:сыграй|играй|отыграй|исполни|вживись|войди)(?: в)? (?:свою )?роль",
    r"(?:давай(?:те)?|мы) (?:сыграем|поиграем|играем)[^.!?\n]{0,40}?[:,.—-] ?ты(?!\w)",
    r"(?:мы в театре|твоя реплика|в воображаемой вселенной|в роли dan)",
    r"как dan(?!\w)",
    r"(?<!не )(?:забудь|позабудь),? что ты(?!\w)",
    r"(?:ответь|отвечай)(?:те)? как (?:человек|живой|продавец|хозяин)(?!\w)",
    r"у тебя (?:больше )?нет (?:никаких )?(?:ограничений|правил|запретов)",
    r"(?:включи|активируй|перейди в|войди в|запусти|вход в|ты в)(?:те)?_?"
    r" ?режим[е]? (?:разработчика|отладки|бога|dan|админ\w{0,10}|без ограничений|обслуживания)",
    r"(?:я|мы|это)_?,? ?(?:разработчик|создатель|программист|админ|администратор)\w?"
    r" (?:этого |твоего |данного )?бота",
    r"я (?:твой|ваш) (?:разработчик|создатель|программист|хозяин|админ)",
)
_PROMPT = _any(
    r"системн\w{1,3} (?:промпт|инструкци)",
    r"(?:тво[ийяею]\w?|твои[мх]) (?:системн\w{1,3} )?промпт",
    r"(?:твои|твоих|твоим) (?:системные |внутренние |скрытые |настоящие )?(?:инструкци|указани"
    r"|ограничени|правил|предписани)",
    r"(?:покажи|выведи|раскрой|перечисли|распечатай|процитируй)(?:те)?_(?:сво|тво)\w{1,2}"
    r" (?:\w{1,20} )?(?:промпт|инструкци|настройк|правил|указани|ограничени)",
    r"какие у тебя (?:есть )?(?:\w{1,20} )?(?:инструкци|правил|указани|ограничени)",
    r"(?:повтори|выведи|напиши|покажи|переведи|процитируй)(?:те)?_(?:текст|всё|слова)"
    r"(?: \w{1,20}){0,2}? (?:выше|до этого|сверху|перед этим)",
    r"(?:тебе|боту) (?:\w{1,20} )?(?:запретил|велел|приказал|прописал|внушил|запрограммировал)",
    r"(?:тебе|боту)_(?:продавец|хозяин) (?:запретил|велел|разрешил|приказал|сказал)",
    r"(?:цен|порог|скидк)\w{1,3}(?: \w{1,20}){0,2} из (?:твоих |своих )?настроек",
    r"(?:выведи|покажи|пришли|назови|дай)(?:те)? (?:свой |твой )?(?:api[- ]?)?(?:ключ api|api[-"
    r" ]?(?:ключ|key))",
    r"на какой (?:\w{1,20} )?(?:модели|нейросети) ты",
    r"(?:факты|знания)(?:,? что)? тебе дал",
    r"(?:reveal|show|print|output|display|leak|repeat|tell me)_(?:system |initial |hidden )?"
    r"(?:prompt|instructions)"
    r"(?!\w)",
    r"system prompt",
    r"your (?:system |initial |hidden |original )?(?:prompt|instructions|guidelines)",
    r"repeat (?:the|all|every)_?(?: ?\w{1,20})? (?:above|before)",
)
_DICTATES = _any(
    r"(?:повтор|напиши|напишит|ответ|скаж|отвеча)\w{0,4}[^.!?\n]{0,40}? (?:слово в слово|дословно)",
    r"повторяй(?:те)? за мной",
    r"(?:напиши|ответь|скажи|отвечай|сообщи|повтори|подтверди|выполни|ответьте|повторите)"
    r"(?: \w{1,20}){0,3}: ?[«\"“„'][^»\"”'\n]{8}",
    r"(?:отвечай|ответь|напиши|скажи)(?:те)? (?:мне )?(?:только|лишь|исключительно|строго)"
    r" (?:текстом|словом|словами|фразой|одной фразой|так)",
    r"(?:напиши|ответь|скажи|отвечай|подтверди)(?:те)? ?[«\"“„'][^»\"”'\n?]{0,40}?"
    r"(?:\d|тысяч|тыщ|скид|отда|соглас|договор|бесплат|подар|гарант)",
    r"(?:напиши|ответь|скажи|отвечай|подтверди)(?:те)?: ?(?:отдам|отдаю|скину|уступлю|соглас"
    r"|договор"
    r"|скидк|продам|дарю|да,)[^?\n]{0,60}(?:[.!\n]|$)",
    r"(?:закончи|продолжи|допиши)(?:те)? (?:предложение|фразу|текст|строку|к ответу|за мной)",
    r"(?:исправь|переведи)(?:те)?_(?:текст|русский|английский)[^.!?\n]{0,30}?: ?[«\"“„']",
    r"(?:пообещай|поклянись)(?: \w{1,20})?(?:,? что|:)",
    r"(?:передай|сообщи) (?:это )?(?:мне|покупател\w{1,2}|всем)(?: это)?\W{0,2}$",
    r"(?:say|reply|answer|respond|write)(?: \w{1,12}){0,3}: ?\S{1,20} \S",
    r"(?:say|reply|repeat|respond)(?: \w{1,12}){0,2} (?:exactly|word for word|verbatim|the"
    r" following)",
    r"you must (?:say|reply|answer|offer|agree|give|tell|respond)",
)
_ENGLISH_RULES = (
    r"(?:instruction|rule|prompt|guideline|restriction|directive|polic|constraint)\w{0,3}"
)
_ENGLISH = _any(
    rf"(?:ignore|disregard|forget|override|bypass|discard)_{_ENGLISH_RULES}",
    r"(?:ignore|disregard) (?:everything |all )?(?:of )?the (?:above|previous)",
    r"(?:ignore|disregard|forget) (?:everything|all)(?: \w{1,12}){0,2} (?:above|before|previous"
    r"|told)",
    r"you are now (?:an? |the |in |my |dan)",
    r"from now on,? you (?:are|will|must|only|should)",
    r"(?<!do you )(?<!does it )(?<!it )(?<!will )(?<!can )act as (?:an? |the |if |my )",
    r"pretend (?:to be|you|that you)",
    r"let.?s (?:play a|role)",
    r"role-?play",
    rf"new {_ENGLISH_RULES} ?:",
    r"(?:developer|debug|god|admin|dan|jailbreak) mode(?: on| enabled|:|!|\.|$)",
    r"do anything now",
    r"without (?:any )?restrictions",
)
_FOREIGN = _any(
    r"(?:vergiss|ignorier\w{0,2}|missachte)_(?:anweisung|regel|vorgabe|befehl)",
    r"(?:oublie|ignore|ignorez|oubliez)_(?:instruction|consigne|règle|directive)",
    r"(?:ignora|olvida|ignore|olvide)_(?:instruccion|regla|órden|indicacion)",
    r"(?:ignora|dimentica)_(?:istruzion|regol)",
    r"(?:ignore|esqueça)_(?:instruç|regra)",
    r"(?:zignoruj|zapomnij|ignoruj)_(?:instrukcj|zasad|polece|regu)",
    r"(?:talimat|kural|komut)\w{0,8}_?(?: \w{1,15})? ?(?:unut|yoksay|görmezden|dikkate alma)",
    r"(?:ігноруй|забудь|проігноруй|відкинь)(?:те)?_(?:інструкці|вказівк|правил|обмежен)",
    r"(?:забудзь|ігнаруй|адкінь)(?:це)?_(?:інструкцы|указанн|правіл|абмежаванн)",
    r"(?:нұсқау|ереже|бұйрық)\w{0,10}(?: \w{1,15})? (?:ұмыт|елеме)",
    r"(?:ko.?rsatma|qoida|buyruq)\w{0,10}(?: \w{1,15})? (?:unut|e.?tibor)",
    r"(?:дастур|қоида)\w{0,10}(?: \w{1,15})? (?:фаромӯш|нодида)",
    r"zabud.?\w{0,2}_(?:instruk|pravil|ukazan)",
    r"(?:pro)?ignorir[uy]\w{0,2}_(?:instruk|pravil|ukazan)",
)
_ASIAN = re.compile(
    _folded(
        r"(?:忽略|无视|忽視|無視|忘记|忘記)[^\n。]{0,12}(?:指示|指令|提示|规则|規則)"
        r"|(?:指示|命令|ルール|指令)[^\n。]{0,8}(?:無視|忘れ)"
        r"|(?:지시|명령|지침|규칙)[^\n.]{0,8}(?:무시|잊)"
        r"|(?:تجاهل|انس|تناس)[^\n.]{0,12}(?:تعليمات|أوامر|قواعد|الأوامر|التعليمات)"
        r"|(?:निर्देश|नियम)[^\n।]{0,15}(?:अनदेखा|भूल|नज़रअंदाज़)"
        r"|(?:התעלם|שכח)[^\n.]{0,12}(?:הוראות|כללים|ההוראות)"
    )
)
_FORGED = _any(
    r"^\W{0,3}(?:system|assistant|developer|ассистент)(?: message| prompt)? ?[:>]",
    r"^\W{0,3}(?:системное сообщение|сообщение системы|system message|system note) ?[\]:>*]",
    r"\[ ?(?:авито|avito|система|system|admin|админ) ?\]",
    r"^\W{0,3}(?:сообщение|записка|указание|приказ) (?:от )?(?:продавца|хозяина|владельца) "
    r"(?:для )?бот",
    r"(?:end|begin|beginning) of (?:the )?(?:prompt|data|chat|instructions|system|conversation)",
)
_MARKS = re.compile(
    _folded(
        r"<\|?/? ?(?:im_start|im_end|system|assistant|endoftext|instructions?)"
        r"|\[/?inst\]|<</?sys>>|^ ?#{1,4} ?(?:system|assistant|instruction|конец|новые правила)"
        r"|[\[#=<*-]{2,5} ?(?:конец|начало|end|begin|system|системн)"
        r"|\[ ?(?:системн|system)"
        r"|[\"'“«](?:reply|missing|confidence|used|role|wants_human|function|tool|content|facts"
        r"|args"
        r"|kind|lead|interested)[\"'”»] ?:"
        r"|function_call|tool_call"
    ),
    re.MULTILINE,
)
_MARKUP = re.compile(
    r"```|</?(?:a|b|i|u|p|br|div|img|script|style|iframe)(?:>| [^>\n]{0,80}>)"
    r"|(?:&#x?\w{2,6};){2}|(?<!\w)tg://"
)
_ENCODED = _any(
    r"(?:base ?64|rot ?13)(?!\w)",
    r"(?:азбук\w{1,2} морзе|морзянк|кодом морзе|morse code)",
    r"(?:расшифруй|декодируй|раскодируй|расшифруйте|декодируйте|decode|decrypt)[^.!?\n]{0,40}?"
    r"(?: (?:и|and|then|,) ?(?:выполни|ответь|сделай|напиши|следуй|do|follow|answer|say|execute)"
    r"|hex|:)",
    r"(?:напиши|скажи|ответь|назови|продиктуй|укажи|напишите|закодируй|зашифруй)(?:те)?_"
    r"(?:по буквам|буквами|эмодзи|смайликами|кружочками|транслитом|римскими|через точк|через пробел"
    r"|вразрядку|задом наперед|шестнадцатеричн|двоичн|шифром|индийскими|полной шириной"
    r"|с пробелами|с латиницей|нулевой ширины|заменив)",
    r"(?:телефон|номер|почту|ссылку|ник|цену|сумму|скидку)(?: \w{1,20}){0,2} (?:словами|буквами"
    r"|по буквам"
    r"|эмодзи|кружочками|транслитом|через точк|с пробелами|морзе|шифром|заменив|наоборот)",
    r"(?:ответь|напиши|пришли|вставь)(?:те)? (?:мне )?(?:\w{1,20} )?(?:в )?(?:ссылкой|markdown"
    r"|кодом|html)",
    r"прочитай(?:те)? (?:наоборот|задом наперед|справа налево)",
    r"(?:read|reverse)_(?:backwards|the text)",
)
_GAMES = _any(
    r"(?:игра|играем|поиграем|сыграем|давай)(?:те)?_?,? ?(?:в )?(?:[«\"])?(?:горячо|холодно|угада"
    r"|да ?нет|данетк)",
    r"горячо.{0,3}холодно",
    r"(?:скажи|скажете|напиши|крикни|стукни|моргни|кивни|подмигни|мигни)(?:те)? ?(?:«|\""
    r"|')?(?:стоп|раз|если|когда|где)(?!\w)",
    r"(?:запомни|условимся|договоримся|пусть)(?:те)?,? ?(?:что )?(?:слово|пароль|код"
    r"|[«\"])[^.!?\n]{0,30}(?:=|—|-|значит|означает|это|вместо)",
    r"(?:отвечай|ответь|скажи)(?:те)? (?:мне )?(?:паролем|кодовым|кодом|намеком|жестом|знаком"
    r"|цифрой|рифмой|загадкой|шарадой)",
    r"(?:если|когда)_(?:да|согласен|согласны|правда),? (?:то )?(?:напиши|поставь|скажи|ответь"
    r"|промолчи|молчи|пришли)",
)
_TRICKS = (
    _GAMES,
    _RUSSIAN,
    _PROMPT,
    _DICTATES,
    _ENGLISH,
    _FOREIGN,
    _ASIAN,
    _FORGED,
    _MARKS,
    _ENCODED,
)

_SQUEEZED = re.compile(
    _folded(
        r"(?<!не)(?:забудь|игнорируй|проигнорируй)(?:те)?(?:все|про|об?|свои|твои|предыдущие"
        r"|прошлые"
        r"|прежние|старые|эти){0,3}(?:инструкции|правила|указания|ограничения|запреты)"
        r"|(?:ignore|disregard|forget)(?:all|the|your|previous|prior|above|any|of){0,4}"
        r"(?:instructions|rules|prompts)"
        r"|системныйпромпт|systemprompt|developermode"
    )
)

_SUPPORT = _any(
    r"(?:я|мы|пишу|пишем|это) (?:\w{1,20} ){0,2}?(?:из|от) (?:\w{1,20} ){0,2}?"
    r"(?:поддержки|техподдержки|саппорта|безопасности|модерации|администрации)(?!\w)",
    r"(?:это|вам пишет|вас (?:беспокоит|приветствует|проверяет)|говорит|на связи) (?:\w{1,20}"
    r" ){0,2}?"
    r"(?:служба|поддержка|техподдержка|саппорт|модерация|модератор|администрация|администратор"
    r"|сотрудник)(?!\w)",
    r"^\W{0,4}(?:(?:добрый \w{4,5}|здравствуйте|уважаемый \w{1,12})\W{1,3})?"
    r"(?:служба (?:безопасности|поддержки)|модератор(?: авито)?|администрация|администратор авито"
    r"|техподдержка|техническая поддержка|поддержка авито|банк,? отдел)"
    r"(?! (?:сказал|ответил|пишет мне|написал|говорит|молчит|не|мне)\w{0,2})(?!\w)",
    r"^\W{0,4}(?:гибдд|полиция|мвд|фсб|налоговая|прокуратура|росфинмониторинг)\W",
    r"(?:я|мы) (?:сотрудник|модератор|специалист|представител)\w{0,2} (?:компании )?авито",
    r"(?:i am|i.m|this is|we are)(?: \w{1,12}){0,3} (?:avito|support|security|moderator"
    r"|administrator)",
)
_DEMANDS = re.compile(
    _folded(
        r"назов|сообщ|подтверд|пришл|укаж|напиш|ответь|выведи|включи|предостав|отправьте|перейди"
        r"|продикт"
        r"|оформи|паспорт|промпт|код |ссылк|номер карт|send|give|tell|provide|confirm"
    )
)


def _from_support(folded: str) -> bool:
    """Somebody who says that he is of the support, and wants something."""
    return _SUPPORT.search(folded) is not None and _DEMANDS.search(folded) is not None


_BLOB = re.compile(r"(?<![\w/.:=?&+-])[A-Za-z0-9+/]{24,4000}={0,2}(?![\w/.])")
_HEX = re.compile(r"[0-9a-fA-F]{24,}")


def _has_hidden_words(text: str) -> bool:
    """A run of letters and digits that is a sentence in base64 or in hexadecimal numbers."""
    return any(_reads(content) for content in _blobs(text))


def _blobs(text: str) -> Iterator[bytes]:
    for match in _BLOB.finditer(text):
        blob = match[0]
        try:
            yield bytes.fromhex(blob) if _HEX.fullmatch(blob) else base64.b64decode(blob)
        except (ValueError, binascii.Error):
            continue


def _reads(content: bytes) -> bool:
    """Words with spaces between, in UTF-8."""
    try:
        said = content.decode()
    except UnicodeDecodeError:
        return False
    return said.isprintable() and " " in said
