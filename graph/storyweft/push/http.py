"""Requests to a store: login where it asks, patience while it is busy, clear words otherwise."""

import re
from base64 import b64encode
from collections.abc import Collection, Mapping
from time import sleep
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

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


#: How much of an answer is read, in bytes, unpacked; and how much of a refusal.
MAX_ANSWER = 128 * 1024 * 1024
_MAX_REFUSAL = 16 * 1024

_HEADERS = (b"retry-after", b"www-authenticate")

_USER_INFO = re.compile(r"(?<=://)[^/?#]*@")


class StoreAnswer(NamedTuple):
    """What a store says: a status of HTTP, and the body."""

    status: int
    content: bytes


def split_login(url: str, user: tuple[str, str] | None) -> tuple[str, tuple[str, str] | None]:
    """Return a URL without the login that it may have in it, and the login to use.

    >>> split_login("http://me:secret@example.com/data", None)
    ('http://example.com/data', ('me', 'secret'))
    """
    match = _USER_INFO.search(url)
    if match is None:
        return url, user
    name, _, password = match[0].removesuffix("@").partition(":")
    plain = url[: match.start()] + url[match.end() :]
    return plain, user or (unquote(name), unquote(password))


class Client:
    """Sends requests, and sends them again where that can help."""

    def __init__(self, user: tuple[str, str] | None = None) -> None:
        try:
            import httpx
        except ImportError:
            raise MissingExtra("pushing to a store", "push") from None
        # What comes packed may be a bomb, and is asked for by nobody.
        self._http = httpx.Client(timeout=_TIMEOUT, headers={"Accept-Encoding": "identity"})
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
    ) -> StoreAnswer:
        """Return the answer to a request, if it is a good one or its status is allowed.

        :raises StoreError: if the store cannot be reached or says no.
        """
        answer = self._try(method, url, content, headers or {})
        if answer.is_success or answer.status_code in allowed:
            return StoreAnswer(answer.status_code, answer.content)
        raise self._error(_refusal(method, url, answer))

    def _error(self, message: str) -> StoreError:
        """Return an error that tells no secret, though the store may have said it."""
        if self._user and (password := self._user[1]):
            for secret in {password, quote(password, safe=""), _basic(*self._user)}:
                message = message.replace(secret, "***")
        return StoreError(_USER_INFO.sub("", message))

    def _try(
        self, method: str, url: str, content: bytes, headers: Mapping[str, str]
    ) -> "httpx.Response":
        import httpx

        for attempt in range(1, TRIES + 1):
            pause = PAUSE * 2 ** (attempt - 1)
            try:
                answer = self._send(method, url, content, headers)
            except httpx.TransportError as error:
                if attempt == TRIES or _is_lasting(error):
                    reason = str(error) or type(error).__name__
                    raise self._error(f"{url}: cannot be reached: {reason}") from None
            except httpx.InvalidURL as error:
                raise self._error(f"{url}: no valid URL: {error}") from None
            except httpx.HTTPError as error:  # packed by a method that it is not
                raise self._error(f"{url}: an answer that cannot be read: {error}") from None
            else:
                if answer.status_code not in _PASSING or attempt == TRIES:
                    return answer
                pause = _asked_pause(answer) or pause
            sleep(pause)
        raise AssertionError  # the last attempt returns or raises

    def _send(
        self, method: str, url: str, content: bytes, headers: Mapping[str, str]
    ) -> "httpx.Response":
        challenge = ""
        try:
            answer = self._once(method, url, content, headers)
            challenge = answer.headers.get("WWW-Authenticate", "")
            if answer.status_code == 401 and self._user and self._http.auth is None:
                self._http.auth = _login(self._user, challenge)
                answer = self._once(method, url, content, headers)
        except (LookupError, NotImplementedError, ValueError) as error:
            if self._http.auth is None:
                raise
            # A digest by a method that nobody knows, or a challenge that is none.
            asked = f" ({challenge[:100]!r})" if challenge else ""
            reason = f"it asks for a login that cannot be given{asked}"
            raise self._error(f"{url}: {reason}") from error
        return answer

    def _once(
        self, method: str, url: str, content: bytes, headers: Mapping[str, str]
    ) -> "httpx.Response":
        """Send a request once, and read the answer as far as it may go."""
        import httpx

        with self._http.stream(method, url, content=content, headers=dict(headers)) as answer:
            limit = MAX_ANSWER if answer.is_success else _MAX_REFUSAL
            body = bytearray()
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > limit and answer.is_success:
                    size = f"{limit // 2**20} MiB"
                    raise self._error(f"{url}: an answer of more than {size}: is it a store?")
                if len(body) > limit:
                    del body[limit:]
                    break
            # Unpacked as it is, it must not say that it is packed.
            said = [pair for pair in answer.headers.raw if pair[0].lower() in _HEADERS]
            return httpx.Response(answer.status_code, headers=said, content=bytes(body))


def _is_lasting(error: "httpx.TransportError") -> bool:
    """Tell that to ask again would not help: nothing was sent, or a challenge makes no sense."""
    import httpx

    lasting = httpx.UnsupportedProtocol, httpx.LocalProtocolError
    return isinstance(error, lasting) or type(error) is httpx.ProtocolError


def _basic(name: str, password: str) -> str:
    return b64encode(f"{name}:{password}".encode()).decode()


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
