"""The pretend Avito and our client against Avito's documents, by a validator not of our making."""

import copy
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

from avito.client import Avito
from avito.http import ApiClient, open_http
from tests.avito_wire import KEYS, Wire, open_wire

DOCUMENTS = Path(__file__).parent / "avito_openapi"
SERVER = "https://api.avito.ru"
"""Where the documents say the API is; the validator matches addresses against it."""

OURS = ("/token", "/messenger/", "/core/v1/accounts/self", "/core/v1/items")


def load(name: str) -> dict[str, Any]:
    """Read a document and step around its known defects, each named here."""
    document: dict[str, Any] = json.loads((DOCUMENTS / f"{name}.json").read_text("utf-8"))
    document["servers"] = [{"url": SERVER}]
    # Only what we call: other paths have defects of their own (undeclared path parameters in
    # item.json; in auth.json one path three times, told apart by invisible characters).
    called = [path for path in document["paths"] if path.startswith(OURS) and path.isascii()]
    document["paths"] = {path: document["paths"][path] for path in called}
    for path in document["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict):
                operation.pop("security", None)  # the validator knows no OAuth 2; see below
    if name == "messenger":
        # Requires a property `url` that does not exist.
        body = document["components"]["schemas"]["sendMessageRequestBody"]
        assert body["required"] == ["url"]
        body["required"] = ["type", "message"]
        # A list whose default is a word.
        types = document["components"]["parameters"]["chatTypes"]["schema"]
        assert types["default"] == "u2i"
        types["default"] = ["u2i"]
    if name == "item":
        # A comma list of statuses, documented as one status.
        del parameter(document, "/core/v1/items", "status")["schema"]["enum"]
    # Ids are int32 in the documents though real ones exceed it.
    wide: dict[str, Any] = widen(document)
    return wide


def parameter(document: dict[str, Any], path: str, name: str) -> dict[str, Any]:
    listed = document["paths"][path]["parameters"]
    return next(one for one in listed if one.get("name") == name)


def widen(node: Any) -> Any:
    if isinstance(node, list):
        return [widen(one) for one in node]
    if isinstance(node, dict):
        wide = {key: widen(one) for key, one in node.items()}
        return wide | {"format": "int64"} if wide.get("format") == "int32" else wide
    return node


class Asked:
    """A request that our client made, as openapi-core wants to see it."""

    def __init__(self, request: httpx.Request) -> None:
        self.host_url = SERVER
        self.path = request.url.path
        self.method = request.method.lower()
        self.body = request.content or None
        self.content_type = request.headers.get("content-type", "")
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(request.url.params.multi_items()),
            header=Headers(dict(request.headers)),
        )


class Answered:
    """An answer that our sandbox gave, as openapi-core wants to see it."""

    def __init__(self, response: httpx.Response) -> None:
        self.data = response.content
        self.status_code = response.status_code
        self.content_type = response.headers.get("content-type", "")
        self.headers = Headers(dict(response.headers))


class Recorder(ApiClient):
    """The client's connection, keeping what went over it."""

    seen: list[httpx.Response]

    async def send(self, request: httpx.Request, **settings: Any) -> httpx.Response:
        response = await super().send(request, **settings)
        self.seen.append(response)
        return response


@asynccontextmanager
async def recorded(wire: Wire) -> AsyncIterator[tuple[Avito, list[httpx.Response]]]:
    http = open_http(wire.url)
    http.__class__ = Recorder
    assert isinstance(http, Recorder)
    http.seen = []
    async with http:
        yield Avito(http, KEYS, clock=wire.clock), http.seen


def document_for(path: str) -> str:
    starts = {"/token": "auth", "/messenger": "messenger", "/core/v1/items": "item"}
    return next((name for start, name in starts.items() if path.startswith(start)), "user")


@pytest.fixture(scope="module")
def documents() -> dict[str, OpenAPI]:
    names = ("auth", "messenger", "item", "user")
    return {name: OpenAPI.from_dict(load(name)) for name in names}


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with open_wire() as opened:
        opened.sandbox.shapes.messages = "bare"
        opened.sandbox.shapes.read_flag = "is_read"
        yield opened


