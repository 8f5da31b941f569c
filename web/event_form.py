"""The form of an event: rows that can be added without JavaScript, and the body that the API wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from web.dates import from_local_input
from web.forms import Form, number, whole

PLAIN = ("title", "summary", "description", "audience")
MAY_BE_ABSENT = ("location", "onlineUrl", "programmeId")
NUMBERS = ("capacity", "linkDaysBefore", "reminderHoursBefore")
ROWS = {"facilitators": ("name", "biography"), "questions": ("label", "options")}
MOST_ROWS = 20
START = {"kind": "dialogue", "linkDaysBefore": 3, "reminderHoursBefore": 24}


class EventForm(Form):
    """A form with rows of facilitators and questions; an empty row counts for nothing."""

    def __init__(self, event: Mapping[str, Any] | None = None) -> None:
        super().__init__(START if event is None else start_of(event))
        self.adds = request.form.get("add") if self.sent else None

    def rows(self, group: str) -> int:
        """Tell how many rows of a group to show: those that were there and one to fill in."""
        if not self.sent:
            return min(len(self._start.get(group, [])) + 1, MOST_ROWS)
        return min(self._shown(group) + (self.adds == group), MOST_ROWS)

    def _shown(self, group: str) -> int:
        typed = whole(request.form.get(f"rows.{group}"))
        return 1 if typed is None else min(typed, MOST_ROWS)

    def filled(self, group: str) -> list[int]:
        """List the rows in which something was typed."""
        names = ROWS[group]
        return [row for row in range(self._shown(group)) if any(self.text(f"{group}.{row}.{name}") for name in names)]

    def name_rows(self) -> None:
        """Let the complaints about rows name the rows on the page."""
        for group in ROWS:
            self.point_back(group, self.filled(group))


def start_of(event: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the form of an event begins with."""
    questions = [{**question, "options": "\n".join(question["options"])} for question in event["questions"]]
    programme = event["programme"]
    return {
        **event,
        "questions": questions,
        "programmeId": programme and programme["id"],
        "topicIds": [topic["id"] for topic in event["topics"]],
    }


def body_of(form: EventForm) -> dict[str, Any]:
    """Collect what was filled in; what is no number or moment goes as typed, so that the API names the field."""
    return {
        "kind": form.text("kind"),
        **{name: form.text(name) or "" for name in PLAIN},
        **{name: form.text(name) for name in MAY_BE_ABSENT},
        **{name: number(form.text(name)) for name in NUMBERS},
        **{name: from_local_input(form.text(name) or "") for name in ("startsAt", "endsAt")},
        "topicIds": form.values("topicIds"),
        "contact": {name: form.text(f"contact.{name}") or "" for name in ("name", "email", "phone")},
        "facilitators": [facilitator(form, row) for row in form.filled("facilitators")],
        "questions": [question(form, row) for row in form.filled("questions")],
    }


def facilitator(form: Form, row: int) -> dict[str, str]:
    """Read one row of the people."""
    return {name: form.text(f"facilitators.{row}.{name}") or "" for name in ROWS["facilitators"]}


def question(form: Form, row: int) -> dict[str, Any]:
    """Read one row of the questions; the choices are typed one a line."""
    path = f"questions.{row}"
    return {
        "id": form.text(f"{path}.id"),
        "kind": form.text(f"{path}.kind") or "text",
        "label": form.text(f"{path}.label") or "",
        "required": form.checked(f"{path}.required"),
        "options": lines(form.text(f"{path}.options")),
    }


def lines(text: str | None) -> Sequence[str]:
    """Cut a text into its lines, empty ones left out."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
