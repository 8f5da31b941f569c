"""The tables. Import a model from here."""

from api.models.base import Base
from api.models.date_polls import MomentAnswer, SessionMoment
from api.models.dialogues import (
    MERGER,
    STANDS,
    Dialogue,
    DialogueKey,
    Merger,
    Participant,
    Phase,
    Rating,
    Report,
    Statement,
    Turn,
)
from api.models.evaluations import Evaluation, EvaluationMark
from api.models.events import (
    Event,
    EventTopic,
    Facilitator,
    Invitation,
    Programme,
    Registration,
    RegistrationAnswer,
    RegistrationQuestion,
)
from api.models.exchange import Lesson, LessonRecognition, LessonTopic, Post, PostRecognition, Thread
from api.models.hand_raises import Claim, HandRaise, Introduction, OffersTold
from api.models.lesson_events import LessonEvent
from api.models.members import MailToken, Member, MemberTopic, RefreshToken
from api.models.moderation import Flag, FlagCount, ModerationEntry, Review
from api.models.organisations import Organisation
from api.models.outbox import IdempotencyKey, Job
from api.models.polls import Poll, PollAnswer, PollOption
from api.models.probes import Probe
from api.models.rehearsals import Rehearsal
from api.models.session_scripts import SessionQuestion, SessionStatement
from api.models.topic_sessions import Interest, TopicSession
from api.models.topics import Topic

__all__ = [
    "MERGER",
    "STANDS",
    "Base",
    "Claim",
    "Dialogue",
    "DialogueKey",
    "Evaluation",
    "EvaluationMark",
    "Event",
    "EventTopic",
    "Facilitator",
    "Flag",
    "FlagCount",
    "HandRaise",
    "IdempotencyKey",
    "Interest",
    "Introduction",
    "Invitation",
    "Job",
    "Lesson",
    "LessonEvent",
    "LessonRecognition",
    "LessonTopic",
    "MailToken",
    "Member",
    "MemberTopic",
    "Merger",
    "ModerationEntry",
    "MomentAnswer",
    "OffersTold",
    "Organisation",
    "Participant",
    "Phase",
    "Poll",
    "PollAnswer",
    "PollOption",
    "Post",
    "PostRecognition",
    "Probe",
    "Programme",
    "Rating",
    "RefreshToken",
    "Registration",
    "RegistrationAnswer",
    "RegistrationQuestion",
    "Rehearsal",
    "Report",
    "Review",
    "SessionMoment",
    "SessionQuestion",
    "SessionStatement",
    "Statement",
    "Thread",
    "Topic",
    "TopicSession",
    "Turn",
]
