"""Shapes of reports: their versions, what a person writes in them, and how the figures were made, in words."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from api.domain.report_words import NAME
from api.schemas.base import Flag, Instant, PageQuery, Schema, Text, few, page_of
from api.schemas.reasons import why
from api.schemas.report_content import ReportContentSchema, share

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
    expected = share(description="Mean of the expected rates of those; null without any")


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
