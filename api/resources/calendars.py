"""Calendar files over HTTP."""

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_babel import force_locale, gettext
from itsdangerous import BadSignature, URLSafeSerializer

from api.blueprint import Blueprint
from api.domain.errors import NotFound
from api.domain.vocabulary import RegistrationStatus
from api.identity import current_member, current_member_or_none, public
from api.models import Member
from api.openapi import PREFIX
from api.schemas.calendars import CalendarAddressSchema
from api.services import calendars, event_views
from api.state import state

blp = Blueprint("calendars", __name__, description="Events in one's own calendar")

FILE = {"type": "string", "description": "iCalendar (RFC 5545)"}


def _house() -> calendars.House:
    settings = state().settings
    return calendars.House.of(settings.base_url, settings.mail_from)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(state().settings.secret_key, salt="calendar")


def _file(content: bytes, name: str) -> Response:
    answer = Response(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return answer


@blp.route("/events/<uuid:event_id>/calendar")
class EventCalendar(MethodView):
    @blp.response(200, FILE, content_type="text/calendar")
    @public
    def get(self, event_id: UUID) -> Any:
        """Give the calendar file of an event, with the link for who has a seat."""
        now = state().clock()
        with state().database.read() as session:
            view = event_views.get(session, event_id, current_member_or_none(session), now=now)
            seated = view.registration is not None and view.registration.status is RegistrationStatus.CONFIRMED
            return _file(calendars.of_event(view.event, _house(), stamp=now, with_link=seated), "koppen")


@blp.route("/me/calendar")
class MyCalendar(MethodView):
    @blp.response(200, CalendarAddressSchema)
    def get(self) -> Any:
        """Give the address that one's calendar program can follow; "log out everywhere" ends it."""
        with state().database.read() as session:
            member = current_member(session)
            token = _signer().dumps([member.id.hex, member.session_epoch])
            return {"url": f"{_house().base_url}{PREFIX}/calendars/{token}"}


@blp.route("/calendars/<string:token>")
class Calendars(MethodView):
    @blp.response(200, FILE, content_type="text/calendar")
    @public
    def get(self, token: str) -> Any:
        """Give the calendar that a signed address stands for: what a member is registered for, always up to date."""
        try:
            member_id, epoch = _signer().loads(token)
        except BadSignature:
            raise NotFound("This calendar does not exist.") from None
        with state().database.read() as session:
            member = session.get(Member, UUID(member_id))
            if member is None or member.session_epoch != epoch:
                raise NotFound("This calendar does not exist.")
            with force_locale(str(member.locale)):
                title = gettext("My events at Koppen bij Elkaar")
            return _file(
                calendars.of_member(session, member, _house(), title=title, now=state().clock()), "koppen-bij-elkaar"
            )
