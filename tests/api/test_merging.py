"""Statements that say the same become one and can be taken apart: no rating is lost, and nobody counts twice."""

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from api.db import Database
from api.domain.merging import counted, group_of, root_of
from api.domain.vocabulary import Recognition
from api.models import Merger, Rating, Statement
from api.services import merging
from koppen.recalculated_groups import CHECKS as GROUPS
from koppen.recalculated_statements import CHECKS as STATEMENTS
from koppen.recalculation import recalculate
from tests.api.test_giving_out_turns import WORDS, callers, two_workers
from tests.hour import Hour, begin

NOBODY = dict.fromkeys(WORDS, 0)
ONE, OTHER = "Na het projectgeld was niemand meer eigenaar.", "Niemand was nog eigenaar toen het projectgeld op was."


def merge(hour: Hour, statement: str, into: str) -> Any:
    return hour.organiser.put(f"{hour.path}/statements/{statement}/merger", {"intoId": into})


def take_apart(hour: Hour, statement: str) -> Any:
    return hour.organiser.delete(f"{hour.path}/statements/{statement}/merger")


def worklist(hour: Hour) -> dict[str, Any]:
    return hour.organiser.get(f"{hour.path}/moderation").json


def stands_at(database: Database, statement: str) -> dict[str, int]:
    """Give the counts of a statement in the database."""
    with database.read() as session:
        row = session.scalars(select(Statement).where(Statement.id == UUID(statement))).one()
        return {word: getattr(row, word) for word in WORDS}


def rate(hour: Hour, who: int, statement: str, word: str) -> None:
    """Let a person, whose turn it is at this statement, say how far they recognise it."""
    given = hour.turn(who)
    assert given is not None
    assert given["id"] == statement
    assert hour.rate(who, statement, word).status_code == 200


def require_counted_once(database: Database) -> int:
    """Hold the counts of every statement against the ratings there are, and give the number of these."""
    with database.read() as session:
        parents = merging.parents_of(session, session.scalars(select(Statement.dialogue_id)).first())
        answers = [
            tuple(row)
            for row in session.execute(select(Rating.participant_id, Rating.statement_id, Rating.recognition))
        ]
        rows = {row.id: row for row in session.scalars(select(Statement))}
        kept = {row.statement_id: row.kept_id for row in session.scalars(select(Merger))}
        assert kept == {each: root_of(each, parents) for each in parents}
        for id_, row in rows.items():
            mine = [answer for answer in answers if answer[1] in group_of(id_, parents)]
            expected = NOBODY if id_ in parents else counted(mine, id_, row.author_id)
            assert {word: getattr(row, word) for word in WORDS} == {str(word): n for word, n in expected.items()}
        return len(answers)


def test_who_rated_both_counts_once_with_what_they_said_of_the_words_that_are_kept(app, database):
    hour = begin(app, database, people=5)
    first = hour.say(0, "First")
    rate(hour, 2, first, "fully")
    rate(hour, 3, first, "not_at_all")
    second = hour.say(1, "Second")
    rate(hour, 2, second, "a_little")
    rate(hour, 0, second, "largely")
    answer = merge(hour, first, second)
    assert answer.json == {"statementId": first, "intoId": second, "keptId": second}
    assert stands_at(database, second) == NOBODY | {"a_little": 1, "largely": 1, "not_at_all": 1}
    assert stands_at(database, first) == NOBODY
    assert require_counted_once(database) == 4
    assert take_apart(hour, first).status_code == 204
    assert stands_at(database, first) == NOBODY | {"fully": 1, "not_at_all": 1}
    assert stands_at(database, second) == NOBODY | {"a_little": 1, "largely": 1}


def recognition(hour: Hour, statement: str) -> dict[str, Any]:
    """Give the figures of a statement as who watches sees them."""
    items = hour.organiser.get(f"{hour.path}/statements").json["items"]
    return next(each["recognition"] for each in items if each["id"] == statement)


def most_that_rate(hour: Hour, first: str, second: str, *, at_first: bool) -> Any:
    """Merge two statements before or after everybody rates all there is, and give the report's line of what is kept."""
    if at_first:
        merge(hour, first, second)
    for who in range(len(hour.people)):
        while (given := hour.turn(who)) is not None:
            assert hour.rate(who, given["id"], "fully").status_code == 200
    if not at_first:
        merge(hour, first, second)
    hour.move("close")
    [told] = hour.organiser.get(f"{hour.path}/reports/1").json["content"]["questions"][0]["statements"]
    return told["raters"], told["couldRate"]


