"""The ground that every operation stands on."""

from tests.api.conftest import Caller


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
