"""Links in mails over HTTP: asking for one, and using one to confirm an address or choose a password."""

from typing import Any

from flask.views import MethodView
from flask_babel import gettext

from api import passwords, rates
from api.blueprint import Blueprint
from api.domain.errors import Invalid
from api.domain.vocabulary import MailTokenPurpose
from api.identity import public
from api.resources.tokens import arguments, pair
from api.schemas.accounts import AcceptedSchema, EmailSchema, MailedTokenSchema, NewPasswordSchema, TokensSchema
from api.services import accounts, mail_tokens
from api.services.sessions import Opened
from api.state import state

blp = Blueprint("mailed links", __name__, description="Proving an address by a link in a mail")


def _ask(action: str, email: str, purpose: MailTokenPurpose) -> dict[str, str]:
    rates.spend(action, email)
    with state().database.unit_of_work() as session:
        mail_tokens.ask(session, email, purpose, now=state().clock())
    return {"message": gettext("Do we know this address? Then you will soon find a mail with a link.")}


def _good(opened: Opened | None) -> dict[str, Any]:
    if opened is None:
        raise Invalid("This link has been used or is too old. Ask for a new one.", field="token")
    return pair(opened)


@blp.route("/login-links")
class LoginLinks(MethodView):
    @blp.arguments(EmailSchema)
    @blp.response(202, AcceptedSchema)
    @public
    def post(self, data: dict[str, Any]) -> Any:
        """Mail a link to log in with, to whoever has this address."""
        return _ask("login-link", data["email"], MailTokenPurpose.LOGIN)


@blp.route("/password-resets")
class PasswordResets(MethodView):
    @blp.arguments(EmailSchema)
    @blp.response(202, AcceptedSchema)
    @public
    def post(self, data: dict[str, Any]) -> Any:
        """Mail a link to choose a new password with, to whoever has this address."""
        return _ask("password-reset", data["email"], MailTokenPurpose.RESET)


@blp.route("/passwords")
class Passwords(MethodView):
    @blp.arguments(NewPasswordSchema)
    @blp.response(201, TokensSchema)
    @public
    def post(self, data: dict[str, Any]) -> Any:
        """Choose a new password with a mailed link: logs out everywhere and in here."""
        with state().database.read() as session:  # hashing is dear: nothing is hashed for a made-up link
            good = mail_tokens.is_good(session, data["token"], MailTokenPurpose.RESET, now=state().clock())
        if not good:
            return _good(None)
        password_hash = passwords.hashed(data["password"])
        with state().database.unit_of_work() as session:
            opened = accounts.reset_password(session, data["token"], password_hash, **arguments())
        return _good(opened)


@blp.route("/email-confirmations")
class EmailConfirmations(MethodView):
    @blp.arguments(MailedTokenSchema)
    @blp.response(201, TokensSchema)
    @public
    def post(self, data: dict[str, Any]) -> Any:
        """Confirm an address with the link of a sign-up, and log in."""
        with state().database.unit_of_work() as session:
            opened = accounts.follow_link(session, data["token"], MailTokenPurpose.CONFIRM, **arguments())
        return _good(opened)
