"""How often one address and one client may try what costs money, mail or trust; counted in Redis when there is one."""

import hashlib
import logging
import math
import time
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from typing import Any, cast

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from api.domain.errors import TooMany
from api.settings import Settings

log = logging.getLogger(__name__)

# Of each action: how often for one mail address, and for one client. A whole town hall, or a hall full of visitors,
# can be one client.
# What is asked with a claim is counted for the client alone: a counter beside a claim would tie it to whoever asks.
NO_ADDRESS = ""
LIMITS: Mapping[str, tuple[RateLimitItem | None, RateLimitItem]] = {
    "claim": (None, parse("120 per 15 minutes")),
    "sign-up": (parse("5/hour"), parse("300/hour")),
    "login": (parse("10 per 15 minutes"), parse("600 per 15 minutes")),
    "login-link": (parse("5 per 30 minutes"), parse("300 per 30 minutes")),
    "password-reset": (parse("5/hour"), parse("300/hour")),
}


class Rates:
    """The counters of one installation."""

    def __init__(self, redis_url: str | None) -> None:
        self._here = FixedWindowRateLimiter(MemoryStorage())
        self._shared = FixedWindowRateLimiter(_storage(redis_url)) if redis_url else self._here

    def spend(self, action: str, address: str, client: str) -> None:
        """Count one try of ``action``, or refuse it with the time to wait."""
        for item, key in zip(LIMITS[action], (_private(address), _network(client)), strict=True):
            waiting = self._count(item, action, key) if item is not None else 0
            if waiting:
                raise TooMany(
                    "That was often in a short time. Try again in %(minutes)s min.",
                    params={"minutes": math.ceil(waiting / 60)},
                    retry_after=waiting,
                )

    def _count(self, item: RateLimitItem, *key: str) -> int:
        """Give 0 when this try is allowed, else the seconds to wait; without Redis each process counts for itself."""
        for limiter in (self._shared, self._here):
            try:
                if limiter.hit(item, *key):
                    return 0
                return max(1, math.ceil(limiter.get_window_stats(item, *key).reset_time - time.time()))
            except StorageError:
                log.warning("Redis does not answer; rates are counted in this process")
        return 0


def spend(action: str, address: str) -> None:
    """Count one try of ``action`` for a mail address, by the client of this request."""
    rates = cast("Rates | None", current_app.extensions["koppen-rates"])
    if rates is not None:
        rates.spend(action, address, request.remote_addr or "")


def configure(app: Flask, settings: Settings) -> None:
    """Count the tries of ``app``, unless rate limits are off."""
    app.extensions["koppen-rates"] = Rates(settings.redis_url) if settings.rate_limits else None


def _storage(url: str) -> Any:
    return storage_from_string(url, wrap_exceptions=True, key_prefix="koppen-rates")


def _private(address: str) -> str:
    """Count by the hash of an address: Redis need not know who has an account."""
    return hashlib.sha256(address.encode()).hexdigest()


def _network(client: str) -> str:
    """Give who is counted as one client: an IPv4 address, or the network that one IPv6 customer gets."""
    try:
        address = ip_address(client)
    except ValueError:
        return "unknown"
    return str(address) if address.version == 4 else str(ip_network(f"{address}/64", strict=False))