@pytest.mark.parametrize("at_first", [True, False])
@pytest.mark.parametrize("writers", [(0, 0), (0, 1)])
def test_no_count_tells_whether_one_person_wrote_both(app, database, writers, at_first):
    hour = begin(app, database, people=10)
    first, second = (hour.say(who, text) for who, text in zip(writers, ("First", "Second"), strict=True))
    assert most_that_rate(hour, first, second, at_first=at_first) == (9, 9)


def test_merging_shows_no_answer_of_fewer_than_five_people(app, database):
    """What two have in common, one more than the other, would be the answer that is told of nobody."""
    hour = begin(app, database, people=9)
    second = hour.say(1, "Second")
    for who in range(2, 7):
        rate(hour, who, second, "not_at_all")
    first = hour.say(0, "First")
    rate(hour, 8, first, "fully")
    before = recognition(hour, second)
    assert before == {"raters": 5, "recognised": 0, "doesNotOccur": 0}
    merge(hour, first, second)
    assert stands_at(database, second) == NOBODY | {"fully": 1, "not_at_all": 5}
    assert recognition(hour, second) == before
    take_apart(hour, first)
    assert (recognition(hour, first)["recognised"], recognition(hour, second)) == (None, before)


def test_who_wrote_the_kept_words_does_not_count_with_what_they_said_of_another_wording(app, database):
    hour = begin(app, database, people=4)
    first = hour.say(0, "First")
    rate(hour, 1, first, "fully")
    second = hour.say(1, "Second")
    assert hour.turn(1) is None
    merge(hour, first, second)
    assert stands_at(database, second) == NOBODY
    assert hour.rate(1, first, "not_at_all").status_code == 409
    take_apart(hour, first)
    assert stands_at(database, first) == NOBODY | {"fully": 1}
    assert hour.rate(1, first, "not_at_all").status_code == 200


def test_who_rated_one_of_them_is_not_asked_for_the_other_until_they_are_taken_apart(app, database):
    hour = begin(app, database, people=4)
    first = hour.say(0, "First")
    rate(hour, 2, first, "fully")
    second = hour.say(1, "Second")
    assert hour.turn(2)["id"] == second  # and this turn ends
    assert merge(hour, first, second).status_code == 200
    assert hour.turn(2) is None
    assert hour.turn(1) is None  # these are their words
    assert hour.turn(0)["id"] == second
    assert hour.turn(3)["id"] == second
    take_apart(hour, first)
    assert hour.turn(2)["id"] == second
    assert hour.turn(0)["id"] == second


def test_what_somebody_is_reading_while_it_is_merged_they_can_still_answer(app, database):
    hour = begin(app, database, people=4)
    first = hour.say(0, "First")
    assert hour.turn(2)["id"] == first
    second = hour.say(1, "Second")
    merge(hour, first, second)
    assert hour.rate(2, first, "fully").status_code == 200
    assert stands_at(database, second) == NOBODY | {"fully": 1}
    assert hour.turn(2) is None
    assert require_counted_once(database) == 1


def test_a_second_thought_about_a_merged_statement_counts_only_where_nothing_was_said_of_the_kept_one(app, database):
    hour = begin(app, database, people=4)
    first = hour.say(0, "First")
    for who in (2, 3):
        rate(hour, who, first, "fully")
    second = hour.say(1, "Second")
    rate(hour, 2, second, "fully")
    merge(hour, first, second)
    for who in (2, 3):
        assert hour.rate(who, first, "not_at_all").status_code == 200
    assert stands_at(database, second) == NOBODY | {"fully": 1, "not_at_all": 1}
    take_apart(hour, first)
    assert stands_at(database, first) == NOBODY | {"not_at_all": 2}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_rated_merged_and_taken_apart_every_rating_is_kept_and_counts_once(app, database, seed):
    rng, people = random.Random(seed), 6
    hour = begin(app, database, people=people)
    statements = [hour.say(number % people, f"Statement {number}") for number in range(5)]
    given: set[tuple[int, str]] = set()

    def somebody_answers() -> None:
        who = rng.randrange(people)
        again = [statement for rater, statement in sorted(given) if rater == who]
        turn = hour.turn(who)
        statement = rng.choice([*again, *([turn["id"]] if turn else [])] or [None])
        if statement is not None:
            answer = hour.rate(who, statement, rng.choice(WORDS))
            # A second thought about what went into one's own words is not taken; everything else is.
            assert answer.status_code == 200 or (answer.status_code == 409 and statement in again)
            if answer.status_code == 200:
                given.add((who, statement))

    for _step in range(40):
        act = rng.random()
        if act < 0.7:
            somebody_answers()
        elif act < 0.88:
            assert merge(hour, *rng.sample(statements, 2)).status_code in (200, 400, 409)
        else:
            assert take_apart(hour, rng.choice(statements)).status_code == 204
        assert require_counted_once(database) == len(given)


