"""The claim of a statement, made here for who has no JavaScript; with it, the browser makes it and it never comes here.

What it is, and why a plain hash is right, is in docs/hand-raise.md. The API never sees the claim when a statement is
placed, only its hash.
"""

from __future__ import annotations

import hashlib
import secrets

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, IN_GROUP = 7, 4


def fresh() -> str:
    """Make a claim: 140 random bits, as people write them down."""
    groups = ["".join(secrets.choice(SIGNS) for _ in range(IN_GROUP)) for _ in range(GROUPS)]
    return "-".join(group + check_sign(number, group) for number, group in enumerate(groups, start=1))


def check_sign(number: int, group: str) -> str:
    """Give the sign that closes group ``number``: a polynomial over GF(32), modulo x**5 + x**2 + 1."""
    total = number
    for sign in group:
        total = _doubled(total) ^ SIGNS.index(sign)
    return SIGNS[_doubled(total)]


def _doubled(value: int) -> int:
    return value << 1 if value < 16 else (value << 1) ^ 0b100101


def hash_of(claim: str) -> str:
    """Give what the API keeps beside the statement."""
    secret = "".join(group[:IN_GROUP] for group in claim.split("-"))
    return hashlib.sha256(f"koppen claim, statement\n{secret}".encode()).hexdigest()


def is_whole(claim: str) -> bool:
    """Tell whether a field carries a claim as ``fresh`` makes them."""
    groups = claim.split("-")
    return len(groups) == GROUPS and all(
        len(group) == IN_GROUP + 1
        and set(group) <= set(SIGNS)
        and check_sign(number, group[:IN_GROUP]) == group[IN_GROUP]
        for number, group in enumerate(groups, start=1)
    )
