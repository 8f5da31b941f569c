"""Beginning an event from a template or an earlier one, and what it still lacks, without JavaScript."""

from __future__ import annotations

import re

from tests.web.exchange import Person
from tests.web.test_events import SOON
from tests.web.test_organise_events import drafted
from web.wsgi import TwoRooms

START = "/organise/events/start"
WHEN = f"{SOON:%Y-%m-%d}T14:00"


def begun(noor: Person, **values: str) -> str:
    """Draft an event from the hour's template and give the path of its desk."""
    answer = noor.send(START, {"begin": "hour", "title": "Koppen bij elkaar", "startsAt": WHEN} | values)
    assert answer.status_code == 303, re.findall(r'error-message"[^>]*>.*', answer.text)
    return answer.headers["Location"]


def test_only_organisers_begin_an_event(jip: Person, noor: Person):
    assert jip.get(START).status_code == 403
    assert noor.get(START).status_code == 200
    assert START in noor.get("/organise/events").text


def test_from_a_template_an_event_with_its_script_takes_one_form(noor: Person):
    page = noor.get(START).text
    for name in ("Dialoog van 60 minuten", "Check-in van 40 minuten", "Twee rondes, dagenlang open"):
        assert name in page
    desk = begun(noor)
    page = noor.get(desk).text.replace("\xa0", " ")
    assert "14.00 tot 15.00 uur" in page
    assert "Het draaiboek is klaar." in page
    script = re.search(r'href="(/dialogues/[^"]+/script)"', page)
    assert script is not None
    assert "Waar krijg je nu energie van in je werk?" in noor.get(script[1]).text


def test_what_is_missing_is_listed_with_a_link_to_the_field_that_mends_it(noor: Person):
    desk = begun(noor)
    page = noor.get(desk).text
    assert "Dit kun je nog toevoegen" in page
    for field in ("f-summary", "f-description", "f-contact-name"):
        assert f'href="{desk}/edit#{field}"' in page
        assert f'id="{field}"' in noor.get(f"{desk}/edit").text
    assert "Kondig de bijeenkomst aan" in page
    without = drafted(noor)
    assert "Er is nog geen draaiboek." in noor.get(without).text


def test_what_blocks_takes_the_button_away_and_says_why(noor: Person):
    desk = begun(noor, startsAt="2024-05-06T14:00")
    page = noor.get(desk).text
    assert "Dit moet eerst in orde zijn" in page
    assert "Dit moment is voorbij." in page
    assert "Kondig de bijeenkomst aan" not in page


def test_an_earlier_event_is_copied_from_its_own_page(house: TwoRooms, noor: Person):
    desk = begun(noor)
    noor.send_to(desk, f"{desk}/publication", {})
    copy = re.search(rf'href="({START}\?copy=[^"]+)"', noor.get(desk).text)
    assert copy is not None
    page = noor.get(copy[1]).text
    event = desk.rsplit("/", 1)[1]
    assert re.search(rf'value="{event}" selected', page)
    assert re.search(r'value="copy" aria-describedby="f-begin-copy-help" checked', page)
    answer = noor.send(copy[1], {"begin": "copy", "earlier": event, "title": "", "startsAt": WHEN})
    assert answer.status_code == 303
    again = noor.get(answer.headers["Location"]).text
    assert answer.headers["Location"] != desk
    assert "<h1>Koppen bij elkaar</h1>" in again
    assert "Het draaiboek is klaar." in again


def test_a_refused_beginning_keeps_what_was_typed(noor: Person):
    begun(noor)
    refused = noor.send(START, {"begin": "check_in", "title": "", "startsAt": WHEN})
    assert refused.status_code == 400
    assert 'href="#f-title"' in refused.text
    assert re.search(r'value="check_in"[^>]* checked', refused.text)
    assert f'value="{WHEN}"' in refused.text
    nothing = noor.send(START, {"begin": "copy", "earlier": "", "title": "Nieuw", "startsAt": WHEN})
    assert nothing.status_code == 400
    assert "Nieuw" in nothing.text
