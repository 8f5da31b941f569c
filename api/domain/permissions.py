"""Who may do what: pure functions of roles and of whose something is."""

from uuid import UUID

from api.domain.errors import Forbidden
from api.domain.vocabulary import Role

ORGANISERS = frozenset({Role.ORGANISER, Role.ADMINISTRATOR})
MODERATORS = frozenset({Role.MODERATOR, Role.ADMINISTRATOR})


def may_add_topics(role: Role) -> bool:
    """Let organisers add to the shared list of topics."""
    return role in ORGANISERS


def may_organise(role: Role) -> bool:
    """Let organisers set up events and dialogues, and move a live dialogue on."""
    return role in ORGANISERS


def require_organiser(role: Role) -> None:
    """Refuse what only organisers do."""
    if not may_organise(role):
        raise Forbidden("Only organisers can do this.")


def may_watch(role: Role) -> bool:
    """Let organisers and moderators follow the whole stream of a live dialogue."""
    return role in ORGANISERS or role is Role.MODERATOR


def require_watcher(role: Role) -> None:
    """Refuse what only organisers and moderators do."""
    if not may_watch(role):
        raise Forbidden("Only organisers and moderators can do this.")


def may_rewrite(member_id: UUID, author_id: UUID | None) -> bool:
    """Let nobody change the words of somebody else; the words of a former member stay as they are."""
    return member_id == author_id


def may_tidy(member_id: UUID, role: Role, author_id: UUID | None) -> bool:
    """Let authors and moderators take away a contribution, or give a conversation a better title."""
    return member_id == author_id or role in MODERATORS


def may_read_report(role: Role, *, had_seat: bool) -> bool:
    """Let those who had a seat read a report, present or absent, and who organises or moderates."""
    return had_seat or may_watch(role)


def may_see_accounts(role: Role) -> bool:
    """Let organisers see the address, role and state of every account."""
    return role in ORGANISERS


def may_give_roles(role: Role) -> bool:
    """Let administrators alone decide who is organiser, moderator or administrator."""
    return role is Role.ADMINISTRATOR


def may_change_session(member_id: UUID, role: Role, proposer_id: UUID | None) -> bool:
    """Let the proposer and organisers change what a follow-up session is about."""
    return member_id == proposer_id or role in ORGANISERS


def may_see_jobs(role: Role) -> bool:
    """Let administrators see what waits in the outbox, and try again what failed."""
    return role is Role.ADMINISTRATOR
