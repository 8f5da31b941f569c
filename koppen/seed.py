"""Fill an empty installation with an invented community, through the services, as if it had been there for months."""

import unicodedata
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api import passwords
from api.db import Database
from api.domain.vocabulary import Availability, JobFunction, Role, SourceKind
from api.models import Lesson, Member, Organisation, Post
from api.services import interests, lessons, organisations, posts, recognitions, threads, topic_sessions, topics
from api.settings import Settings
from koppen import seed_dialogue, seed_events
from koppen.stage import Stage
from koppen.texts import written

STAFF = {
    "organiser": Role.ORGANISER,
    "administrator": Role.ADMINISTRATOR,
    "moderator": Role.MODERATOR,
    "advisor": Role.MEMBER,
}
FOUNDED = 150  # days ago


def fill(settings: Settings, password: str, today: datetime) -> dict[str, Any]:
    """Fill the database of ``settings``; give the accounts to show and those that a simulation may use."""
    database = Database(settings.database_url)
    if settings.sqlite_path is not None:
        hurry(database)
    stage, people = Stage(database, settings, today), written("people")
    stage.plan(stage.day(-FOUNDED), partial(_people, stage, people, passwords.hashed(password)))
    seed_events.plan(stage)
    for lesson in written("lessons"):
        stage.plan(stage.day(-lesson["days"], "16:10"), partial(_lesson, stage, lesson))
    for thread in written("threads"):
        stage.plan(stage.day(-thread["days"], "09:20"), partial(_thread, stage, thread))
    for proposal in written("follow_ups"):
        stage.plan(stage.day(-proposal["days"], "15:30"), partial(_propose, stage, proposal))
    stage.play()
    database.dispose()
    shown = {role: people[role] for role in ("advisor", "organiser", "administrator")}
    return {
        "password": password,
        "accounts": {role: person["email"] for role, person in shown.items()},
        "crowd": [address(person) for person in people["members"]],
    }


def hurry(database: Database) -> None:
    """Let the disk keep up in its own time: a file that was not filled to the end is thrown away and filled anew."""
    connection = database.writer.raw_connection()
    connection.cursor().execute("PRAGMA synchronous=OFF")
    connection.close()


def address(person: dict[str, Any]) -> str:
    """Give the mail address of a person: their own, or one made of name and town that leads nowhere."""
    if "email" in person:
        return str(person["email"])
    return f"{_plain(person['name'])}@{_plain(person['home'])}.example"


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return "-".join("".join(sign if sign.isalnum() else " " for sign in letters).split())


def _people(stage: Stage, people: dict[str, Any], password_hash: str) -> None:
    with stage.database.unit_of_work() as session:
        organisations.chosen(session, None, people["partnership"])
        session.flush()
        homes = {home.name: home for home in session.scalars(select(Organisation))}
        for role, word in STAFF.items():
            _member(stage, session, people[role], homes, password_hash, word)
        organiser = stage.member(session, people["organiser"]["name"])
        for key, names in people["topics"].items():
            topic = topics.add(session, organiser, name_nl=names["nl"], name_en=names["en"])
            stage.topics[key] = topic.id
        for person in people["members"]:
            _member(stage, session, person, homes, password_hash, Role.MEMBER)
        for person in [*(people[role] for role in STAFF), *people["members"]]:
            stage.member(session, person["name"]).topics = topics.chosen(session, stage.topic_ids(person["topics"]))


def _member(
    stage: Stage,
    session: Session,
    person: dict[str, Any],
    homes: dict[str, Organisation],
    password_hash: str,
    role: Role,
) -> None:
    since = stage.between(stage.day(-FOUNDED), stage.day(-95))
    member = Member(
        email=address(person),
        name=person["name"],
        organisation=homes[person["home"]],
        job_function=JobFunction(person["job"]),
        role=role,
        password_hash=password_hash,
        confirmed_at=since + timedelta(minutes=7),
        created_at=since,
    )
    session.add(member)
    session.flush()
    stage.people[person["name"]] = member.id


def _lesson(stage: Stage, given: dict[str, Any]) -> None:
    texts = {name: given[name] for name in ("title", "situation", "tried", "works", "avoid", "tip")}
    with stage.database.unit_of_work() as session:
        author = stage.member(session, given["author"])
        lesson = lessons.share(
            session,
            author,
            topic_ids=stage.topic_ids(given["topics"]),
            event_id=stage.found[f"event: {given['event']}"] if "event" in given else None,
            now=stage.now,
            **texts,
        )
        stage.found[given["title"]] = lesson.id
    _recognise_later(stage, Lesson, lesson.id, given["liked"], days=min(12, given["days"]))


def _thread(stage: Stage, given: dict[str, Any]) -> None:
    first, *others = given["posts"]
    with stage.database.unit_of_work() as session:
        author = stage.member(session, first["by"])
        topic_id = stage.topics[given["topic"]]
        thread = threads.start(
            session, author, title=given["title"], body=first["text"], topic_id=topic_id, now=stage.now
        )
        stage.found[given["title"]] = thread.id
    moment = stage.now
    for post in others:
        moment += timedelta(hours=post["after"])
        stage.plan(moment, partial(_reply, stage, thread.id, post))


def _reply(stage: Stage, thread_id: UUID, given: dict[str, Any]) -> None:
    with stage.database.unit_of_work() as session:
        author = stage.member(session, given["by"])
        post = posts.reply(session, thread_id, author, body=given["text"], now=stage.now)
    _recognise_later(stage, Post, post.id, given.get("liked", []), days=2)


def _recognise_later(stage: Stage, kind: type[Lesson] | type[Post], target: UUID, names: list[str], days: int) -> None:
    for name in names:
        moment = stage.between(stage.now, min(stage.now + timedelta(days=days), stage.today))
        stage.plan(moment, partial(_recognise, stage, kind, target, name))


def _recognise(stage: Stage, kind: type[Lesson] | type[Post], target: UUID, name: str) -> None:
    with stage.database.unit_of_work() as session:
        found: Any = session.get_one(kind, target)
        recognitions.give(session, found, stage.member(session, name))


def _propose(stage: Stage, given: dict[str, Any]) -> None:
    kind = SourceKind(given["source"])
    with stage.database.unit_of_work() as session:
        if kind is SourceKind.STATEMENT:
            source = seed_dialogue.said(session, stage.found["past dialogue"], given["of"])
        else:
            source = {f"{kind}_id": stage.found[given["of"]]}
        member = stage.member(session, given["by"])
        words = {name: given[name] for name in ("title", "motivation")}
        proposal = topic_sessions.propose(session, member, source={"kind": kind, **source}, now=stage.now, **words)
        if "moments" in given:
            starts = [stage.day(each["days"], each["time"]) for each in given["moments"]]
            topic_sessions.put_moments(session, proposal.session, starts, stage.now)
    for name in given["interested"]:
        stage.plan(
            stage.between(stage.now, stage.now + timedelta(days=6)), partial(_count_in, stage, proposal.id, name)
        )
    if given.get("scheduled"):
        stage.plan(stage.now + timedelta(days=8), partial(seed_events.follow_up, stage, proposal.id))


def _count_in(stage: Stage, session_id: UUID, name: str) -> None:
    with stage.database.unit_of_work() as session:
        member = stage.member(session, name)
        asked = topic_sessions.get(session, session_id, member).moments
        said = {moment.id: stage.rng.choice(list(Availability)) for moment in asked}
        interests.say_when(session, session_id, member, said, stage.now)
