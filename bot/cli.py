"""The commands, without logic: each imports what it needs when it is called."""

import argparse
import asyncio
import os
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

from bot.light import light_imports
from bot.settings import Settings, SettingsError, read_settings
from bot.texts import Texts

COMMANDS = ("run", "demo", "check", "migrate", "bench", "eval")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 well, 1 not, 2 for settings to be mended."""
    t = operator_texts()
    chosen = _parser(t).parse_args(arguments)
    try:
        if chosen.command == "bench":
            return _bench(t, short=chosen.short)
        if chosen.command == "eval":
            return _eval(chosen, read_settings(), t)
        return _start(chosen.command, read_settings(), t)
    except SettingsError as error:
        print(t.plain("cli.settings", faults=str(error)), file=sys.stderr)
        return 2


def _parser(t: Texts) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=t.plain("cli.about"))
    commands = parser.add_subparsers(dest="command", metavar="|".join(COMMANDS))
    for name in COMMANDS:
        about = t.plain(f"cli.help.{name}")
        command = commands.add_parser(name, help=about, description=about)
        if name == "bench":
            command.add_argument("--short", action="store_true", help=t.plain("cli.help.short"))
        if name == "eval":
            _add_eval(command, t)
    return parser


def _add_eval(command: argparse.ArgumentParser, t: Texts) -> None:
    command.add_argument(
        "which",
        nargs="?",
        choices=("answers", "guards", "hostile"),
        help=t.plain("cli.help.eval_which"),
    )
    command.add_argument("--set", metavar="FILE", type=Path, help=t.plain("cli.help.eval_set"))
    command.add_argument(
        "--model", choices=("gemini", "offline"), default="", help=t.plain("cli.help.eval_model")
    )
    command.add_argument("--json", action="store_true", help=t.plain("cli.help.eval_json"))
    command.add_argument("--again", action="store_true", help=t.plain("cli.help.eval_again"))


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


def _eval(chosen: argparse.Namespace, settings: Settings, t: Texts) -> int:
    from bot.eval.cases import Which
    from bot.eval.run import Order, run

    order = Order(
        which=Which(chosen.which) if chosen.which else None,
        path=chosen.set,
        model=chosen.model,
        as_json=chosen.json,
        again=chosen.again,
    )
    try:
        return run_loop(run(order, settings, t, say=print, warn=_warn))
    except KeyboardInterrupt:
        _warn(t.plain("eval.broken_off"))
        return 130
    except OSError as error:
        _warn(t.plain("eval.no_folder", error=error))
        return 2


def _warn(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def run_loop(work: Coroutine[Any, Any, int | None]) -> int:
    """Run a coroutine on the fastest loop there is."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work) or 0
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work) or 0
