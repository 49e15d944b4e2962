"""Why there is no draft. Every error means that nothing was written; none quotes a chat or key."""

from typing import ClassVar

from ai.model import Usage


class ModelError(Exception):
    """No draft. `code` is stored with the draft; `usage` is set where the call was paid for."""

    code: ClassVar[str]

    def __init__(self, message: str = "", *, usage: Usage | None = None) -> None:
        super().__init__(message)
        self.usage = usage


class ModelMissingError(ModelError):
    """There is no model: set a key."""

    code = "missing"


class ModelKeyError(ModelError):
    """The key is refused (or the model's name is unknown to it): change the settings."""

    code = "key"


class ModelRegionError(ModelError):
    """The provider does not serve this machine's region: route the calls elsewhere."""

    code = "region"


class ModelBusyError(ModelError):
    """Too many calls just now: ask again after `retry_after_seconds`."""

    code = "busy"

    def __init__(
        self, message: str = "", *, retry_after_seconds: float = 60, usage: Usage | None = None
    ) -> None:
        super().__init__(message, usage=usage)
        self.retry_after_seconds = retry_after_seconds


class ModelBudgetError(ModelError):
    """What the key may use in a day is spent: tomorrow, or with a larger quota."""

    code = "budget"


class ModelLimitError(ModelError):
    """What this seller may use in a day is spent: the model was not asked. Tomorrow again."""

    code = "limit"


class ModelDownError(ModelError):
    """No answer, a late one, or an error of the provider: ask again later."""

    code = "down"


class ModelRefusedError(ModelError):
    """The provider would not answer this chat: a human has to."""

    code = "refused"


class ModelNonsenseError(ModelError):
    """An answer came that cannot be used: unreadable, cut off, empty or too long."""

    code = "nonsense"
