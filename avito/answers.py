"""From an answer's bytes to our models; what cannot be read leaves the outcome unclear."""

from collections.abc import Iterable

import httpx
from pydantic import JsonValue, ValidationError
from pydantic_core import from_json

from avito.errors import AvitoUnclearError
from avito.models import RecordT, find


def read(record: type[RecordT], response: httpx.Response) -> RecordT:
    """Read an answer that is one record."""
    return check(record, answer_json(response))


def check(record: type[RecordT], answer: JsonValue) -> RecordT:
    """Turn parsed JSON into a record, or raise AvitoUnclearError without quoting the JSON."""
    try:
        return record.model_validate(answer)
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, one["loc"])) for one in error.errors())
        raise AvitoUnclearError(f"{record.__name__}: unreadable ({wrong})") from None


def answer_json(response: httpx.Response) -> JsonValue:
    """Parse an answer's body."""
    try:
        answer: JsonValue = from_json(response.content)
    except ValueError:
        raise AvitoUnclearError(f"{response.request.url.path}: the answer is not JSON") from None
    return answer


def list_in(answer: JsonValue, key: str) -> list[JsonValue]:
    """Find the list an answer consists of."""
    entries = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(entries, list):
        raise AvitoUnclearError(f"the answer has no list `{key}`")
    return entries


def read_list(record: type[RecordT], entries: Iterable[JsonValue]) -> tuple[list[RecordT], int]:
    """Read a list's entries; return the readable ones and how many were not.

    One strange entry must not hide the others; if every one is strange, the
    answer as a whole is not what we think it is.
    """
    tried = [find(record, entry) for entry in entries]
    readable = [entry for entry in tried if entry is not None]
    if tried and not readable:
        raise AvitoUnclearError(f"{record.__name__}: none of {len(tried)} entries is readable")
    return readable, len(tried) - len(readable)


def confirm(response: httpx.Response) -> None:
    """Check an answer that says only "done": an object without an error, or nothing at all."""
    if not response.content:
        return
    answer = answer_json(response)
    if not isinstance(answer, dict) or answer.get("error") or answer.get("ok") is False:
        raise AvitoUnclearError(f"{response.request.url.path}: the answer does not say it was done")
    result = answer.get("result")
    if isinstance(result, dict) and result.get("status") == "error":
        raise AvitoUnclearError(f"{response.request.url.path}: the answer says it failed")
