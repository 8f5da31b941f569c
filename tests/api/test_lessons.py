"""Lessons: everybody reads, members share, authors change, and each recognition counts once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import delete

from api.domain.vocabulary import Role
from api.models import Lesson, Member
from tests import factories

TEXTS = {
    "title": "Name an owner first",
    "situation": "We hung sensors in forty bins.\nThen the money stopped.",
    "tried": "Start a month later.",
    "works": "- Ask for hours\n- Not for approval",
    "avoid": "Arranging it later.",
    "tip": "Start when there is a name on paper.",
}


@pytest.fixture
def people(work):
    with work() as session:
        return {
            "author": factories.member(session, name="Jip Verhoef"),
            "other": factories.member(session),
            "third": factories.member(session),
            "moderator": factories.member(session, Role.MODERATOR),
            "organiser": factories.member(session, Role.ORGANISER),
        }


@pytest.fixture
def lesson(call_as, people) -> dict:
    return call_as(people["author"]).post("/lessons", TEXTS).json


def etag_of(caller, path: str) -> dict[str, str]:
    return {"If-Match": caller.get(path).headers["ETag"]}


def test_a_shared_lesson_can_be_read_by_everybody_under_the_name_of_its_author(call_as, people, visitor, work):
    with work() as session:
        topic = factories.topic(session, slug="beheer", name_nl="Beheer", name_en="Maintenance")
    answer = call_as(people["author"]).post("/lessons", TEXTS | {"topicIds": [str(topic.id)]})
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/lessons/{answer.json['id']}"
    read = visitor.get(f"/lessons/{answer.json['id']}")
    assert read.status_code == 200
    assert read.json == answer.json
    assert read.headers["ETag"] == answer.headers["ETag"]
    assert {name: read.json[name] for name in TEXTS} == TEXTS
    assert read.json["author"] == {
        "id": str(people["author"].id),
        "name": "Jip Verhoef",
        "organisationName": "Almere",
    }
    assert read.json["topics"][0]["name"] == "Maintenance"
    assert (read.json["recognised"], read.json["recognisedCount"], read.json["editedAt"]) == (False, 0, None)


def test_only_a_member_shares_a_lesson(visitor):
    assert visitor.post("/lessons", TEXTS).status_code == 401


def test_lessons_come_newest_first_in_pages_that_miss_and_repeat_nothing(call_as, people, visitor, clock):
    author, wanted = call_as(people["author"]), []
    for number in range(5):
        clock.forward(minutes=number % 2)  # some share an instant
        wanted.append(author.post("/lessons", TEXTS | {"title": f"Lesson {number}"}).json["id"])
    seen, address = [], "/lessons?limit=2"
    while address:
        answer = visitor.get(address)
        seen += [(row["createdAt"], row["id"]) for row in answer.json["items"]]
        address = answer.headers.get("Link", "").partition(">")[0].removeprefix("</api/v1")
    assert sorted(identity for _moment, identity in seen) == sorted(wanted)
    assert [moment for moment, _identity in seen] == sorted((moment for moment, _ in seen), reverse=True)


def test_lessons_are_found_by_topic(call_as, people, visitor, work):
    with work() as session:
        bins, bikes = factories.topic(session, slug="bins"), factories.topic(session, slug="bikes")
    author = call_as(people["author"])
    both = author.post("/lessons", TEXTS | {"topicIds": [str(bins.id), str(bikes.id)]}).json
    author.post("/lessons", TEXTS | {"topicIds": [str(bikes.id)]})
    assert [row["id"] for row in visitor.get("/lessons?topic=bins").json["items"]] == [both["id"]]
    assert len(visitor.get("/lessons?topic=bikes").json["items"]) == 2
    assert visitor.get("/lessons?topic=trams").json["items"] == []


def test_an_author_changes_their_own_lesson(call_as, people, lesson, clock, work):
    with work() as session:
        topic = factories.topic(session)
    author, path = call_as(people["author"]), f"/lessons/{lesson['id']}"
    clock.forward(hours=1)
    answer = author.patch(path, {"tip": "", "topicIds": [str(topic.id)]}, headers=etag_of(author, path))
    assert answer.status_code == 200
    read = author.get(path)
    assert read.json == answer.json
    assert read.headers["ETag"] == answer.headers["ETag"]
    assert (read.json["tip"], read.json["title"]) == ("", TEXTS["title"])
    assert read.json["topics"][0]["id"] == str(topic.id)
    assert read.json["editedAt"] == "2026-09-09T13:00:00Z"


@pytest.mark.parametrize("role", ["other", "moderator", "organiser"])
def test_nobody_changes_the_words_of_somebody_else(call_as, people, lesson, role):
    caller, path = call_as(people[role]), f"/lessons/{lesson['id']}"
    answer = caller.patch(path, {"tip": "Mine"}, headers=etag_of(caller, path))
    assert (answer.status_code, answer.json["detail"]) == (403, "You can only change your own lesson.")
    assert caller.get(path).json == lesson


def test_a_change_that_is_based_on_an_older_version_is_refused(call_as, people, lesson):
    author, path = call_as(people["author"]), f"/lessons/{lesson['id']}"
    old = etag_of(author, path)
    author.patch(path, {"tip": "First"}, headers=old)
    assert author.patch(path, {"tip": "Second"}, headers=old).status_code == 412
    assert author.delete(path, headers=old).status_code == 412
    assert author.get(path).json["tip"] == "First"


def test_a_change_says_which_version_it_is_based_on(call_as, people, lesson):
    author, path = call_as(people["author"]), f"/lessons/{lesson['id']}"
    assert author.patch(path, {"tip": "x"}).status_code == 428
    assert author.delete(path).status_code == 428
    assert author.get(path).json == lesson


def test_recognition_by_others_does_not_stand_in_the_way_of_the_author(call_as, people, lesson):
    author, path = call_as(people["author"]), f"/lessons/{lesson['id']}"
    before = etag_of(author, path)
    call_as(people["other"]).put(f"{path}/recognition")
    assert author.patch(path, {"tip": "New"}, headers=before).status_code == 200


def test_an_answer_with_counts_is_never_not_modified(call_as, people, lesson):
    other, path = call_as(people["other"]), f"/lessons/{lesson['id']}"
    known = {"If-None-Match": other.get(path).headers["ETag"]}
    other.put(f"{path}/recognition")
    assert other.get(path, headers=known).json["recognisedCount"] == 1


@pytest.mark.parametrize(("role", "status"), [("author", 204), ("moderator", 204), ("other", 403), ("organiser", 403)])
def test_a_lesson_is_taken_away_by_its_author_or_a_moderator(call_as, people, lesson, visitor, role, status):
    caller, path = call_as(people[role]), f"/lessons/{lesson['id']}"
    call_as(people["third"]).put(f"{path}/recognition")
    assert caller.delete(path, headers=etag_of(caller, path)).status_code == status
    assert visitor.get(path).status_code == (404 if status == 204 else 200)


def test_recognising_twice_counts_once(call_as, people, lesson, visitor):
    other, path = call_as(people["other"]), f"/lessons/{lesson['id']}"
    for _time in range(2):
        answer = other.put(f"{path}/recognition")
        assert (answer.status_code, answer.json) == (200, {"recognised": True, "recognisedCount": 1})
    call_as(people["third"]).put(f"{path}/recognition")
    assert [(row["recognised"], row["recognisedCount"]) for row in other.get("/lessons").json["items"]] == [(True, 2)]
    assert [(row["recognised"], row["recognisedCount"]) for row in visitor.get("/lessons").json["items"]] == [
        (False, 2)
    ]


def test_taking_a_recognition_back_twice_takes_one_off(call_as, people, lesson):
    path = f"/lessons/{lesson['id']}/recognition"
    call_as(people["third"]).put(path)
    other = call_as(people["other"])
    other.put(path)
    for _time in range(2):
        assert other.delete(path).json == {"recognised": False, "recognisedCount": 1}


def test_nobody_recognises_their_own_lesson(call_as, people, lesson):
    answer = call_as(people["author"]).put(f"/lessons/{lesson['id']}/recognition")
    assert answer.status_code == 403
    assert answer.json["detail"] == "You cannot recognise your own words. That is up to others."


def test_a_visitor_recognises_nothing(visitor, lesson):
    assert visitor.put(f"/lessons/{lesson['id']}/recognition").status_code == 401


def test_many_who_recognise_at_once_are_each_counted_once(call_as, work, lesson):
    with work() as session:
        people = [factories.member(session) for _number in range(6)]
    callers: list[Callable] = [call_as(person).put for person in people for _twice in range(2)]
    path = f"/lessons/{lesson['id']}/recognition"
    with ThreadPoolExecutor(len(callers)) as threads:
        answers = list(threads.map(lambda put: put(path), callers))
    assert {answer.status_code for answer in answers} == {200}
    assert call_as(people[0]).get(f"/lessons/{lesson['id']}").json["recognisedCount"] == 6


def test_the_same_lesson_sent_twice_by_an_impatient_thumb_is_one_lesson(call_as, people, visitor):
    author, key = call_as(people["author"]), {"Idempotency-Key": "thumb-1"}
    first, second = (author.post("/lessons", TEXTS, headers=key) for _time in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert first.headers["Location"] == second.headers["Location"]
    assert len(visitor.get("/lessons").json["items"]) == 1
    assert author.post("/lessons", TEXTS | {"tip": "Other"}, headers=key).status_code == 409


BAD = [
    ({"colour": "red"}, "colour"),
    ({"title": ""}, "title"),
    ({"title": "x" * 161}, "title"),
    ({"situation": "   \n "}, "situation"),
    ({"situation": "x" * 4001}, "situation"),
    ({"tried": None}, "tried"),
    ({"works": "x" * 4001}, "works"),
    ({"avoid": 7}, "avoid"),
    ({"tip": "x" * 401}, "tip"),
    ({"tip": "zero\u200bwidth"}, "tip"),
    ({"situation": "right-to-left \u202egnp.exe"}, "situation"),
    ({"topicIds": ["00000000-0000-4000-8000-000000000000"]}, "topicIds"),
    ({"topicIds": ["no id"]}, "topicIds.0"),
    ({"topicIds": [f"00000000-0000-4000-8000-00000000000{n}" for n in range(6)]}, "topicIds"),
]


@pytest.mark.parametrize(("change", "field"), BAD)
def test_bad_input_is_refused_by_the_name_of_the_field_and_changes_nothing(call_as, people, lesson, change, field):
    author, path = call_as(people["author"]), f"/lessons/{lesson['id']}"
    for answer in (
        author.post("/lessons", TEXTS | change),
        author.patch(path, change, headers=etag_of(author, path)),
    ):
        assert answer.status_code == 400
        assert [error["field"] for error in answer.json["errors"]] == [field]
    assert [row["id"] for row in author.get("/lessons").json["items"]] == [lesson["id"]]
    assert author.get(path).json == lesson


def test_the_longest_texts_and_emoji_are_accepted_as_they_are(call_as, people):
    texts = {
        "title": "👩🏽‍💻" + "t" * 150,
        "situation": "s" * 4000,
        "tried": "Woorden & <b>tekens</b> 🎉",
        "works": "w" * 4000,
        "avoid": "<script>alert(1)</script>",
        "tip": "p" * 400,
    }
    answer = call_as(people["author"]).post("/lessons", texts)
    assert answer.status_code == 201
    assert {name: answer.json[name] for name in texts} == texts


def test_the_lesson_of_a_former_member_stays_readable_without_a_name(call_as, people, lesson, visitor, work):
    with work() as session:
        session.execute(delete(Member).where(Member.id == people["author"].id))
    assert visitor.get(f"/lessons/{lesson['id']}").json["author"] is None
    moderator, path = call_as(people["moderator"]), f"/lessons/{lesson['id']}"
    assert moderator.patch(path, {"tip": "x"}, headers=etag_of(moderator, path)).status_code == 403
    assert moderator.delete(path, headers=etag_of(moderator, path)).status_code == 204


def test_a_lesson_that_does_not_exist_is_said_so(visitor):
    answer = visitor.get("/lessons/00000000-0000-4000-8000-000000000000")
    assert (answer.status_code, answer.json["detail"]) == (404, "This lesson does not exist.")


def test_a_cursor_that_the_api_did_not_give_is_refused(visitor):
    assert visitor.get("/lessons?cursor=bm9uc2Vuc2U").status_code == 400


def test_a_page_far_down_is_found_by_key_and_not_by_counting(work, visitor, people):
    with work() as session:
        for number in range(60):
            moment = factories.START - timedelta(days=number)
            texts = {"title": f"L{number}", "situation": "s", "tried": "t", "created_at": moment}
            session.add(Lesson(author_id=people["author"].id, **texts))
    first = visitor.get("/lessons?limit=50").json
    rest = visitor.get(f"/lessons?limit=50&cursor={first['next']}").json
    assert [row["title"] for row in rest["items"]] == [f"L{number}" for number in range(50, 60)]
    assert rest["next"] is None


def test_of_two_changes_at_the_same_moment_one_is_refused(call_as, people, lesson):
    author, path = call_as(people["author"]), f"/lessons/{lesson['id']}"
    version, tabs = etag_of(author, path), [call_as(people["author"]) for _tab in range(4)]
    with ThreadPoolExecutor(len(tabs)) as threads:
        answers = list(threads.map(lambda tab: tab.patch(path, {"tip": f"Tab {id(tab)}"}, headers=version), tabs))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]


def test_a_follow_up_session_outlives_the_lesson_it_grew_from(call_as, people, lesson):
    other, author, path = call_as(people["other"]), call_as(people["author"]), f"/lessons/{lesson['id']}"
    source = {"kind": "lesson", "lessonId": lesson["id"]}
    session = other.post("/topic-sessions", {"title": "Go on about owners", "source": source}).json
    assert author.delete(path, headers=etag_of(author, path)).status_code == 204
    read = other.get(f"/topic-sessions/{session['id']}").json
    assert (read["title"], read["source"]["lessonId"], read["source"]["text"]) == ("Go on about owners", None, None)
