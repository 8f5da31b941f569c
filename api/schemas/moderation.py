"""Shapes of flags, checks, and what moderators do."""

from marshmallow import fields

from api.domain.vocabulary import FindingKind, FlagReason, HideReason, ModeratorAction, StatementKind
from api.schemas.base import PageQuery, Schema, Text, Word, page_of
from api.schemas.dialogues import StreamStatementSchema


class FlagInSchema(Schema):
    """Why the moderator should look."""

    reason = Word(FlagReason, required=True)


class FlagSchema(FlagInSchema):
    """One of the caller's own flags."""

    statement_id = fields.UUID(required=True)


class OwnFlagSchema(FlagSchema):
    """One of the caller's own flags, with the words that it is about."""

    text = fields.String(required=True)


class FlagsSchema(Schema):
    """All flags of the caller in this dialogue."""

    items = fields.List(fields.Nested(OwnFlagSchema), required=True)


class FlagCountSchema(FlagInSchema):
    """How many people gave one reason; never who."""

    people = fields.Integer(required=True)


class FindingSchema(Schema):
    """Something in a text to look at before posting it, from ``start`` to ``end`` (in characters)."""

    kind = Word(FindingKind, required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    quote = fields.String(required=True, metadata={"description": "What was found; of a likely duplicate its words"})
    advice = fields.String(required=True, metadata={"description": "A sentence for the writer"})
    statement_id = fields.UUID(
        required=True, allow_none=True, metadata={"description": "Of a likely duplicate: which statement"}
    )
    own = fields.Boolean(required=True, metadata={"description": "Of a likely duplicate: the caller wrote it"})


class CheckInSchema(Schema):
    """A text that is not posted yet."""

    text = Text(1, 280, lines=False, required=True)
    kind = Word(StatementKind, load_default=StatementKind.ANSWER)


class CheckSchema(Schema):
    """What its writer should look at; nothing of it is stored."""

    findings = fields.List(fields.Nested(FindingSchema), required=True)


class HidingInSchema(Schema):
    """Why a statement is hidden, for its writer to see."""

    reason = Word(HideReason, required=True)
    words = Text(0, 280, load_default="")


class HidingSchema(HidingInSchema):
    """A hidden statement."""

    statement_id = fields.UUID(required=True)


class WatchedSchema(Schema):
    """A statement that asks for attention: by people, or by the rules."""

    statement = fields.Nested(StreamStatementSchema, required=True)
    flags = fields.List(fields.Nested(FlagCountSchema), required=True)
    findings = fields.List(fields.Nested(FindingSchema), required=True)


class PairSchema(Schema):
    """Two statements that look alike; the one that more people rated stands first."""

    statement = fields.Nested(StreamStatementSchema, required=True)
    other = fields.Nested(StreamStatementSchema, required=True)


class MergeInSchema(Schema):
    """Which statement says the same."""

    into_id = fields.UUID(required=True)


class MergerSchema(MergeInSchema):
    """A statement that went into another."""

    statement_id = fields.UUID(required=True)
    kept_id = fields.UUID(
        required=True, metadata={"description": "The one that is given out and shown: it carries the counts of all"}
    )


class MergedSchema(Schema):
    """A statement that was merged, and the one that is kept for it."""

    statement = fields.Nested(StreamStatementSchema, required=True)
    kept = fields.Nested(StreamStatementSchema, required=True)


class HiddenSchema(Schema):
    """A hidden statement and why; no reason where it was hidden in another way."""

    statement = fields.Nested(StreamStatementSchema, required=True)
    reason = Word(HideReason, required=True, allow_none=True)
    words = fields.String(required=True)
    flags = fields.List(fields.Nested(FlagCountSchema), required=True)


class WorklistSchema(Schema):
    """What waits for a moderator. ``newest`` is the number of the statement that came last."""

    waiting = fields.Integer(required=True)
    newest = fields.Integer(required=True)
    watched = fields.List(fields.Nested(WatchedSchema), required=True)
    alike = fields.List(fields.Nested(PairSchema), required=True)
    merged = fields.List(fields.Nested(MergedSchema), required=True)
    hidden = fields.List(fields.Nested(HiddenSchema), required=True)


class ModerationEntrySchema(Schema):
    """One line of the log. After the close there is no moderator, no order and no free text."""

    id = fields.UUID(required=True)
    moderator = fields.String(
        required=True, allow_none=True, metadata={"description": "A pseudonym of this dialogue, shortened"}
    )
    mine = fields.Boolean(required=True)
    action = Word(ModeratorAction, required=True)
    statement_id = fields.UUID(required=True)
    text = fields.String(required=True)
    other_id = fields.UUID(required=True, allow_none=True)
    other_text = fields.String(required=True, allow_none=True)
    reason = Word(HideReason, required=True, allow_none=True)
    words = fields.String(required=True)


ModerationEntryPageSchema = page_of(ModerationEntrySchema)


class LogQuery(PageQuery):
    """How to walk through the log."""
