"""Writing in a new version of a report: introduction, names of themes, closing words; and what belongs to which theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext as _

from web.client import Answer, segment
from web.forms import Form, whole
from web.rendering import render
from web.session import api, leave_for, login_required

bp = Blueprint("editing", __name__)
REST = "rest"  # the statements that are in no theme
NEW = "new"

Themes = list[dict[str, Any]]


@bp.post("/dialogues/<dialogue_id>/report/drafts")
@login_required
def begin(dialogue_id: str) -> Response:
    """Begin a new version."""
    made = api.post(f"/dialogues/{segment(dialogue_id)}/reports", idempotency_key=Form().idempotency_key).data
    return leave_for(url_for("editing.edit", dialogue_id=dialogue_id, number=made["number"]))


@bp.route("/dialogues/<dialogue_id>/report/<int:number>/edit", methods=["GET", "POST"])
@login_required
def edit(dialogue_id: str, number: int) -> Response:
    """Write the introduction, the names of the themes and the closing words."""
    found = draft(dialogue_id, number)
    themes = arranged(found.data)
    form = Form(found.data)
    if form.sent:
        words: dict[str, Any] = {name: form.text(name) or "" for name in ("introduction", "closing")}
        words["themes"] = [
            theme | {"name": form.text(f"themes.{place}.name") or ""} for place, theme in enumerate(themes)
        ]
        if form.send(lambda: api.patch(path_of(dialogue_id, number), words, etag=form.etag)):
            return leave_for(after_saving(dialogue_id, number, form.text("do") or ""))
    return page("edit", form, found, themes=themes, rest=len(ungrouped(found.data)))


def after_saving(dialogue_id: str, number: int, chosen: str) -> str:
    """Give where the pressed button leads: every button of the form saves first, so that no word is lost on the way."""
    place: dict[str, Any] = {"dialogue_id": dialogue_id, "number": number}
    verb, _colon, theme = chosen.partition(":")
    if verb == "publish":
        return url_for("editing.publish", **place)
    if verb == "theme" and (theme == REST or whole(theme) is not None):
        return url_for("editing.theme", place=theme, **place)
    flash(_("Saved. Readers see it once you publish this version."), "ok")
    return url_for("editing.edit", **place)


@bp.route("/dialogues/<dialogue_id>/report/<int:number>/themes/<place>", methods=["GET", "POST"])
@login_required
def theme(dialogue_id: str, number: int, place: str) -> Response:
    """Show what is in a theme, and move some of it to another."""
    found = draft(dialogue_id, number)
    themes = arranged(found.data)
    here = theme_at(themes, place) or ({"name": "", "statements": ungrouped(found.data)} if place == REST else None)
    if here is None:
        abort(404)
    inside = here["statements"]
    form = Form()
    if form.sent:
        chosen = inside if form.checked("all") else [each for each in inside if each in form.values("statements")]
        moved = move(themes, chosen, form.value("to"), form.text("name") or "")
        if not chosen:
            form.complain("statements", _("Choose what to move."))
        elif moved is None:
            form.complain("to", _("Choose where it goes."))
        elif form.value("to") == NEW and not form.text("name"):
            form.complain("name", _("Give the new theme a name."))
        elif form.send(lambda: api.patch(path_of(dialogue_id, number), {"themes": moved}, etag=form.etag)):
            flash(_("Moved."), "ok")
            return leave_for(url_for("editing.edit", dialogue_id=dialogue_id, number=number, _anchor="themes"))
    others = destinations(themes, place)
    return page("theme", form, found, title=here["name"], others=others, statements=worded(found.data, inside))


@bp.route("/dialogues/<dialogue_id>/report/<int:number>/publish", methods=["GET", "POST"])
@login_required
def publish(dialogue_id: str, number: int) -> Response:
    """Show a draft to all readers."""
    found = draft(dialogue_id, number)
    form = Form()
    if form.sent:
        path, body = path_of(dialogue_id, number), {"announce": form.checked("announce")}
        headers = {"If-Match": form.etag}
        if form.send(lambda: api.call("POST", f"{path}/publication", body=body, headers=headers)):
            flash(_("Version %(number)s is published.", number=number), "ok")
            return leave_for(url_for("reports.show", dialogue_id=dialogue_id))
    return page("publish", form, found)


@bp.route("/dialogues/<dialogue_id>/report/<int:number>/discard", methods=["GET", "POST"])
@login_required
def discard(dialogue_id: str, number: int) -> Response:
    """Throw a draft away."""
    found = draft(dialogue_id, number)
    form = Form()
    if form.sent and form.send(lambda: api.delete(path_of(dialogue_id, number), etag=form.etag)):
        flash(_("The draft is gone."), "ok")
        return leave_for(url_for("reports.show", dialogue_id=dialogue_id))
    return page("discard", form, found)


def path_of(dialogue_id: str, number: int) -> str:
    """Name a version at the API."""
    return f"/dialogues/{segment(dialogue_id)}/reports/{number}"


def draft(dialogue_id: str, number: int) -> Answer:
    """Give a version that can still be changed."""
    found = api.get(path_of(dialogue_id, number))
    if found.data["publishedAt"]:
        abort(404)
    return found


def page(name: str, form: Form, found: Answer, **context: Any) -> Response:
    """Show a form about a draft; what was typed keeps the version that it was based on."""
    etag = form.etag if form.sent and form.status != 412 else found.etag
    return render(f"reports/{name}.html", status=form.status, form=form, etag=etag, report=found.data, **context)


def arranged(report: Mapping[str, Any]) -> Themes:
    """Give the themes as they are sent: names and statements, without figures."""
    return [{"name": theme["name"], "statements": theme["statements"]} for theme in report["themes"]]


def theme_at(themes: Themes, place: str) -> dict[str, Any] | None:
    """Give the theme with the number ``place``, None where there is none."""
    number = whole(place)
    return themes[number] if number is not None and number < len(themes) else None


def ungrouped(report: Mapping[str, Any]) -> list[str]:
    """Give the statements that are in no theme, in the order of the report."""
    inside = {each for theme in report["themes"] for each in theme["statements"]}
    return [each for each in report["content"]["overall"] if each not in inside]


def worded(report: Mapping[str, Any], ids: Sequence[str]) -> list[tuple[str, str]]:
    """Put the words to statements."""
    texts = {each["id"]: each["text"] for question in report["content"]["questions"] for each in question["statements"]}
    return [(each, texts[each]) for each in ids]


def destinations(themes: Themes, place: str) -> list[tuple[str, str]]:
    """List where statements can go: the other themes, a new one, and none."""
    others = [(str(number), theme["name"]) for number, theme in enumerate(themes) if str(number) != place]
    return [*others, (NEW, _("a new theme")), *([] if place == REST else [(REST, _("no theme"))])]


def move(themes: Themes, chosen: Sequence[str], to: str, name: str) -> Themes | None:
    """Give the themes with ``chosen`` moved to another, a new one or none; a theme that is left empty goes."""
    moved = [theme | {"statements": [each for each in theme["statements"] if each not in chosen]} for theme in themes]
    if to == NEW:
        moved.append({"name": name, "statements": list(chosen)})
    elif target := theme_at(moved, to):
        target["statements"] += chosen
    elif to != REST:
        return None
    return [theme for theme in moved if theme["statements"]]
