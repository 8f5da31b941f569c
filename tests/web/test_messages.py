"""No text without its Dutch."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[2] / "tools" / "messages.py"
SOURCE = 'from flask_babel import gettext as _, ngettext\n_("Hello %(name)s")\nngettext("One", "%(num)s more", 2)\n'
GOOD = """msgid "Hello %(name)s"
msgstr "Dag %(name)s"

msgid "One"
msgid_plural "%(num)s more"
msgstr[0] "Eén"
msgstr[1] "Nog %(num)s"
"""


def run(folder: Path, action: str, **parts: str) -> tuple[int, str]:
    translations = folder / "web" / "translations" / "nl"
    translations.mkdir(parents=True, exist_ok=True)
    (folder / "web" / "page.py").write_text(SOURCE)
    for name, text in parts.items():
        header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        (translations / f"{name}.po").write_text(header + text, encoding="utf-8")
    done = subprocess.run([sys.executable, TOOL, action, "--root", folder], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_complete_catalogue_passes(tmp_path: Path):
    assert run(tmp_path, "check", base=GOOD)[0] == 0


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (GOOD.partition("\n\n")[0], "no Dutch for 'One'"),
        (GOOD + '\nmsgid "Gone"\nmsgstr "Weg"\n', "nothing uses 'Gone'"),
        (GOOD.replace("Dag %(name)s", "Dag %(naam)s"), "other placeholders in 'Hello %(name)s'"),
        (GOOD.replace("Dag %(name)s", "Dag"), "other placeholders in 'Hello %(name)s'"),
        (GOOD.replace("Dag %(name)s", ""), "empty: 'Hello %(name)s'"),
        ("#, fuzzy\n" + GOOD, "fuzzy: 'Hello %(name)s'"),
    ],
)
def test_each_fault_is_named(tmp_path: Path, text: str, complaint: str):
    status, said = run(tmp_path, "check", base=text)
    assert status == 1
    assert complaint in said


def test_two_rooms_that_contradict_each_other_are_named(tmp_path: Path):
    status, said = run(tmp_path, "check", base=GOOD, other='msgid "Hello %(name)s"\nmsgstr "Hoi %(name)s"\n')
    assert status == 1
    assert "base.po, other.po: different translations" in said


def test_all_parts_end_up_in_what_the_program_reads(tmp_path: Path):
    hello, rest = GOOD.split("\n\n", 1)
    assert run(tmp_path, "compile", one=hello, two=rest)[0] == 0
    made = (tmp_path / "web" / "translations" / "nl" / "LC_MESSAGES" / "messages.mo").read_bytes()
    assert b"Dag %(name)s" in made
    assert "Eén".encode() in made


def test_the_pages_have_all_their_dutch():
    done = subprocess.run([sys.executable, TOOL, "check"], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if line.startswith("web:")] == []
