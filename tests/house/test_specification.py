"""The specification, judged by the Dutch government's API Design Rules."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

from tests.community import build
from tools.spectral import run

ROOT = Path(__file__).resolve().parent.parent.parent
WRONG = """\
openapi: 3.0.3
info: {title: Wrong, version: 1.0.0}
paths:
  /events/:
    get: {operationId: events, responses: {"200": {description: All events}}}
"""


def test_the_committed_specification_is_what_the_code_says():
    command = [Path(sys.executable).with_name("koppen"), "openapi", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_rooms_are_described_when_somebody_asks_and_once_for_all_who_ask_together():
    app = build("sqlite:///never-opened.db")
    [rooms] = [each["ext_obj"] for each in app.extensions["flask-smorest"]["apis"].values()]
    assert rooms.spec.to_dict()["paths"] == {}
    together = Barrier(4)

    def ask(_who: int) -> Any:
        client = app.test_client()
        together.wait()
        return client.get("/api/v1/openapi.json").json

    with ThreadPoolExecutor(4) as pool:
        first, *others = pool.map(ask, range(4))
    assert len(first["paths"]) > 50
    assert all(other == first for other in others)


def test_the_linter_has_nothing_to_say_about_the_specification(shared_data):
    done = run.lint(ROOT / "openapi.yaml", shared_data / run.RULESET)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_linter_speaks_up_about_a_wrong_one(shared_data, tmp_path):
    (tmp_path / "wrong.yaml").write_text(WRONG)
    done = run.lint(tmp_path / "wrong.yaml", shared_data / run.RULESET)
    assert done.returncode == 1
    assert "path-keys-no-trailing-slash" in done.stdout
