"""A report as a page to print: what the screen shows, in an order to read from beginning to end."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from flask_babel import get_translations
from flask_babel import lazy_gettext as _l
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from api.domain.report_words import tops, whole

FOLDER = Path(__file__).parent / "templates"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SHOWN = 10  # statements of a question that are shown whole; the others stand in a table
TYPICAL = 3  # statements of a theme
PROSE = MarkdownIt("js-default", {"html": False, "linkify": False}).disable("image")
SIZES = {
    "small": _l("fewer than 50,000 inhabitants"),
    "medium": _l("50,000 to 100,000 inhabitants"),
    "large": _l("100,000 inhabitants or more"),
}
JOBS = {
    "innovation_advisor": _l("innovation advisor"),
    "project_leader": _l("project leader"),
    "information_specialist": _l("information specialist"),
    "policy_officer": _l("policy officer"),
    "manager": _l("manager"),
    "other": _l("something else"),
}
DIMENSIONS = {"sizeClass": _l("Size of the municipality"), "province": _l("Province"), "jobFunction": _l("Kind of job")}
NOT_TOLD = _l("not told, or too few to tell")


def written(report: Mapping[str, Any], locale: str, base_url: str) -> str:
    """Write the page of a report as the API answers it."""
    content = report["content"]
    known = {each["id"]: each for each in tops(content)}
    order = {each: place for place, each in enumerate(content["overall"])}
    best = [known[each] for each in content["overall"] if known[each]["rate"] is not None][: content["top"]]
    return (
        _environment(locale)
        .get_template("report.html")
        .render(
            report=report,
            content=content,
            locale=locale,
            best=banded(best, "overallBand"),
            questions=[(question, *_split(question["statements"])) for question in content["questions"]],
            themes=[
                (theme, [known[each] for each in sorted(theme["statements"], key=order.__getitem__)])
                for theme in report["themes"]
            ],
            differences=content.get("differences", {}).get("found", []),
            offered={each["statementId"]: each["people"] for each in content.get("offers", {}).get("statements", [])},
            candidates=[known[each] for each in content.get("remedies", {}).get("without", [])],
            texts={each["id"]: each["text"] for each in whole(content)},
            profile=_profile(content["hour"]["profile"]),
            address=f"{base_url}/dialogues/{content['dialogueId']}/report",
        )
    )


def banded(statements: Iterable[Mapping[str, Any]], band: str = "band") -> list[tuple[Any, list[Mapping[str, Any]]]]:
    """Gather statements that follow each other in the same tie band; reports without bands are one group."""
    return [(number, list(group)) for number, group in groupby(statements, key=lambda each: each.get(band))]


def _split(statements: Sequence[Mapping[str, Any]]) -> tuple[Any, Sequence[Mapping[str, Any]]]:
    rated = [each for each in statements if each["rate"] is not None]
    shown = rated[:SHOWN]
    return banded(shown), [each for each in statements if each not in shown]


def _profile(profile: Mapping[str, Any]) -> list[tuple[Any, list[tuple[Any, int]]]]:
    return [
        (title, [(_group_name(name, row["value"]), row["people"]) for row in profile[name]])
        for name, title in DIMENSIONS.items()
        if profile.get(name)
    ]


def _group_name(dimension: str, value: str | None) -> Any:
    if value is None:
        return NOT_TOLD
    return {"sizeClass": SIZES, "jobFunction": JOBS}.get(dimension, {}).get(value, value)


def _environment(locale: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words = get_translations()
    environment.install_gettext_callables(words.ugettext, words.ungettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= {
        "percent": lambda share: format_percent(share, locale=locale),
        "number": lambda value: format_decimal(value, locale=locale),
        "day": lambda moment: _day(moment, locale),
        "prose": lambda text: Markup(PROSE.render(text)),  # noqa: S704 - the reader makes no HTML of what was typed
        "strip": _strip,
        "bar": _bar,
    }
    environment.globals["group_name"] = _group_name
    return environment


def _day(moment: str, locale: str) -> str:
    day = datetime.fromisoformat(moment).astimezone(AMSTERDAM).date()
    return str(format_date(day, "d MMMM y", locale=locale))


def _strip(each: Mapping[str, Any]) -> str:
    """Draw a rate with its interval, 0 to 100 % over 150 units, as an address that is its own picture."""
    low, rate, high = (4 + 142 * each[name] for name in ("low", "rate", "high"))
    axis = "".join(f'<path d="M{x} 4V14" stroke="#64756c"/>' for x in (4, 75, 146))
    return _picture(
        150, 18,
        f'<path d="M4 9H146" stroke="#64756c"/>{axis}<path d="M{low:.1f} 9H{high:.1f}M{low:.1f} 5V13M{high:.1f} 5V13" '
        f'stroke="#13241d" stroke-width="2"/><circle cx="{rate:.1f}" cy="9" r="4.5" fill="#1b6b55" stroke="#13241d"/>',
    )  # fmt: skip


def _bar(part: int, whole: int) -> str:
    width = 150 * part / max(whole, 1)
    return _picture(150, 10, f'<rect width="{width:.1f}" height="10" rx="2" fill="#1b6b55"/>')


def _picture(width: int, height: int, inside: str) -> str:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{inside}</svg>'
    return "data:image/svg+xml," + quote(drawing)
