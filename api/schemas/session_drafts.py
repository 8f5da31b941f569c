"""What somebody sends to get a draft of a session, and the sentences that it begins with."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from api.domain.session_scripts import MOST_STATEMENTS, Wording
from api.schemas.base import Schema, Text, few

SENTENCES = {
    "title": _l("Going on about: %(text)s"),
    "motivation": _l(
        "At ‘%(title)s’ colleagues recognised this. That deserves more time. What helps, and what does not?"
    ),
    "about_one": _l("‘%(text)s’ What helped you with this?"),
    "about_several": _l("At ‘%(text)s’ this came up. What helped you with it?"),
    "explanation": _l(
        "First say how far you recognise what was said before. Then tell what you tried, and whether it worked."
    ),
}


class NewDraftSchema(Schema):
    """The statements of a report that a session begins with; `title` names what they have in common."""

    dialogue_id = fields.UUID(required=True)
    statement_ids = fields.List(fields.UUID(), required=True, validate=few(MOST_STATEMENTS))
    title = Text(1, 160, lines=False, load_default=None, allow_none=True)


def wording() -> Wording:
    """Give the sentences in the language of the caller; all of them can be changed in the draft."""
    return Wording(**{name: str(sentence) for name, sentence in SENTENCES.items()})
