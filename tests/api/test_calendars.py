"""Calendar files: right times, one identity, and a calendar that keeps itself up to date."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar

from tests import factories
from tests.api.conftest import Caller, Clock
from tests.gatherings import cancel, change, published, register

LINK = "https://meet.example.org/hour"


def read(answer) -> Calendar:
    assert answer.status_code == 200, answer.json
    assert answer.mimetype == "text/calendar"
    return Calendar.from_ical(answer.data)


def only(calendar: Calendar):
    (event,) = calendar.events
    return event


def own(person: Caller, visitor: Caller) -> Calendar:
    address = urlsplit(person.get("/me/calendar").json["url"])
    return read(visitor.get(address.path.removeprefix("/api/v1")))


def test_an_event_has_a_calendar_file_for_everybody(organiser: Caller, visitor: Caller):
    event = published(organiser, title="Één; twee, drie", location="Town hall", summary="Why?")
    answer = visitor.get(f"/events/{event['id']}/calendar", headers={"Accept": "text/calendar"})
    calendar = read(answer)
    entry = only(calendar)
    assert (calendar["METHOD"], entry["SUMMARY"], entry["LOCATION"]) == ("PUBLISH", "Één; twee, drie", "Town hall")
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("CONFIRMED", 0)
    assert entry["URL"].endswith(f"/events/{event['id']}")
    assert answer.headers["Content-Disposition"].endswith('.ics"')


def test_the_times_are_those_of_amsterdam_on_both_sides_of_winter_time(organiser: Caller, visitor: Caller):
    event = published(organiser, startsAt="2026-10-25T00:30:00Z", endsAt="2026-10-25T01:30:00Z")
    answer = visitor.get(f"/events/{event['id']}/calendar")
    assert b"DTSTART;TZID=Europe/Amsterdam:20261025T023000" in answer.data
    calendar = read(answer)
    zone = calendar.timezones[0]
    assert zone["TZID"] == "Europe/Amsterdam"
    there = zone.to_tz()
    for month, offset in ((7, 2), (12, 1)):
        assert datetime(2026, month, 1, 12, tzinfo=there).utcoffset() == timedelta(hours=offset)
    # The file's own rules, not those of this machine, give back the moments that went in. The hour from half past two
    # to half past two repeats that night: as the file cannot say which one it means, its end is the later hour's.
    summer = published(organiser, startsAt="2026-10-24T12:00:00Z", endsAt="2026-10-26T12:00:00Z")
    entry = only(read(visitor.get(f"/events/{summer['id']}/calendar")))
    moments = [entry.decoded(name).replace(tzinfo=there).astimezone(UTC) for name in ("DTSTART", "DTEND")]
    assert moments == [datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 26, 12, tzinfo=UTC)]


def test_a_change_of_time_place_or_title_raises_the_sequence_of_the_same_entry(organiser: Caller, visitor: Caller):
    event = published(organiser)
    path = f"/events/{event['id']}/calendar"
    before = only(read(visitor.get(path)))
    change(organiser, event["id"], summary="Nothing for a calendar")
    assert only(read(visitor.get(path)))["SEQUENCE"] == 0
    for number, values in enumerate(({"title": "x"}, {"location": "y"}, {"endsAt": "2026-10-26T16:00:00+01:00"}), 1):
        change(organiser, event["id"], **values)
        after = only(read(visitor.get(path)))
        assert (after["UID"], after["SEQUENCE"]) == (before["UID"], number)
    cancel(organiser, event["id"])
    calendar = read(visitor.get(path))
    assert (calendar["METHOD"], only(calendar)["STATUS"], only(calendar)["SEQUENCE"]) == ("CANCEL", "CANCELLED", 4)


def test_the_link_is_only_in_the_file_of_who_has_a_seat(organiser: Caller, people, visitor: Caller):
    event = published(organiser, capacity=1, onlineUrl=LINK)
    seated, waiting = people(2)
    for person in (seated, waiting):
        register(person, event["id"])
    files = [caller.get(f"/events/{event['id']}/calendar").text for caller in (seated, waiting, visitor)]
    assert [LINK in file for file in files] == [True, False, False]


def test_ones_own_calendar_follows_registrations_changes_and_cancellations_without_logging_in(
    organiser: Caller, people, visitor: Caller
):
    person = people(1)[0]
    event, other = published(organiser, onlineUrl=LINK), published(organiser, capacity=1)
    register(people(1)[0], other["id"])
    assert own(person, visitor).events == []
    made = register(person, event["id"])
    entry = only(own(person, visitor))
    assert LINK in entry["DESCRIPTION"]
    change(organiser, event["id"], title="Another name")
    assert (only(own(person, visitor))["SUMMARY"], only(own(person, visitor))["SEQUENCE"]) == ("Another name", 1)
    register(person, other["id"])
    assert {row["STATUS"] for row in own(person, visitor).events} == {"CONFIRMED", "TENTATIVE"}
    cancel(organiser, event["id"])
    assert "CANCELLED" in [row["STATUS"] for row in own(person, visitor).events]
    person.delete(f"/registrations/{made['id']}")
    assert [row["STATUS"] for row in own(person, visitor).events] == ["TENTATIVE"]


def test_a_calendar_program_is_told_to_look_every_hour(people, visitor: Caller):
    calendar = own(people(1)[0], visitor)
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert calendar["X-WR-CALNAME"] == "Mijn bijeenkomsten bij Koppen bij Elkaar"


def test_a_calendar_address_cannot_be_made_up_and_ends_with_logging_out_everywhere(work, call_as, visitor: Caller):
    with work() as session:
        member = factories.member(session)
    path = urlsplit(call_as(member).get("/me/calendar").json["url"]).path.removeprefix("/api/v1")
    assert visitor.get(path).status_code == 200
    # Not the last sign: its lowest bits carry nothing, so another one may stand for the same signature.
    tampered = path[:-2] + ("A" if path[-2] != "A" else "B") + path[-1]
    for wrong in (tampered, "/calendars/x", "/calendars/a.b"):
        assert visitor.get(wrong).status_code == 404
    assert visitor.get("/me/calendar").status_code == 401
    with work() as session:
        session.merge(member).session_epoch += 1
    assert visitor.get(path).status_code == 404


def test_an_event_of_long_ago_leaves_ones_own_calendar(organiser: Caller, people, visitor: Caller, clock: Clock):
    person = people(1)[0]
    register(person, published(organiser)["id"])
    clock.now = datetime(2026, 12, 1, tzinfo=UTC)
    assert len(own(person, visitor).events) == 1
    clock.now = datetime(2027, 3, 1, tzinfo=UTC)
    assert own(person, visitor).events == []
