"""What a seller may do, one topic a file: read the tap, call the work, show the result."""

from collections.abc import Set as AbstractSet
from typing import Literal, TypedDict

from aiogram import Router

from bot.handlers import (
    accounts,
    alone,
    cards,
    cost,
    fact_lists,
    facts,
    home,
    language,
    link,
    membership,
    mode,
    pause,
    report,
    templates,
    tone,
    unknown,
    why,
)
from scheduler.accounts import Accounts
from scheduler.by_template import ByTemplate
from scheduler.costs import Costs
from scheduler.digest import Digests
from scheduler.imports import Imports
from scheduler.knowledge import Knowledge
from scheduler.learning import Learning
from scheduler.manners import Manners
from scheduler.notices import Notices
from scheduler.ports import Clock
from scheduler.renewals import Renewals
from scheduler.reply import Replies
from scheduler.sellers import Sellers
from scheduler.templates import Templates
from scheduler.why import Events


class Workflow(TypedDict):
    """What the composition root gives to handlers, by the names they ask for."""

    sellers: Sellers
    accounts: Accounts
    manners: Manners
    replies: Replies
    learning: Learning
    digests: Digests
    events: Events
    notices: Notices
    knowledge: Knowledge
    imports: Imports
    renewals: Renewals
    templates: Templates
    by_template: ByTemplate
    costs: Costs
    clock: Clock
    demo_keys: tuple[str, str] | None  # of the demo shop, where there is one
    access: Literal["open", "invite"]
    admin_ids: AbstractSet[int]


def build_router() -> Router:
    """All topics. Cards first: they are what is tapped all day; the unknown last."""
    router = Router(name=__name__)
    topics = (
        *(cards, home, mode, facts, fact_lists, report, why, tone, alone, accounts, templates),
        *(cost, pause, link, language, membership, unknown),
    )
    for topic in topics:
        router.include_router(topic.build_router())
    return router
