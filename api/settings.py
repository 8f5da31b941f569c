"""The configuration of the API: one frozen value, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, fields
from pathlib import Path
from typing import Any

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class SettingsError(RuntimeError):
    """A setting that is missing or wrong, in a sentence that says what to do."""


@dataclass(frozen=True)
class Settings:
    """What an installation can choose. Names match the ``KOPPEN_*`` environment variables."""

    secret_key: str
    database_url: str = "sqlite:///var/koppen.sqlite3"
    redis_url: str | None = None
    base_url: str = "http://127.0.0.1:8000"  # where people find the screens: links in mails start with it
    mail_url: str = "file:var/mail"  # or smtp://[user:password@]host[:port] (smtps: for TLS from the start)
    mail_from: str = "Koppen bij Elkaar <koppen@example.org>"
    worker_inside: bool = False  # do the work of the outbox in the web process: for one process that does everything
    trusted_proxies: int = 0  # how many reverse proxies in front set X-Forwarded-For
    access_minutes: int = 15  # that an access token lasts
    refresh_days: int = 30  # that a session lasts without use
    refresh_grace_seconds: int = 10  # that parallel requests may use the same refresh token
    rate_limits: bool = True
    log_json: bool = False  # one JSON object a line instead of text
    log_requests: bool = False  # a line for each request (never for those of a live dialogue)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; a missing secret or a value that means nothing stops the start."""
        given = {field: environment.get(f"KOPPEN_{field.name.upper()}", "").strip() for field in fields(cls)}
        values = {field.name: _read(field, text) for field, text in given.items() if text}
        if len(values.get("secret_key", "")) < 32:
            raise SettingsError(
                "KOPPEN_SECRET_KEY is missing or shorter than 32 characters. Make one with: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        return cls(**values)

    @property
    def sqlite_path(self) -> Path | None:
        """The database file, when the database is SQLite."""
        prefix = "sqlite:///"
        return Path(self.database_url.removeprefix(prefix)) if self.database_url.startswith(prefix) else None


def _read(field: Field[Any], text: str) -> Any:
    """Read a text as the kind of value that the setting has when it is left out."""
    name = f"KOPPEN_{field.name.upper()}"
    if isinstance(field.default, bool):
        if text.lower() not in TRUE | FALSE:
            raise SettingsError(f"{name} must be true or false.")
        return text.lower() in TRUE
    if isinstance(field.default, int):
        if not text.isdecimal():
            raise SettingsError(f"{name} must be a whole number of zero or more.")
        return int(text)
    return text