def test_merging_and_taking_apart_twice_is_doing_it_once(app, database):
    hour = begin(app, database, people=3)
    first, second = hour.say(0, "First"), hour.say(1, "Second")
    for _again in range(2):
        assert merge(hour, first, second).status_code == 200
    assert merge(hour, second, first).status_code == 400
    third = hour.say(1, "Third")
    assert merge(hour, first, third).status_code == 409
    for _again in range(2):
        assert take_apart(hour, first).status_code == 204
    done = hour.organiser.get(f"{hour.path}/moderation-log").json["items"]
    assert [(each["action"], each["text"], each["otherText"]) for each in done] == [
        ("unmerge", "First", "Second"),
        ("merge", "First", "Second"),
    ]


def test_what_goes_on_into_a_third_comes_back_with_all_that_was_merged_into_it(app, database):
    hour = begin(app, database, people=4)
    first, second, third = (hour.say(who, text) for who, text in enumerate(("First", "Second", "Third")))
    merge(hour, first, second)
    assert merge(hour, second, third).json["keptId"] == third
    assert {each["kept"]["id"] for each in worklist(hour)["merged"]} == {third}
    take_apart(hour, second)
    [merged] = worklist(hour)["merged"]
    assert (merged["statement"]["id"], merged["kept"]["id"]) == (first, second)


def test_only_what_stands_at_the_same_place_can_be_merged(app, database, clock):
    hour = begin(app, database, people=3)
    one, other, hidden = hour.say(0, "One"), hour.say(1, "Other"), hour.say(1, "Hidden")
    reactions = [hour.say(2, f"On {target}", kind="reaction", reactsToId=target) for target in (one, other)]
    hour.organiser.put(f"{hour.path}/statements/{hidden}/hiding", {"reason": "offensive"})
    with database.unit_of_work() as session:
        session.scalars(select(Statement).where(Statement.id == UUID(other))).one().given = True
    assert merge(hour, one, hidden).status_code == 409
    assert merge(hour, one, reactions[0]).status_code == 409
    assert merge(hour, *reactions).status_code == 409
    assert merge(hour, other, one).status_code == 409  # the organiser gave it
    assert merge(hour, one, hour.id).status_code == 404
    assert merge(hour, one, other).status_code == 200
    assert merge(hour, *reactions).status_code == 200  # now they react to the same
    clock.forward(seconds=60)
    hour.move("next")
    hour.move("next")
    later = hour.say(0, "Later")
    assert merge(hour, later, other).status_code == 409


def test_hiding_takes_apart_first_so_that_the_words_of_others_stay(app, database):
    hour = begin(app, database, people=4)
    first, second, third = (hour.say(who, text) for who, text in enumerate(("First", "Second", "Third")))
    merge(hour, first, second)
    merge(hour, second, third)
    rate(hour, 3, third, "fully")
    assert hour.organiser.put(f"{hour.path}/statements/{second}/hiding", {"reason": "offensive"}).status_code == 200
    assert worklist(hour)["merged"] == []
    assert stands_at(database, third) == NOBODY | {"fully": 1}
    assert hour.turn(3)["id"] == first
    assert require_counted_once(database) == 1


def test_a_pair_that_looks_alike_is_not_pointed_out_again_once_it_is_merged(app, database):
    hour = begin(app, database, people=3)
    first, second = hour.say(0, ONE), hour.say(1, OTHER, acknowledged=["duplicate"])
    assert len(worklist(hour)["alike"]) == 1
    merge(hour, first, second)
    assert worklist(hour)["alike"] == []
    assert hour.organiser.get(hour.path).json["statementCount"] == 1
    stream = hour.organiser.get(f"{hour.path}/statements").json["items"]
    assert [(each["id"], each["keptId"]) for each in stream] == [(first, second), (second, None)]
    third = hour.say(2, "Niemand was nog eigenaar, want het projectgeld was op.", acknowledged=["duplicate"])
    [pair] = worklist(hour)["alike"]  # of the two that are one, only the kept one
    assert {pair["statement"]["id"], pair["other"]["id"]} == {second, third}


