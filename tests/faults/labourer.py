"""A worker in a process of its own, to be killed: it stops in the middle of every third piece of work.

Arguments: database, mail folder, template folder, minutes that its clock is ahead, "stop" or "go", "careful" or
"careless". The careless one marks a job as done before it does it: the mistake that the tests have to notice.
"""

import itertools
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from api.clock import utcnow
from api.db import Database
from api.jobs import queue
from api.jobs.worker import Worker
from api.mail import letters
from api.mail.transports import FileTransport
from api.models import Topic
from api.settings import Settings

URL, MAILS, TEMPLATES, AHEAD, STOPPING, CARE = sys.argv[1:]
letters.FOLDER = Path(TEMPLATES)
pieces = itertools.count(1)


def in_the_middle() -> None:
    """Say so, and wait for the end; go on when there will be none."""
    if STOPPING == "stop" and next(pieces) % 3 == 0:
        print("middle", flush=True)
        sys.stdin.read()


class StoppingTransport(FileTransport):
    """A mailbox after which the worker can be killed: the mail has gone, and nobody has written that down."""

    def send(self, message: Any, **names: Any) -> None:
        super().send(message, **names)
        in_the_middle()


class Careless(Worker):
    """Marks first and works afterwards."""

    def _do(self, claimed: queue.Claim) -> None:
        with self.database.unit_of_work() as session:
            queue.finish(queue.held(session, claimed), self.clock())
        with self.database.unit_of_work() as session:
            add_topic(session, claimed.payload)


def add_topic(session: Any, payload: dict[str, Any], *_rest: Any) -> None:
    name = str(payload["name"])
    session.add(Topic(slug=name, name_nl=name, name_en=name))
    session.flush()
    in_the_middle()


settings = Settings(secret_key="k" * 40, database_url=URL, mail_url=f"file:{MAILS}")
kind = Careless if CARE == "careless" else Worker
worker = kind(
    Database(URL),
    settings,
    clock=lambda: utcnow() + timedelta(minutes=int(AHEAD)),
    handlers={"add_topic": add_topic},
)
worker.transport = StoppingTransport(Path(MAILS))
print(f"done {worker.run_until_empty()}", flush=True)
