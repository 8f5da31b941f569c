"""Writers who hold a claim, for tests: make a code as a browser does, and ask with it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from api.domain import claims
from tests.hour import Hour

if TYPE_CHECKING:
    from tests.api.conftest import Caller


def code() -> str:
    """Make a fresh claim, as it is written down."""
    return claims.write("".join(secrets.choice(claims.SIGNS) for _ in range(claims.GROUPS * claims.IN_GROUP)))


def hash_of(code: str) -> str:
    """Give what the writer sends along with the statement."""
    return claims.kept(claims.read(code)).hex()


def say(hour: Hour, who: int, text: str, **fields: Any) -> tuple[str, str]:
    """Post a statement as person ``who``; give its id and its claim."""
    fresh = code()
    return hour.say(who, text, claimHash=hash_of(fresh), **fields), fresh


def raise_hand(caller: Caller, hour: Hour, statement_id: str, note: str = "") -> Any:
    """Offer to think along."""
    return caller.put(f"{hour.path}/statements/{statement_id}/hand-raise", {"note": note})


def statement_named(caller: Caller, hour: Hour, text: str) -> str:
    """Give the id that a statement has in the report."""
    content = caller.get(f"{hour.path}/reports/1").json["content"]
    [found] = [
        each["id"] for question in content["questions"] for each in question["statements"] if each["text"] == text
    ]
    return str(found)


def look_up(visitor: Caller, code: str) -> Any:
    """Ask what a claim opens."""
    return visitor.post("/claims", {"claim": code})


def accept(visitor: Caller, code: str, offer_id: str, **given: str) -> Any:
    """Say yes as the writer."""
    body = {"name": "Sanne Visser", "contact": "sanne@example.org"} | given
    return visitor.post("/claims/acceptances", {"claim": code, "offerId": offer_id} | body)
