"""What a participant typed: it comes back with every answer until it is placed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace

from flask import request
from flask_babel import gettext as _

from web.problem import Problem

LIMIT = 280


@dataclass(frozen=True)
class Draft:
    """A statement that is not placed yet, or that just was."""

    text: str = ""
    kind: str = "answer"
    reacts_to: str | None = None
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    position: str = ""
    error: str = ""
    refusal: str = ""
    placed: bool = False

    @classmethod
    def typed(cls) -> Draft:
        """Read the draft that a form sent."""
        reaction = request.form.get("kind") == "reaction"
        key = request.form.get("reactionKey" if reaction else "idempotencyKey", "")[:64]
        return cls(
            text=request.form.get("text", ""),
            kind="reaction" if reaction else "theme" if "otherTheme" in request.form else "answer",
            reacts_to=request.form.get("statementId") if reaction else None,
            key=key or str(uuid.uuid4()),
            position=request.form.get("position", ""),
        )

    def body(self) -> dict[str, str]:
        """Give what the API wants to know."""
        given = {"text": self.text, "kind": self.kind}
        return given | ({"reactsToId": self.reacts_to} if self.reacts_to else {})

    def refused(self, problem: Problem) -> Draft:
        """Keep the text and say what is the matter with it."""
        if any(each.field == "Idempotency-Key" for each in problem.errors):
            words = _("What you sent before did come through. Do you want to place this text as well?")
            return replace(self, key=str(uuid.uuid4()), refusal=words)
        at_text = " ".join(each.message for each in problem.errors if each.field == "text")
        if at_text:
            return replace(self, error=at_text + " " + _("Your text is still here."))
        return replace(self, refusal=problem.detail or problem.title)

    def too_late(self) -> Draft:
        """Keep the text for the next question: the round that it was written in is over."""
        words = _("The round was just closed. Your text is ready at the next question.")
        return replace(self, kind="answer", reacts_to=None, refusal=words)
