"""The tests have aiogram's types as the program has them, and start two seconds earlier for it."""

import gc
import os
import sys

# The suite starts Python fifty times. Where nothing may be kept, each would compile all of it anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

from bot.light import light_imports  # noqa: E402 - kept as well

with light_imports():
    import aiogram  # noqa: F401 - the first import, which the others lean on

from hypothesis import settings  # noqa: E402

from tests import once  # noqa: E402

once.install()
# On a busy machine an example takes long without anything being wrong with it.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_collection_finish() -> None:
    """What is imported and collected stays: nothing of it is looked through for garbage again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)
