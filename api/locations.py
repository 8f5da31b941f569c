"""Where something new can be read: the Location header of a 201 answer."""

from flask import after_this_request, request
from werkzeug import Response


def located(collection: str | None = None, *, by: str = "id") -> None:
    """Lead from a 201 answer to what was made: what it is known ``by`` in its body, below ``collection`` (this address when left out).

    That is read from the answer itself, so that a request that was answered before leads to the same place.
    """
    base = collection or request.path

    @after_this_request
    def _locate(response: Response) -> Response:
        if response.status_code == 201:
            response.headers["Location"] = f"{base}/{response.get_json()[by]}"
        return response
