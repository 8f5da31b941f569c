"""The files of a report: the same figures as the report itself, for who may read it."""

import csv
import io
import json
import zipfile

import pytest

from api.domain.vocabulary import Role
from koppen import polis
from tests import factories
from tests.dialogues import Said, closed

SAID = [
    Said("Niemand was eigenaar.", fully=20, largely=7, a_little=3, not_at_all=1, does_not_occur=2,
         reactions=[Said("Wij wezen eerst iemand aan.", fully=9, largely=2, not_at_all=1)]),
    Said("=SOM(1) is geen formule.", fully=4, a_little=20),
    Said("Dit las bijna niemand.", fully=3),
    Said("Een naam die hier niet hoort.", fully=30, hidden=True),
    Said("Een klein feest hielp.", fully=12, not_at_all=10, question=2),
]  # fmt: skip


@pytest.fixture
def reader(work, call_as):
    with work() as session:
        return call_as(factories.member(session))


@pytest.fixture
def path(work, reader) -> str:
    with work() as session:
        made = closed(session, SAID, registered=[reader.member], title="Van pilot naar praktijk")
        return f"/dialogues/{made.dialogue.id}/reports/1"


def test_the_json_is_the_report(reader, path):
    answer = reader.get(f"{path}/files/json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="koppen-1-report.json"'
    assert json.loads(answer.data) == reader.get(path).json


def test_the_table_has_a_row_for_every_statement_with_the_figures_of_the_report(reader, path):
    content = reader.get(path).json["content"]
    answer = reader.get(f"{path}/files/csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    statements = [
        each for question in content["questions"] for top in question["statements"] for each in (top, *top["reactions"])
    ]
    assert [row["id"] for row in rows] == [each["id"] for each in statements]
    for row, each in zip(rows, statements, strict=True):
        for name in ("raters", "recognised", "rate", "low", "high", "expected"):
            assert row[name] == ("" if each[name] is None else str(each[name]))
        assert row["text"].removeprefix("'") == each["text"]
        assert row["why"]
    assert [row["text"] for row in rows if "SOM" in row["text"]] == ["'=SOM(1) is geen formule."]


def test_what_too_few_rated_or_what_was_hidden_has_no_figure_in_any_file(organiser, path):
    table = organiser.get(f"{path}/files/csv").data.decode("utf-8-sig")
    [few] = [row for row in csv.DictReader(io.StringIO(table)) if row["text"] == "Dit las bijna niemand."]
    assert {few[name] for name in ("recognised", "rate", "low", "high", "expected", "fully", "notAtAll")} == {""}
    assert few["raters"] == "3"
    files = [table.encode(), organiser.get(f"{path}/files/json").data, *unzipped(organiser, path).values()]
    assert all(b"niet hoort" not in content for content in files)


def unzipped(caller, path) -> dict[str, bytes]:
    answer = caller.get(f"{path}/files/polis")
    assert answer.content_type == "application/zip", answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as files:
        return {name: files.read(name) for name in files.namelist()}


def test_single_ratings_are_read_back_by_the_replay_and_agree_with_the_counts(organiser, path, tmp_path):
    for name, content in unzipped(organiser, path).items():
        (tmp_path / name).write_bytes(content)
    conversation = polis.read(tmp_path)
    assert conversation.topic == "Van pilot naar praktijk"
    texts = {said.text: said.id for said in conversation.statements}
    assert set(texts) == {each.text for each in (*SAID, *SAID[0].reactions) if not each.hidden and each.fully > 3}
    cast = [votes[texts[SAID[0].text]] for votes in conversation.votes.values() if texts[SAID[0].text] in votes]
    assert len(cast) == 33
    assert (cast.count(1), cast.count(-1), cast.count(0)) == (27, 4, 2)


def test_no_file_of_single_ratings_names_an_id_of_the_database(organiser, path):
    content = organiser.get(path).json["content"]
    ids = {each["id"].encode() for question in content["questions"] for each in question["statements"]}
    for name, file in unzipped(organiser, path).items():
        assert not [each for each in ids if each in file], name


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MODERATOR])
def test_single_ratings_are_for_organisers_alone(work, call_as, reader, path, role):
    with work() as session:
        caller = reader if role is Role.MEMBER else call_as(factories.member(session, role))
    assert caller.get(f"{path}/files/csv").status_code == 200
    assert caller.get(f"{path}/files/polis").status_code == 403


def test_with_too_few_people_there_are_no_single_ratings(work, organiser):
    with work() as session:
        made = closed(session, [Said("Wij waren met weinig.", fully=7)], people=9)
    assert organiser.get(f"/dialogues/{made.dialogue.id}/reports/1/files/polis").status_code == 409


def test_a_file_that_has_not_changed_is_not_sent_again(reader, path):
    first = reader.get(f"{path}/files/csv")
    again = reader.get(f"{path}/files/csv", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    dutch = {"If-None-Match": first.headers["ETag"], "Accept-Language": "nl"}
    assert reader.get(f"{path}/files/csv", headers=dutch).status_code == 200


def test_each_file_can_be_asked_for_by_its_type(reader, path):
    for kind, accepted in (("csv", "text/csv"), ("json", "application/json")):
        assert reader.get(f"{path}/files/{kind}", headers={"Accept": accepted}).status_code == 200
    assert reader.get(f"{path}/files/csv", headers={"Accept": "image/png"}).status_code == 406
