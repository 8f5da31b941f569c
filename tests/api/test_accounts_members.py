"""Members as others see them, and their roles."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from api.domain.vocabulary import Role
from api.models import MemberTopic
from tests import factories


@pytest.fixture
def people(work) -> dict[str, object]:
    with work() as session:
        zwolle = factories.organisation(session, "Zwolle")
        made = {
            "anna": factories.member(session, name="Anna", organisation_id=zwolle.id),
            "bram": factories.member(session, name="Bram"),
            "new": factories.member(session, name="Chris", confirmed_at=None),
            "organiser": factories.member(session, Role.ORGANISER, name="Olga"),
            "moderator": factories.member(session, Role.MODERATOR, name="Mo"),
            "administrator": factories.member(session, Role.ADMINISTRATOR, name="Ada"),
        }
        topic = factories.topic(session, slug="inkoop")
        session.add(MemberTopic(member_id=made["bram"].id, topic_id=topic.id))
        return made | {"topic": topic}


def names(answer) -> list[str]:
    return [row["name"] for row in answer.json["items"]]


def test_members_find_confirmed_members_by_name_and_see_nothing_private(call_as, people):
    for viewer in ("anna", "moderator"):
        answer = call_as(people[viewer]).get("/members")
        assert names(answer) == ["Ada", "Anna", "Bram", "Mo", "Olga"]
        for row in answer.json["items"]:
            assert set(row) == {"id", "name", "organisation", "jobFunction", "topics"}


def test_organisers_see_every_account_with_its_role(call_as, people):
    for viewer in ("organiser", "administrator"):
        rows = call_as(people[viewer]).get("/members").json["items"]
        assert [row["name"] for row in rows] == ["Ada", "Anna", "Bram", "Chris", "Mo", "Olga"]
        assert rows[0]["role"] == "administrator"
        assert rows[3]["confirmedAt"] is None
        assert "passwordHash" not in rows[0]


def test_a_visitor_sees_no_members(visitor):
    assert visitor.get("/members").status_code == 401


def test_members_are_found_by_name_organisation_and_topic(call_as, people):
    anna = call_as(people["anna"])
    assert names(anna.get("/members?q=ann")) == ["Anna"]
    assert names(anna.get("/members?q=zwol")) == ["Anna"]
    assert names(anna.get("/members?q=%25")) == []
    assert names(anna.get(f"/members?topicId={people['topic'].id}")) == ["Bram"]


def test_the_list_of_members_is_walked_by_its_cursor(call_as, people):
    anna = call_as(people["anna"])
    first = anna.get("/members?limit=3")
    second = anna.get(f"/members?limit=3&cursor={first.json['next']}")
    assert names(first) + names(second) == ["Ada", "Anna", "Bram", "Mo", "Olga"]


def test_who_is_not_confirmed_does_not_exist_for_members(call_as, people):
    path = f"/members/{people['new'].id}"
    assert call_as(people["anna"]).get(path).status_code == 404
    assert call_as(people["organiser"]).get(path).status_code == 200


def test_an_administrator_gives_a_role(call_as, people):
    ada, path = call_as(people["administrator"]), f"/members/{people['anna'].id}"
    etag = ada.get(path).headers["ETag"]
    answer = ada.patch(path, {"role": "organiser"}, headers={"If-Match": etag})
    assert (answer.status_code, answer.json["role"]) == (200, "organiser")
    assert ada.patch(path, {"role": "member"}, headers={"If-Match": etag}).status_code == 412
    assert ada.patch(path, {"role": "member"}).status_code == 428


@pytest.mark.parametrize("role", ["anna", "moderator", "organiser"])
def test_nobody_else_gives_roles_not_even_to_oneself(call_as, people, role):
    caller, path = call_as(people[role]), f"/members/{people[role].id}"
    etag = caller.get(path).headers["ETag"]
    assert caller.patch(path, {"role": "administrator"}, headers={"If-Match": etag}).status_code == 403


def test_the_last_administrator_cannot_lose_the_role(call_as, people):
    ada, path = call_as(people["administrator"]), f"/members/{people['administrator'].id}"
    etag = ada.get(path).headers["ETag"]
    assert ada.patch(path, {"role": "member"}, headers={"If-Match": etag}).status_code == 409
    assert ada.patch(path, {"role": "administrator"}, headers={"If-Match": etag}).status_code == 200


def test_two_administrators_who_demote_each_other_leave_one(call_as, people, work):
    with work() as session:
        other = factories.member(session, Role.ADMINISTRATOR, name="Ben")
    ada, ben = people["administrator"], other
    barrier = Barrier(2)

    def demote(pair) -> int:
        caller, path = call_as(pair[0]), f"/members/{pair[1].id}"
        etag = caller.get(path).headers["ETag"]
        barrier.wait()
        return caller.patch(path, {"role": "member"}, headers={"If-Match": etag}).status_code

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(demote, [(ada, ben), (ben, ada)]))
    assert answers in ([200, 403], [200, 409])
    rows = call_as(people["organiser"]).get("/members").json["items"]
    assert [row["role"] for row in rows].count("administrator") == 1
