"""One's own account: reading and correcting it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import flag_modified

from api.models import Member
from api.services import organisations, topics


def read(session: Session, member: Member) -> Member:
    """Give ``member`` with the topics they follow."""
    session.get(Member, member.id, options=[selectinload(Member.topics)], populate_existing=True)
    return member


def change(session: Session, member: Member, changes: Mapping[str, Any]) -> Member:
    """Correct what ``changes`` names; the rest stays."""
    read(session, member)
    for name in ("name", "job_function", "locale"):
        if name in changes:
            setattr(member, name, changes[name])
    if "organisation_id" in changes or "partnership_name" in changes:
        member.organisation = organisations.chosen(
            session, changes.get("organisation_id"), changes.get("partnership_name")
        )
    if "topic_ids" in changes:
        member.topics = topics.chosen(session, changes["topic_ids"])
        flag_modified(member, "name")  # following another topic is a new version too
    session.flush()
    return member
