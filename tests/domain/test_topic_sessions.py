"""Follow-up sessions: when they can be counted in on, changed and planned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.errors import Conflict, DomainError, Invalid
from api.domain.topic_sessions import lengths, require_counting, require_proposed, require_verdict
from api.domain.vocabulary import TopicSessionStatus

PROPOSED, SCHEDULED, DECLINED = TopicSessionStatus.PROPOSED, TopicSessionStatus.SCHEDULED, TopicSessionStatus.DECLINED


@given(st.integers(6, 30 * 24 * 3600))
def test_the_question_its_tail_and_the_closing_fill_the_announced_time(duration):
    hour = lengths(duration)
    assert hour.question + hour.tail + hour.closing == duration
    assert hour.question >= hour.tail + hour.closing
    assert min(hour.lobby, hour.question, hour.closing) >= 1


def test_an_hour_keeps_most_of_its_time_for_the_question():
    assert lengths(3600).question == 52 * 60


def test_a_second_is_too_short_for_a_dialogue():
    with pytest.raises(Invalid, match="too short"):
        lengths(1)


@pytest.mark.parametrize("status", [SCHEDULED, DECLINED])
def test_only_a_proposal_can_be_counted_in_on_and_changed(status):
    require_counting(PROPOSED)
    require_proposed(PROPOSED)
    with pytest.raises(Conflict):
        require_counting(status)
    with pytest.raises(Conflict):
        require_proposed(status)


@pytest.mark.parametrize(
    ("status", "verdict", "allowed"),
    [
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
