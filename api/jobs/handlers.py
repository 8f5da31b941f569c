"""Which function does which kind of job: one explicit list. Those of ``OUTSIDE`` need to be in no transaction.

Of ``LENGTHY`` work the first function does it in no transaction, telling that it is alive; the second keeps the result.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.db import Database
from api.jobs import accounts, dialogues, events, rehearsals, reports
from api.settings import Settings

Handler = Callable[[Session, dict[str, Any], datetime, Settings], None]

attachments = events.attachments
HANDLERS: Mapping[str, Handler] = {**accounts.HANDLERS, **dialogues.HANDLERS, **events.HANDLERS, **reports.HANDLERS}
OUTSIDE: Mapping[str, Callable[[Database], None]] = dialogues.OUTSIDE
LENGTHY: Mapping[str, tuple[Callable[..., Any], Callable[..., None]]] = rehearsals.LENGTHY
