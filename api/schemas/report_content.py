"""Shapes of the document that a report stores, which is answered as it is: its names are camelCase already."""

from marshmallow import fields, validate

from api.domain.anonymity import DIMENSIONS
from api.domain.vocabulary import JobFunction, Province, SizeClass, StatementKind
from api.schemas.base import Schema, Word
from api.schemas.changes import ChangeSchema
from api.schemas.polls import ReportedPollsSchema
from api.schemas.reported_text import ReportedText


class CountsSchema(Schema):
    """How often each recognition was chosen."""

    notAtAll = fields.Integer(required=True)
    aLittle = fields.Integer(required=True)
    largely = fields.Integer(required=True)
    fully = fields.Integer(required=True)
    doesNotOccur = fields.Integer(required=True)


def share(**metadata: str) -> fields.Float:
    """Make a field for a part of one, null where too few rated."""
    return fields.Float(required=True, allow_none=True, metadata={"minimum": 0, "maximum": 1, **metadata})


class GroupSchema(Schema):
    """How far one group of participants recognises a statement."""

    people = fields.Integer(required=True, metadata={"description": "The participants in this group"})
    raters = fields.Integer(required=True, metadata={"description": "Those whose rating is shown, at least five"})
    recognised = fields.Integer(required=True)
    rate = fields.Float(required=True, metadata={"description": "recognised / raters"})
    low = fields.Float(required=True, metadata={"description": "Lower end of the interval for all in this group"})
    high = fields.Float(required=True, metadata={"description": "Upper end of the interval for all in this group"})


class SizeFiguresSchema(GroupSchema):
    """Participants from municipalities of one size."""

    value = Word(SizeClass, required=True)


class ProvinceFiguresSchema(GroupSchema):
    """Participants from one province."""

    value = Word(Province, required=True)


class JobFiguresSchema(GroupSchema):
    """Participants with one job function."""

    value = Word(JobFunction, required=True)


class GroupsSchema(Schema):
    """The groups of a statement that can be shown; whoever is in none counts in the whole only."""

    sizeClass = fields.List(fields.Nested(SizeFiguresSchema), required=True)
    province = fields.List(fields.Nested(ProvinceFiguresSchema), required=True)
    jobFunction = fields.List(fields.Nested(JobFiguresSchema), required=True)


BAND = "Tie band, 1 for the most recognised: within a band no order is certain. Null where too few rated. {} From schemaVersion 2"


class WordingSchema(Schema):
    """Another statement that said the same, so that a moderator merged it."""

    id = fields.UUID(required=True)
    text = ReportedText(required=True)
    hidden = fields.Boolean(metadata={"description": "Whether it was hidden since: its words are gone"})


class ReportedReactionSchema(Schema):
    """A statement and its figures, which are null where fewer than `enoughRaters` people rated it."""

    id = fields.UUID(required=True)
    kind = Word(StatementKind, required=True)
    text = ReportedText(required=True)
    hidden = fields.Boolean(metadata={"description": "Whether it was hidden since: its words are gone"})
    reactsToId = fields.UUID(required=True, allow_none=True)
    given = fields.Boolean(
        metadata={"description": "Whether the organiser gave it: it is nobody's own. From schemaVersion 2"}
    )
    alsoSaidAs = fields.List(
        fields.Nested(WordingSchema),
        metadata={"description": "The wordings that were merged into it: whoever rated several of them counts once"},
    )
    couldRate = fields.Integer(required=True, metadata={"description": "The people who took part, without the author"})
    raters = fields.Integer(required=True)
    recognised = fields.Integer(required=True, allow_none=True)
    counts = fields.Nested(CountsSchema, required=True, allow_none=True)
    rate = share(description="recognised / raters")
    low = share(description="Lower end of the interval for all participants")
    high = share(description="Upper end of the interval for all participants")
    expected = share(description="Expected rate among all participants; the order follows it")
    band = fields.Integer(
        allow_none=True, metadata={"description": BAND.format("Within the list that the statement is in.")}
    )
    groups = fields.Nested(GroupsSchema, metadata={"description": "From schemaVersion 2"})


