"""Which function does which kind of job: one explicit list."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.jobs import dialogues, reports
from api.jobs.mail import none
from api.settings import Settings

Handler = Callable[[Session, dict[str, Any], datetime, Settings], None]

attachments = none
HANDLERS: Mapping[str, Handler] = {**dialogues.HANDLERS, **reports.HANDLERS}
