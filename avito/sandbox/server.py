"""The pretend Avito's HTTP side: who may ask, what is answered, what breaks."""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from email.utils import format_datetime
from fnmatch import fnmatchcase

from aiohttp import web
from pydantic import JsonValue
from pydantic_core import to_json

from avito.auth import TOKEN_PATH, Clock
from avito.sandbox import wire
from avito.sandbox.answers import ROUTES, Answer, Ask
from avito.sandbox.checks import RefusalError
from avito.sandbox.door import LISTINGS_PATH, Door
from avito.sandbox.faults import Fault, read_kind
from avito.sandbox.shop import Shop

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

FIRST_USER_ID = 3_000_000_001
REQUESTS_KEPT = 10_000
_HTML = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


class Sandbox:
    """A pretend Avito with any number of shops.

    Times come from `clock`. `stamp` («ДЕМО») is added to shops' names.
    `requests` keeps the last (method, path, time); `on_change` is called
    after each change of a shop's state.
    """

    def __init__(self, *, clock: Clock, stamp: str = "") -> None:
        self.shops: dict[int, Shop] = {}
        self.requests: deque[tuple[str, str, datetime]] = deque(maxlen=REQUESTS_KEPT)
        self.on_change: list[Callable[[], None]] = []
        self.shapes = wire.Shapes()
        self.door = Door(self.shops, clock)
        self.retry_after_seconds = 30
        self.thinks_seconds = 0.0  # before each answer: a slow Avito
        self.port = 0
        self._clock = clock
        self._stamp = stamp
        self._faults: list[Fault] = []
        self._counts: Counter[tuple[str, str]] = Counter()
        self._released = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.app = self._build_app()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listen and return the address. After `stop`, start again on `port` to be back up."""
        self.app = self._build_app()
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port, reuse_address=True).start()
        self.port = self._runner.addresses[0][1]
        return f"http://{host}:{self.port}"

    async def stop(self) -> None:
        """Close every connection; from now on connections are refused."""
        self._release()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def add_shop(
        self,
        *,
        client_id: str,
        client_secret: str,
        user_id: int | None = None,
        name: str = "Мебель Олег",
    ) -> Shop:
        """Open a profile with these keys."""
        shop = Shop(
            clock=self._clock,
            user_id=user_id or FIRST_USER_ID + len(self.shops),
            name=f"{name} · {self._stamp}" if self._stamp else name,
            keys=(client_id, client_secret),
            changed=self._changed,
        )
        self.shops[shop.user_id] = shop
        return shop

    def fail(
        self,
        method: str,
        path_pattern: str,
        kind: str | int,
        times: int | None = 1,
        shop: Shop | None = None,
    ) -> Fault:
        """Break the next requests that match; see `faults.read_kind` for the kinds.

        `path_pattern` is a shell pattern over the whole path: `*/messages` is a
        send, `*/messages/` a reading of messages, `*/chats` the list of chats.
        """
        breaks, after = read_kind(kind)
        fault = Fault(method, path_pattern, breaks, after, times, shop.user_id if shop else None)
        self._faults.append(fault)
        return fault

    def clear_faults(self) -> None:
        """End all faults; requests that hang are cut."""
        self._faults.clear()
        self._release()

    def count(self, method: str = "*", path_pattern: str = "*") -> int:
        """How many requests matched since the start."""
        return sum(
            times
            for (one, path), times in self._counts.items()
            if method in ("*", one) and fnmatchcase(path, path_pattern)
        )

    def _build_app(self) -> web.Application:
        app = web.Application(middlewares=[self._gate])
        app.router.add_post(TOKEN_PATH, self._token)
        app.router.add_post(f"{TOKEN_PATH}/", self._token)
        for method, path, answer in ROUTES:
            app.router.add_route(method, path, self._guarded(answer))
        return app

    @web.middleware
    async def _gate(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Note a request, answer it, and break what is to be broken."""
        self.requests.append((request.method, request.path, self._clock()))
        self._counts[request.method, request.path] += 1
        if self.thinks_seconds:
            await asyncio.sleep(self.thinks_seconds)
        fault = await self._strike(request)
        late = fault is not None and fault.breaks == "late"
        if fault is not None and not fault.after:
            if not late:
                return self._dated(await self._break(fault, request, b""))
            await self._released.wait()
        response = await self._answer(request, handler)
        if late and fault is not None and fault.after:
            await self._released.wait()
        elif fault is not None and not late:
            body = response.body if isinstance(response, web.Response) else b""
            response = await self._break(fault, request, bytes(body or b""))  # type: ignore[arg-type]
        return self._dated(response)

    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except RefusalError as refusal:
            return _error(request, refusal.status, refusal.message, refusal.headers)
        except web.HTTPException as error:
            return _error(request, error.status, error.reason)

    def _guarded(self, answer: Answer) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            shop = self.door.check(request, await self.door.asker(request))
            headers = self.door.count(request, shop)
            return _json(await answer(Ask(request, shop, self.shapes)), headers=headers)

        return guarded

    async def _token(self, request: web.Request) -> web.StreamResponse:
        return _json(await self.door.give_token(request))

    async def _strike(self, request: web.Request) -> Fault | None:
        if not self._faults:
            return None
        shop = await self.door.asker(request)
        user_id = shop.user_id if shop else None
        for fault in self._faults:
            if fault.strikes(request.method, request.path, user_id):
                fault.hits += 1
                return fault
        return None

    async def _break(self, fault: Fault, request: web.Request, body: bytes) -> web.Response:
        """Give the broken answer that a fault orders in place of `body`."""
        if fault.breaks in ("cut", "hang", "reset"):
            return await self._drop(fault.breaks, request)
        if fault.breaks.isdigit():
            status = int(fault.breaks)
            headers = {"Retry-After": str(self.retry_after_seconds)} if status == 429 else {}
            return _error(request, status, "pretended fault", headers)
        if fault.breaks == "html":
            return web.Response(text=_HTML, content_type="text/html")
        broken = {"broken_json": body[: len(body) // 2] or b"{", "wrong_shape": b'["unexpected"]'}
        return _json(broken.get(fault.breaks, b""))

    async def _drop(self, breaks: str, request: web.Request) -> web.Response:
        if breaks == "hang":
            await self._released.wait()
        if request.transport is not None:
            request.transport.abort() if breaks == "reset" else request.transport.close()
        return web.Response()  # goes nowhere: the connection is closed

    def _release(self) -> None:
        self._released.set()
        self._released = asyncio.Event()

    def _changed(self) -> None:
        for tell in self.on_change:
            tell()

    def _dated(self, response: web.StreamResponse) -> web.StreamResponse:
        response.headers["Date"] = format_datetime(self._clock(), usegmt=True)
        return response


def _json(
    answer: JsonValue | bytes, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    body = answer if isinstance(answer, bytes) else to_json(answer)
    return web.Response(body=body, status=status, headers=headers, content_type="application/json")


def _error(
    request: web.Request, status: int, message: str, headers: Mapping[str, str] | None = None
) -> web.Response:
    """An error in the shape of its document: flat for listings and /token, wrapped elsewhere."""
    body: JsonValue = {"error": {"code": status, "message": message}}
    if request.path.rstrip("/").endswith(TOKEN_PATH):
        body = {"error": message}
    if request.path.endswith(LISTINGS_PATH):
        body = {"code": str(status), "message": message}
    return _json(body, status=status, headers=headers)
