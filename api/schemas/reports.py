"""Shapes of reports. What is stored is answered as it is, so the names inside the content are camelCase already."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from api.domain.anonymity import DIMENSIONS
from api.domain.report_words import NAME
from api.domain.vocabulary import JobFunction, Province, SizeClass, StatementKind
from api.schemas.base import Flag, Instant, PageQuery, Schema, Text, Word, few, page_of
from api.schemas.changes import ChangeSchema
from api.schemas.polls import ReportedPollsSchema
from api.schemas.reasons import why
from api.schemas.reported_text import ReportedText

METHOD = {
    "recognised": _l("Recognised means: largely or fully. The percentage is the part of all readers who chose that."),
    "does_not_occur": _l(
        "Whoever chose 'does not occur with us' is one of the readers and did not recognise it. We also show them apart."
    ),
    "interval": _l(
        "Nobody reads everything. The line shows where the figure would probably be if all participants had read it. "
        "In nine cases out of ten it is within the line."
    ),
    "order": _l(
        "The order follows the expected figure for all participants. An extreme figure from few readers is often partly "
        "chance, so it counts less. The dot can then be beside the line."
    ),
    "bands": _l(
        "Contributions that do not differ clearly stand in one group. Within a group we name no winner. A group ends "
        "where a contribution is certainly recognised less than the first of the group."
    ),
    "too_few": _l("With fewer than five readers we show no percentage. Such a contribution comes last."),
    "groups": _l(
        "Figures per size, province or job are shown where at least five people of that group gave their view and at "
        "least five others of it did not, or were left out by lot. Whoever is in a smaller group counts in the whole only."
    ),
    "differences": _l(
        "Where groups differ is tested exactly, and corrected for looking at many contributions. In a dialogue without "
        "any real difference, the chance that one is shown all the same is 5 percent."
    ),
    "offers": _l(
        "How many people offered to think along we tell in steps of five people, and never of fewer than five. A step "
        "counts once between five and nine people more have offered; a lot decides where, so that no figure points at "
        "one person. We count when a version is made, at most once a week, and never take back what we told."
    ),
    "attention": _l(
        "The turns are given out so that every contribution gets readers, late ones too. "
        "The part about attention shows how well that worked."
    ),
    "who": _l("Participants chose to take part themselves. This is not a sample of all municipalities."),
    "anonymous": _l(
        "The key of this dialogue was destroyed at the close. Nobody can find out who wrote or chose what. "
        "No group in this report is smaller than five people."
    ),
}


class CountsSchema(Schema):
    """How often each recognition was chosen."""

    notAtAll = fields.Integer(required=True)
    aLittle = fields.Integer(required=True)
    largely = fields.Integer(required=True)
    fully = fields.Integer(required=True)
    doesNotOccur = fields.Integer(required=True)


def _share(**metadata: str) -> fields.Float:
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
    rate = _share(description="recognised / raters")
    low = _share(description="Lower end of the interval for all participants")
    high = _share(description="Upper end of the interval for all participants")
    expected = _share(description="Expected rate among all participants; the order follows it")
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


class ReportVersionSchema(Schema):
    """Which version of a report this is."""

    dialogue_id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    introduction = fields.String(required=True)
    closing = fields.String(required=True)
    created_at = Instant(required=True)
    published_at = Instant(required=True, allow_none=True, metadata={"description": "null: a draft"})


class ReportThemeSchema(Schema):
    """Statements that belong together, as an organiser named and arranged them, with the figures that follow."""

    name = fields.String(required=True)
    statements = fields.List(fields.UUID(), required=True)
    count = fields.Integer(required=True)
    rated = fields.Integer(required=True, metadata={"description": "How many of them enough people rated"})
    expected = _share(description="Mean of the expected rates of those; null without any")


class ReportSchema(ReportVersionSchema):
    """A version of the result of a dialogue."""

    themes = fields.List(fields.Nested(ReportThemeSchema), required=True, attribute="themes_with_figures")
    content = fields.Nested(ReportContentSchema, required=True)
    method = fields.Method(
        "method_in_words",
        required=True,
        metadata={
            "type": "array",
            "items": {"type": "string"},
            "description": "How the figures were made, in plain words, in the language of the caller",
        },
    )

    why = fields.Method(
        "why_in_words",
        required=True,
        metadata={
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "Why each statement stands where it stands, by its id, in the language of the caller",
        },
    )

    def why_in_words(self, report: Any) -> dict[str, str]:
        """Say in the language of the caller why each statement is where it is."""
        return why(report.content)

    def method_in_words(self, report: Any) -> list[str]:
        """Say in the language of the caller what the method names."""
        return [str(METHOD[name]) for name in report.content["method"]]


class ThemeWordsSchema(Schema):
    """A theme as an organiser arranges it."""

    name = Text(1, NAME, required=True, lines=False)
    statements = fields.List(
        fields.UUID(required=True),
        required=True,
        validate=validate.Length(min=1, error=_l("Give a theme at least one contribution.")),
    )


class ReportChangesSchema(Schema):
    """What a person writes in a draft; the figures are not among it. What is left out stays as it is."""

    introduction = Text(0, 4000)
    closing = Text(0, 4000)
    themes = fields.List(fields.Nested(ThemeWordsSchema), validate=few(40))


class PublicationSchema(Schema):
    """How a version is published."""

    announce = Flag(load_default=False, metadata={"description": "Mail everybody who had a seat again"})


class ReportQuery(PageQuery):
    """How to walk through the versions."""


ReportVersionPageSchema = page_of(ReportVersionSchema)
