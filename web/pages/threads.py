"""Conversations between members: the list, one conversation, replying, changing one's own words."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from web.client import segment
from web.exchange import all_topics, current_etag, next_address, set_recognition
from web.forms import Form, options
from web.problem import Problem
from web.rendering import render, wants_block
from web.session import api, current_user, leave_for, login_required

bp = Blueprint("threads", __name__)

POSTS_A_PAGE = 50


@bp.get("/threads")
@login_required
def index() -> Response:
    """List the conversations, the liveliest first."""
    cursor, topic = request.args.get("cursor"), request.args.get("topic") or None
    page = api.get("/threads", cursor=cursor, topic=topic).data
    topics = [] if wants_block() else all_topics()
    return render(
        "threads/index.html",
        block="items" if cursor else "list",
        threads=page["items"],
        next_url=next_address("threads.index", page, topic=topic),
        topics=topics,
        topic=topic,
        address=url_for("threads.index"),
    )


@bp.route("/threads/new", methods=["GET", "POST"])
@login_required
def new() -> Response:
    """Start a conversation."""
    form = Form({"topicId": request.args.get("topic")})
    if form.sent:
        body = form.body("title", "body", "topicId")
        answer = form.send(lambda: api.post("/threads", body, idempotency_key=form.idempotency_key))
        if answer:
            flash(_("Your conversation has started."), "ok")
            return leave_for(url_for("threads.show", thread_id=answer.data["id"]))
    return render("threads/new.html", block="form", form=form, topics=options(all_topics()), status=form.status)


@bp.get("/threads/<thread_id>")
@login_required
def show(thread_id: str) -> Response:
    """Show a conversation."""
    return render_thread(thread_id, Form())


@bp.post("/threads/<thread_id>")
@login_required
def reply(thread_id: str) -> Response:
    """Add a message; htmx puts it in its place and keeps the page."""
    form, path = Form(), f"/threads/{segment(thread_id)}/posts"
    answer = form.send(lambda: api.post(path, form.body("body"), idempotency_key=form.idempotency_key))
    if answer is None:
        return render_thread(thread_id, form)
    if wants_block():
        form.sent = False  # the next message starts with an empty field and a key of its own
        return render("threads/show.html", block="reply", thread={"id": thread_id}, placed=[answer.data], form=form)
    flash(_("Your message has been placed."), "ok")
    return leave_for(url_for("threads.show", thread_id=thread_id, _anchor=f"post-{answer.data['id']}"))


def render_thread(thread_id: str, form: Form) -> Response:
    """Render a page of a conversation with the form to reply."""
    path = f"/threads/{segment(thread_id)}"
    thread = api.get(path).data
    page = api.get(f"{path}/posts", cursor=request.args.get("cursor"), limit=POSTS_A_PAGE).data
    started_it = thread["author"] is not None and current_user and thread["author"]["id"] == current_user.id
    return render(
        "threads/show.html",
        block="reply" if form.sent else "posts",
        status=form.status,
        thread=thread,
        posts=page["items"],
        next_url=next_address("threads.show", page, thread_id=thread_id),
        may_change=started_it or (current_user and current_user.is_any("moderator")),
        placed=[],
        form=form,
    )


@bp.route("/threads/<thread_id>/edit", methods=["GET", "POST"])
@login_required
def edit(thread_id: str) -> Response:
    """Give a conversation a better title or topic."""
    path = f"/threads/{segment(thread_id)}"
    answer = api.get(path)
    thread = answer.data
    form = Form({**thread, "topicId": thread["topic"] and thread["topic"]["id"]})
    if form.sent and form.send(lambda: api.patch(path, form.body("title", "topicId"), etag=form.etag)):
        flash(_("Your change has been saved."), "ok")
        return leave_for(url_for("threads.show", thread_id=thread_id))
    etag, topics = current_etag(form, answer), options(all_topics())
    return render(
        "threads/edit.html", block="form", form=form, status=form.status, thread=thread, etag=etag, topics=topics
    )


@bp.route("/posts/<post_id>/edit", methods=["GET", "POST"])
@login_required
def edit_post(post_id: str) -> Response:
    """Change one's own message."""
    path = f"/posts/{segment(post_id)}"
    answer = api.get(path)
    form, post = Form(answer.data), answer.data
    if form.sent and form.send(lambda: api.patch(path, form.body("body"), etag=form.etag)):
        flash(_("Your change has been saved."), "ok")
        return leave_for(url_for("threads.show", thread_id=post["threadId"], _anchor=f"post-{post['id']}"))
    etag = current_etag(form, answer)
    return render("threads/edit_post.html", block="form", form=form, status=form.status, post=post, etag=etag)


@bp.route("/posts/<post_id>/delete", methods=["GET", "POST"])
@login_required
def delete_post(post_id: str) -> Response:
    """Take a message away, after asking once more."""
    path = f"/posts/{segment(post_id)}"
    answer = api.get(path)
    form, post = Form(), answer.data
    thread_path = f"/threads/{segment(post['threadId'])}"
    if form.sent and form.send(lambda: api.delete(path, etag=form.etag)):
        flash(_("The message has been deleted."), "ok")
        return leave_for(after_deleting(thread_path, post["threadId"]))
    thread, etag = api.get(thread_path).data, current_etag(form, answer)
    return render("threads/delete_post.html", form=form, status=form.status, post=post, thread=thread, etag=etag)


def after_deleting(thread_path: str, thread_id: str) -> str:
    """Give the address of the conversation, or of the list when the conversation went with its last message."""
    try:
        api.get(thread_path)
    except Problem as problem:
        if problem.status != 404:
            raise
        return url_for("threads.index")
    return url_for("threads.show", thread_id=thread_id)


@bp.post("/posts/<post_id>/recognition")
@login_required
def recognise(post_id: str) -> Response:
    """Say, or take back, that one recognises a message."""
    path = f"/posts/{segment(post_id)}"
    counted = set_recognition(path)
    if wants_block():
        return render("threads/show.html", block="recognition", post={"id": post_id, **counted})
    thread_id = api.get(path).data["threadId"]
    return leave_for(url_for("threads.show", thread_id=thread_id, _anchor=f"post-{post_id}"))
