"""The rules of moderation: under which name a moderator acts, and what is left of flags once a dialogue is closed."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from api.domain.anonymity import SMALLEST_GROUP
from api.domain.dialogues import pseudonym
from api.domain.vocabulary import FlagReason

ACTING = b"moderator:"


def moderator_pseudonym(key: bytes, dialogue_id: UUID, member_id: UUID) -> UUID:
    """Give the name under which somebody moderates a dialogue; not the one under which they may take part in it.

    Moderators are few: one name for both would tie what a moderator wrote to the moderator.
    """
    return pseudonym(ACTING + key, dialogue_id, member_id)


def shown_name(moderator_id: UUID) -> str:
    """Give the short form of a moderator's pseudonym, to tell moderators apart on a screen."""
    return moderator_id.hex[:4]


def kept_counts(flags: Iterable[tuple[UUID, FlagReason]]) -> dict[tuple[UUID, FlagReason], int]:
    """Count flags per statement and reason, of what at least SMALLEST_GROUP people said; fewer are not kept."""
    return {key: count for key, count in Counter(flags).items() if count >= SMALLEST_GROUP}
