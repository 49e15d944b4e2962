"""Settings: read once, from the environment and `.env`, and handed down as values."""

from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class SettingsError(Exception):
    """A setting that cannot be used; the text says which, and what to put there."""


def _address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return value.rstrip("/")


def _listed(value: object) -> object:
    """«a, b» → ["a", "b"]; what is a list already passes."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _with_point(value: object) -> object:
    """«92,5» is how a Russian writes 92.5."""
    return value.replace(",", ".") if isinstance(value, str) else value


Address = Annotated[str, AfterValidator(_address)]


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True
    )

    telegram_bot_token: SecretStr = SecretStr("")
    telegram_api_url: Address = "https://api.telegram.org"
    avito_api_url: Address = "https://api.avito.ru"
    gemini_api_key: SecretStr = SecretStr("")
    gemini_api_url: Address = "https://generativelanguage.googleapis.com"
    gemini_model: str = "gemini-3.5-flash-lite"
    usd_rub: Annotated[Decimal, BeforeValidator(_with_point)] = Field(
        default=Decimal(90), gt=0, le=100_000
    )
    model_budget_rub: int = Field(default=50, ge=0, le=1_000_000)
    database_url: str = ""
    encryption_keys: Annotated[list[SecretStr], NoDecode, BeforeValidator(_listed)] = []
    data_dir: Path = Path("data")
    poll_seconds: float = Field(default=5.0, gt=0, le=3600)
    quiet_seconds: float = Field(default=8.0, ge=0, le=30)
    admin_ids: Annotated[frozenset[int], NoDecode, BeforeValidator(_listed)] = frozenset()
    access: Literal["open", "invite"] = "open"
    public_url: Address | None = None
    http_port: int = Field(default=8080, ge=0, le=65535)
    log_format: Literal["text", "json"] = "text"

    @property
    def database(self) -> str:
        """The database's address; by default a file in the data folder."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir}/bot.db"

    @property
    def poll(self) -> timedelta:
        return timedelta(seconds=self.poll_seconds)

    @property
    def quiet(self) -> timedelta:
        return timedelta(seconds=self.quiet_seconds)

    @cached_property
    def keys(self) -> list[str]:
        """The encryption keys, newest first."""
        return [key.get_secret_value() for key in self.encryption_keys]


def read_settings() -> Settings:
    """Read the settings; SettingsError names each one that is wrong, and never its value."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"{'.'.join(map(str, fault['loc'])).upper()}: {fault['msg']}"
            for fault in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsError("\n".join(lines)) from None
