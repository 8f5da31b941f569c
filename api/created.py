"""The answer to a creating POST: where the new thing is, and which version it has."""

from typing import Any

from flask import Response, after_this_request

from api.versions import tagged


def created(result: Any, collection: str) -> Any:
    """Name the address of what was made below ``collection``, also when ``result`` is the answer of an earlier time."""
    replayed = isinstance(result, Response)
    identity = result.json["id"] if replayed else result.id

    @after_this_request
    def _locate(response: Response) -> Response:
        response.headers["Location"] = f"{collection}/{identity}"
        return response

    return result if replayed else tagged(result)
