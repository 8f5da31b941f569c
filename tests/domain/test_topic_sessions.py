"""Follow-up sessions: when they can be counted in on, changed and planned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.errors import Conflict, DomainError, Invalid
from api.domain.topic_sessions import lengths, require_counting, require_draft, require_open, require_verdict, stage_of
from api.domain.vocabulary import TopicSessionStage, TopicSessionStatus

DRAFT, PROPOSED, SCHEDULED, DECLINED = TopicSessionStage


@given(st.integers(60, 30 * 24 * 3600), st.integers(1, 6))
def test_the_questions_their_tails_and_the_closing_fill_the_announced_time(duration, questions):
    hour = lengths(duration, questions)
    assert len(hour.questions) == questions
    assert sum(hour.questions) + questions * hour.tail + hour.closing == duration
    assert sum(hour.questions) >= questions * hour.tail + hour.closing
    assert max(hour.questions) - min(hour.questions) <= 1
    assert min(hour.lobby, *hour.questions, hour.closing) >= 1


def test_an_hour_keeps_most_of_its_time_for_the_question():
    assert lengths(3600).questions == (52 * 60,)


def test_a_second_is_too_short_for_a_dialogue():
    with pytest.raises(Invalid, match="too short"):
        lengths(1)


@pytest.mark.parametrize("stage", [DRAFT, SCHEDULED, DECLINED])
def test_only_a_proposal_can_be_counted_in_on(stage):
    require_counting(PROPOSED)
    with pytest.raises(Conflict):
        require_counting(stage)


@pytest.mark.parametrize("stage", [SCHEDULED, DECLINED])
def test_only_a_draft_and_a_proposal_can_be_changed(stage):
    require_open(DRAFT)
    require_open(PROPOSED)
    with pytest.raises(Conflict):
        require_open(stage)


@pytest.mark.parametrize("stage", [PROPOSED, SCHEDULED, DECLINED])
def test_only_a_draft_can_be_thrown_away(stage):
    require_draft(DRAFT)
    with pytest.raises(Conflict):
        require_draft(stage)


@pytest.mark.parametrize("status", TopicSessionStatus)
def test_a_draft_is_a_draft_whatever_will_become_of_it(status):
    assert stage_of(status, draft=True) is DRAFT
    assert stage_of(status, draft=False).value == status.value


@pytest.mark.parametrize(
    ("status", "verdict", "allowed"),
    [
        (DRAFT, PROPOSED, True),
        (DRAFT, DECLINED, False),
        (DRAFT, SCHEDULED, False),
        (PROPOSED, DRAFT, False),
        (PROPOSED, DECLINED, True),
        (DECLINED, PROPOSED, True),
        (PROPOSED, SCHEDULED, False),
        (SCHEDULED, DECLINED, False),
        (SCHEDULED, PROPOSED, False),
    ],
)
def test_a_verdict_declines_or_reopens_and_never_schedules(status, verdict, allowed):
    if allowed:
        require_verdict(status, verdict)
    else:
        with pytest.raises(DomainError):
            require_verdict(status, verdict)
