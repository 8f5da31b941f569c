"""Exports of Polis are read as they are, and what does not fit here is changed visibly."""

import random
from pathlib import Path

import pytest

from koppen.polis import LONGEST, Unreadable, fit, read
from tests.koppen.exports import write

VOTES = {1: {0: 1, 1: -1}, 2: {0: 0}}


def test_statements_come_in_the_order_of_their_arrival_without_the_rejected_ones(tmp_path: Path):
    comments = [(30, 0, 1, 1, "Third"), (10, 1, 2, 0, "First"), (20, 2, 2, -1, "Rejected"), (20, 3, 9, 1, "Second")]
    conversation = read(write(tmp_path, comments, VOTES))
    assert [said.text for said in conversation.statements] == ["First", "Second", "Third"]
    assert [said.author for said in conversation.statements] == [2, 9, 1]
    assert conversation.rejected == 1


def test_a_vote_is_agree_disagree_pass_or_absent_and_counts_only_for_statements_that_stand(tmp_path: Path):
    comments = [(1, 0, 1, 1, "One"), (2, 1, 1, -1, "Rejected"), (3, 2, 1, 1, "Two")]
    conversation = read(write(tmp_path, comments, {1: {0: 1, 1: -1, 2: -1}, 2: {0: 0, 1: 1}, 7: {}}))
    assert conversation.votes == {1: {0: 1, 2: -1}, 2: {0: 0}, 7: {}}


def test_the_question_is_the_topic_and_its_explanation_fits(tmp_path: Path):
    summary = [("topic", "Cars —\ttown"), ("url", "x"), ("conversation-description", "Dear\n\nall, " + "a" * 700)]
    conversation = read(write(tmp_path, [(1, 0, 1, 1, "One")], VOTES, summary=summary))
    assert conversation.topic == "Cars — town"
    assert len(conversation.description) == 600
    assert conversation.description.startswith("Dear all, aaa")
    assert conversation.description.endswith("…")


def test_without_a_topic_the_folder_gives_the_question(tmp_path: Path):
    assert read(write(tmp_path / "cars", [(1, 0, 1, 1, "One")], VOTES, summary=[("topic", "")])).topic == "cars"


def test_a_statement_that_is_too_long_is_cut_visibly(tmp_path: Path):
    comments = [(1, 0, 1, 1, "b" * LONGEST), (2, 1, 1, 1, "c" * (LONGEST + 1))]
    first, second = read(write(tmp_path, comments, VOTES)).statements
    assert (first.text, first.cut) == ("b" * LONGEST, False)
    assert (second.text, second.cut) == ("c" * (LONGEST - 1) + "…", True)


@pytest.mark.parametrize(
    ("text", "fitted", "cleaned"),
    [
        ("two\r\nlines\tand  more ", "two lines and more", False),
        ("in\u200bvisible", "invisible", True),
        ("\u202eback", "back", True),
        ("e\u0301", "é", False),
        ("\u200b", "", True),
    ],
)
def test_a_text_becomes_one_line_without_what_cannot_be_seen(text: str, fitted: str, cleaned: bool):
    assert fit(text, LONGEST) == (fitted, False, cleaned)


def test_what_is_empty_is_left_out_and_counted(tmp_path: Path):
    conversation = read(write(tmp_path, [(1, 0, 1, 1, " \u200b"), (2, 1, 1, 1, "One")], VOTES))
    assert [said.text for said in conversation.statements] == ["One"]
    assert conversation.empty == 1


def test_a_sample_is_drawn_by_lot_and_the_same_each_time(tmp_path: Path):
    votes = {person: {0: 1} for person in range(50)}
    conversation = read(write(tmp_path, [(1, 0, 1, 1, "One")], votes))
    first, again = (set(conversation.sample(10, random.Random(3)).votes) for _ in range(2))
    assert first == again
    assert len(first) == 10
    assert conversation.sample(100, random.Random(3)) == conversation


def test_a_header_with_other_columns_or_a_byte_order_mark_is_read_too(tmp_path: Path):
    write(tmp_path, [(1, 0, 1, 1, "One")], VOTES)
    (tmp_path / "participants-votes.csv").write_text("\ufeffparticipant,xid,group-id,0\n5,abc,,1\n6,,1,\n", "utf-8")
    assert read(tmp_path).votes == {5: {0: 1}, 6: {}}


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("summary.csv", None, "cannot be read"),
        ("comments.csv", "timestamp,comment-id\n1,2\n", "no column author-id, moderated, comment-body"),
        ("participants-votes.csv", "participant,0\n1,2\n", "a vote that is not -1, 0 or 1: 2"),
        ("participants-votes.csv", "participant,0\n1,much\n", "'much' where a whole number belongs"),
        ("participants-votes.csv", "participant,0\n1\n", "a row of 1 fields under a header of 2"),
        ("participants-votes.csv", "participant,0\n", "no statements that were accepted, or nobody who voted"),
    ],
)
def test_what_is_no_export_is_refused_with_the_reason(tmp_path: Path, name: str, content: str | None, complaint: str):
    write(tmp_path, [(1, 0, 1, 1, "One")], VOTES)
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(Unreadable, match=complaint):
        read(tmp_path)


def test_one_number_for_two_statements_is_refused(tmp_path: Path):
    with pytest.raises(Unreadable, match="same comment-id"):
        read(write(tmp_path, [(1, 0, 1, 1, "One"), (2, 0, 1, 1, "Two")], VOTES))


@pytest.mark.parametrize(
    ("name", "statements", "people", "votes"),
    [("scoop-hivemind.biodiversity", 154, 536, 29_188), ("vtaiwan.uberx", 119, 1921, 49_348)],
)
def test_the_real_conversations_are_read_whole(shared_data: Path, name: str, statements: int, people: int, votes: int):
    conversation = read(shared_data / "polis" / name)
    assert (len(conversation.statements), len(conversation.votes)) == (statements, people)
    assert sum(map(len, conversation.votes.values())) == votes
