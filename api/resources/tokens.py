"""Logging in, staying in and logging out over HTTP."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from flask.views import MethodView

from api import passwords, rates
from api.blueprint import Blueprint
from api.domain.errors import NotProven
from api.domain.vocabulary import MailTokenPurpose
from api.identity import access_token, current_family, current_member, public
from api.schemas.accounts import GrantType, TokenRequestSchema, TokensSchema
from api.services import accounts, sessions
from api.state import state

blp = Blueprint("tokens", __name__, description="Sessions: access tokens, and the refresh tokens that give new ones")


def policy() -> sessions.Policy:
    """Give how long sessions last here."""
    settings = state().settings
    return sessions.Policy(timedelta(days=settings.refresh_days), timedelta(seconds=settings.refresh_grace_seconds))


def arguments() -> dict[str, Any]:
    """Give what every service that opens a session needs."""
    return {"policy": policy(), "now": state().clock(), "rng": state().rng}


def pair(opened: sessions.Opened) -> dict[str, Any]:
    """Give the tokens of a session that was opened or carried on."""
    return {
        "access_token": access_token(opened.member, opened.family),
        "refresh_token": opened.refresh_token,
        "token_type": "Bearer",
        "expires_in": state().settings.access_minutes * 60,
    }


def _by_password(data: Mapping[str, Any]) -> sessions.Opened:
    """Check the password between two transactions: hashing is slow, and nobody may have to wait for it."""
    rates.spend("login", data["email"])
    with state().database.read() as session:
        known = accounts.credentials(session, data["email"])
    right = passwords.matches(data["password"], known.password_hash if known else None)
    opened = None
    if known and right:
        with state().database.unit_of_work() as session:
            opened = accounts.log_in(session, known, **arguments())
    if opened is None:
        raise NotProven("This mail address and password do not belong together, or are not confirmed yet.")
    return opened


def _by_link(data: Mapping[str, Any]) -> sessions.Opened:
    with state().database.unit_of_work() as session:
        opened = accounts.follow_link(session, data["token"], MailTokenPurpose.LOGIN, **arguments())
    if opened is None:
        raise NotProven("This link has been used or is too old. Ask for a new one.")
    return opened


def _by_refresh(data: Mapping[str, Any]) -> sessions.Opened:
    with state().database.unit_of_work() as session:
        opened = sessions.refresh(session, data["refresh_token"], **arguments())
    if opened is None:  # raised here, since the end of a stolen family must be on disk
        raise NotProven("Your session has ended. Log in again.")
    return opened


GRANTS: Mapping[GrantType, Callable[[Mapping[str, Any]], sessions.Opened]] = {
    GrantType.PASSWORD: _by_password,
    GrantType.LINK: _by_link,
    GrantType.REFRESH: _by_refresh,
}


@blp.route("/tokens")
class Tokens(MethodView):
    @blp.arguments(TokenRequestSchema)
    @blp.response(201, TokensSchema)
    @public
    def post(self, data: dict[str, Any]) -> Any:
        """Log in, or carry on with a refresh token."""
        return pair(GRANTS[data["grant_type"]](data))

    @blp.response(204)
    def delete(self) -> None:
        """Log out everywhere."""
        with state().database.unit_of_work() as session:
            sessions.end_all(session, current_member(session))


@blp.route("/tokens/current")
class CurrentTokens(MethodView):
    @blp.response(204)
    def delete(self) -> None:
        """Log out here: the refresh tokens that came with this access token end."""
        with state().database.unit_of_work() as session:
            member, family = current_member(session), current_family()
            if family is not None:
                sessions.end(session, member, family)
