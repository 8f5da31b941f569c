"""A person owns their data: erasing an account."""

from typing import Any

import pytest
from sqlalchemy import func, select

from api.domain.vocabulary import RegistrationStatus, Role
from api.models import Base, Event, Interest, Invitation, Job, Lesson, Member, Post, Registration, Thread, TopicSession
from tests import factories
from tests.api.conftest import Caller
from tests.api.test_accounts_sessions import RIGHT, noor, session_of, signed

__all__ = ["noor"]
LESSON = {"title": "Proef bij de balie", "situation": "Een balie.", "tried": "Een proef."}


@pytest.fixture
def other(work) -> Member:
    with work() as session:
        return factories.member(session, name="Bram Oldehove")


def erased(caller: Caller, *, keep: bool) -> None:
    answer = caller.delete(f"/me?keepContributions={str(keep).lower()}")
    assert answer.status_code == 204


def dump(work) -> str:
    """Give every row of every table as text."""
    with work() as session:
        tables = Base.metadata.sorted_tables
        return "\n".join(f"{table.name} {row}" for table in tables for row in session.execute(select(table)).mappings())


def wrote_together(call_as, noor, other) -> tuple[Caller, Caller, dict[str, Any]]:
    """Let both write: a lesson, a thread of Noor with an answer, and a thread of hers alone."""
    me, bram = call_as(noor), call_as(other)
    lesson = me.post("/lessons", LESSON).json
    thread = me.post("/threads", {"title": "Wie kent dit?", "body": "Het begin."}).json
    alone = me.post("/threads", {"title": "Niemand antwoordt", "body": "Hallo?"}).json
    reply = bram.post(f"/threads/{thread['id']}/posts", {"body": "Ik ken dit."}).json
    me.put(f"/posts/{reply['id']}/recognition")
    bram.put(f"/lessons/{lesson['id']}/recognition")
    return me, bram, {"lesson": lesson, "thread": thread, "alone": alone, "reply": reply}


def test_nothing_in_the_database_leads_to_an_erased_person(call_as, noor, other, work, visitor):
    session_of(visitor)
    visitor.post("/login-links", {"email": noor.email})
    me, _bram, _made = wrote_together(call_as, noor, other)
    with work() as session:
        event = factories.event(session)
        session.add(Invitation(event_id=event.id, email=noor.email, inviter_id=other.id, created_at=factories.START))
    me.post(f"/events/{event.id}/registrations", {})
    erased(me, keep=True)
    everything = dump(work)
    assert noor.email not in everything
    assert noor.name not in everything
    assert str(noor.id) not in everything
    assert repr(noor.id) not in everything


def test_what_a_former_member_wrote_stays_readable_when_they_agree(call_as, noor, other, work):
    me, bram, made = wrote_together(call_as, noor, other)
    erased(me, keep=True)
    lesson = bram.get(f"/lessons/{made['lesson']['id']}").json
    assert (lesson["title"], lesson["author"]) == ("Proef bij de balie", None)
    posts = bram.get(f"/threads/{made['thread']['id']}/posts").json["items"]
    assert {post["body"]: post["author"] and post["author"]["name"] for post in posts} == {
        "Het begin.": None,
        "Ik ken dit.": "Bram Oldehove",
    }


def test_what_a_person_wrote_goes_when_they_do_not_agree(call_as, noor, other, work):
    me, bram, made = wrote_together(call_as, noor, other)
    erased(me, keep=False)
    everything = dump(work)
    for words in ("Proef bij de balie", "Het begin.", "Wie kent dit?", "Niemand antwoordt", "Hallo?"):
        assert words not in everything
    posts = bram.get(f"/threads/{made['thread']['id']}/posts").json["items"]
    assert [post["body"] for post in posts] == ["Ik ken dit."]
    assert bram.get(f"/threads/{made['alone']['id']}").status_code == 404


@pytest.mark.parametrize("keep", [True, False])
def test_what_others_wrote_is_left_alone(call_as, noor, other, work, keep):
    me, bram, made = wrote_together(call_as, noor, other)
    mine = bram.post("/lessons", LESSON).json
    erased(me, keep=keep)
    assert bram.get(f"/lessons/{mine['id']}").json["author"]["id"] == str(other.id)
    assert bram.get(f"/threads/{made['thread']['id']}").json["postCount"] == (2 if keep else 1)


def test_the_recognition_of_a_former_member_no_longer_counts(call_as, noor, other, work):
    me, _bram, _made = wrote_together(call_as, noor, other)
    with work() as session:
        proposal = TopicSession(title="Verder", source_kind="thread", created_at=factories.START, interest_count=1)
        proposal.source_thread_id = session.scalars(select(Thread.id)).first()
        session.add(proposal)
        session.flush()
        session.add(Interest(topic_session_id=proposal.id, member_id=noor.id, created_at=factories.START))
    erased(me, keep=True)
    with work() as session:
        reply = session.scalars(select(Post).where(Post.author_id == other.id)).one()
        assert reply.recognised_count == 0
        assert session.scalars(select(Lesson)).one().recognised_count == 1
        assert session.scalars(select(TopicSession)).one().interest_count == 0


def test_the_seat_of_a_former_member_goes_to_the_first_who_waits(call_as, noor, other, work):
    with work() as session:
        event = factories.event(session, capacity=1)
    me, bram = call_as(noor), call_as(other)
    me.post(f"/events/{event.id}/registrations", {})
    bram.post(f"/events/{event.id}/registrations", {})
    erased(me, keep=True)
    with work() as session:
        left = session.scalars(select(Registration)).one()
        assert (left.member_id, left.status) == (other.id, RegistrationStatus.CONFIRMED)
        assert session.get(Event, event.id).confirmed_count == 1


def test_an_erased_person_is_logged_out_and_a_stranger(visitor, noor):
    tokens = session_of(visitor)
    gone = visitor.delete("/me?keepContributions=true", headers=signed(tokens))
    assert gone.status_code == 204
    assert visitor.get("/me", headers=signed(tokens)).status_code == 401
    assert visitor.post("/tokens", RIGHT).status_code == 401


def test_the_mail_of_other_people_is_still_sent(call_as, noor, visitor, work, other):
    visitor.post("/login-links", {"email": noor.email})
    visitor.post("/login-links", {"email": other.email})
    erased(call_as(noor), keep=True)
    with work() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 1


def test_the_mail_of_somebody_whose_address_ends_alike_is_still_sent(call_as, noor, visitor, work):
    with work() as session:
        alike = factories.member(session, email=f"ele{noor.email}")
    visitor.post("/login-links", {"email": alike.email})
    erased(call_as(noor), keep=True)
    with work() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 1


def test_a_person_must_say_what_happens_to_their_words(call_as, noor):
    answer = call_as(noor).delete("/me")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "keepContributions")


def test_the_last_administrator_cannot_be_erased(call_as, work):
    with work() as session:
        last = factories.member(session, Role.ADMINISTRATOR)
    assert call_as(last).delete("/me?keepContributions=true").status_code == 409
    with work() as session:
        factories.member(session, Role.ADMINISTRATOR)
    assert call_as(last).delete("/me?keepContributions=true").status_code == 204
