"""Joining, entering and one's own account page, without JavaScript, through the real API."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from api.domain.vocabulary import Role
from api.mail import letters
from api.models import Member, MemberTopic
from api.models.reference import municipality_id
from tests import factories
from tests.letters import delivered
from tests.web.exchange import HTMX, Person, add_topic
from web.wsgi import TwoRooms

PASSWORD = "paard batterij nietje"
ALMERE = str(municipality_id("GM0034"))
NEW = {"name": "Noor Veldkamp", "email": "noor@example.org", "jobFunction": "manager", "organisationId": ALMERE}
PAGES = [
    "/sign-up",
    "/sign-up/mail",
    "/log-in",
    "/log-in/mail",
    "/forgotten-password",
    "/reset-password/x",
    "/confirm/x",
]


def work(house: TwoRooms) -> Any:
    api: Any = house.api
    return api.extensions["koppen"].database.unit_of_work


def mailed(house: TwoRooms) -> list[dict[str, Any]]:
    return delivered(work(house), datetime.now(UTC))


def token(house: TwoRooms) -> str:
    return str(mailed(house)[-1]["context"]["token"])


def said(answer: Any) -> str:
    """Give the words of a page without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


@pytest.fixture
def noor(house: TwoRooms, browser: FlaskClient) -> FlaskClient:
    """A member who signed up with a password and is logged in."""
    browser.post("/sign-up", data=NEW | {"password": PASSWORD})
    browser.post(f"/confirm/{token(house)}")
    return browser


@pytest.mark.parametrize("path", PAGES)
def test_every_page_on_the_way_in_is_there_in_both_languages(browser, path):
    assert '<html lang="nl">' in browser.get(path).text
    assert '<html lang="en">' in browser.get(f"{path}?lang=en").text


def test_a_visitor_joins_confirms_and_is_in(house, browser):
    answer = browser.post("/sign-up", data=NEW)
    assert (answer.status_code, answer.location) == (303, "/sign-up/mail")
    assert "Kijk in je mail" in said(browser.get(answer.location))
    secret = token(house)
    assert "Bevestig en log in" in said(browser.get(f"/confirm/{secret}"))
    welcome = browser.post(f"/confirm/{secret}", follow_redirects=True)
    assert "Fijn dat je er bent, Noor" in said(welcome)
    assert "Je logt in met noor@example.org" in said(welcome)


@pytest.mark.parametrize("template", ["account_confirm", "account_login", "account_exists", "account_reset"])
def test_the_link_in_a_mail_leads_to_a_page(browser, template):
    context = {"name": "Noor", "organisation": "Almere", "token": "abc"}
    text = letters.render(template, "nl", context, "https://koppen.example.org").text
    path = re.search(r"https://koppen\.example\.org(/\S*abc)", text)[1]  # type: ignore[index]
    assert browser.get(path).status_code == 200


def test_all_municipalities_can_be_chosen_or_a_partnership_instead(house, browser):
    page = browser.get("/sign-up").text
    assert page.count("<option") == 342 + 1 + 6
    other = {name: value for name, value in NEW.items() if name != "organisationId"}
    assert browser.post("/sign-up", data=other | {"partnershipName": "Regio Zuid"}).status_code == 303
    with work(house)() as session:
        assert session.scalars(select(Member)).one().organisation.name == "Regio Zuid"


def test_a_wrong_sign_up_keeps_what_was_typed_and_names_each_field(browser):
    answer = browser.post("/sign-up", data={"name": "Noor <3", "email": "geen adres", "password": "kort"})
    assert answer.status_code == 400
    for field in ("email", "password", "jobFunction", "organisationId"):
        assert f'href="#f-{field}"' in answer.text, field
    assert 'value="Noor &lt;3"' in answer.text
    assert "kort" not in said(answer)


def test_sign_up_says_the_same_when_the_address_is_known(house, browser):
    with work(house)() as session:
        factories.member(session, email="noor@example.org")
    known = browser.post("/sign-up", data=NEW)
    stranger = browser.post("/sign-up", data=NEW | {"email": "vreemd@example.org"})
    assert (known.status_code, known.location, known.data) == (stranger.status_code, stranger.location, stranger.data)


def test_a_member_logs_in_with_a_password_and_ends_where_they_wanted_to_be(noor):
    noor.post("/log-out")
    wanted = noor.get("/account").location
    assert wanted == "/log-in?next=/account"
    assert 'name="next" value="/account"' in noor.get(wanted).text
    data = {"email": "noor@example.org", "password": PASSWORD, "way": "password", "next": "/account"}
    answer = noor.post("/log-in", data=data)
    assert (answer.status_code, answer.location) == (303, "/account")
    assert noor.get("/log-in").location == "/"


