"""Many greenlets on one database file, in a process of its own because it patches the sockets and locks.

Every writer gives way to the others while it holds the only writing connection, as a request does that waits for
something else; a ticking greenlet shows whether the process stayed alive.
"""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402

import gevent  # noqa: E402
from sqlalchemy import func, select  # noqa: E402

from api.db import Database  # noqa: E402
from api.models import Topic  # noqa: E402

database = Database(sys.argv[1])
ticks = 0


def write(number: int) -> None:
    with database.unit_of_work() as session:
        session.add(Topic(slug=f"t{number}", name_nl=f"t{number}", name_en=f"t{number}"))
        session.flush()
        gevent.sleep(0.01)


def read() -> int:
    with database.read() as session:
        gevent.sleep(0.001)
        return session.scalar(select(func.count()).select_from(Topic)) or 0


def tick() -> None:
    global ticks
    while True:
        ticks += 1
        gevent.sleep(0.005)


gevent.spawn(tick)
jobs = [gevent.spawn(write, number) for number in range(60)] + [gevent.spawn(read) for _each in range(200)]
gevent.joinall(jobs, timeout=30, raise_error=True)
print(read(), sum(job.successful() for job in jobs), ticks)
