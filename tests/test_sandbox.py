"""The pretend Avito is as strict as the real one is documented to be."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from avito.auth import Keys
from avito.client import Avito
from avito.sandbox import Sandbox, ShopMessage
from avito.sandbox.wire import PLACEHOLDER
from tests.avito_wire import KEYS, MORNING, HandClock, Wire, open_wire

FORM = {
    "grant_type": "client_credentials",
    "client_id": KEYS.client_id,
    "client_secret": KEYS.client_secret,
}


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with open_wire() as opened:
        yield opened


class Caller:
    """Bare requests in the shop's name, as a careless program would make them."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.headers = {"Authorization": f"Bearer {wire.shop.new_token()}"}

    async def __call__(self, method: str, path: str, **body: Any) -> httpx.Response:
        chats = f"accounts/{self.wire.shop.user_id}/chats"
        where = path.format(chats=chats, chat=f"{chats}/{self.wire.chat.id}")
        headers = self.headers | body.pop("headers", {})
        return await self.wire.http.request(method, where, headers=headers, **body)

    async def send(self, **body: Any) -> httpx.Response:
        return await self("POST", "/messenger/v1/{chat}/messages", **body)


@pytest.fixture
def call(wire: Wire) -> Caller:
    return Caller(wire)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": "text"},
        {"message": {"text": "Да"}},
        {"type": "image", "message": {"text": "Да"}},
        {"type": "text", "message": {"text": ""}},
        {"type": "text", "message": {"text": "  \n"}},
        {"type": "text", "message": {"text": 5}},
        {"type": "text", "message": {"text": None}},
        {"type": "text", "message": "Да"},
        {"type": "text", "message": {"text": "Да", "markdown": True}},
        {"type": "text", "message": {"text": "Да"}, "silent": True},
        {"type": "text", "message": {"text": "а" * 1001}},
        {"type": "text", "message": {"text": "🙂" * 501}},
        [],
        "text",
    ],
)
async def test_send_refuses_any_other_body(wire: Wire, call: Caller, body: object) -> None:
    answer = await call.send(json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == 400
    assert wire.shop.sent == []


async def test_send_takes_a_thousand_units_of_json(wire: Wire, call: Caller) -> None:
    for text in ("а" * 1000, "🙂" * 500):
        body = {"type": "text", "message": {"text": text}}
        assert (await call.send(json=body)).status_code == 200
    wrong = {"Content-Type": "text/plain"}
    assert (await call.send(content=b"{}", headers=wrong)).status_code == 400
    right = {"Content-Type": "application/json"}
    assert (await call.send(content=b"{", headers=right)).status_code == 400
    assert len(wire.shop.sent) == 2


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/messenger/v2/{chats}", 200),
        ("/messenger/v2/{chats}?limit=1&offset=1000&unread_only=true", 200),
        ("/messenger/v2/{chats}?chat_types=u2i,u2u,a2u&item_ids=1,2", 200),
        ("/messenger/v2/{chats}?limit=0", 400),
        ("/messenger/v2/{chats}?limit=101", 400),
        ("/messenger/v2/{chats}?limit=ten", 400),
        ("/messenger/v2/{chats}?limit=1&limit=2", 400),
        ("/messenger/v2/{chats}?offset=1001", 400),
        ("/messenger/v2/{chats}?offset=-1", 400),
        ("/messenger/v2/{chats}?unread_only=1", 400),
        ("/messenger/v2/{chats}?chat_types=all", 400),
        ("/messenger/v2/{chats}?item_ids=a", 400),
        ("/messenger/v2/{chats}?sort=created", 400),
        ("/messenger/v2/accounts/x/chats", 400),
        ("/messenger/v2/accounts/1/chats", 403),
        ("/messenger/v2/{chat}", 200),
        ("/messenger/v2/{chats}/u2i-nobody", 404),
        ("/messenger/v1/{chat}", 404),
        ("/messenger/v3/{chat}/messages/", 200),
        ("/messenger/v3/{chat}/messages/?limit=100&offset=1000", 200),
        ("/messenger/v3/{chat}/messages/?limit=101", 400),
        ("/messenger/v3/{chat}/messages/?since=1", 400),
        ("/messenger/v3/{chat}/messages", 404),
        ("/core/v1/accounts/self", 200),
        ("/core/v1/accounts/self?full=true", 400),
        ("/core/v1/items", 200),
        ("/core/v1/items?per_page=99&page=1&status=active,old", 200),
        ("/core/v1/items?per_page=100", 400),
        ("/core/v1/items?per_page=0", 400),
        ("/core/v1/items?page=0", 400),
        ("/core/v1/items?status=sold", 400),
        ("/core/v1/items?limit=1", 400),
        ("/nowhere", 404),
    ],
)
async def test_readings_are_bounded_as_documented(call: Caller, path: str, status: int) -> None:
    assert (await call("GET", path)).status_code == status


