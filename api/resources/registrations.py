"""Registrations and invitations over HTTP."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import after_this_request
from flask.views import MethodView
from werkzeug import Response

from api import cursors
from api.blueprint import IDEMPOTENCY_KEY, Blueprint
from api.idempotency import once
from api.identity import current_member
from api.locations import located
from api.openapi import PREFIX
from api.schemas.registrations import (
    EventRegistrationPageSchema,
    EventRegistrationQuery,
    InvitationSchema,
    MyRegistrationPageSchema,
    MyRegistrationQuery,
    NewInvitationSchema,
    NewRegistrationSchema,
    RegistrationSchema,
)
from api.services import invitations, registrations
from api.state import state

blp = Blueprint("registrations", __name__, description="Who comes to an event, and who waits for a seat")


@blp.route("/events/<uuid:event_id>/registrations")
class EventRegistrations(MethodView):
    @blp.arguments(EventRegistrationQuery, location="query")
    @blp.response(200, EventRegistrationPageSchema)
    def get(self, query: dict[str, Any], event_id: UUID) -> Any:
        """List who registered, in the order of the queue, as an organiser."""
        after = cursors.decode(query.get("cursor"), datetime, UUID)
        with state().database.read() as session:
            rows = registrations.of_event(
                session,
                event_id,
                current_member(session),
                status=query.get("status"),
                after=after,
                limit=query["limit"],
            )
            return cursors.page(rows, query["limit"], lambda row: (row.registration.queued_at, row.id))

    @blp.doc(parameters=[IDEMPOTENCY_KEY])
    @blp.arguments(NewRegistrationSchema)
    @blp.response(201, RegistrationSchema)
    @blp.alt_response(200, schema=RegistrationSchema, description="Registered already")
    def post(self, data: dict[str, Any], event_id: UUID) -> Any:
        """Register for an event; when it is full, this gives a place on the waiting list."""
        located(f"{PREFIX}/registrations")
        answers = [(row["question_id"], row["answer"]) for row in data["answers"]]
        with state().database.unit_of_work() as session:
            member = current_member(session)

            def register() -> Any:
                found = registrations.register(session, event_id, member, answers, now=state().clock())
                if not found.is_new:
                    _answer_with(200)
                return found

            return once(session, member, RegistrationSchema(), lambda found: 201 if found.is_new else 200, register)


def _answer_with(status: int) -> None:
    @after_this_request
    def _status(response: Response) -> Response:
        response.status_code = status if response.status_code < 300 else response.status_code
        return response


@blp.route("/registrations/<uuid:registration_id>")
class RegistrationById(MethodView):
    @blp.response(200, RegistrationSchema)
    def get(self, registration_id: UUID) -> Any:
        """Give one's own registration, or any to an organiser."""
        with state().database.read() as session:
            return registrations.get(session, registration_id, current_member(session))

    @blp.response(204)
    def delete(self, registration_id: UUID) -> None:
        """Cancel a registration; the first on the waiting list moves up."""
        with state().database.unit_of_work() as session:
            registrations.cancel(session, registration_id, current_member(session), now=state().clock())


@blp.route("/me/registrations")
class MyRegistrations(MethodView):
    @blp.arguments(MyRegistrationQuery, location="query")
    @blp.response(200, MyRegistrationPageSchema)
    def get(self, query: dict[str, Any]) -> Any:
        """List one's own registrations by the date of the event."""
        after = cursors.decode(query.get("cursor"), datetime, UUID)
        with state().database.read() as session:
            rows = registrations.of_member(
                session,
                current_member(session),
                period=query["period"],
                now=state().clock(),
                after=after,
                limit=query["limit"],
            )
            return cursors.page(rows, query["limit"], lambda row: (row.event.event.starts_at, row.id))


@blp.route("/events/<uuid:event_id>/invitations")
class EventInvitations(MethodView):
    @blp.doc(parameters=[IDEMPOTENCY_KEY])
    @blp.arguments(NewInvitationSchema)
    @blp.response(202, InvitationSchema)
    def post(self, data: dict[str, Any], event_id: UUID) -> Any:
        """Tell a colleague about an event by mail; the answer is the same whoever they are."""
        with state().database.unit_of_work() as session:
            member = current_member(session)

            def invite() -> Any:
                invitations.invite(session, event_id, member, data["email"], now=state().clock())
                return {"status": "accepted"}

            return once(session, member, InvitationSchema(), 202, invite)
