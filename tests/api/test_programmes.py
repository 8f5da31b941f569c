"""Programmes over HTTP."""

from tests.api.conftest import Caller


def test_an_organiser_starts_a_programme_that_everybody_can_read(organiser: Caller, visitor: Caller):
    made = organiser.post("/programmes", {"title": "Frontrunners", "description": "Six *hours*."})
    assert made.status_code == 201
    assert visitor.get(made.headers["Location"].removeprefix("/api/v1")).json == made.json
    assert [row["title"] for row in visitor.get("/programmes").json["items"]] == ["Frontrunners"]


def test_the_list_of_programmes_is_walked_by_its_cursor(organiser: Caller, visitor: Caller):
    for number in range(5):
        organiser.post("/programmes", {"title": f"Programme {number}"})
    first = visitor.get("/programmes?limit=3").json
    second = visitor.get(f"/programmes?limit=3&cursor={first['next']}").json
    assert [row["title"][-1] for row in first["items"] + second["items"]] == list("01234")
    assert second["next"] is None


def test_two_programmes_cannot_have_one_title(organiser: Caller):
    for title in ("One", "Two"):
        made = organiser.post("/programmes", {"title": title})
    assert organiser.post("/programmes", {"title": "One"}).json["errors"][0]["field"] == "title"
    tag = {"If-Match": made.headers["ETag"]}
    answer = organiser.patch(f"/programmes/{made.json['id']}", {"title": "One"}, headers=tag)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "title")


def test_a_programme_is_changed_on_the_version_that_was_read(organiser: Caller, visitor: Caller):
    made = organiser.post("/programmes", {"title": "One"})
    path, tag = f"/programmes/{made.json['id']}", {"If-Match": made.headers["ETag"]}
    assert organiser.patch(path, {"description": "x"}).status_code == 428
    assert organiser.patch(path, {"description": "x"}, headers=tag).status_code == 200
    assert organiser.patch(path, {"description": "y"}, headers=tag).status_code == 412
    assert visitor.get(path).json["description"] == "x"


def test_only_organisers_start_and_change_programmes(organiser: Caller, people, visitor: Caller):
    made = organiser.post("/programmes", {"title": "One"})
    path, tag = f"/programmes/{made.json['id']}", {"If-Match": made.headers["ETag"]}
    for caller, status in ((people(1)[0], 403), (visitor, 401)):
        assert caller.post("/programmes", {"title": "Two"}).status_code == status
        assert caller.patch(path, {"title": "Two"}, headers=tag).status_code == status


def test_a_programme_that_does_not_exist_is_not_found(visitor: Caller):
    assert visitor.get("/programmes/00000000-0000-4000-8000-000000000000").status_code == 404
