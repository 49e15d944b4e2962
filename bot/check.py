"""`python -m bot check`: tries every setting and every service, a line each."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass

from bot.settings import Settings, SettingsError
from bot.texts import Texts

PATIENCE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the check: what was tried, whether it is right, and what to do if not."""

    name: str
    fine: bool
    says: str
    optional: bool = False  # works without, but less

    def __str__(self) -> str:
        sign = "✅" if self.fine else "⚠️" if self.optional else "❌"
        return f"{sign} {self.name}: {self.says}"


async def check(settings: Settings, t: Texts, *, say: Callable[[str], None]) -> int:
    """Say a line for each setting and service; returns 0 when all is right, else 1."""
    wrong = 0
    async with aclosing(_lines(settings, t)) as lines:
        async for line in lines:
            say(str(line))
            wrong += not line.fine and not line.optional
    say(t.plain("check.all_fine") if not wrong else t.n("check.wrong", wrong))
    return 1 if wrong else 0


async def _lines(settings: Settings, t: Texts) -> AsyncGenerator[Line, None]:
    yield _keys(settings, t)
    yield await _database(settings, t)
    yield await _telegram(settings, t)
    yield await _avito(settings, t)
    yield await _gemini(settings, t)
    yield Line(
        "POLL_SECONDS, QUIET_SECONDS",
        True,
        t.plain("check.pace", poll=settings.poll_seconds, quiet=settings.quiet_seconds),
    )
    yield _money(settings, t)
    yield Line("ACCESS, ADMIN_IDS", *_access(settings, t))


def _money(settings: Settings, t: Texts) -> Line:
    from ai.usage import find_price

    name = "USD_RUB, MODEL_BUDGET_RUB"
    if find_price(settings.gemini_model) is None:
        unknown = t.plain("check.money_unknown", model=settings.gemini_model)
        return Line(name, False, unknown, optional=True)
    rate, budget = t.decimal(settings.usd_rub), settings.model_budget_rub
    key = "check.money" if budget else "check.money_unlimited"
    return Line(name, True, t.plain(key, rate=rate, budget=budget))


def _access(settings: Settings, t: Texts) -> tuple[bool, str]:
    if settings.access == "open":
        return True, t.plain("check.access_open")
    if settings.admin_ids:
        return True, t.n("check.access_invite", len(settings.admin_ids))
    return False, t.plain("check.access_nobody")


def _keys(settings: Settings, t: Texts) -> Line:
    from db.crypto import Vault, make_key

    name = "ENCRYPTION_KEYS"
    if not settings.keys:
        return Line(name, False, t.plain("check.keys_missing", fresh=make_key()))
    try:
        Vault(settings.keys)
    except ValueError:
        return Line(name, False, t.plain("check.keys_bad", fresh=make_key()))
    return Line(name, True, t.n("check.keys", len(settings.keys)))


async def _database(settings: Settings, t: Texts) -> Line:
    from bot.app import open_database
    from db.engine import DatabaseError

    name = "DATABASE_URL"
    try:
        database = await open_database(settings)
    except (DatabaseError, OSError) as error:
        return Line(name, False, t.plain("check.database_bad", error=type(error).__name__))
    await database.close()
    return Line(name, True, t.plain("check.database"))


async def _telegram(settings: Settings, t: Texts) -> Line:
    from aiogram.exceptions import (
        TelegramAPIError,
        TelegramNotFound,
        TelegramUnauthorizedError,
    )

    from bot.app import build_bot

    name = "TELEGRAM_BOT_TOKEN"
    if not settings.telegram_bot_token.get_secret_value():
        return Line(name, False, t.plain("cli.need_token"))
    try:
        bot = build_bot(settings)
    except SettingsError:
        return Line(name, False, t.plain("check.telegram_token"))
    try:
        me = await bot.get_me(request_timeout=int(PATIENCE_SECONDS))
    except (TelegramUnauthorizedError, TelegramNotFound):  # 404: no such bot
        return Line(name, False, t.plain("check.telegram_token"))
    except TelegramAPIError:
        url = settings.telegram_api_url
        return Line("TELEGRAM_API_URL", False, t.plain("check.unreachable", url=url))
    finally:
        await bot.session.close()
    return Line(name, True, f"@{me.username}")


async def _avito(settings: Settings, t: Texts) -> Line:
    """Avito is there when it refuses keys that nobody has."""
    from avito.auth import Keys
    from avito.client import Avito
    from avito.errors import AvitoAuthError, AvitoError
    from avito.http import open_http
    from bot.app import utc_now

    name = "AVITO_API_URL"
    async with open_http(settings.avito_api_url, timeout_seconds=PATIENCE_SECONDS) as http:
        try:
            await Avito(http, Keys("check", "check"), clock=utc_now).check_keys()
        except AvitoAuthError:
            return Line(name, True, t.plain("check.answers", url=settings.avito_api_url))
        except AvitoError:
            pass
    return Line(name, False, t.plain("check.unreachable", url=settings.avito_api_url))


async def _gemini(settings: Settings, t: Texts) -> Line:
    from ai.errors import ModelError
    from ai.gemini import Gemini
    from avito.http import open_http

    key = settings.gemini_api_key.get_secret_value()
    if not key:
        return Line("GEMINI_API_KEY", False, t.plain("check.gemini_missing"), optional=True)
    async with open_http(settings.gemini_api_url, timeout_seconds=PATIENCE_SECONDS) as http:
        gemini = Gemini(
            api_key=key,
            base_url=settings.gemini_api_url,
            model=settings.gemini_model,
            http=http,
            timeout_seconds=PATIENCE_SECONDS,
        )
        try:
            await gemini.check()
        except ModelError as error:
            return Line("GEMINI_API_KEY", False, t.plain(f"check.gemini_{error.code}"))
        finally:
            await gemini.aclose()
    return Line("GEMINI_API_KEY, GEMINI_MODEL", True, settings.gemini_model)
