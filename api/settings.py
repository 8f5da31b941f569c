"""The configuration of the API: one frozen value, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class MissingSetting(RuntimeError):
    """A setting without which the API must not start."""


@dataclass(frozen=True)
class Settings:
    """What an installation can choose. Names match the ``KOPPEN_*`` environment variables."""

    secret_key: str
    database_url: str = "sqlite:///var/koppen.sqlite3"
    redis_url: str | None = None
    base_url: str = "http://127.0.0.1:8000"  # where people find the screens: links in mails start with it
    mail_url: str = (
        "file:var/mail"  # file:FOLDER, or smtp://[user:password@]host[:port] (smtps: for TLS from the start)
    )
    mail_from: str = "Koppen bij Elkaar <koppen@example.org>"
    worker_inside: bool = (
        False  # run the outbox worker in the web process (one process, for demo and small installations)
    )
    trusted_proxies: int = 0  # how many reverse proxies in front set X-Forwarded-For
    access_minutes: int = 15
    refresh_days: int = 30
    refresh_grace_seconds: int = 10
    rate_limits: bool = True
    log_json: bool = False  # one JSON object a line instead of text
    log_requests: bool = False  # a line for each request (never for those of a live dialogue)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; a missing or weak secret stops the start with a sentence that says what to do."""
        secret = environment.get("KOPPEN_SECRET_KEY", "")
        if len(secret) < 32:
            raise MissingSetting(
                "KOPPEN_SECRET_KEY is missing or shorter than 32 characters. Make one with: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        text: dict[str, Any] = {
            name: environment[f"KOPPEN_{name.upper()}"]
            for name in ("database_url", "redis_url", "base_url", "mail_url", "mail_from")
            if environment.get(f"KOPPEN_{name.upper()}")
        }
        return cls(
            secret_key=secret,
            worker_inside=_flag(environment, "KOPPEN_WORKER_INSIDE", default=False),
            rate_limits=_flag(environment, "KOPPEN_RATE_LIMITS", default=True),
            log_json=_flag(environment, "KOPPEN_LOG_JSON", default=False),
            log_requests=_flag(environment, "KOPPEN_LOG_REQUESTS", default=False),
            trusted_proxies=int(environment.get("KOPPEN_TRUSTED_PROXIES", "0")),
            **text,
        )

    @property
    def sqlite_path(self) -> Path | None:
        """The database file, when the database is SQLite."""
        prefix = "sqlite:///"
        return Path(self.database_url.removeprefix(prefix)) if self.database_url.startswith(prefix) else None


def _flag(environment: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = environment.get(name, "")
    return default if value == "" else value.lower() in {"1", "true", "yes", "on"}