def test_the_writer_reads_which_words_are_kept_and_how_these_fare(app, database):
    hour = begin(app, database, people=8)
    first, second = hour.say(0, "First"), hour.say(1, "Second")
    hour.say(2, "Yes!", kind="reaction", reactsToId=second)
    merge(hour, first, second)
    for who in range(2, 8):
        while (given := hour.turn(who)) is not None:
            hour.rate(who, given["id"], "fully")
    [mine] = hour.people[0].get(f"{hour.path}/statements/mine").json["items"]
    assert (mine["text"], mine["mergedInto"]["text"]) == ("First", "Second")
    assert (mine["recognition"]["raters"], mine["recognition"]["recognised"]) == (5, 5)
    assert [each["text"] for each in mine["reactions"]] == ["Yes!"]
    [kept] = hour.people[1].get(f"{hour.path}/statements/mine").json["items"]
    assert kept["mergedInto"] is None


def test_in_the_report_they_are_one_with_the_other_words_below_and_every_figure_can_be_recalculated(app, database):
    hour = begin(app, database, people=12)
    first, second = hour.say(0, "First"), hour.say(1, "Second")
    hour.say(2, "On the first", kind="reaction", reactsToId=first)
    for who in range(2, 12):
        while (given := hour.turn(who)) is not None:
            hour.rate(who, given["id"], "fully" if given["id"] == second else "not_at_all")
    merge(hour, first, second)
    hour.move("close")
    answer = hour.organiser.get(f"{hour.path}/reports/1")
    assert answer.status_code == 200, answer.text
    content = answer.json["content"]
    [statement] = content["questions"][0]["statements"]
    assert statement["text"] == "Second"
    assert [each["text"] for each in statement["alsoSaidAs"]] == ["First"]
    assert (statement["raters"], statement["recognised"], statement["couldRate"]) == (10, 10, 11)
    assert [each["text"] for each in statement["reactions"]] == ["On the first"]
    assert not [line for check in recalculate(answer.json, STATEMENTS | GROUPS) for line in check.wrong]
    with database.read() as session:
        ratings = session.execute(select(Rating.statement_id, Rating.recognition)).all()
        kept = session.scalars(select(Merger.kept_id)).one()
    assert [level for which, level in ratings if which == kept] == [Recognition.FULLY] * 7  # of twelve, five stay out
    assert merge(hour, first, second).status_code == 409
    table = hour.organiser.get(f"{hour.path}/reports/1/files/csv").text
    assert "First" in table


def _hold_an_hour_with_a_busy_moderator(url: str) -> None:
    """Let twelve people rate at two workers while a moderator merges and takes apart, and count at the end."""
    people, statements = 12, 8
    with two_workers(url) as apps:
        database = apps[0].extensions["koppen"].database
        hour = begin(apps[0], database, people=people)
        said = [hour.say(number % people, f"Statement {number}") for number in range(statements)]
        doors = callers(apps, hour)

        def take_part(who: int) -> None:
            rng, mine = random.Random(who), []
            for _ in range(8):
                door = doors[rng.randrange(2)][who]
                answer = door.post(f"{hour.path}/turns")
                assert answer.status_code == 200, answer.text
                turn = answer.json["statement"]
                mine += [turn["id"]] if turn else []
                if mine:
                    path = f"{hour.path}/statements/{rng.choice(mine)}/rating"
                    assert door.put(path, {"recognition": rng.choice(WORDS)}).status_code in (200, 409)

        def moderate() -> None:
            rng, busy = random.Random(0), True
            while busy:
                statement, into = rng.sample(said, 2)
                assert merge(hour, statement, into).status_code in (200, 400, 409)
                assert take_apart(hour, rng.choice(said)).status_code == 204
                busy = people_left()

        def people_left() -> bool:
            return any(not done.done() for done in everybody)

        with ThreadPoolExecutor(people + 1) as pool:
            everybody = [pool.submit(take_part, who) for who in range(people)]
            moderator = pool.submit(moderate)
            for done in (*everybody, moderator):
                done.result()
        require_counted_once(database)


def test_what_people_rate_while_a_moderator_merges_counts_once(database_url):
    _hold_an_hour_with_a_busy_moderator(database_url)


def test_without_holding_everybody_still_what_is_rated_meanwhile_can_be_lost(database_url, backend, monkeypatch):
    if backend == "sqlite":
        return  # SQLite has one writer at a time: there is nobody to hold still
    monkeypatch.setattr(merging, "hold_still", lambda session, dialogue_id: None)
    for _ in range(30):
        try:
            _hold_an_hour_with_a_busy_moderator(database_url)
        except AssertionError:
            return
    pytest.fail("nothing was lost")
