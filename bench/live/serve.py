"""Serve the house as `koppen serve` does, giving out the least rated statement first: `python -m bench.live.serve PORT`."""

import sys

from gevent import monkey


def main() -> None:
    """Serve until stopped."""
    from api import logs
    from api.settings import Settings
    from bench.live.fewest_first import FewestFirstHouse

    settings = Settings.from_environment()
    logs.configure(as_json=settings.log_json)
    FewestFirstHouse(settings, host="127.0.0.1", port=int(sys.argv[1]), workers=1).run()


if __name__ == "__main__":
    monkey.patch_all()  # before anything that uses a socket or a lock is imported
    main()
