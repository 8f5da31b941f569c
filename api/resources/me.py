"""One's own account over HTTP."""

from typing import Any

from flask.views import MethodView

from api import passwords, rates
from api.blueprint import IF_MATCH, Blueprint
from api.domain.errors import Invalid
from api.identity import current_member
from api.resources.tokens import arguments, pair
from api.schemas.accounts import ErasureQuery, MeChangeSchema, MeSchema, PasswordChangeSchema, TokensSchema
from api.schemas.export import ExportSchema
from api.services import accounts, erasure, export, profile
from api.state import state
from api.versions import require_match, tagged

blp = Blueprint("me", __name__, description="One's own account: reading, correcting, taking along, erasing")


@blp.route("/me")
class Me(MethodView):
    @blp.response(200, MeSchema)
    def get(self) -> Any:
        """Give one's own account."""
        with state().database.read() as session:
            return tagged(profile.read(session, current_member(session)))

    @blp.doc(parameters=[IF_MATCH])
    @blp.arguments(MeChangeSchema)
    @blp.response(200, MeSchema)
    def patch(self, data: dict[str, Any]) -> Any:
        """Correct one's own account; what is left out stays."""
        with state().database.unit_of_work() as session:
            member = current_member(session)
            require_match(member)
            return tagged(profile.change(session, member, data))

    @blp.arguments(ErasureQuery, location="query")
    @blp.response(204)
    def delete(self, query: dict[str, Any]) -> None:
        """Erase one's account, and what one wrote unless it may stay."""
        with state().database.unit_of_work() as session:
            member = current_member(session)
            erasure.erase(session, member, keep_contributions=query["keep_contributions"], now=state().clock())


@blp.route("/me/password")
class MyPassword(MethodView):
    @blp.arguments(PasswordChangeSchema)
    @blp.response(200, TokensSchema)
    def put(self, data: dict[str, Any]) -> Any:
        """Choose another password: logs out everywhere and in here."""
        with state().database.read() as session:
            member = current_member(session)
            present = member.password_hash
        rates.spend("login", member.email)
        if present is not None and not passwords.matches(data.get("current_password", ""), present):
            raise Invalid("This is not your present password.", field="currentPassword")
        password_hash = passwords.hashed(data["password"])
        with state().database.unit_of_work() as session:
            opened = accounts.choose_password(session, current_member(session), password_hash, **arguments())
        return pair(opened)


@blp.route("/me/export")
class MyExport(MethodView):
    @blp.response(200, ExportSchema)
    def get(self) -> Any:
        """Give everything that is stored about oneself."""
        with state().database.read() as session:
            return {"exported_at": state().clock(), "records": export.of(session, current_member(session))}
