"""The specification, judged by the Dutch government's API Design Rules."""

import subprocess
import sys
from pathlib import Path

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


def test_the_linter_has_nothing_to_say_about_the_specification(shared_data):
    done = run.lint(ROOT / "openapi.yaml", shared_data / run.RULESET)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_linter_speaks_up_about_a_wrong_one(shared_data, tmp_path):
    (tmp_path / "wrong.yaml").write_text(WRONG)
    done = run.lint(tmp_path / "wrong.yaml", shared_data / run.RULESET)
    assert done.returncode == 1
    assert "path-keys-no-trailing-slash" in done.stdout
