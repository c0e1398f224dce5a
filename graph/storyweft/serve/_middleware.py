"""What stands between every request and its handler: who may ask, and how answers travel."""

import re
from collections.abc import Collection
from hashlib import blake2b
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
# Answers smaller than this, in bytes, are not worth packing.
_LEAST_PACKED = 1000
# A weight of 0 says that a client cannot read it (RFC 9110, 12.4.2).
_NO_GZIP = re.compile(r"\bgzip[ \t]*;[ \t]*q=0(\.0{0,3})?[ \t]*(,|$)", re.IGNORECASE)


def middleware(origins: Collection[str] = ()) -> list[Middleware]:
    """Return the middleware; ``origins`` are those whose pages may ask, besides our own."""
    return [
        # A page elsewhere could otherwise give us its own host name and read what we say.
        Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"]),
        Middleware(
            CORSMiddleware,
            allow_origins=[*origins],
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=["Accept", "Content-Type"],
        ),
        Middleware(_Packing, minimum_size=_LEAST_PACKED, compresslevel=1),
        Middleware(_Guard, origins=frozenset(origins)),
        Middleware(_Freshness),
    ]


class _Packing(GZipMiddleware):
    """Packs answers for clients that take gzip, and for none that name it to refuse it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        accepted = Headers(raw=scope.get("headers", [])).get("accept-encoding", "")
        if not _NO_GZIP.search(accepted):
            await super().__call__(scope, receive, send)
            return

        async def plain(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(raw=message["headers"]).add_vary_header("Accept-Encoding")
            await send(message)

        await self.app(scope, receive, plain)


class _Guard:
    """Refuses what pages of other sites ask for, and puts the headers on every answer.

    A link is followed from anywhere, but not to the endpoint: a query is work.
    """

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        self._app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers.update(_HEADERS)
                headers.add_vary_header("Accept")
            await send(message)

        if self._is_refused(scope):
            refused = PlainTextResponse("not for pages of other sites\n", HTTPStatus.FORBIDDEN)
            await refused(scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)

    def _is_refused(self, scope: Scope) -> bool:
        headers = Headers(raw=scope.get("headers", []))
        origin = headers.get("origin")
        # Browsers that are old, or ask over plain HTTP, say no more than who asks.
        is_foreign = origin is not None and origin.partition("://")[2] != headers.get("host")
        site = headers.get("sec-fetch-site", "cross-site" if is_foreign else "none")
        if site != "cross-site" or origin in self._origins:
            return False
        is_link = headers.get("sec-fetch-mode", "navigate") == "navigate"
        return scope["path"] == "/sparql" or not is_link


class _Freshness:
    """Marks answers by what is in them, and sends none that a client has (RFC 9110, 13.1.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        start: Message = {}

        async def marked(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
                start = message
                return
            if start and message["type"] == "http.response.body":  # ours come in one piece
                headers = MutableHeaders(raw=start["headers"])
                # The same whether it travels packed or not.
                mark = f'W/"{blake2b(message["body"], digest_size=12).hexdigest()}"'
                headers["ETag"] = mark
                if _has(Headers(scope=scope).get("if-none-match", ""), mark):
                    del headers["content-length"]
                    start = {**start, "status": int(HTTPStatus.NOT_MODIFIED)}
                    message = {**message, "body": b""}
                await send(start)
                start = {}
            await send(message)

        await self._app(scope, receive, marked)


def _has(marks: str, mark: str) -> bool:
    listed = [item.strip() for item in marks.split(",")]
    return "*" in listed or mark in listed or mark.removeprefix("W/") in listed
