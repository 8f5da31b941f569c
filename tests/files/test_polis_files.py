"""The files in the format of Polis, read back by what replays them."""

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.open_data import OpenData
from api.files import polis
from koppen import polis as replayed

TEXTS = ["Niemand was eigenaar.", "=HYPERLINK(1) is geen som", '- met een streepje, en "aanhalingstekens"', "Ünïcode"]
VOTES = {0: {0: 1, 1: -1}, 1: {0: 0, 3: 1}, 2: {}}


@pytest.fixture
def unpack(tmp_path):
    def unpack(data: OpenData):
        with zipfile.ZipFile(
            io.BytesIO(polis.written(data, "Van pilot naar praktijk", "https://example.org"))
        ) as files:
            files.extractall(tmp_path)
        return tmp_path

    return unpack


def test_what_was_written_is_read_back_as_it_was(unpack):
    conversation = replayed.read(unpack(OpenData(TEXTS, 3, VOTES)))
    assert conversation.topic == "Van pilot naar praktijk"
    assert [said.text for said in conversation.statements] == TEXTS
    assert conversation.votes == VOTES
    assert {said.author for said in conversation.statements} == {-1}


@given(st.dictionaries(st.integers(0, 20), st.dictionaries(st.integers(0, 3), st.sampled_from((-1, 0, 1))), min_size=1))
def test_the_sign_is_the_same_in_every_file(votes):
    data = OpenData(TEXTS, len(votes), votes)
    with zipfile.ZipFile(io.BytesIO(polis.written(data, "T", "https://example.org"))) as files:
        tables = {name: list(csv.DictReader(io.StringIO(files.read(name).decode()))) for name in files.namelist()}
    cast = {(int(row["voter-id"]), int(row["comment-id"])): int(row["vote"]) for row in tables["votes.csv"]}
    assert cast == {(who, what): how for who, row in votes.items() for what, how in row.items()}
    for row in tables["comments.csv"]:
        mine = [how for (_, what), how in cast.items() if what == int(row["comment-id"])]
        assert (int(row["agrees"]), int(row["disagrees"])) == (mine.count(1), mine.count(-1))
    for row in tables["participants-votes.csv"]:
        given_votes = {int(name): int(row[name]) for name in map(str, range(len(TEXTS))) if row[name]}
        assert given_votes == votes[int(row["participant"])]
        assert int(row["n-votes"]) == len(given_votes)


def test_no_moment_is_one_of_the_hour_and_the_same_data_makes_the_same_file(unpack):
    folder = unpack(OpenData(TEXTS, 3, VOTES))
    for name in ("comments.csv", "votes.csv"):
        with (folder / name).open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert [row["timestamp"] for row in rows] == [str(place * 1000) for place in range(len(rows))]
        assert all(row["datetime"].endswith("UTC 1970") for row in rows)
    written = [polis.written(OpenData(TEXTS, 3, VOTES), "T", "https://example.org") for _time in range(2)]
    assert written[0] == written[1]
