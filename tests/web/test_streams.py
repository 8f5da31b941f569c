"""Server-sent events, in and out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from flask import Response
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.web.wire import Wire, lines
from web.app import create_web
from web.client import Client
from web.errors import words_for
from web.rendering import render_block
from web.session import api
from web.settings import WebSettings
from web.streams import Event, event_stream, read_events

LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20)


@given(st.lists(LINE, min_size=1, max_size=4), st.sampled_from([None, "phase"]), st.sampled_from([None, "7"]))
def test_what_is_written_is_read_back(lines: list[str], name: str | None, number: str | None):
    event = Event("\n".join(lines), name, number)
    assert list(read_events(event.wire().split("\n"))) == [event]


def test_a_heartbeat_is_passed_on_and_a_half_message_is_not():
    assert list(read_events([": ok", "", "data: a", "", "data: half"])) == [None, Event("a")]


@dataclass
class Source:
    """A live stream at the API, and whether somebody still listens to it."""

    open: bool = False

    def __call__(self) -> Iterator[str]:
        self.open = True
        try:
            yield ": ok\n\n"
            for number in count():
                yield f"data: {number}\n\n"
        finally:
            self.open = False


def live(source: Source) -> FlaskClient:
    app = create_web(WebSettings("x" * 40), Client.in_process(Wire(lambda _: lines(source))))

    def stream() -> Response:
        opened = api.stream("/dialogues/1/stream")

        def messages() -> Iterator[Event | None]:
            for event in read_events(opened):
                yield event and Event(render_block("error.html", "failure", words=words_for(404), detail=event.data))

        return event_stream(messages(), opened)

    app.add_url_rule("/live", "live", stream)
    return app.test_client()


def test_a_stream_opens_at_once_and_is_not_held_back_on_the_way():
    with live(Source()).get("/live", headers={"Accept-Encoding": "gzip"}) as answer:
        assert next(answer.response) == b": ok\n\n"
        assert answer.mimetype == "text/event-stream"
        assert answer.headers["X-Accel-Buffering"] == "no"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Content-Encoding" not in answer.headers


def test_events_of_the_api_reach_the_browser_as_html_in_its_language():
    with live(Source()).get("/live") as answer:
        sent = [bytes(next(answer.response)).decode() for _number in range(4)]
    assert sent[:2] == [": ok\n\n", ": ok\n\n"]
    assert "Deze pagina is er niet" in sent[2]
    assert all(line.startswith("data: ") for line in sent[3].rstrip("\n").split("\n"))


@pytest.mark.parametrize("taken", [0, 1, 3])
def test_a_browser_that_leaves_closes_the_stream_at_the_api(taken: int):
    source = Source()
    answer = live(source).get("/live")
    assert source.open
    for _number in range(taken):
        next(answer.response)
    answer.close()
    assert not source.open
