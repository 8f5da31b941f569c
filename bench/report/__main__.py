"""Close a dialogue of 300 people and 1,000 statements, make its report in every format, and tell how long each step takes.

The promise is ten seconds from the close to the report. Ends with 1 when it is broken: when the work itself takes longer,
in seconds of a processor, for the clock also counts what else the machine was doing.
"""

import argparse
import os
import random
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

from flask import Flask
from sqlalchemy import insert
from sqlalchemy.orm import Session

from api import create_app
from api.db import Database, migrate
from api.domain.vocabulary import (
    DialogueState,
    EventKind,
    EventStatus,
    JobFunction,
    PhaseKind,
    Province,
    Recognition,
    SizeClass,
    StatementKind,
)
from api.files import pdf, report_csv, report_html
from api.models import Dialogue, DialogueKey, Event, Participant, Phase, Rating, Report, Statement
from api.schemas.reports import ReportSchema
from api.services import closing, reports
from api.settings import Settings
from koppen.recalculated_groups import CHECKS as GROUPS
from koppen.recalculated_polls import CHECKS as POLLS
from koppen.recalculated_statements import CHECKS as STATEMENTS
from koppen.recalculation import recalculate

PROMISE = 10.0  # seconds
NOW = datetime(2026, 11, 12, 14, tzinfo=UTC)
QUESTIONS = 6
SUBJECTS = (
    "eigenaar beheer uren overdracht projectgeld", "inkoop aanbesteding contract leverancier drempel",
    "bewoners wijk inspraak loket brief", "systeem koppeling gegevens privacy beveiliging",
    "wethouder raad college lint verkiezingen", "team afdeling lijn rooster weerstand",
    "subsidie begroting potje kosten jaarschijf", "pilot proef opschalen evaluatie succes",
)  # fmt: skip
FILLER = [
    "bij",
    "ons",
    "niemand",
    "steeds",
    "later",
    "vooraf",
    "tijdens",
    "samen",
    "gesprek",
    "begin",
    "einde",
    "plan",
    "verhaal",
    "stap",
    "keuze",
    "moment",
    "reden",
]


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="python -m bench.report", description=__doc__)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--statements", type=int, default=1000)
    parser.add_argument("--ratings", type=int, default=100, help="of each person")
    parser.add_argument("--database", help="an empty database to use instead of SQLite in a temporary folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{folder}/bench.sqlite3"
        migrate(url)
        database = Database(url)
        app = create_app(Settings("only for measuring, long enough to be one", database_url=url), database)
        dialogue_id, ratings = fill(database, given.people, given.statements, given.ratings)
        kind = database.url.get_backend_name()
        print(f"{given.people} people, {given.statements} statements, {ratings} ratings, on {kind}")
        seconds = measure(app, database, dialogue_id)
        database.dispose()
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    print(f"{'promised':>34}  {PROMISE:6.2f} s from the close to the report; load of each processor: {load:.1f}")
    return 0 if seconds <= PROMISE else 1


def measure(app: Flask, database: Database, dialogue_id: uuid.UUID) -> float:
    """Close the dialogue and make the files; give the seconds of work of the close with its report."""
    steps: dict[str, tuple[float, float]] = {}
    with (
        watched(steps, "ids anew, single ratings left out", closing, "renew"),
        watched(steps, "of the report: themes", reports, "suggested_themes"),
        watched(steps, "of the report: figures and groups", reports, "compose"),
        watched(steps, "of the report: remedies", reports, "sought"),
        watched(steps, "the report", reports, "store"),
        database.unit_of_work() as session,
    ):
        begun = perf_counter(), busy()
        dialogue = session.get_one(Dialogue, dialogue_id)
        closing.close(session, dialogue, NOW, random.Random(1))
        session.commit()
        whole = perf_counter() - begun[0], busy() - begun[1]
    steps["close and report, all of it"] = whole
    with database.read() as session, app.test_request_context(headers={"Accept-Language": "nl"}):
        report = session.query(Report).filter_by(dialogue_id=dialogue_id).one()
        shown = taken(steps, "the answer of the API", lambda: ReportSchema().dump(report))
        taken(steps, "CSV", lambda: report_csv.written(shown))
        paper = taken(steps, "the page to print", lambda: report_html.written(shown, "nl", "https://koppen.example"))
        taken(steps, "PDF, in a process of its own", lambda: pdf.of(paper))
        checks = taken(steps, "koppen verify-report", lambda: recalculate(shown, STATEMENTS | GROUPS | POLLS))
    print(f"{'':>34}  {'clock':>8}  {'processor':>9}")
    for name, (seconds, processor) in steps.items():
        print(f"{name:>34}  {seconds:6.2f} s  {processor:7.2f} s")
    wrong = [line for check in checks for line in check.wrong]
    print(f"{'figures that differ':>34}  {len(wrong)} of {sum(check.number for check in checks)}")
    return whole[1]


@contextmanager
def watched(steps: dict[str, tuple[float, float]], name: str, room: Any, function: str) -> Iterator[None]:
    """Take the time of one function while something larger runs."""
    really = getattr(room, function)
    setattr(room, function, lambda *given, **named: taken(steps, name, lambda: really(*given, **named)))
    try:
        yield
    finally:
        setattr(room, function, really)


def taken(steps: dict[str, tuple[float, float]], name: str, work: Callable[[], Any]) -> Any:
    """Do something and note how long it took."""
    begun = perf_counter(), busy()
    found = work()
    steps[name] = perf_counter() - begun[0], busy() - begun[1]
    return found


def busy() -> float:
    """Give the seconds of processor time of this process and of those that it started and ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def fill(database: Database, people: int, statements: int, each: int) -> tuple[uuid.UUID, int]:
    """Put a dialogue in the database as it is in its last minute; give its id and the number of ratings."""
    rng = random.Random(7)
    with database.unit_of_work() as session:
        event = Event(
            kind=EventKind.DIALOGUE, status=EventStatus.PUBLISHED, title="Van pilot naar praktijk",
            starts_at=NOW - timedelta(hours=1), ends_at=NOW, created_at=NOW,
        )  # fmt: skip
        dialogue = Dialogue(event=event, state=DialogueState.LIVE, created_at=NOW)
        dialogue.phases = [
            Phase(position=place, kind=PhaseKind.QUESTION, prompt=f"Vraag {place + 1}?", min_seconds=0, max_seconds=600)
            for place in range(QUESTIONS)
        ]
        session.add(dialogue)
        session.flush()
        session.add(DialogueKey(dialogue_id=dialogue.id, key=rng.randbytes(32)))
        crowd = [person(dialogue.id, rng) for _person in range(people)]
        session.execute(insert(Participant), crowd)
        said = spoken(session, dialogue, crowd, statements, rng)
        return dialogue.id, rated(session, dialogue.id, crowd, said, each, rng)


def person(dialogue_id: uuid.UUID, rng: random.Random) -> dict[str, Any]:
    traits = {"size_class": SizeClass, "province": Province, "job_function": JobFunction}
    return {"dialogue_id": dialogue_id, "id": uuid.uuid4()} | {
        name: rng.choice(list(kind)) for name, kind in traits.items()
    }


def spoken(
    session: Session, dialogue: Dialogue, crowd: list[dict[str, Any]], number: int, rng: random.Random
) -> list[Statement]:
    """Let statements be made, a third of them reactions."""
    said: list[Statement] = []
    for place in range(number):
        question = place * QUESTIONS // number
        here = [each for each in said if each.phase_id == dialogue.phases[question].id]
        target = rng.choice(here) if here and rng.random() < 0.33 else None
        words = rng.sample(rng.choice(SUBJECTS).split(), 3) + rng.sample(FILLER, rng.randint(5, 12))
        rng.shuffle(words)
        said.append(
            Statement(
                dialogue_id=dialogue.id, id=uuid.uuid4(), phase_id=dialogue.phases[question].id, number=place,
                author_id=rng.choice(crowd)["id"], text=" ".join(words).capitalize() + ".",
                kind=StatementKind.REACTION if target else StatementKind.ANSWER, reacts_to_id=target.id if target else None,
            )
        )  # fmt: skip
        session.add(said[-1])
        session.flush()
    return said


def rated(
    session: Session,
    dialogue_id: uuid.UUID,
    crowd: list[dict[str, Any]],
    said: list[Statement],
    each: int,
    rng: random.Random,
) -> int:
    """Let everybody rate so many statements, each with a taste of their own."""
    words, rows = list(Recognition), []
    for one in crowd:
        taste = rng.random()
        for statement in rng.sample(said, min(each, len(said))):
            weights = (1 - taste, 0.5, taste, taste * 1.5, 0.1)
            word = rng.choices(words, weights)[0]
            column = word.value
            setattr(statement, column, (getattr(statement, column) or 0) + 1)
            rows.append(
                {
                    "dialogue_id": dialogue_id,
                    "participant_id": one["id"],
                    "statement_id": statement.id,
                    "recognition": word,
                }
            )
    session.flush()
    session.execute(insert(Rating), rows)
    return len(rows)


if __name__ == "__main__":
    sys.exit(main())
