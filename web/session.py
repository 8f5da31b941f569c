"""Who is visiting: tokens in HttpOnly cookies, the current member, and the door to pages for members."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, cast
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from werkzeug.local import LocalProxy

from web.client import Api, Client, Tokens
from web.problem import Problem

REFRESH_AGE = 30 * 24 * 3600
ACCESS_AGE = 15 * 60
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
NAMELESS = {"claims"}  # rooms where nobody is asked who they are: the cookies of a member stay unread
P = ParamSpec("P")


@dataclass(frozen=True)
class CurrentMember:
    """The member who is logged in."""

    id: str
    name: str
    email: str
    role: str
    locale: str | None
    organisation: dict[str, Any] | None
    data: dict[str, Any]
    etag: str | None = None

    @property
    def initials(self) -> str:
        """First letters of the first and the last name."""
        names = self.name.split()
        return "".join(name[0] for name in (names[:1] + names[1:][-1:])).upper() or "?"

    @property
    def first_name(self) -> str:
        """The name to greet with."""
        return self.name.split()[0] if self.name.split() else self.name

    def is_any(self, *roles: str) -> bool:
        """Tell whether a link for one of these roles is worth showing; an administrator sees all of them."""
        return self.role == "administrator" or self.role in roles


def init_app(app: Flask, client: Client) -> None:
    """Hang the session on the web application."""
    app.extensions["koppen-client"] = client
    app.before_request(refuse_other_sites)
    app.after_request(write_cookies)
    app.context_processor(lambda: {"current_user": current_user, "logged_in": has_tokens})


def _api() -> Api:
    if "api" not in g:
        g.api = Api(
            client=cast(Client, current_app.extensions["koppen-client"]),
            language=str(get_locale() or "nl"),
            address=request.remote_addr or "0.0.0.0",  # noqa: S104
            request_id=request.headers.get("X-Request-Id", "")[:64] or uuid.uuid4().hex,
            tokens=_tokens_from_cookies(),
        )
    return cast(Api, g.api)


def _member() -> CurrentMember | None:
    if "member" not in g:
        g.member = _load_member()
    return cast("CurrentMember | None", g.member)


api = cast(Api, LocalProxy(_api))
current_user = cast("CurrentMember", LocalProxy(_member))
"""The member of this request, asked of the API at most once; false for a visitor."""


def steers() -> bool:
    """Tell whether this visitor organises, and so moves dialogues on."""
    return bool(current_user) and current_user.is_any("organiser")


def has_tokens() -> bool:
    """Tell whether this visitor says to be a member, without asking the API."""
    return _api().tokens is not None


def _load_member() -> CurrentMember | None:
    if not has_tokens():
        return None
    try:
        answer = _api().get("/me")
    except Problem as problem:
        if problem.status in (401, 403, 404):
            return None
        raise
    data = answer.data
    return CurrentMember(
        id=data["id"], name=data["name"], email=data["email"], role=data["role"],
        locale=data.get("locale"), organisation=data.get("organisation"), data=data,
        etag=answer.etag,
    )  # fmt: skip


def forget_member() -> None:
    """Ask the API anew who this is, after logging in or changing the account."""
    g.pop("member", None)


def login_required(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Send a visitor to the login page and back here afterwards."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        return view(*args, **kwargs) if has_tokens() else to_login()

    return guarded


def to_login() -> Response:
    """Lead to the login page, remembering where the visitor wanted to be."""
    wanted = request.full_path.rstrip("?") if request.method in SAFE_METHODS else _path_of(request.referrer)
    return leave_for(url_for("accounts.login", next=safe_path(wanted)))


def leave_for(url: str) -> Response:
    """Go to another page: a redirect, or for htmx its header, so that the whole page is loaded."""
    if request.htmx:  # type: ignore[attr-defined]
        return Response(status=200, headers={"HX-Redirect": url})
    return cast(Response, redirect(url, code=303))


def safe_path(wanted: str | None, default: str = "/") -> str:
    """Keep a path on this site; anything that could lead elsewhere becomes the default."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")) or "\\" in wanted:
        return default
    return default if any(ord(character) < 32 for character in wanted) else wanted


def _path_of(url: str | None) -> str | None:
    parts = urlsplit(url or "")
    return parts.path + (f"?{parts.query}" if parts.query else "") if parts.netloc == request.host else None


def refuse_other_sites() -> None:
    """Refuse a change that another site asked the browser to make."""
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            abort(403)
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403)


def _cookie_name(kind: str) -> str:
    return f"__Host-koppen-{kind}" if current_app.config["SESSION_COOKIE_SECURE"] else f"koppen-{kind}"


def _tokens_from_cookies() -> Tokens | None:
    if request.blueprint in NAMELESS:
        return None
    access, refresh = (request.cookies.get(_cookie_name(kind)) for kind in ("access", "refresh"))
    return Tokens(access or None, refresh or None) if access or refresh else None


def write_cookies(response: Response) -> Response:
    """Put new tokens in the browser, or take ended ones out."""
    conversation = g.get("api")
    if conversation is None or not conversation.tokens_changed:
        return response
    tokens = conversation.tokens
    set_cookie(response, "access", tokens and tokens.access, (tokens and tokens.expires_in) or ACCESS_AGE)
    set_cookie(response, "refresh", tokens and tokens.refresh, REFRESH_AGE)
    return response


def set_cookie(response: Response, kind: str, value: str | None, max_age: int) -> None:
    """Set or clear one of our cookies; scripts cannot read it and other sites cannot send it along with a form."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(
        _cookie_name(kind), value or "", max_age=max_age if value else 0,
        httponly=True, samesite="Lax", secure=secure, path="/",
    )  # fmt: skip