class ReportedStatementSchema(ReportedReactionSchema):
    """A statement with the reactions to it, most recognised first."""

    overallBand = fields.Integer(
        allow_none=True, metadata={"description": BAND.format("Within the statements of all questions.")}
    )
    reactions = fields.List(fields.Nested(ReportedReactionSchema), required=True)


class ReportedQuestionSchema(Schema):
    """A question and all its statements, most recognised first."""

    position = fields.Integer(required=True)
    prompt = fields.String(required=True)
    explanation = fields.String(required=True)
    statements = fields.List(fields.Nested(ReportedStatementSchema), required=True)


class AttentionRangeSchema(Schema):
    """How many statements were rated so many times."""

    first = fields.Integer(required=True, attribute="from", data_key="from")
    to = fields.Integer(required=True)
    statements = fields.Integer(required=True)


class AttentionSchema(Schema):
    """How the ratings were spread over the statements."""

    lowest = fields.Integer(required=True)
    mean = fields.Float(required=True)
    highest = fields.Integer(required=True)
    tooFew = fields.Integer(required=True)
    shareTooFew = fields.Float(required=True)
    distribution = fields.List(fields.Nested(AttentionRangeSchema), required=True)


class SizeGroupSchema(Schema):
    """Participants from municipalities of one size; null is not told."""

    value = Word(SizeClass, required=True, allow_none=True)
    people = fields.Integer(required=True)


class ProvinceGroupSchema(Schema):
    """Participants from one province; null is not told."""

    value = Word(Province, required=True, allow_none=True)
    people = fields.Integer(required=True)


class JobGroupSchema(Schema):
    """Participants with one job function; null is not told."""

    value = Word(JobFunction, required=True, allow_none=True)
    people = fields.Integer(required=True)


class ProfileSchema(Schema):
    """Who took part, in groups of at least five."""

    sizeClass = fields.List(fields.Nested(SizeGroupSchema), required=True)
    province = fields.List(fields.Nested(ProvinceGroupSchema), metadata={"description": "From schemaVersion 2"})
    jobFunction = fields.List(fields.Nested(JobGroupSchema), required=True)


class HourSchema(Schema):
    """How the hour went."""

    people = fields.Integer(required=True)
    statements = fields.Integer(required=True)
    reactions = fields.Integer(required=True)
    ratings = fields.Integer(required=True)
    attention = fields.Nested(AttentionSchema, required=True)
    profile = fields.Nested(ProfileSchema, required=True)


