"""The form of a session's script: its questions, and at which of them a contribution of the report is asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from web.forms import Form

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
        minutes = self.text("minutes")
        return {
            "title": self.text("title"),
            "motivation": self.text("motivation") or "",
            "minutes": int(minutes) if minutes and minutes.isdecimal() and len(minutes) < 6 else minutes,
            "questions": [self._question(row, choices) for row in self._filled(choices)],
        }

    def point_back(self, choices: Sequence[tuple[str, str]]) -> None:
        """Let the complaints about questions name the rows on the page: empty ones were not sent."""
        if self.problem is None:
            return
        rows = self._filled(choices)
        for place, error in enumerate(self.problem.errors):
            group, _dot, rest = error.field.partition(".")
            number, _dot, name = rest.partition(".")
            if group == "questions" and number.isdecimal() and int(number) < len(rows):
                field = f"questions.{rows[int(number)]}.{name.partition('.')[0]}"
                self.problem.errors[place] = replace(error, field=field)

    def _filled(self, choices: Sequence[tuple[str, str]]) -> list[int]:
        return [row for row in range(self.rows) if any(self._question(row, choices).values())]

    def _question(self, row: int, choices: Sequence[tuple[str, str]]) -> dict[str, Any]:
        return {
            "prompt": self.text(f"questions.{row}.prompt") or "",
            "explanation": self.text(f"questions.{row}.explanation") or "",
            "statementIds": [id_ for id_, _text in choices if self.text(f"at.{id_}") == str(row)],
        }
