"""Where the links in mails lead.

A mail scanner follows links too; it must not use them up. So each page shows a button first, and only that spends the link.
"""

from __future__ import annotations

from flask import Response, url_for

from web.forms import Form
from web.pages.accounts.blueprint import bp
from web.pages.accounts.entering import welcome
from web.rendering import render
from web.session import api, leave_for


@bp.route("/confirm/<token>", methods=["GET", "POST"])
def confirm(token: str) -> Response:
    """Confirm a mail address."""
    form = Form()
    if form.sent and form.send(lambda: api.log_in({"token": token}, "/email-confirmations")):
        return welcome(url_for("accounts.me"))
    return render("accounts/confirm.html", block="form", form=form, token=token, status=form.status)


@bp.route("/log-in/<token>", methods=["GET", "POST"])
def link(token: str) -> Response:
    """Log in with a link from a mail."""
    form = Form()
    if form.sent and form.send(lambda: api.log_in({"grantType": "link", "token": token}), also={401}):
        return welcome()
    return render("accounts/link.html", block="form", form=form, token=token, status=form.status)


@bp.route("/forgotten-password", methods=["GET", "POST"])
def forgotten() -> Response:
    """Ask where to mail a link for a new password."""
    form = Form()
    if form.sent and form.send(lambda: api.post("/password-resets", form.body("email"))):
        return leave_for(url_for("accounts.link_sent"))
    return render("accounts/forgotten.html", block="form", form=form, status=form.status)


@bp.route("/reset-password/<token>", methods=["GET", "POST"])
def reset(token: str) -> Response:
    """Choose a new password with a link from a mail."""
    form = Form()
    if form.sent:
        body = {"token": token, "password": form.value("password")}
        if form.send(lambda: api.log_in(body, "/passwords")):
            return welcome()
    return render("accounts/reset.html", block="form", form=form, token=token, status=form.status)
