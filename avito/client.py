"""Calls to Avito's API for one account."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

import httpx
from pydantic import JsonValue

from avito.answers import answer_json, check, confirm, list_in, read, read_list
from avito.auth import Clock, Keys, OnToken, Token, Tokens, token_error
from avito.errors import AvitoNotSentError, AvitoUnclearError, error_for, is_front_page
from avito.http import NO_ANSWER, never_left
from avito.limits import Limits, http_date
from avito.models import (
    Chat,
    ChatsPage,
    Listing,
    Message,
    MessagesPage,
    Profile,
    newest_first,
)

PAGE = 100
LISTINGS_PAGE = 99  # Avito: more than 0 and less than 100
DIGEST_BYTES = 16


class Avito:
    """One account's calls. Each raises only AvitoError's kinds; none is repeated by itself,
    except once after a token was renewed (401, 403: Avito did nothing).

    `http` is shared by all accounts and closed by its owner; `on_token` is
    awaited with each new token, so that it survives a restart.
    """

    def __init__(  # noqa: PLR0913 - what an account's calls need, all but two by name
        self,
        http: httpx.AsyncClient,
        keys: Keys,
        *,
        clock: Clock,
        user_id: int = 0,
        token: Token | None = None,
        on_token: OnToken | None = None,
    ) -> None:
        self.user_id = user_id
        self._http = http
        self._clock = clock
        self._limits = Limits()
        self._tokens = Tokens(keys, self._post_form, clock=clock, token=token, on_token=on_token)
        self._patience_seconds = http.timeout.read
        self._date: str | None = None
        self._poll: tuple[tuple[int, int, int], httpx.Request] | None = None

    @property
    def server_time(self) -> datetime | None:
        """Avito's clock (UTC) as the last answer's `Date` had it."""
        return http_date(self._date) if self._date else None

    async def check_keys(self) -> None:
        """Fetch a token, if there is none yet: AvitoAuthError when the keys are refused."""
        await self._tokens.current()

    async def profile(self) -> Profile:
        """Ask whose keys these are, and remember the account's `user_id`."""
        profile = read(Profile, await self._call("GET", "/core/v1/accounts/self"))
        self.user_id = profile.id
        return profile

    async def chats(
        self, *, limit: int = PAGE, offset: int = 0, known: bytes | None = None
    ) -> ChatsPage | None:
        """A page of chats about listings, newest first.

        None when the answer is, byte for byte, the one with the digest `known`:
        nothing has changed and nothing was parsed.
        """
        response = await self._exchange("messenger", self._poll_request(limit, offset))
        digest = hashlib.blake2b(response.content, digest_size=DIGEST_BYTES).digest()
        if digest == known:
            return None
        chats, unreadable = read_list(Chat, list_in(answer_json(response), "chats"))
        chats.sort(key=lambda chat: chat.updated, reverse=True)
        return ChatsPage(chats, digest, unreadable)

    async def chat(self, chat_id: str) -> Chat:
        """One chat with its last message."""
        return read(Chat, await self._call("GET", self._chat(2, chat_id)))

    async def messages(self, chat_id: str, *, limit: int = PAGE, offset: int = 0) -> MessagesPage:
        """A page of a chat's messages, newest first; does not mark them read."""
        query = {"limit": limit, "offset": offset}
        path = f"{self._chat(3, chat_id)}/messages/"
        answer = answer_json(await self._call("GET", path, query=query))
        # Documented as a bare array, seen live as {"messages": […], "meta": {"has_more"}}.
        entries = answer if isinstance(answer, list) else list_in(answer, "messages")
        found, unreadable = read_list(Message, entries)
        meta = answer.get("meta") if isinstance(answer, dict) else None
        more = meta.get("has_more") if isinstance(meta, dict) else None
        has_more = more if isinstance(more, bool) else len(entries) >= limit
        return MessagesPage(newest_first(found), has_more, unreadable)

    async def send_text(self, chat_id: str, text: str) -> Message:
        """Post a text to a chat. Never repeated: a repeat may reach the buyer twice."""
        body = {"type": "text", "message": {"text": text}}
        response = await self._call("POST", f"{self._chat(1, chat_id)}/messages", body=body)
        answer = answer_json(response)
        if not isinstance(answer, dict):
            raise AvitoUnclearError("send_text: the answer is no message")
        # Avito's own example of this answer says "in"; a sent message is ours whatever it says.
        known: dict[str, JsonValue] = {
            "type": "text",
            "created": self._clock().timestamp(),
            "content": {"text": text},
        }
        return check(Message, {**known, **answer, "author_id": self.user_id, "direction": "out"})

    async def delete_message(self, chat_id: str, message_id: str) -> None:
        """Take a message back; Avito allows it for an hour, then AvitoRequestError."""
        path = f"{self._chat(1, chat_id)}/messages/{quote(message_id, safe='')}"
        confirm(await self._call("POST", path))

    async def mark_read(self, chat_id: str) -> None:
        """Mark the whole chat read on the seller's side."""
        confirm(await self._call("POST", f"{self._chat(1, chat_id)}/read"))

    async def listings(
        self,
        *,
        page: int = 1,
        per_page: int = LISTINGS_PAGE,
        statuses: Sequence[str] = ("active",),
    ) -> list[Listing]:
        """A page (from 1) of the account's listings.

        Avito gives no total: a page that is not full is the last.
        """
        query: dict[str, int | str] = {
            "page": page,
            "per_page": per_page,
            "status": ",".join(statuses),
        }
        answer = answer_json(await self._call("GET", "/core/v1/items", query=query))
        return read_list(Listing, list_in(answer, "resources"))[0]

    def _poll_request(self, limit: int, offset: int) -> httpx.Request:
        """The request for a page of chats, kept: building it costs a third of an idle poll."""
        key = (self.user_id, limit, offset)
        if self._poll is None or self._poll[0] != key:
            query = {"limit": limit, "offset": offset}
            path = f"{self._account(2)}/chats"
            self._poll = key, self._http.build_request("GET", path, params=query)
        return self._poll[1]

    def _account(self, version: int) -> str:
        return f"/messenger/v{version}/accounts/{self.user_id}"

    def _chat(self, version: int, chat_id: str) -> str:
        return f"{self._account(version)}/chats/{quote(chat_id, safe='')}"

    async def _call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, int | str] | None = None,
        body: object = None,
    ) -> httpx.Response:
        """Build a request and return its 2xx answer."""
        request = self._http.build_request(method, path, params=query, json=body)
        return await self._exchange(path[1:].partition("/")[0], request)

    async def _exchange(self, family: str, request: httpx.Request) -> httpx.Response:
        """Send with a good token, renewing it once, and return a 2xx answer."""
        self._limits.check(family, self._clock())
        token = await self._tokens.current()
        response = await self._send(request, token)
        if response.status_code in (401, 403) and not is_front_page(response):
            token = await self._tokens.renew(token)
            response = await self._send(request, token)
        pause = self._limits.note(family, response.status_code, response.headers, self._clock())
        if not response.is_success:
            call = f"{request.method} {request.url.path}"
            raise error_for(call, response, retry_after_seconds=pause)
        return response

    async def _post_form(self, path: str, form: Mapping[str, str]) -> httpx.Response:
        self._limits.check(path, self._clock())
        response = await self._send(self._http.build_request("POST", path, data=dict(form)))
        pause = self._limits.note(path, response.status_code, response.headers, self._clock())
        if response.status_code != 200:
            raise token_error(response, pause)
        return response

    async def _send(self, request: httpx.Request, token: Token | None = None) -> httpx.Response:
        """Put a request on the wire; the whole exchange ends within the client's timeout.

        httpx counts its timeout anew with each piece of an answer, so a server
        that trickles would hold us for ever.
        """
        if token is not None:
            request.headers["Authorization"] = f"Bearer {token.access}"
        try:
            async with asyncio.timeout(self._patience_seconds):
                response = await self._http.send(request)
        except NO_ANSWER as error:
            says = f"{request.method} {request.url.path}: {type(error).__name__}"
            raise (AvitoNotSentError if never_left(error) else AvitoUnclearError)(says) from error
        self._date = response.headers.get("date")
        return response
