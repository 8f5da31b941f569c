"""The command that serves the house: API and pages, on gunicorn with gevent."""

import click


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Processes; more than one needs PostgreSQL and Redis.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the API and the pages."""
    from gevent import monkey

    monkey.patch_all()  # before anything that uses a socket or a lock is imported

    from api import logs
    from koppen.cli import settings
    from koppen.house import House

    chosen = settings()
    if workers > 1 and chosen.sqlite_path is not None:
        raise click.ClickException("SQLite has one writer: serve it with --workers 1, or use PostgreSQL.")
    if workers > 1 and chosen.redis_url is None:
        raise click.ClickException("Several workers tell each other the news through Redis: set KOPPEN_REDIS_URL.")
    logs.configure(as_json=chosen.log_json)
    House(chosen, host=host, port=port, workers=workers).run()
