"""Conversations on the screen, by a browser without JavaScript and by htmx."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.domain.vocabulary import Role
from tests.web.exchange import Person, add_topic
from web.wsgi import TwoRooms

QUESTION = {"title": "Wie beheert de sensoren?", "body": "Wij hebben er veertig.\n\n- een\n- twee"}


@pytest.fixture
def moderator(house: TwoRooms) -> Person:
    return Person(house, "Mo Derator", Role.MODERATOR)


@pytest.fixture
def thread(jip: Person) -> str:
    """Give the path of a conversation that Jip began."""
    return jip.send("/threads/new", QUESTION).headers["Location"]


def post_ids(page: str) -> list[str]:
    return re.findall(r'<article [^>]*id="post-([^"]+)"', page)


def test_a_visitor_is_led_to_the_login_page(browser: FlaskClient, thread: str):
    for path in ("/threads", thread, "/threads/new"):
        answer = browser.get(path)
        assert answer.status_code == 303
        assert "/log-in?next=" in answer.headers["Location"]


def test_a_member_starts_a_conversation_and_others_find_it(jip: Person, sam: Person, thread: str):
    started = jip.get(thread).text
    assert "Je gesprek is begonnen." in started
    assert "<h1>Wie beheert de sensoren?</h1>" in started
    assert re.search(r"<ul>\s*<li>een</li>\s*<li>twee</li>\s*</ul>", started)
    listed = sam.get("/threads").text
    assert f'<a href="{thread}">Wie beheert de sensoren?</a>' in listed
    assert "1 bericht," in listed
    assert "Begonnen door Jip Verhoef, Almere." in listed


def test_an_empty_list_says_what_to_do(jip: Person):
    assert "Het is hier nog stil" in jip.get("/threads").text
    assert "Nog geen gesprek over dit thema" in jip.get("/threads?topic=nothing").text


def test_a_refused_question_keeps_what_was_typed(jip: Person):
    answer = jip.send("/threads/new", QUESTION | {"title": "", "body": "Mijn verhaal"})
    assert answer.status_code == 400
    assert "Mijn verhaal</textarea>" in answer.text
    assert 'href="#f-title"' in answer.text


def test_an_impatient_thumb_starts_one_conversation(jip: Person):
    data = QUESTION | {"idempotencyKey": "thumb"}
    first, second = (jip.post("/threads/new", data).headers["Location"] for _time in range(2))
    assert first == second
    assert jip.get("/threads").text.count("Wie beheert de sensoren?") == 1


def test_conversations_are_found_by_topic(jip: Person, house: TwoRooms):
    topic = add_topic(house, slug="beheer", name_nl="Beheer")
    jip.send("/threads/new", QUESTION | {"topicId": str(topic.id)})
    jip.send("/threads/new", {"title": "Iets anders", "body": "Tekst"})
    page = jip.get("/threads?topic=beheer").text
    assert "Wie beheert de sensoren?" in page
    assert "Iets anders" not in page
    assert '<option value="beheer" selected>Beheer</option>' in page
    part = jip.get("/threads?topic=beheer", htmx=True).text
    assert part.lstrip().startswith('<div id="list"')
    assert "<html" not in part
    assert "Iets anders" in jip.get("/threads?topic=").text


def test_the_rest_of_the_list_comes_by_one_more_tap(jip: Person):
    for number in range(21):
        jip.send("/threads/new", {"title": f"Vraag nummer {number:02}", "body": "Tekst"})
    page = jip.get("/threads").text
    more = re.search(r'class="koppen-meer".*?href="([^"]+)"', page)
    assert more
    rest = jip.get(more[1].replace("&amp;", "&"), htmx=True).text
    assert rest.count("Vraag nummer") == 1
    assert 'id="list"' not in rest
    assert "koppen-meer" not in rest
    assert "Vraag nummer 00" in jip.get(more[1].replace("&amp;", "&")).text


def test_a_reply_works_without_javascript(sam: Person, thread: str):
    answer = sam.send(thread, {"body": "Bij ons de wijkbeheerder."})
    assert answer.status_code == 303
    page = sam.get(answer.headers["Location"]).text
    assert "Je bericht staat erin." in page
    assert page.index("Wij hebben er veertig") < page.index("Bij ons de wijkbeheerder.")
    assert answer.headers["Location"].endswith(f"#post-{post_ids(page)[-1]}")


def test_a_reply_by_htmx_comes_back_alone_with_an_empty_field_and_a_new_key(sam: Person, thread: str):
    answer = sam.post(thread, {"body": "Bij ons de wijkbeheerder.", "idempotencyKey": "one"}, htmx=True)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert len(post_ids(answer.text)) == 1
    assert re.search(r'<textarea[^>]*name="body"[^>]*>\s*</textarea>', answer.text)
    assert 'name="idempotencyKey" value="one"' not in answer.text
    assert answer.text.count("data-focus") == 1


def test_a_refused_reply_by_htmx_keeps_the_text_and_places_nothing(sam: Person, thread: str):
    answer = sam.post(thread, {"body": "x" * 5001}, htmx=True)
    assert answer.status_code == 400
    assert "<html" not in answer.text
    assert post_ids(answer.text) == []
    assert "xxx</textarea>" in answer.text


def test_what_somebody_wrote_is_text_and_never_markup(jip: Person, sam: Person):
    evil = {
        "title": "<img src=x onerror=alert(1)>",
        "body": "<script>alert(1)</script>\n\n[klik](javascript:alert(1)) ![x](http://evil.example/x.png)\n\n# Kop",
    }
    path = jip.send("/threads/new", evil).headers["Location"]
    for page in (sam.get(path).text, sam.get("/threads").text, jip.get(f"{path}/edit").text):
        assert "<img" not in page
        assert "<script>alert" not in page
        assert 'href="javascript:' not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in sam.get(path).text
    assert "<h1>Kop" not in sam.get(path).text


def test_a_link_in_a_message_gives_nothing_away(jip: Person, thread: str):
    page = jip.get(jip.send(thread, {"body": "[bron](https://example.org/a)"}).headers["Location"]).text
    assert '<a href="https://example.org/a" rel="nofollow ugc noopener noreferrer">bron</a>' in page


def test_recognising_works_without_javascript_and_by_htmx(sam: Person, thread: str):
    post = post_ids(sam.get(thread).text)[0]
    answer = sam.post(f"/posts/{post}/recognition", {"recognised": "yes"})
    assert answer.headers["Location"] == f"{thread}#post-{post}"
    page = sam.get(thread).text
    assert "1 collega herkent dit" in page
    assert 'aria-pressed="true"' in page
    part = sam.post(f"/posts/{post}/recognition", {"recognised": "no"}, htmx=True).text
    assert part.strip().startswith(f'<div class="koppen-herken" id="recognition-{post}">')
    assert 'aria-pressed="false"' in part
    assert "herkent dit" not in part


def test_my_own_message_has_buttons_to_change_it_and_none_to_recognise_it(jip: Person, sam: Person, thread: str):
    mine, others = jip.get(thread).text, sam.get(thread).text
    assert "/recognition" not in mine
    assert "/edit" in mine
    assert "/recognition" in others
    assert "/edit" not in others
    assert "/delete" not in others


def test_a_member_changes_their_own_message(jip: Person, sam: Person, thread: str):
    post = post_ids(jip.get(thread).text)[0]
    answer = jip.send(f"/posts/{post}/edit", {"body": "Betere woorden"})
    assert answer.headers["Location"] == f"{thread}#post-{post}"
    assert "Betere woorden" in sam.get(thread).text
    assert "Gewijzigd op" in sam.get(thread).text
    assert sam.send(f"/posts/{post}/edit", {"body": "Van mij"}).status_code == 403


def test_a_change_in_two_tabs_shows_the_other_one_and_keeps_the_text(jip: Person, thread: str):
    post = post_ids(jip.get(thread).text)[0]
    old: dict[str, Any] = {"etag": re.search(r'name="etag" value="([^"]+)"', jip.get(f"/posts/{post}/edit").text)[1]}  # type: ignore[index]
    old["etag"] = old["etag"].replace("&#34;", '"')
    jip.send(f"/posts/{post}/edit", {"body": "Uit de eerste tab"})
    answer = jip.post(f"/posts/{post}/edit", old | {"body": "Uit de tweede tab"})
    assert answer.status_code == 412
    assert "Uit de eerste tab" in answer.text
    assert "Uit de tweede tab</textarea>" in answer.text
    again = re.search(r'name="etag" value="([^"]+)"', answer.text)
    assert again
    data = {"body": "Uit de tweede tab", "etag": again[1].replace("&#34;", '"')}
    assert jip.post(f"/posts/{post}/edit", data).status_code == 303


def test_title_and_topic_are_changed_by_who_began_or_a_moderator(
    jip: Person, sam: Person, moderator: Person, thread: str, house: TwoRooms
):
    topic = add_topic(house, name_nl="Beheer")
    assert "Wijzig titel of thema" not in sam.get(thread).text
    assert sam.send(f"{thread}/edit", {"title": "Van Sam"}).status_code == 403
    assert jip.send(f"{thread}/edit", {"title": "Scherper", "topicId": str(topic.id)}).status_code == 303
    assert moderator.send(f"{thread}/edit", {"title": "Nog scherper", "topicId": ""}).status_code == 303
    page = sam.get(thread).text
    assert "<h1>Nog scherper</h1>" in page
    assert "Beheer" not in page


def test_a_message_is_deleted_after_asking_once_more(jip: Person, sam: Person, moderator: Person, thread: str):
    reply = post_ids(sam.get(sam.send(thread, {"body": "Antwoord"}).headers["Location"]).text)[1]
    assert jip.send(f"/posts/{reply}/delete", {}).status_code == 403
    assert "Antwoord" in moderator.get(f"/posts/{reply}/delete").text
    assert moderator.send(f"/posts/{reply}/delete", {}).headers["Location"] == thread
    assert "Antwoord" not in jip.get(thread).text
    first = post_ids(jip.get(thread).text)[0]
    assert "Het hele gesprek verdwijnt dus." in jip.get(f"/posts/{first}/delete").text
    assert jip.send(f"/posts/{first}/delete", {}).headers["Location"] == "/threads"
    assert jip.get(thread).status_code == 404


def test_a_conversation_leads_to_a_follow_up_session(sam: Person, thread: str):
    assert f'href="/topic-sessions/new?thread={thread.rsplit("/", 1)[1]}"' in sam.get(thread).text
