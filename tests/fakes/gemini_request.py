"""What generateContent takes: the fields that google-genai 3.6.1 can send to the Developer API.

Only those that a text answer needs; what is not here is refused as unknown, as Google does.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Strict(BaseModel):
    """As protobuf reads JSON: camelCase or snake_case, nothing unknown."""

    model_config = ConfigDict(
        extra="forbid", strict=True, alias_generator=to_camel, populate_by_name=True
    )


class Part(Strict):
    text: Annotated[str, Field(min_length=1)]


class Content(Strict):
    parts: Annotated[list[Part], Field(min_length=1)]
    role: Literal["user", "model"] | None = None


class ThinkingConfig(Strict):
    include_thoughts: bool | None = None
    thinking_budget: int | None = None
    thinking_level: Literal["MINIMAL", "LOW", "MEDIUM", "HIGH", "XHIGH"] | None = None


class Schema(BaseModel):
    """The keywords of JSON Schema that Gemini reads; any other is a mistake of ours."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)

    type: Literal["string", "number", "integer", "boolean", "array", "object", "null"]
    title: str | None = None
    description: str | None = None
    enum: list[str] | None = None
    format: str | None = None
    items: "Schema | None" = None
    minimum: float | None = None
    maximum: float | None = None
    min_items: int | None = Field(default=None, alias="minItems")
    max_items: int | None = Field(default=None, alias="maxItems")
    properties: "dict[str, Schema] | None" = None
    required: list[str] | None = None
    additional_properties: bool | None = Field(default=None, alias="additionalProperties")


class GenerationConfig(Strict):
    temperature: float | None = None
    top_p: float | None = None
    top_k: float | None = None
    candidate_count: int | None = None
    max_output_tokens: Annotated[int, Field(ge=1, le=65_536)] | None = None
    stop_sequences: list[str] | None = None
    seed: int | None = None
    response_mime_type: Literal["text/plain", "application/json"] | None = None
    response_json_schema: Schema | None = None
    thinking_config: ThinkingConfig | None = None


class SafetySetting(Strict):
    category: Literal[
        "HARM_CATEGORY_HARASSMENT",
        "HARM_CATEGORY_HATE_SPEECH",
        "HARM_CATEGORY_SEXUALLY_EXPLICIT",
        "HARM_CATEGORY_DANGEROUS_CONTENT",
    ]
    threshold: Literal[
        "BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF"
    ]


class Request(Strict):
    contents: Annotated[list[Content], Field(min_length=1)]
    system_instruction: Content | None = None
    generation_config: GenerationConfig = GenerationConfig()
    safety_settings: list[SafetySetting] = []
