"""A machine that lacks something is told so: aloud, in one sentence, and never in silence."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NEEDS_REDIS = "tests/house/test_databases.py::test_redis_answers"


def on_a_bare_machine(folder, *command):
    """Run a Python module on a machine that has no other programs."""
    environment = {"PATH": str(folder), "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_without_chromium_and_the_right_to_install_it_one_sentence_asks_for_it(tmp_path):
    done = on_a_bare_machine(tmp_path, "tools.chromium")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "sudo apt-get install chromium" in done.stderr


def test_what_was_not_run_is_counted_with_its_reason(tmp_path):
    done = on_a_bare_machine(tmp_path, "pytest", "-p", "no:cacheprovider", NEEDS_REDIS)
    assert done.returncode == 0
    assert "not run: 1 test, because Redis: its server is not on this machine" in done.stdout


def test_where_everything_has_to_be_present_a_missing_server_fails(tmp_path):
    done = on_a_bare_machine(tmp_path, "pytest", "-p", "no:cacheprovider", "--all-present", NEEDS_REDIS)
    assert done.returncode == 1
    assert "Redis: its server is not on this machine" in done.stdout


def test_a_backend_that_was_left_out_is_named():
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--backend", "sqlite", "--collect-only"]
    done = subprocess.run(
        [*command, "tests/house/test_databases.py"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "postgresql]" not in done.stdout
    assert "not run: anything on postgresql, because of --backend sqlite" in done.stdout
