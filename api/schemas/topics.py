"""Shapes of topics."""

from typing import Any

from flask_babel import get_locale
from marshmallow import fields

from api.schemas.base import PageQuery, Schema, Text, page_of


class TopicSchema(Schema):
    """A subject label."""

    id = fields.UUID(required=True)
    slug = fields.String(required=True)
    name = fields.Method(
        "name_for_caller", required=True, metadata={"type": "string", "description": "In the language of the caller"}
    )
    name_nl = fields.String(required=True)
    name_en = fields.String(required=True)

    def name_for_caller(self, topic: Any) -> str:
        """Give the name in the language that the caller asked for."""
        return str(topic.name_en if str(get_locale()) == "en" else topic.name_nl)


class NewTopicSchema(Schema):
    """A topic to add."""

    name_nl = Text(1, 80, lines=False, required=True)
    name_en = Text(1, 80, lines=False, required=True)


class TopicQuery(PageQuery):
    """Which topics."""


TopicPageSchema = page_of(TopicSchema)
