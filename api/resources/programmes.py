"""Programmes over HTTP."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask.views import MethodView

from api import cursors
from api.blueprint import IDEMPOTENCY_KEY, IF_MATCH, Blueprint
from api.idempotency import once
from api.identity import current_member, current_member_or_none, public
from api.locations import located
from api.schemas.chains import ChainLinkPageSchema, ChainQuery
from api.schemas.programmes import (
    NewProgrammeSchema,
    ProgrammeChangeSchema,
    ProgrammePageSchema,
    ProgrammeQuery,
    ProgrammeSchema,
)
from api.services import chains, programmes
from api.state import state
from api.versions import require_match, tagged

blp = Blueprint("programmes", __name__, description="Series that events belong to")


@blp.route("/programmes")
class Programmes(MethodView):
    @blp.arguments(ProgrammeQuery, location="query")
    @blp.response(200, ProgrammePageSchema)
    @public
    def get(self, query: dict[str, Any]) -> Any:
        """List programmes by title."""
        after = cursors.decode(query.get("cursor"), str, UUID)
        with state().database.read() as session:
            rows = programmes.listing(session, after=after, limit=query["limit"])
            return cursors.page(rows, query["limit"], lambda row: (row.title, row.id))

    @blp.doc(parameters=[IDEMPOTENCY_KEY])
    @blp.arguments(NewProgrammeSchema)
    @blp.response(201, ProgrammeSchema)
    def post(self, data: dict[str, Any]) -> Any:
        """Start a programme, as an organiser."""
        located()
        with state().database.unit_of_work() as session:
            member = current_member(session)

            def start() -> Any:
                return tagged(programmes.create(session, member, data, now=state().clock()))

            return once(session, member, ProgrammeSchema(), 201, start)


@blp.route("/programmes/<uuid:programme_id>")
class ProgrammeById(MethodView):
    @blp.response(200, ProgrammeSchema)
    @public
    def get(self, programme_id: UUID) -> Any:
        """Give one programme."""
        with state().database.read() as session:
            return tagged(programmes.get(session, programme_id))

    @blp.doc(parameters=[IF_MATCH])
    @blp.arguments(ProgrammeChangeSchema)
    @blp.response(200, ProgrammeSchema)
    def patch(self, data: dict[str, Any], programme_id: UUID) -> Any:
        """Change a programme, as an organiser."""
        with state().database.unit_of_work() as session:
            programme = programmes.to_change(session, current_member(session), programme_id)
            require_match(programme)
            return tagged(programmes.change(session, programme, data))


@blp.route("/programmes/<uuid:programme_id>/chain")
class ProgrammeChain(MethodView):
    @blp.arguments(ChainQuery, location="query")
    @blp.response(200, ChainLinkPageSchema)
    @public
    def get(self, query: dict[str, Any], programme_id: UUID) -> Any:
        """List the events of a programme in order of time, with what grew from each, as far as the caller may see it."""
        after = cursors.decode(query.get("cursor"), datetime, UUID)
        with state().database.read() as session:
            member = current_member_or_none(session)
            rows = chains.of(session, programme_id, member, after=after, limit=query["limit"])
            return cursors.page(rows, query["limit"], lambda row: (row.event.starts_at, row.event.id))
