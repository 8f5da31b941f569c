"""Shapes of dialogues, statements, turns and ratings."""

from marshmallow import fields, validate

from api.domain.vocabulary import (
    Advance,
    DialogueState,
    FindingKind,
    HideReason,
    JobFunction,
    PhaseKind,
    Province,
    Recognition,
    SizeClass,
    Stage,
    StatementKind,
)
from api.schemas.base import Flag, Instant, Number, PageQuery, Schema, Text, Word, few, page_of
from api.schemas.claims import ClaimHash

DAY = 24 * 60 * 60


class PhaseInSchema(Schema):
    """One phase as the organiser writes it, lengths in seconds; with the id of one that is there, it stays that phase."""

    id = fields.UUID(load_default=None, allow_none=True)
    kind = Word(PhaseKind, required=True)
    prompt = Text(0, 280, load_default="")
    explanation = Text(0, 600, load_default="")
    min_seconds = Number(
        0,
        60 * DAY,
        load_default=0,
        metadata={"description": "The phase cannot be left by hand before this"},
    )
    max_seconds = Number(
        1,
        60 * DAY,
        required=True,
        metadata={"description": "By the clock, the phase ends after this"},
    )
    tail_seconds = Number(
        0,
        DAY,
        load_default=0,
        metadata={"description": "After a question: how long people can still rate, but not write"},
    )


class PhaseSchema(PhaseInSchema):
    """One phase of a script."""

    id = fields.UUID(required=True)
    position = fields.Integer(required=True)


class DialogueInSchema(Schema):
    """A new dialogue."""

    event_id = fields.UUID(required=True)
    advance = Word(Advance, load_default=Advance.CLOCK)
    phases = fields.List(fields.Nested(PhaseInSchema), required=True, validate=validate.Length(min=1, max=40))


class DialogueChangeSchema(Schema):
    """What can change before a dialogue begins."""

    advance = Word(Advance)
    phases = fields.List(fields.Nested(PhaseInSchema), validate=validate.Length(min=1, max=40))


class PollOnScreenSchema(Schema):
    """The poll that belongs on the screens now: open, or closed in this phase."""

    id = fields.String(required=True)
    state = fields.String(required=True)


class DialogueSchema(Schema):
    """A dialogue as the caller finds it."""

    id = fields.UUID(required=True)
    event_id = fields.UUID(required=True)
    title = fields.String(required=True)
    starts_at = Instant(required=True)
    advance = Word(Advance, required=True)
    state = Word(DialogueState, required=True)
    stage = Word(Stage, required=True)
    position = fields.Integer(required=True, allow_none=True)
    stage_started_at = Instant(required=True, allow_none=True)
    stage_ends_at = Instant(required=True, allow_none=True)
    opens_at = Instant(required=True, metadata={"description": "When the doors open, before the announced start"})
    opens_early = fields.Boolean(
        required=True, metadata={"description": "Opening the doors now needs `early`: their time is far away"}
    )
    stage_due_at = Instant(
        required=True,
        allow_none=True,
        metadata={"description": "When the planned length is used up, also where a hand moves it on"},
    )
    paused = fields.Boolean(required=True)
    seconds_left = fields.Integer(
        required=True, allow_none=True, metadata={"description": "While paused: what is left of the planned length"}
    )
    extra_seconds = fields.Integer(required=True, metadata={"description": "What was added to this stage by hand"})
    probe = fields.String(
        required=True, allow_none=True, metadata={"description": "The probing question that stands with this question"}
    )
    poll = fields.Nested(PollOnScreenSchema, required=True, allow_none=True)
    server_time = Instant(required=True)
    phases = fields.List(fields.Nested(PhaseSchema), required=True)
    participant_count = fields.Integer(required=True)
    statement_count = fields.Integer(required=True)
    registered = fields.Boolean(required=True)
    joined = fields.Boolean(required=True)
    closed_at = Instant(required=True, allow_none=True)
    report_number = fields.Integer(required=True, allow_none=True)


class SeenSchema(Schema):
    """Where the caller sees the dialogue stand, so that two taps act once; what is left out is not compared."""

    from_position = fields.Integer(strict=True)
    from_stage = Word(Stage)
    from_extra_seconds = fields.Integer(strict=True)


class MoveSchema(SeenSchema):
    """A push by the organiser's hand."""

    move = fields.String(required=True, validate=validate.OneOf(["open", "next", "extend", "pause", "resume", "close"]))
    seconds = Number(
        10, 60 * 60, load_default=120, metadata={"description": "With `extend`: how much is added to this stage"}
    )
    early = Flag(
        load_default=False, metadata={"description": "Open the doors although their time is more than an hour away"}
    )


