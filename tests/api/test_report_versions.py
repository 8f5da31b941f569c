"""Versions of a report: words that a person writes, in drafts until they are published; figures that nobody writes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from api.domain.vocabulary import Role
from api.models import Job, Statement
from tests import factories
from tests.dialogues import Said, closed

SAID = [
    Said("Nobody owned it after the project money.", fully=20, largely=7, a_little=3),
    Said("After the pilot nobody wanted to own it.", fully=18, largely=4, not_at_all=8),
    Said("Purchasing took longer than the pilot itself.", fully=12, not_at_all=18),
    Said("The purchasing rules stopped us.", fully=9, not_at_all=20),
    Said("Residents never noticed what we built.", fully=6, not_at_all=24),
    Said("We never asked residents what they need.", fully=3),
    Said("Residents were not invited.", fully=8, not_at_all=8, question=2),
]


@pytest.fixture
def reader(work, call_as):
    with work() as session:
        return call_as(factories.member(session))


@pytest.fixture
def path(work, reader) -> str:
    with work() as session:
        made = closed(session, SAID, registered=[reader.member], title="From pilot to practice")
        return f"/dialogues/{made.dialogue.id}/reports"


@pytest.fixture
def draft(organiser, path):
    return organiser.post(path)


def tag(answer) -> dict[str, str]:
    return {"If-Match": answer.headers["ETag"]}


def test_a_new_version_is_a_draft_with_the_words_and_figures_of_the_newest_and_one_number_more(organiser, path):
    first = organiser.get(f"{path}/1").json
    answer = organiser.post(path)
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/api/v1{path}/2")
    made = answer.json
    assert (made["number"], made["publishedAt"]) == (2, None)
    assert made["content"] == first["content"]
    assert made["themes"] == first["themes"] != []


def test_readers_see_no_draft_but_organisers_do(organiser, reader, path, draft):
    assert [row["number"] for row in reader.get(path).json["items"]] == [1]
    assert reader.get(f"{path}/2").status_code == 404
    assert [row["number"] for row in organiser.get(path).json["items"]] == [2, 1]
    assert organiser.get(f"{path}/2").headers["ETag"] == draft.headers["ETag"]


def test_the_dialogue_names_the_newest_version_that_is_published(organiser, path, draft):
    dialogue = path.removesuffix("/reports")
    assert organiser.get(dialogue).json["reportNumber"] == 1
    organiser.post(f"{path}/2/publication", headers=tag(draft))
    assert organiser.get(dialogue).json["reportNumber"] == 2


def test_words_are_written_in_a_draft_and_nothing_else(organiser, path, draft):
    words = {"introduction": "An hour with forty colleagues.", "closing": "See you in May."}
    changed = organiser.patch(f"{path}/2", words, headers=tag(draft))
    assert changed.status_code == 200
    assert {name: changed.json[name] for name in words} == words
    assert changed.headers["ETag"] != draft.headers["ETag"]
    for refused in ({"content": {}}, {"number": 9}, {"publishedAt": None}):
        answer = organiser.patch(f"{path}/2", refused, headers=tag(changed))
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, next(iter(refused)))
    assert organiser.get(f"{path}/2").json == changed.json


def test_a_change_says_which_version_it_is_based_on(organiser, path, draft):
    assert organiser.patch(f"{path}/2", {"closing": "A"}).status_code == 428
    organiser.patch(f"{path}/2", {"closing": "Mine"}, headers=tag(draft))
    assert organiser.patch(f"{path}/2", {"closing": "Late"}, headers=tag(draft)).status_code == 412
    assert organiser.post(f"{path}/2/publication", headers=tag(draft)).status_code == 412
    assert organiser.get(f"{path}/2").json["closing"] == "Mine"


def test_themes_are_renamed_rearranged_and_removed(organiser, path, draft):
    every = [each for theme in draft.json["themes"] for each in theme["statements"]]
    assert len(every) == len(set(every)) == len(SAID)
    arranged = [{"name": "Owners", "statements": every[:2]}, {"name": "Residents", "statements": every[4:]}]
    changed = organiser.patch(f"{path}/2", {"themes": arranged}, headers=tag(draft)).json["themes"]
    assert [{name: theme[name] for name in ("name", "statements")} for theme in changed] == arranged
    assert [theme["count"] for theme in changed] == [2, 3]


def test_the_figures_of_a_theme_follow_from_its_statements(organiser, path, draft):
    statements = [each for question in draft.json["content"]["questions"] for each in question["statements"]]
    few = next(each for each in statements if each["expected"] is None)
    some = [each for each in statements if each["expected"] is not None][:2]
    arranged = [{"name": "Both", "statements": [each["id"] for each in (*some, few)]}]
    arranged.append({"name": "Too few", "statements": []})
    answer = organiser.patch(f"{path}/2", {"themes": arranged}, headers=tag(draft))
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "themes.1.statements")
    [both] = organiser.patch(f"{path}/2", {"themes": arranged[:1]}, headers=tag(draft)).json["themes"]
    assert (both["count"], both["rated"]) == (3, 2)
    assert both["expected"] == round(sum(each["expected"] for each in some) / 2, 6)


@pytest.mark.parametrize("wrong", ["unknown", "twice"])
def test_a_statement_is_in_one_theme_of_its_own_report(organiser, path, draft, wrong):
    mine = draft.json["themes"][0]["statements"]
    other = mine[0] if wrong == "twice" else "00000000-0000-4000-8000-000000000000"
    themes = [{"name": "A", "statements": mine}, {"name": "B", "statements": [other]}]
    answer = organiser.patch(f"{path}/2", {"themes": themes}, headers=tag(draft))
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "themes.1.statements.0")
    assert organiser.get(f"{path}/2").json["themes"] == draft.json["themes"]


def test_there_is_one_draft_at_a_time(organiser, path, draft):
    assert organiser.post(path).status_code == 409
    assert organiser.delete(f"{path}/2", headers=tag(draft)).status_code == 204
    assert organiser.post(path).json["number"] == 2


def test_two_organisers_who_begin_in_the_same_moment_share_one_draft(organiser, path):
    together = Barrier(2)

    def begin(_number: int) -> int:
        together.wait()
        return organiser.post(path).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(begin, range(2))) == [201, 409]
    assert [row["number"] for row in organiser.get(path).json["items"]] == [2, 1]


def test_what_is_published_stays_as_it_is_and_older_versions_can_be_read(organiser, reader, path, draft):
    changed = organiser.patch(f"{path}/2", {"introduction": "In short"}, headers=tag(draft))
    published = organiser.post(f"{path}/2/publication", headers=tag(changed))
    assert published.json["publishedAt"] is not None
    for call in (
        organiser.patch(f"{path}/2", {"closing": "B"}, headers=tag(published)),
        organiser.delete(f"{path}/2", headers=tag(published)),
        organiser.post(f"{path}/2/publication", headers=tag(published)),
    ):
        assert call.status_code == 409
    assert [row["number"] for row in reader.get(path).json["items"]] == [2, 1]
    assert reader.get(f"{path}/2").json["introduction"] == "In short"
    assert reader.get(f"{path}/1").json["introduction"] == ""


def test_what_was_hidden_since_is_not_in_a_new_version_nor_in_its_themes(work, organiser, path):
    with work() as session:
        gone = session.scalars(select(Statement).where(Statement.text == SAID[0].text)).one()
        gone.hidden = True
    made = organiser.post(path)
    assert str(gone.id) not in made.text
    assert sum(theme["count"] for theme in made.json["themes"]) == len(SAID) - 1


def mails(work) -> list[str]:
    with work() as session:
        jobs = session.scalars(select(Job).where(Job.kind == "mail")).all()
        return [job.payload["to"] for job in jobs if job.payload["template"] == "report_ready"]


@pytest.mark.parametrize(("body", "times"), [({}, 1), ({"announce": False}, 1), ({"announce": True}, 2)])
def test_a_new_version_is_mailed_only_when_that_is_asked_for(work, organiser, reader, path, draft, body, times):
    assert organiser.post(f"{path}/2/publication", body, headers=tag(draft)).status_code == 200
    assert mails(work) == [reader.member.email] * times


def test_before_the_close_there_is_nothing_to_write_in(work, organiser):
    with work() as session:
        event = factories.event(session)
    body = {"eventId": str(event.id), "phases": [{"kind": "question", "prompt": "What?", "maxSeconds": 60}]}
    dialogue = organiser.post("/dialogues", body).json
    assert organiser.post(f"/dialogues/{dialogue['id']}/reports").status_code == 409


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MODERATOR])
def test_only_organisers_write_in_a_report(work, call_as, path, role):
    with work() as session:
        other = call_as(factories.member(session, role))
    assert other.post(path).status_code == 403
