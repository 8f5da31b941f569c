"""Organisations over HTTP."""

from typing import Any
from uuid import UUID

from flask.views import MethodView

from api import cursors
from api.blueprint import Blueprint
from api.identity import public
from api.schemas.organisations import OrganisationPageSchema, OrganisationQuery, OrganisationSchema
from api.services import organisations
from api.state import state

blp = Blueprint("organisations", __name__, description="Municipalities by CBS code, and partnerships")


@blp.route("/organisations")
class Organisations(MethodView):
    @blp.arguments(OrganisationQuery, location="query")
    @blp.response(200, OrganisationPageSchema)
    @public
    def get(self, query: dict[str, Any]) -> Any:
        """List organisations by name."""
        after = cursors.decode(query.get("cursor"), str, UUID)
        with state().database.read() as session:
            rows = organisations.listing(
                session, kind=query.get("kind"), name_part=query.get("q"), after=after, limit=query["limit"]
            )
            return cursors.page(rows, query["limit"], lambda row: (row.name, row.id))


@blp.route("/organisations/<uuid:organisation_id>")
class OrganisationById(MethodView):
    @blp.response(200, OrganisationSchema)
    @public
    def get(self, organisation_id: UUID) -> Any:
        """Give one organisation."""
        with state().database.read() as session:
            return organisations.get(session, organisation_id)
