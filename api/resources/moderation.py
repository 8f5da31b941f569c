"""Moderation over HTTP: what waits, what was done, and doing it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView
from sqlalchemy.orm import Session

from api import cursors
from api.blueprint import Blueprint
from api.db import after_commit
from api.domain.moderation import shown_name
from api.domain.vocabulary import FlagReason
from api.identity import current_member
from api.problems import told
from api.resources.dialogues import announce
from api.resources.statements import streamed
from api.schemas.moderation import (
    HidingInSchema,
    HidingSchema,
    LogQuery,
    MergeInSchema,
    MergerSchema,
    ModerationEntryPageSchema,
    WorklistSchema,
)
from api.services import late_hiding, merging, moderation, moderators, worklist
from api.state import state

blp = Blueprint("moderation", __name__, description="Keeping a dialogue safe")
STATEMENT = "/dialogues/<uuid:dialogue_id>/statements/<uuid:statement_id>"


def changed(session: Session, dialogue_id: UUID) -> None:
    """Tell every screen and the engine that statements came or went, once that is on disk."""
    scores = state().scores
    after_commit(session, lambda: scores.forget_dialogue(dialogue_id))
    announce(session, dialogue_id)


def _people(flags: Mapping[FlagReason, int]) -> list[dict[str, Any]]:
    return [{"reason": reason, "people": flags[reason]} for reason in FlagReason if reason in flags]


@blp.route("/dialogues/<uuid:dialogue_id>/moderation")
class Moderation(MethodView):
    @blp.response(200, WorklistSchema)
    def get(self, dialogue_id: UUID) -> Any:
        """Give what waits for a moderator: flagged or found by the rules, pairs that look alike, what is merged and hidden."""
        with state().database.read() as session:
            found = worklist.of(session, dialogue_id, current_member(session), state().library)
            return {
                "waiting": found.waiting,
                "newest": found.newest,
                "watched": [
                    {
                        "statement": streamed(each.statement),
                        "flags": _people(each.flags),
                        "findings": [told(remark) for remark in each.remarks],
                    }
                    for each in found.watched
                ],
                "alike": [
                    {"statement": streamed(each.statement), "other": streamed(each.other)} for each in found.alike
                ],
                "merged": [
                    {"statement": streamed(each.statement), "kept": streamed(each.kept)} for each in found.merged
                ],
                "hidden": [
                    {
                        "statement": streamed(each.statement),
                        "reason": each.review.reason if each.review else None,
                        "words": each.review.words if each.review else "",
                        "flags": _people(each.flags),
                    }
                    for each in found.hidden
                ],
            }


@blp.route("/dialogues/<uuid:dialogue_id>/moderation-log")
class ModerationLog(MethodView):
    @blp.arguments(LogQuery, location="query")
    @blp.response(200, ModerationEntryPageSchema)
    def get(self, query: dict[str, Any], dialogue_id: UUID) -> Any:
        """List what moderators did, newest first, by their pseudonyms; after the close without who, when and words."""
        after = cursors.decode(query.get("cursor"), int, UUID)
        with state().database.read() as session:
            member = current_member(session)
            rows = worklist.log(session, dialogue_id, member, after=after, limit=query["limit"])
            page = cursors.page(rows, query["limit"], lambda row: (row.number or 0, row.id))
            ids = [row.statement_id for row in page.items] + [row.other_id for row in page.items if row.other_id]
            texts = worklist.texts(session, dialogue_id, ids)
            me = moderators.own_name(session, dialogue_id, member)
            names = ("id", "action", "statement_id", "other_id", "reason", "words")
            items = [
                {name: getattr(row, name) for name in names}
                | {"moderator": shown_name(row.moderator_id) if row.moderator_id else None}
                | {"mine": row.moderator_id is not None and row.moderator_id == me}
                | {"text": texts[row.statement_id], "other_text": texts[row.other_id] if row.other_id else None}
                for row in page.items
            ]
            return {"items": items, "next": page.next}


@blp.route(f"{STATEMENT}/hiding")
class StatementHiding(MethodView):
    @blp.arguments(HidingInSchema)
    @blp.response(200, HidingSchema)
    def put(self, body: dict[str, Any], dialogue_id: UUID, statement_id: UUID) -> Any:
        """Hide a statement for a reason that its writer sees: it is given to nobody and counts nowhere.

        After the close its words go from every version of the report too, and a version that does not count it is made.
        """
        with state().database.unit_of_work() as session:
            member, now, rng = current_member(session), state().clock(), state().rng
            review = late_hiding.hide(session, dialogue_id, statement_id, member, now=now, rng=rng, **body)
            changed(session, dialogue_id)
            return review

    @blp.response(204)
    def delete(self, dialogue_id: UUID, statement_id: UUID) -> None:
        """Let a hidden statement be seen again, with the ratings that it had; after the close in the reports too."""
        with state().database.unit_of_work() as session:
            member, now, rng = current_member(session), state().clock(), state().rng
            late_hiding.restore(session, dialogue_id, statement_id, member, now, rng)
            changed(session, dialogue_id)


@blp.route(f"{STATEMENT}/merger")
class StatementMerger(MethodView):
    @blp.arguments(MergeInSchema)
    @blp.response(200, MergerSchema)
    def put(self, body: dict[str, Any], dialogue_id: UUID, statement_id: UUID) -> Any:
        """Merge a statement into another that says the same: who rated both counts once, and no rating is lost."""
        with state().database.unit_of_work() as session:
            into, member = body["into_id"], current_member(session)
            merger = merging.merge(session, dialogue_id, statement_id, into, member)
            changed(session, dialogue_id)
            return merger

    @blp.response(204)
    def delete(self, dialogue_id: UUID, statement_id: UUID) -> None:
        """Take a merged statement apart again, with the ratings that it had."""
        with state().database.unit_of_work() as session:
            merging.take_apart(session, dialogue_id, statement_id, current_member(session))
            changed(session, dialogue_id)


@blp.route(f"{STATEMENT}/approval")
class StatementApproval(MethodView):
    @blp.response(204)
    def put(self, dialogue_id: UUID, statement_id: UUID) -> None:
        """Let a statement stand: it asks for attention no more, until somebody else flags it."""
        with state().database.unit_of_work() as session:
            moderation.let_stand(session, dialogue_id, statement_id, current_member(session))


@blp.route(f"{STATEMENT}/differences/<uuid:other_id>")
class StatementDifference(MethodView):
    @blp.response(204)
    def put(self, dialogue_id: UUID, statement_id: UUID, other_id: UUID) -> None:
        """Say that two statements that look alike are two experiences: the pair is not pointed out again."""
        with state().database.unit_of_work() as session:
            moderation.keep_apart(session, dialogue_id, statement_id, other_id, current_member(session))
