"""A rehearsal plays a script for real in a house that is thrown away, and says what to change."""

import json
import random
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.domain.vocabulary import EventStatus
from koppen.cli import main
from koppen.rehearsal.habits import Habits, UnknownHabit
from koppen.rehearsal.script import ending, windows
from koppen.rehearsal.trial import Copy, OutOfTime, rehearse
from tests import factories
from tests.koppen.conftest import PASSWORD, House
from tests.tables import every_row

DAY = 24 * 60 * 60
QUICK = Habits.of({"thinking": 20, "typing": 6, "late": 0})


def script(*questions: tuple[int, int], lobby: int = 120) -> list[dict]:
    """Write a script of questions that are open, and then rated in, for so many seconds."""
    asked = [
        {"kind": "question", "prompt": f"Question {number}?", "explanation": "", "minSeconds": 0}
        | {"maxSeconds": seconds, "tailSeconds": tail}
        for number, (seconds, tail) in enumerate(questions, start=1)
    ]
    doors = [{"kind": "lobby", "prompt": "", "explanation": "", "minSeconds": 0, "maxSeconds": lobby, "tailSeconds": 0}]
    return (doors if lobby else []) + asked


def played(*questions: tuple[int, int], people: int = 8, habits: Habits = QUICK, **more) -> dict:
    return rehearse(Copy(script(*questions), 3600), people=people, habits=habits, **more)


def codes(outcome: dict) -> list[str]:
    return [each["code"] for each in outcome["advice"]]


def test_a_script_is_played_to_its_report_faster_than_it_lasts_and_nothing_is_left(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    outcome = played((240, 60), (240, 60))
    assert [each["number"] for each in outcome["questions"]] == [1, 2]
    for each in outcome["questions"]:
        assert 0 < each["posted"] <= each["wanted"] <= 8
        assert each["statements"] >= each["posted"]
        assert each["ratings"] > 0
        assert each["lowest_raters"] <= each["mean_raters"] <= 7  # nobody rates what they wrote themselves
    assert outcome["moderator"]["statements"] == sum(each["statements"] for each in outcome["questions"])
    assert (outcome["script_seconds"], outcome["event_seconds"]) == (600, 3600)
    assert list(tmp_path.iterdir()) == []


def test_the_same_seed_gives_the_same_people():
    habits = [Habits().characters(random.Random(3)) for _again in range(2)]
    assert habits[0] == habits[1]
    first, second = (played((120, 30), people=5, seed=7) for _again in range(2))
    kept = ("wanted", "posted", "still_writing")
    assert [[each[name] for name in kept] for each in first["questions"]] == [
        [each[name] for name in kept] for each in second["questions"]
    ]


def test_a_window_that_is_too_short_is_advised_to_be_longer_and_the_advice_helps():
    slow = Habits.of({"thinking": 60, "typing": 2.5, "writers": 1, "late": 0, "reads_first": 0})
    tight = played((60, 30), people=12, habits=slow)
    [advice] = [each for each in tight["advice"] if each["code"] == "longer"]
    assert tight["questions"][0]["share_in_time"] < 0.5
    longer = 60 + 60 * advice["params"]["minutes"]
    eased = played((longer, 30), people=12, habits=slow)
    assert eased["questions"][0]["share_in_time"] > 0.75


def test_too_little_time_for_rating_is_seen_and_a_longer_tail_advised():
    outcome = played((90, 1), people=12, habits=Habits.of({"writers": 1, "thinking": 40, "late": 0, "reads_first": 0}))
    assert outcome["questions"][0]["too_few"] > 0
    assert "longer_tail" in codes(outcome)


def test_a_round_of_days_is_played_in_seconds_by_people_who_look_in_now_and_then():
    outcome = rehearse(Copy(script((3 * DAY, DAY), lobby=0), 4 * DAY), people=20)
    [question] = outcome["questions"]
    assert question["seconds"] == 3 * DAY
    assert question["statements"] > 0
    assert question["ratings"] > 0
    assert outcome["script_seconds"] == 4 * DAY
    assert outcome["took_seconds"] < 300


def test_a_script_that_is_longer_than_its_event_is_told():
    assert "too_long" in codes(rehearse(Copy(script((120, 30)), 60), people=5, habits=QUICK))


def test_a_rehearsal_that_takes_too_long_is_given_up_and_leaves_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(OutOfTime):
        played((600, 60), limit=0.01)
    assert list(tmp_path.iterdir()) == []


def test_a_speed_keeps_the_clock_from_running_faster():
    assert played((60, 20), people=3, speed=20)["took_seconds"] >= (60 + 20) / 20 * 0.9


def test_windows_follow_each_other_as_the_clock_of_a_dialogue_has_it():
    found = windows(script((100, 20), (50, 0), lobby=30))
    assert [(each.opens, each.closes, each.ends) for each in found] == [(0, 100, 120), (120, 170, 170)]
    assert ending(script((100, 20), (50, 0), lobby=30)) == 170


def test_a_habit_that_does_not_exist_is_named():
    with pytest.raises(UnknownHabit, match="whistling"):
        Habits.of({"whistling": 1.0})
    with pytest.raises(UnknownHabit, match="typing"):
        Habits.of({"typing": "fast"})
    assert Habits.of({"writers": 1}).wants(random.Random(1)) >= 1


@pytest.fixture
def announced(house: House) -> str:
    """Announce an event with a dialogue, and give its id."""
    from koppen.client import ApiClient

    with house.database.unit_of_work() as session:
        event = factories.event(session, status=EventStatus.DRAFT, starts_at=factories.START + timedelta(days=3650))
    client = ApiClient(house.url)
    client.log_in(house.plan.organiser, PASSWORD)
    client.call("POST", "/dialogues", {"eventId": str(event.id), "phases": script((120, 30))})
    return str(event.id)


def run(house: House, *arguments: str) -> str:
    account = ["--url", house.url, "--organiser", house.plan.organiser, "--password", PASSWORD]
    answer = CliRunner().invoke(main, ["rehearse", *arguments, *account], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_the_command_reads_the_script_over_the_api_and_changes_not_a_single_row(house: House, announced: str):
    before = every_row(house.database, but={"refresh_token"})
    told = run(house, announced, "--people", "6", "--assume", "thinking=20")
    assert "6 nagespeelde mensen" in told
    assert "Advies:" in told
    english = run(house, announced, "--people", "6", "--language", "en")
    assert "6 simulated people" in english
    figures = json.loads(run(house, announced, "--people", "6", "--json"))
    assert figures["people"] == 6
    assert figures["habits"]["typing"] == 2.5
    assert every_row(house.database, but={"refresh_token"}) == before


def test_the_command_says_what_is_wrong(house: House, announced: str, tmp_path: Path):
    account = ["--url", house.url, "--organiser", house.plan.organiser, "--password", PASSWORD]
    runner = CliRunner()
    assert "--organiser" in runner.invoke(main, ["rehearse", announced]).output
    refused = runner.invoke(main, ["rehearse", announced, *account, "--assume", "whistling=1"])
    assert (refused.exit_code, "whistling" in refused.output) == (1, True)
    unknown = runner.invoke(main, ["rehearse", "00000000-0000-4000-8000-000000000000", *account])
    assert unknown.exit_code == 1
    late = runner.invoke(main, ["rehearse", announced, *account, "--limit", "1", "--people", "200"])
    assert late.exit_code == 3
