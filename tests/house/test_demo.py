"""The demo: a community that hangs together, one live dialogue, and a second start that destroys nothing."""

import json
import re
import shutil
import signal
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from api.clock import utcnow
from api.db import migrate
from api.settings import Settings
from koppen import texts
from koppen.client import ApiClient
from koppen.demo import PASSWORD
from koppen.rounds import Lengths
from koppen.seed import fill
from koppen.simulate import run
from koppen.stage import Stage
from tests.house import processes
from tests.house.processes import PROGRAM, SECRET, answers, wait_for
from tests.infra.servers import free_port

QUICK = Lengths(lobby=2, question=7, tail=2, closing=1)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A filled database and its accounts; made once, because it plays months."""
    folder = tmp_path_factory.mktemp("community")
    settings = Settings(
        secret_key=SECRET, database_url=f"sqlite:///{folder / 'db.sqlite3'}", mail_url=f"file:{folder / 'mail'}"
    )
    migrate(settings.database_url)
    return folder, fill(settings, PASSWORD, utcnow())


def rows(filled: tuple[Path, dict[str, Any]], query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(filled[0] / "db.sqlite3")) as connection:
        return connection.execute(query).fetchall()


def test_nothing_in_the_invented_past_went_wrong(filled):
    assert rows(filled, "SELECT kind, last_error FROM job WHERE last_error IS NOT NULL OR parked_at IS NOT NULL") == []
    assert rows(filled, "SELECT count(*) FROM job WHERE done_at IS NULL AND run_at < datetime('now')") == [(0,)]


def test_the_community_has_a_past_a_present_and_a_future(filled):
    past = rows(filled, "SELECT kind FROM event WHERE ends_at < datetime('now') ORDER BY starts_at")
    coming = rows(filled, "SELECT kind FROM event WHERE starts_at > datetime('now') ORDER BY starts_at")
    assert past == [("lecture",), ("dialogue",)]
    assert coming == [("dialogue",), ("topic_session",), ("meetup",)]
    assert rows(filled, "SELECT length(results) > 100 FROM event WHERE kind = 'lecture'") == [(1,)]
    assert rows(filled, "SELECT count(DISTINCT organisation_id) > 20, count(*) FROM member") == [(1, 52)]
    assert rows(filled, "SELECT count(*) FROM organisation WHERE kind = 'partnership'") == [(1,)]
    full = "SELECT r.status, count(*) FROM registration r JOIN event e ON e.id = r.event_id WHERE e.capacity = 22 GROUP BY 1"
    assert dict(rows(filled, full)) == {"cancelled": 1, "confirmed": 22, "waiting": 4}


def test_the_report_of_the_past_dialogue_says_something_about_every_statement(filled):
    [(content,)] = rows(filled, "SELECT content FROM report")
    statements = [each for question in json.loads(content)["questions"] for each in question["statements"]]
    assert len(statements) == 30
    assert all(each["raters"] >= 20 and 0 <= each["rate"] <= 1 for each in statements)
    assert all(0 <= each["low"] <= each["high"] <= 1 for each in statements)  # the rate itself can lie just beside it
    assert max(each["rate"] for each in statements) - min(each["rate"] for each in statements) > 0.3
    assert rows(filled, "SELECT count(*) FROM dialogue_key") == [(0,)]


def test_a_newcomer_sees_groups_that_differ_what_people_offered_and_questions_in_between(filled):
    [(text,)] = rows(filled, "SELECT content FROM report")
    content = json.loads(text)
    assert {each["dimension"] for each in content["differences"]["found"]} == {"sizeClass"}
    assert [each["people"] >= 5 for each in content["offers"]["statements"]] == [True, True]
    assert [len(each["options"]) for each in content["polls"]["items"]] == [4, 5]
    assert all(each["answers"] >= 20 and each["options"][0]["count"] for each in content["polls"]["items"])


def test_what_people_thought_of_the_lecture_and_the_dialogue_is_shown(filled):
    query = """SELECT e.kind, count(*), sum(v.shown) FROM evaluation v JOIN event e ON e.id = v.event_id
        GROUP BY 1 ORDER BY 1"""
    assert rows(filled, query) == [("dialogue", 25, 25), ("lecture", 17, 15)]


def test_a_statement_of_the_report_leads_to_a_session_that_has_a_date_and_lessons_grew_from_the_event(filled):
    query = """SELECT count(*) FROM topic_session s JOIN event e ON e.id = s.event_id JOIN dialogue d ON d.event_id = e.id
        WHERE s.source_dialogue_id IN (SELECT dialogue_id FROM report) AND e.programme_id IS NOT NULL"""
    assert rows(filled, query) == [(1,)]
    assert rows(filled, "SELECT count(*) > 0 FROM lesson_event") == [(1,)]


@pytest.mark.parametrize("weekday", range(7))
def test_on_every_day_of_the_week_a_session_is_proposed_after_what_it_grew_from(weekday: int):
    stage = Stage.__new__(Stage)
    stage.today = datetime(2026, 11, 23 + weekday, 8, tzinfo=UTC)
    said = {each["title"]: (each, "16:10") for each in texts.written("lessons")}
    said |= {each["title"]: (each, "09:20") for each in texts.written("threads")}
    for proposal in texts.written("follow_ups"):
        if proposal["of"] in said:
            source, time = said[proposal["of"]]
            assert stage.day(-source["days"], time) < stage.day(-proposal["days"], "15:30")


def test_the_visitor_may_read_the_report_and_comes_to_the_next_dialogue(filled):
    query = """SELECT e.kind, r.status FROM registration r JOIN event e ON e.id = r.event_id
        JOIN member m ON m.id = r.member_id WHERE m.email = 'noor@demo.example' ORDER BY e.starts_at"""
    assert rows(filled, query) == [(kind, "confirmed") for kind in ("lecture", "dialogue", "dialogue", "topic_session")]


@pytest.mark.parametrize("name", sorted(path.stem for path in texts.FOLDER.glob("*.yaml")))
def test_every_text_would_pass_the_form_it_could_have_been_typed_in(name: str):
    limits = {"title": 160, "summary": 400, "tip": 400, "text": 20_000, "prompt": 280, "explanation": 600}

    def check(value: Any, key: str, place: str) -> None:
        if isinstance(value, dict):
            for inner, content in value.items():
                check(content, str(inner), place + str(inner) + ".")
        elif isinstance(value, list):
            for content in value:
                check(content, key, place)
        elif isinstance(value, str):
            said = "dialogue" in name and (key in ("text", "reactions", "generic_reactions"))
            assert 0 <= len(value) <= (280 if said else limits.get(key, 20_000)), place
            assert not re.search(r"[\u200b-\u200f\u202a-\u202e]", value), place

    check(yaml.safe_load((texts.FOLDER / f"{name}.yaml").read_text(encoding="utf-8")), "", f"{name}: ")


@pytest.fixture
def community(filled, tmp_path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """A server with the filled community; gives its address and the accounts."""
    shutil.copy(filled[0] / "db.sqlite3", tmp_path / "db.sqlite3")
    settings = processes.environment(f"sqlite:///{tmp_path / 'db.sqlite3'}", tmp_path)
    with processes.served(settings, tmp_path / "log") as (address, _process):
        yield address, filled[1]


@pytest.fixture
def visitor(community) -> Iterator[ApiClient]:
    """The visitor of the demo, logged in as the advisor."""
    address, accounts = community
    with logged_in(address, accounts["accounts"]["advisor"]) as client:
        yield client


@contextmanager
def logged_in(address: str, email: str) -> Iterator[ApiClient]:
    with httpx.Client(timeout=30) as http:
        client = ApiClient(address, http)
        client.log_in(email, PASSWORD)
        yield client


@contextmanager
def simulated(address: str, accounts: dict[str, Any], **options: Any) -> Iterator[None]:
    """Let the crowd play while the block lasts."""
    stop = threading.Event()
    crowd = threading.Thread(target=run, args=(address, accounts, stop), kwargs=options)
    crowd.start()
    try:
        yield
    finally:
        stop.set()
        crowd.join(30)
        assert not crowd.is_alive()


def live(client: ApiClient) -> dict[str, Any]:
    """Give the live dialogue; a stage of "none" when there is none, or not yet a seat in it."""
    events = client.call("GET", "/events?period=upcoming")["items"]
    watching = client.call("GET", "/me")["role"] != "member"
    open_to_me = [event for event in events if watching or event["registration"]]
    ids = [event["dialogueId"] for event in open_to_me if event["dialogueState"] == "live"]
    found: dict[str, Any] = (
        client.call("GET", f"/dialogues/{ids[0]}") if ids else {"stage": "none", "participantCount": 0}
    )
    return found


def test_simulated_participants_rate_what_a_visitor_writes(community, visitor: ApiClient):
    with simulated(*community, people=8, lengths=Lengths(lobby=2), think=0.1):
        wait_for(lambda: live(visitor)["stage"] == "question")
        path = f"/dialogues/{live(visitor)['id']}"
        visitor.call("POST", f"{path}/participants")
        visitor.call("POST", f"{path}/statements", {"text": "Ik ben hier nieuw. Hoe doen jullie dit?"})

        def raters() -> int:
            return int(visitor.call("GET", f"{path}/statements/mine")["items"][0]["recognition"]["raters"])

        wait_for(lambda: raters() >= 5, 90)
        wait_for(lambda: visitor.call("POST", f"{path}/turns")["statement"] is not None)


def test_simulated_participants_play_a_dialogue_to_its_report(community, visitor: ApiClient):
    with simulated(*community, people=6, lengths=QUICK, think=0.1, rest=3600.0):
        wait_for(lambda: live(visitor)["stage"] == "question")
        path = f"/dialogues/{live(visitor)['id']}"
        wait_for(lambda: visitor.call("GET", path)["reportNumber"] == 1, 90)
    content = visitor.call("GET", f"{path}/reports/1")["content"]
    assert [bool(question["statements"]) for question in content["questions"]] == [True, True, True]
    assert any(each["raters"] for question in content["questions"] for each in question["statements"])


def test_after_a_restart_the_same_dialogue_goes_on(community, visitor: ApiClient):
    ids = set()
    for _start in range(2):
        with simulated(*community, people=3):
            wait_for(lambda: live(visitor)["participantCount"] == 3)
            ids.add(live(visitor)["id"])
    assert len(ids) == 1


@contextmanager
def started(data: Path, port: int, end: signal.Signals) -> Iterator["subprocess.Popen[str]"]:
    """Run the demo, and end it in an orderly way."""
    command = [PROGRAM, "demo", "--port", str(port), "--data", str(data)]
    with subprocess.Popen(command, text=True, stdout=subprocess.PIPE) as demo:
        try:
            yield demo
        finally:
            demo.send_signal(end)
            assert demo.wait(30) == 0


def said_until_ready(demo: "subprocess.Popen[str]") -> str:
    said = ""
    assert demo.stdout is not None
    for line in demo.stdout:
        said += line
        if "Stop with Ctrl-C" in line:
            return said
    raise AssertionError(f"the demo ended: {said}")


@pytest.mark.slow
def test_one_command_shows_everything_and_a_second_start_destroys_nothing(tmp_path: Path):
    port, data = free_port(), tmp_path / "var"
    address = f"http://127.0.0.1:{port}"
    with started(data, port, signal.SIGINT) as demo:
        said = said_until_ready(demo)
        emails = re.findall(r"(?:advisor|organiser|administrator) +(\S+@\S+)", said)
        assert (len(emails), PASSWORD in said, str(data / "mail") in said) == (3, True, True)
        for email in emails:
            with logged_in(address, email) as client:
                wait_for(lambda client=client: live(client)["participantCount"] >= 5)
        assert httpx.get(address).status_code == 200
        wait_for(lambda: any((data / "mail").glob("*registration_confirmed*")))
        second = subprocess.run(
            [PROGRAM, "demo", "--port", str(port), "--data", str(data)], capture_output=True, text=True, check=False
        )
        assert (second.returncode, "in use" in second.stderr) == (1, True)
        with logged_in(address, emails[2]) as administrator:
            administrator.call("POST", "/topics", {"nameNl": "Blijft bewaard", "nameEn": "Is kept"})
    assert not answers(address)
    with started(data, port, signal.SIGTERM) as again:
        assert "Filling" not in said_until_ready(again)
        topics = httpx.get(f"{address}/api/v1/topics?limit=100").text
        assert "Blijft bewaard" in topics
    assert not answers(address)
