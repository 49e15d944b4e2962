"""What is imported first, and what is run first."""

import gc
import os
import sys
from typing import Any

import pytest

# The suite starts Python fifty times. Where nothing may be kept, each would compile all of it anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Called as soon as this file is read. Whoever only deals the tests out needs none of it."""
    config: Any = pluginmanager.get_plugin("pytestconfig")
    deals_out = getattr(config.known_args_namespace, "numprocesses", None)
    if "PYTEST_XDIST_WORKER" in os.environ or not deals_out:
        _prepare()


def _prepare() -> None:
    """The tests have aiogram's types as the program has them, and start two seconds earlier."""
    from bot.light import light_imports

    with light_imports():
        import aiogram  # noqa: F401 - the first import, which the others lean on

    from hypothesis import settings

    from tests import once

    once.install()
    # On a busy machine an example takes long without anything being wrong with it.
    settings.register_profile("patient", deadline=None)
    settings.load_profile("patient")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """No long test is left for the end, where the other processes would wait for it."""
    processes = getattr(config, "workerinput", {}).get("workercount", 1)
    long = [one for one in items if one.get_closest_marker("long")]
    rest = [one for one in items if not one.get_closest_marker("long")]
    shares = [_share(len(items), number, processes) for number in range(processes)]
    items.clear()
    for number, size in enumerate(shares):
        first = long[number::processes]
        others = size - len(first)
        items += first + rest[:others]
        del rest[:others]


def _share(tests: int, number: int, processes: int) -> int:
    """How many tests xdist gives to a process at first; it deals them out in order."""
    return tests // processes + (number >= processes - tests % processes)


def pytest_collection_finish() -> None:
    """What is imported and collected stays: nothing of it is looked through for garbage again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)