async def test_methods_and_bodies_nobody_documented_are_refused(wire: Wire, call: Caller) -> None:
    assert (await call("DELETE", "/messenger/v2/{chats}")).status_code == 405
    assert (await call("POST", "/messenger/v1/{chat}/read", json={"all": 1})).status_code == 400
    assert (await call("POST", "/messenger/v1/{chat}/read")).json() == {"ok": True}
    assert wire.shop.read == [wire.chat.id]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Bearer 3000000001.x", "Basic a"])
async def test_stranger_without_a_good_token_gets_nothing(wire: Wire, header: str) -> None:
    url = f"/messenger/v2/accounts/{wire.shop.user_id}/chats"
    answer = await wire.http.get(url, headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.json() == {"error": {"code": 401, "message": "Unauthorized"}}


async def test_another_shops_chats_are_closed(wire: Wire, call: Caller) -> None:
    other = wire.sandbox.add_shop(client_id="b", client_secret="b")
    answer = await call("GET", f"/messenger/v2/accounts/{other.user_id}/chats")
    assert answer.status_code == 403
    stranger = Avito(wire.http, Keys("b", "b"), clock=wire.clock, user_id=other.user_id)
    page = await stranger.chats()
    assert page is not None
    assert page.chats == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 200),
        ({"client_secret": "wrong"}, 401),
        ({"client_id": "nobody"}, 401),
        ({"grant_type": "password"}, 400),
        ({"scope": "all"}, 400),
    ],
)
async def test_token_wants_exactly_its_form(
    wire: Wire, change: dict[str, str], status: int
) -> None:
    assert (await wire.http.post("/token", data=FORM | change)).status_code == status
    assert (await wire.http.post("/token/", data=FORM | change)).status_code == status


async def test_token_refuses_json_and_missing_fields(wire: Wire) -> None:
    assert (await wire.http.post("/token", json=FORM)).status_code == 400
    assert (await wire.http.post("/token", data={"client_id": "a"})).status_code == 400
    assert (await wire.http.post("/token", data=FORM)).json()["expires_in"] == 86400


async def test_earlier_tokens_stay_good_until_their_day_is_over(wire: Wire, call: Caller) -> None:
    wire.shop.new_token()
    assert (await call("GET", "/core/v1/accounts/self")).status_code == 200
    wire.clock.forward(hours=24)
    assert (await call("GET", "/core/v1/accounts/self")).status_code == 401


async def test_delete_takes_only_own_messages_of_the_last_hour(wire: Wire, call: Caller) -> None:
    own = wire.shop.seller_writes(wire.chat.id, "Да")
    question = wire.chat.messages[0]

    async def delete(message_id: str) -> int:
        path = f"/messenger/v1/{{chat}}/messages/{message_id}"
        return (await call("POST", path)).status_code

    assert await delete(question.id) == 400
    assert await delete("nothing") == 404
    wire.clock.forward(minutes=60)
    assert await delete(own.id) == 200
    late = wire.shop.seller_writes(wire.chat.id, "Ещё")
    wire.clock.forward(minutes=61)
    assert await delete(late.id) == 400
    assert [one.id for one in wire.shop.deleted] == [own.id]


async def test_listings_are_limited_to_25_a_minute(wire: Wire, call: Caller) -> None:
    answers = [await call("GET", "/core/v1/items") for _ in range(26)]
    assert [one.status_code for one in answers[24:]] == [200, 429]
    assert answers[24].headers["X-RateLimit-Remaining"] == "0"
    assert answers[25].headers["X-RateLimit-Limit"] == "25"
    assert set(answers[25].json()) == {"code", "message"}
    wire.clock.forward(minutes=1)
    assert (await call("GET", "/core/v1/items")).status_code == 200


async def test_without_the_tariff_only_the_list_answers_with_a_placeholder(
    wire: Wire, call: Caller
) -> None:
    wire.shop.tariff = False
    last = (await call("GET", "/messenger/v2/{chats}")).json()["chats"][0]["last_message"]
    assert (last["content"]["text"], last["direction"]) == (PLACEHOLDER, "in")
    assert (await call("GET", "/messenger/v3/{chat}/messages/")).status_code == 402
    body = {"type": "text", "message": {"text": "Да"}}
    assert (await call.send(json=body)).status_code == 402
    wire.shop.tariff = True
    assert (await call("GET", "/messenger/v3/{chat}/messages/")).status_code == 200


async def test_employees_key_sees_itself_but_no_chats_and_no_listings(
    wire: Wire, call: Caller
) -> None:
    wire.shop.employee_key = True
    assert (await call("GET", "/core/v1/accounts/self")).status_code == 200
    assert (await call("GET", "/core/v1/items")).json()["resources"] == []
    assert (await call("GET", "/messenger/v2/{chats}")).status_code == 403


async def test_list_shows_only_chats_about_listings_by_default(wire: Wire, call: Caller) -> None:
    people = wire.shop.open_chat(listing_id=None, chat_type="u2u")
    wire.shop.buyer_writes(people.id, "Привет")
    listed = (await call("GET", "/messenger/v2/{chats}")).json()["chats"]
    assert [one["id"] for one in listed] == [wire.chat.id]
    both = (await call("GET", "/messenger/v2/{chats}?chat_types=u2i,u2u")).json()["chats"]
    assert {one["id"] for one in both} == {wire.chat.id, people.id}
    assert "context" not in next(one for one in both if one["id"] == people.id)


