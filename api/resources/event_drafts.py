"""Templates, and events that begin with one or with an earlier event, over HTTP."""

from typing import Any
from uuid import UUID

from flask.views import MethodView
from flask_babel import gettext

from api.blueprint import IDEMPOTENCY_KEY, Blueprint
from api.domain.templates import TEMPLATES
from api.idempotency import once
from api.identity import current_member
from api.locations import located
from api.openapi import PREFIX
from api.resources.events import shown
from api.schemas.event_drafts import EventCopySchema, EventFromTemplateSchema, TemplatesSchema
from api.schemas.events import EventSchema
from api.services import event_drafts
from api.state import state

blp = Blueprint("event-templates", __name__, description="Scripts to begin an event with")


@blp.route("/event-templates")
class EventTemplates(MethodView):
    @blp.response(200, TemplatesSchema)
    def get(self) -> Any:
        """List the templates, in the caller's language."""
        with state().database.read() as session:
            current_member(session)
            return {"items": TEMPLATES}


@blp.route("/event-templates/<template_id>/events")
class EventsFromTemplate(MethodView):
    @blp.doc(parameters=[IDEMPOTENCY_KEY])
    @blp.arguments(EventFromTemplateSchema)
    @blp.response(201, EventSchema)
    def post(self, data: dict[str, Any], template_id: str) -> Any:
        """Draft an event together with its dialogue, as an organiser."""
        located(f"{PREFIX}/events")
        with state().database.unit_of_work() as session:
            member = current_member(session)

            def draft() -> Any:
                now = state().clock()
                event = event_drafts.from_template(session, template_id, member, data, say=gettext, now=now)
                return shown(session, event.id, member)

            return once(session, member, EventSchema(), 201, draft)


@blp.route("/events/<uuid:event_id>/copies")
class EventCopies(MethodView):
    @blp.doc(parameters=[IDEMPOTENCY_KEY])
    @blp.arguments(EventCopySchema)
    @blp.response(201, EventSchema)
    def post(self, data: dict[str, Any], event_id: UUID) -> Any:
        """Draft an event like this one, without its people and what they said, as an organiser."""
        located(f"{PREFIX}/events")
        with state().database.unit_of_work() as session:
            member = current_member(session)

            def draft() -> Any:
                event = event_drafts.copy(session, event_id, member, data, now=state().clock())
                return shown(session, event.id, member)

            return once(session, member, EventSchema(), 201, draft)
