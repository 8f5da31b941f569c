"""What anybody may expect of the repository itself."""

import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import yaml

from tools import forbidden

ROOT = Path(__file__).resolve().parent.parent.parent


def test_no_file_holds_what_has_no_place_in_it():
    assert [line for path in forbidden.files() for line in forbidden.broken(path)] == []


@pytest.mark.parametrize(
    "line",
    [
        "see /ho" + "me/ann/notes",
        "https://registry.npm" + "js.org/x",
        "--index" + "-url https://mirror.example",
        "# TO" + "DO later",
    ],
)
def test_a_file_that_does_is_named_with_its_line(tmp_path, monkeypatch, line):
    monkeypatch.setattr(forbidden, "ROOT", tmp_path)
    (tmp_path / "notes.md").write_text(f"first\n{line}\n")
    assert forbidden.broken(tmp_path / "notes.md")[0].startswith("notes.md:2: ")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "tools/node.txt"])
def test_every_locked_package_is_pinned_by_version_and_hash(name):
    packages = re.split(r"\n(?=[a-z])", (ROOT / name).read_text().replace("\\\n", " "))[1:]
    assert packages
    for package in packages:
        assert re.match(r"[a-z0-9.-]+==\S+ +--hash=sha256:[0-9a-f]{64}", package), package


def test_every_dependency_that_is_declared_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    runtime, extras = project["dependencies"], project["optional-dependencies"].values()
    locked = {name: (ROOT / name).read_text() for name in ("requirements.txt", "requirements-dev.txt")}
    for name, wanted in [("requirements.txt", runtime), ("requirements-dev.txt", [*runtime, *chain(*extras)])]:
        for requirement in wanted:
            package = re.match(r"[a-z0-9-]+", requirement)[0]
            assert f"\n{package}==" in locked[name], f"{package} is not in {name}: make lock"


def test_the_catalogue_entry_keeps_to_the_standard():
    entry = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    assert {"publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus"} <= set(entry)
    assert entry["softwareType"] == "standalone/web"
    assert entry["legal"]["license"] == "EUPL-1.2"
    assert entry["maintenance"]["type"] == "community"
    assert entry["maintenance"]["contacts"][0]["name"]
    assert entry["localisation"] == {"localisationReady": True, "availableLanguages": ["nl", "en"]}
    for words in entry["description"].values():
        assert len(words["shortDescription"]) <= 150
        assert 500 <= len(words["longDescription"]) <= 10_000
        assert all(len(feature) <= 100 for feature in words["features"])


def test_the_make_targets_of_the_readme_exist():
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in set(re.findall(r"make ([a-z][a-z-]+)", (ROOT / "README.md").read_text())):
        assert f"make {target} " in listed, target


def test_an_old_python_is_told_in_one_sentence(tmp_path):
    old = tmp_path / "python3"
    old.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit\n[ -n "$2" ] && exec {sys.executable} -c "1/0"\n'
    )
    old.chmod(0o755)
    done = subprocess.run(["sh", "tools/need-python", old], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed" in done.stderr
