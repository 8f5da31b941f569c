"""Who is calling: every operation needs a member unless it is marked public."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from flask_jwt_extended import JWTManager, create_access_token, decode_token
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt.exceptions import PyJWTError
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from api.domain.errors import Unauthenticated
from api.domain.vocabulary import Role
from api.models import Member
from api.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])


def public(operation: F) -> F:
    """Open an operation to callers without an account."""
    operation.is_public = True  # type: ignore[attr-defined]
    return operation


def is_public(view: Any, method: str) -> bool:
    """Tell whether the operation behind ``view`` and ``method`` is open to everybody."""
    view_class = getattr(view, "view_class", None)
    operation = getattr(view_class, "get" if method == "HEAD" else method.lower(), None) if view_class else view
    return bool(getattr(operation, "is_public", False))


def access_token(member: Member, family: uuid.UUID | None = None) -> str:
    """Give a short-lived access token for ``member``, in the session of the refresh tokens of ``family``."""
    claims = {"epoch": member.session_epoch} | ({"family": family.hex} if family else {})
    return create_access_token(identity=str(member.id), additional_claims=claims)


def current_family() -> uuid.UUID | None:
    """Give the session that the caller's access token belongs to."""
    family: uuid.UUID | None = g.identity["family"]
    return family


def current_member(session: Session) -> Member:
    """Give the caller, or refuse: the token must be valid and not older than a "log out everywhere"."""
    member = current_member_or_none(session)
    if member is None:
        raise Unauthenticated("Log in first.")
    return member


@dataclass(frozen=True)
class Caller:
    """As much of the caller as a permission needs."""

    id: uuid.UUID
    role: Role


_CALLER = select(Member.role, Member.session_epoch).where(Member.id == bindparam("member"))


def caller(session: Session) -> Caller:
    """Give id and role of the caller, or refuse: as ``current_member``, for paths that are walked very often."""
    identity = getattr(g, "identity", None)
    if identity is None:
        raise Unauthenticated("Log in first.")
    row = session.connection().execute(_CALLER, {"member": identity["member_id"]}).one_or_none()
    if row is None or row.session_epoch != identity["epoch"]:
        raise Unauthenticated("Your session has ended. Log in again.")
    return Caller(identity["member_id"], row.role)


def current_member_or_none(session: Session) -> Member | None:
    """Give the caller, or None for a visitor."""
    identity = getattr(g, "identity", None)
    if identity is None:
        return None
    member = session.get(Member, identity["member_id"])
    if member is None or member.session_epoch != identity["epoch"]:
        raise Unauthenticated("Your session has ended. Log in again.")
    return member


def _read_token() -> None:
    g.identity = None
    header = request.headers.get("Authorization", "")
    if header:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated("Use a Bearer token.")
        try:
            claims = decode_token(token)
            family = uuid.UUID(claims["family"]) if "family" in claims else None
            g.identity = {"member_id": uuid.UUID(claims["sub"]), "epoch": claims["epoch"], "family": family}
        except (PyJWTError, JWTExtendedException, KeyError, ValueError):
            raise Unauthenticated("Your session has ended. Log in again.") from None
    view = current_app.view_functions.get(request.endpoint or "")
    if view is not None and g.identity is None and not is_public(view, request.method) and request.method != "OPTIONS":
        raise Unauthenticated("Log in first.")


def configure(app: Flask, settings: Settings) -> None:
    """Say how the tokens of ``app`` are made."""
    app.config.update(
        JWT_SECRET_KEY=settings.secret_key,
        JWT_ACCESS_TOKEN_EXPIRES=timedelta(minutes=settings.access_minutes),
        JWT_ALGORITHM="HS256",
    )


def register(app: Flask) -> None:
    """Check the token of every request to ``app``."""
    JWTManager(app)
    app.before_request(_read_token)
