"""Server-sent events, in and out."""

from __future__ import annotations

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from web.streams import Event, event_stream, read_events

LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20)


@given(st.lists(LINE, min_size=1, max_size=4), st.sampled_from([None, "phase"]), st.sampled_from([None, "7"]))
def test_what_is_written_is_read_back(lines: list[str], name: str | None, number: str | None):
    event = Event("\n".join(lines), name, number)
    assert list(read_events(event.wire().split("\n"))) == [event]


def test_a_heartbeat_is_passed_on_and_a_half_message_is_not():
    assert list(read_events([": ok", "", "data: a", "", "data: half"])) == [None, Event("a")]


def test_a_stream_opens_at_once_and_is_not_held_back_on_the_way():
    app = Flask("test")
    with app.test_request_context():
        answer = event_stream([Event("<p>1</p>"), None])
        sent = [chunk if isinstance(chunk, str) else chunk.decode() for chunk in answer.response]
    assert sent == [": ok\n\n", "data: <p>1</p>\n\n", ": ok\n\n"]
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert answer.headers["Cache-Control"] == "no-store"
