"""One verdict for every message, whatever the tables say; and words for each, in both languages."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest

from bot.screens import why as screens
from bot.screens.screen import LONGEST_MESSAGE, Reader
from bot.texts import LANGUAGES, Texts
from db.events import Event
from db.models import (
    Account,
    AccountState,
    AnsweredBy,
    Author,
    Chat,
    Draft,
    DraftStatus,
    Listing,
    Message,
    ReplyMode,
    Seller,
    Silence,
    Verdict,
    Wait,
)
from db.types import FOREVER
from scheduler.policy import utf16_length
from scheduler.why import PAGE, Ending, Entry, Page, Why, why

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER, BEFORE = NOW + timedelta(hours=2), NOW - timedelta(hours=2)
REASONS = ("", "guard", "mode_off", "own_text", "no_text", "model_down")


def make_event(
    *,
    verdict: Verdict = Verdict.NEEDS_ANSWER,
    author: Author = Author.BUYER,
    answered_by: AnsweredBy | None = None,
    answered_with: int | None = None,
    linked_at: datetime = BEFORE,
    status: DraftStatus | None = None,
    silence: tuple[Silence | None, datetime | None] = (None, None),
    account_until: datetime | None = None,
    seller_until: datetime | None = None,
    state: AccountState = AccountState.WORKING,
    unreachable: bool = False,
    due: bool = False,
    **draft: Any,
) -> Event:
    wait = Wait(
        id=1,
        answered_by=answered_by,
        answered_at=NOW if answered_by else None,
        draft_id=answered_with,
    )
    return Event(
        message=Message(
            id=1, verdict=verdict, author=author, type="text", text="Актуально?", sent_at=NOW
        ),
        wait=wait,
        draft=Draft(id=1, status=status, **_draft(draft)) if status else None,
        chat=Chat(
            id=1,
            buyer_name="Анна",
            silence=silence[0],
            silent_until=silence[1],
            due_at=NOW if due else None,
        ),
        account=Account(
            id=1,
            state=state,
            state_since=BEFORE,
            paused_until=account_until,
            mode=ReplyMode.ASK,
            name="Мебель",
            alias="",
            linked_at=linked_at,
        ),
        seller=Seller(
            id=1, paused_until=seller_until, unreachable_since=BEFORE if unreachable else None
        ),
        listing=None,
    )


def _draft(given: dict[str, Any]) -> dict[str, Any]:
    return {"reason": "", "findings": [], "problem": "", "text": "Да", "proposed": "Да", **given}


EXAMPLES: dict[Ending, dict[str, Any]] = {
    Ending.HISTORY: {"verdict": Verdict.HISTORY},
    Ending.SYSTEM: {"verdict": Verdict.SYSTEM, "author": Author.AVITO},
    Ending.AUTO_ANSWER: {"verdict": Verdict.AUTO_ANSWER, "author": Author.AVITO},
    Ending.NOT_OUR_LISTING: {"verdict": Verdict.NOT_OUR_LISTING},
    Ending.TARIFF_PLACEHOLDER: {"verdict": Verdict.TARIFF_PLACEHOLDER},
    Ending.CALL: {"verdict": Verdict.CALL},
    Ending.DELETED: {"verdict": Verdict.DELETED},
    Ending.OURS: {"verdict": Verdict.OUTGOING, "author": Author.BOT},
    Ending.TYPED: {
        "verdict": Verdict.OUTGOING,
        "author": Author.BOT,
        "status": DraftStatus.SENT,
        "proposed": "Нет",
    },
    Ending.YOURS: {"verdict": Verdict.OUTGOING, "author": Author.SELLER},
    Ending.SENT_ALONE: {"answered_by": AnsweredBy.BOT},
    Ending.SENT_BY_TEMPLATE: {
        "answered_by": AnsweredBy.BOT,
        "answered_with": 1,
        "status": DraftStatus.SENT,
        "template": "Наличие",
    },
    Ending.SENT_BY_TAP: {"answered_by": AnsweredBy.TAP},
    Ending.SENT_EDITED: {"answered_by": AnsweredBy.EDITED},
    Ending.BY_HAND: {"answered_by": AnsweredBy.HAND},
    Ending.SKIPPED: {"answered_by": AnsweredBy.SKIPPED},
    Ending.DRAFTED: {"status": DraftStatus.PENDING},
    Ending.GUARDED: {
        "status": DraftStatus.PENDING,
        "reason": "guard",
        "findings": ["amount:14 000 ₽"],
    },
    Ending.NO_DRAFT: {"status": DraftStatus.PENDING, "reason": "model_down", "text": ""},
    Ending.MODE_OFF: {"status": DraftStatus.PENDING, "reason": "mode_off", "text": ""},
    Ending.NOT_SENT: {"status": DraftStatus.PENDING, "problem": "not_sent"},
    Ending.WAITS_FOR_AVITO: {"status": DraftStatus.APPROVED},
    Ending.SENDING: {"status": DraftStatus.SENDING},
    Ending.CHECKING: {"status": DraftStatus.UNCONFIRMED},
    Ending.FAILED: {"status": DraftStatus.FAILED, "problem": "unlinked"},
    Ending.REVOKED: {"status": DraftStatus.REVOKED},
    Ending.UNREACHABLE: {"unreachable": True},
    Ending.UNLINKED: {"state": AccountState.UNLINKED, "unreachable": True},
    Ending.CUT_OFF: {"state": AccountState.KEYS_REFUSED, "due": True},
    Ending.TAKEN_OVER: {"silence": (Silence.TAKEOVER, LATER), "due": True},
    Ending.CHAT_PAUSED: {"silence": (Silence.PAUSE, FOREVER)},
    Ending.ACCOUNT_PAUSED: {"account_until": LATER, "silence": (Silence.TAKEOVER, BEFORE)},
    Ending.ALL_PAUSED: {"seller_until": FOREVER, "account_until": BEFORE},
    Ending.PREPARING: {"due": True},
    Ending.REDRAFTING: {"due": True, "status": DraftStatus.SUPERSEDED},
    Ending.WAITING: {"status": DraftStatus.SUPERSEDED},
}


def test_a_template_that_was_not_the_answer_is_not_named() -> None:
    of_template = EXAMPLES[Ending.SENT_BY_TEMPLATE]
    assert why(make_event(**{**of_template, "answered_with": 2}), NOW).ending is Ending.SENT_ALONE


@pytest.mark.parametrize("ending", Ending)
def test_every_ending_comes_about_and_has_its_words(ending: Ending) -> None:
    found = why(make_event(**EXAMPLES[ending]), NOW)
    assert found.ending is ending
    for language in LANGUAGES:
        said = screens.words(found, Reader(Texts.load(language), "Europe/Moscow", NOW))
        assert said
        assert "{" not in said


@pytest.mark.parametrize(
    ("facts", "ending"),
    [
        # An answer that was taken back ends nothing, though a newer wait kept its own from opening.
        (
            {"answered_by": AnsweredBy.TAP, "answered_with": 1, "status": DraftStatus.REVOKED},
            Ending.REVOKED,
        ),
        # … but what the seller wrote by hand after it does.
        ({"answered_by": AnsweredBy.HAND, "status": DraftStatus.REVOKED}, Ending.BY_HAND),
        (
            {
                "verdict": Verdict.OUTGOING,
                "author": Author.BOT,
                "status": DraftStatus.REVOKED,
            },
            Ending.REVOKED,
        ),
        # Of several pauses the one that lasts longest keeps him waiting.
        ({"silence": (Silence.TAKEOVER, LATER), "seller_until": FOREVER}, Ending.ALL_PAUSED),
        ({"silence": (Silence.PAUSE, LATER), "account_until": LATER}, Ending.CHAT_PAUSED),
        ({"state": AccountState.DOWN, "due": True}, Ending.CUT_OFF),
        # Unlinked and linked again since: nobody answers what he may have settled otherwise.
        ({"status": DraftStatus.SUPERSEDED, "linked_at": LATER}, Ending.HISTORY),
        ({"status": DraftStatus.PENDING, "linked_at": LATER}, Ending.DRAFTED),
    ],
)
def test_the_nearest_reason_is_the_one_told(facts: dict[str, Any], ending: Ending) -> None:
    assert why(make_event(**facts), NOW).ending is ending


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "facts",
    [
        {"problem": "refused:" + "ж" * 300},
        {"reason": "guard", "findings": [f"link:https://example.org/{n:060}" for n in range(20)]},
    ],
)
def test_ten_of_the_longest_fit_into_one_message(language: str, facts: dict[str, Any]) -> None:
    event = make_event(status=DraftStatus.PENDING, **facts)
    event.chat.buyer_name = event.message.text = "<&😀" * 100
    event.message.type = "location"
    title = Listing(title="<&😀" * 70)
    entry = Entry(replace(event, listing=title), why(event, NOW))
    reader = Reader(Texts.load(language), "Europe/Moscow", NOW + timedelta(days=3))
    shown = screens.page(Page([entry] * PAGE, 0, has_more=True, chat_id=None), reader)
    plain = unescape(re.sub(r"<[^>]+>", "", shown.text))
    assert utf16_length(plain) <= LONGEST_MESSAGE


MESSAGES = [(verdict, author) for verdict in Verdict for author in Author]
DRAFTS: list[dict[str, Any]] = [
    {},
    {"status": DraftStatus.SENT, "template": "Наличие"},
    *(
        {"status": status, "reason": reason, "text": text, "problem": problem}
        for status in DraftStatus
        for reason in REASONS
        for text, problem in (("Да", ""), ("", ""), ("Да", "not_sent"))
    ),
]
SILENCES = [(None, None), *itertools.product(Silence, (BEFORE, LATER, FOREVER))]
ENDS = [None, *AnsweredBy]
UNTIL = [None, BEFORE, LATER]


def combinations() -> Iterator[Event]:
    """All that decides, in every combination; what needs no answer has no need of a state."""
    lines = [make_event(verdict=verdict, author=author) for verdict, author in MESSAGES]
    waits = [
        make_event(answered_by=by, answered_with=draft).wait for by in ENDS for draft in (None, 1)
    ]
    waits.append(None)
    drafts = [make_event(**draft).draft for draft in DRAFTS]
    for line, wait, draft in itertools.product(lines, waits, drafts):
        yield replace(line, wait=wait, draft=draft)
    chats = [
        make_event(silence=silence, due=due).chat for silence in SILENCES for due in (True, False)
    ]
    accounts = [
        make_event(state=state, account_until=until, linked_at=at).account
        for state in AccountState
        for until in UNTIL
        for at in (BEFORE, LATER)
    ]
    sellers = [
        make_event(seller_until=until, unreachable=gone).seller
        for until in UNTIL
        for gone in (True, False)
    ]
    states = itertools.product(chats, accounts, sellers)
    last_drafts = [make_event(status=status).draft for status in (None, *DraftStatus)]
    asked = make_event()
    for (chat, account, seller), draft in itertools.product(states, last_drafts):
        yield replace(asked, chat=chat, account=account, seller=seller, draft=draft)


def test_whatever_the_tables_say_there_is_one_verdict_with_words() -> None:
    """…and «waiting» only where nothing at all is under way or in the way."""
    found: set[Why] = set()
    for event in combinations():
        said = why(event, NOW)
        found.add(said)
        if said.ending is Ending.WAITING:
            assert event.chat.due_at is None
            assert event.wait is None or event.wait.answered_by is None
            assert event.draft is None or not event.draft.is_live
            assert event.account.state in (AccountState.WORKING, AccountState.DOWN)
    assert {one.ending for one in found} == set(Ending)
    for language in LANGUAGES:
        reader = Reader(Texts.load(language), "Europe/Moscow", NOW)
        for one in found:
            assert "{" not in screens.words(one, reader)
