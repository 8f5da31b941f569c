"""The mails about events, as the worker sends them: what, to whom, when, and how often."""

from datetime import UTC, datetime, timedelta

from api.jobs.worker import Worker
from api.services import event_notices
from tests import factories
from tests.api.conftest import Caller, Clock
from tests.gatherings import PostOffice, calendar_of, cancel, change, published, register, tag, words

LINK = "https://meet.example.org/hour"
# The event of these tests is on Monday 26 October 2026 at 14:00; winter time begins the night before the 25th.
LINK_MOMENT = datetime(2026, 10, 23, 12, 0, tzinfo=UTC)  # three dates before, at 14:00 in summer time
REMINDER_MOMENT = datetime(2026, 10, 25, 13, 0, tzinfo=UTC)  # 24 hours before
A_SECOND = timedelta(seconds=1)


def test_a_confirmation_is_queued_at_once_with_the_seat_the_time_and_the_calendar(
    organiser: Caller, people, post_office: PostOffice
):
    event, person = published(organiser, location="Online", contact={"email": "noor@example.org"}), people(1)[0]
    register(person, event["id"])
    (mail,) = post_office.deliver()
    assert mail["To"] == person.member.email
    assert mail["Subject"] == "Je komt: From trial to practice"
    for text in ("maandag 26 oktober 2026", "14.00 uur tot 15.00 uur", "Online", "noor@example.org", event["id"]):
        assert text in words(mail)
    assert "METHOD:REQUEST" in (calendar_of(mail) or "")


def test_a_mail_is_in_the_language_of_its_reader(organiser: Caller, work, call_as, post_office: PostOffice):
    with work() as session:
        person = call_as(factories.member(session, locale="en"))
    register(person, published(organiser)["id"])
    (mail,) = post_office.deliver()
    assert mail["Subject"] == "You are coming: From trial to practice"
    assert "Monday 26 October 2026" in words(mail)


def test_the_waiting_list_and_moving_up_come_with_a_mail_and_only_a_seat_with_a_calendar_file(
    organiser: Caller, people, post_office: PostOffice
):
    event = published(organiser, capacity=1)
    first, second = people(2)
    made = register(first, event["id"])
    post_office.deliver()
    register(second, event["id"])
    (waiting,) = post_office.deliver()
    assert "Het is vol. Je staat op plek 1 van de wachtlijst." in words(waiting)
    assert calendar_of(waiting) is None
    first.delete(f"/registrations/{made['id']}")
    (moved,) = post_office.deliver()
    assert (moved["To"], moved["Subject"]) == (second.member.email, "Er is een plek voor je: From trial to practice")
    assert "UID:event-" in (calendar_of(moved) or "")


def test_the_confirmation_promises_the_link_and_it_comes_at_the_same_time_of_day_across_winter_time(
    organiser: Caller, people, post_office: PostOffice, clock: Clock
):
    event, person = published(organiser, onlineUrl=LINK), people(1)[0]
    register(person, event["id"])
    (confirmation,) = post_office.deliver()
    assert LINK not in words(confirmation)
    assert "De link krijg je per mail, op vrijdag 23 oktober 2026 om 14.00 uur." in words(confirmation)
    clock.now = LINK_MOMENT - A_SECOND
    assert post_office.deliver() == []
    clock.now = LINK_MOMENT
    (mail,) = post_office.deliver()
    assert mail["Subject"] == "Jouw link voor From trial to practice"
    assert LINK in words(mail)
    assert event["id"] in words(mail)


def test_who_registers_after_the_link_went_out_gets_it_in_the_confirmation_and_only_there(
    organiser: Caller, people, post_office: PostOffice, clock: Clock
):
    event, (early, late) = published(organiser, onlineUrl=LINK), people(2)
    register(early, event["id"])
    post_office.deliver()
    clock.now = LINK_MOMENT + A_SECOND
    register(late, event["id"])  # before the worker got to the link mails
    mails = {(mail["To"], LINK in words(mail)) for mail in post_office.deliver()}
    assert mails == {(early.member.email, True), (late.member.email, True)}
    assert post_office.deliver() == []


def test_who_moves_up_after_the_link_went_out_gets_it_at_once(
    organiser: Caller, people, post_office: PostOffice, clock: Clock
):
    event, (first, second) = published(organiser, onlineUrl=LINK, capacity=1), people(2)
    made = [register(person, event["id"]) for person in (first, second)]
    clock.now = LINK_MOMENT
    assert [mail["To"] for mail in post_office.deliver() if LINK in words(mail)] == [first.member.email]
    first.delete(f"/registrations/{made[0]['id']}")
    (moved,) = post_office.deliver()
    assert LINK in words(moved)


