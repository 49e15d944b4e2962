"""Claims to be a human, and what is a machine's talk and no answer to a buyer. Pure."""

import re
from collections.abc import Iterator

from ai.fold import Folded, fold, skeleton

Span = tuple[int, int]
_BOT = r"(?:бот\w{0,3}|робот\w{0,3}|нейросет\w*|автоответ\w*|ии|искусственн\w+ интеллект\w*|программ[аоыу]\w*|машина|автомат\w*|чат-?бот\w*|ассистент\w*|gpt|чатгпт|жпт|алиса|" + skeleton("bot|robot|ai|machine|chatgpt|gpt") + ")"
_ASKED = re.compile(
    rf"(?<!\w)(?:{_BOT}|(?:жив\w{{2,3}}|реальн\w{{2,3}}|настоящ\w{{2,3}}) (?:\w+ )?(?:человек\w*|люд\w+|продав\w+|собеседник\w*)|человек\w?|вы жив\w{{2}}|ты жив\w{{2}}|вы настоящ\w{{2}}|люди|кто (?:мне )?(?:пишет|отвечает)"
    r"|" + skeleton("human|real person") + r")(?!\w)"
)
_CLAIM = re.compile(
    rf"(?<!\w)(?:не (?:\w+ )?{_BOT}|никак\w+ (?:\w+ )?{_BOT}|{_BOT} (?:тут|здесь|у нас)? ?(?:нет|не)|без {_BOT}"
    r"|(?:я|мы|пишет|отвечает|пишу|отвечаю|тут|здесь|это|вам) (?:\w+ |[—–-] ?){0,4}(?:жив\w{2,3}(?: человек\w*| люд\w+)?|реальн\w{2,3} (?:человек|продавец|люди)|настоящ\w{2,3} (?:человек|продавец|люди)|человек|люди)"
    r"|(?:жив\w{2}|реальн\w{2}|настоящ\w{2}|обычн\w{2}|простой) (?:человек|продавец|люди)|из плоти и крови"
    r"|(?:сам|сама|лично|вручную|своими руками|собственноручно) (?:\w+ )?(?:пишу|отвечаю|печатаю)|(?:пишу|отвечаю|печатаю) (?:\w+ )?(?:сам|сама|лично|вручную)"
    r"|я (?:тут )?(?:самый )?жив\w{2}|человек(?: я)?,? не \w+|" + skeleton("(?:i am|i'm|im) (?:a |an )?(?:real |live )?(?:human|person|man|woman)|not a (?:ro)?bot|real human|real person") + r")(?!\w)"
)
_WILL = re.compile(
    r"(?<!\w)(?:ответит|подключится|напишет|свяжется|позов\w+|переда\w+|ответят|подключ\w+|вернется|переключ\w+|позвать|продолжит|поможет|вмешается|смотрит|прочитает|проверяет|решает|если|нужен|нужна|хотите|скоро|удобн\w+|для|на \w+ человек\w?|не жив\w+|не (?:реальн\w+ )?человек)(?!\w)"
)
_SELF = re.compile(rf"(?<!\w)(?:да|я|это|верно|отвечает|вам отвечает|пишет|вы правы|ага|угу|мне помогает|помогает|помощник)(?!\w)[^.!?\n]{{0,40}}(?<!не )(?<!\w)(?:{_BOT}|помощник\w*|автоматическ\w+)")
_SCORNS = re.compile(r"(?<!\w)(?:какой|разве|похож\w*|не) (?:же |еще |\w+ )?(?:я|мы) ")
_DENIES = re.compile(
    r"(?:\W*\w+){0,4}?\W*(?<!\w)(?:нет|неа|не|что вы|ну что вы|ни в коем|какой же|какой еще|с чего вы|почему вы|разве|обижа\w+)(?!\w)"
    r"|.*?(?<!\w)(?:я|меня зовут|это) (?:\w+ )?(?:\w+[,—–-]? ?)?(?:хозяин|хозяйка|владел\w+|продавец|менеджер|мастер|собственник|олег|иван|анна|мария|александр|сергей|андрей|дмитрий|ольга|елена|наталья)(?!\w)"
)
_AGREES = re.compile(r"\s*(?:\W*(?:здравствуйте|добрый \w+|привет)\W*)?(?:да|ага|угу|конечно|разумеется|естественно|безусловно|верно|именно|так точно|само собой|yes)(?!\w)")
_MACHINE = re.compile(
    r"(?<!\w)(?:промпт\w*|промт\w*|системн\w+ (?:сообщени\w+|инструкци\w+|подсказк\w+|настройк\w+|команд\w+)|(?:мо\w{1,2}|мне дан\w+|внутренн\w+|исходн\w+) (?:\w+ )?(?:инструкци\w+|правил\w+ (?:гласят|таковы))|инструкци\w+ (?:системы|продавца|разработчика)"
    r"|языков\w+ модел\w+|режим (?:разработчика|отладки|администратора|бога)|джейлбрейк\w*|игнориру\w+ (?:\w+ )?(?:правил|инструкци|указани)\w*|как (?:ии|языковая)|"
    + skeleton("prompt|system prompt|json|openai|gemini|claude|jailbreak|developer mode|ignore (?:all |previous )+|as an ai|language model|base64|null|undefined|api key|token")
    + r")(?!\w)|[{}]|\[\w+\]|<\w+>|(?<!\w)(?=[a-zа-я+/]{0,40}\d)[a-zа-я0-9+/]{32,}=*|(?:[.\-–—·•]{1,6}[ /]){5,}|(?:(?<!\w)[01]{8} ?){3,}|\\u[0-9a-f]{4}|%[0-9a-f]{2}%"
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
    asked = " ".join(_asked(fold(line).text) for line in burst)
    if not asked:
        return
    denies = _DENIES if re.search(rf"(?<!\w){_BOT}(?!\w)", asked) else _AGREES
    if (match := denies.match(text)) and not _WILL.search(text):
        yield match.span()


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
