"""What the writer of an anonymous statement does with the claim: look who offers to think along, and answer.

Nobody is asked here who they are: in this room the session gives no tokens (web/session.py), nothing is flashed and
nothing is logged. With JavaScript the browser sends no cookies along either.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from web.claims import fresh
from web.forms import Form
from web.problem import ApiUnreachable, Problem
from web.rendering import render
from web.session import api

bp = Blueprint("claims", __name__)
ANY = range(400, 600)
"""Every refusal is told on the page itself: an error page of the house would ask who this is."""


@bp.app_template_global()
def new_claim() -> str:
    """Give a form a claim for who has no JavaScript: a form that is sent again carries the same one."""
    return fresh()


@bp.route("/claims", methods=["GET", "POST"])
def index() -> Response:
    """Ask for the code, and show what it opens."""
    form = Form()
    return look(form) if form.sent else show(form)


def look(form: Form, said: str = "") -> Response:
    """Look up what the claim of a form opens."""
    body = {"claim": form.value("claim")}
    found = form.send(lambda: api.post("/claims", body), also=ANY)
    return show(form, said=said, held=found.data if found else None)


def show(form: Form, **known: Any) -> Response:
    """Render the page, or the part below the code."""
    context = {"said": "", "held": None, "offer": None} | known
    return render("claims/index.html", block="held", status=form.status, form=form, **context)


@bp.errorhandler(ApiUnreachable)
def silent(_error: ApiUnreachable) -> Response:
    """Say that the part behind the pages does not answer."""
    form = Form()
    form.problem = Problem(503, _("We cannot reach our own data for a moment"))
    return show(form)


@bp.get("/claims/<any(acceptance, refusal, forgetting):step>")
def back(step: str) -> AnyResponse:
    """Lead a reload after a form to the page itself."""
    return redirect(url_for("claims.index"), code=303)


@bp.post("/claims/acceptance")
def accept() -> Response:
    """Say yes: first ask what the other will see of the writer, then introduce the two."""
    form = Form()
    if "name" not in request.form:
        form.sent = False
        return show(form, offer=offer_of())
    body = form.body("claim", "offerId", "name", "contact") | {"message": form.value("message")}
    if form.send(lambda: api.post("/claims/acceptances", body), also=ANY):
        return look(Form(), _("You know each other now. Your colleague gets a mail to say so."))
    return show(form, offer=offer_of())


def offer_of() -> dict[str, str]:
    """Give the offer that is being answered, as the form tells it."""
    return {name: request.form.get(name, "") for name in ("claim", "offerId", "offerName", "offerOrganisation")}


@bp.post("/claims/refusal")
def refuse() -> Response:
    """Say no. The other is not told."""
    form = Form()
    if form.send(lambda: api.post("/claims/refusals", form.body("claim", "offerId")), also=ANY):
        return look(Form(), _("This offer is put aside. Your colleague gets no message."))
    return show(form)


@bp.post("/claims/forgetting")
def forget() -> Response:
    """Delete an introduction."""
    form = Form()
    if form.send(lambda: api.post("/claims/forgettings", form.body("claim", "introductionId")), also=ANY):
        return look(Form(), _("The names are deleted, for your colleague as well."))
    return show(form)
