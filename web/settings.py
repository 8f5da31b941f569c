"""What the front end needs to know, read from the environment once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class SettingsError(RuntimeError):
    """Say which setting stops the start and how to set it."""


@dataclass(frozen=True)
class WebSettings:
    """The front end's settings."""

    secret_key: str
    api_url: str | None = None
    """Where the API is; None when it runs in this process."""
    secure_cookies: bool = True
    base_url: str = "http://127.0.0.1:8000"
    trusted_proxies: int = 0
    """How many reverse proxies in front of us write X-Forwarded-For, -Proto and -Host."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> WebSettings:
        """Read the settings, and stop with a clear sentence when one is missing or wrong."""
        secret_key = environment.get("KOPPEN_SECRET_KEY", "")
        if len(secret_key) < 32:
            raise SettingsError(
                "KOPPEN_SECRET_KEY must hold at least 32 random characters. "
                'Make one with: python -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
        return cls(
            secret_key=secret_key,
            api_url=environment.get("KOPPEN_API_URL", "").rstrip("/") or None,
            secure_cookies=read_flag(environment, "KOPPEN_SECURE_COOKIES", default=True),
            base_url=environment.get("KOPPEN_BASE_URL", cls.base_url).rstrip("/"),
            trusted_proxies=read_count(environment, "KOPPEN_TRUSTED_PROXIES"),
        )


def read_flag(environment: Mapping[str, str], name: str, *, default: bool) -> bool:
    """Read a yes or no."""
    text = environment.get(name, "").strip().lower()
    if not text:
        return default
    if text not in TRUE | FALSE:
        raise SettingsError(f"{name} must be true or false.")
    return text in TRUE


def read_count(environment: Mapping[str, str], name: str) -> int:
    """Read a number of zero or more."""
    text = environment.get(name, "").strip() or "0"
    if not text.isdecimal():
        raise SettingsError(f"{name} must be a whole number of zero or more.")
    return int(text)
