"""The claim: a secret with which the writer of a statement, and nobody else, can answer what is offered at it.

It is 28 random signs of Crockford's base 32 (140 bits), made where the writer is. It is written down in seven groups of
four signs and a check sign, so that a typing error is told before anything is asked. The database keeps a hash of it.
A plain SHA-256 is right there: the slow hash that a password needs makes guessing dear, and 2**140 secrets cannot be
guessed at any price. The names in front keep the three things that are derived from one secret apart: who has one of
them cannot compute another.
"""

import hashlib
from uuid import UUID

from api.domain.errors import Invalid

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: without I, L, O and U
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
GROUPS, IN_GROUP = 7, 4
MOST_OFFERS = 20  # of one person in one dialogue


def read(code: str) -> str:
    """Give the 28 signs of a code as somebody typed it; raises Invalid, naming the first group that is not right."""
    signs = "".join(sign for sign in code.upper().translate(LOOKALIKES) if sign not in " -\u2010\u2011\u2013")
    size = IN_GROUP + 1
    if len(signs) != GROUPS * size or not set(signs) <= set(SIGNS):
        raise Invalid("A code has seven groups of five letters and digits.", field="claim")
    groups = [signs[start : start + size] for start in range(0, len(signs), size)]
    for number, group in enumerate(groups, start=1):
        if check_sign(number, group[:IN_GROUP]) != group[IN_GROUP]:
            raise Invalid(
                "There is a typing error in group %(group)s of the code: %(signs)s.",
                field="claim",
                params={"group": number, "signs": group},
            )
    return "".join(group[:IN_GROUP] for group in groups)


def write(secret: str) -> str:
    """Give a secret as people write it down."""
    groups = [secret[start : start + IN_GROUP] for start in range(0, len(secret), IN_GROUP)]
    return "-".join(group + check_sign(number, group) for number, group in enumerate(groups, start=1))


def check_sign(number: int, group: str) -> str:
    """Give the sign that closes group ``number``: any one wrong sign, and any two that changed places, are noticed.

    A polynomial over GF(32): every place has a weight of its own, and so has the number of the group.
    """
    total = number
    for sign in group:
        total = _doubled(total) ^ SIGNS.index(sign)
    return SIGNS[_doubled(total)]


def _doubled(value: int) -> int:
    """Multiply by x in GF(32), modulo x**5 + x**2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def kept(secret: str) -> bytes:
    """Give what is kept beside the statement."""
    return _derived("statement", secret)


def writer_of(secret: str) -> bytes:
    """Give what is kept with an introduction, so that only the writer's claim leads there, and nothing leads back."""
    return _derived("writer", secret)


def introduction_of(secret: str, offer_id: UUID) -> UUID:
    """Give the id of the introduction that accepting an offer makes: the same when it is accepted twice."""
    return UUID(bytes=_derived(f"introduction {offer_id}", secret)[:16], version=4)


def _derived(purpose: str, secret: str) -> bytes:
    return hashlib.sha256(f"koppen claim, {purpose}\n{secret}".encode()).digest()
