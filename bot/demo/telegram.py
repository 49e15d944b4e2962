"""A pretend Telegram over HTTP: the demo talks to it, and so do the tests.

Strict where the real server is strict, in its words (see `telegram_checks`); people write and tap
by the Python side (`person`), the bot comes in by `/bot<token>/<method>`.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from aiohttp import BodyPartReader, web

from bot.demo import telegram_methods, telegram_profile
from bot.demo.telegram_checks import Call, Refused, Upload, check_names
from bot.demo.telegram_people import Group, Person
from bot.demo.telegram_state import BOT_ID, Clock, State

Json = dict[str, Any]
FaultKind = Literal[
    "429",
    "400",
    "401",
    "402",
    "403",
    "404",
    "500",
    "500_after",
    "cut",
    "cut_after",
    "hang",
    "html",
    "broken_json",
    "wrong_shape",
    "empty",
]

_REFUSALS = {
    "400": "Bad Request: pretended fault",
    "401": "Unauthorized",
    "402": "Payment Required",
    "403": "Forbidden: bot was blocked by the user",
    "404": "Not Found",
    "500": "Internal Server Error",
}
_SPOILT = {"broken_json": b'{"ok": true, "resu', "wrong_shape": b'["unexpected"]', "empty": b""}

TOKEN = f"{BOT_ID}:DEMO-token-of-the-pretend-telegram-000"
METHODS = telegram_methods.METHODS | telegram_profile.METHODS
_LARGEST_UPLOAD = 50 * 1024 * 1024


@dataclass
class _Fault:
    method: str
    kind: FaultKind
    times: int | None
    retry_after: int


class PretendTelegram:
    """The server and everybody on it.

    `calls` keeps the last calls as (method, parameters), refused ones too; `on_change` is called,
    without arguments, after anything a person could see has changed.
    """

    def __init__(self, *, clock: Clock, token: str = TOKEN) -> None:
        bot: Json = {"id": int(token.split(":", 1)[0]), "is_bot": True}
        bot |= {"first_name": "Помощник продавца · ДЕМО", "username": "avito_demo_bot"}
        self.token = token
        self.state = State(clock=clock, bot=bot)
        self.calls: deque[tuple[str, Mapping[str, Any]]] = deque(maxlen=10_000)
        self._people: dict[int, Person] = {}
        self._faults: list[_Fault] = []
        self.port = 0
        self._runner: web.AppRunner | None = None
        self._stopping = asyncio.Event()

    @property
    def on_change(self) -> list[Callable[[], None]]:
        """Callbacks to call after each visible change."""
        return self.state.on_change

    @property
    def app(self) -> web.Application:
        """A new application over this state, to serve or to mount."""
        app = web.Application(client_max_size=_LARGEST_UPLOAD)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_get("/file/bot{token}/{folder}/{name}", self._file)
        return app

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Serve on a port (0: any free one); give the base address, without a slash at its end."""
        self._stopping.clear()
        self.state.updates.open = True
        self._runner = web.AppRunner(
            self.app, access_log=None, shutdown_timeout=1, handler_cancellation=True
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.port = int(self._runner.addresses[0][1])
        return f"http://{host}:{self.port}"

    async def stop(self) -> None:
        """End hanging polls and close the port; the state stays, so that `start` may follow."""
        self._stopping.set()
        self.state.updates.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def person(self, user_id: int, name: str, language_code: str = "ru") -> Person:
        """Give the person with this id, new or known; the bot may not write to a new one."""
        if user_id not in self._people:
            self._people[user_id] = Person(self.state, user_id, name, language_code)
        return self._people[user_id]

    def group(self, chat_id: int, title: str = "Группа") -> Group:
        """Give a group (a negative id) that has the bot as a member."""
        return Group(self.state, chat_id, title)

    def count(self, method: str) -> int:
        """How many calls of a method came, as far as `calls` remembers."""
        return sum(called == method for called, _ in self.calls)

    async def until(self, check: Callable[[], bool], timeout_seconds: float = 5) -> None:
        """Wait until something is true of the server, looked at after each call and change."""
        await self.state.wait_for(lambda: check() or None, timeout_seconds)

    def fail(
        self, method: str, kind: FaultKind, times: int | None = 1, *, retry_after: int = 1
    ) -> None:
        """Spoil the next calls of a method ("*": of any): `times` of them, None for all.

        The method "file" is the download of a file: 502, whatever the kind.

        A status: refused, nothing done ("500_after": done all the same). "cut": the connection
        breaks before the work, "cut_after" after it. "hang": no answer until the client leaves or
        the server stops. "html": a proxy's page in place of the work; "broken_json", "wrong_shape"
        and "empty": such an answer after the work.
        """
        self._faults.append(_Fault(method, kind, times, retry_after))

    def clear_faults(self) -> None:
        """Serve honestly again."""
        self._faults.clear()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _refusal(Refused(401, "Unauthorized"))
        call = await _read(request)
        self.calls.append((call.method, call.params))
        self.state.stirred()
        fault = self._fault_for(call.method)
        try:
            await self._spoil(fault, request)
            result = await self._work(call)
        except Refused as refused:
            return _refusal(refused)
        return _spoilt(fault, request) or web.json_response({"ok": True, "result": result})

    async def _work(self, call: Call) -> Any:
        check_names(call)
        method = METHODS.get(call.method)
        if method is None:
            raise Refused(404, "Not Found: method not found (the pretend server does not serve it)")
        return await method(self.state, call)

    def _fault_for(self, method: str) -> _Fault | None:
        for fault in self._faults:
            if fault.method in ("*", method):
                if fault.times is not None:
                    fault.times -= 1
                if fault.times == 0:
                    self._faults.remove(fault)
                return fault
        return None

    async def _spoil(self, fault: _Fault | None, request: web.Request) -> None:
        if fault is None:
            return
        if fault.kind == "429":
            wait = fault.retry_after
            raise Refused(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        if fault.kind in _REFUSALS:
            raise Refused(int(fault.kind), _REFUSALS[fault.kind])
        if fault.kind == "html":
            raise web.HTTPBadGateway(text="<html>Bad gateway</html>", content_type="text/html")
        if fault.kind == "hang":
            await self._stopping.wait()
        if fault.kind in ("cut", "hang"):
            _cut(request)
            raise Refused(500, "Internal Server Error")

    async def _file(self, request: web.Request) -> web.Response:
        path = f"{request.match_info['folder']}/{request.match_info['name']}"
        file = self.state.files.get(self.state.open_files.get(path, ""))
        if file is None or request.match_info["token"] != self.token:
            return _refusal(Refused(404, "Not Found"))
        fault = self._fault_for("file")
        if fault is not None:
            raise web.HTTPBadGateway(text="pretended fault")
        return web.Response(body=file.content, content_type=file.mime_type)


def _spoilt(fault: _Fault | None, request: web.Request) -> web.Response | None:
    """What comes in place of the answer to work that was done; None when nothing is wrong."""
    if fault is None or fault.kind not in ("cut_after", "500_after", *_SPOILT):
        return None
    if fault.kind == "cut_after":
        _cut(request)
    if fault.kind == "500_after":
        return _refusal(Refused(500, _REFUSALS["500"]))
    return web.Response(body=_SPOILT.get(fault.kind, b""), content_type="application/json")


def _refusal(refused: Refused) -> web.Response:
    return web.json_response(refused.body(), status=refused.status)


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


async def _read(request: web.Request) -> Call:
    """Read parameters as the Bot API takes them: query, form, multipart with files, or JSON."""
    params: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    kind = request.content_type
    if kind == "application/json" and request.can_read_body:
        params |= await request.json()
    elif kind == "multipart/form-data":
        await _read_parts(request, params, uploads)
    elif request.can_read_body:
        params |= {name: str(value) for name, value in (await request.post()).items()}
    return Call(request.match_info["method"], params, uploads)


async def _read_parts(
    request: web.Request, params: dict[str, Any], uploads: dict[str, Upload]
) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read(decode=True))
        if part.filename:
            mime_type = part.headers.get("Content-Type", "application/octet-stream")
            uploads[part.name] = Upload(part.filename, content, mime_type)
        else:
            params[part.name] = content.decode()
