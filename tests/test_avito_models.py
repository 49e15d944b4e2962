"""Avito's answers: the recorded ones, the documented ones, and the strange ones."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from avito.answers import check, confirm, read_list
from avito.auth import Keys, Token, read_token
from avito.errors import AvitoAuthError, AvitoUnclearError, reason_in
from avito.limits import next_minute, retry_after
from avito.models import Chat, Listing, Message, Profile, find, newest_first, price_rub
from avito.sandbox.wire import price_string

NOW = datetime(2026, 11, 24, 9, 30, 15, tzinfo=UTC)
OBSERVED: dict[str, Any] = json.loads(
    (Path(__file__).parent / "avito_openapi" / "observed_answers.json").read_text("utf-8")
)


def test_recorded_chat_is_read_whole() -> None:
    chat = check(Chat, OBSERVED["chat_by_id_v2_2023"])
    assert chat.item is not None
    assert (chat.item.id, chat.item.price_rub, chat.item.status_id) == (3300000001, 3873, 4)
    assert (chat.item.title, chat.item.user_id) == ("Ролик обводной", 300000001)
    buyer = chat.buyer(300000001)
    assert buyer is not None
    assert (buyer.id, buyer.name) == (200000001, "Покупатель")
    assert chat.last_message is not None
    assert (chat.last_message.direction, chat.last_message.text) == ("out", "Пожалуйста!")
    assert chat.updated == datetime(2023, 8, 31, 14, 17, 33, tzinfo=UTC)
    assert chat.updated.tzinfo is UTC


def test_recorded_last_messages_are_read() -> None:
    items = OBSERVED["last_messages_in_chat_list_2024"]["items"]
    messages, unreadable = read_list(Message, items)
    assert unreadable == 0
    assert [one.type for one in messages] == ["text", "text", "system", "system", "link"]
    assert messages[2].author_id == 0
    assert (messages[2].text or "").startswith("[Системное сообщение]")
    assert messages[4].text == "https://www.avito.ru/x"


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        ("text", {"text": "Да"}, "Да"),
        ("text", {"text": None}, None),
        ("text", None, None),
        ("link", {"link": None, "text": "Смотрите"}, "Смотрите"),
        ("link", {"link": {"url": "https://avito.ru", "preview": None}}, "https://avito.ru"),
        ("link", {"link": "https://avito.ru"}, None),
        ("location", {"location": {"title": "Химки", "text": "ул. Мира"}}, "Химки"),
        ("item", {"item": {"title": "Стол", "price_string": None}}, "Стол"),
        ("image", {"image": {"sizes": {"32x32": "https://img"}}}, None),
        ("call", {"call": {"status": "missed", "target_user_id": 1}}, None),
        ("voice", {"voice": {"voice_id": "v"}}, None),
        ("deleted", {}, None),
        ("appCall", {}, None),
        ("of_tomorrow", {"shape": [1, 2]}, None),
        ("of_tomorrow", {"text": "Новое"}, "Новое"),
    ],
)
def test_content_of_every_type_is_accepted(kind: str, content: object, text: str | None) -> None:
    message = check(
        Message,
        {"id": "m", "created": 1, "direction": "in", "type": kind, "content": content},  # type: ignore[dict-item]  # also content that is no JSON object
    )
    assert (message.type, message.text) == (kind, text)


def test_auto_answer_of_avito_is_known_by_its_flow() -> None:
    content = {"text": "Здравствуйте!", "flow_id": "seller_audience_discount"}
    raw = {"id": "m", "created": 1, "direction": "out", "type": "system", "content": content}
    message = find(Message, raw)
    assert message is not None
    assert message.flow_id == "seller_audience_discount"


def test_tariff_placeholder_is_not_a_buyers_word() -> None:
    raw = {"id": "m", "created": 1, "direction": "in", "type": "text"}
    text = "Перейдите на подписку с API мессенджера, чтобы получить доступ к чатам"
    assert Message.model_validate(raw | {"content": {"text": text}}).is_tariff_placeholder
    assert not Message.model_validate(raw | {"content": {"text": "Ок"}}).is_tariff_placeholder
    assert not Message.model_validate(raw | {"content": {}}).is_tariff_placeholder


@pytest.mark.parametrize(
    "context", [None, {}, {"type": "item"}, {"type": "item", "value": None}, {"value": {"id": ""}}]
)
def test_chat_without_readable_context_has_no_item(context: object) -> None:
    chat = find(Chat, {"id": "u2u-x", "updated": 1, "context": context})
    assert chat is not None
    assert (chat.item, chat.last_message, chat.buyer(1), chat.chat_type) == (
        None,
        None,
        None,
        "u2u",
    )


def test_ids_beyond_32_and_hashed_ids_are_accepted() -> None:
    users = [{"id": 2**62, "name": "А"}, {"id": "a8f…", "name": None}, {"name": "В"}, None]
    chat = find(Chat, {"id": 17, "updated": 1, "users": users})
    assert chat is not None
    assert [(one.id, one.name) for one in chat.users] == [(2**62, "А"), (0, ""), (0, "В")]
    assert chat.id == "17"


@pytest.mark.parametrize(
    ("said", "roubles"),
    [
        ("3\u00a0873 ₽", 3873),
        ("1\u202f232\u2009323\u00a0₽", 1232323),
        ("15000 ₽", 15000),
        ("300 000 руб.", 300000),
        ("Бесплатно", 0),
        ("0 ₽", 0),
        ("от 500 ₽", None),
        ("2 000 ₽ за сутки", None),
        ("300 000 — 400 000 ₽", None),
        ("15 000,50 ₽", None),
        ("Цена не указана", None),
        ("Договорная", None),
        ("", None),
        (None, None),
        (15000, None),
    ],
)
def test_price_is_a_number_only_when_it_is_one_plain_price(
    said: object, roubles: int | None
) -> None:
    assert price_rub(said) == roubles


@given(st.integers(0, 10**12))
def test_price_in_avitos_words_is_read_back(roubles: int) -> None:
    assert price_rub(price_string(roubles)) == roubles


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["id", "created", "updated", "direction", "type", "content", "text", "flow_id", "context",
     "users", "last_message", "value", "price_string", "price", "title", "status", "url", "link"]
)  # fmt: skip


# Deep JSON is slow to make on a busy machine, most of all in a clean clone, with nothing kept.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(FIELDS, JSON | st.dictionaries(FIELDS, JSON, max_size=6), max_size=9))
def test_no_json_breaks_the_reader(raw: dict[str, object]) -> None:
    good = {"id": "x", "created": 1, "updated": 1, "direction": "in"}
    for record in (Chat, Message, Listing, Profile):
        find(record, raw)
        find(record, good | raw)


def test_listing_is_read_with_and_without_a_price() -> None:
    raw = {"id": 4090000001, "title": "Диван", "price": 15000, "status": "active", "url": None}
    assert find(Listing, raw) == Listing(
        id=4090000001, title="Диван", price_rub=15000, status="active"
    )
    for price, roubles in ((None, None), (99.5, None), (99.0, 99), ("15", None), (True, None)):
        listing = find(Listing, {"id": 1, "price": price})
        assert listing is not None
        assert listing.price_rub == roubles


def test_one_strange_entry_does_not_hide_the_others() -> None:
    good: dict[str, JsonValue] = {"id": "m", "created": 1, "direction": "in", "content": {}}
    far = good | {"created": 10**30}
    entries: list[JsonValue] = [good, {"id": "x"}, None, "text", far]
    messages, unreadable = read_list(Message, entries)
    assert ([one.id for one in messages], unreadable) == (["m"], 4)
    with pytest.raises(AvitoUnclearError):
        read_list(Message, [{"id": "x"}])
    assert read_list(Message, []) == ([], 0)


@pytest.mark.parametrize("turned", [False, True])
def test_messages_of_one_second_keep_avitos_order(turned: bool) -> None:
    def entry(name: str, second: int) -> Message:
        created = NOW + timedelta(seconds=second)
        return Message(id=name, created=created, direction="in")

    newest = [entry("d", 9), entry("b", 5), entry("c", 5), entry("a", 5), entry("z", 1)]
    given_order = newest[::-1] if turned else newest
    assert [one.id for one in newest_first(given_order)] == ["d", "b", "c", "a", "z"]


def test_secrets_do_not_show() -> None:
    shown = repr([Keys("id", "hidden-secret"), Token("hidden-token", NOW, "hidden-refresh")])
    assert "hidden" not in shown


def test_token_answers() -> None:
    token = read_token(b'{"access_token": "t", "expires_in": 86400}', now=NOW)
    assert (token.access, token.expires_at) == ("t", NOW + timedelta(days=1))
    forever = read_token(b'{"access_token": "t", "expires_in": "long"}', now=NOW, refresh="r")
    assert (forever.expires_at, forever.refresh) == (NOW + timedelta(hours=1), "r")
    both = read_token(b'{"access_token": "t", "refresh_token": "new"}', now=NOW, refresh="r")
    assert both.refresh == "new"
    with pytest.raises(AvitoAuthError):
        read_token(b'{"error": "invalid_client"}', now=NOW)
    for body in (b"", b"[]", b'"t"', b'{"access_token": 7}', b'{"error": {"code": 500}}'):
        with pytest.raises(AvitoUnclearError):
            read_token(body, now=NOW)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"error": {"code": 400, "message": "плохо"}}, "плохо"),
        ({"error": {"code": "validation", "message": "плохо", "fields": {"a": "b"}}}, "плохо"),
        ({"code": "400", "message": "плохо"}, "плохо"),
        ({"errors": ["плохо", "хуже"]}, "плохо"),
        ({"message": "плохо"}, "плохо"),
        ({"result": {"status": "error", "message": "плохо"}}, "плохо"),
        ({"error": "invalid_client"}, "invalid_client"),
        ({"error": None}, ""),
        ([], ""),
        (7, ""),
        ({"message": "тел. +7 (916) 123-45-67 лишний"}, "тел. +… лишний"),
        ({"message": "а" * 1000}, "а" * 160),
    ],
)
def test_reason_is_found_in_every_shape(body: object, reason: str) -> None:
    assert reason_in(json.dumps(body).encode()) == reason


def test_reason_of_html_is_empty() -> None:
    assert reason_in(b"<html></html>") == ""


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("30", 30),
        ("0", 1),
        ("-5", 1),
        ("999999999", 3600),
        ("Tue, 24 Nov 2026 09:31:15 GMT", 60),
        ("Tue, 24 Nov 2026 09:00:00 GMT", 1),
        ("soon", None),
        ("nan", None),
        ("inf", 3600),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_next_minute_is_by_avitos_clock_when_it_is_known() -> None:
    assert next_minute(None, NOW) == 45
    assert next_minute("Tue, 24 Nov 2026 09:30:50 GMT", NOW) == 10
    assert next_minute("yesterday", NOW) == 45


@pytest.mark.parametrize(
    ("body", "done"),
    [
        (b"{}", True),
        (b'{"ok": true}', True),
        (b"", True),
        (b'{"ok": false}', False),
        (b"[]", False),
        (b"<html>", False),
        (b'{"error": {"code": 500, "message": "x"}}', False),
        (b'{"result": {"status": "error"}}', False),
    ],
)
def test_done_is_believed_only_when_it_is_said(body: bytes, done: bool) -> None:
    response = httpx.Response(200, content=body, request=httpx.Request("POST", "http://a/b"))
    if done:
        confirm(response)
    else:
        with pytest.raises(AvitoUnclearError):
            confirm(response)


def test_unreadable_record_is_named_without_its_words() -> None:
    with pytest.raises(AvitoUnclearError) as caught:
        check(Profile, {"id": "секрет"})
    assert "id" in str(caught.value)
    assert "секрет" not in str(caught.value)
