"""Gunicorn, told what it serves by this program instead of by a file."""

import os
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from api.settings import Settings

STREAMS = 10_000  # open connections of one worker: each live screen keeps one
GRACE = 5  # seconds for requests to end; live streams come back by themselves


class QuietLogger(Logger):
    """Gunicorn's messages in the form, and with the discretion, of our own."""

    def setup(self, cfg: Any) -> None:
        """Let everything go to the one handler of this process."""
        super().setup(cfg)
        self.error_log.handlers[:] = []
        self.error_log.propagate = True


class House(BaseApplication):
    """API and pages in one process, with the outbox worker inside when the settings say so."""

    def __init__(self, settings: Settings, *, host: str, port: int, workers: int) -> None:
        self.settings = settings
        self.crew: Any = None
        self.options = {
            "bind": f"{host}:{port}",
            "workers": workers,
            "worker_class": "gevent",
            "worker_connections": STREAMS,
            "backlog": 2048,
            "keepalive": 15,
            "timeout": 120,
            "graceful_timeout": GRACE,
            "control_socket_disable": True,
            "logger_class": QuietLogger,
            "worker_exit": self._leave,
            "proc_name": "koppen",
        }
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its options."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Build the applications; gunicorn calls this in each worker."""
        from api import create_app as create_api
        from api import logs
        from web.client import Client
        from web.settings import WebSettings
        from web.wsgi import create_house, create_web

        web_settings = WebSettings.from_environment(os.environ)
        if web_settings.api_url:
            return create_web(web_settings, Client(web_settings.api_url))
        api = create_api(self.settings)
        house = create_house(web_settings, api)
        if self.settings.log_requests:
            for room in (api, house.web):
                logs.register(room)  # type: ignore[arg-type]
        if self.settings.worker_inside:
            self._begin_work(api)
        return house

    def _begin_work(self, api: Any) -> None:
        from api.jobs.worker import Crew

        self.crew = Crew(api.extensions["koppen"].database, self.settings)
        self.crew.start()

    def _leave(self, _server: Any, _worker: Any) -> None:
        if self.crew is not None:
            self.crew.stop(patience=GRACE)
