"""🧠 Знания: what the seller told us, one by one and all together."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from aiogram.types import InlineKeyboardButton

from bot.callbacks import (
    FactButton,
    FactDay,
    FactDayButton,
    FactListingButton,
    FactListingsButton,
    FactsButton,
    FactsPageButton,
    FactsVerb,
    FactVerb,
    Place,
    PlaceButton,
    QuarrelButton,
)
from bot.screens.screen import Reader, Screen, Style, button, cut, in_rows, keyboard
from bot.texts import Html, Texts
from db.models import Account, FactSource, Scope
from scheduler.knowledge import (
    LONGEST_FACT,
    MOST_FACTS,
    PAGE,
    FactPage,
    FactView,
    Found,
    Keep,
    ListingPage,
    Noted,
    Refusal,
)

LONGEST_IN_LIST = 150
LONGEST_TITLE = 30
LONGEST_LABEL = 40
IN_A_ROW = 5
OFF_SALE = frozenset({"old", "removed", "blocked", "rejected"})

SIGNS = {FactSource.CARD: "💬", FactSource.IMPORTED: "📥"}
"""How a fact came, where it was not typed here."""


def choose_account(t: Texts, counts: Sequence[tuple[Account, int]]) -> Screen:
    rows = [
        [
            button(
                t.plain("facts.account", account=cut(account.title, LONGEST_LABEL), count=count),
                FactsPageButton(account_id=account.id, page=0),
            )
        ]
        for account, count in counts
    ]
    return Screen(t("facts.choose_account"), keyboard(*rows))


def page(reader: Reader, shown: FactPage) -> Screen:
    """The plain list, ten at a time."""
    t = reader.t
    account = shown.account
    first = shown.number * PAGE + 1
    lines = [t.n("facts.count", shown.total, account=account.title), ""]
    lines += _lines(reader, shown.facts, first) or [t("facts.none")]
    turns = [
        *([_page_key("⬅️", account, shown.number - 1)] if shown.number else []),
        *([_page_key("➡️", account, shown.number + 1)] if shown.has_more else []),
    ]
    back = button(t.plain("button.back"), PlaceButton(place=Place.FACTS))
    rows = [
        *in_rows(_opens(shown.facts, first), IN_A_ROW),
        turns,
        [_facts_key(t, FactsVerb.ADD, account), _facts_key(t, FactsVerb.SEARCH, account)],
        [_facts_key(t, FactsVerb.IMPORT, account)],
        [back] if shown.several_accounts else [],
    ]
    return Screen("\n".join(lines), keyboard(*rows))


def found(reader: Reader, result: Found) -> Screen:
    t = reader.t
    head = t.n("facts.found", result.total, words=cut(result.words, LONGEST_LABEL))
    lines = [head, "", *_lines(reader, result.facts, 1)]
    if result.total > len(result.facts):
        lines += ["", t("facts.found_more", shown=len(result.facts))]
    again = _facts_key(t, FactsVerb.SEARCH, result.account)
    rows = [*in_rows(_opens(result.facts, 1), IN_A_ROW), [again, list_key(t, result.account.id)]]
    return Screen("\n".join(lines), keyboard(*rows))


def one(reader: Reader, view: FactView, said: str = "") -> Screen:
    """One fact and what can be done with it; `said` is what has just become of it."""
    t, fact = reader.t, view.fact
    lines = [
        *([said, ""] if said else []),
        t("facts.text", text=fact.text),
        f"📍 {scope(t, view)}",
        _last_day(reader, view),
        f"🕓 {_noted(reader, view)}",
        *_contact(t, view),
    ]
    rows = [
        [_key(t, FactVerb.EDIT, view), _key(t, FactVerb.SCOPE, view)],
        [_key(t, FactVerb.DAYS, view), _key(t, FactVerb.DELETE, view, Style.BAD)],
        [list_key(t, fact.account_id)],
    ]
    return Screen("\n".join(lines), keyboard(*rows))


def noted(reader: Reader, result: Noted, said: str) -> Screen:
    """What became of what the seller said: the fact, two that contradict each other, or a refusal.

    `said` is the key of the sentence for when it went well.
    """
    if result.view is None:
        return Screen(refused(reader.t, result.refusal or Refusal.GONE))
    if result.refusal is not None:
        return one(reader, result.view, refused(reader.t, result.refusal))
    if result.rival is not None:
        return quarrel(reader, result.view, result.rival)
    return one(reader, result.view, reader.t(said))


def learnt(reader: Reader, result: Noted) -> Screen:
    """What became of an answer from a card; one for all listings says so first of all."""
    for_all = result.view is not None and result.view.fact.scope is Scope.ALL
    return noted(reader, result, "facts.learnt_for_all" if for_all else "facts.learnt")


def refused(t: Texts, refusal: Refusal) -> Html:
    return t(f"facts.refused.{refusal}", longest=LONGEST_FACT, most=t.number(MOST_FACTS))


def quarrel(reader: Reader, new: FactView, old: FactView) -> Screen:
    """Two facts that cannot both be true, side by side."""
    t = reader.t
    lines = [
        t("facts.quarrel"),
        "",
        t("facts.quarrel.new", about=_about(reader, new)),
        t("facts.text", text=new.fact.text),
        *_contact(t, new),
        t("facts.quarrel.old", about=_about(reader, old)),
        t("facts.text", text=old.fact.text),
    ]
    keys = {
        keep: button(
            t.plain(f"facts.keep.{keep}"),
            QuarrelButton(keep=keep.value, new_id=new.fact.id, old_id=old.fact.id),
        )
        for keep in Keep
    }
    return Screen("\n".join(lines), keyboard([keys[Keep.NEW], keys[Keep.OLD]], [keys[Keep.BOTH]]))


def scopes(t: Texts, view: FactView) -> Screen:
    """📍 Для каких."""
    listings = FactListingsButton(fact_id=view.fact.id, page=0)
    rows = [
        [_key(t, FactVerb.ALL, view, _chosen(view.fact.scope is Scope.ALL))],
        [button(t.plain("facts.button.listing"), listings, _chosen(_is(view, Scope.LISTING)))],
        [_key(t, FactVerb.WORDS, view, _chosen(_is(view, Scope.GROUP)))],
        [_back(t, view)],
    ]
    text = "\n".join([t("facts.text", text=view.fact.text), t("facts.scopes", now=scope(t, view))])
    return Screen(text, keyboard(*rows))


def listings(t: Texts, shown: ListingPage) -> Screen:
    """The listings of the account, to choose one; typing finds others."""
    fact_id = shown.view.fact.id
    opens = [
        button(
            cut(listing.title, LONGEST_LABEL),
            FactListingButton(fact_id=fact_id, listing_id=listing.id),
            _chosen(listing.id == shown.view.fact.listing_id),
        )
        for listing in shown.listings
    ]
    turns = [
        *([_listings_key("⬅️", fact_id, shown.number - 1)] if shown.number else []),
        *([_listings_key("➡️", fact_id, shown.number + 1)] if shown.has_more else []),
    ]
    back = button(t.plain("button.back"), FactButton(verb=FactVerb.SCOPE, fact_id=fact_id))
    return Screen(_listings_head(t, shown), keyboard(*in_rows(opens, 1), turns, [back]))


def _listings_head(t: Texts, shown: ListingPage) -> Html:
    words = cut(shown.words, LONGEST_LABEL)
    if not words:
        return t("facts.listings" if shown.total else "facts.listings.none")
    if not shown.total:
        return t("facts.listings.unfound", words=words)
    return t.n("facts.listings.found", shown.total, words=words)


def days(reader: Reader, view: FactView) -> Screen:
    """📅 До какого дня."""
    t = reader.t
    keys = [
        button(t.plain(f"facts.day.{day}"), FactDayButton(day=day, fact_id=view.fact.id))
        for day in FactDay
    ]
    text = "\n".join([t("facts.text", text=view.fact.text), _last_day(reader, view)])
    return Screen(text, keyboard(*in_rows(keys, 3), [_back(t, view)]))


def delete(t: Texts, view: FactView) -> Screen:
    """Asked once."""
    surely = _key(t, FactVerb.DELETE_SURELY, view, Style.BAD)
    text = "\n".join([t("facts.delete"), t("facts.text", text=view.fact.text)])
    return Screen(text, keyboard([surely], [_back(t, view)]))


def ask(t: Texts, key: str, **values: object) -> Screen:
    """A question that the next message answers."""
    cancel = button(t.plain("button.cancel"), PlaceButton(place=Place.CANCEL))
    return Screen(t(key, **values), keyboard([cancel]))


def ask_new_text(t: Texts, view: FactView) -> Screen:
    return ask(t, "facts.ask_new_text", text=view.fact.text)


def scope(t: Texts, view: FactView) -> Html:
    """«для всех объявлений», «для «Диван…»», «для объявлений со словом «диван» (сейчас…)»."""
    fact = view.fact
    if fact.scope is Scope.GROUP:
        key = "facts.scope.words" if " " in fact.title_words else "facts.scope.word"
        text = t(key, words=fact.title_words)
        now = [] if view.fitting is None else [t.n("facts.scope.fitting", view.fitting)]
        return Html(" ".join([text, *now]))
    if fact.scope is Scope.ALL:
        return t("facts.scope.all")
    if view.listing is None:
        return t("facts.scope.gone")
    off_sale = view.listing.status in OFF_SALE
    return t("facts.scope.off_sale" if off_sale else "facts.scope.one", title=view.listing.title)


def _lines(reader: Reader, facts: Iterable[FactView], first: int) -> list[str]:
    return [_line(reader, view, number) for number, view in enumerate(facts, first)]


def _line(reader: Reader, view: FactView, number: int) -> str:
    """One fact of the list, with its scope, last day and source in few signs."""
    t, fact = reader.t, view.fact
    marks: list[str] = []
    if fact.scope is Scope.LISTING:
        marks.append(of_listing(t, view.listing.title) if view.listing else f"📍 {scope(t, view)}")
    elif fact.scope is Scope.GROUP:
        marks.append(of_group(t, fact.title_words))
    if fact.last_day is not None:
        day = day_of(reader, fact.last_day)
        marks.append(t("facts.over_since" if view.is_over else "facts.marked_until", day=day))
    marks += [t("facts.marked_contact")] if view.has_contact else []
    marks += [SIGNS[fact.source]] if fact.source in SIGNS else []
    return " · ".join([f"<b>{number}.</b> {short(fact.text)}", *marks])


def of_listing(t: Texts, title: str) -> Html:
    return t("facts.marked_listing", title=cut(title, LONGEST_TITLE))


def of_group(t: Texts, words: str) -> Html:
    return t("facts.marked_group", words=cut(words, LONGEST_TITLE))


def short(text: str) -> Html:
    return Html(escape(cut(text, LONGEST_IN_LIST), quote=False))


def _contact(t: Texts, view: FactView) -> list[Html]:
    """What he should know before the bot says it to buyers."""
    return [t("facts.contact")] if view.has_contact else []


def _about(reader: Reader, view: FactView) -> Html:
    return Html(f"{scope(reader.t, view)} · {_noted(reader, view)}")


def _last_day(reader: Reader, view: FactView) -> str:
    t, day = reader.t, view.fact.last_day
    if day is None:
        return t("facts.ever")
    return t("facts.is_over" if view.is_over else "facts.holds_until", day=day_of(reader, day))


def _noted(reader: Reader, view: FactView) -> Html:
    """«записано 12.11 · с карточки»."""
    t = reader.t
    day = t.short_day(view.fact.noted_at, reader.zone)
    return t(f"facts.noted.{view.fact.source}", day=day)


def day_of(reader: Reader, day: date) -> str:
    """«30 ноября», with the year when it is not this one."""
    shown = reader.t.day(day)
    same_year = day.year == reader.today.year
    return shown if same_year else reader.t.plain("facts.day_of_year", day=shown, year=day.year)


def more(t: Texts, count: int) -> list[str]:
    return [t("facts.more", count=t.number(count))] if count > 0 else []


def _opens(facts: Iterable[FactView], first: int) -> list[InlineKeyboardButton]:
    return [
        button(str(number), FactButton(verb=FactVerb.OPEN, fact_id=view.fact.id))
        for number, view in enumerate(facts, first)
    ]


def _key(
    t: Texts, verb: FactVerb, view: FactView, style: Style | None = None
) -> InlineKeyboardButton:
    target = FactButton(verb=verb, fact_id=view.fact.id)
    return button(t.plain(f"facts.button.{verb}"), target, style)


def _facts_key(t: Texts, verb: FactsVerb, account: Account) -> InlineKeyboardButton:
    return button(t.plain(f"facts.button.{verb}"), FactsButton(verb=verb, account_id=account.id))


def _back(t: Texts, view: FactView) -> InlineKeyboardButton:
    return button(t.plain("button.back"), FactButton(verb=FactVerb.OPEN, fact_id=view.fact.id))


def list_key(t: Texts, account_id: int) -> InlineKeyboardButton:
    return button(t.plain("facts.button.list"), FactsPageButton(account_id=account_id, page=0))


def _page_key(label: str, account: Account, number: int) -> InlineKeyboardButton:
    return button(label, FactsPageButton(account_id=account.id, page=number))


def _listings_key(label: str, fact_id: int, number: int) -> InlineKeyboardButton:
    return button(label, FactListingsButton(fact_id=fact_id, page=number))


def _is(view: FactView, wanted: Scope) -> bool:
    return view.fact.scope is wanted


def _chosen(chosen: bool) -> Style | None:
    return Style.CHOSEN if chosen else None
