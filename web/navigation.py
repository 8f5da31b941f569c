"""The tabs and the footer: where they lead, and which of them is here."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Tab:
    """One way in the main menu; the short name is for the bar on a phone."""

    endpoint: str
    icon: str
    name: object
    short: object

    @property
    def url(self) -> str:
        """The address of the page."""
        return url_for(self.endpoint)

    @property
    def is_here(self) -> bool:
        """Tell whether this page belongs to the tab."""
        return request.blueprint in BELONGING[self.endpoint]


TABS = (
    Tab("home.index", "i-start", _l("Start"), _l("Start")),
    Tab("events.index", "i-agenda", _l("Events"), _l("Agenda")),
    Tab("lessons.index", "i-leren", _l("Lessons"), _l("Learn")),
    Tab("threads.index", "i-gesprek", _l("Conversations"), _l("Talk")),
    Tab("members.index", "i-leden", _l("Members"), _l("Members")),
)
BELONGING = {
    "home.index": {"home"},
    "events.index": {
        "events",
        "registrations",
        "organise",
        "drafts",
        "rehearsals",
        "programmes",
        "reports",
        "editing",
        "sessions",
        "hand_raises",
        "evaluations",
    },
    "lessons.index": {"lessons"},
    "threads.index": {"threads"},
    "members.index": {"members"},
}


def init_app(app: Flask) -> None:
    """Give the tabs to all templates."""
    app.context_processor(lambda: {"tabs": tabs, "has_page": has_page})


def has_page(endpoint: str) -> bool:
    """Tell whether this house has the room; an installation may leave one out."""
    return endpoint in current_app.view_functions


def tabs() -> list[Tab]:
    """List the tabs of the rooms that this house has."""
    return [tab for tab in TABS if has_page(tab.endpoint)]