def test_a_dialogue_without_a_link_of_its_own_leads_to_its_page(
    organiser: Caller, people, post_office: PostOffice, clock: Clock
):
    event, person = published(organiser, kind="dialogue"), people(1)[0]
    register(person, event["id"])
    post_office.deliver()
    clock.now = LINK_MOMENT
    (mail,) = post_office.deliver()
    assert f"Doe mee: http://127.0.0.1:8000/events/{event['id']}" in words(mail)


def test_an_event_in_a_room_has_no_link_mail(organiser: Caller, people, post_office: PostOffice, clock: Clock):
    register(people(1)[0], published(organiser, location="Town hall")["id"])
    (confirmation,) = post_office.deliver()
    assert "link" not in words(confirmation)
    clock.now = LINK_MOMENT
    assert post_office.deliver() == []


def test_the_reminder_comes_once_and_not_to_who_registered_after_its_moment(
    organiser: Caller, people, post_office: PostOffice, clock: Clock
):
    event, (early, late) = published(organiser), people(2)
    register(early, event["id"])
    post_office.deliver()
    clock.now = REMINDER_MOMENT + A_SECOND
    register(late, event["id"])
    assert post_office.subjects() == sorted(
        [f"{early.member.email}: Bijna: {event['title']}", f"{late.member.email}: Je komt: {event['title']}"]
    )


def test_no_reminder_when_the_organiser_wants_none_or_the_worker_is_too_late(
    organiser: Caller, people, post_office: PostOffice, clock: Clock
):
    without, late = published(organiser, reminderHoursBefore=0), published(organiser)
    for event in (without, late):
        register(people(1)[0], event["id"])
    post_office.deliver()
    clock.now = datetime(2026, 10, 26, 13, 0, tzinfo=UTC)
    assert post_office.deliver() == []


def test_who_gave_up_their_seat_hears_nothing_more(organiser: Caller, people, post_office: PostOffice, clock: Clock):
    event, person = published(organiser, onlineUrl=LINK), people(1)[0]
    made = register(person, event["id"])
    post_office.deliver()
    person.delete(f"/registrations/{made['id']}")
    clock.now = REMINDER_MOMENT
    cancel(organiser, event["id"])
    assert post_office.deliver() == []


def test_a_change_that_people_have_to_know_is_mailed_to_seats_and_waiting_list_with_a_new_calendar_file(
    organiser: Caller, people, post_office: PostOffice
):
    event, (seated, waiting) = published(organiser, capacity=1), people(2)
    for person in (seated, waiting):
        register(person, event["id"])
    (before, _waiting) = sorted(post_office.deliver(), key=lambda mail: mail["Subject"])
    change(organiser, event["id"], startsAt="2026-10-26T13:30:00+01:00", location="Town hall")
    mails = {mail["To"]: mail for mail in post_office.deliver()}
    assert set(mails) == {seated.member.email, waiting.member.email}
    text = words(mails[seated.member.email])
    for part in ("- de tijd", "- de plek", "13.30 uur tot 15.00 uur", "Town hall"):
        assert part in text
    assert "de naam" not in text
    assert "SEQUENCE:0" in (calendar_of(before) or "")
    assert "SEQUENCE:1" in (calendar_of(mails[seated.member.email]) or "")
    assert calendar_of(mails[waiting.member.email]) is None


def test_a_change_that_nobody_has_to_know_sends_nothing(organiser: Caller, people, post_office: PostOffice):
    event = published(organiser)
    register(people(1)[0], event["id"])
    post_office.deliver()
    change(organiser, event["id"], summary="New", description="New", contact={"name": "New"}, onlineUrl=LINK)
    change(organiser, event["id"], title=event["title"], startsAt=event["startsAt"])
    assert post_office.deliver() == []


def test_a_link_that_changes_after_it_went_out_is_mailed_again(
    organiser: Caller, people, post_office: PostOffice, clock: Clock
):
    event = published(organiser, onlineUrl=LINK)
    register(people(1)[0], event["id"])
    clock.now = LINK_MOMENT
    post_office.deliver()
    change(organiser, event["id"], onlineUrl="https://other.example.org/room")
    (mail,) = post_office.deliver()
    assert "- de link" in words(mail)
    assert "https://other.example.org/room" in words(mail)


def test_moving_the_event_moves_its_link_and_reminder(organiser: Caller, people, post_office: PostOffice, clock: Clock):
    event = published(organiser, onlineUrl=LINK)
    register(people(1)[0], event["id"])
    change(organiser, event["id"], startsAt="2026-11-02T14:00:00+01:00", endsAt="2026-11-02T15:00:00+01:00")
    post_office.deliver()
    clock.now = REMINDER_MOMENT
    assert post_office.deliver() == []
    clock.now = datetime(2026, 10, 30, 13, 0, tzinfo=UTC)
    assert [mail["Subject"] for mail in post_office.deliver()] == [f"Jouw link voor {event['title']}"]
    clock.now = datetime(2026, 11, 1, 13, 0, tzinfo=UTC)
    assert [mail["Subject"] for mail in post_office.deliver()] == [f"Bijna: {event['title']}"]


