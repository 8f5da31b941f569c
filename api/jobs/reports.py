"""What a report leaves to do: telling the rest of a large event."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.models import Report
from api.services import reports
from api.settings import Settings


def announce(session: Session, payload: dict[str, Any], now: datetime, _settings: Settings) -> None:
    """Queue the next mails that a report is ready."""
    reports.announce(session, session.get_one(Report, UUID(payload["reportId"])), now, after=UUID(payload["after"]))


HANDLERS = {reports.ANNOUNCE_JOB: announce}
