"""Hand-raises on the screens without JavaScript, and what the pages with a claim never do: ask who this is."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.domain import claims as rules
from tests.claims import accept, code, hash_of, look_up, statement_named
from tests.web.exchange import HTMX
from tests.web.hall import Hall, Halls, halls
from tests.web.wire import Wire, json
from web import claims
from web.app import create_web
from web.client import Client
from web.settings import WebSettings

WORDS = "Nobody owned it after the project money."
MADE = re.compile(r'<noscript data-claims><input type="hidden" name="claim" value="([^"]+)">')
SHOWN = re.compile(r"<code data-claim-code>([^<]*)</code>")
FIELD = re.compile(
    r'<input type="hidden" name="(claim|offerId|offerName|offerOrganisation|introductionId)" value="([^"]*)">'
)


@pytest.fixture
def hall(databases, tmp_path):
    with halls(databases, tmp_path) as open_hall:
        yield open_hall


def stranger(room: Hall) -> FlaskClient:
    """Give a browser that nobody logged in with."""
    return room.people[0].browser.application.test_client()


def ask(browser: FlaskClient, path: str, **data: str) -> str:
    answer = browser.post(path, data=data)
    assert answer.status_code in {200, 400, 404}, answer.text
    return answer.text


def fields(page: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in FIELD.findall(page)}


def over(room: Hall, held: str) -> str:
    """Let person 0 write with a claim, close, and give the id in the report."""
    room.write(0, WORDS, claim=held)
    room.hour.move("close")
    return statement_named(room.hour.people[1], room.hour, WORDS)


def test_what_the_pages_make_is_what_the_api_reads():
    for _ in range(50):
        made = claims.fresh()
        assert rules.write(rules.read(made)) == made
        assert claims.hash_of(made) == rules.kept(rules.read(made)).hex()
        assert claims.is_whole(made)
        assert not claims.is_whole(made[:-1] + ("0" if made[-1] != "0" else "1"))


def test_without_javascript_the_code_is_in_the_answer_to_posting_and_nowhere_else(hall: Halls):
    room = hall()
    [held, *_] = MADE.findall(room.screen())
    answer = room.write(0, WORDS, claim=held)
    assert (answer.status_code, SHOWN.findall(answer.text)) == (200, [held])
    assert "Je ziet deze code alleen nu." in answer.text
    assert not answer.headers.getlist("Set-Cookie")
    assert held not in room.screen()
    assert look_up_of(room, held) == WORDS


def test_a_form_that_is_sent_again_shows_the_same_code_and_places_nothing_new(hall: Halls):
    room = hall()
    typed = room.fields() | {"text": WORDS, "claim": code()}
    pages = [room.people[0].post(f"{room.path}/statements", typed).text for _ in range(2)]
    assert [SHOWN.findall(page) for page in pages] == [[typed["claim"]]] * 2
    assert len(room.hour.people[0].get(f"{room.path}/statements/mine").json["items"]) == 1
    assert look_up_of(room, typed["claim"]) == WORDS


def look_up_of(room: Hall, held: str) -> str:
    page = ask(stranger(room), "/claims", claim=held)
    [quoted] = re.findall(r"koppen-stem--groot[^>]*>\s*([^<]*)<", page)
    return str(quoted)


def test_a_browser_that_made_the_claim_gets_no_code_back_and_sends_none(hall: Halls):
    room = hall()
    held = code()
    answer = room.write(0, WORDS, htmx=True, claimHash=hash_of(held), claim=code(), idempotencyKey="a-key")
    assert 'data-claim-for="a-key"' in answer.text
    assert SHOWN.findall(answer.text) == [""]
    assert look_up_of(room, held) == WORDS


def test_a_reaction_has_a_claim_too(hall: Halls):
    room = hall()
    room.write(0, WORDS)
    held = code()
    page = room.people[1].get(room.path).text
    statement = re.search(r'name="statementId" value="([^"]+)"', page)[1]
    typed = {"text": "Same here.", "kind": "reaction", "statementId": statement, "reactionKey": "r", "claim": held}
    answer = room.people[1].post(f"{room.path}/statements", room.fields(1) | typed)
    assert SHOWN.findall(answer.text) == [held]
    assert look_up_of(room, held) == "Same here."


def test_the_whole_exchange_works_without_javascript(hall: Halls):
    room = hall()
    held = code()
    statement = over(room, held)
    report = room.people[1].get(f"{room.path}/report").text
    [offering] = re.findall(rf'href="([^"]*{statement}/hand-raise)"', report)
    assert "Ik kan hierover sparren" in report
    assert "onder je eigen naam" in room.people[1].get(offering).text
    assert room.people[1].post(offering, {"note": "Wij deden dit twee keer."}).status_code == 303
    assert "Je biedt aan om te sparren" in room.people[1].get(offering).text
    writer = stranger(room)
    page = ask(writer, "/claims", claim=held.lower())
    assert "1 collega biedt aan om te sparren" in page
    assert room.hour.members[1].name in page
    assert room.hour.members[1].email not in page
    page = ask(writer, "/claims/acceptance", **fields(page))
    assert "Hierna weet je collega dat jij dit schreef." in page
    given = fields(page)
    refused = ask(writer, "/claims/acceptance", **given, name="Sanne Visser", contact="")
    assert "Vul dit in." in refused
    assert 'value="Sanne Visser"' in refused
    page = ask(writer, "/claims/acceptance", **given, name="Sanne Visser", contact="06 12345678", message="Bel me.")
    assert "Jullie kennen elkaar nu." in page
    assert room.hour.members[1].email in page
    mine = room.people[1].get("/hand-raises").text
    assert {"Sanne Visser", "06 12345678"} <= set(re.findall(r"Sanne Visser|06 12345678", mine))
    assert "Bel me." in mine
    page = ask(writer, "/claims/forgetting", claim=held, introductionId=fields(page)["introductionId"])
    assert "De namen zijn gewist" in page
    assert "Sanne Visser" not in room.people[1].get("/hand-raises").text


def test_each_answer_to_an_offer_says_whose_offer_it_is_about(hall: Halls):
    room = hall(people=3)
    held = code()
    statement = over(room, held)
    for person in room.people[1:]:
        person.post(f"{room.path}/statements/{statement}/hand-raise", {"note": ""})
    page = ask(stranger(room), "/claims", claim=held)
    about = re.findall(r'aria-describedby="(offer-[^"]+)"', page)
    assert (len(about), len(set(about))) == (4, 2)
    assert all(page.count(f'id="{each}"') == 1 for each in about)


def test_a_no_is_put_aside_for_the_writer_and_looks_like_no_answer_to_the_other(hall: Halls):
    room = hall()
    held = code()
    statement = over(room, held)
    offering = f"{room.path}/statements/{statement}/hand-raise"
    room.people[1].post(offering, {"note": ""}, follow=True)  # so that it is said once that the offer is there
    before = [room.people[1].get(path).text for path in ("/hand-raises", offering)]
    writer = stranger(room)
    page = ask(writer, "/claims/refusal", **fields(ask(writer, "/claims", claim=held)))
    assert "1 aanbod dat je opzij legde" in page
    assert [room.people[1].get(path).text for path in ("/hand-raises", offering)] == before


def test_an_offer_can_be_taken_back_and_made_with_htmx(hall: Halls):
    room = hall()
    statement = over(room, code())
    offering = f"{room.path}/statements/{statement}/hand-raise"
    answer = room.people[1].post(offering, {"note": "<b>x</b>"}, htmx=True)
    assert answer.text.lstrip().startswith(f'<div class="koppen-stapel" id="hand-raise-{statement}">')
    assert "&lt;b&gt;x&lt;/b&gt;" in answer.text
    answer = room.people[1].post(f"{offering}/withdrawal", {}, htmx=True)
    assert "Wat is jouw ervaring hiermee?" in answer.text
    too_long = room.people[1].post(offering, {"note": "x" * 281}, htmx=True)
    assert (too_long.status_code, "x" * 281 in too_long.text) == (400, True)


def test_a_hand_can_be_raised_at_the_statement_whose_turn_it_is(hall: Halls):
    room = hall()
    held = code()
    room.write(0, WORDS, claim=held)
    page = room.people[1].get(room.path).text
    [offering] = re.findall(r'action="([^"]*/hand-raise)"', page)
    assert room.people[1].post(offering, {"note": "Nu al."}).status_code == 303
    assert look_up(room.hour.people[0].__class__(room.hour.people[0].client.application), held).json["offers"]


def test_a_wrong_code_and_a_typing_error_are_told_apart(hall: Halls):
    room = hall()
    held = code()
    over(room, held)
    browser = stranger(room)
    wrong = ("0" if held[0] != "0" else "1") + held[1:]
    assert "typefout in groepje 1" in ask(browser, "/claims", claim=wrong)
    page = ask(browser, "/claims", claim=code())
    assert "Bij deze code hoort geen bijdrage." in page
    assert WORDS not in page


@pytest.mark.parametrize("step", ["acceptance", "refusal", "forgetting"])
def test_a_reload_leads_back_to_the_page_of_the_code(hall: Halls, step: str):
    answer = stranger(hall()).get(f"/claims/{step}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/claims")


HELD: dict[str, Any] = {"title": "T", "text": "W", "offers": [], "introductions": []}


@pytest.mark.parametrize("status", [200, 400, 404, 429, 500])
@pytest.mark.parametrize("path", ["/claims", "/claims/acceptance", "/claims/refusal", "/claims/forgetting"])
def test_no_cookie_is_read_and_none_is_set_where_a_claim_is_sent(path: str, status: int):
    body = HELD if status == 200 else {"title": "No", "status": status, "detail": "No."}
    wire = Wire(lambda _: json(body, status))
    app = create_web(WebSettings("x" * 40, secure_cookies=False), Client.in_process(wire))
    browser = app.test_client()
    with browser.session_transaction() as kept:
        kept["_flashes"] = [("ok", "Said elsewhere.")]
    for name in ("access", "refresh"):
        browser.set_cookie(f"koppen-{name}", "of-a-member")
    answer = browser.post(path, data={"claim": "c", "offerId": "o", "name": "n", "contact": "c"}, headers={})
    assert answer.headers.getlist("Set-Cookie") == []
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Said elsewhere." not in answer.text
    assert wire.seen
    assert {request.path.partition("/claims")[0] for request in wire.seen} == {"/api/v1"}
    assert not [each for each in wire.seen if "Authorization" in each.headers or "Cookie" in each.headers]
    assert "of-a-member" not in str([(each.headers, each.url) for each in wire.seen])


def test_a_cookie_that_is_read_elsewhere_is_noticed_by_that_test():
    wire = Wire(lambda _: json({"title": "Not here"}, 404))
    browser = create_web(WebSettings("x" * 40, secure_cookies=False), Client.in_process(wire)).test_client()
    browser.set_cookie("koppen-access", "of-a-member")
    browser.get("/hand-raises")
    assert [each for each in wire.seen if "Authorization" in each.headers]


def test_the_page_of_the_code_says_what_is_seen_and_works_as_a_block(hall: Halls):
    room = hall()
    held = code()
    over(room, held)
    page = stranger(room).get("/claims").text
    for sentence in ("Deze pagina vraagt niet wie je bent.", "Een kwaadwillende beheerder kan meekijken", "Zeg je nee"):
        assert sentence in page
    assert page.count('hx-config="credentials:omit"') == page.count("hx-post=")
    block = stranger(room).post("/claims", data={"claim": held}, headers=HTMX).text
    assert block.lstrip().startswith('<section class="koppen-stapel koppen-proza" id="held"')


def test_accepting_over_the_api_shows_on_the_pages(hall: Halls):
    room = hall()
    held = code()
    statement = over(room, held)
    room.people[1].post(f"{room.path}/statements/{statement}/hand-raise", {"note": ""})
    visitor = type(room.hour.people[0])(room.hour.people[0].client.application)
    [offer] = look_up(visitor, held).json["offers"]
    assert accept(visitor, held, offer["id"]).status_code == 200
    assert "Sanne Visser" in room.people[1].get("/hand-raises").text
