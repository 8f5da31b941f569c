"""Entering and leaving: by password or by a mailed link, on one page."""

from __future__ import annotations

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from web.forms import Form
from web.pages.accounts.blueprint import bp
from web.rendering import render
from web.session import api, current_user, forget_member, leave_for, login_required, safe_path


@bp.route("/log-in", methods=["GET", "POST"])
def login() -> Response:
    """Ask for an address, and a password or a link in a mail."""
    wanted = safe_path(request.values.get("next"))
    form = Form()
    if current_user and not form.sent:
        return leave_for(wanted)
    if form.sent and request.form.get("way") == "link":
        if form.send(lambda: api.post("/login-links", form.body("email"))):
            return leave_for(url_for("accounts.link_sent"))
    elif form.sent:
        password = form.value("password")
        body = form.body("email") | {"grantType": "password", "password": password}
        if form.send(lambda: api.log_in(body), also={401}):
            return welcome(wanted)
    return render("accounts/login.html", block="form", form=form, wanted=wanted, status=form.status)


@bp.get("/log-in/mail")
def link_sent() -> Response:
    """Say that a link is in the mail, if the address is known."""
    return render("accounts/link_sent.html")


@bp.post("/log-out")
def logout() -> Response:
    """Log out here."""
    api.log_out()
    forget_member()
    flash(_("You are logged out."), "ok")
    return leave_for(url_for("home.index"))


@bp.post("/log-out/everywhere")
@login_required
def logout_everywhere() -> Response:
    """Log out on every device."""
    api.delete("/tokens")
    api.log_out()
    forget_member()
    flash(_("You are logged out on all your devices."), "ok")
    return leave_for(url_for("home.index"))


def welcome(wanted: str = "/") -> Response:
    """Lead who just logged in to where they wanted to be."""
    forget_member()
    flash(_("You are logged in. Good to see you, %(name)s.", name=current_user.first_name), "ok")
    return leave_for(wanted)
