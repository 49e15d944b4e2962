"""Logs: one line an event, without secrets, phones or anybody's words."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_HIDDEN = (
    (re.compile(r"\d{6,}:[\w-]{30,}"), "<token>"),  # a Telegram bot's token, also inside URLs
    (re.compile(r"Bearer\s+\S+"), "Bearer <token>"),
    (re.compile(r"(client_secret|access_token|refresh_token|key)=[^&\s'\"]+"), r"\1=<secret>"),
    (re.compile(r"(?<![\w-])(?:\+7|8|7)[\s(-]*9\d{2}(?:[\s()-]*\d){7}(?!\w)"), "<phone>"),
)
NOISY = ("aiogram", "alembic", "apscheduler", "httpx", "google_genai")


def redact(text: str) -> str:
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    return text


def _redact_event(
    _logger: Any, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = redact(value)
    return event


def set_up_logs(log_format: str) -> None:
    """Send our events and the libraries' to standard error, as text or as JSON lines."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redact_event,
    ]
    as_json = log_format == "json"
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            *shared[:2],
            *shared[3:],
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    screen = logging.StreamHandler()
    screen.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [screen]
    root.setLevel(logging.INFO)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
