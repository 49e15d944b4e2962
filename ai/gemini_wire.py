"""generateContent as it travels: the part of a request that never changes, the answer, the errors.

Facts: ai.google.dev/api/generate-content, ai.google.dev/gemini-api/docs/troubleshooting, and the
names in google-genai 3.6.1.
"""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import from_json

from ai import prompt
from ai.errors import (
    ModelBudgetError,
    ModelBusyError,
    ModelDownError,
    ModelError,
    ModelKeyError,
    ModelNonsenseError,
    ModelRefusedError,
    ModelRegionError,
)
from ai.model import Answer, Completion, Usage

LONGEST_OUTPUT_TOKENS = 4096
"""Thoughts count too; the answer itself needs some 500."""

BUSY_SECONDS = 60.0
"""How long to wait where a 429 does not say: quotas are per minute."""

_REFUSED = {
    "SAFETY",
    "RECITATION",
    "LANGUAGE",
    "BLOCKLIST",
    "PROHIBITED_CONTENT",
    "SPII",
    "IMAGE_SAFETY",
    "IMAGE_PROHIBITED_CONTENT",
    "IMAGE_RECITATION",
    "ESCALATION",
    "MODEL_ARMOR",
}
_HARMS = ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT")
_SCHEMA_KEYS = {
    "type",
    "description",
    "enum",
    "items",
    "minimum",
    "maximum",
    "properties",
    "required",
}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)s")


class _Wire(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)


class _Part(_Wire):
    text: str = ""
    thought: bool = False


class _Content(_Wire):
    parts: list[_Part] = []


class _Candidate(_Wire):
    content: _Content = _Content()
    finish_reason: str | None = None


class _Feedback(_Wire):
    block_reason: str | None = None


class _Counts(_Wire):
    prompt_token_count: int = 0
    candidates_token_count: int = 0
    thoughts_token_count: int = 0
    cached_content_token_count: int = 0


class _Response(_Wire):
    candidates: list[_Candidate] = []
    prompt_feedback: _Feedback = _Feedback()
    usage_metadata: _Counts | None = None
    model_version: str | None = None


def constant_body(model: str) -> dict[str, Any]:
    """All of a request but its contents: rules, schema, limits."""
    config: dict[str, Any] = {
        "responseMimeType": "application/json",
        "responseJsonSchema": lean_schema(Answer.model_json_schema()),
        "maxOutputTokens": LONGEST_OUTPUT_TOKENS,
    }
    # «Lite» models think next to nothing by themselves; LOW is the least of the others.
    if re.match(r"gemini-3(?!.*lite)", model.removeprefix("models/")):
        config["thinkingConfig"] = {"thinkingLevel": "LOW"}
    return {
        "systemInstruction": {"parts": [{"text": prompt.system()}]},
        "generationConfig": config,
        "safetySettings": [
            {"category": f"HARM_CATEGORY_{harm}", "threshold": "BLOCK_ONLY_HIGH"} for harm in _HARMS
        ],
    }


