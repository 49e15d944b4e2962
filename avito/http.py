"""The HTTP connections to Avito (and, handed on by the program, to Gemini)."""

import ipaddress
import ssl
from functools import cache
from typing import Any

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport, HttpxAiohttpClient

MAX_CONNECTIONS = 256
# Shorter than servers keep an idle connection: a POST on one that is being closed is unclear.
KEEPALIVE_SECONDS = 15.0

# What a request can raise when no whole answer came. aiohttp's own errors are
# here because httpx-aiohttp does not translate all of them (a malformed answer).
NO_ANSWER = (httpx.RequestError, aiohttp.ClientError, TimeoutError)
# Raised by aiohttp before the first byte of a request is written.
_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class ApiClient(HttpxAiohttpClient):
    """An httpx client that goes straight to its transport.

    For calls to APIs: no redirects, cookies, sign-in flows or event hooks,
    which cost a third of a small request. One client serves all accounts, so
    no cookie may be kept: it would travel with another account's request.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport, **settings: Any) -> None:
        super().__init__(transport=transport, trust_env=False, **settings)
        self._straight = transport

    async def send(
        self, request: httpx.Request, *, stream: bool = False, **_ignored: object
    ) -> httpx.Response:
        """Send a request as it is; raises httpx's and, rarely, aiohttp's errors."""
        response = await self._straight.handle_async_request(request)
        if not stream:
            try:
                await response.aread()
            finally:
                await response.aclose()  # also when only half of it came
        return response


def open_http(base_url: str, *, timeout_seconds: float = 10) -> ApiClient:
    """Open one httpx client over aiohttp's connections; the caller closes it.

    A proxy from the environment is used for the world outside, never for the
    loopback.
    """
    half = timeout_seconds / 2
    return ApiClient(
        _transport(trust_env=not is_loopback(base_url)),
        base_url=base_url,
        timeout=httpx.Timeout(timeout_seconds, connect=half, pool=half),
    )


def never_left(error: BaseException) -> bool:
    """Whether a request that raised `error` surely never left: no connection came about.

    httpx-aiohttp names a refused connection and one cut after sending alike
    (`ConnectTimeout`); only the cause, aiohttp's own error, tells them apart.
    """
    return isinstance(error, _NEVER_LEFT) or isinstance(error.__cause__, _NEVER_LEFT)


def is_loopback(base_url: str) -> bool:
    """Whether an address is this machine's own."""
    host = httpx.URL(base_url).host
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _transport(*, trust_env: bool) -> AiohttpTransport:
    # The session wants a running loop, so the transport makes it with the first request.
    def open_session() -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=MAX_CONNECTIONS, keepalive_timeout=KEEPALIVE_SECONDS, ssl=transport.ssl_context
        )
        return aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=trust_env
        )

    transport = AiohttpTransport(client=open_session, verify=_tls())
    return transport


@cache
def _tls() -> ssl.SSLContext:
    """What is trusted; reading the certificates takes 20 ms, so all connections share it."""
    return httpx.create_ssl_context()