async def test_reading_by_the_api_marks_nothing_read(wire: Wire, call: Caller) -> None:
    unread = "/messenger/v2/{chats}?unread_only=true"
    await call("GET", "/messenger/v3/{chat}/messages/")
    assert len((await call("GET", unread)).json()["chats"]) == 1
    await call("POST", "/messenger/v1/{chat}/read")
    assert (await call("GET", unread)).json()["chats"] == []


async def test_chat_where_the_seller_buys_names_the_others_listing(
    wire: Wire, call: Caller
) -> None:
    bought = wire.shop.open_chat(listing_id=None, seller_is_buyer=True)
    value = (await call("GET", f"/messenger/v2/{{chats}}/{bought.id}")).json()["context"]["value"]
    assert value["user_id"] == bought.buyer_id


async def test_messages_of_any_type_and_time_stand_in_order(wire: Wire, call: Caller) -> None:
    shop, chat = wire.shop, wire.chat
    shop.add_message(chat.id, type="call", content={"call": {"status": "missed"}}, author_id=7)
    shop.add_message(chat.id, type="of_tomorrow", content={}, author_id=7)
    shop.system_writes(chat.id, "[Системное сообщение] Внимание", flow_id="flower_161071")
    shop.buyer_writes(chat.id, "Раньше всех", at=MORNING - timedelta(hours=2))
    entries = (await call("GET", "/messenger/v3/{chat}/messages/")).json()["messages"]
    assert [one["type"] for one in entries] == ["system", "of_tomorrow", "call", "text", "text"]
    assert entries[0]["author_id"] == 0
    assert entries[-1]["content"] == {"text": "Раньше всех"}


async def test_state_of_the_other_side_reading_is_shown(wire: Wire, call: Caller) -> None:
    wire.shop.seller_writes(wire.chat.id, "Да")
    wire.clock.forward(minutes=1)
    wire.shop.buyer_writes(wire.chat.id, "Беру")
    entries = (await call("GET", "/messenger/v3/{chat}/messages/")).json()["messages"]
    assert [one["isRead"] for one in entries] == [False, True, True]
    assert entries[1]["read"] == int((MORNING + timedelta(minutes=1)).timestamp())
    assert "read" not in entries[0]


async def test_faults_strike_as_often_as_ordered_and_only_their_shop(wire: Wire) -> None:
    other = wire.sandbox.add_shop(client_id="b", client_secret="b")
    second = Avito(wire.http, Keys("b", "b"), clock=wire.clock, user_id=other.user_id)
    fault = wire.sandbox.fail("GET", "*/chats", 404, times=2, shop=wire.shop)
    call = Caller(wire)
    assert await second.chats() is not None
    seen = [(await call("GET", "/messenger/v2/{chats}")).status_code for _ in range(3)]
    assert (seen, fault.hits) == ([404, 404, 200], 2)


def test_unknown_fault_is_refused(wire: Wire) -> None:
    for kind in ("refuse", "cut_sometimes", 200, "700", ""):
        with pytest.raises(ValueError, match="no such kind"):
            wire.sandbox.fail("GET", "*", kind)


async def test_who_watches_is_told_of_each_change(wire: Wire, call: Caller) -> None:
    seen: list[str] = []
    wire.sandbox.on_change.append(lambda: seen.append("change"))
    await call("GET", "/messenger/v2/{chats}")
    assert seen == []
    await call.send(json={"type": "text", "message": {"text": "Да"}})
    wire.shop.buyer_writes(wire.chat.id, "Беру")
    assert len(seen) == 2


async def test_requests_are_kept_and_counted(wire: Wire, call: Caller) -> None:
    await call("GET", "/messenger/v2/{chats}")
    path = f"/messenger/v2/accounts/{wire.shop.user_id}/chats"
    assert list(wire.sandbox.requests) == [("GET", path, MORNING)]
    assert wire.sandbox.count() == wire.sandbox.count("GET", "*/chats") == 1
    assert wire.sandbox.count("POST") == 0


def test_ids_differ_between_shops_and_stamp_is_shown() -> None:
    sandbox = Sandbox(clock=HandClock(), stamp="ДЕМО")
    shops = [sandbox.add_shop(client_id=str(n), client_secret="s") for n in range(2)]
    written: list[ShopMessage] = []
    for shop in shops:
        chat = shop.open_chat(listing_id=shop.add_listing(title="Стол", price_rub=None).id)
        written += [shop.buyer_writes(chat.id, "а"), shop.buyer_writes(chat.id, "б")]
    assert len({one.id for one in written}) == 4
    assert len({one.chat_id for one in written}) == 2
    assert len({number for shop in shops for number in shop.listings}) == 2
    assert min(shop.user_id for shop in shops) > 2**31
    assert shops[0].name == "Мебель Олег · ДЕМО"
