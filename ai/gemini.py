"""Gemini through google-genai: one structured generateContent per burst, never repeated."""

import asyncio
import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import aiohttp
import httpx

from ai import gemini_wire, prompt
from ai.errors import ModelDownError, ModelKeyError
from ai.model import Completion, DraftRequest

if TYPE_CHECKING:
    from google.genai import Client
    from google.genai.types import GenerateContentConfig

DEFAULT_MODEL = "gemini-3.5-flash-lite"
DEFAULT_BASE_URL = "https://generativelanguage.googleapis.com"
# What the SDK and HTTP can carry in a header at all; Google judges the rest.
_API_KEY = re.compile(r"[!-~]+")


class Gemini:
    """A Model that asks Gemini. The HTTP client is the maker's to close, and is used for all calls.

    google-genai is imported at the first use: a quarter of a second, in a thread.
    """

    def __init__(
        self,
        *,
        api_key: str,
        http: httpx.AsyncClient,
        base_url: str = DEFAULT_BASE_URL,
        model: str = DEFAULT_MODEL,
        timeout_seconds: float = 20,
    ) -> None:
        self.model = model
        self._api_key = api_key
        self._http = http
        self._base_url = base_url
        self._timeout_seconds = timeout_seconds
        self._opened: tuple[Client, GenerateContentConfig] | None = None
        self._opening = asyncio.Lock()

    async def complete(self, request: DraftRequest) -> Completion:
        """Answer one burst. Raises ModelError; a call that cost something says so in `usage`."""
        if not _API_KEY.fullmatch(self._api_key):
            raise ModelKeyError("this is no key of the Gemini API")
        client, config = await self._open()
        asked = prompt.ask(request)
        started = time.perf_counter()
        body = await self._generate(client, config, asked.text)
        spent = gemini_wire.Spent(self.model, time.perf_counter() - started, asked.characters)
        completion = gemini_wire.read(body, spent)
        return replace(completion, left_out=asked.left_out)

    async def check(self) -> None:
        """Try address, key and model's name, for nothing. Raises ModelError.

        Source: Gemini API reference, `models.get`.
        """
        if not _API_KEY.fullmatch(self._api_key):
            raise ModelKeyError("this is no key of the Gemini API")
        headers = {"x-goog-api-key": self._api_key}
        url = f"{self._base_url}/v1beta/models/{self.model}"
        try:
            async with asyncio.timeout(self._timeout_seconds):
                response = await self._http.get(url, headers=headers)
        except (httpx.HTTPError, aiohttp.ClientError, TimeoutError) as error:
            raise ModelDownError(type(error).__name__) from None
        if not response.is_success:
            raise gemini_wire.error_in(response.status_code, response.content)

    async def aclose(self) -> None:
        """Forget the SDK's client; the HTTP client stays open."""
        opened, self._opened = self._opened, None
        if opened:
            await opened[0].aio.aclose()

    async def _open(self) -> "tuple[Client, GenerateContentConfig]":
        async with self._opening:
            if self._opened is None:
                self._opened = await asyncio.to_thread(self._build)
            return self._opened

    def _build(self) -> "tuple[Client, GenerateContentConfig]":
        from google.genai import Client, types

        # Without our own client the SDK would quietly take aiohttp, with its own connections and
        # exceptions, as soon as that can be imported. The synchronous one is never used: it gets
        # a transport that cannot send, which saves loading certificates. v1beta also knows the
        # `-latest` names; the SDK's own default depends on an environment variable.
        # What is equal in all requests goes in as `extra_body`, and the answer is taken as it
        # came: a typed config and response cost the SDK another 0.4 of 0.9 ms a call.
        options = types.HttpOptions(
            base_url=self._base_url,
            api_version="v1beta",
            timeout=int(self._timeout_seconds * 1000),
            httpx_async_client=self._http,
            httpx_client=httpx.Client(transport=httpx.BaseTransport()),
            extra_body=gemini_wire.constant_body(self.model),
        )
        config = types.GenerateContentConfig(
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
            automatic_continuation=False,
            should_return_http_response=True,
        )
        return Client(api_key=self._api_key, vertexai=False, http_options=options), config

    async def _generate(self, client: "Client", config: "GenerateContentConfig", asked: str) -> str:
        """The body of a 200. Raises ModelError, with nothing chained: causes quote requests."""
        from google.genai.errors import APIError

        try:
            # httpx counts its timeout anew with every piece that arrives; this one is for all.
            async with asyncio.timeout(self._timeout_seconds):
                response = await client.aio.models.generate_content(
                    model=self.model, contents=asked, config=config
                )
        except APIError as error:
            header = getattr(error.response, "headers", {}).get("retry-after", "")
            raise gemini_wire.error_for(
                error.code, str(error.status), error.details, retry_after=header
            ) from None
        except (httpx.HTTPError, aiohttp.ClientError, TimeoutError) as error:
            # aiohttp's own too: httpx-aiohttp does not translate all of them.
            raise ModelDownError(type(error).__name__) from None
        except ValueError as error:
            # Only the body of an error is decoded by the SDK, and it may be no text at all.
            raise ModelDownError(f"unreadable error: {type(error).__name__}") from None
        raw = response.sdk_http_response
        return (raw.body if raw else None) or ""
