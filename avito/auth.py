"""Keys and tokens: fetched when first needed, renewed early and one at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
from pydantic import JsonValue
from pydantic_core import from_json

from avito.errors import (
    AvitoAuthError,
    AvitoError,
    AvitoForbiddenError,
    AvitoNotSentError,
    AvitoRequestError,
    AvitoTariffError,
    AvitoUnclearError,
    error_for,
)

Clock = Callable[[], datetime]
OnToken = Callable[["Token"], Awaitable[None]]
Post = Callable[[str, Mapping[str, str]], Awaitable[httpx.Response]]

TOKEN_PATH = "/token"  # noqa: S105 - an address, not a secret
RENEW_EARLY = timedelta(minutes=5)
# When an answer names no lifetime: the shortest one that anybody reports.
SHORTEST_LIFETIME_SECONDS = 3600.0
_NOT_AVITO = (404, 405)
_REFUSALS = ("invalid", "unauthorized", "access_denied")


@dataclass(frozen=True)
class Keys:
    """Client ID and Client Secret of one Avito profile."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True)
class Token:
    """An access token with its end (UTC); `refresh` only from the authorisation-code flow."""

    access: str = field(repr=False)
    expires_at: datetime
    refresh: str | None = field(default=None, repr=False)


class Tokens:
    """The current token of one account."""

    def __init__(
        self, keys: Keys, post: Post, *, clock: Clock, token: Token | None, on_token: OnToken | None
    ) -> None:
        self._keys = keys
        self._post = post
        self._clock = clock
        self._token = token
        self._renew_at = token.expires_at - RENEW_EARLY if token else None
        self._on_token = on_token
        self._lock = asyncio.Lock()

    async def current(self) -> Token:
        """Return a token that is good for some minutes more, fetching one if need be."""
        token = self._token
        if token is not None and self._renew_at is not None and self._clock() < self._renew_at:
            return token
        return await self.renew(token)

    async def renew(self, stale: Token | None) -> Token:
        """Replace `stale`; when somebody has replaced it meanwhile, return his token.

        Raises AvitoAuthError when the keys are refused, AvitoRateLimitError, or
        AvitoNotSentError when no readable answer came.
        """
        async with self._lock:
            if self._token is not None and self._token is not stale:
                return self._token
            token = await self._fetch()
            self._token = token
            lifetime = token.expires_at - self._clock()
            self._renew_at = token.expires_at - min(RENEW_EARLY, lifetime / 2)
            if self._on_token is not None:
                await self._on_token(token)
            return token

    async def _fetch(self) -> Token:
        refresh = self._token.refresh if self._token else None
        grant = {"grant_type": "client_credentials"}
        if refresh is not None:
            grant = {"grant_type": "refresh_token", "refresh_token": refresh}
        keys = {"client_id": self._keys.client_id, "client_secret": self._keys.client_secret}
        try:
            response = await self._post(TOKEN_PATH, {**grant, **keys})
            return read_token(response.content, now=self._clock(), refresh=refresh)
        except AvitoUnclearError as error:
            # Whatever became of the token: the call it was wanted for was not made.
            raise AvitoNotSentError(str(error)) from error


def read_token(body: bytes, *, now: datetime, refresh: str | None = None) -> Token:
    """Read a 200 answer of /token; without an access token, raise what it means.

    A 200 that says `{"error": "invalid_client"}` refuses the keys (AvitoAuthError);
    anything else without a token is AvitoUnclearError. No error body is documented.
    """
    try:
        answer: JsonValue = from_json(body)
    except ValueError:
        raise AvitoUnclearError("token: the answer is not JSON") from None
    fields = answer if isinstance(answer, dict) else {}
    access = fields.get("access_token")
    if isinstance(access, str) and access:
        new_refresh = fields.get("refresh_token")
        return Token(
            access=access,
            expires_at=now + timedelta(seconds=_lifetime(fields.get("expires_in"))),
            refresh=new_refresh if isinstance(new_refresh, str) else refresh,
        )
    if str(fields.get("error", "")).startswith(_REFUSALS):
        raise AvitoAuthError("token: the keys were refused")
    raise AvitoUnclearError("token: no access_token in the answer")


def token_error(response: httpx.Response, retry_after_seconds: float) -> AvitoError:
    """Tell what /token means by an answer other than 200: a 4xx refuses the keys.

    Unless it says that there is no such call: then it is not Avito that we talk to.
    """
    error = error_for("token", response, retry_after_seconds=retry_after_seconds)
    if response.status_code in _NOT_AVITO:
        return AvitoUnclearError(str(error))
    if isinstance(error, AvitoTariffError | AvitoForbiddenError | AvitoRequestError):
        return AvitoAuthError(str(error))
    return error


def _lifetime(value: JsonValue) -> float:
    if isinstance(value, int | float) and 0 < value < 10**9:
        return float(value)
    return SHORTEST_LIFETIME_SECONDS
