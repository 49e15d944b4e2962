"""Claims to be a human, and what is a machine's talk and no answer to a buyer. Pure."""

import re
from collections.abc import Iterator

from ai.fold import Folded, fold, skeleton

Span = tuple[int, int]
_BOT = (
    r"(?:чат-?)?(?:бот(?:а|у|ом|е|ов|ы)?(?! ?(?:зим|рез|рыб))|нейросет\w*|нейронк\w+"
    r"|автоответ\w*|автоматик\w*|железяк\w*|железк\w*|скрипт\w*|ии|искусственн\w+ интеллект\w*"
    r"|чатгпт|чатжпт|жпт|" + skeleton("bot|ai|chatgpt|gpt") + ")"
)
_MAYBE_BOT = (
    (
        r"(?:робот\w{0,3}|программ\w{1,2}|машин\w{1,2}|автомат\w{0,2}|алис\w"
        r"|ассистент\w{0,2}|"
    )
    + skeleton("robot|machine")
    + ")"
)
_PERSON = (
    r"(?:человек\w{0,2}|чел|жив(?:ой|ая|ым|ые)(?: \w+)?|реальн\w{2} (?:человек\w{0,2}"
    r"|продав\w+)|настоящ\w{2} (?:человек\w{0,2}|продав\w+)|люди|"
    + skeleton("human|real|a real person|person")
    + ")"
)
_TALKS = (
    (
        r"(?:вы|ты|вас|со мной|мне|с кем|общаюсь|говорю|разговариваю|переписываюсь"
        r"|отвечает|отвечаете|пишет|пишете|это|тут|здесь|"
    )
    + skeleton("are you|am i talking|is this")
    + ")"
)
_ASKED = re.compile(
    rf"(?<!\w)(?:{_BOT}|{_TALKS}(?: \w+){{0,3}}? (?:с )?(?:{_MAYBE_BOT}|{_PERSON})"
    rf"|(?:{_MAYBE_BOT}|{_PERSON})(?: \w+){{0,3}}? (?:отвечает|пишет|общается|со мной"
    rf"|говор\w{{1,2}}|разговарив\w{{1,3}}|переписыв\w{{2,5}}|общаюсь|тут|здесь|или)"
    rf"|жив\w{{2,3}} (?:человек\w*|чел|люд\w+|продав\w+"
    rf"|оператор\w*)"
    r"|с кем (?:я )?(?:говорю|общаюсь|разговариваю)|кто (?:мне )?(?:пишет|отвечает))(?!\w)"
)
_CLAIM = re.compile(
    rf"(?<!\w)(?:не (?:\w+ )?(?:{_BOT}|робот|программа|машина(?= ?[.,!]))"
    rf"|никак\w+ (?:\w+ )?{_BOT}|{_BOT} (?:тут"
    rf"|здесь|у нас)? ?(?:нет|не)|без {_BOT}"
    r"|(?:я|мы|пишет|отвечает|пишу|отвечаю|тут|здесь|это|вам) (?:\w+ "
    r"|[—–-] ?){0,4}(?:жив\w{2,3}(?: человек\w*| люд\w+)?|реальн\w{2,3} (?:человек"
    r"|продавец|люди)|настоящ\w{2,3} (?:человек|продавец|люди)|человек|люди)"
    r"|(?:жив\w{2}|реальн\w{2}|настоящ\w{2}|обычн\w{2}|простой|простая) (?:человек|продавец"
    r"|женщина|девушка|мужчина|парень|мужик|баба|тетка|мама|папа|дед|бабушка"
    r"|люди|сотрудник|менеджер|оператор|консультант)|из плоти и крови"
    r"|(?:сам|сама|лично|вручную|своими руками|собственноручно) (?:\w+ )?(?:пишу"
    r"|отвечаю|печатаю)|(?:пишу|отвечаю|печатаю) (?:\w+ )?(?:сам|сама|лично|вручную)"
    r"|я (?:тут )?(?:самый )?жив\w{2}|человек(?: я)?,? не \w+|"
    + skeleton(
        "(?:i am|i'm|im) (?:a |an )?(?:real |live )?(?:human|person|man|woman)|not a"
        " (?:ro)?bot|real human|real person"
    )
    + r")(?!\w)"
)
_WILL = re.compile(
    r"(?<!\w)(?:ответит|подключится|напишет|свяжется|позов\w+|переда\w+|ответят"
    r"|подключ\w+|вернется|переключ\w+|позвать|продолжит|поможет|вмешается|смотрит"
    r"|прочитает|проверяет|решает|если|нужен|нужна|хотите|скоро|удобн\w+|для"
    r"|на \w+ человек\w?|не жив\w+|не (?:реальн\w+ )?человек)(?!\w)"
)
_SELF = re.compile(
    rf"(?<!\w)(?:да|я|это|верно|отвечает|вам отвечает|пишет|вы правы|ага|угу"
    rf"|мне помогает|помогает|помощник)(?!\w)[^.!?\n]{{0,40}}(?<!не )(?<!\w)(?:{_BOT}"
    rf"|робот|помощник|ассистент|программа\w*|автоматическ\w+)"
)
_SCORNS = re.compile(
    r"(?<!\w)(?:какой|разве|похож\w*|не) (?:же |еще |\w+ )?(?:(?:я|мы) "
    rf"|{_BOT}|робот)"
)
_DENIES = re.compile(
    r"(?:\W*+\w++){0,4}?\W*+(?<!\w)(?:нет(?! (?:данных|информ|сведен))|неа|не|что вы"
    r"|ну что вы|ни в коем|какой же|какой еще|с чего вы|почему вы|разве"
    r"|обижа\w+)(?!\w)"
)
_OWNS = re.compile(
    r"(?<!\w)(?:человек\w{0,2}|жив(?:ой|ая|ее|ых)|реальный|настоящий)(?!\w)|"
    r"(?<!\w)(?:я|меня зовут|это) (?:\w+ )?(?:\w+[,—–-]? ?)?(?:хозяин|хозяйка"
    r"|владел\w+|продавец|менеджер|мастер|собственник|олег|иван|анна|мария|александр"
    r"|сергей|андрей|дмитрий|ольга|елена|наталья)(?!\w)"
)
_OF_SELF = re.compile(
    r"(?<!\w)(?:сам|сама|самому|кто же|кто ж|обычн\w{2}|настоящ\w{2}|реальн\w{2}|девушка|женщина"
    r"|мужчина|парень|бабушка|дедушка|мама|папа|тетка|мужик|зовут|я (?!уточн|узна|спро|переда|пров"
    r"|подума|пон|не знаю)\w{3,}|лично|вживую|сижу|с телефона|пальцами|руками|печатаю|пишу)(?!\w)"
)
_AGREES = re.compile(
    r"\s*(?:\W*(?:здравствуйте|добрый \w+|привет)\W*)?(?:да|ага|угу|конечно|разумеется"
    r"|естественно|безусловно|верно|именно|так точно|само собой|есть|yes)(?!\w)"
)
_OF_BOTS = re.compile(rf"(?<!\w)(?:{_BOT}|{_MAYBE_BOT})(?!\w)")
_MACHINE = re.compile(
    r"(?<!\w)(?:шифр\w*|расшифр\w*|сдви(?:нь|г)\w* (?:\w+ )?букв\w*|кажд\w+ (?:\w+ )?букв\w*"
    r"|перв\w+ букв\w+|букв\w+ назад|задом наперед|промпт\w*|промт\w*|системн\w+ (?:сообщени\w+"
    r"|инструкци\w+|подсказк\w+"
    r"|настройк\w+|команд\w+)|(?:мо\w{1,2}|мне дан\w+|внутренн\w+"
    r"|исходн\w+) (?:\w+ )?(?:инструкци\w+|правил\w+ (?:гласят|таковы))"
    r"|инструкци\w+ (?:системы|продавца|разработчика)"
    r"|языков\w+ модел\w+|режим (?:разработчика|отладки|администратора|бога)"
    r"|джейлбрейк\w*|игнориру\w+ (?:\w+ )?(?:правил|инструкци|указани)\w*|как (?:ии"
    r"|языковая)|"
    + skeleton(
        "prompt|system prompt|json|openai|gemini|claude|jailbreak|developer mode|ignore"
        " (?:all |previous )+|as an ai|language model|base64|null|undefined|api key|token"
    )
    + r")(?!\w)|[{}]|\[\w+\]|<\w+>|(?<!\w)(?=[a-zа-я+/]{0,40}\d)[a-zа-я0-9+/]{32,}=*"
    r"|(?:[.\-–—·•]{1,6}[ /]){5,}|(?<!\w)0x[0-9a-f]{2,}|(?<!\w)0х[0-9a-fа-е]{2,}"
    r"|(?:(?<!\w)[01]{8} ?){2,}|\\u[0-9a-f]{4}"
    r"|%[0-9a-f]{2}%"
)


