"""What a call to Avito can end with, sorted by what the caller may do next."""

import re

import httpx
from pydantic import JsonValue
from pydantic_core import from_json

REASON_LENGTH = 160
_LONG_NUMBER = re.compile(r"\d[\d\s()+-]{5,}\d")
_FRONT_PAGE_STATUSES = (401, 403)


class AvitoError(Exception):
    """A call that did not end with a readable success."""


class AvitoRateLimitError(AvitoError):
    """Not done (429, or held back by us): come back after `retry_after_seconds`."""

    def __init__(self, message: str, *, retry_after_seconds: float) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class AvitoAuthError(AvitoError):
    """Not done (401 with a fresh token, or no token for these keys): the seller must link again."""


class AvitoForbiddenError(AvitoAuthError):
    """Not done (403 with a fresh token): no rights, as a rule an employee's key."""


class AvitoTariffError(AvitoError):
    """Not done (402): the account's Avito plan has no Messenger API."""


class AvitoRequestError(AvitoError):
    """Not done (another 4xx), and repeating it will not help.

    `reason` is the start of Avito's own message, without long numbers; empty if there was none.
    """

    def __init__(self, message: str, *, status: int, reason: str) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason


class AvitoUnclearError(AvitoError):
    """We cannot know whether it was done: no answer, 5xx, or an unreadable answer."""


class AvitoNotSentError(AvitoUnclearError):
    """The call surely never left: no connection came about, or no token to make it with."""


def error_for(call: str, response: httpx.Response, *, retry_after_seconds: float) -> AvitoError:
    """Tell what an answer other than 2xx means; `call` names the call in the error's text."""
    status = response.status_code
    says = f"{call}: {status}"
    if is_front_page(response) or status == 408 or not 400 <= status < 500:
        return AvitoUnclearError(says)
    if status == 429:
        return AvitoRateLimitError(says, retry_after_seconds=retry_after_seconds)
    plain = {401: AvitoAuthError, 402: AvitoTariffError, 403: AvitoForbiddenError}.get(status)
    if plain is not None:
        return plain(says)
    reason = reason_in(response.content)
    return AvitoRequestError(f"{says} {reason}".rstrip(), status=status, reason=reason)


def is_front_page(response: httpx.Response) -> bool:
    """Whether a 401 or 403 is an HTML page: a firewall's word, not Avito's about the keys."""
    kind: str = response.headers.get("content-type", "")
    return response.status_code in _FRONT_PAGE_STATUSES and kind.startswith("text/html")


def reason_in(body: bytes) -> str:
    """Find Avito's message in an error body of any shape seen so far, cut and without long numbers.

    Shapes: `{"error": {"message"}}`, `{"error": "…"}`, `{"message"}`, `{"errors": ["…"]}`,
    `{"result": {"message"}}`.
    """
    try:
        found = _message(from_json(body))
    except ValueError:
        return ""
    return _LONG_NUMBER.sub("…", found)[:REASON_LENGTH]


def _message(node: JsonValue) -> str:
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return _message(node[0]) if node else ""
    if isinstance(node, dict):
        inner = (node.get(key) for key in ("message", "error", "errors", "result"))
        return next((text for text in map(_message, inner) if text), "")
    return ""
