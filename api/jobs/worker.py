"""The worker: takes jobs from the outbox, one at a time, until it is told to stop."""

import logging
import random
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from api.clock import utcnow
from api.db import Database
from api.jobs import mail, queue
from api.jobs.handlers import HANDLERS, LENGTHY, OUTSIDE, Handler, attachments
from api.jobs.queue import Claim, Lane, LeaseLost
from api.mail.transports import Refused, transport
from api.services import housekeeping
from api.services.outbox import MAIL
from api.settings import Settings

log = logging.getLogger(__name__)

LONGEST_REST = 1.0  # seconds; another process that queues a job cannot wake us
TIDY_EVERY = timedelta(hours=6)


class Worker:
    """Does the jobs of one lane; several may work on one database."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        lane: Lane = Lane.ALL,
        clock: Callable[[], datetime] = utcnow,
        rng: random.Random | None = None,
        handlers: Mapping[str, Handler] = HANDLERS,
    ) -> None:
        self.database, self.settings, self.lane = database, settings, lane
        self.clock, self.rng, self.handlers = clock, rng or random.SystemRandom(), handlers
        self.transport = transport(settings.mail_url)
        self.wake = threading.Event()
        self._tidied: datetime | None = None

    def run_one(self) -> bool:
        """Do one due job; tell whether there was any."""
        claimed = queue.claim(self.database, self.lane, self.clock())
        if claimed is None:
            return False
        try:
            self._do(claimed)
        except LeaseLost:
            log.warning("a job of kind %s took longer than its lease and was taken over", claimed.kind)
        except Exception as error:
            log.exception("a job of kind %s failed at attempt %d", claimed.kind, claimed.attempts)
            self._failed(claimed, error)
        return True

    def run_until_empty(self, limit: int = 10_000) -> int:
        """Do all that is due, and tell how many jobs that were; for tests and for filling a demo."""
        done = 0
        while done < limit and self.run_one():
            done += 1
        self.transport.close()
        return done

    def run_forever(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set (and ``wake`` after it); what was begun is finished."""
        self.database.on_queued(self.wake.set)
        try:
            while not stop.is_set():
                try:
                    if not self.run_one():
                        self._rest(stop)
                except Exception:
                    log.exception("the worker could not reach its queue")
                    self.wake.wait(LONGEST_REST)
        finally:
            self.transport.close()

    def _do(self, claimed: Claim) -> None:
        """Do the job: what it changes and that it is done are one transaction; what leaves it goes before it is marked."""
        if claimed.kind == MAIL or claimed.kind in OUTSIDE:
            if claimed.kind == MAIL:
                mail.send(claimed, self.database, self.settings, self.transport, attachments)
            else:
                OUTSIDE[claimed.kind](self.database)
            with self.database.unit_of_work() as session:
                queue.finish(queue.held(session, claimed), self.clock())
            return
        if claimed.kind in LENGTHY:
            self._do_at_length(claimed)
            return
        with self.database.unit_of_work() as session:
            job = queue.held(session, claimed)
            now = self.clock()
            self.handlers[claimed.kind](session, claimed.payload, now, self.settings)
            queue.finish(job, now)

    def _do_at_length(self, claimed: Claim) -> None:
        """Do what takes minutes, holding on to the lease meanwhile; keeping the result and marking are one transaction."""
        work, keep = LENGTHY[claimed.kind]
        result = work(self.database, claimed.payload, lambda: queue.renew(self.database, claimed, self.clock()))
        with self.database.unit_of_work() as session:
            job = queue.held(session, claimed)
            now = self.clock()
            keep(session, claimed.payload, result, now)
            queue.finish(job, now)

    def _failed(self, claimed: Claim, error: Exception) -> None:
        try:
            queue.fail(self.database, claimed, error, self.clock(), self.rng, for_good=isinstance(error, Refused))
        except LeaseLost:
            log.warning("a job of kind %s failed after it was taken over", claimed.kind)

    def _rest(self, stop: threading.Event) -> None:
        """Wait until something is due, was queued in this process, or may have been queued in another."""
        self.transport.close()
        self._tidy()
        while not stop.is_set():
            now = self.clock()
            due = queue.next_due(self.database, self.lane, now)
            if due is not None and due <= now:
                return
            left = LONGEST_REST if due is None else min((due - now).total_seconds(), LONGEST_REST)
            if self.wake.wait(left):
                self.wake.clear()
                return

    def _tidy(self) -> None:
        now = self.clock()
        if self.lane in (Lane.ALL, Lane.WORK) and (self._tidied is None or now - self._tidied > TIDY_EVERY):
            self._tidied = now
            with self.database.unit_of_work() as session:
                housekeeping.tidy(session, now)


class Crew:
    """The workers of one process: one for work, one for lengthy work, and two for mail that begin at opposite ends."""

    def __init__(self, database: Database, settings: Settings) -> None:
        lanes = (Lane.WORK, Lane.LENGTHY, Lane.OLDEST_MAIL, Lane.NEWEST_MAIL)
        self.workers = [Worker(database, settings, lane=lane) for lane in lanes]
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(
                target=worker.run_forever, args=(self._stop,), name=f"koppen-{worker.lane.value}", daemon=True
            )
            for worker in self.workers
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self, patience: float = 30) -> None:
        """Let every worker finish what it is doing."""
        self._stop.set()
        for worker in self.workers:
            worker.wake.set()
        for thread in self._threads:
            thread.join(patience)
