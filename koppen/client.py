"""An HTTP client of the public API, for simulation and replay: what these can do, every integrator can do."""

import time
from typing import Any

import httpx

MEANT_SO = ["duplicate", "email", "link", "municipality", "person", "phone"]
"""What a writer from a file says to the question whether a text should be posted as it is: there is nobody to ask."""


class ApiError(RuntimeError):
    """The API refused a call."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(
            f"{response.request.method} {response.request.url}: {response.status_code} {response.text[:300]}"
        )
        self.status = response.status_code
        self.problem: dict[str, Any] = response.json() if "json" in response.headers.get("content-type", "") else {}


class ApiClient:
    """Calls the API at ``url`` as one person; keeps the tokens, retries when the server is busy."""

    def __init__(self, url: str, http: httpx.Client | None = None) -> None:
        self.base = url.rstrip("/") + "/api/v1"
        self.http = http or httpx.Client(timeout=30)
        self.tokens: dict[str, Any] | None = None

    def log_in(self, email: str, password: str) -> None:
        """Get tokens for this address."""
        self.tokens = self.call("POST", "/tokens", {"grantType": "password", "email": email, "password": password})

    def call(self, method: str, path: str, json: Any = None, headers: dict[str, str] | None = None) -> Any:
        """Send one request and give the parsed answer, None when it has no body."""
        return self.answer(method, path, json, headers).json_or_none

    def answer(self, method: str, path: str, json: Any = None, headers: dict[str, str] | None = None) -> "Answer":
        """Send one request and give the whole answer; a busy or restarting server is asked again for half a minute."""
        deadline, refreshed = time.monotonic() + 30, False
        while True:
            try:
                response = self.http.request(method, self.base + path, json=json, headers=self._headers(headers))
            except httpx.TransportError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
                continue
            if response.status_code == 401 and self.tokens and path != "/tokens" and not refreshed:
                self._refresh()
                refreshed = True
                continue
            pause = float(response.headers.get("Retry-After", "0.5"))
            if response.status_code in (429, 503) and time.monotonic() + pause < deadline:
                time.sleep(pause)
                continue
            if response.is_error:
                raise ApiError(response)
            return Answer(response)

    def _headers(self, extra: dict[str, str] | None) -> dict[str, str]:
        token = {"Authorization": f"Bearer {self.tokens['accessToken']}"} if self.tokens else {}
        return {"Accept-Language": "nl"} | token | (extra or {})

    def _refresh(self) -> None:
        refresh = {"grantType": "refresh", "refreshToken": (self.tokens or {})["refreshToken"]}
        self.tokens = None
        self.tokens = self.call("POST", "/tokens", refresh)


class Answer:
    """What the API answered."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.json_or_none: Any = response.json() if response.content else None
