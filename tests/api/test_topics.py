"""Topics over HTTP."""

from api.domain.vocabulary import Role
from tests import factories
from tests.api.conftest import Caller

NEW = {"nameNl": "Inkoop bij kleine proeven", "nameEn": "Buying for small trials"}


def organiser(work, call_as) -> Caller:
    with work() as session:
        return call_as(factories.member(session, Role.ORGANISER))


def test_everybody_reads_the_topics_by_slug_in_their_own_language(work, visitor):
    with work() as session:
        factories.topic(session, slug="zorg", name_nl="Zorg", name_en="Care")
        factories.topic(session, slug="data", name_nl="Gegevens", name_en="Data")
    english = visitor.get("/topics").json["items"]
    dutch = visitor.get("/topics", headers={"Accept-Language": "nl"}).json["items"]
    assert [topic["name"] for topic in english] == ["Data", "Care"]
    assert [topic["name"] for topic in dutch] == ["Gegevens", "Zorg"]


def test_the_list_of_topics_is_walked_by_its_cursor(work, visitor):
    with work() as session:
        for number in range(5):
            factories.topic(session, slug=f"t{number}")
    first = visitor.get("/topics?limit=3").json
    second = visitor.get(f"/topics?limit=3&cursor={first['next']}").json
    assert [topic["slug"] for topic in first["items"] + second["items"]] == ["t0", "t1", "t2", "t3", "t4"]
    assert second["next"] is None


def test_an_organiser_adds_a_topic_and_is_led_to_it(work, call_as):
    caller = organiser(work, call_as)
    answer = caller.post("/topics", NEW)
    assert (answer.status_code, answer.json["slug"]) == (201, "inkoop-bij-kleine-proeven")
    there = caller.get(answer.headers["Location"].removeprefix("/api/v1"))
    assert there.json == answer.json


def test_a_member_adds_no_topic(work, call_as):
    with work() as session:
        caller = call_as(factories.member(session))
    assert caller.post("/topics", NEW).status_code == 403
    assert caller.get("/topics").json["items"] == []


def test_a_topic_exists_once(work, call_as):
    caller = organiser(work, call_as)
    caller.post("/topics", NEW)
    again = caller.post("/topics", NEW | {"nameNl": "Inkoop: bij kleine proeven!"})
    assert (again.status_code, again.json["errors"][0]["field"]) == (409, "nameNl")


def test_the_same_request_sent_twice_adds_one_topic_and_leads_to_the_same_place(work, call_as):
    caller = organiser(work, call_as)
    answers = [caller.post("/topics", NEW, headers={"Idempotency-Key": "thumb"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert len(caller.get("/topics").json["items"]) == 1


def test_a_name_without_letters_is_refused_by_its_field(work, call_as):
    answer = organiser(work, call_as).post("/topics", NEW | {"nameNl": "🙂"})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "nameNl")


def test_a_topic_that_does_not_exist_is_not_found(visitor):
    assert visitor.get("/topics/00000000-0000-0000-0000-000000000000").status_code == 404
