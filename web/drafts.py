"""What a participant typed: it comes back with every answer until it is placed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import request
from flask_babel import gettext as _

from web.claims import hash_of, is_whole
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
    claim: str = ""
    """What was made here for who has no JavaScript, to be shown once."""
    claim_hash: str = ""
    """What a browser made of a claim that stays there."""
    claim_key: str = ""
    """Of what was placed: the key by which the browser finds the claim that it made."""
    said: str = ""
    remarks: Sequence[Mapping[str, Any]] = ()
    acknowledged: Sequence[str] = ()

    @classmethod
    def typed(cls) -> Draft:
        """Read the draft that a form sent."""
        reaction = "reaction" in (request.form.get("kind"), request.args.get("meant"))
        key = request.form.get("reactionKey" if reaction else "idempotencyKey", "")[:64]
        return cls(
            text=request.form.get("text", ""),
            kind="reaction" if reaction else "theme" if "otherTheme" in request.form else "answer",
            reacts_to=request.form.get("statementId") if reaction else None,
            key=key or str(uuid.uuid4()),
            position=request.form.get("position", ""),
            claim=_claim(),
            claim_hash=request.form.get("claimHash", ""),
            acknowledged=request.form.get("acknowledged", "").split(),
        )

    def body(self) -> dict[str, Any]:
        """Give what the API wants to know."""
        given: dict[str, Any] = {"text": self.text, "kind": self.kind}
        claim_hash = self.claim_hash or (hash_of(self.claim) if self.claim else "")
        given |= {"claimHash": claim_hash} if claim_hash else {}
        given |= {"acknowledged": list(self.acknowledged)} if self.acknowledged else {}
        return given | ({"reactsToId": self.reacts_to} if self.reacts_to else {})

    @property
    def claimed(self) -> bool:
        """Tell whether the writer will hold a claim to this."""
        return bool(self.claim or self.claim_hash)

    def done(self) -> Draft:
        """Give the empty form that follows, with what its writer has to keep of what was placed."""
        key = self.key if self.claim_hash else ""
        return Draft(
            kind=self.kind, reacts_to=self.reacts_to, placed=True, claim=self.claim, claim_key=key, said=self.text
        )

    def refused(self, problem: Problem) -> Draft:
        """Keep the text and say what is the matter with it."""
        if problem.findings:
            return replace(self, remarks=problem.findings)
        if any(each.field == "Idempotency-Key" for each in problem.errors):
            words = _("What you sent before did come through. Do you want to place this text as well?")
            return replace(self, key=str(uuid.uuid4()), refusal=words)
        at_text = " ".join(each.message for each in problem.errors if each.field == "text")
        if at_text:
            return replace(self, error=at_text + " " + _("Your text is still here."))
        return replace(self, refusal=problem.detail or problem.title)

    @property
    def to_acknowledge(self) -> str:
        """The kinds of remarks that the writer says to mean, as a button sends them."""
        return " ".join(sorted({remark["kind"] for remark in self.remarks}))

    def too_late(self) -> Draft:
        """Keep the text for the next question: the round that it was written in is over."""
        words = _("The round was just closed. Your text is ready at the next question.")
        return replace(self, kind="answer", reacts_to=None, refusal=words)

    def held(self) -> Draft:
        """Keep the text until the pause is over."""
        words = _("The dialogue has a pause. Your text stays here, and can go when we go on.")
        return replace(self, kind="answer", reacts_to=None, refusal=words)


def _claim() -> str:
    """Read the claim that the form carried for who has no JavaScript; a browser that made its own sends a hash."""
    claim = request.form.get("claim", "")
    return claim if is_whole(claim) and not request.form.get("claimHash") else ""
