"""The form of a script: a waiting room, questions in rows that can be put in another order, a closing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _

from web import durations
from web.forms import Form, whole

MOST_QUESTIONS = 30
LENGTHS, WORDS = ("minSeconds", "maxSeconds", "tailSeconds"), ("prompt", "explanation")
NAMES = ("id", *WORDS, *LENGTHS)
LOBBY = {"kind": "lobby", "maxSeconds": 15 * 60}
QUESTION = {"kind": "question", "minSeconds": 60, "maxSeconds": 8 * 60, "tailSeconds": 90}
CLOSING = {"kind": "closing", "maxSeconds": 3 * 60}
EMPTY = {"kind": "", "maxSeconds": ""}
"""Six questions of eight minutes with a tail of one and a half, and three minutes to round off: an hour."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Done:
    """What a button did to the rows: what to say about it, and where the focus belongs (a button, or a field)."""

    words: str = ""
    row: int = 0
    focus: str = ""


class ScriptForm(Form):
    """Rows as they were typed, after what a button did to them; ``done`` is None when the script has to be saved."""

    def __init__(self, phases: Sequence[Row], advance: str) -> None:
        super().__init__({"phases": [_typed_row(phase) for phase in _complete(phases)], "advance": advance})
        self.done: Done | None = None
        self.sent_rows: list[int] = []
        action = request.form.get("do", "") if self.sent else ""
        if action and action != "preview":
            self._act(action)

    @property
    def rows(self) -> int:
        """Tell how many questions the form shows."""
        return _shown() if self.sent else len(self.value("phases")) - 2

    @property
    def is_saved(self) -> bool:
        """Tell whether the visitor asked to save."""
        return self.sent and self.done is None

    def body(self, *_names: str) -> dict[str, Any]:
        """Collect the script for the API; a length that is none goes as typed, so that its field is named."""
        phases, self.sent_rows = [], []
        rows = [{name: self.value(f"phases.{row}.{name}", "") for name in NAMES} for row in range(self.rows + 2)]
        for row, given in enumerate(rows):
            kind = "lobby" if row == 0 else "closing" if row == len(rows) - 1 else "question"
            filled = {name: str(value).strip() for name, value in given.items() if str(value or "").strip()}
            if kind != "question" and not filled.get("maxSeconds"):
                continue
            self.sent_rows.append(row)
            read = {name: durations.read(text) if name in LENGTHS else text for name, text in filled.items()}
            phases.append({"kind": kind, **read})
        return {"phases": phases, "advance": self.value("advance") or "clock"}

    def _act(self, action: str) -> None:
        lobby, *questions, closing = [_read_row(index) for index in range(_shown() + 2)]
        verb, *places = action.split(":")
        numbers = [(whole(each) or 0) - 1 for each in places]
        count, act = _ACTIONS.get(verb, (0, _nothing))
        if len(numbers) == count and all(0 <= number < len(questions) for number in numbers):
            self.done = act(questions, *numbers)
        self.done = self.done or Done()
        self._start = {"phases": [lobby, *questions, closing], "advance": request.form.get("advance")}
        self.sent = False


def _shown() -> int:
    """Tell how many questions the form had, within reason."""
    return min(max(whole(request.form.get("shown")) or 1, 1), MOST_QUESTIONS)


def _read_row(index: int) -> dict[str, Any]:
    return {name: request.form.get(f"phases.{index}.{name}", "") for name in NAMES}


def _typed_row(phase: Row) -> dict[str, Any]:
    """Give a phase with its lengths as people write them."""
    return {**phase, **{name: durations.typed(phase[name]) for name in LENGTHS if phase.get(name) not in (None, "")}}


def _complete(phases: Sequence[Row]) -> list[Row]:
    """Give a script the rows for a waiting room and a closing that it may lack: empty ones."""
    questions = [phase for phase in phases if phase["kind"] == "question"]
    first = phases[0] if phases[0]["kind"] == "lobby" else EMPTY
    last = phases[-1] if phases[-1]["kind"] == "closing" else EMPTY
    return [first, *questions, last]


def _move(questions: list[Row], old: int, new: int) -> Done:
    questions.insert(new, questions.pop(old))
    upward = new <= old
    focus = ("down" if new == 0 else "up") if upward else ("up" if new == len(questions) - 1 else "down")
    words = _("Question %(old)s is now number %(new)s of %(count)s.", old=old + 1, new=new + 1, count=len(questions))
    return Done(words, new + 1, focus)


def _up(questions: list[Row], place: int) -> Done:
    return _move(questions, place, max(place - 1, 0))


def _down(questions: list[Row], place: int) -> Done:
    return _move(questions, place, min(place + 1, len(questions) - 1))


def _copy(questions: list[Row], place: int) -> Done:
    if len(questions) >= MOST_QUESTIONS:
        return _nothing(questions)
    questions.insert(place + 1, {**questions[place], "id": ""})
    return Done(_("Question %(number)s has been doubled.", number=place + 1), place + 2, "prompt")


def _remove(questions: list[Row], place: int) -> Done:
    if len(questions) == 1:
        return Done(_("One question has to stay."), 1, "prompt")
    del questions[place]
    return Done(
        _("Question %(number)s has been taken out.", number=place + 1), min(place + 1, len(questions)), "remove"
    )


def _add(questions: list[Row]) -> Done:
    if len(questions) >= MOST_QUESTIONS:
        return _nothing(questions)
    questions.append(_typed_row(QUESTION))
    return Done(_("Question %(number)s has been added.", number=len(questions)), len(questions), "prompt")


def _nothing(_questions: list[Row], *_places: int) -> Done:
    return Done()


_ACTIONS: Mapping[str, tuple[int, Callable[..., Done]]] = {
    "up": (1, _up), "down": (1, _down), "copy": (1, _copy), "remove": (1, _remove), "add": (0, _add), "move": (2, _move),
}  # fmt: skip
"""What the value of a button names: the number of places that follow it, and what is done."""
