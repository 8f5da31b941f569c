"""The command that does the work in the outbox: mail, reminders, reports."""

import signal

import click

STOP = {signal.SIGTERM, signal.SIGINT}


@click.command()
def work() -> None:
    """Do the work in the outbox until stopped; what was begun is finished first."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP)  # before any thread begins, numpy's too: only we hear the signals
    from api import logs
    from api.db import Database
    from api.jobs.worker import Crew
    from koppen.cli import settings

    chosen = settings()
    logs.configure(as_json=chosen.log_json)
    database = Database(chosen.database_url)
    crew = Crew(database, chosen)
    crew.start()
    click.echo("Working. Stop with Ctrl-C.", err=True)
    signal.sigwait(STOP)
    crew.stop()
    database.dispose()
