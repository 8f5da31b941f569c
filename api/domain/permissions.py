"""Who may do what: pure functions of roles and of whose something is."""

from api.domain.vocabulary import Role

ORGANISERS = frozenset({Role.ORGANISER, Role.ADMINISTRATOR})


def may_add_topics(role: Role) -> bool:
    """Let organisers add to the shared list of topics."""
    return role in ORGANISERS
