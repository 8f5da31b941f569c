"""Joining: signing up."""

from __future__ import annotations

from flask import Response, url_for

from web import organisations
from web.forms import Form
from web.language import language
from web.pages.accounts.blueprint import bp
from web.rendering import render
from web.session import api, leave_for
from web.words import JOB_FUNCTIONS


@bp.route("/sign-up", methods=["GET", "POST"])
def register() -> Response:
    """Ask who wants to join."""
    form = Form({"jobFunction": "innovation_advisor"})
    if form.sent:
        body = form.body("name", "email", "jobFunction") | organisations.chosen(form) | {"locale": language()}
        password = form.value("password")
        if password:
            body["password"] = password
        if form.send(lambda: api.post("/members", body)):
            return leave_for(url_for("accounts.signed_up"))
    return render(
        "accounts/register.html",
        block="form",
        form=form,
        municipalities=organisations.municipalities(),
        job_functions=JOB_FUNCTIONS.items(),
        status=form.status,
    )


@bp.get("/sign-up/mail")
def signed_up() -> Response:
    """Say that the rest is in the mail, whoever asked."""
    return render("accounts/signed_up.html")
