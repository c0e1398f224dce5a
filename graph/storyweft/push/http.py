"""Requests to a store: login where it asks, patience while it is busy, clear words otherwise."""

from collections.abc import Collection, Mapping
from time import sleep
from typing import TYPE_CHECKING

from storyweft.errors import MissingExtra, StoreError

if TYPE_CHECKING:
    import httpx

#: How often a request is tried, and the pause after the first failure (then doubled), in seconds.
TRIES = 5
PAUSE = 0.5
#: The longest pause that a store may ask for.
MAX_PAUSE = 60.0

# A store that loads a chunk may be silent for a while.
_TIMEOUT = 120.0
# Too busy, or a server in front of it that is.
_PASSING = frozenset([429, 502, 503, 504])
_NO_SUCH_PROTOCOL = (
    "no Graph Store Protocol there: it is /store at Oxigraph, /data at Fuseki,"
    " /sparql-graph-crud-auth at Virtuoso; or use --protocol update"
)
_HINTS = {
    400: "it cannot read what was sent",
    401: "it refuses the login, or wants one: --user NAME",
    403: "this user may not change it",
    404: _NO_SUCH_PROTOCOL,
    405: _NO_SUCH_PROTOCOL,
    413: "a request is too large for it: send less at once (--chunk)",
    415: "it does not take Turtle there",
}


class Client:
    """Sends requests, and sends them again where that can help."""

    def __init__(self, user: tuple[str, str] | None = None) -> None:
        try:
            import httpx
        except ImportError:
            raise MissingExtra("pushing to a store", "push") from None
        self._http = httpx.Client(timeout=_TIMEOUT)
        self._user = user

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def send(
        self,
        method: str,
        url: str,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
        allowed: Collection[int] = (),
    ) -> "httpx.Response":
        """Return the answer to a request, if it is a good one or its status is allowed.

        :raises StoreError: if the store cannot be reached or says no.
        """
        answer = self._try(method, url, content, headers or {})
        if answer.is_success or answer.status_code in allowed:
            return answer
        raise StoreError(_refusal(method, url, answer))

    def _try(
        self, method: str, url: str, content: bytes, headers: Mapping[str, str]
    ) -> "httpx.Response":
        import httpx

        for attempt in range(1, TRIES + 1):
            pause = PAUSE * 2 ** (attempt - 1)
            try:
                answer = self._send(method, url, content, headers)
            except httpx.TransportError as error:
                if attempt == TRIES or isinstance(error, httpx.UnsupportedProtocol):
                    reason = str(error) or type(error).__name__
                    raise StoreError(f"{url}: cannot be reached: {reason}") from error
            except httpx.InvalidURL as error:
                raise StoreError(f"{url}: no valid URL: {error}") from error
            else:
                if answer.status_code not in _PASSING or attempt == TRIES:
                    return answer
                pause = _asked_pause(answer) or pause
            sleep(pause)
        raise AssertionError  # the last attempt returns or raises

    def _send(
        self, method: str, url: str, content: bytes, headers: Mapping[str, str]
    ) -> "httpx.Response":
        answer = self._http.request(method, url, content=content, headers=dict(headers))
        if answer.status_code == 401 and self._user and self._http.auth is None:
            self._http.auth = _login(self._user, answer.headers.get("WWW-Authenticate", ""))
            answer = self._http.request(method, url, content=content, headers=dict(headers))
        return answer


def _login(user: tuple[str, str], challenge: str) -> "httpx.Auth":
    """Return the login of the kind that a store asks for."""
    import httpx

    kind = httpx.DigestAuth if "digest" in challenge.lower() else httpx.BasicAuth
    return kind(*user)


def _asked_pause(answer: "httpx.Response") -> float | None:
    asked = answer.headers.get("Retry-After", "")
    return min(float(asked), MAX_PAUSE) if asked.isdecimal() else None


def _refusal(method: str, url: str, answer: "httpx.Response") -> str:
    said = " ".join(answer.text.split())[:300]
    hint = _HINTS.get(answer.status_code)
    parts = [f"{url}: {method} refused with {answer.status_code} {answer.reason_phrase}"]
    return ": ".join([*parts, *filter(None, [hint, said])])
