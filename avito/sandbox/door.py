"""The pretend Avito's door: tokens, rights and limits, before any call is answered."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from aiohttp import web
from pydantic import JsonValue

from avito.auth import TOKEN_PATH, Clock
from avito.sandbox import checks
from avito.sandbox.checks import RefusalError, refuse
from avito.sandbox.shop import TOKEN_LIFETIME_SECONDS, Shop

LISTINGS_PATH = "/core/v1/items"
LISTINGS_PER_MINUTE = 25
_TOKEN_FIELDS = ("grant_type", "client_id", "client_secret")


class Door:
    """Who asks, whether he may, and how often."""

    def __init__(self, shops: dict[int, Shop], clock: Clock) -> None:
        self.expired_token_status = 401  # the documents say 403, most programs see 401
        self.listings_per_minute: int | None = LISTINGS_PER_MINUTE
        self._shops = shops
        self._clock = clock
        self._minute: datetime | None = None
        self._used: Counter[tuple[int, str]] = Counter()

    async def asker(self, request: web.Request) -> Shop | None:
        """The shop whose token (for /token: client_id) a request carries, good or not."""
        if request.path.rstrip("/").endswith(TOKEN_PATH):
            client_id = (await request.post()).get("client_id")
            return next((one for one in self._shops.values() if one.client_id == client_id), None)
        number = _bearer(request).partition(".")[0]
        return self._shops.get(int(number)) if number.isascii() and number.isdigit() else None

    async def give_token(self, request: web.Request) -> JsonValue:
        """Answer POST /token for grant_type client_credentials."""
        fields = await checks.form(request)
        checks.only_known(fields, _TOKEN_FIELDS)
        if fields.get("grant_type") != "client_credentials":
            refuse("grant_type must be client_credentials")
        shop = await self.asker(request)
        if shop is None or shop.keys_revoked or shop.client_secret != fields.get("client_secret"):
            raise RefusalError(401, "invalid_client")
        return {
            "access_token": shop.new_token(),
            "expires_in": TOKEN_LIFETIME_SECONDS,
            "token_type": "Bearer",
        }

    def check(self, request: web.Request, shop: Shop | None) -> Shop:
        """Let a request in or refuse it: 401, 403, 429."""
        expires_at = shop.tokens.get(_bearer(request)) if shop else None
        if shop is None or expires_at is None:
            refuse("Unauthorized", 401)
        if expires_at <= self._clock():
            refuse("Token expired", self.expired_token_status)
        user_id = request.match_info.get("user_id")
        if user_id is not None:
            self._check_rights(user_id, shop)
        return shop

    def count(self, request: web.Request, shop: Shop) -> Mapping[str, str]:
        """Count a request against its limit and return the limit's headers (none without one)."""
        is_listings = request.path.endswith(LISTINGS_PATH)
        limit = self.listings_per_minute if is_listings else shop.limit_per_minute
        if limit is None:
            return {}
        minute = self._clock().replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute = minute
            self._used.clear()
        key = (shop.user_id, LISTINGS_PATH if is_listings else "")
        self._used[key] += 1
        left = limit - self._used[key]
        headers = {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": str(max(left, 0))}
        if left < 0:
            raise RefusalError(429, "Too many requests", headers)
        return headers

    def _check_rights(self, user_id: str, shop: Shop) -> None:
        if not (user_id.isascii() and user_id.isdigit()):
            refuse("user_id must be a number")
        if int(user_id) != shop.user_id or shop.employee_key:
            refuse("Forbidden", 403)


def _bearer(request: web.Request) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if kind == "Bearer" else ""