class InsertedSchema(SeenSchema):
    """A question that was not in the script, put in after the present one."""

    prompt = Text(1, 280, required=True)
    explanation = Text(0, 600, load_default="")
    min_seconds = Number(0, 60 * DAY, load_default=0)
    max_seconds = Number(1, 60 * DAY, load_default=300)
    tail_seconds = Number(0, DAY, load_default=60)
    at_once = Flag(
        load_default=False,
        metadata={"description": "End the writing in the present question: its tail, if it has one, comes first"},
    )


class ParticipantSchema(Schema):
    """What is kept of the caller in this dialogue, beside words and choices. No name, no address, no municipality."""

    joined = fields.Boolean(required=True)
    size_class = Word(SizeClass, required=True, allow_none=True)
    province = Word(Province, required=True, allow_none=True)
    job_function = Word(JobFunction, required=True, allow_none=True)
    rating_count = fields.Integer(required=True)
    statement_count = fields.Integer(required=True)


class StatementInSchema(Schema):
    """A new statement."""

    text = Text(1, 280, lines=False, required=True)
    kind = Word(StatementKind, load_default=StatementKind.ANSWER)
    reacts_to_id = fields.UUID(load_default=None, allow_none=True)
    claim_hash = ClaimHash(load_default=None, allow_none=True)
    acknowledged = fields.List(
        Word(FindingKind),
        load_default=list,
        validate=few(len(FindingKind)),
        metadata={"description": "The kinds of findings that the writer looked at and means so; see statement-checks"},
    )


class StatementSchema(Schema):
    """A statement, without anybody's name."""

    id = fields.UUID(required=True)
    phase_id = fields.UUID(required=True)
    kind = Word(StatementKind, required=True)
    reacts_to_id = fields.UUID(required=True, allow_none=True)
    text = fields.String(required=True)


class RecognitionCountsSchema(Schema):
    """How a statement fared. ``recognised`` counts largely and fully; null while too few have rated to say.

    From five raters on all three follow by five people at once until the close, so that no single answer is seen to come in.
    """

    raters = fields.Integer(required=True)
    recognised = fields.Integer(required=True, allow_none=True)
    does_not_occur = fields.Integer(required=True, allow_none=True)


class OwnStatementSchema(StatementSchema):
    """One of the caller's statements and how it fares."""

    recognition = fields.Nested(RecognitionCountsSchema, required=True)
    hidden = fields.Boolean(required=True)
    hide_reason = Word(HideReason, required=True, allow_none=True)
    hide_words = fields.String(required=True, metadata={"description": "What the moderator adds to the reason"})
    merged_into = fields.Nested(
        StatementSchema,
        required=True,
        allow_none=True,
        metadata={"description": "The one that is kept for it, when a moderator merged them: its counts are told"},
    )
    reactions = fields.List(fields.Nested(StatementSchema), required=True)


class OwnStatementsSchema(Schema):
    """All the caller's statements, newest first."""

    items = fields.List(fields.Nested(OwnStatementSchema), required=True)


class StreamStatementSchema(StatementSchema):
    """A statement as the organiser sees it pass."""

    number = fields.Integer(required=True, allow_none=True)
    given = fields.Boolean(required=True, metadata={"description": "Whether the organiser gave it"})
    hidden = fields.Boolean(required=True)
    recognition = fields.Nested(RecognitionCountsSchema, required=True)


class StreamedStatementSchema(StreamStatementSchema):
    """A statement in the stream, where those that were merged still stand."""

    kept_id = fields.UUID(
        required=True,
        allow_none=True,
        metadata={"description": "The one that is kept for it, when a moderator merged them: the counts stand there"},
    )


StreamStatementPageSchema = page_of(StreamedStatementSchema)


class StatementQuery(PageQuery):
    """How to walk through the stream."""

    order = fields.String(load_default="arrival", validate=validate.OneOf(["arrival", "newest"]))


class TurnSchema(Schema):
    """The statement to rate now; null when there is nothing left to rate, or not yet."""

    statement = fields.Nested(StatementSchema, required=True, allow_none=True)
    reacts_to = fields.Nested(StatementSchema, required=True, allow_none=True)


class RatingInSchema(Schema):
    """How far the caller recognises a statement in their own practice."""

    recognition = Word(Recognition, required=True)


class RatedSchema(Schema):
    """The stored rating, and whose turn it is next."""

    statement_id = fields.UUID(required=True)
    recognition = Word(Recognition, required=True)
    turn = fields.Nested(TurnSchema, required=True)
