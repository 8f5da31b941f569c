"""What an event lacks, what of that blocks, and whether a script fits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.dialogues import Step, opens_early, require_time_to_open
from api.domain.errors import Conflict, Invalid
from api.domain.readiness import Plan, lacks, require_ready
from api.domain.scripts import DAY, Verdict, fit, lasting, lasts_days
from api.domain.templates import TEMPLATES, template
from api.domain.vocabulary import Advance, DialogueState, EventKind, EventStatus, PhaseKind

NOW = datetime(2026, 9, 9, 12, 0, tzinfo=UTC)
STEPS = [
    Step(PhaseKind.LOBBY, 0, 900),
    Step(PhaseKind.QUESTION, 0, 3000, 300, "What?"),
    Step(PhaseKind.CLOSING, 0, 300),
]
WHOLE = Plan(
    kind=EventKind.DIALOGUE,
    status=EventStatus.DRAFT,
    starts_at=NOW + timedelta(days=14),
    ends_at=NOW + timedelta(days=14, hours=1),
    link_days_before=3,
    has_summary=True,
    has_description=True,
    has_contact=True,
    has_place=False,
    steps=STEPS,
    advance=Advance.CLOCK,
    state=DialogueState.PLANNED,
    rehearsed=True,
)


def codes(**changes: object) -> list[str]:
    return [lack.code for lack in lacks(replace(WHOLE, **changes), NOW)]  # type: ignore[arg-type]


def test_an_event_that_has_everything_lacks_nothing():
    assert codes() == []
    require_ready(WHOLE, NOW)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"has_summary": False}, "no_summary"),
        ({"has_description": False}, "no_description"),
        ({"has_contact": False}, "no_contact"),
        ({"rehearsed": False}, "not_rehearsed"),
        ({"steps": None, "advance": None, "state": None}, "no_script"),
        ({"kind": EventKind.LECTURE, "steps": None, "advance": None, "state": None}, "nowhere"),
        ({"ends_at": WHOLE.starts_at + timedelta(minutes=59)}, "script_too_long"),
    ],
)
def test_each_thing_that_is_missing_is_named_and_does_not_keep_the_event_back(changes, code):
    assert codes(**changes) == [code]
    require_ready(replace(WHOLE, **changes), NOW)


def test_an_event_that_is_over_cannot_be_announced():
    past = replace(WHOLE, starts_at=NOW - timedelta(hours=2), ends_at=NOW - timedelta(hours=1))
    assert [lack.code for lack in lacks(past, NOW)] == ["over"]
    with pytest.raises(Invalid):
        require_ready(past, NOW)


def test_nothing_is_announced_whose_link_would_be_mailed_now_and_lead_nowhere():
    soon = {"steps": None, "advance": None, "state": None, "starts_at": NOW + timedelta(days=1)}
    for kind in (EventKind.DIALOGUE, EventKind.LECTURE):
        bare = replace(WHOLE, kind=kind, ends_at=NOW + timedelta(days=1, hours=1), **soon)
        with pytest.raises(Invalid):
            require_ready(bare, NOW)
        require_ready(replace(bare, has_place=True), NOW)
        require_ready(replace(bare, steps=STEPS, advance=Advance.CLOCK), NOW)


def test_doors_that_would_open_at_the_announcement_are_told():
    assert codes(starts_at=NOW + timedelta(minutes=10), ends_at=NOW + timedelta(minutes=70)) == ["opens_at_once"]
    assert codes(starts_at=NOW + timedelta(minutes=10), ends_at=NOW + timedelta(minutes=70), advance=Advance.HAND) == []


@pytest.mark.parametrize("state", [DialogueState.LIVE, DialogueState.CLOSED])
def test_what_has_begun_lacks_nothing_any_more(state):
    assert codes(state=state, has_summary=False, has_contact=False) == []
    assert codes(status=EventStatus.CANCELLED, has_summary=False) == []


def test_every_template_can_be_played_and_the_hour_is_an_hour():
    assert {each.id: lasting(each.phases) for each in TEMPLATES} == {
        "hour": 3600,
        "check_in": 2400,
        "two_rounds": 10 * DAY,
    }
    assert sum(part.kind is PhaseKind.QUESTION for part in template("hour").phases) == 6
    assert all(lasts_days(part) for part in template("two_rounds").phases)


@given(st.lists(st.tuples(st.integers(1, 10_000), st.integers(0, 1000)), min_size=1, max_size=20), st.integers(1, 900))
def test_a_script_fits_exactly_when_what_it_lasts_is_no_longer_than_the_event(questions, lobby):
    steps = [Step(PhaseKind.LOBBY, 0, lobby)] + [Step(PhaseKind.QUESTION, 0, a, b, "?") for a, b in questions]
    seconds = sum(a + b for a, b in questions)
    for event in (seconds - 1, seconds, seconds + 1):
        found = fit(steps, timedelta(seconds=event))
        assert (found.verdict is Verdict.FITS) == (event >= seconds)
        assert found.event - found.script == found.left - found.over
        assert min(found.left, found.over) == 0


def test_opening_the_doors_weeks_early_takes_saying_so():
    opens = NOW + timedelta(days=14)
    with pytest.raises(Conflict):
        require_time_to_open(opens, NOW, early=False)
    require_time_to_open(opens, NOW, early=True)
    require_time_to_open(opens, opens - timedelta(minutes=59), early=False)
    assert not opens_early(opens, opens + timedelta(minutes=5))
