"""Events over HTTP."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask.views import MethodView
from sqlalchemy.orm import Session

from api import cursors
from api.blueprint import IDEMPOTENCY_KEY, IF_MATCH, Blueprint
from api.idempotency import once
from api.identity import current_member, current_member_or_none, public
from api.locations import located
from api.models import Event, Member
from api.schemas.event_changes import CancellationSchema, EventChangeSchema, NewEventSchema, ResultsSchema
from api.schemas.events import EventPageSchema, EventQuery, EventSchema
from api.services import event_views, events
from api.state import state
from api.versions import require_match, tagged

blp = Blueprint("events", __name__, description="Things with a date: lectures, dialogues, topic sessions, meet-ups")


def shown(session: Session, event_id: UUID, member: Member | None) -> Any:
    """Give the event as the caller sees it. Its version is that of the event itself, not of who comes."""
    view = event_views.get(session, event_id, member, now=state().clock())
    tagged(view.event, conditional=False)
    return view


def _to_change(session: Session, event_id: UUID) -> tuple[Event, Member, datetime]:
    """Give the event, the organiser and the moment of a change that is based on the present version."""
    member = current_member(session)
    event = events.to_change(session, member, event_id)
    require_match(event)
    return event, member, state().clock()


@blp.route("/events")
class Events(MethodView):
    @blp.arguments(EventQuery, location="query")
    @blp.response(200, EventPageSchema)
    @public
    def get(self, query: dict[str, Any]) -> Any:
        """List events by date; the past begins with the last."""
        after = cursors.decode(query.pop("cursor", None), datetime, UUID)
        limit = query.pop("limit")
        names = ("period", "kind", "status", "programme_id", "topic")
        wanted = {name: query.get(name) for name in names}
        with state().database.read() as session:
            member = current_member_or_none(session)
            rows = event_views.listing(session, member, now=state().clock(), after=after, limit=limit, **wanted)
            return cursors.page(rows, limit, lambda row: (row.event.starts_at, row.id))

    @blp.doc(parameters=[IDEMPOTENCY_KEY])
    @blp.arguments(NewEventSchema)
    @blp.response(201, EventSchema)
    def post(self, data: dict[str, Any]) -> Any:
        """Draft an event, as an organiser."""
        located()
        with state().database.unit_of_work() as session:
            member = current_member(session)

            def draft() -> Any:
                event = events.create(session, member, data, now=state().clock())
                return shown(session, event.id, member)

            return once(session, member, EventSchema(), 201, draft)


@blp.route("/events/<uuid:event_id>")
class EventById(MethodView):
    @blp.response(200, EventSchema)
    @public
    def get(self, event_id: UUID) -> Any:
        """Give one event; a draft to organisers only."""
        with state().database.read() as session:
            return shown(session, event_id, current_member_or_none(session))

    @blp.doc(parameters=[IF_MATCH])
    @blp.arguments(EventChangeSchema)
    @blp.response(200, EventSchema)
    def patch(self, data: dict[str, Any], event_id: UUID) -> Any:
        """Change an event, as an organiser; who comes is told what they have to know."""
        with state().database.unit_of_work() as session:
            event, member, now = _to_change(session, event_id)
            events.change(session, event, data, now=now)
            return shown(session, event_id, member)


@blp.route("/events/<uuid:event_id>/publication")
class EventPublication(MethodView):
    @blp.doc(parameters=[IF_MATCH])
    @blp.response(200, EventSchema)
    def post(self, event_id: UUID) -> Any:
        """Announce an event and open its registration, as an organiser."""
        with state().database.unit_of_work() as session:
            event, member, now = _to_change(session, event_id)
            events.publish(session, event, now=now)
            return shown(session, event_id, member)


@blp.route("/events/<uuid:event_id>/cancellation")
class EventCancellation(MethodView):
    @blp.doc(parameters=[IF_MATCH])
    @blp.arguments(CancellationSchema)
    @blp.response(200, EventSchema)
    def post(self, data: dict[str, Any], event_id: UUID) -> Any:
        """Cancel an announced event, as an organiser; everybody who would come is told."""
        with state().database.unit_of_work() as session:
            event, member, now = _to_change(session, event_id)
            events.cancel(session, event, data["reason"], now=now)
            return shown(session, event_id, member)


@blp.route("/events/<uuid:event_id>/results")
class EventResults(MethodView):
    @blp.doc(parameters=[IF_MATCH])
    @blp.arguments(ResultsSchema)
    @blp.response(200, EventSchema)
    def put(self, data: dict[str, Any], event_id: UUID) -> Any:
        """Publish what an event brought, as an organiser; who had a seat is told, the first time."""
        with state().database.unit_of_work() as session:
            event, member, now = _to_change(session, event_id)
            events.put_results(session, event, data["results"], now=now)
            return shown(session, event_id, member)


@blp.route("/events/<uuid:event_id>/related")
class RelatedEvents(MethodView):
    @blp.response(200, EventPageSchema)
    @public
    def get(self, event_id: UUID) -> Any:
        """List the few events that share most with this one: topics, programme."""
        with state().database.read() as session:
            member = current_member_or_none(session)
            rows = event_views.related(session, event_id, member, now=state().clock())
            return {"items": rows, "next": None}