def fill(wire: Wire) -> None:
    """Put in what a chat can hold, with every documented type of message."""
    shop, chat = wire.shop, wire.chat
    sizes = {"1280x960": "https://img", "32x32": "https://img"}
    contents: list[tuple[str, dict[str, Any]]] = [
        ("image", {"image": {"sizes": sizes}}),
        ("link", {"link": {"text": "a", "url": "https://a.ru", "preview": None}}),
        ("item", {"item": {"title": "Стол", "item_url": "u", "image_url": "i"}}),
        ("location", {"location": {"kind": "house", "lat": 55.6, "lon": 37.6, "title": "Химки"}}),
        ("call", {"call": {"status": "missed", "target_user_id": shop.user_id}}),
        ("voice", {"voice": {"voice_id": "v"}}),
        ("deleted", {}),
    ]
    for kind, content in contents:
        shop.add_message(chat.id, type=kind, content=content, author_id=chat.buyer_id)
    shop.system_writes(chat.id, "[Системное сообщение]", flow_id="sbc_seller_notification")
    shop.add_listing(title="Стол", price_rub=None, status="old")
    shop.open_chat(listing_id=None, buyer="Борис")


async def call_everything(avito: Avito, chat_id: str) -> None:
    await avito.profile()
    await avito.chats(limit=50)
    await avito.chat(chat_id)
    await avito.messages(chat_id, limit=100, offset=0)
    await avito.listings(statuses=("active", "old"))
    sent = await avito.send_text(chat_id, "Да, в продаже")
    await avito.mark_read(chat_id)
    await avito.delete_message(chat_id, sent.id)
    await avito.messages(chat_id)


async def test_every_call_and_answer_fits_avitos_documents(
    wire: Wire, documents: dict[str, OpenAPI]
) -> None:
    fill(wire)
    async with recorded(wire) as (avito, seen):
        await call_everything(avito, wire.chat.id)
    assert len(seen) == 10
    for response in seen:
        document = documents[document_for(response.request.url.path)]
        asked = Asked(response.request)
        document.validate_request(asked)
        has_token = response.request.headers.get("authorization", "").startswith("Bearer ")
        assert has_token is (asked.path != "/token")
        document.validate_response(asked, Answered(response))


async def test_answers_that_differ_from_the_documents_differ_only_as_recorded_live(
    wire: Wire, documents: dict[str, OpenAPI]
) -> None:
    fill(wire)
    wire.sandbox.shapes.messages = "envelope"
    wire.sandbox.shapes.read_flag = "isRead"
    async with recorded(wire) as (avito, seen):
        await call_everything(avito, wire.chat.id)
    unlike = []
    for response in seen:
        document = documents[document_for(response.request.url.path)]
        try:
            document.validate_response(Asked(response.request), Answered(response))
        except OpenAPIError:
            unlike.append(response)
    assert {one.request.url.path for one in unlike} == {
        f"/messenger/v3/accounts/{wire.shop.user_id}/chats/{wire.chat.id}/messages/"
    }
    for response in unlike:
        assert set(response.json()) == {"messages", "meta"}
        assert set(response.json()["meta"]) == {"has_more"}


async def test_errors_have_the_documented_shape(wire: Wire, documents: dict[str, OpenAPI]) -> None:
    async with recorded(wire) as (avito, seen):
        await avito.profile()
        for path in ("/core/v1/accounts/self", "/core/v1/items"):
            for status in (401, 403, 500, 503):
                wire.sandbox.fail("GET", path, status)
                await avito._http.get(path)
    errors = [one for one in seen if one.is_error]
    assert len(errors) == 8
    for response in errors:
        document = documents[document_for(response.request.url.path)]
        document.validate_response(Asked(response.request), Answered(response))


@pytest.mark.parametrize("broken", ["id", "created", "content", "direction"])
async def test_the_validator_sees_a_wrong_message(
    wire: Wire, documents: dict[str, OpenAPI], broken: str
) -> None:
    async with recorded(wire) as (avito, seen):
        await avito.profile()
        await avito.messages(wire.chat.id)
    entries = copy.deepcopy(seen[-1].json())
    entries[0][broken] = ["wrong"]
    wrong = Answered(httpx.Response(200, json=entries))
    with pytest.raises(OpenAPIError):
        documents["messenger"].validate_response(Asked(seen[-1].request), wrong)
