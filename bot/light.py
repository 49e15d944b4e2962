"""Imports without what nobody uses of aiogram.

At its import aiogram builds validators for all of its 400 types: two seconds and 80 MB, and we use
some forty. Here none is built, and only their fields are resolved, by pydantic's own means; a
validator is built when its type is first used, as pydantic does with every type that was put off.
"""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel
from pydantic._internal._config import ConfigWrapper
from pydantic._internal._fields import rebuild_model_fields
from pydantic._internal._namespace_utils import NsResolver


@contextmanager
def light_imports() -> Iterator[None]:
    """Import within this what imports aiogram; it works at aiogram's first import only.

    Nothing is looked through for garbage meanwhile, or ever after: what is imported stays.
    """
    whole = BaseModel.__dict__["model_rebuild"]
    BaseModel.model_config["defer_build"] = True  # inherited by what is imported meanwhile
    BaseModel.model_rebuild = classmethod(_put_off(whole))  # type: ignore[method-assign, assignment] # for as long as aiogram is imported
    gc.disable()
    try:
        yield
    finally:
        del BaseModel.model_config["defer_build"]
        BaseModel.model_rebuild = whole  # type: ignore[method-assign] # as it was
        gc.freeze()
        gc.enable()


def _put_off(whole: Any) -> Any:
    """pydantic's `model_rebuild`, but of types that come with names to be resolved, as aiogram's
    do, only the fields are."""

    def model_rebuild(
        cls: type[BaseModel], *, _types_namespace: Mapping[str, Any] | None = None, **others: Any
    ) -> bool | None:
        if _types_namespace is None:
            built: bool | None = whole.__func__(cls, **others)
            return built
        cls.__pydantic_fields__, cls.__pydantic_extra_info__ = rebuild_model_fields(
            cls,
            config_wrapper=ConfigWrapper(cls.model_config, check=False),
            ns_resolver=NsResolver(parent_namespace=_types_namespace),
            typevars_map={},
        )
        return None

    return model_rebuild
