"""Make sure that there is a Chromium to test with: find it, install it where we may, else ask for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tests.infra import chromium

ASK = "The browser tests need Chromium. On Debian: sudo apt-get install chromium; elsewhere set CHROMIUM to its path."


def main() -> int:
    """Leave with 0 when there is a browser in the end."""
    if chromium.find():
        return 0
    rights = may_install()
    if rights is None or not install(rights):
        print(ASK, file=sys.stderr)
        return 1
    return 0


def may_install() -> list[str] | None:
    """Give what has to stand before apt-get; None when we may not install."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    allowed = sudo and subprocess.run([sudo, "--non-interactive", "true"], capture_output=True, check=False)
    return [sudo, "--non-interactive"] if sudo and allowed and allowed.returncode == 0 else None


def install(rights: list[str]) -> bool:
    """Install the system's Chromium and say whether it is there."""
    print("Installing Chromium from the system's packages")
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    for action in (["update", "-qq"], ["install", "-qq", "--no-install-recommends", "chromium"]):
        command = [*rights, *environment, "apt-get", *action]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if done.returncode:
            print(done.stdout, file=sys.stderr)
            return False
    return chromium.find() is not None


if __name__ == "__main__":
    sys.exit(main())
