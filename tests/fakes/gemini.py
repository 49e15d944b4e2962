"""A pretend Gemini over HTTP: strict about what it is asked, scripted in what it answers.

Facts: the errors' wording and details are those of generativelanguage.googleapis.com.
"""

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from pydantic import ValidationError

from tests.fakes.gemini_request import Request

Json = dict[str, Any]
KEY = "gemini-key"
MODELS = ("gemini-3.5-flash-lite", "gemini-3.8-flash")


@dataclass(frozen=True, slots=True)
class Asked:
    """One accepted request; the headers' names in lower case."""

    model: str
    prompt: str
    system: str
    body: Json
    headers: dict[str, str]


@dataclass(slots=True)
class _Fault:
    kind: int | str
    times: int | None
    retry_after_seconds: float | None = None


class PretendGemini:
    """Serves generateContent. `asked` has what was accepted, oldest first; `paths` every path."""

    def __init__(self, *, key: str = KEY, models: tuple[str, ...] = MODELS) -> None:
        self.key = key
        self.models = models
        self.asked: deque[Asked] = deque(maxlen=10_000)
        self.paths: deque[str] = deque(maxlen=10_000)
        self.port = 0
        self.delay_seconds = 0.0
        self.answer: Callable[[Asked], Json] = lambda asked: make_answer()
        self.app = web.Application()
        self.app.router.add_route("*", "/{path:.*}", self._serve)
        self._script: deque[Json] = deque()
        self._faults: deque[_Fault] = deque()
        self._released = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listen on a free port; the base URL."""
        self._runner = web.AppRunner(self.app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self.port = int(self._runner.addresses[0][1])
        return f"http://{host}:{self.port}"

    async def stop(self) -> None:
        """Stop listening and let go of hanging requests."""
        self._released.set()
        if self._runner:
            await self._runner.cleanup()

    def says(self, reply: str = "Здравствуйте! Да, в продаже.", **fields: Any) -> None:
        """Script one answer; scripted ones go out in order, then `answer` is asked again."""
        self._script.append(make_answer(reply, **fields))

    def returns(self, body: Json) -> None:
        """Script one whole response body."""
        self._script.append({"whole": body})

    def fail(
        self,
        kind: int | str,
        *,
        times: int | None = 1,
        retry_after_seconds: float | None = None,
    ) -> None:
        """Fail the next calls (None: all until `clear_faults`), after the request was checked.

        `kind`: a finish reason («SAFETY»), «blocked:SAFETY», a status (429, 401, 403, 404, 500,
        503), «budget» (the day's is spent), «location», «bad_request», or cut, cut_after,
        malformed, hang, drip, html, html_error, garbled_error, odd_error, broken_json, not_object,
        no_body, truncated, wrong_shape, wrong_types, bad_enum, no_json, empty, too_long,
        no_candidates, no_content.
        """
        self._faults.append(_Fault(kind, times, retry_after_seconds))

    def clear_faults(self) -> None:
        """Work again."""
        self._faults.clear()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.paths.append(request.path)
        if request.method == "GET":
            return self._describe(request)
        asked = await self._accept(request)
        if isinstance(asked, web.Response):
            return asked
        self.asked.append(asked)
        if self.delay_seconds:
            await asyncio.sleep(self.delay_seconds)
        fault = self._next_fault()
        if fault:
            return await self._fail(request, fault, asked)
        scripted = self._script.popleft() if self._script else self.answer(asked)
        return web.json_response(scripted.get("whole") or make_response(scripted, asked.model))

    def _describe(self, request: web.Request) -> web.Response:
        """models.get: the name and a little more, or why not."""
        refused = self._refuse_key(request.headers.get("x-goog-api-key"))
        if refused is not None:
            return refused
        fault = self._next_fault()
        if fault and isinstance(fault.kind, int):
            return _status_error(fault.kind, fault.retry_after_seconds)
        model = request.path.rpartition("/")[2]
        if model not in self.models:
            return error_response(404, "NOT_FOUND", f"Model is not found: models/{model}")
        return web.json_response({"name": f"models/{model}", "version": "001"})

    async def _accept(self, request: web.Request) -> Asked | web.Response:
        """The request, or the error that Google gives for it."""
        version, _, call = request.path.strip("/").partition("/")
        model, _, verb = call.removeprefix("models/").partition(":")
        if request.method != "POST" or version not in ("v1", "v1beta") or verb != "generateContent":
            return web.Response(status=404, text="<title>Error 404 (Not Found)!!1</title>")
        refused = self._refuse_key(request.headers.get("x-goog-api-key"))
        if refused is not None:
            return refused
        if request.content_type != "application/json":
            return error_response(400, "INVALID_ARGUMENT", "Invalid content type")
        body = await _read(request)
        refused = _refuse_body(body)
        if refused is not None:
            return refused
        if model not in self.models and not (version == "v1beta" and model.endswith("-latest")):
            text = f"models/{model} is not found for API version {version}, or is not supported"
            return error_response(404, "NOT_FOUND", f"{text} for generateContent.")
        headers = {name.lower(): value for name, value in request.headers.items()}
        return _asked(model, body, headers)

    def _refuse_key(self, key: str | None) -> web.Response | None:
        if key is None:
            text = (
                "Method doesn't allow unregistered callers (callers without established identity)."
            )
            return error_response(403, "PERMISSION_DENIED", text)
        if key != self.key:
            reason = {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "API_KEY_INVALID",
                "domain": "googleapis.com",
            }
            text = "API key not valid. Please pass a valid API key."
            return error_response(400, "INVALID_ARGUMENT", text, reason)
        return None

    def _next_fault(self) -> _Fault | None:
        if not self._faults:
            return None
        fault = self._faults[0]
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self._faults.popleft()
        return fault

    async def _fail(self, request: web.Request, fault: _Fault, asked: Asked) -> web.StreamResponse:
        kind = fault.kind
        if isinstance(kind, int):
            return _status_error(kind, fault.retry_after_seconds)
        if kind in _RAW:
            return _RAW[kind]()
        if kind in ("cut", "hang", "malformed"):
            await self._break_off(request, kind)
        if kind == "drip":
            return await self._drip(request)
        if kind == "cut_after":
            return await _half(request, json.dumps(make_response(make_answer(), asked.model)))
        if kind.startswith("blocked:"):
            return web.json_response(_blocked(kind.removeprefix("blocked:"), asked.model))
        return web.json_response(_odd(kind, asked.model))

    async def _break_off(self, request: web.Request, kind: str) -> None:
        """End the connection without an answer: at once, at the end, or after some rubbish."""
        if kind == "hang":
            await self._released.wait()
        if request.transport and kind == "malformed":
            request.transport.write(b"HTTP/1.1 OK fine\r\nrubbish\r\n\r\n")
            request.transport.close()
        elif request.transport:
            request.transport.abort()

    async def _drip(self, request: web.Request) -> web.StreamResponse:
        """An answer that never stops coming, a space at a time."""
        response = web.StreamResponse()
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            while not self._released.is_set():
                await response.write(b" ")
                await asyncio.sleep(0.02)
        return response


def make_answer(reply: str = "Здравствуйте! Да, в продаже.", **fields: Any) -> Json:
    """An answer that obeys the schema, with what a test wants to differ."""
    return {
        "kind": "availability",
        "interested": False,
        "lead": False,
        "why": "",
        "language": "ru",
        "used": [],
        "missing": [],
        "wants_human": False,
        "complaint": False,
        "reply": reply,
        "confidence": 0.9,
    } | fields


def make_response(answer: Json | str, model: str, *, finish: str = "STOP") -> Json:
    """A 200 of generateContent around an answer; a str goes out as it is."""
    text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
    return {
        "candidates": [
            {
                "content": {"parts": [{"text": text}], "role": "model"},
                "finishReason": finish,
                "index": 0,
            }
        ],
        "usageMetadata": {
            "promptTokenCount": 1200,
            "candidatesTokenCount": 90,
            "thoughtsTokenCount": 10,
            "cachedContentTokenCount": 1000,
            "totalTokenCount": 1300,
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 1200}],
        },
        "modelVersion": model,
        "responseId": "pretend-1",
    }


def error_response(status: int, word: str, message: str, *details: Json) -> web.Response:
    """Google's error body."""
    error: Json = {"code": status, "message": message, "status": word}
    if details:
        error["details"] = list(details)
    return web.json_response({"error": error}, status=status)


async def _read(request: web.Request) -> Any:
    try:
        return json.loads(await request.read())
    except ValueError:
        return None


def _refuse_body(body: Any) -> web.Response | None:
    try:
        config = Request.model_validate_json(json.dumps(body)).generation_config
    except ValidationError as error:
        return _bad_field(error)
    thinking = config.thinking_config
    if thinking and thinking.thinking_level and thinking.thinking_budget is not None:
        text = "You can only set only one of thinking budget and thinking level."
        return error_response(400, "INVALID_ARGUMENT", text)
    if config.response_json_schema and config.response_mime_type != "application/json":
        text = "Response schema is only supported with response mime type application/json."
        return error_response(400, "INVALID_ARGUMENT", text)
    return None


def _bad_field(error: ValidationError) -> web.Response:
    first = error.errors()[0]
    *where, name = map(str, first["loc"] or ("",))
    text = f"Invalid value at '{'.'.join([*where, name])}': {first['msg']}"
    if first["type"] == "extra_forbidden":
        place = f" at '{'.'.join(where)}'" if where else ""
        text = f'Unknown name "{name}"{place}: Cannot find field.'
    text = f"Invalid JSON payload received. {text}"
    violation = {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [{"field": ".".join(where), "description": text}],
    }
    return error_response(400, "INVALID_ARGUMENT", text, violation)


def _asked(model: str, body: Json, headers: dict[str, str]) -> Asked:
    def text(content: Json) -> str:
        return "".join(part["text"] for part in content["parts"])

    prompt = "\n".join(text(content) for content in body["contents"])
    system = text(body["systemInstruction"]) if "systemInstruction" in body else ""
    return Asked(model, prompt, system, body, headers)


def _status_error(status: int, retry_after_seconds: float | None) -> web.Response:
    word, message = {
        400: ("INVALID_ARGUMENT", "Request contains an invalid argument."),
        401: ("UNAUTHENTICATED", "Request had invalid authentication credentials."),
        403: ("PERMISSION_DENIED", "Your API key was reported as leaked. Please use another."),
        404: ("NOT_FOUND", "models/x is not found for API version v1beta."),
        429: ("RESOURCE_EXHAUSTED", "You exceeded your current quota."),
        503: ("UNAVAILABLE", "The model is overloaded. Please try again later."),
        504: ("DEADLINE_EXCEEDED", "The service was unable to finish within the deadline."),
    }.get(status, ("INTERNAL", "An internal error has occurred."))
    if retry_after_seconds is None:
        return error_response(status, word, message)
    retry = {
        "@type": "type.googleapis.com/google.rpc.RetryInfo",
        "retryDelay": f"{retry_after_seconds:g}s",
    }
    quota = {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": []}
    return error_response(status, word, message, quota, retry)


_LOCATION = "User location is not supported for the API use."
_PER_DAY = {
    "@type": "type.googleapis.com/google.rpc.QuotaFailure",
    "violations": [
        {
            "quotaMetric": "generativelanguage.googleapis.com/generate_content_free_tier_requests",
            "quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
            "quotaDimensions": {"location": "global", "model": "gemini-3.5-flash-lite"},
            "quotaValue": "250",
        }
    ],
}
_RETRY_SOON = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "20s"}
_RAW: dict[str, Callable[[], web.Response]] = {
    "budget": lambda: error_response(
        429, "RESOURCE_EXHAUSTED", "You exceeded your current quota.", _PER_DAY, _RETRY_SOON
    ),
    "location": lambda: error_response(400, "FAILED_PRECONDITION", _LOCATION),
    "bad_request": lambda: _status_error(400, None),
    "html": lambda: web.Response(text="<html>Sign in</html>", content_type="text/html"),
    "html_error": lambda: web.Response(
        status=502, text="<html>Bad gateway</html>", content_type="text/html"
    ),
    "garbled_error": lambda: web.Response(
        status=500, body=b'{"error": "\xff\xfe"}', content_type="application/json"
    ),
    "odd_error": lambda: web.json_response({"error": "nothing works"}, status=418),
    "broken_json": lambda: web.Response(
        text='{"candidates": [{"con', content_type="application/json"
    ),
    "not_object": lambda: web.json_response(["candidates"]),
    "no_body": lambda: web.Response(status=200),
}


def _odd(kind: str, model: str) -> Json:
    """200s that hold no usable answer; any other `kind` is a finish reason."""
    whole = json.dumps(make_answer(), ensure_ascii=False)
    odd: dict[str, Json] = {
        "truncated": make_response(whole[: len(whole) // 2], model),
        "wrong_shape": make_response({"text": "Да, в продаже."}, model),
        "wrong_types": {"candidates": [{"content": "Да", "finishReason": "STOP"}]},
        "bad_enum": make_response(make_answer(kind="weather"), model),
        "no_json": make_response("Да, в продаже.", model),
        "empty": make_response(make_answer(reply="  "), model),
        "too_long": make_response(make_answer(reply="а" * 1001), model),
        "no_candidates": {"modelVersion": model},
        "no_content": {"candidates": [{"finishReason": "STOP", "index": 0}]},
    }
    if kind in odd:
        return odd[kind]
    response = make_response(whole[:20], model, finish=kind)
    if kind != "MAX_TOKENS":
        del response["candidates"][0]["content"]
    return response


def _blocked(reason: str, model: str) -> Json:
    return {
        "promptFeedback": {"blockReason": reason},
        "usageMetadata": {"promptTokenCount": 1200, "totalTokenCount": 1200},
        "modelVersion": model,
    }


async def _half(request: web.Request, body: str) -> web.StreamResponse:
    """Half an answer, then nothing: the connection is gone."""
    response = web.StreamResponse(headers={"Content-Length": str(len(body))})
    response.content_type = "application/json"
    await response.prepare(request)
    await response.write(body[: len(body) // 2].encode())
    if request.transport:
        request.transport.abort()
    return response
