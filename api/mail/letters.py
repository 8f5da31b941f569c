"""From a template and its context to a letter, in the language of the receiver."""

import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import nh3
from babel.dates import format_datetime
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape
from markdown_it import MarkdownIt

from api.mail import plain

FOLDER = Path(__file__).parent
TRANSLATIONS = FOLDER.parent / "translations"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CLOCKS = {"nl": "HH.mm 'uur'", "en": "HH:mm"}
DAY = "EEEE d MMMM y"
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]+")
SPECIAL = re.compile(f"[{re.escape(string.punctuation)}]")
NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Letter:
    """What a mail says."""

    subject: str
    text: str
    html: str


class Ready(str):
    """Text of our own, whose values have been made harmless."""

    __slots__ = ()


def render(template: str, locale: str, context: Mapping[str, Any], base_url: str) -> Letter:
    """Write the letter that ``template`` makes of ``context``; an unknown name in it is an error."""
    if not NAME.fullmatch(template):
        raise ValueError("a mail template is named by a plain word")
    locale = locale if locale in CLOCKS else "nl"
    names = {**context, "base_url": base_url, "locale": locale}
    subject, body = (part.render(names) for part in _compiled(FOLDER, template, locale))
    tokens = MARKDOWN.parse(body)
    layout = _environment(FOLDER, locale, _kept)
    frame = {"base_url": base_url, "locale": locale}
    html = layout.get_template("_layout.html").render(
        frame, subject=subject, body=nh3.clean(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}), **CLEAN)
    )
    text = layout.get_template("_layout.txt").render(frame, body=plain.text_of(tokens))
    return Letter(subject.strip(), text, html)


def templates() -> list[str]:
    """List the names of all templates."""
    return sorted(path.stem for path in FOLDER.glob("*.md") if NAME.fullmatch(path.stem))


@cache
def _compiled(folder: Path, template: str, locale: str) -> tuple[Template, Template]:
    """Give subject and body of a template; a line break in a title must not end the subject and begin another header."""
    first, _newline, rest = (folder / f"{template}.md").read_text(encoding="utf-8").partition("\n")
    if not first.startswith("Subject: "):
        raise ValueError("the first line of a mail template is its subject")
    subject = _environment(folder, locale, _one_line).from_string(first.removeprefix("Subject: "))
    return subject, _environment(folder, locale, _escaped).from_string(rest)


@cache
def _environment(folder: Path, locale: str, finalize: Callable[[Any], Any]) -> Environment:
    """Build the environment of one language; ``finalize`` decides what a value may do to the text around it."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(("html",), default=False, default_for_string=False),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    words = _catalogue(locale)

    def gettext(text: str, **values: Any) -> Ready:
        return Ready(words.gettext(text) % _harmless(values, finalize))

    def ngettext(one: str, many: str, num: int, **values: Any) -> Ready:
        return Ready(words.ngettext(one, many, num) % _harmless({"num": num, **values}, finalize))

    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.policies["ext.i18n.trimmed"] = True
    environment.globals.update(gettext=gettext, ngettext=ngettext, _=gettext)
    environment.filters.update(
        amsterdam=lambda moment: _local(
            moment, locale, DAY + (" 'om' " if locale == "nl" else " 'at' ") + CLOCKS[locale]
        ),
        amsterdam_date=lambda moment: _local(moment, locale, DAY),
        amsterdam_time=lambda moment: _local(moment, locale, CLOCKS[locale]),
    )
    return environment


@cache
def _catalogue(locale: str) -> NullTranslations:
    return Translations.load(TRANSLATIONS, [locale])


def _harmless(values: Mapping[str, Any], finalize: Callable[[Any], Any]) -> dict[str, Any]:
    return {name: finalize(value) if isinstance(value, str) else value for name, value in values.items()}


def _local(moment: str, locale: str, pattern: str) -> str:
    return format_datetime(datetime.fromisoformat(moment).astimezone(AMSTERDAM), pattern, AMSTERDAM, locale)


def _one_line(value: Any) -> Any:
    return (
        " ".join(CONTROLS.sub(" ", value).split()) if isinstance(value, str) and not isinstance(value, Ready) else value
    )


def _escaped(value: Any) -> Any:
    """Let a value mean nothing to Markdown: every sign of punctuation is itself, no line begins with a space."""
    if not isinstance(value, str) or isinstance(value, Ready):
        return value
    lines = CONTROLS.sub(" ", value.replace("\r\n", "\n")).split("\n")
    return "\n".join(SPECIAL.sub(r"\\\g<0>", line.strip()) for line in lines)


def _kept(value: Any) -> Any:
    return value


def _link_open(renderer: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    alone = index == 0 and tokens[-1].type == "link_close" and sum(each.type == "link_open" for each in tokens) == 1
    token.attrSet("style", BUTTON if alone else LINK)
    return str(renderer.renderToken(tokens, index, options, env))


LINK = "color:#12574a"
BUTTON = (
    "display:inline-block;padding:12px 22px;border-radius:24px;background:#12574a;color:#ffffff;"
    "font-weight:bold;text-decoration:none"
)
CLEAN: dict[str, Any] = {
    "tags": {"p", "br", "strong", "em", "a", "ul", "ol", "li", "h1", "h2", "h3", "blockquote", "hr"},
    "attributes": {"a": {"href", "style"}},
    "url_schemes": {"http", "https", "mailto"},
    "link_rel": None,
}
MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True})
MARKDOWN.add_render_rule("link_open", _link_open)