class ReportedEventSchema(Schema):
    """The event that the dialogue belonged to."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    startsAt = fields.String(required=True, metadata={"format": "date-time"})
    endsAt = fields.String(required=True, metadata={"format": "date-time"})


class PriorSchema(Schema):
    """The Beta distribution of the rates in this dialogue."""

    a = fields.Float(required=True)
    b = fields.Float(required=True)


class SuggestedThemeSchema(Schema):
    """Statements that belong together, as the machine found them."""

    words = fields.List(fields.String(), required=True, metadata={"description": "What tells them from the others"})
    statements = fields.List(fields.UUID(), required=True, metadata={"description": "The most typical first"})


class GroupPriorsSchema(Schema):
    """The Beta distributions of the rates in the groups of each dimension."""

    sizeClass = fields.Nested(PriorSchema, required=True)
    province = fields.Nested(PriorSchema, required=True)
    jobFunction = fields.Nested(PriorSchema, required=True)


class OtherGroupsSchema(Schema):
    """The other groups that were shown, taken together."""

    values = fields.List(fields.String(), required=True)
    raters = fields.Integer(required=True)
    recognised = fields.Integer(required=True)
    rate = fields.Float(required=True)


class DifferenceSchema(Schema):
    """A statement on which one group clearly differs from the other groups of its dimension."""

    statementId = fields.UUID(required=True)
    dimension = fields.String(required=True, validate=validate.OneOf(DIMENSIONS))
    value = fields.String(required=True, metadata={"description": "The group that stands apart"})
    raters = fields.Integer(required=True)
    recognised = fields.Integer(required=True)
    rate = fields.Float(required=True)
    others = fields.Nested(OtherGroupsSchema, required=True)
    difference = fields.Float(required=True, metadata={"description": "The rate of the group minus that of the others"})
    chance = fields.Float(
        required=True, metadata={"description": "p-value of Fisher's exact test, corrected for the number of groups"}
    )
    adjusted = fields.Float(
        required=True, metadata={"description": "The lowest false discovery rate at which it is listed"}
    )


class DifferencesSchema(Schema):
    """Where groups clearly differ, the largest difference first."""

    falseDiscoveryRate = fields.Float(
        required=True, metadata={"description": "The part of the list that may be chance (Benjamini and Hochberg)"}
    )
    tested = fields.Integer(
        required=True, metadata={"description": "Pairs of statement and dimension with two groups or more"}
    )
    found = fields.List(fields.Nested(DifferenceSchema), required=True)


class RemedySchema(Schema):
    """Where a remedy was found for a statement that is widely recognised."""

    statementId = fields.UUID(required=True)
    by = fields.String(required=True, validate=validate.OneOf(("itself", "reaction", "statement", "lesson")))
    sourceId = fields.UUID(required=True, metadata={"description": "The statement, reaction or lesson"})
    title = fields.String(required=True, allow_none=True, metadata={"description": "What the lesson is called"})


class RemediesSchema(Schema):
    """Whether somebody offered a remedy for what is widely recognised, by a rule of words."""

    leastExpected = fields.Float(required=True, metadata={"description": "From which expected rate it is wide"})
    leastAlike = fields.Float(required=True, metadata={"description": "From which cosine two texts are much alike"})
    found = fields.List(fields.Nested(RemedySchema), required=True)
    without = fields.List(fields.UUID(), required=True, metadata={"description": "The candidates for a follow-up"})


class OfferedSchema(Schema):
    """A statement, and how many people offered to think along with whoever wrote it: so many or more."""

    statementId = fields.UUID(required=True)
    people = fields.Integer(required=True, metadata={"description": "A multiple of `step`"})


class OffersSchema(Schema):
    """How many people offered to think along, counted when a version is made; 0 is: nothing can be told."""

    step = fields.Integer(required=True, metadata={"description": "Figures are multiples of it, rounded down by lot"})
    people = fields.Integer(required=True, metadata={"description": "So many or more, at any statements"})
    statements = fields.List(
        fields.Nested(OfferedSchema), required=True, metadata={"description": "Those with a figure, most first"}
    )


class ReportContentSchema(Schema):
    """All that the report says; every rate and interval can be computed again from it."""

    schemaVersion = fields.Integer(required=True)
    dialogueId = fields.UUID(required=True)
    event = fields.Nested(ReportedEventSchema, required=True)
    top = fields.Integer(required=True, metadata={"description": "How many statements to show first"})
    enoughRaters = fields.Integer(required=True)
    interval = fields.Float(required=True, metadata={"description": "The chance that a rate is within its interval"})
    prior = fields.Nested(PriorSchema, required=True)
    groupPriors = fields.Nested(GroupPriorsSchema, metadata={"description": "From schemaVersion 2"})
    questions = fields.List(fields.Nested(ReportedQuestionSchema), required=True)
    overall = fields.List(
        fields.UUID(), required=True, metadata={"description": "All statements but reactions, ordered"}
    )
    themes = fields.List(fields.Nested(SuggestedThemeSchema), metadata={"description": "From schemaVersion 2"})
    differences = fields.Nested(DifferencesSchema, metadata={"description": "From schemaVersion 2"})
    remedies = fields.Nested(RemediesSchema, metadata={"description": "From schemaVersion 2"})
    hour = fields.Nested(HourSchema, required=True)
    polls = fields.Nested(ReportedPollsSchema, metadata={"description": "Where there are none, the report is older"})
    offers = fields.Nested(OffersSchema, metadata={"description": "Where there are none, the report is older"})
    changes = fields.List(
        fields.Nested(ChangeSchema),
        metadata={
            "description": "What was asked in an earlier dialogue too; reports of before this was kept have none"
        },
    )
    method = fields.List(fields.String(), required=True)
