"""Topics: the shared list of subject labels."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain import permissions
from api.domain.errors import Conflict, Forbidden, Invalid, NotFound
from api.domain.topics import slug_of
from api.models import Member, Topic


def listing(session: Session, *, after: tuple[str] | None, limit: int) -> Sequence[Topic]:
    """Give topics by slug, one more than ``limit`` to tell whether there are more."""
    query = select(Topic).order_by(Topic.slug).limit(limit + 1)
    if after is not None:
        query = query.where(Topic.slug > after[0])
    return session.scalars(query).all()


def get(session: Session, topic_id: UUID) -> Topic:
    """Give one topic."""
    topic = session.get(Topic, topic_id)
    if topic is None:
        raise NotFound("This topic does not exist.")
    return topic


def add(session: Session, member: Member, *, name_nl: str, name_en: str) -> Topic:
    """Add a topic to the shared list."""
    if not permissions.may_add_topics(member.role):
        raise Forbidden("Only an organiser can add a topic.")
    topic = Topic(slug=slug_of(name_nl), name_nl=name_nl, name_en=name_en)
    if session.scalar(select(Topic.id).where(Topic.slug == topic.slug)) is not None:
        raise Conflict("This topic exists already.", field="nameNl")
    session.add(topic)
    session.flush()
    return topic


def chosen(session: Session, topic_ids: Collection[UUID], *, field: str = "topicIds") -> list[Topic]:
    """Give the topics that somebody chose, by slug; an id that is no topic is refused by the name of ``field``."""
    wanted = set(topic_ids)
    topics = list(session.scalars(select(Topic).where(Topic.id.in_(wanted)).order_by(Topic.slug)))
    if len(topics) != len(wanted):
        raise Invalid("This topic does not exist.", field=field)
    return topics
