"""Merge the translation parts into what the programs read, and check that no text lacks its Dutch.

Texts are English in code and templates. The Dutch is in <package>/translations/nl/<room>.po: one part per room, so
that several people can add texts at once. The order of the parts does not matter.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("web", "api")
LANGUAGE = "nl"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "lazy_gettext": None,
    "_n": (1, 2),
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
    # The refusals of api/domain/errors.py are translated at the edge: their sentence is a text too.
    **dict.fromkeys(
        (
            "Invalid",
            "Unauthenticated",
            "NotProven",
            "Forbidden",
            "NotFound",
            "Conflict",
            "Stale",
            "PreconditionNeeded",
            "TooMany",
        )
    ),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")
ALWAYS_GIVEN = {"num"}
"""Placeholders that a plural may leave out in one of its forms: "one thing"."""

Key = tuple[str | None, str]


def main() -> int:
    """Compile the catalogues, or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=("compile", "check"))
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    given = parser.parse_args()
    packages = [given.root / name for name in PACKAGES if (given.root / name).is_dir()]
    if given.action == "compile":
        for package in packages:
            compile_parts(package)
        return 0
    complaints = [f"{package.name}: {complaint}" for package in packages for complaint in check(package)]
    print(
        "\n".join(complaints) if complaints else "Every text has its Dutch.",
        file=sys.stderr if complaints else sys.stdout,
    )
    return 1 if complaints else 0


def compile_parts(package: Path) -> None:
    """Write messages.mo when one of the parts is newer."""
    sources = parts(package)
    target = package / "translations" / LANGUAGE / "LC_MESSAGES" / "messages.mo"
    if target.is_file() and all(
        part.stat().st_mtime <= target.stat().st_mtime for part in [*sources, sources_folder(package)]
    ):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    with fresh.open("wb") as out:
        write_mo(out, merged(sources))
    fresh.replace(target)


def sources_folder(package: Path) -> Path:
    """Give the folder with the parts; its time changes when a part comes or goes."""
    return package / "translations" / LANGUAGE


def parts(package: Path) -> list[Path]:
    """List the parts of one package."""
    return sorted(sources_folder(package).glob("*.po"))


def read_part(part: Path) -> Catalog:
    """Read one part, whatever its header lacks."""
    with part.open("rb") as source:
        return read_po(source, locale=LANGUAGE, abort_invalid=True)


def merged(sources: list[Path]) -> Catalog:
    """Join the parts; the check refuses two parts that contradict each other."""
    whole = Catalog(locale=LANGUAGE)
    for part in sources:
        for message in read_part(part):
            if message.id:
                whole.add(message.id, message.string, context=message.context, flags=message.flags)
    return whole


def check(package: Path) -> list[str]:
    """List everything that keeps a text from being shown in good Dutch."""
    used = extracted(package)
    known: dict[Key, list[tuple[str, Message]]] = defaultdict(list)
    for part in parts(package):
        for message in read_part(part):
            if message.id:
                known[key_of(message)].append((part.name, message))
    complaints = [f"{where}: no Dutch for {shown(key)}" for key, where in used.items() if key not in known]
    for key, found in known.items():
        complaints += complaints_about(key, found, key in used)
    return sorted(complaints)


def complaints_about(key: Key, found: list[tuple[str, Message]], is_used: bool) -> Iterator[str]:
    """Judge all translations of one text."""
    files = ", ".join(name for name, _message in found)
    if not is_used:
        yield f"{files}: nothing uses {shown(key)}"
    if len({texts(message) for _name, message in found}) > 1:
        yield f"{files}: different translations of {shown(key)}"
    for name, message in found:
        if message.fuzzy:
            yield f"{name}: fuzzy: {shown(key)}"
        if not all(texts(message)):
            yield f"{name}: empty: {shown(key)}"
        elif not same_placeholders(message):
            yield f"{name}: other placeholders in {shown(key)}"


def extracted(package: Path) -> dict[Key, str]:
    """Find every text of a package, with the place where it was found first."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as configuration:
        methods, settings = parse_mapping_cfg(configuration)
    keywords = {name: None if spec is None else spec for name, spec in KEYWORDS.items()}
    found: dict[Key, str] = {}
    rows = extract_from_dir(package, methods, settings, keywords=keywords, directory_filter=is_ours)
    for file, line, text, _comments, context in rows:
        identity = text[0] if isinstance(text, tuple) else text
        found.setdefault((context, identity), f"{file}:{line}")
    return found


def is_ours(folder: str) -> bool:
    """Skip what is not our own text."""
    return Path(folder).name not in {"static", "translations", "__pycache__", "node_modules", "data"}


def key_of(message: Message) -> Key:
    """Name a text the way gettext looks it up."""
    return message.context or None, message.id[0] if isinstance(message.id, tuple | list) else message.id


def texts(message: Message) -> tuple[str, ...]:
    """Give the translation, or both forms of a plural."""
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string or "",)


def same_placeholders(message: Message) -> bool:
    """Tell whether every form fills in what the English fills in."""
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    wanted = [placeholders(text) for text in ids]
    return all(
        any(placeholders(text) - ALWAYS_GIVEN == each - ALWAYS_GIVEN for each in wanted) for text in texts(message)
    )


def placeholders(text: str) -> set[str]:
    """List the names (or signs) that a text fills in."""
    return {match[1] or match[2] or match[0] for match in PLACEHOLDER.finditer(text.replace("%%", ""))}


def shown(key: Key) -> str:
    """Show a text in one line."""
    context, text = key
    return f"{text!r}" + (f" (context {context!r})" if context else "")


if __name__ == "__main__":
    sys.exit(main())
