"""What an installation can choose is read once, and what means nothing stops the start."""

from dataclasses import fields
from pathlib import Path

import pytest

from api.settings import Settings, SettingsError
from web.settings import WebSettings

README = Path(__file__).parents[2] / "README.md"
SECRET = {"KOPPEN_SECRET_KEY": "x" * 32}


def test_what_is_left_out_keeps_its_default():
    assert Settings.from_environment(SECRET) == Settings(SECRET["KOPPEN_SECRET_KEY"])


def test_every_setting_is_read_from_the_variable_with_its_name():
    given = {
        "KOPPEN_DATABASE_URL": "postgresql://db/koppen",
        "KOPPEN_REDIS_URL": "redis://cache",
        "KOPPEN_BASE_URL": "https://koppen.example",
        "KOPPEN_MAIL_URL": "smtp://mail",
        "KOPPEN_MAIL_FROM": "Koppen <koppen@koppen.example>",
        "KOPPEN_WORKER_INSIDE": "yes",
        "KOPPEN_TRUSTED_PROXIES": "2",
        "KOPPEN_ACCESS_MINUTES": "5",
        "KOPPEN_REFRESH_DAYS": "7",
        "KOPPEN_REFRESH_GRACE_SECONDS": "3",
        "KOPPEN_RATE_LIMITS": "off",
        "KOPPEN_LOG_JSON": "1",
        "KOPPEN_LOG_REQUESTS": "TRUE",
    }
    assert Settings.from_environment(SECRET | given) == Settings(
        SECRET["KOPPEN_SECRET_KEY"],
        database_url="postgresql://db/koppen",
        redis_url="redis://cache",
        base_url="https://koppen.example",
        mail_url="smtp://mail",
        mail_from="Koppen <koppen@koppen.example>",
        worker_inside=True,
        trusted_proxies=2,
        access_minutes=5,
        refresh_days=7,
        refresh_grace_seconds=3,
        rate_limits=False,
        log_json=True,
        log_requests=True,
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("KOPPEN_SECRET_KEY", ""),
        ("KOPPEN_SECRET_KEY", "short"),
        ("KOPPEN_RATE_LIMITS", "perhaps"),
        ("KOPPEN_TRUSTED_PROXIES", "one"),
        ("KOPPEN_ACCESS_MINUTES", "-5"),
    ],
)
def test_a_setting_that_is_missing_or_means_nothing_stops_the_start_by_its_name(name, text):
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment(SECRET | {name: text})


@pytest.mark.parametrize("name", sorted({field.name for kind in (Settings, WebSettings) for field in fields(kind)}))
def test_the_readme_tells_of_every_setting(name):
    assert f"`KOPPEN_{name.upper()}`" in README.read_text()