def lean_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """A JSON schema with references resolved and only the keywords that help a model."""
    definitions = schema.get("$defs", {})

    def lean(part: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in part:
            target = definitions[part["$ref"].rpartition("/")[2]]
            part = {"description": part.get("description", "")} | {
                key: value for key, value in target.items() if key != "description"
            }
        kept = {key: value for key, value in part.items() if key in _SCHEMA_KEYS}
        if "items" in kept:
            kept["items"] = lean(kept["items"])
        if "properties" in kept:
            kept["properties"] = {name: lean(each) for name, each in kept["properties"].items()}
            # We can do without some; the model has to think of all.
            kept["required"] = list(kept["properties"])
        return kept

    return lean(schema) | {"description": "The answer to the buyer and what it rests on."}


@dataclass(frozen=True, slots=True)
class Spent:
    """What our side knows of a call: the model's name, how long it took, how much it was given."""

    model: str
    took_seconds: float
    characters: int


def read(body: str, spent: Spent) -> Completion:
    """The answer in the body of a 200. Raises ModelError for each way there is none."""
    try:
        response = _Response.model_validate_json(body)
    except ValidationError:
        raise ModelNonsenseError("no answer of generateContent") from None
    usage = _usage(response, spent)
    if reason := response.prompt_feedback.block_reason:
        raise ModelRefusedError(f"prompt blocked: {_word(reason)}", usage=usage)
    if not response.candidates:
        raise ModelNonsenseError("no candidates", usage=usage)
    candidate = response.candidates[0]
    if candidate.finish_reason not in ("STOP", None):
        raise error_for_finish(candidate.finish_reason, usage)
    text = "".join(part.text for part in candidate.content.parts if not part.thought)
    try:
        return Completion(Answer.model_validate_json(text), usage)
    except ValidationError as error:
        raise ModelNonsenseError(f"{error.error_count()} bad fields", usage=usage) from None


def error_for_finish(reason: str, usage: Usage | None) -> ModelError:
    """Every end but STOP: refused, or cut off and malformed in some way."""
    what = f"finished: {_word(reason)}"
    if reason in _REFUSED:
        return ModelRefusedError(what, usage=usage)
    if reason == "PUP_LIMITED_DISABLED":  # the key's owner was cut off
        return ModelKeyError(what, usage=usage)
    return ModelNonsenseError(what, usage=usage)


def error_for(code: int, status: str, body: object, *, retry_after: str = "") -> ModelError:
    """Google's error as ours, by status and reason; its message stays out, it may quote a request.

    `body` is the parsed JSON, `retry_after` the header: what google.rpc.RetryInfo says goes first.
    """
    what = f"{code} {_word(status)}"
    if code == 429 and _is_spent_for_today(body):
        return ModelBudgetError(what)
    if code == 429:
        return ModelBusyError(what, retry_after_seconds=_busy_seconds(body, retry_after))
    if code == 400 and status == "FAILED_PRECONDITION":
        return ModelRegionError(what)
    if code in (401, 403, 404) or "API_KEY_INVALID" in _said(body, "reason"):
        return ModelKeyError(what)
    if 400 <= code < 500 and code not in (408, 499):
        return ModelNonsenseError(f"request not accepted: {what}")
    return ModelDownError(what)


def error_in(code: int, content: bytes) -> ModelError:
    """The same for an error's body as it came."""
    try:
        body: JsonValue = from_json(content)
    except ValueError:
        body = None
    error = body.get("error") if isinstance(body, dict) else None
    status = error.get("status") if isinstance(error, dict) else None
    return error_for(code, str(status or ""), body)


def _usage(response: _Response, spent: Spent) -> Usage | None:
    counts = response.usage_metadata
    if counts is None:
        return None
    return Usage(
        model=response.model_version or spent.model,
        input_tokens=counts.prompt_token_count,
        output_tokens=counts.candidates_token_count + counts.thoughts_token_count,
        cached_tokens=counts.cached_content_token_count,
        took_seconds=spent.took_seconds,
        characters=spent.characters,
    )


def _said(body: object, key: str) -> list[str]:
    """What the details of an error say under a key; google.rpc.Status, unchecked until here."""
    return [str(part[key]) for part in _details(body) if key in part]


def _details(body: object) -> list[dict[str, Any]]:
    error = body.get("error") if isinstance(body, dict) else None
    return _dicts(error.get("details") if isinstance(error, dict) else None)


def _dicts(parts: object) -> list[dict[str, Any]]:
    return [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []


def _is_spent_for_today(body: object) -> bool:
    """Whether google.rpc.QuotaFailure names a quota of the day: a minute's pause is no help.

    Its ids read like «GenerateRequestsPerDayPerProjectPerModel-FreeTier».
    """
    violations = [one for part in _details(body) for one in _dicts(part.get("violations"))]
    return any("PerDay" in str(one.get("quotaId", "")) for one in violations)


def _busy_seconds(body: object, retry_after: str) -> float:
    for said in [*_said(body, "retryDelay"), f"{retry_after}s"]:
        if match := _DURATION.fullmatch(said):
            return float(match[1])
    return BUSY_SECONDS


def _word(status: str) -> str:
    """A status as a few plain letters: where a gateway answers, it is free text."""
    return re.sub(r"[^A-Za-z_ ]", "", status)[:40]
