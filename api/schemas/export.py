"""The shape of what a person takes along."""

from typing import Any

from marshmallow import fields

from api.schemas.base import Instant, Schema, camel


class Records(fields.Dict):
    """Rows by table, with the names of the wire."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return {
            camel(table): [{camel(name): cell for name, cell in row.items()} for row in rows]
            for table, rows in value.items()
        }


class ExportSchema(Schema):
    """Everything that is stored about the caller."""

    exported_at = Instant(required=True)
    records = Records(
        keys=fields.String(),
        values=fields.List(fields.Dict()),
        required=True,
        metadata={"description": "For each kind of thing, every row about the caller; without the hashes of secrets"},
    )
