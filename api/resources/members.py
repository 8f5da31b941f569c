"""Members over HTTP: signing up, finding each other, roles."""

from typing import Any
from uuid import UUID

from flask.views import MethodView
from flask_babel import gettext

from api import cursors, passwords, rates
from api.blueprint import IF_MATCH, Blueprint
from api.identity import current_member, public
from api.schemas.accounts import AcceptedSchema, SignUpSchema
from api.schemas.members import MemberPageSchema, MemberQuery, MemberSchema, RoleChangeSchema
from api.services import accounts, members
from api.state import state
from api.versions import require_match, tagged

blp = Blueprint("members", __name__, description="People with an account")


@blp.route("/members")
class Members(MethodView):
    @blp.arguments(SignUpSchema)
    @blp.response(202, AcceptedSchema)
    @public
    def post(self, data: dict[str, Any]) -> Any:
        """Sign up; what comes of it is in the mail."""
        rates.spend("sign-up", data["email"])
        password = data.pop("password", None)
        password_hash = passwords.hashed(password) if password else None
        with state().database.unit_of_work() as session:
            accounts.sign_up(session, accounts.SignUp(**data), password_hash, now=state().clock())
        return {"message": gettext("Look in your mail: there is a message from us, with what to do next.")}

    @blp.arguments(MemberQuery, location="query")
    @blp.response(200, MemberPageSchema)
    def get(self, query: dict[str, Any]) -> Any:
        """List members by name."""
        after = cursors.decode(query.get("cursor"), str, UUID)
        with state().database.read() as session:
            rows = members.listing(
                session,
                current_member(session),
                text=query.get("q"),
                topic_id=query.get("topic_id"),
                after=after,
                limit=query["limit"],
            )
            return cursors.page(rows, query["limit"], lambda row: (row["name"], row["id"]))


@blp.route("/members/<uuid:member_id>")
class MemberById(MethodView):
    @blp.response(200, MemberSchema)
    def get(self, member_id: UUID) -> Any:
        """Give one member."""
        with state().database.read() as session:
            viewer = current_member(session)
            return members.card(tagged(members.get(session, viewer, member_id)), viewer)

    @blp.doc(parameters=[IF_MATCH])
    @blp.arguments(RoleChangeSchema)
    @blp.response(200, MemberSchema)
    def patch(self, data: dict[str, Any], member_id: UUID) -> Any:
        """Give a member another role, as an administrator."""
        with state().database.unit_of_work() as session:
            giver = current_member(session)
            member = members.get(session, giver, member_id)
            require_match(member)
            return members.card(tagged(members.give_role(session, giver, member, data["role"])), giver)
