"""The form of a session's script: its questions, and at which of them a contribution of the report is asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from web.forms import Form, number

MOST_QUESTIONS = 6


class ScriptForm(Form):
    """The words and the questions of a session; a row without anything in it counts for nothing."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        questions = [step for step in found["script"] if step["kind"] == "question"]
        at = {each["id"]: str(place) for place, step in enumerate(questions) for each in step["statements"]}
        super().__init__({**found, "questions": questions, "at": at})
        self.there = len(questions)

    @property
    def rows(self) -> int:
        """How many questions to show: those that are there, and one to fill in."""
        return min(self.there + 1, MOST_QUESTIONS)

    def read(self, choices: Sequence[tuple[str, str]]) -> dict[str, Any]:
        """Collect what was filled in, for the API."""
        return {
            "title": self.text("title"),
            "motivation": self.text("motivation") or "",
            "minutes": number(self.text("minutes")),
            "questions": [self._question(row, choices) for row in self.filled(choices)],
        }

    def filled(self, choices: Sequence[tuple[str, str]]) -> list[int]:
        """List the rows in which something was typed or chosen."""
        return [row for row in range(self.rows) if any(self._question(row, choices).values())]

    def _question(self, row: int, choices: Sequence[tuple[str, str]]) -> dict[str, Any]:
        return {
            "prompt": self.text(f"questions.{row}.prompt") or "",
            "explanation": self.text(f"questions.{row}.explanation") or "",
            "statementIds": [id_ for id_, _text in choices if self.text(f"at.{id_}") == str(row)],
        }
