"""The command that does the work in the outbox: mail, reminders, reports."""

import signal

import click

STOP = {signal.SIGTERM, signal.SIGINT}


@click.command()
def work() -> None:
    """Do the work in the outbox until stopped; what was begun is finished first."""
    from api import logs
    from api.db import Database
    from api.jobs.worker import Crew
    from koppen.cli import settings

    chosen = settings()
    logs.configure(as_json=chosen.log_json)
    database = Database(chosen.database_url)
    crew = Crew(database, chosen)
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP)  # before the threads begin, so that only we hear the signals
    crew.start()
    click.echo("Working. Stop with Ctrl-C.", err=True)
    signal.sigwait(STOP)
    crew.stop()
    database.dispose()
