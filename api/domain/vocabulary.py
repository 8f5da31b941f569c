"""The closed lists of words that tables, rules and wire share."""

from enum import StrEnum


class OrganisationKind(StrEnum):
    MUNICIPALITY = "municipality"
    PARTNERSHIP = "partnership"


class SizeClass(StrEnum):
    """Inhabitants of a municipality, in three groups: under 50,000, under 100,000, and larger."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Province(StrEnum):
    """The twelve provinces, under the names that the organisations carry."""

    GRONINGEN = "Groningen"
    FRYSLAN = "Fryslân"
    DRENTHE = "Drenthe"
    OVERIJSSEL = "Overijssel"
    FLEVOLAND = "Flevoland"
    GELDERLAND = "Gelderland"
    UTRECHT = "Utrecht"
    NOORD_HOLLAND = "Noord-Holland"
    ZUID_HOLLAND = "Zuid-Holland"
    ZEELAND = "Zeeland"
    NOORD_BRABANT = "Noord-Brabant"
    LIMBURG = "Limburg"


class JobFunction(StrEnum):
    INNOVATION_ADVISOR = "innovation_advisor"
    PROJECT_LEADER = "project_leader"
    INFORMATION_SPECIALIST = "information_specialist"
    POLICY_OFFICER = "policy_officer"
    MANAGER = "manager"
    OTHER = "other"


class Role(StrEnum):
    MEMBER = "member"
    MODERATOR = "moderator"
    ORGANISER = "organiser"
    ADMINISTRATOR = "administrator"


class Locale(StrEnum):
    DUTCH = "nl"
    ENGLISH = "en"


class MailTokenPurpose(StrEnum):
    CONFIRM = "confirm"
    LOGIN = "login"
    RESET = "reset"


class EventKind(StrEnum):
    LECTURE = "lecture"
    DIALOGUE = "dialogue"
    TOPIC_SESSION = "topic_session"
    MEETUP = "meetup"


class EventStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class QuestionKind(StrEnum):
    """How an organiser's own registration question is answered."""

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"


class RegistrationStatus(StrEnum):
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class EvaluationState(StrEnum):
    """Whether somebody is asked to look back at an event, or did."""

    OPEN = "open"
    ANSWERED = "answered"


class Advance(StrEnum):
    """What moves a dialogue to its next phase."""

    CLOCK = "clock"
    HAND = "hand"


class DialogueState(StrEnum):
    PLANNED = "planned"
    LIVE = "live"
    CLOSED = "closed"


class PhaseKind(StrEnum):
    LOBBY = "lobby"
    QUESTION = "question"
    CLOSING = "closing"


class Stage(StrEnum):
    """Where a dialogue stands now: a question is first written and rated in, then only rated in (its tail)."""

    PLANNED = "planned"
    LOBBY = "lobby"
    QUESTION = "question"
    TAIL = "tail"
    CLOSING = "closing"
    CLOSED = "closed"


class StatementKind(StrEnum):
    ANSWER = "answer"
    REACTION = "reaction"
    THEME = "theme"


class Recognition(StrEnum):
    """How far a participant recognises a statement in their own practice."""

    NOT_AT_ALL = "not_at_all"
    A_LITTLE = "a_little"
    LARGELY = "largely"
    FULLY = "fully"
    DOES_NOT_OCCUR = "does_not_occur"


class TopicSessionStatus(StrEnum):
    PROPOSED = "proposed"
    SCHEDULED = "scheduled"
    DECLINED = "declined"


class TopicSessionStage(StrEnum):
    """How far a topic session is: a draft is seen by who drafted it and by organisers only."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    SCHEDULED = "scheduled"
    DECLINED = "declined"


class Availability(StrEnum):
    """What somebody who is interested says of a candidate moment."""

    YES = "yes"
    IF_NEED_BE = "if_need_be"
    NO = "no"


class SourceKind(StrEnum):
    """What a proposed topic session grew from."""

    STATEMENT = "statement"
    THREAD = "thread"
    LESSON = "lesson"


class RehearsalState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class JobState(StrEnum):
    """How far a job of the outbox is; parked work waits for a person to look at it."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    PARKED = "parked"


class PollKind(StrEnum):
    """How a poll is answered: one of some options, or a number on a scale."""

    SINGLE = "single"
    SCALE = "scale"


class PollState(StrEnum):
    """How far a poll is; once closed it stays closed."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"


class Scale(StrEnum):
    """The scales that a poll can have."""

    ONE_TO_FIVE = "1-5"
    ZERO_TO_TEN = "0-10"


class FlagReason(StrEnum):
    """Why a participant asks the moderator to look at a statement."""

    IDENTIFIES = "identifies"
    OFFENSIVE = "offensive"
    OFF_TOPIC = "off_topic"
    DUPLICATE = "duplicate"


class HideReason(StrEnum):
    """Why a moderator hides a statement; its writer sees this."""

    IDENTIFIES = "identifies"
    OFFENSIVE = "offensive"
    OFF_TOPIC = "off_topic"
    OTHER = "other"


class ModeratorAction(StrEnum):
    """What a moderator did: it stands in the log."""

    HIDE = "hide"
    RESTORE = "restore"
    LET_STAND = "let_stand"
    MERGE = "merge"
    UNMERGE = "unmerge"
    KEEP_APART = "keep_apart"


class FindingKind(StrEnum):
    """What a text seems to hold that its writer should look at before posting it."""

    EMAIL = "email"
    PHONE = "phone"
    LINK = "link"
    PERSON = "person"
    MUNICIPALITY = "municipality"
    DUPLICATE = "duplicate"
