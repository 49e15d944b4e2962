"""The model that the settings name."""

from contextlib import AsyncExitStack

from ai.gemini import Gemini
from avito.http import open_http
from bot.settings import Settings

MODEL_PATIENCE_SECONDS = 25.0


def open_gemini(settings: Settings, stack: AsyncExitStack) -> Gemini | None:
    """Gemini when there is a key; its connections close with the stack."""
    key = settings.gemini_api_key.get_secret_value()
    if not key:
        return None
    http = open_http(settings.gemini_api_url, timeout_seconds=MODEL_PATIENCE_SECONDS)
    stack.push_async_callback(http.aclose)
    return Gemini(
        api_key=key, base_url=settings.gemini_api_url, model=settings.gemini_model, http=http
    )
