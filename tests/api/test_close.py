"""The close: what an attacker with the whole database, the logs and even a stolen key can find out afterwards."""

import logging
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event as Signal
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import func, select

from api.db import Database
from api.domain.dialogues import pseudonym
from api.jobs import dialogues as jobs
from api.jobs.queue import Lane
from api.jobs.worker import Worker
from api.models import DialogueKey, Job, Member, Participant, Rating, Registration, Statement, Turn
from api.services import closing
from api.settings import Settings
from tests.hour import Hour, begin
from tests.tables import whole_database

LEVELS = ("not_at_all", "a_little", "largely", "fully", "does_not_occur")


def texts(value: object) -> Iterator[str]:
    """Give every scalar in a dump as text, ids without dashes."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, bytes):
        yield value.hex()
    elif value is not None:
        yield str(value).replace("-", "")


def an_hour_with_words(app, database: Database, people: int = 8) -> tuple[Hour, dict[str, set[str]]]:
    """Let everyone write and rate, and remember what the live hour knew: ids, pseudonyms, key."""
    hour = begin(app, database, people=people)
    statements = {hour.say(who % people, f"Experience number {who}") for who in range(3 * people)}
    for who in range(people):
        given = hour.turn(who)
        for step in range(6):
            given = hour.rate(who, given["id"], LEVELS[(who + step) % 5]).json["turn"]["statement"]
    with database.read() as session:
        [key] = session.scalars(select(DialogueKey.key))
        secrets = {
            "key": {key.hex()},
            "pseudonyms": {pseudonym(key, UUID(hour.id), member.id).hex for member in hour.members},
            "statements": {statement.replace("-", "") for statement in statements},
        }
        assert {row.hex for row in session.scalars(select(Participant.id))} == secrets["pseudonyms"]
    return hour, secrets


def scrub(database: Database) -> None:
    """Do what the worker does after the close."""
    jobs.scrub_deleted(database)


def test_rule_1_unlinkable_nothing_of_the_live_hour_is_left_in_the_database(app, database):
    hour, secrets = an_hour_with_words(app, database)
    hour.move("close")
    dump = whole_database(database)
    left = set(texts(dump))
    for kind, values in secrets.items():
        assert not values & left, kind
    assert dump["dialogue_key"] == dump["turn"] == []


def test_rule_1_unlinkable_a_stolen_key_opens_nothing_after_the_close(app, database):
    hour, secrets = an_hour_with_words(app, database)
    hour.move("close")
    [stolen] = (bytes.fromhex(key) for key in secrets["key"])
    with database.read() as session:
        after = set(session.scalars(select(Participant.id)))
    assert not after & {pseudonym(stolen, UUID(hour.id), member.id) for member in hour.members}


def test_rule_1_unlinkable_no_column_leads_from_words_to_a_member(app, database):
    hour, _ = an_hour_with_words(app, database)
    hour.move("close")
    dump = whole_database(database)
    members = {str(row["id"]).replace("-", "") for row in dump["member"]}
    live = {name: dump[name] for name in ("participant", "statement", "rating", "report")}
    assert not members & set(texts(live))
    assert all(row["author_id"] is row["number"] is row["client_key"] is None for row in dump["statement"])
    # The way back: nothing that is kept about a member names a row of the dialogue.
    ours = {str(row["id"]).replace("-", "") for row in dump["participant"] + dump["statement"]}
    about_members = {name: rows for name, rows in dump.items() if name not in {*live, "job"}}
    assert not ours & set(texts(about_members))


def test_rule_1_unlinkable_no_timestamp_tells_when_somebody_wrote_or_came(app, database, clock):
    before = clock.now
    clock.forward(days=7)
    hour, _ = an_hour_with_words(app, database)
    clock.forward(minutes=50)
    hour.move("close")
    dump = whole_database(database)
    assert not [row for name in ("participant", "statement", "rating") for row in dump[name] if _moments(row)]
    assert [moment for row in dump["offers_told"] for moment in _moments(row)] == [clock.now]  # of the report
    about = {"dialogue", "event", "report", "job", "offers_told"}
    personal = {name: rows for name, rows in dump.items() if name not in about}
    assert all(moment <= before for rows in personal.values() for row in rows for moment in _moments(row))
    jobs_per_moment = Counter(moment for row in dump["job"] for moment in _moments(row))
    assert all(moment == clock.now or count <= 2 for moment, count in jobs_per_moment.items())


def _moments(row: dict[str, object]) -> list[datetime]:
    found = []
    for value in row.values():
        if isinstance(value, str) and value[:2] == "20" and value[4:5] == "-":
            value = datetime.fromisoformat(value)
        if isinstance(value, datetime):
            found.append(value if value.tzinfo else value.replace(tzinfo=UTC))
    return found


def test_rule_1_unlinkable_the_order_of_rows_is_drawn_by_lot(app, database):
    hour, _ = an_hour_with_words(app, database, people=12)
    before = whole_database(database)
    spoken = [row["text"] for row in before["statement"]]
    hour.move("close")
    after = whole_database(database)
    lying = [row["text"] for row in after["statement"]]
    assert sorted(lying) == sorted(spoken)
    assert lying != spoken
    ids = [str(row["id"]) for row in after["statement"]]
    assert ids != sorted(ids)
    assert [spoken.index(text) for text in lying] != sorted(range(len(spoken)), reverse=True)


def test_rule_1_unlinkable_no_log_line_names_a_member_or_a_statement(app, database, caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)
    hour, secrets = an_hour_with_words(app, database)
    hour.rate(1, "00000000-0000-4000-8000-000000000000", "fully")
    hour.move("close")
    lines = "\n".join(record.getMessage() for record in caplog.records).replace("-", "")
    for member in hour.members:
        assert member.id.hex not in lines
        assert member.email not in lines
    assert not [value for values in secrets.values() for value in values if value in lines]


def test_rule_1_unlinkable_nobody_sees_who_is_in_while_statements_come(app, database):
    hour = begin(app, database, people=2, joined=False)
    hour.move("open")
    assert hour.people[0].post(f"{hour.path}/participants").status_code == 201
    came = f"/events/{hour.event.id}/registrations"
    assert {row["attended"] for row in hour.organiser.get(came).json["items"]} == {False}
    hour.move("close")
    [there] = [row["member"]["id"] for row in hour.organiser.get(came).json["items"] if row["attended"]]
    assert there == str(hour.members[0].id)


def test_rule_1_unlinkable_rare_traits_are_coarsened(app, database):
    rare = [{"job_function": "manager"}] + [{"job_function": "innovation_advisor"}] * 7
    hour = begin(app, database, people=8, traits=rare)
    hour.move("close")
    with database.read() as session:
        functions = Counter(session.scalars(select(Participant.job_function)))
    assert all(count >= 5 for count in functions.values())


def test_rule_1_unlinkable_the_disk_forgets_as_well(app, database):
    hour, secrets = an_hour_with_words(app, database)
    hour.move("close")
    scrub(database)
    if database.url.get_backend_name() == "sqlite":
        database.dispose()
        path = str(database.url.database)
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        disk = b"".join(file.read_bytes() for file in Path(path).parent.glob(Path(path).name + "*"))
        for values in secrets.values():
            for value in values:
                assert value.encode() not in disk
                assert bytes.fromhex(value) not in disk
    else:
        assert not secrets_on_disk(database, secrets)


def secrets_on_disk(database: Database, secrets: dict[str, set[str]]) -> list[tuple[str, str]]:
    """Look for values in the files of PostgreSQL: those of the live tables, and of their indexes."""
    with database.reader.connect() as connection:
        connection.exec_driver_sql("CHECKPOINT")
        files = connection.exec_driver_sql(
            "SELECT relname, pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class WHERE relkind IN ('r', 'i') AND"
            " relname ~ '(dialogue_key|turn|rating|statement|participant)' AND pg_relation_size(oid) > 0"
        ).all()
    return [
        (name, kind)
        for name, content in files
        for kind, values in secrets.items()
        if any(bytes.fromhex(value) in content for value in values)
    ]


def test_rule_1_unlinkable_the_disk_forgets_the_key_at_once_and_the_rest_with_the_last_dialogue(app, database):
    if database.url.get_backend_name() == "sqlite":
        pytest.skip("SQLite overwrites what is deleted: nothing waits for another dialogue")
    hour, secrets = an_hour_with_words(app, database)
    other = begin(app, database, people=2)
    hour.move("close")
    scrub(database)
    assert not secrets_on_disk(database, {"key": secrets["key"]})
    other.move("close")
    scrub(database)
    assert not secrets_on_disk(database, secrets)


def test_rule_1_unlinkable_a_dialogue_that_is_open_for_days_does_not_keep_the_words_of_another_on_disk(app, database):
    if database.url.get_backend_name() == "sqlite":
        pytest.skip("SQLite overwrites what is deleted: nothing waits for another dialogue")
    hour, secrets = an_hour_with_words(app, database)
    days = [{"kind": "question", "prompt": "What helps?", "maxSeconds": 4 * 86400, "tailSeconds": 86400}] * 2
    begin(app, database, people=2, script=days)
    hour.move("close")
    scrub(database)
    assert not secrets_on_disk(database, secrets)


def test_rule_1_unlinkable_the_statistics_of_the_database_hold_no_key(app, database):
    if database.url.get_backend_name() == "sqlite":
        pytest.skip("SQLite keeps no values in its statistics")
    begin(app, database, people=1)
    begin(app, database, people=1)
    with database.writer.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        kept = connection.exec_driver_sql(
            "SELECT attname FROM pg_stats WHERE tablename = 'dialogue_key' AND histogram_bounds IS NOT NULL"
        )
        assert kept.scalars().all() == ["dialogue_id"]


def test_rule_1_unlinkable_a_scrub_that_cannot_be_done_now_is_done_later(app, database, clock):
    if database.url.get_backend_name() == "sqlite":
        pytest.skip("the lock is PostgreSQL's; SQLite's log is tried below")
    hour, secrets = an_hour_with_words(app, database)
    hour.move("close")
    worker = Worker(database, Settings(secret_key="-" * 32), clock=clock, lane=Lane.WORK)
    with database.writer.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE rating IN ACCESS SHARE MODE")
        worker.run_until_empty()
    assert secrets_on_disk(database, secrets)
    clock.forward(hours=1)
    worker.run_until_empty()
    assert not secrets_on_disk(database, secrets)


def test_rule_1_unlinkable_what_an_older_transaction_still_sees_is_scrubbed_when_that_has_ended(app, database, clock):
    if database.url.get_backend_name() == "sqlite":
        pytest.skip("SQLite keeps what is deleted in its log while somebody reads, as the next test has it")
    hour, secrets = an_hour_with_words(app, database)
    worker = Worker(database, Settings(secret_key="-" * 32), clock=clock, lane=Lane.WORK)
    with database.writer.connect().execution_options(isolation_level="REPEATABLE READ") as dump:
        dump.exec_driver_sql(
            "SELECT count(*) FROM topic"
        )  # as a backup does, which sees all that is in its first moment
        hour.move("close")
        worker.run_until_empty()
        assert secrets_on_disk(database, secrets)
        dump.rollback()
    clock.forward(hours=1)
    worker.run_until_empty()
    assert not secrets_on_disk(database, secrets)


def test_rule_1_unlinkable_a_log_that_is_being_read_is_emptied_later(app, database, clock):
    if database.url.get_backend_name() != "sqlite":
        pytest.skip("the log is SQLite's")
    hour, _ = an_hour_with_words(app, database)
    log = Path(f"{database.url.database}-wal")
    worker = Worker(database, Settings(secret_key="-" * 32), clock=clock, lane=Lane.WORK)
    with database.reader.begin() as connection:
        connection.execute(select(func.count()).select_from(Member)).one()
        hour.move("close")
        worker.run_until_empty()
    assert log.stat().st_size > 0
    clock.forward(hours=1)
    worker.run_until_empty()
    with database.reader.connect() as connection:
        done = select(Job.done_at).where(Job.kind == closing.SCRUB_JOB)
        assert connection.execute(done).scalar_one() is not None


def test_rule_1_unlinkable_every_author_hides_among_five_who_did_not_rate(app, database):
    people, each = 8, 3
    hour = begin(app, database, people=people)
    for who in range(people):
        for number in range(each):
            hour.say(who, f"{who}: experience {number}")
    for who in range(people):  # everybody rates all but their own
        given = hour.turn(who)
        while given is not None:
            given = hour.rate(who, given["id"], LEVELS[who % 5]).json["turn"]["statement"]
    hour.move("close")
    with database.read() as session:
        statements = session.scalars(select(Statement)).all()
        raters = Counter(session.scalars(select(Rating.statement_id)))
    assert all(raters[statement.id] == people - 5 for statement in statements)
    counted = [sum(getattr(statement, level) for level in LEVELS) for statement in statements]
    assert counted == [people - 1] * len(statements)  # the figures of the report are whole


def test_rule_2_nothing_accepted_is_lost_when_the_dialogue_closes_while_people_rate(app, database):
    accepted, stored, counted = _close_while_rating(app, database)
    assert accepted == stored == counted


def test_without_the_lock_of_the_close_it_fails_or_loses_an_accepted_rating(app, database, monkeypatch):
    if database.url.get_backend_name() == "sqlite":
        pytest.skip("SQLite has one writer at a time: there is no lock to take out")
    rows = closing._rows
    monkeypatch.setattr(closing, "_rows", lambda session, table, dialogue_id, **_: rows(session, table, dialogue_id))
    outcomes = (_close_while_rating(app, database) for _ in range(8))
    assert any(accepted != stored for accepted, stored, _ in outcomes)


def _close_while_rating(app, database: Database) -> tuple[int, int, int]:
    """Close a dialogue under the hands of its raters; give ratings accepted, stored and counted."""
    hour = begin(app, database, people=12)  # so many that no rating has to be left out for anonymity
    for number in range(30):
        hour.say(0, f"Experience number {number}")
    begun, accepted = Signal(), []

    def rate(who: int) -> None:
        given = hour.people[who].post(f"{hour.path}/turns").json.get("statement")
        while given is not None:
            answer = hour.rate(who, given["id"], "fully")
            if answer.status_code != 200:
                return
            accepted.append(given["id"])
            if len(accepted) > 10:
                begun.set()
            given = answer.json["turn"]["statement"]

    threads = [Thread(target=rate, args=(who,)) for who in range(1, 6)]
    for thread in threads:
        thread.start()
    begun.wait(30)
    closed = hour.organiser.post(f"{hour.path}/moves", {"move": "close"})
    for thread in threads:
        thread.join()
    if closed.status_code != 201:
        return len(accepted), -1, -1
    with database.read() as session:
        here = Rating.dialogue_id == UUID(hour.id)
        stored = session.scalar(select(func.count()).select_from(Rating).where(here))
        counted = session.scalar(select(func.sum(Statement.fully)).where(Statement.dialogue_id == UUID(hour.id)))
    return len(accepted), stored, counted


def test_closing_twice_is_refused(app, database):
    hour = begin(app, database)
    hour.move("close")
    assert hour.organiser.post(f"{hour.path}/moves", {"move": "close"}).status_code == 409


def test_the_clock_closes_a_dialogue_whose_script_has_run_out(app, database, clock):
    hour = begin(app, database, advance="clock")
    clock.now = hour.event.starts_at
    hour.people[0].post(f"{hour.path}/participants")
    clock.forward(minutes=20)
    with database.unit_of_work() as session:
        payload = {"dialogueId": hour.id}
        jobs.advance(session, payload, clock.now, Settings(secret_key="-" * 32))
    assert hour.people[0].get(hour.path).json["stage"] == "closed"


def test_who_came_is_kept_and_when_is_not(app, database):
    hour = begin(app, database, people=3)
    hour.move("close")
    with database.read() as session:
        assert set(session.scalars(select(Registration.attended))) == {True}
        assert session.scalar(select(func.count()).select_from(Turn)) == 0
