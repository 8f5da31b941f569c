"""A worker that is killed while a rehearsal is being played: the next one plays it again, and it is kept once."""

import os
import subprocess
import sys
import time
import uuid
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from api.clock import utcnow
from api.db import Database
from api.domain.vocabulary import PhaseKind, RehearsalState, Role
from api.jobs.queue import Lane
from api.jobs.worker import Worker
from api.models import Dialogue, Job, Phase, Rehearsal
from api.services import rehearsals
from api.settings import Settings
from tests import factories

ROOT = Path(__file__).parents[2]
SECRET = "only-for-the-tests-of-killed-workers-0123456789"
PATIENCE = 60  # seconds


def asked(database: Database) -> uuid.UUID:
    """Give an event a script and ask for its rehearsal, as an organiser."""
    with database.unit_of_work() as session:
        organiser = factories.member(session, Role.ORGANISER)
        event = factories.event(session, starts_at=utcnow() + timedelta(days=30))
        dialogue = Dialogue(event=event, created_at=utcnow())
        dialogue.phases = [
            Phase(position=0, kind=PhaseKind.QUESTION, prompt="What?", min_seconds=0, max_seconds=300, tail_seconds=60)
        ]
        session.add(dialogue)
        session.flush()
        rehearsals.ask(session, event.id, organiser, people=20, now=utcnow())
        return event.id


def taken(database: Database) -> bool:
    with database.read() as session:
        return session.scalars(select(Job).where(Job.kind == rehearsals.JOB)).one().lease is not None


def test_a_rehearsal_whose_worker_was_killed_is_played_again_and_kept_once(database_url: str, tmp_path: Path):
    database = Database(database_url)
    event_id = asked(database)
    own = {"KOPPEN_SECRET_KEY": SECRET, "KOPPEN_DATABASE_URL": database_url, "KOPPEN_MAIL_URL": f"file:{tmp_path}"}
    process = subprocess.Popen([sys.executable, "-m", "koppen", "work"], cwd=ROOT, env=os.environ | own)
    until = time.monotonic() + PATIENCE
    while not taken(database) and time.monotonic() < until:
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert taken(database)
    settings = Settings(secret_key=SECRET, database_url=database_url, mail_url=f"file:{tmp_path}")
    assert Worker(database, settings, lane=Lane.LENGTHY).run_until_empty() == 0  # somebody may still be at it
    later = Worker(database, settings, lane=Lane.LENGTHY, clock=lambda: utcnow() + timedelta(minutes=3))
    assert later.run_until_empty() == 1
    with database.read() as session:
        kept = session.get_one(Rehearsal, event_id)
        assert kept.state is RehearsalState.DONE
        assert kept.outcome is not None
        assert session.scalars(select(Job).where(Job.kind == rehearsals.JOB)).one().done_at is not None
    database.dispose()
