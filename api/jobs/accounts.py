"""The worker's part of links in mails: looking the address up, where nobody is waiting for the answer."""

import random
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.domain.vocabulary import MailTokenPurpose
from api.services import mail_tokens
from api.settings import Settings


def send(session: Session, payload: dict[str, Any], now: datetime, settings: Settings) -> None:
    """Mail a link to whoever has the address, if anybody."""
    purpose = MailTokenPurpose(payload["purpose"])
    mail_tokens.send(session, payload["email"], purpose, now=now, rng=random.SystemRandom())


HANDLERS = {mail_tokens.JOB: send}
