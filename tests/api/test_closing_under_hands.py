"""The close under the hands of everybody at once: who rates, writes, flags, offers, answers a poll, hides and merges."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from api.domain.vocabulary import PollState
from api.models import Claim, Flag, HandRaise, Merger, ModerationEntry, Participant, Poll, PollAnswer, Rating, Statement
from tests.api.test_giving_out_turns import WORDS, callers, two_workers
from tests.community import POLL
from tests.hour import Hour, begin

PEOPLE, SAID = 10, 8


def test_what_everybody_does_while_the_dialogue_closes_is_kept_whole_or_refused(database_url):
    with two_workers(database_url) as apps:
        hour = begin(apps[0], apps[0].extensions["koppen"].database, people=PEOPLE)
        said = [hour.say(number % PEOPLE, f"Statement {number}") for number in range(SAID)]
        poll = hour.organiser.post(f"{hour.path}/polls", POLL).json["id"]
        assert hour.organiser.put(f"{hour.path}/polls/{poll}/state", {"state": "open"}).status_code == 200
        doors, begun, over, offered, answered = callers(apps, hour), Signal(), Signal(), [], set()

        def done(answer: Any) -> bool:
            assert answer.status_code < 500, answer.text
            assert answer.status_code < 400 or answer.status_code in (400, 404, 409), answer.text
            return bool(answer.status_code < 400)

        def take_part(who: int) -> None:
            rng, steps = random.Random(who), 0
            while not over.is_set() and steps < 60:
                door, statement, steps = doors[rng.randrange(2)][who], rng.choice(said), steps + 1
                turn = door.post(f"{hour.path}/turns")
                if done(turn) and turn.json["statement"]:
                    done(door.put(f"{hour.path}/statements/{turn.json['statement']['id']}/rating",
                                  {"recognition": rng.choice(WORDS)}))  # fmt: skip
                done(door.put(f"{hour.path}/statements/{statement}/flag", {"reason": "offensive"}))
                if done(door.put(f"{hour.path}/statements/{statement}/hand-raise", {"note": "Yes"})):
                    offered.append((who, statement))
                if done(door.put(f"{hour.path}/polls/{poll}/answer", {"value": 1})):
                    answered.add(who)
                if len(answered) > PEOPLE // 2:
                    begun.set()

        def moderate() -> None:
            rng = random.Random(0)
            while not over.is_set():
                statement, into = (f"{hour.path}/statements/{each}" for each in rng.sample(said, 2))
                done(hour.organiser.put(f"{statement}/merger", {"intoId": into.rpartition("/")[2]}))
                done(hour.organiser.put(f"{into}/hiding", {"reason": "offensive"}))
                done(hour.organiser.delete(f"{into}/hiding"))
                done(hour.organiser.delete(f"{statement}/merger"))

        with ThreadPoolExecutor(PEOPLE + 2) as pool:
            everybody = [pool.submit(take_part, who) for who in range(PEOPLE)] + [pool.submit(moderate)]
            assert begun.wait(60)
            closed = hour.organiser.post(f"{hour.path}/moves", {"move": "close"})
            over.set()
            for each in everybody:
                each.result()
        assert closed.status_code == 201, closed.text
        _require_whole(apps[0], hour, said, set(offered), len(answered))


def _require_whole(app: Any, hour: Hour, said: list[str], offered: set[tuple[int, str]], answered: int) -> None:
    with app.extensions["koppen"].database.read() as session:
        statements = {row.id: row for row in session.scalars(select(Statement))}
        assert len(statements) == SAID
        assert not statements.keys() & {UUID(each) for each in said}
        assert all(row.author_id is None and row.number is None for row in statements.values())
        for model in (Flag, PollAnswer):
            assert session.scalars(select(model)).first() is None
        poll = session.scalars(select(Poll)).one()
        assert (poll.state, poll.answers) == (PollState.CLOSED, answered)
        kept = {row.statement_id: row.kept_id for row in session.scalars(select(Merger))}
        for id_, row in statements.items():
            counts = [getattr(row, word) for word in WORDS]
            assert min(counts) >= 0
            assert sum(counts) <= (0 if id_ in kept else PEOPLE - 1)
            assert row.told_raters == sum(counts)
        for model in (Merger, ModerationEntry, HandRaise, Claim, Rating):
            assert {row.statement_id for row in session.scalars(select(model))} <= statements.keys()
        people = set(session.scalars(select(Participant.id)))
        ratings = session.execute(select(Rating.statement_id, Rating.participant_id)).all()
        assert len(people) == PEOPLE
        assert {who for _statement, who in ratings} <= people
        shown = Counter(statement for statement, _who in ratings)
        assert all(count <= PEOPLE - 5 and statement not in kept for statement, count in shown.items())
        raised = {(row.member_id, statements[row.statement_id].text) for row in session.scalars(select(HandRaise))}
    during = {(hour.members[who].id, f"Statement {said.index(statement)}") for who, statement in offered}
    assert raised == during