def test_logging_in_leads_to_no_other_site(noor):
    noor.post("/log-out")
    data = {"email": "noor@example.org", "password": PASSWORD, "way": "password", "next": "//evil.example"}
    assert noor.post("/log-in", data=data).location == "/"


def test_a_wrong_password_and_a_stranger_get_the_same_words_and_the_address_stays(noor):
    noor.post("/log-out")
    noor.get("/log-in")  # where the messages of before are shown
    pages = []
    for email in ("noor@example.org", "vreemd@example.org"):
        answer = noor.post("/log-in", data={"email": email, "password": "niet mijn wachtwoord", "way": "password"})
        assert answer.status_code == 401
        assert f'value="{email}"' in answer.text
        pages.append(answer.text.replace(email, ""))
    assert pages[0] == pages[1]
    assert "horen niet bij elkaar" in pages[0]
    assert "niet mijn wachtwoord" not in pages[0]


@pytest.mark.parametrize(("path", "data"), [("/log-in", {"way": "link"}), ("/forgotten-password", {})])
def test_asking_for_a_link_says_the_same_to_a_stranger(noor, path, data):
    noor.post("/log-out")
    answers = [noor.post(path, data=data | {"email": f"{who}@example.org"}) for who in ("noor", "vreemd")]
    assert [answer.location for answer in answers] == ["/log-in/mail"] * 2
    assert "Kennen we dit adres? Dan vind je zo een mail met een link." in said(noor.get("/log-in/mail"))


def test_a_mail_scanner_that_follows_a_link_does_not_use_it_up(house, noor):
    noor.post("/log-out")
    noor.post("/log-in", data={"email": "noor@example.org", "way": "link"})
    secret = token(house)
    for _ in range(2):
        assert noor.get(f"/log-in/{secret}").status_code == 200
    assert noor.post(f"/log-in/{secret}").status_code == 303
    assert noor.get("/account").status_code == 200
    assert "al gebruikt of te oud" in said(noor.post(f"/log-in/{secret}"))


def test_a_forgotten_password_is_replaced(house, noor):
    noor.post("/log-out")
    noor.post("/forgotten-password", data={"email": "noor@example.org"})
    secret = token(house)
    weak = noor.post(f"/reset-password/{secret}", data={"password": "kort"})
    assert (weak.status_code, "Gebruik 10 tot 200 tekens" in said(weak)) == (400, True)
    assert noor.post(f"/reset-password/{secret}", data={"password": "een heel nieuw woord"}).status_code == 303
    assert noor.get("/account").status_code == 200
    again = noor.post(f"/reset-password/{secret}", data={"password": "een heel nieuw woord"})
    assert "Vraag een nieuwe link aan" in said(again)


def test_a_forged_confirmation_shows_the_way_on(browser):
    answer = browser.post("/confirm/abc")
    assert answer.status_code == 400
    assert "Naar inloggen" in said(answer)


def fields(page: str) -> dict[str, str]:
    """Read the version that a form carries."""
    return {"etag": html.unescape(re.search(r'name="etag" value="([^"]*)"', page)[1])}  # type: ignore[index]


def test_a_member_corrects_their_account(house, noor):
    topic = add_topic(house, name_nl="Inkoop")
    page = noor.get("/account").text
    assert 'value="Noor Veldkamp"' in page
    assert re.search(rf'value="{ALMERE}" selected', page)
    change = NEW | {"name": "Noor V.", "topicIds": [str(topic.id)], "locale": "en", "partnershipName": ""}
    answer = noor.post("/account", data=change | fields(page), follow_redirects=True)
    assert "Your changes have been saved." in said(answer)
    with work(house)() as session:
        member = session.scalars(select(Member)).one()
        assert (member.name, [each.id for each in member.topics]) == ("Noor V.", [topic.id])


def test_a_wrong_correction_keeps_what_was_typed(noor):
    page = noor.get("/account").text
    both = NEW | {"partnershipName": "Regio Zuid", "locale": "nl"} | fields(page)
    answer = noor.post("/account", data=both)
    assert answer.status_code == 400
    assert "vul je samenwerkingsverband in" in said(answer)
    assert 'value="Regio Zuid"' in answer.text


