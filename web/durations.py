"""How long something lasts, as people read and write it: 8 minutes, 3 hours, 2 days."""

from __future__ import annotations

import re
from dataclasses import replace

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from web import dates
from web.forms import Form

MINUTE, HOUR, DAY = 60, 3600, 86400
TYPED = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]*)", re.IGNORECASE)
UNITS = {
    **dict.fromkeys(("", "m", "min", "minuut", "minuten", "minute", "minutes"), MINUTE),
    **dict.fromkeys(("u", "uur", "uren", "h", "hour", "hours"), HOUR),
    **dict.fromkeys(("d", "dag", "dagen", "day", "days"), DAY),
}


def init_app(app: Flask) -> None:
    """Make the filters known to all templates."""
    app.jinja_env.filters.update({"duration": duration})


def duration(seconds: float) -> str:
    """Write a length: 8 minutes, 1 hour and 30 minutes, 10 days and 2 hours; nothing smaller beside days."""
    days, rest = divmod(round(seconds), DAY)
    hours, left = divmod(rest, HOUR)
    parts = []
    if days:
        parts.append(ngettext("%(num)s day", "%(num)s days", days))
    if hours:
        parts.append(ngettext("%(num)s hour", "%(num)s hours", hours))
    if not days and (left or not parts):
        minutes = dates.number(round(left / MINUTE, 1))
        parts.append(_("1 minute") if left == MINUTE else _("%(number)s minutes", number=minutes))
    return _(" and ").join(parts)


def typed(seconds: float) -> str:
    """Write a length the way the form takes it: minutes as a bare number, whole hours and days with their word."""
    if seconds >= DAY and seconds % HOUR == 0 and seconds % DAY == 0:
        return ngettext("%(num)s day", "%(num)s days", int(seconds // DAY))
    if seconds >= 2 * HOUR and seconds % HOUR == 0:
        return ngettext("%(num)s hour", "%(num)s hours", int(seconds // HOUR))
    return dates.number(seconds / MINUTE)


def read(text: str) -> int | str:
    """Read what was typed (8, 1,5, 3 uur, 2 dagen) as seconds; what is no length passes as typed."""
    found = TYPED.fullmatch(text.strip())
    if found is None or found[2].lower() not in UNITS or len(found[1]) > 9:
        return text
    return round(float(found[1].replace(",", ".")) * UNITS[found[2].lower()])


def explain(form: Form) -> None:
    """Say of a length that cannot be read how to write one: the API only knows that it got no number."""
    if form.problem is not None:
        words = _("Write minutes, such as 8 or 7.5. Or write 3 hours, or 2 days.")
        form.problem.errors = [
            replace(each, message=words) if _is_unreadable(form, each.field) else each for each in form.problem.errors
        ]


def _is_unreadable(form: Form, field: str) -> bool:
    typed = form.text(field)
    return field.endswith("Seconds") and typed is not None and isinstance(read(typed), str)
