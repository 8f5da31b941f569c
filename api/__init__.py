"""The JSON API of Koppen bij Elkaar."""

from api.app import create_app

__all__ = ["create_app"]
