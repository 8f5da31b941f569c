"""The errors that the rules can raise; api/problems.py alone turns them into HTTP answers.

Each error has a slug (the end of the problem's type URI), an HTTP-independent status number and a title; the detail
is a sentence for the person who caused it. Titles and details are English message ids that the edge translates.
"""

from collections.abc import Mapping
from typing import ClassVar


def N_(text: str) -> str:
    """Mark a text for the catalogue without translating it: the edge does that, in the caller's language."""
    return text


class DomainError(Exception):
    """Base of every refusal that a rule can give.

    ``field`` names the offending input in camelCase, ``params`` fill the ``%(name)s`` places of the detail.
    """

    slug: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    title: ClassVar[str] = N_("This is not possible now")

    def __init__(self, detail: str, *, field: str | None = None, params: Mapping[str, object] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field
        self.params = dict(params or {})


class Invalid(DomainError):
    """The input breaks a rule that the shape alone cannot express."""

    slug, status, title = "invalid-input", 400, N_("The input is not valid")


class Unauthenticated(DomainError):
    """The caller did not prove who they are."""

    slug, status, title = "unauthenticated", 401, N_("Log in first")


class NotProven(Unauthenticated):
    """A password, link or token does not prove who the caller is."""

    slug, title = "not-proven", N_("This does not let you in")


class Forbidden(DomainError):
    """The caller is known and may not do this."""

    slug, status, title = "forbidden", 403, N_("You may not do this")


class NotFound(DomainError):
    """The thing does not exist, or its existence is a secret to the caller."""

    slug, status, title = "not-found", 404, N_("This does not exist")


class Conflict(DomainError):
    """The state of the thing does not allow this."""

    slug, status, title = "conflict", 409, N_("This is not possible now")


class Stale(DomainError):
    """Somebody else changed the thing since the caller read it."""

    slug, status, title = "stale", 412, N_("Somebody else changed this in the meantime")


class PreconditionNeeded(DomainError):
    """The change must say which version it is based on."""

    slug, status, title = "precondition-required", 428, N_("Say which version you are changing")


class TooMany(DomainError):
    """The caller asks more often than is reasonable."""

    slug, status, title = "too-many-requests", 429, N_("Too many requests")

    def __init__(
        self, detail: str, *, params: Mapping[str, object] | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(detail, params=params)
        self.retry_after = retry_after  # seconds
