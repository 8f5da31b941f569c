"""Inviting a colleague: one mail a person and event, and nobody learns who has an account."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests import factories
from tests.api.conftest import Caller, Clock
from tests.gatherings import PostOffice, cancel, published, register, words


def test_a_colleague_is_told_by_mail(organiser: Caller, people, post_office: PostOffice):
    event, person = published(organiser, summary="Why does it stop?"), people(1)[0]
    answer = person.post(f"/events/{event['id']}/invitations", {"email": "Colleague@Example.org"})
    assert (answer.status_code, answer.json) == (202, {"status": "accepted"})
    (mail,) = post_office.deliver()
    assert mail["To"] == "colleague@example.org"
    assert f"{person.member.name} dacht aan jou" in mail["Subject"]
    assert "Why does it stop?" in words(mail)
    assert event["id"] in words(mail)


def test_one_mail_goes_to_a_person_for_an_event_whoever_asks(organiser: Caller, people, post_office: PostOffice):
    event, other = published(organiser), published(organiser)
    for person in people(2):
        for email in ("colleague@example.org", "COLLEAGUE@example.org"):
            assert person.post(f"/events/{event['id']}/invitations", {"email": email}).status_code == 202
    assert len(post_office.deliver()) == 1
    people(1)[0].post(f"/events/{other['id']}/invitations", {"email": "colleague@example.org"})
    assert len(post_office.deliver()) == 1


def test_the_answer_is_the_same_for_a_stranger_a_member_and_who_comes_already(
    organiser: Caller, people, work, post_office: PostOffice
):
    event = published(organiser)
    person, member, coming = people(3)
    register(coming, event["id"])
    post_office.deliver()
    answers = []
    for email in ("stranger@example.org", member.member.email, coming.member.email, "stranger@example.org"):
        answer = person.post(f"/events/{event['id']}/invitations", {"email": email})
        headers = {name: value for name, value in answer.headers if name not in {"Date"}}
        answers.append((answer.status_code, answer.json, headers))
    assert all(answer == answers[0] for answer in answers)
    assert sorted(mail["To"] for mail in post_office.deliver()) == sorted(["stranger@example.org", member.member.email])


def test_nobody_invites_more_than_twenty_people_a_day(organiser: Caller, people, clock: Clock, post_office: PostOffice):
    event, (eager, other) = published(organiser), people(2)
    path = f"/events/{event['id']}/invitations"
    answers = [eager.post(path, {"email": f"person{number}@example.com"}).status_code for number in range(21)]
    assert answers == [202] * 20 + [429]
    assert eager.post(path, {"email": "x@example.com"}).headers["Retry-After"] == "86401"
    assert other.post(path, {"email": "x@example.com"}).status_code == 202
    assert len(post_office.deliver()) == 21
    clock.forward(days=1)
    assert eager.post(path, {"email": "y@example.com"}).status_code == 202


def test_a_wrong_address_is_refused_by_name(organiser: Caller, people, post_office: PostOffice):
    event, person = published(organiser), people(1)[0]
    wrong = ["", "nobody", "a@b", "a b@example.org", "a@example.org\nBcc: x@y.nl", "a@b.nl,c@d.nl", "a@b.nl " * 99, 5]
    for email in wrong:
        answer = person.post(f"/events/{event['id']}/invitations", {"email": email})
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "email"), email
    assert post_office.deliver() == []


def test_nobody_is_invited_to_an_event_that_is_not_open(
    organiser: Caller, people, clock: Clock, post_office: PostOffice
):
    event, over, person = published(organiser), published(organiser), people(1)[0]
    cancel(organiser, event["id"])
    assert person.post(f"/events/{event['id']}/invitations", {"email": "a@example.org"}).status_code == 409
    clock.forward(days=60)
    assert person.post(f"/events/{over['id']}/invitations", {"email": "a@example.org"}).status_code == 409
    assert post_office.deliver() == []


def test_a_visitor_invites_nobody(organiser: Caller, visitor: Caller):
    assert visitor.post(f"/events/{published(organiser)['id']}/invitations", {"email": "a@b.nl"}).status_code == 401


def test_the_same_invitation_sent_twice_is_answered_twice_and_mailed_once(
    organiser: Caller, work, call_as, post_office: PostOffice
):
    with work() as session:
        person = call_as(factories.member(session))
    path = f"/events/{published(organiser)['id']}/invitations"
    thumb = {"Idempotency-Key": "thumb"}
    answers = [person.post(path, {"email": "a@example.org"}, headers=thumb) for _ in range(2)]
    assert [(answer.status_code, answer.json) for answer in answers] == [(202, {"status": "accepted"})] * 2
    assert len(post_office.deliver()) == 1


def test_twenty_a_day_are_twenty_when_they_are_sent_at_the_same_moment(app, organiser: Caller, people):
    event, person = published(organiser), people(1)[0]

    def invite(number: int) -> int:
        body = {"email": f"colleague{number}@example.org"}
        return Caller(app, person.member).post(f"/events/{event['id']}/invitations", body).status_code

    with ThreadPoolExecutor(8) as at_once:
        answers = Counter(at_once.map(invite, range(28)))
    assert answers == {202: 20, 429: 8}
