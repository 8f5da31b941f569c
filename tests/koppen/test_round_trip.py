"""The single ratings of a dialogue, taken along by its organiser, are a conversation that can be replayed."""

import io
import random
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from api.domain.anonymity import SMALLEST_GROUP
from koppen import replaying
from koppen.client import ApiClient
from koppen.mailbox import Mailbox
from koppen.polis import Conversation, read
from koppen.replay import replay
from koppen.timeline import speakers
from tests.koppen.conftest import House
from tests.koppen.exports import write

TEXTS = [
    "Nobody owned it after the pilot",
    "=SUM(1) is no formula here",
    "- with a dash, and “quotes”, \"both\", 'kinds'",
    "The same",
    "The same",
    "Ünïcode € and a comma, and more",
    *(f"Statement {number}" for number in range(6)),
]
PEOPLE, EACH = 14, 7  # ratings of each: a statement is read by eight people on average, some by four, some by twelve
WHOLE = PEOPLE - SMALLEST_GROUP  # raters of whom all ratings can be given away: five others did not rate


@pytest.fixture
def conversation(tmp_path: Path) -> Conversation:
    rng = random.Random(3)
    comments = [(number, number, number % PEOPLE, 1, text) for number, text in enumerate(TEXTS)]
    votes = {person: {number: rng.choice((-1, 0, 1, 1)) for number in range(len(TEXTS))} for person in range(PEOPLE)}
    return read(write(tmp_path / "first", comments, votes))


def played(house: House, conversation: Conversation, silent: Any) -> str:
    """Play an hour and close it; give the path of its report."""
    rng = random.Random(0)
    says = speakers(conversation, rng)
    plan = replace(house.plan, ratings_per_person=EACH)
    with httpx.Client(timeout=60) as http:
        hour = replaying.prepare(conversation, plan, Mailbox(house.mail), silent, http, rng)
        replaying.play(hour, says, plan, silent, rng)
        assert replaying.finish(hour, says).differences == []
    return f"{hour.path}/reports/1"


def taken_along(house: House, report: str, folder: Path) -> tuple[Conversation, list[tuple[str, int]]]:
    """Download the files of Polis as the organiser does and unpack them; give what they hold, and the report's raters."""
    organiser = ApiClient(house.url)
    organiser.log_in(house.plan.organiser, house.plan.password)
    token = {"Authorization": f"Bearer {organiser.tokens['accessToken']}"}
    answer = organiser.http.get(f"{organiser.base}{report}/files/polis", headers=token)
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as files:
        files.extractall(folder)
    statements = organiser.call("GET", report)["content"]["questions"][0]["statements"]
    organiser.http.close()
    return read(folder), [(each["text"], each["raters"]) for each in statements]


def require_whole_replay(house: House, folder: Path, taken: Conversation) -> None:
    """Play a folder on the server with the command: no difference, and everything that is in the files was played."""
    arguments = [
        *(str(folder), "--url", house.url, "--mailbox", str(house.mail), "--workers", "4"),
        *("--organiser", house.plan.organiser, "--password", house.plan.password),
    ]
    done = CliRunner().invoke(replay, arguments)
    assert done.exit_code == 0, done.output
    told = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()}
    assert told["differences"][0] == "0"
    assert told["people"] == [str(len(taken.votes))]
    assert told["statements"] == [str(len(taken.statements))]
    assert told["ratings"] == [str(sum(map(len, taken.votes.values())))]  # and no word on ratings that were not given


def test_a_dialogue_that_was_taken_along_is_replayed_with_every_rating_in_its_files(
    house: House, conversation: Conversation, tmp_path: Path, silent
):
    folder = tmp_path / "taken along"
    taken, raters = taken_along(house, played(house, conversation, silent), folder)
    given = sorted((said.text, sum(said.id in votes for votes in taken.votes.values())) for said in taken.statements)
    kept = [(text, whole if whole <= WHOLE else whole - SMALLEST_GROUP) for text, whole in raters]
    assert given == sorted(row for row in kept if row[1] >= SMALLEST_GROUP)  # the rest is left out on purpose
    require_whole_replay(house, folder, taken)
