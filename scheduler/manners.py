"""How an account speaks, and what it may answer by itself: what its seller has set."""

from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from ai import guards
from ai.guards import Finding, Grounds
from ai.manners import dress
from ai.model import Kind, Tone
from db import accounts
from db.models import Account
from scheduler.ports import Tools

ALWAYS_ASKED = (Kind.COMPLAINT, Kind.HUMAN)
"""Questions that no setting lets the bot answer by itself."""

KINDS: tuple[str, ...] = tuple(kind.value for kind in Kind if kind not in ALWAYS_ASKED)
LANGUAGES = ("ru", "en", "kk", "uz", "ky", "tg")
MOST_IN_A_ROW = (3, 5, 10, 20)

LONGEST_SIGNATURE = 60
LONGEST_AVOIDED, MOST_AVOIDED = 40, 30


def tone_of(account: Account) -> Tone:
    """What is stored of a tone; what is not stored is as it is for everybody."""
    known = {one.name: account.tone[one.name] for one in fields(Tone) if one.name in account.tone}
    return replace(Tone(**known), avoid=tuple(known.get("avoid", ())))


def example(tone: Tone, answer: str, *, first: bool) -> str:
    """What an answer looks like with this tone."""
    return dress(answer, tone, first=first)


def unfit(signature: str) -> tuple[str, ...]:
    """What a signature may not have, for it stands under every answer; as findings are stored."""
    return stored(guards.check_own(signature, Grounds()))


def stored(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Findings as a draft keeps them."""
    return tuple(f"{one.rule.value}:{one.found}" for one in findings)


class Manners:
    """Changes what a seller has set for one of his accounts; False when it is not his."""

    def __init__(self, tools: Tools) -> None:
        self._db = tools.db

    async def speak(self, account_id: int, *, seller_id: int, **changes: Any) -> bool:
        """Change something of an account's tone, by the names of ai.model.Tone."""
        async with self._db.begin() as session:
            account = await accounts.find(session, account_id, seller_id=seller_id)
            if account is None:
                return False
            account.tone = asdict(replace(tone_of(account), **changes))
            return True

    async def switch_kind(self, account_id: int, kind: str, *, seller_id: int) -> bool:
        """Let a kind of question be answered by itself, or not any more."""
        async with self._db.begin() as session:
            account = await accounts.find(session, account_id, seller_id=seller_id)
            if account is None or kind not in KINDS:
                return False
            account.ask_kinds = _switched(account.ask_kinds, kind, among=KINDS)
            return True

    async def switch_language(self, account_id: int, language: str, *, seller_id: int) -> bool:
        """Let answers in a language go out by themselves, or not; False too for the last one."""
        async with self._db.begin() as session:
            account = await accounts.find(session, account_id, seller_id=seller_id)
            if account is None or language not in LANGUAGES:
                return False
            left = _switched(account.languages, language, among=LANGUAGES)
            account.languages = left or account.languages
            return bool(left)

    async def set_most_in_a_row(self, account_id: int, most: int, *, seller_id: int) -> bool:
        async with self._db.begin() as session:
            return most in MOST_IN_A_ROW and await accounts.change(
                session, account_id, seller_id=seller_id, most_in_a_row=most
            )


def _switched(chosen: Sequence[str], one: str, *, among: Sequence[str]) -> list[str]:
    wanted = {*chosen} ^ {one}
    return [name for name in among if name in wanted]
