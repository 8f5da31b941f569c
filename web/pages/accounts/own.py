"""One's own account: correcting, taking along, erasing."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from web import organisations
from web.exchange import all_topics
from web.forms import Form, options
from web.pages.accounts.blueprint import bp
from web.rendering import render
from web.session import api, current_user, forget_member, leave_for, login_required, to_login
from web.words import JOB_FUNCTIONS, LOCALES


@bp.route("/account", methods=["GET", "POST"])
@login_required
def me() -> Response:
    """Show and correct one's own account."""
    if not current_user:
        return to_login()
    form = Form(_start(current_user.data))
    if form.sent:
        body = form.body("name", "jobFunction", "locale") | organisations.chosen(form)
        body["topicIds"] = form.values("topicIds")
        answer = form.send(lambda: api.patch("/me", body, etag=form.etag))
        if answer:
            with force_locale(answer.data["locale"]):  # the page that shows it is in the language that was chosen
                flash(_("Your changes have been saved."), "ok")
            return leave_for(url_for("accounts.me", lang=answer.data["locale"]))
        forget_member()
    return render(
        "accounts/me.html",
        block="form",
        form=form,
        municipalities=organisations.municipalities(),
        job_functions=JOB_FUNCTIONS.items(),
        locales=LOCALES.items(),
        topics=options(all_topics()),
        etag=form.etag if form.status == 400 else current_user.etag,
        status=form.status,
    )


@bp.route("/account/password", methods=["GET", "POST"])
@login_required
def password() -> Response:
    """Change the password, or choose a first one."""
    form = Form()
    if form.sent:
        body = {"password": form.value("password")}
        if form.value("currentPassword"):
            body["currentPassword"] = form.value("currentPassword")
        answer = form.send(lambda: api.put("/me/password", body))
        if answer:
            api.go_on_with(answer)
            flash(_("Your password has been changed. On other devices you are logged out."), "ok")
            return leave_for(url_for("accounts.me"))
    if not current_user:
        return to_login()
    return render(
        "accounts/password.html", block="form", form=form, has_one=current_user.data["hasPassword"], status=form.status
    )


@bp.get("/account/export")
@login_required
def export() -> Response:
    """Hand over everything that is stored about oneself, as a file."""
    response = make_response(api.get("/me/export").content)
    response.headers["Content-Type"] = "application/json"
    response.headers["Content-Disposition"] = 'attachment; filename="koppen-bij-elkaar.json"'
    return response


@bp.route("/account/erase", methods=["GET", "POST"])
@login_required
def erase() -> Response:
    """Erase the account, after saying what that means."""
    form = Form()
    if form.sent:
        keep = form.text("keepContributions")
        if keep not in ("true", "false"):
            form.complain("keepContributions", _("Choose what happens to what you wrote."))
        if not form.checked("sure"):
            form.complain("sure", _("Tick this if you are sure."))
        if not form.refused and form.send(lambda: api.call("DELETE", "/me", params={"keepContributions": keep})):
            api.log_out()
            forget_member()
            return leave_for(url_for("accounts.erased"))
    return render("accounts/erase.html", block="form", form=form, status=form.status)


@bp.get("/account-erased")
def erased() -> Response:
    """Say goodbye."""
    return render("accounts/erased.html")


def _start(data: dict[str, Any]) -> dict[str, Any]:
    own = {name: data[name] for name in ("name", "jobFunction", "locale")}
    return own | organisations.start(data["organisation"]) | {"topicIds": [topic["id"] for topic in data["topics"]]}
