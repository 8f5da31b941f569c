"""Members: finding each other, and the roles that an administrator gives."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _

from web.client import segment
from web.exchange import all_topics, current_etag, next_address
from web.forms import Form, options
from web.rendering import render, wants_block
from web.session import api, current_user, leave_for, login_required
from web.words import JOB_FUNCTIONS, ROLES

bp = Blueprint("members", __name__)


@bp.get("/members")
@login_required
def index() -> Response:
    """Find colleagues by name, organisation or topic."""
    cursor, text = request.args.get("cursor"), request.args.get("q", "").strip() or None
    topic = request.args.get("topic") or None
    page = api.get("/members", q=text, topicId=topic, cursor=cursor).data
    return render(
        "members/index.html",
        block="items" if cursor else "list",
        members=page["items"],
        next_url=next_address("members.index", page, q=text, topic=topic),
        topics=[] if wants_block() else options(all_topics()),
        text=text,
        topic=topic,
        job_functions=JOB_FUNCTIONS,
    )


@bp.get("/admin/members")
@login_required
def accounts() -> Response:
    """List every account with its role, to an organiser or administrator."""
    if not (current_user and current_user.is_any("organiser")):
        abort(403)
    cursor, text = request.args.get("cursor"), request.args.get("q", "").strip() or None
    page = api.get("/members", q=text, cursor=cursor, limit=50).data
    return render(
        "members/accounts.html",
        block="items" if cursor else "list",
        members=page["items"],
        next_url=next_address("members.accounts", page, q=text),
        text=text,
        roles=ROLES,
    )


@bp.route("/admin/members/<member_id>", methods=["GET", "POST"])
@login_required
def role(member_id: str) -> Response:
    """Give a member another role, as an administrator."""
    if not (current_user and current_user.is_any()):
        abort(403)
    path = f"/members/{segment(member_id)}"
    found = api.get(path)
    form = Form(found.data)
    if form.sent:
        answer = form.send(lambda: api.patch(path, form.body("role"), etag=form.etag))
        if answer:
            flash(_("The role has been saved."), "ok")
            return leave_for(url_for("members.accounts"))
    return render(
        "members/role.html",
        block="form",
        form=form,
        member=found.data,
        etag=current_etag(form, found),
        roles=ROLES.items(),
        status=form.status,
    )