def test_a_change_on_top_of_another_change_is_shown_and_can_be_sent_again(noor):
    page = noor.get("/account").text
    noor.post("/account", data=NEW | {"locale": "nl", "name": "Eerst"} | fields(page))
    late = noor.post("/account", data=NEW | {"locale": "nl", "name": "Daarna"} | fields(page))
    assert late.status_code == 412
    assert 'value="Daarna"' in late.text
    assert noor.post("/account", data=NEW | {"locale": "nl", "name": "Daarna"} | fields(late.text)).status_code == 303


def test_changing_the_password_asks_for_the_present_one_and_stays_logged_in(noor):
    wrong = noor.post("/account/password", data={"currentPassword": "iets anders", "password": "een heel nieuw woord"})
    assert (wrong.status_code, "niet je huidige wachtwoord" in said(wrong)) == (400, True)
    data = {"currentPassword": PASSWORD, "password": "een heel nieuw woord"}
    assert noor.post("/account/password", data=data).location == "/account"
    assert noor.get("/account").status_code == 200


def test_a_member_takes_their_data_along(noor):
    answer = noor.get("/account/export")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.json["records"]["member"][0]["email"] == "noor@example.org"


def test_logging_out_here_and_everywhere(house, noor):
    web: Any = house.web
    phone = web.test_client()
    phone.post("/log-in", data={"email": "noor@example.org", "password": PASSWORD, "way": "password"})
    noor.post("/log-out")
    assert noor.get("/account").status_code == 303
    assert phone.get("/account").status_code == 200
    noor.post("/log-in", data={"email": "noor@example.org", "password": PASSWORD, "way": "password"})
    assert "op al je apparaten" in said(noor.post("/log-out/everywhere", follow_redirects=True))
    assert phone.get("/account").status_code == 303


def test_erasing_asks_twice_and_then_says_goodbye(house, noor):
    assert "niemand kan het terugdraaien" in said(noor.get("/account/erase"))
    unsure = noor.post("/account/erase", data={"keepContributions": "true"})
    assert (unsure.status_code, 'href="#f-sure"' in unsure.text) == (400, True)
    answer = noor.post("/account/erase", data={"keepContributions": "true", "sure": "true"}, follow_redirects=True)
    assert "Je account is weg" in said(answer)
    assert noor.get("/account").status_code == 303
    with work(house)() as session:
        assert session.scalars(select(Member)).all() == []


def test_the_last_administrator_reads_why_they_stay(house):
    ada = Person(house, "Ada", Role.ADMINISTRATOR)
    answer = ada.post("/account/erase", {"keepContributions": "true", "sure": "true"})
    assert (answer.status_code, "laatste beheerder" in said(answer)) == (409, True)


def test_members_find_each_other_by_name_and_topic(house):
    noor, bram = Person(house, "Noor Veldkamp"), Person(house, "Bram Oldehove")
    topic = add_topic(house, name_nl="Inkoop")
    with work(house)() as session:
        session.add(MemberTopic(member_id=bram.member.id, topic_id=topic.id))
    assert {"Noor Veldkamp", "Bram Oldehove", "Inkoop"} <= set(re.findall(r">([^<>]+)<", noor.get("/members").text))
    found = said(noor.get(f"/members?topic={topic.id}"))
    assert ("Bram Oldehove" in found, "Noor Veldkamp" in found) == (True, False)
    assert "Niemand gevonden" in said(noor.get("/members?q=zzz"))
    assert bram.member.email not in noor.get("/members").text
    part = noor.get("/members?q=bram", htmx=True)
    assert "<html" not in part.text
    assert 'id="list"' in part.text


def test_an_administrator_gives_a_role_and_others_cannot(house):
    ada, noor = Person(house, "Ada", Role.ADMINISTRATOR), Person(house, "Noor Veldkamp")
    olga = Person(house, "Olga", Role.ORGANISER)
    path = f"/admin/members/{noor.member.id}"
    assert noor.get("/admin/members").status_code == 403
    assert "Wijzig rol" not in said(olga.get("/admin/members"))
    assert olga.get(path).status_code == 403
    assert "Wijzig rol" in said(ada.get("/admin/members"))
    assert ada.send(path, {"role": "organiser"}).location == "/admin/members"
    assert noor.get("/admin/members").status_code == 200


def test_htmx_gets_the_form_back_with_what_is_wrong(browser):
    answer = browser.post("/log-in", data={"email": "", "password": "x", "way": "password"}, headers=HTMX)
    assert answer.status_code == 400
    assert "<html" not in answer.text
    assert 'id="login"' in answer.text
