"""The commands, without logic: each imports what it needs when it is called."""

import argparse
import asyncio
import os
import sys
from collections.abc import Coroutine, Sequence
from typing import Any

from bot.light import light_imports
from bot.settings import Settings, SettingsError, read_settings
from bot.texts import Texts

COMMANDS = ("run", "demo", "check", "migrate", "bench")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 well, 1 not, 2 for settings to be mended."""
    t = operator_texts()
    parser = argparse.ArgumentParser(prog="python -m bot", description=t.plain("cli.about"))
    parser.add_argument(
        "command",
        nargs="?",
        choices=COMMANDS,
        help="; ".join(f"{name}: {t.plain(f'cli.help.{name}')}" for name in COMMANDS),
    )
    parser.add_argument("--short", action="store_true", help=t.plain("cli.help.short"))
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "bench":
            return _bench(t, short=chosen.short)
        return _start(chosen.command, read_settings(), t)
    except SettingsError as error:
        print(t.plain("cli.settings", faults=str(error)), file=sys.stderr)
        return 2


def operator_texts() -> Texts:
    """Russian, unless the terminal speaks English."""
    language = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return Texts.load("en" if language.startswith("en") else "ru")


def _start(command: str | None, settings: Settings, t: Texts) -> int:
    if command is None and not settings.telegram_bot_token.get_secret_value():
        print(t.plain("cli.no_token"))
        command = "demo"
    starts = {"demo": _demo, "check": _check, "migrate": _migrate}
    return starts.get(command or "run", _run)(settings, t)


def _run(settings: Settings, t: Texts) -> int:
    if not settings.telegram_bot_token.get_secret_value():
        raise SettingsError(f"TELEGRAM_BOT_TOKEN: {t.plain('cli.need_token')}")
    with light_imports():
        from bot.app import run
    from bot.logs import set_up_logs

    set_up_logs(settings.log_format)
    return run_loop(run(settings))


def _demo(settings: Settings, t: Texts) -> int:
    with light_imports():
        from bot.demo.run import run
    from bot.logs import set_up_logs

    set_up_logs(settings.log_format)
    return run_loop(run(settings, say=lambda url: print(t.plain("cli.demo", url=url), flush=True)))


def _check(settings: Settings, t: Texts) -> int:
    with light_imports():
        from bot.check import check

    return run_loop(check(settings, t, say=print))


def _migrate(settings: Settings, t: Texts) -> int:
    from bot.app import open_database
    from db.migrations import HEAD

    async def migrate() -> None:
        database = await open_database(settings)
        await database.close()

    run_loop(migrate())
    print(t.plain("cli.migrated", revision=HEAD))
    return 0


def _bench(t: Texts, *, short: bool) -> int:
    try:
        from tests.bench.run import run
    except ModuleNotFoundError as error:
        if error.name != "tests":
            raise
        print(t.plain("cli.no_bench"), file=sys.stderr)
        return 2
    return run_loop(run(say=print, short=short))


def run_loop(work: Coroutine[Any, Any, int | None]) -> int:
    """Run a coroutine on the fastest loop there is."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work) or 0
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work) or 0