def test_moving_the_event_forward_past_the_moment_of_the_link_brings_it_with_the_change_once(
    organiser: Caller, people, post_office: PostOffice, clock: Clock
):
    event = published(organiser, onlineUrl=LINK)
    register(people(1)[0], event["id"])
    post_office.deliver()
    change(organiser, event["id"], startsAt="2026-09-11T14:00:00+02:00", endsAt="2026-09-11T15:00:00+02:00")
    mails = post_office.deliver()
    assert sum(LINK in words(mail) for mail in mails) == 1


def test_asking_for_the_link_earlier_sends_it_when_that_moment_has_passed(
    organiser: Caller, people, post_office: PostOffice, clock: Clock
):
    event = published(organiser, onlineUrl=LINK)
    register(people(1)[0], event["id"])
    post_office.deliver()
    change(organiser, event["id"], linkDaysBefore=60)
    assert [mail["Subject"] for mail in post_office.deliver()] == [f"Jouw link voor {event['title']}"]
    clock.now = LINK_MOMENT
    assert post_office.deliver() == []


def test_a_cancellation_is_mailed_with_its_reason_and_takes_the_event_out_of_calendars_and_nothing_follows(
    organiser: Caller, people, post_office: PostOffice, clock: Clock
):
    event, (seated, waiting) = published(organiser, capacity=1, onlineUrl=LINK), people(2)
    for person in (seated, waiting):
        register(person, event["id"])
    post_office.deliver()
    cancel(organiser, event["id"], "The speaker is ill.")
    mails = {mail["To"]: mail for mail in post_office.deliver()}
    assert set(mails) == {seated.member.email, waiting.member.email}
    assert "The speaker is ill." in words(mails[waiting.member.email])
    file = calendar_of(mails[seated.member.email]) or ""
    for line in ("METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1"):
        assert line in file
    assert LINK not in words(mails[seated.member.email]) + file
    clock.now = REMINDER_MOMENT
    assert post_office.deliver() == []


def test_a_cancelled_event_moves_nobody_up(organiser: Caller, people, post_office: PostOffice):
    event, (seated, waiting) = published(organiser, capacity=1), people(2)
    made = [register(person, event["id"]) for person in (seated, waiting)]
    cancel(organiser, event["id"])
    post_office.deliver()
    seated.delete(f"/registrations/{made[0]['id']}")
    assert post_office.deliver() == []


def test_results_are_mailed_once_to_who_had_a_seat(organiser: Caller, people, post_office: PostOffice, clock: Clock):
    event, (seated, waiting) = published(organiser, capacity=1), people(2)
    for person in (seated, waiting):
        register(person, event["id"])
    post_office.deliver()
    clock.now = datetime(2026, 10, 26, 15, 0, tzinfo=UTC)
    for text in ("First version", "Better version"):
        path = f"/events/{event['id']}/results"
        assert organiser.put(path, {"results": text}, headers=tag(organiser, event["id"])).status_code == 200
    assert post_office.subjects() == [f"{seated.member.email}: De resultaten van {event['title']}"]


def test_everybody_is_told_also_when_they_are_more_than_one_group(
    organiser: Caller, people, post_office: PostOffice, monkeypatch
):
    monkeypatch.setattr(event_notices, "GROUP", 2)
    event, everybody = published(organiser), people(5)
    for person in everybody:
        register(person, event["id"])
    post_office.deliver()
    change(organiser, event["id"], title="Another name")
    assert sorted(mail["To"] for mail in post_office.deliver()) == sorted(row.member.email for row in everybody)


def test_a_job_that_is_done_again_mails_nobody_again(
    organiser: Caller, people, work, post_office: PostOffice, clock: Clock
):
    event = published(organiser, onlineUrl=LINK)
    register(people(1)[0], event["id"])
    post_office.deliver()
    clock.now = LINK_MOMENT
    assert len(post_office.deliver()) == 1
    worker: Worker = post_office.worker
    payload = {"eventId": event["id"], "at": LINK_MOMENT.isoformat()}
    with work() as session:
        worker.handlers[event_notices.LINK_JOB](session, payload, clock.now, worker.settings)
    assert post_office.deliver() == []


def test_a_job_for_an_event_that_is_gone_does_nothing(work, post_office: PostOffice, clock: Clock):
    worker = post_office.worker
    payload = {"eventId": "00000000-0000-4000-8000-000000000000", "notice": "cancelled"}
    with work() as session:
        worker.handlers[event_notices.NOTICE_JOB](session, payload, clock.now, worker.settings)
    assert post_office.deliver() == []
