"""Third-party files: pinned, ours to serve, and built once."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "web" / "static" / "vendor"


def test_a_second_build_changes_nothing():
    times = []
    for _run in range(2):
        subprocess.run([sys.executable, ROOT / "tools" / "vendor.py"], check=True)
        times.append({path.name: path.stat().st_mtime_ns for path in VENDOR.iterdir()})
    assert times[0] == times[1]


def test_the_style_sheet_asks_nothing_of_another_host():
    sheet = (VENDOR / "koppen.css").read_text(encoding="utf-8")
    assert "@import" not in sheet
    assert {address.partition("?v=")[0] for address in re.findall(r'url\("?([^")]+)', sheet)} == {
        "atkinson-hyperlegible-next.woff2",
        "literata-500.woff2",
    }


def test_the_mockups_dressing_never_ships():
    assert ".mock-" not in (VENDOR / "koppen.css").read_text(encoding="utf-8")


def test_the_lock_file_pins_everything_and_names_no_host():
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert name == "" or package["integrity"].startswith("sha512-")
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    for version in [*wanted["dependencies"].values(), *wanted["devDependencies"].values()]:
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
