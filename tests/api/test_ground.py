"""The ground that every operation stands on."""

import base64
import json

import pytest

from tests.api.conftest import Caller
from tests.hour import begin


def test_an_unknown_name_in_the_query_is_refused_by_name(visitor: Caller):
    answer = visitor.get("/organisations?colour=red")
    assert answer.status_code == 400
    assert answer.json["errors"] == [{"field": "colour", "message": "We do not know this field."}]


def test_a_trailing_slash_is_another_address(visitor: Caller):
    assert visitor.get("/organisations/").status_code == 404


def test_a_wrong_method_tells_which_are_right(visitor: Caller):
    answer = visitor.post("/organisations")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_the_api_answers_json_only(visitor: Caller):
    assert visitor.get("/organisations", headers={"Accept": "text/html"}).status_code == 406


def test_a_list_is_walked_by_its_link(visitor: Caller):
    names, address = [], "/organisations?limit=100"
    while address:
        answer = visitor.get(address)
        names += [row["name"] for row in answer.json["items"]]
        address = answer.headers.get("Link", "").partition(">")[0].removeprefix("</api/v1")
    assert len(names) == len(set(names)) == 342


ID = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("/events", "0001-01-01T00:00:00+14:00"),
        ("/events", "9999-12-31T23:59:59-14:00"),
        ("/events", "2026-01-01T00:00:00"),
        ("/organisations", "\0"),
        ("/organisations", "\ud800"),
    ],
)
def test_a_made_up_cursor_is_refused(visitor: Caller, path: str, first: str):
    cursor = base64.urlsafe_b64encode(json.dumps([first, ID]).encode()).decode()
    answer = visitor.get(f"{path}?cursor={cursor}")
    assert answer.status_code == 400
    assert answer.json["errors"][0]["field"] == "cursor"


def test_a_number_in_a_made_up_cursor_fits_the_database(app, database):
    hour = begin(app, database, people=1)
    cursor = base64.urlsafe_b64encode(json.dumps([str(2**31)]).encode()).decode()
    assert hour.organiser.get(f"{hour.path}/reports?cursor={cursor}").status_code == 400
