"""Server-sent events: reading the API's stream and writing one for htmx."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import Response, stream_with_context

from web.client import Stream

LINE_END = re.compile(r"\r\n|\r|\n")
HEARTBEAT = ": ok\n\n"


@dataclass(frozen=True)
class Event:
    """One message of a stream."""

    data: str
    event: str | None = None
    id: str | None = None

    def wire(self) -> str:
        """Write the message as it goes over the wire."""
        lines = [f"id: {self.id}"] if self.id is not None else []
        lines += [f"event: {self.event}"] if self.event else []
        lines += [f"data: {line}" for line in LINE_END.split(self.data)]
        return "\n".join(lines) + "\n\n"


def read_events(lines: Iterable[str]) -> Iterator[Event | None]:
    """Read messages from the lines of a stream; None stands for a heartbeat, to be passed on."""
    data: list[str] = []
    fields: dict[str, str] = {}
    for line in lines:
        if line.startswith(":"):
            yield None
        elif line:
            name, _colon, value = line.partition(":")
            value = value.removeprefix(" ")
            if name == "data":
                data.append(value)
            else:
                fields[name] = value
        elif data or "event" in fields:
            yield Event("\n".join(data), fields.get("event"), fields.get("id"))
            data, fields = [], {}


def event_stream(messages: Iterable[Event | None], source: Stream) -> Response:
    """Answer with a stream for hx-sse: a message without a name is swapped in, one with a name becomes a DOM event.

    The source is closed when the browser leaves, also when it leaves before the first message. The first heartbeat goes out at once, so that the browser and every proxy know that the stream is open.
    """

    def wire() -> Iterator[str]:
        yield HEARTBEAT
        for message in messages:
            yield HEARTBEAT if message is None else message.wire()

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    response = Response(stream_with_context(wire()), mimetype="text/event-stream", headers=headers)
    response.call_on_close(source.close)
    return response
