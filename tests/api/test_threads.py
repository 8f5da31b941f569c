"""Threads and posts: members talk, change their own words, and each recognition counts once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete

from api.domain.vocabulary import Role
from api.models import Member
from tests import factories

OPENING = {"title": "Who owns the sensors?", "body": "We have forty of them.\n\nAnd nobody looks."}


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
def thread(call_as, people) -> dict:
    return call_as(people["author"]).post("/threads", OPENING).json


@pytest.fixture
def post(call_as, people, thread) -> dict:
    return call_as(people["author"]).get(f"/threads/{thread['id']}/posts").json["items"][0]


def etag_of(caller, path: str) -> dict[str, str]:
    return {"If-Match": caller.get(path).headers["ETag"]}


def walk(caller, address: str) -> list[dict]:
    rows = []
    while address:
        answer = caller.get(address)
        rows += answer.json["items"]
        address = answer.headers.get("Link", "").partition(">")[0].removeprefix("</api/v1")
    return rows


def test_a_thread_starts_with_its_first_post(call_as, people, work):
    with work() as session:
        topic = factories.topic(session, name_en="Maintenance")
    author = call_as(people["author"])
    answer = author.post("/threads", OPENING | {"topicId": str(topic.id)})
    assert answer.status_code == 201
    path = answer.headers["Location"].removeprefix("/api/v1")
    assert path == f"/threads/{answer.json['id']}"
    other = call_as(people["other"])
    read = other.get(path)
    assert read.json == answer.json
    assert (read.json["title"], read.json["postCount"]) == (OPENING["title"], 1)
    assert read.json["topic"]["name"] == "Maintenance"
    assert read.json["author"] == {"id": str(people["author"].id), "name": "Jip Verhoef", "organisationName": "Almere"}
    first = other.get(f"{path}/posts").json["items"]
    assert [(row["body"], row["author"], row["threadId"]) for row in first] == [
        (OPENING["body"], read.json["author"], read.json["id"])
    ]


def test_threads_are_for_members_only(visitor, thread, post):
    paths = ("/threads", f"/threads/{thread['id']}", f"/threads/{thread['id']}/posts", f"/posts/{post['id']}")
    for path in paths:
        assert visitor.get(path).status_code == 401
    assert visitor.post("/threads", OPENING).status_code == 401
    assert visitor.post(f"/threads/{thread['id']}/posts", {"body": "Hello"}).status_code == 401


def test_a_reply_is_read_after_what_it_answers_and_moves_the_thread_up(call_as, people, thread, clock):
    author, other = call_as(people["author"]), call_as(people["other"])
    clock.forward(minutes=1)
    author.post("/threads", {"title": "Later", "body": "Something else"})
    clock.forward(minutes=1)
    answer = other.post(f"/threads/{thread['id']}/posts", {"body": "We do."})
    assert answer.status_code == 201
    assert other.get(answer.headers["Location"].removeprefix("/api/v1")).json == answer.json
    assert [row["body"] for row in author.get(f"/threads/{thread['id']}/posts").json["items"]] == [
        OPENING["body"],
        "We do.",
    ]
    listed = author.get("/threads").json["items"]
    assert [(row["title"], row["postCount"]) for row in listed] == [(OPENING["title"], 2), ("Later", 1)]
    assert listed[0]["lastPostAt"] == "2026-09-09T12:02:00Z"


def test_threads_and_posts_come_in_pages_that_miss_and_repeat_nothing(call_as, people, thread, clock):
    author = call_as(people["author"])
    for number in range(4):
        clock.forward(minutes=number % 2)  # some share an instant
        author.post("/threads", {"title": f"Thread {number}", "body": "Text"})
        author.post(f"/threads/{thread['id']}/posts", {"body": f"Reply {number}"})
    threads, posts = walk(author, "/threads?limit=2"), walk(author, f"/threads/{thread['id']}/posts?limit=2")
    assert len({row["id"] for row in threads}) == len(threads) == 5
    assert len({row["id"] for row in posts}) == len(posts) == 5
    assert [row["lastPostAt"] for row in threads] == sorted((row["lastPostAt"] for row in threads), reverse=True)
    assert [row["createdAt"] for row in posts] == sorted(row["createdAt"] for row in posts)


def test_threads_are_found_by_topic(call_as, people, thread, work):
    with work() as session:
        topic = factories.topic(session, slug="bins")
    author = call_as(people["author"])
    about = author.post("/threads", OPENING | {"topicId": str(topic.id)}).json
    assert [row["id"] for row in author.get("/threads?topic=bins").json["items"]] == [about["id"]]
    assert len(author.get("/threads").json["items"]) == 2


@pytest.mark.parametrize(("role", "status"), [("author", 200), ("moderator", 200), ("other", 403), ("organiser", 403)])
def test_title_and_topic_are_changed_by_whoever_started_it_or_a_moderator(call_as, people, thread, work, role, status):
    with work() as session:
        topic = factories.topic(session)
    caller, path = call_as(people[role]), f"/threads/{thread['id']}"
    changes = {"title": "Sharper", "topicId": str(topic.id)}
    assert caller.patch(path, changes, headers=etag_of(caller, path)).status_code == status
    read = caller.get(path).json
    assert (read["title"], read["topic"] is not None) == (
        ("Sharper", True) if status == 200 else (OPENING["title"], False)
    )


def test_a_topic_can_be_taken_off(call_as, people, work):
    with work() as session:
        topic = factories.topic(session)
    author = call_as(people["author"])
    path = f"/threads/{author.post('/threads', OPENING | {'topicId': str(topic.id)}).json['id']}"
    assert author.patch(path, {"topicId": None}, headers=etag_of(author, path)).json["topic"] is None


def test_a_reply_does_not_stand_in_the_way_of_a_new_title(call_as, people, thread):
    author, path = call_as(people["author"]), f"/threads/{thread['id']}"
    before = etag_of(author, path)
    call_as(people["other"]).post(f"{path}/posts", {"body": "Reply"})
    assert author.get(path, headers={"If-None-Match": before["If-Match"]}).json["postCount"] == 2
    assert author.patch(path, {"title": "New"}, headers=before).status_code == 200


def test_an_author_changes_their_own_post(call_as, people, post, clock):
    author, path = call_as(people["author"]), f"/posts/{post['id']}"
    clock.forward(hours=1)
    answer = author.patch(path, {"body": "Better words"}, headers=etag_of(author, path))
    assert (answer.status_code, answer.json["editedAt"]) == (200, "2026-09-09T13:00:00Z")
    assert author.get(path).json == answer.json


@pytest.mark.parametrize("role", ["other", "moderator", "organiser"])
def test_nobody_changes_the_words_of_somebody_else(call_as, people, post, role):
    caller, path = call_as(people[role]), f"/posts/{post['id']}"
    assert caller.patch(path, {"body": "Mine"}, headers=etag_of(caller, path)).status_code == 403
    assert caller.get(path).json == post


def test_a_change_that_is_based_on_an_older_version_is_refused(call_as, people, thread, post):
    author = call_as(people["author"])
    for path, name in ((f"/posts/{post['id']}", "body"), (f"/threads/{thread['id']}", "title")):
        old = etag_of(author, path)
        author.patch(path, {name: "First"}, headers=old)
        assert author.patch(path, {name: "Second"}, headers=old).status_code == 412
        assert author.get(path).json[name] == "First"
    assert author.delete(f"/posts/{post['id']}", headers={"If-Match": '"old"'}).status_code == 412


def test_a_change_says_which_version_it_is_based_on(call_as, people, thread, post):
    author = call_as(people["author"])
    assert author.patch(f"/posts/{post['id']}", {"body": "x"}).status_code == 428
    assert author.delete(f"/posts/{post['id']}").status_code == 428
    assert author.patch(f"/threads/{thread['id']}", {"title": "x"}).status_code == 428


@pytest.mark.parametrize(("role", "status"), [("author", 204), ("moderator", 204), ("other", 403), ("organiser", 403)])
def test_a_post_is_taken_away_by_its_author_or_a_moderator(call_as, people, thread, post, clock, role, status):
    clock.forward(minutes=5)
    call_as(people["third"]).post(f"/threads/{thread['id']}/posts", {"body": "Reply"})
    call_as(people["third"]).put(f"/posts/{post['id']}/recognition")
    caller, path = call_as(people[role]), f"/posts/{post['id']}"
    assert caller.delete(path, headers=etag_of(caller, path)).status_code == status
    assert caller.get(path).status_code == (404 if status == 204 else 200)
    assert caller.get(f"/threads/{thread['id']}").json["postCount"] == (1 if status == 204 else 2)


def test_taking_the_newest_post_away_puts_the_thread_back_in_its_place(call_as, people, thread, clock):
    author, path = call_as(people["author"]), f"/threads/{thread['id']}"
    clock.forward(minutes=5)
    newest = author.post(f"{path}/posts", {"body": "Never mind"})
    author.delete(f"/posts/{newest.json['id']}", headers={"If-Match": newest.headers["ETag"]})
    assert author.get(path).json == thread


def test_a_thread_goes_with_its_last_post(call_as, people, thread, post):
    author, path = call_as(people["author"]), f"/posts/{post['id']}"
    assert author.delete(path, headers=etag_of(author, path)).status_code == 204
    assert author.get(f"/threads/{thread['id']}").status_code == 404
    assert author.post(f"/threads/{thread['id']}/posts", {"body": "Hello?"}).status_code == 404


def test_recognising_twice_counts_once_and_taking_back_twice_takes_one_off(call_as, people, thread, post):
    other, path = call_as(people["other"]), f"/posts/{post['id']}/recognition"
    call_as(people["third"]).put(path)
    for _time in range(2):
        assert other.put(path).json == {"recognised": True, "recognisedCount": 2}
    listed = other.get(f"/threads/{thread['id']}/posts").json["items"][0]
    assert (listed["recognised"], listed["recognisedCount"]) == (True, 2)
    assert call_as(people["author"]).get(f"/posts/{post['id']}").json["recognised"] is False
    for _time in range(2):
        assert other.delete(path).json == {"recognised": False, "recognisedCount": 1}


def test_nobody_recognises_their_own_post(call_as, people, post):
    assert call_as(people["author"]).put(f"/posts/{post['id']}/recognition").status_code == 403


def test_replies_and_recognitions_at_the_same_moment_are_each_counted_once(call_as, work, thread, post):
    with work() as session:
        people = [factories.member(session) for _number in range(4)]
    callers = [call_as(person) for person in people for _twice in range(2)]
    reply, recognise = f"/threads/{thread['id']}/posts", f"/posts/{post['id']}/recognition"
    with ThreadPoolExecutor(8) as pool:
        replies = pool.map(lambda caller: caller.post(reply, {"body": "At once"}), callers)
        recognitions = pool.map(lambda caller: caller.put(recognise), callers)
        assert {answer.status_code for answer in replies} == {201}
        assert {answer.status_code for answer in recognitions} == {200}
    assert callers[0].get(f"/threads/{thread['id']}").json["postCount"] == 9
    assert callers[0].get(f"/posts/{post['id']}").json["recognisedCount"] == 4


def test_the_same_words_sent_twice_by_an_impatient_thumb_are_one_thread_and_one_post(call_as, people):
    author = call_as(people["author"])
    first, second = (author.post("/threads", OPENING, headers={"Idempotency-Key": "thumb-1"}) for _time in range(2))
    assert (second.status_code, second.json, second.headers["Location"]) == (201, first.json, first.headers["Location"])
    path = f"/threads/{first.json['id']}/posts"
    answers = [author.post(path, {"body": "Reply"}, headers={"Idempotency-Key": "thumb-2"}) for _time in range(2)]
    assert answers[0].json == answers[1].json
    assert len(author.get("/threads").json["items"]) == 1
    assert len(author.get(path).json["items"]) == 2


BAD = [
    ({"colour": "red"}, "colour"),
    ({"body": ""}, "body"),
    ({"body": " \n\t "}, "body"),
    ({"body": "x" * 5001}, "body"),
    ({"body": None}, "body"),
    ({"body": "zero\u200bwidth"}, "body"),
    ({"body": "right-to-left \u202egnp.exe"}, "body"),
]


@pytest.mark.parametrize(("change", "field"), BAD)
def test_a_bad_post_is_refused_by_the_name_of_the_field_and_changes_nothing(
    call_as, people, thread, post, change, field
):
    author, path = call_as(people["author"]), f"/posts/{post['id']}"
    for answer in (
        author.post("/threads", OPENING | change),
        author.post(f"/threads/{thread['id']}/posts", {"body": "Reply"} | change),
        author.patch(path, {"body": "Changed"} | change, headers=etag_of(author, path)),
    ):
        assert answer.status_code == 400
        assert [error["field"] for error in answer.json["errors"]] == [field]
    assert author.get("/threads").json["items"] == [thread]
    assert author.get(path).json == post


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"title": "a\u2066b"}, "title"),
        ({"topicId": "00000000-0000-4000-8000-000000000000"}, "topicId"),
        ({"topicId": "bins"}, "topicId"),
        ({"postCount": 9}, "postCount"),
    ],
)
def test_a_bad_title_or_topic_is_refused_by_the_name_of_the_field(call_as, people, thread, change, field):
    author, path = call_as(people["author"]), f"/threads/{thread['id']}"
    for answer in (
        author.post("/threads", OPENING | change),
        author.patch(path, change, headers=etag_of(author, path)),
    ):
        assert answer.status_code == 400
        assert [error["field"] for error in answer.json["errors"]] == [field]
    assert author.get("/threads").json["items"] == [thread]


def test_words_are_kept_as_they_were_written(call_as, people, thread):
    body = "👩🏽‍💻 <script>alert(1)</script> & **bold**\n\n" + "x" * 4900
    answer = call_as(people["other"]).post(f"/threads/{thread['id']}/posts", {"body": body})
    assert (answer.status_code, answer.json["body"]) == (201, body)


def test_what_a_former_member_wrote_stays_without_a_name(call_as, people, thread, post, work):
    with work() as session:
        session.execute(delete(Member).where(Member.id == people["author"].id))
    other, path = call_as(people["other"]), f"/posts/{post['id']}"
    assert other.get(f"/threads/{thread['id']}").json["author"] is None
    assert other.get(path).json["author"] is None
    assert other.delete(path, headers=etag_of(other, path)).status_code == 403


def test_a_thread_or_post_that_does_not_exist_is_said_so(call_as, people):
    nowhere, caller = "00000000-0000-4000-8000-000000000000", call_as(people["other"])
    for path in (f"/threads/{nowhere}", f"/threads/{nowhere}/posts", f"/posts/{nowhere}"):
        assert caller.get(path).status_code == 404
    assert caller.put(f"/posts/{nowhere}/recognition").status_code == 404
    assert caller.post(f"/threads/{nowhere}/posts", {"body": "Hello"}).status_code == 404
