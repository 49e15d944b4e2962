"""aiogram's types, put off at import, are whole when they are used."""

import subprocess
import sys
from pathlib import Path

CHECK = """
from pydantic import BaseModel
from bot.light import light_imports

whole = BaseModel.__dict__["model_rebuild"]
with light_imports():
    import aiogram.methods, aiogram.types
assert BaseModel.__dict__["model_rebuild"] is whole

models = [
    one
    for module in (aiogram.types, aiogram.methods)
    for one in map(module.__dict__.get, module.__all__)
    if isinstance(one, type) and issubclass(one, BaseModel)
]
put_off = [one for one in models if not one.__pydantic_complete__]
assert len(put_off) == len(models), len(put_off)
for one in models:
    one.model_rebuild()
assert all(one.__pydantic_complete__ for one in models)
"""


def test_every_type_that_was_put_off_can_be_built() -> None:
    """In a process of its own: here aiogram is imported already."""
    root = Path(__file__).parents[1]
    ended = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", CHECK], cwd=root, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
