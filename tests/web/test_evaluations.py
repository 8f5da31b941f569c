"""Looking back and the figures of it on the screens."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.domain.vocabulary import EventKind
from api.models import Event, Programme
from tests import factories
from tests.web.exchange import Person, work
from web.figures import chart
from web.wsgi import TwoRooms

GOOD = {"usefulness": "4", "recommendation": "5", "different": "Meer tijd om te praten."}


class Held:
    """A lecture of yesterday, in a programme, and who had a seat there."""

    def __init__(self, house: TwoRooms, people: int) -> None:
        self.people = [Person(house, f"Collega {number}") for number in range(people)]
        with work(house) as session:
            programme = Programme(title="Van pilot naar praktijk", description="", created_at=factories.START)
            session.add(programme)
            session.flush()
            starts = datetime.now(UTC) - timedelta(days=1)
            self.event: Event = factories.event(
                session, kind=EventKind.LECTURE, title="Wat werkt?", starts_at=starts, programme_id=programme.id
            )
            self.seats = [factories.seat(session, self.event, person.member) for person in self.people]
            self.programme_id = programme.id

    @property
    def path(self) -> str:
        return f"/events/{self.event.id}"


@pytest.fixture
def held(house: TwoRooms) -> Held:
    return Held(house, 6)


def test_who_was_there_is_asked_on_the_page_of_the_event_and_answers_once(held: Held, sam: Person):
    jip = held.people[0]
    assert "Drie vragen, één minuut, zonder je naam." in jip.get(held.path).text
    assert "Drie vragen" not in sam.get(held.path).text
    page = jip.get(f"{held.path}/evaluation").text
    assert "Niets van wat we bewaren leidt van het een naar het ander." in page
    answer = jip.post(f"{held.path}/evaluation", GOOD)
    assert (answer.status_code, answer.headers["Location"]) == (303, held.path)
    assert "Je antwoorden staan erin, zonder je naam." in jip.get(held.path).text
    assert "Drie vragen" not in jip.get(held.path).text
    assert "Je hebt al geantwoord." in jip.get(f"{held.path}/evaluation").text
    again = jip.post(f"{held.path}/evaluation", GOOD)
    assert (again.status_code, "Je hebt al geantwoord." in again.text) == (409, True)


def test_what_is_missing_is_named_and_what_was_typed_stays(held: Held):
    answer = held.people[0].post(f"{held.path}/evaluation", GOOD | {"usefulness": ""}, htmx=True)
    assert answer.status_code == 400
    assert "Hoe nuttig was het voor je werk? Vul dit in." in answer.text
    assert "Meer tijd om te praten." in answer.text
    assert re.search(r'name="recommendation" id="[^"]*" value="5" checked', answer.text)
    assert held.people[0].post(f"{held.path}/evaluation", GOOD | {"usefulness": "9" * 30}).status_code == 400


def test_somebody_who_was_not_there_is_told_for_whom_the_questions_are(held: Held, sam: Person):
    assert "Deze vragen zijn voor wie erbij was" in sam.get(f"{held.path}/evaluation").text
    assert sam.post(f"{held.path}/evaluation", GOOD).status_code == 409


def figures_of(noor: Person, held: Held) -> str:
    page = noor.get(f"/organise/events/{held.event.id}/figures")
    assert page.status_code == 200, page.text
    return page.text


def test_an_organiser_sees_figures_with_a_chart_and_a_table_from_five_answers_on(held: Held, noor: Person):
    assert "Wie kwamen er, en hoe was het" in noor.get(f"/organise/events/{held.event.id}").text
    for person in held.people[:4]:
        person.post(f"{held.path}/evaluation", GOOD)
    page = figures_of(noor, held)
    assert "Te weinig antwoorden om te tonen" in page
    assert "Meer tijd om te praten." not in page
    assert "Nog niemand noteerde wie er kwamen." in page
    held.people[4].post(f"{held.path}/evaluation", GOOD | {"usefulness": "1"})
    page = figures_of(noor, held)
    assert "5 antwoorden." in page
    assert "Gemiddeld 3,4 van 5, door 5 mensen." in page
    assert page.count("Meer tijd om te praten.") == 5
    assert page.count('role="img"') == 3
    for match in re.findall(r'role="img" aria-labelledby="([^"]+)"', page):
        assert f'id="{match}"' in page
    assert re.search(r"<th[^>]*>nuttig</th><td[^>]*>4</td>", page)


def test_who_came_to_a_lecture_is_noted_in_the_list_and_downloaded(held: Held, noor: Person):
    listed = f"/organise/events/{held.event.id}/registrations"
    assert "Was er" in noor.get(listed).text
    answer = noor.post(f"/organise/registrations/{held.seats[0].id}/attendance", {"attended": "yes"})
    assert answer.headers["Location"] == f"{listed}#r-{held.seats[0].id}"
    assert "Was er toch niet" in noor.get(listed).text
    assert "1 van 6" in figures_of(noor, held)
    file = noor.get(f"/organise/events/{held.event.id}/attendance.csv")
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert file.headers["Content-Disposition"] == 'attachment; filename="attendance.csv"'
    rows = file.data.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("Naam;Mailadres;")
    assert [row.rpartition(";")[2] for row in rows[1:]].count("yes") == 1


def test_the_figures_of_a_programme_list_its_events(held: Held, noor: Person):
    path = f"/programmes/{held.programme_id}"
    assert "Cijfers van dit programma" in noor.get(path).text
    for person in held.people[:5]:
        person.post(f"{held.path}/evaluation", GOOD)
    noor.post(f"/organise/registrations/{held.seats[0].id}/attendance", {"attended": "yes"})
    page = noor.get(f"{path}/figures").text
    cells = re.findall(r'utrecht-table__cell--numeric-data">([^<]*)<', page)
    assert cells[:7] == ["6", "1", "17%", "4", "5", "5", "–"]
    assert "Meer tijd om te praten." not in page


@pytest.mark.parametrize(
    "path",
    ["/organise/events/{event}/figures", "/programmes/{programme}/figures", "/organise/events/{event}/attendance.csv"],
)
def test_figures_and_lists_are_for_organisers(held: Held, path: str):
    address = path.format(event=held.event.id, programme=held.programme_id)
    assert held.people[0].get(address).status_code == 403
    assert "Cijfers van dit programma" not in held.people[0].get(f"/programmes/{held.programme_id}").text


def test_a_bar_is_as_long_as_its_part_of_the_longest():
    drawn = chart([("a", 10, 5), ("b", 5, None), ("c", 0, 0)])
    assert [(line.width, line.inner) for line in drawn.lines] == [("70.0%", "35.0%"), ("35.0%", None), ("0.0%", "0.0%")]
    assert drawn.height == 3 * 56
    nothing: Any = chart([])
    assert (nothing.lines, nothing.height) == ([], 0)
