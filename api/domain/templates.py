"""The scripts that an organiser can begin with. Texts are message ids; the edge says them in the caller's language."""

from dataclasses import dataclass

from api.domain.errors import N_, NotFound
from api.domain.scripts import DAY, lasting
from api.domain.vocabulary import Advance, EventKind, PhaseKind

MINUTE = 60


@dataclass(frozen=True)
class Part:
    """One phase of a template; lengths in seconds."""

    kind: PhaseKind
    min_seconds: int
    max_seconds: int
    tail_seconds: int = 0
    prompt: str = ""
    explanation: str = ""


@dataclass(frozen=True)
class Template:
    """A script with the kind of event that it is for."""

    id: str
    name: str
    description: str
    phases: tuple[Part, ...]
    kind: EventKind = EventKind.DIALOGUE
    advance: Advance = Advance.CLOCK

    @property
    def seconds(self) -> int:
        """Give how long it lasts from the announced start."""
        return lasting(self.phases)


def _lobby(minutes: int) -> Part:
    return Part(PhaseKind.LOBBY, 0, minutes * MINUTE)


def _closing(minutes: int) -> Part:
    return Part(PhaseKind.CLOSING, 0, minutes * MINUTE)


def _question(minutes: float, prompt: str, explanation: str = "") -> Part:
    """A question of ``minutes``, and a minute and a half in which the last contributions get their readers."""
    return Part(PhaseKind.QUESTION, MINUTE, int(minutes * MINUTE), 90, prompt, explanation)


def _round(days: int, prompt: str, explanation: str) -> Part:
    """A question that is open for days; its last day is for rating."""
    return Part(PhaseKind.QUESTION, 0, (days - 1) * DAY, DAY, prompt, explanation)


TEMPLATES = (
    Template(
        "hour",
        N_("Dialogue of 60 minutes"),
        N_("Six questions, one after the other. For getting to know what lives among many people."),
        (
            _lobby(15),
            _question(8, N_("What gives you energy in your work now?"), N_("Small or large. Think of the past month.")),
            _question(
                8,
                N_("Where does it get stuck, after a trial that went well?"),
                N_("Think of one case. What went wrong is as useful as what went well."),
            ),
            _question(
                8,
                N_("What do you find hard to say aloud in your own organisation?"),
                N_("Name no people. It is about what happens, not about who does it."),
            ),
            _question(8, N_("What did work, and why do you think so?"), N_("One thing at a time.")),
            _question(8, N_("What must a colleague absolutely not do?"), N_("One piece of advice at a time.")),
            _question(
                8,
                N_("What will you do differently tomorrow, and whom do you need for it?"),
                N_("This gives us the subjects for follow-up sessions."),
            ),
            _closing(3),
        ),
    ),
    Template(
        "check_in",
        N_("Check-in of 40 minutes"),
        N_("Four short questions for a group that meets more often."),
        (
            _lobby(10),
            _question(7.5, N_("How are you doing with your assignment, in one sentence?")),
            _question(
                7.5,
                N_("What happened since last time that the others may know?"),
                N_("Also what did not succeed."),
            ),
            _question(7.5, N_("What could you use a colleague for?"), N_("One request at a time.")),
            _question(7.5, N_("What shall we find out together?")),
            _closing(4),
        ),
    ),
    Template(
        "two_rounds",
        N_("Two rounds, open for days"),
        N_("Two questions of five days each. People take part when it suits them."),
        (
            _round(
                5,
                N_("What do you run into? Describe one case."),
                N_("Come back now and then: there is always something new to read."),
            ),
            _round(5, N_("What helps? Build on what you read in the first round."), N_("One thing at a time.")),
        ),
    ),
)


def template(template_id: str) -> Template:
    """Give one template."""
    for each in TEMPLATES:
        if each.id == template_id:
            return each
    raise NotFound("This template does not exist.")