def find_human_claims(folded: Folded, burst: tuple[str, ...]) -> Iterator[Span]:
    """Where it is said that a human writes, or that no bot does."""
    text = folded.text
    admitted = _SELF.search(text) is not None and not _SCORNS.search(text)
    for match in _CLAIM.finditer(text):
        if not _WILL.search(text[max(0, match.start() - 40) : match.end() + 40]):
            yield match.span()
    if admitted or not burst:
        return
    asked = " ".join(filter(None, (_asked(fold(line).text) for line in burst)))
    if not asked:
        return
    denies = _DENIES if _OF_BOTS.search(asked) else _AGREES
    answered = denies.match(text) or _OWNS.search(text) or _OF_SELF.search(text)
    if answered and not _WILL.search(text):
        yield answered.span()


def find_machine_talk(folded: Folded) -> Iterator[Span]:
    """Prompts, JSON, placeholders, codes: what leaves when a model obeys a buyer."""
    for match in _MACHINE.finditer(folded.text):
        yield match.span()


def _asked(line: str) -> str:
    """The words by which a buyer asks whether he talks to a human."""
    found = [match[0] for match in _ASKED.finditer(line)]
    is_question = "?" in line or re.search(r"(?<!\w)(?:вы|ты|это|тут|здесь|are)(?!\w)", line)
    about_people = not re.search(r"на \w+ человек|робот-?(?:пылесос|мойщик)|\d человек", line)
    return " ".join(found) if is_question and about_people else ""
