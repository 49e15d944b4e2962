"""How an account speaks, and what it may answer by itself: what its seller has set."""

from collections.abc import Callable, Sequence
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
    """Changes what a seller has set for one of his accounts.

    Each gives the account as it is then, changed or not; None when it is not his.
    """

    def __init__(self, tools: Tools) -> None:
        self._db = tools.db

    async def speak(self, account_id: int, *, seller_id: int, **changes: Any) -> Account | None:
        """Change something of an account's tone, by the names of ai.model.Tone."""

        def change(account: Account) -> None:
            account.tone = asdict(replace(tone_of(account), **changes))

        return await self._change(account_id, seller_id, change)

    async def set_kind(
        self, account_id: int, kind: str, *, seller_id: int, ask: bool
    ) -> Account | None:
        """Have a kind of question asked about always, or answered by itself where it may be."""

        def change(account: Account) -> None:
            account.ask_kinds = _chosen(account.ask_kinds, kind, chosen=ask, among=KINDS)

        return await self._change(account_id, seller_id, change)

    async def set_language(
        self, account_id: int, language: str, *, seller_id: int, allowed: bool
    ) -> Account | None:
        """Let answers in a language go out by themselves, or not; the last one stays."""

        def change(account: Account) -> None:
            left = _chosen(account.languages, language, chosen=allowed, among=LANGUAGES)
            account.languages = left or account.languages

        return await self._change(account_id, seller_id, change)

    async def set_most_in_a_row(
        self, account_id: int, most: int, *, seller_id: int
    ) -> Account | None:
        def change(account: Account) -> None:
            account.most_in_a_row = most if most in MOST_IN_A_ROW else account.most_in_a_row

        return await self._change(account_id, seller_id, change)

    async def _change(
        self, account_id: int, seller_id: int, change: Callable[[Account], None]
    ) -> Account | None:
        async with self._db.begin() as session:
            account = await accounts.find(session, account_id, seller_id=seller_id)
            if account is not None:
                change(account)
            return account


def _chosen(before: Sequence[str], one: str, *, chosen: bool, among: Sequence[str]) -> list[str]:
    """What is chosen with one more, or without it, in the order in which it is offered."""
    wanted = {*before, one} if chosen else {*before} - {one}
    return [name for name in among if name in wanted]
