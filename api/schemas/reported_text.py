"""The words of a statement in a report, or that they were hidden since."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields

HIDDEN = _l("(This contribution was hidden after this report was made.)")


class ReportedText(fields.String):
    """The words of a statement; of one that was hidden after the report was made, that it was."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return str(HIDDEN) if obj.get("hidden") else super()._serialize(value, attr, obj, **kwargs)
