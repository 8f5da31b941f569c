"""Lessons: the list, one lesson, sharing one, changing one's own."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from web.client import segment
from web.exchange import all_topics, current_etag, next_address, set_recognition
from web.forms import Form, options
from web.rendering import render, wants_block
from web.session import api, current_user, has_tokens, leave_for, login_required

bp = Blueprint("lessons", __name__)


@bp.get("/lessons")
def index() -> Response:
    """List the lessons, newest first."""
    cursor, topic = request.args.get("cursor"), request.args.get("topic") or None
    event_id = request.args.get("event") or None
    page = api.get("/lessons", cursor=cursor, topic=topic, eventId=event_id).data
    topics = [] if wants_block() else all_topics()
    return render(
        "lessons/index.html",
        block="items" if cursor else "list",
        lessons=page["items"],
        next_url=next_address("lessons.index", page, topic=topic, event=event_id),
        topics=topics,
        topic=topic,
        address=url_for("lessons.index"),
    )


@bp.route("/lessons/new", methods=["GET", "POST"])
@login_required
def new() -> Response:
    """Share a lesson."""
    form = Form({"eventId": request.args.get("event")})
    if form.sent:
        answer = form.send(lambda: api.post("/lessons", lesson_body(form), idempotency_key=form.idempotency_key))
        if answer:
            flash(_("Thank you. Your lesson is there for everybody to read."), "ok")
            return leave_for(url_for("lessons.show", lesson_id=answer.data["id"]))
    topics, events = options(all_topics()), attended(form)
    return render("lessons/new.html", block="form", form=form, topics=topics, events=events, status=form.status)


@bp.get("/lessons/<lesson_id>")
def show(lesson_id: str) -> Response:
    """Show a lesson."""
    lesson = api.get(f"/lessons/{segment(lesson_id)}").data
    mine = is_mine(lesson)
    may_delete = mine or bool(current_user and current_user.is_any("moderator"))
    may_recognise = has_tokens() and not mine
    return render("lessons/show.html", lesson=lesson, mine=mine, may_delete=may_delete, may_recognise=may_recognise)


@bp.route("/lessons/<lesson_id>/edit", methods=["GET", "POST"])
@login_required
def edit(lesson_id: str) -> Response:
    """Change one's own lesson."""
    path = f"/lessons/{segment(lesson_id)}"
    answer = api.get(path)
    lesson = answer.data
    form = Form(
        {
            **lesson,
            "topicIds": [topic["id"] for topic in lesson["topics"]],
            "eventId": lesson["event"] and lesson["event"]["id"],
        }
    )
    if form.sent and form.send(lambda: api.patch(path, lesson_body(form), etag=form.etag)):
        flash(_("Your change has been saved."), "ok")
        return leave_for(url_for("lessons.show", lesson_id=lesson_id))
    return render(
        "lessons/edit.html",
        block="form",
        form=form,
        status=form.status,
        lesson=lesson,
        etag=current_etag(form, answer),
        topics=options(all_topics()),
        events=attended(form, lesson["event"]),
    )


@bp.route("/lessons/<lesson_id>/delete", methods=["GET", "POST"])
@login_required
def delete(lesson_id: str) -> Response:
    """Take a lesson away, after asking once more."""
    path = f"/lessons/{segment(lesson_id)}"
    answer = api.get(path)
    form = Form()
    if form.sent and form.send(lambda: api.delete(path, etag=form.etag)):
        flash(_("The lesson has been deleted."), "ok")
        return leave_for(url_for("lessons.index"))
    etag = current_etag(form, answer)
    return render("lessons/delete.html", form=form, status=form.status, lesson=answer.data, etag=etag)


@bp.post("/lessons/<lesson_id>/recognition")
@login_required
def recognise(lesson_id: str) -> Response:
    """Say, or take back, that one recognises a lesson."""
    counted = set_recognition(f"/lessons/{segment(lesson_id)}")
    if wants_block():
        lesson = {"id": lesson_id, **counted}
        return render("lessons/show.html", block="recognition", lesson=lesson, may_recognise=True)
    return leave_for(url_for("lessons.show", lesson_id=lesson_id, _anchor=f"recognition-{lesson_id}"))


def attended(form: Form, grew_from: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    """List the events that a lesson can grow from: what it grew from already, and where the visitor was."""
    mine = api.get("/me/registrations", period="past", limit=20).data["items"]
    known = {row["eventId"]: row["event"]["title"] for row in mine if row["status"] == "confirmed"}
    if grew_from:
        known = {grew_from["id"]: grew_from["title"], **known}
    wanted = form.value("eventId")
    if wanted and wanted not in known:
        known = {wanted: api.get(f"/events/{segment(wanted)}").data["title"], **known}
    return list(known.items())


def is_mine(lesson: dict[str, Any]) -> bool:
    """Tell whether the visitor wrote this lesson."""
    author = lesson["author"]
    return author is not None and bool(current_user) and current_user.id == author["id"]


def lesson_body(form: Form) -> dict[str, Any]:
    """Collect what was typed; what may stay empty is empty text for the API."""
    body = form.body("title", "situation", "tried", "works", "avoid", "tip")
    for name in ("works", "avoid", "tip"):
        body[name] = body[name] or ""
    return {**body, "topicIds": form.values("topicIds"), "eventId": form.text("eventId")}
