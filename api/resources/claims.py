"""Claims over HTTP: what the writer of an anonymous statement asks, with the claim alone.

The claim travels in bodies only. A token is refused: whoever sent one would tell which member wrote which statement.
"""

from typing import Any

from flask import request
from flask.views import MethodView

from api import rates
from api.blueprint import Blueprint
from api.domain import claims as rules
from api.domain.errors import Invalid
from api.identity import public
from api.schemas.claims import AcceptanceSchema, ClaimSchema, ForgettingSchema, HeldSchema, MetSchema, RefusalSchema
from api.services import claims
from api.state import state

blp = Blueprint("claims", __name__, description="What the writer of an anonymous statement asks, without an account")


def _secret(body: dict[str, Any]) -> str:
    """Read the claim; whoever also says who they are is stopped before anything is looked up."""
    if "Authorization" in request.headers:
        raise Invalid("Send no token here: it would tell who wrote this.", field="Authorization")
    rates.spend("claim", rates.NO_ADDRESS)
    return rules.read(body["claim"])


@blp.route("/claims")
class Claims(MethodView):
    @blp.arguments(ClaimSchema)
    @blp.response(200, HeldSchema)
    @public
    def post(self, body: dict[str, Any]) -> Any:
        """Look up who offers to think along at one's own statement."""
        secret = _secret(body)
        with state().database.read() as session:
            return claims.look_up(session, secret)


@blp.route("/claims/acceptances")
class Acceptances(MethodView):
    @blp.arguments(AcceptanceSchema)
    @blp.response(200, MetSchema)
    @public
    def post(self, body: dict[str, Any]) -> Any:
        """Say yes to an offer: both then know each other's names. Again changes nothing."""
        secret = _secret(body)
        with state().database.unit_of_work() as session:
            return claims.accept(
                session,
                secret,
                body["offer_id"],
                name=body["name"],
                contact=body["contact"],
                message=body["message"],
                now=state().clock(),
            )


@blp.route("/claims/refusals")
class Refusals(MethodView):
    @blp.arguments(RefusalSchema)
    @blp.response(204)
    @public
    def post(self, body: dict[str, Any]) -> None:
        """Say no to an offer. Who offered is not told."""
        secret = _secret(body)
        with state().database.unit_of_work() as session:
            claims.set_aside(session, secret, body["offer_id"])


@blp.route("/claims/forgettings")
class Forgettings(MethodView):
    @blp.arguments(ForgettingSchema)
    @blp.response(204)
    @public
    def post(self, body: dict[str, Any]) -> None:
        """Delete an introduction, for the other as well."""
        secret = _secret(body)
        with state().database.unit_of_work() as session:
            claims.forget(session, secret, body["introduction_id"])
