"""The application: which path answers what (Starlette, ASGI)."""

from asyncio import timeout
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs

import pyoxigraph
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from storyweft import vocabulary as v
from storyweft.resolving.iris import Iris
from storyweft.serve import description, pages
from storyweft.serve._middleware import middleware
from storyweft.serve.live_reload import LivePage
from storyweft.serve.protocol import (
    GRAPH_TYPES,
    HTML,
    NAMES,
    TABLE_TYPES,
    asks_elsewhere,
    is_iri,
    negotiate,
)
from storyweft.serve.worker import Answer, Pool, Request, failure
from storyweft.sparql.asking import Table, query, to_table
from storyweft.sparql.named import named_queries
from storyweft.sparql.store import PAGE, open_store

#: How large a request may be, in bytes.
MAX_REQUEST = 2**18
#: How long the body of a request may take to arrive, in seconds.
BODY_LIMIT = 10.0
#: How many things that point to a resource are described with it.
MAX_POINTING = 500
#: How many rows a page for people has.
MAX_SHOWN = 10_000

_JSON = TABLE_TYPES[0]
_JSON_LD = GRAPH_TYPES[2]
_NO_SUCH_FORMAT = f"expected one format of {', '.join(NAMES)}, or a media type"
_PLAIN_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
# The explorer is one file with its scripts in it; it may show pictures, and ask us for a newer one.
_EXPLORER_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' blob:; style-src 'unsafe-inline'; "
    "img-src data: blob: http: https:; font-src data:; worker-src blob:; connect-src 'self'; "
    "form-action 'none'; "
)
_ANY_POLICY = "base-uri 'none'; frame-ancestors 'none'"


def application(
    directory: Path,
    *,
    time_limit: float = 30.0,
    processes: int = 2,
    origins: Collection[str] = (),
) -> Starlette:
    """Return the application for the store in a folder.

    :param origins: of pages elsewhere that may ask it (``https://yasgui.example``).
    """
    server = _Server(directory, time_limit, processes)
    routes = [
        Route("/", server.explorer),
        Route("/version", server.page.version),
        Route("/sparql", server.sparql, methods=["GET", "POST"]),
        Route("/resource", server.resource),
        Route("/id/{rest:path}", server.own_resource),
    ]
    return Starlette(routes=routes, middleware=middleware(origins), lifespan=server.lifespan)


def page_application(path: Path) -> Starlette:
    """Return the application for an explorer page in a file, and nothing else."""
    page = _Page(path)
    routes = [Route("/", page.show), Route("/version", page.version)]
    return Starlette(routes=routes, middleware=middleware())


class _Page:
    """The handlers for an explorer page."""

    def __init__(self, path: Path) -> None:
        self._page = LivePage(path)

    async def show(self, request: HttpRequest) -> Response:
        """Return the page."""
        try:
            page = await run_in_threadpool(self._page.read)
        except FileNotFoundError:
            return _response(failure(HTTPStatus.NOT_FOUND, "there is no page: build it"))
        return _page(page, _EXPLORER_POLICY)

    async def version(self, request: HttpRequest) -> Response:
        """Return what changes with the page."""
        version = await run_in_threadpool(self._page.version)
        return _response(Answer(HTTPStatus.OK, "text/plain", version.encode()))


class _Server:
    """The handlers for a store, and the processes that they ask."""

    def __init__(self, directory: Path, time_limit: float, processes: int) -> None:
        self._directory = directory
        self._time_limit = time_limit
        self._processes = processes
        self._pool: Pool | None = None
        self.page = _Page(directory / PAGE)
        self._base = _base(directory)

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        """Have the processes while the server runs."""
        self._pool = Pool(self._directory, size=self._processes, time_limit=self._time_limit)
        try:
            yield
        finally:
            self._pool.close()

    async def _ask(self, request: Request) -> Answer:
        assert self._pool is not None
        return await run_in_threadpool(self._pool.ask, request)

    async def _table(self, sparql: str) -> Table:
        """Return what a query of our own tells.

        :raises HTTPException: if the processes have no time for it.
        """
        answer = await self._ask(Request(sparql, _JSON, GRAPH_TYPES[0]))
        if answer.status != HTTPStatus.OK:
            raise HTTPException(answer.status, answer.body.decode())
        return await run_in_threadpool(_read_table, answer.body)

    # -- the page ---------------------------------------------------------------------------------

    async def explorer(self, request: HttpRequest) -> Response:
        """Return the explorer page of the store; if it came without one, what is in it."""
        page = await self.page.show(request)
        return page if page.status_code == HTTPStatus.OK else _page(await self._contents())

    async def _contents(self) -> str:
        rows = await self._table(named_queries()["counts"].sparql)
        counted = [
            {"property": row["class"], "value": row["resources"], "label": None, "is_iri": False}
            for row in rows
        ]
        return pages.contents(counted)

    # -- SPARQL -----------------------------------------------------------------------------------

    async def sparql(self, request: HttpRequest) -> Response:
        """Answer a query (SPARQL 1.1 Protocol, section 2.1)."""
        if request.method in ("GET", "HEAD"):
            parameters: Mapping[str, list[str]] = _lists(request.query_params)
        else:
            try:
                async with timeout(BODY_LIMIT):
                    body = await _body(request)
            except TimeoutError:
                message = f"the query did not arrive within {BODY_LIMIT:g} seconds"
                return _response(failure(HTTPStatus.REQUEST_TIMEOUT, message))
            if body is None:
                limit = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
                return _response(failure(limit, f"a query has at most {MAX_REQUEST} bytes"))
            content_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
            posted = _posted(content_type, body, _lists(request.query_params))
            if posted is None:
                message = (
                    f"cannot read {content_type or 'a body without a type'}:"
                    " send application/sparql-query or a form"
                )
                return _response(failure(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, message))
            parameters = posted
        accept = _accepted(request, parameters)
        if accept is None:
            return _response(failure(HTTPStatus.BAD_REQUEST, _NO_SUCH_FORMAT))
        if request.method != "POST":
            if negotiate(accept, (*TABLE_TYPES, *GRAPH_TYPES, HTML)) == HTML:
                return await self._for_a_person(parameters)
            if not parameters.keys() & {"query", "update"}:
                return _response(self._description(request, accept))
        return _response(await self._answer(parameters, accept))

    def _description(self, request: HttpRequest, accept: str) -> Answer:
        wanted = negotiate(accept, GRAPH_TYPES)
        if wanted is None:
            offered = ", ".join((*GRAPH_TYPES, HTML))
            return failure(HTTPStatus.NOT_ACCEPTABLE, f"it comes as one of {offered}")
        endpoint = str(request.url.replace(query=""))
        dataset = Iris(self._base).dataset
        body = description.describe(endpoint, wanted, dataset=dataset)
        return Answer(HTTPStatus.OK, wanted, body)

    async def _for_a_person(self, parameters: Mapping[str, list[str]]) -> Response:
        """Return the form to ask on, or the answer to what was asked on it."""
        if "query" not in parameters:
            return _page(pages.query_form(named_queries().values()))
        answer = await self._answer(parameters, f"{_JSON}, {GRAPH_TYPES[0]}")
        if answer.status != HTTPStatus.OK:
            return _response(answer)
        return _page(await run_in_threadpool(_shown, answer))

    async def _answer(self, parameters: Mapping[str, list[str]], accept: str) -> Answer:
        if "update" in parameters:
            return failure(HTTPStatus.FORBIDDEN, "this endpoint is read-only: no updates")
        queries = parameters.get("query", [])
        if len(queries) != 1:
            return failure(HTTPStatus.BAD_REQUEST, f"expected one query, got {len(queries)}")
        # Not here: while a long query is looked at, others are answered.
        if await run_in_threadpool(asks_elsewhere, queries[0]):
            return failure(HTTPStatus.FORBIDDEN, "SERVICE is refused: this endpoint calls no other")
        tables, graphs = negotiate(accept, TABLE_TYPES), negotiate(accept, GRAPH_TYPES)
        if tables is None and graphs is None:
            offered = ", ".join((*TABLE_TYPES, *GRAPH_TYPES))
            return failure(HTTPStatus.NOT_ACCEPTABLE, f"an answer comes as one of {offered}")
        graph_lists = [parameters.get(f"{kind}-graph-uri", []) for kind in ("default", "named")]
        if not all(map(is_iri, (iri for iris in graph_lists for iri in iris))):
            return failure(HTTPStatus.BAD_REQUEST, "expected absolute IRIs of graphs")
        types = tables or TABLE_TYPES[0], graphs or GRAPH_TYPES[0]
        return await self._ask(Request(queries[0], *types, *graph_lists))

    # -- resources --------------------------------------------------------------------------------

    async def own_resource(self, request: HttpRequest) -> Response:
        """Describe a resource whose IRI starts with the base, at the same path here."""
        raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
        path = raw.split(b"?")[0].decode("ascii", errors="replace")
        return await self._describe(self._base + path.lstrip("/"), request)

    async def resource(self, request: HttpRequest) -> Response:
        """Describe any resource, by its IRI."""
        return await self._describe(request.query_params.get("iri", ""), request)

    async def _describe(self, iri: str, request: HttpRequest) -> Response:
        if not is_iri(iri):
            return _response(
                failure(HTTPStatus.BAD_REQUEST, f"expected an absolute IRI, got {iri!r}")
            )
        accept = _accepted(request, _lists(request.query_params))
        if accept is None:
            return _response(failure(HTTPStatus.BAD_REQUEST, _NO_SUCH_FORMAT))
        wanted = negotiate(accept, (*GRAPH_TYPES, HTML))
        if wanted is None:
            offered = ", ".join((*GRAPH_TYPES, HTML))
            return _response(failure(HTTPStatus.NOT_ACCEPTABLE, f"it comes as one of {offered}"))
        said = await self._table(_SAID.replace("urn:this", iri))
        if not said:
            return _response(failure(HTTPStatus.NOT_FOUND, f"nothing is said of {iri}"))
        if wanted == HTML:
            says = await self._table(_SAYS.replace("urn:this", iri))
            data = await self._described(iri, _JSON_LD)
            if data.status != HTTPStatus.OK:
                return _response(data)
            return _page(pages.resource(iri, said, says, data.body.decode()))
        return _response(await self._described(iri, wanted))

    async def _described(self, iri: str, media_type: str) -> Answer:
        return await self._ask(Request(_DESCRIBE.replace("urn:this", iri), _JSON, media_type))


_SAID = f"""
SELECT ?property ?value ?label (isIRI(?value) AS ?is_iri)
{{ <urn:this> ?property ?value OPTIONAL {{ ?value rdfs:label ?label }} }}
ORDER BY ?property ?value LIMIT {MAX_SHOWN}
"""
_SAYS = f"""
SELECT ?property ?value ?label
{{ ?value ?property <urn:this> OPTIONAL {{ ?value rdfs:label ?label }} }}
ORDER BY ?property ?value LIMIT {MAX_POINTING}
"""
_DESCRIBE = f"""
CONSTRUCT {{ <urn:this> ?property ?value . ?pointing ?pointer <urn:this> }}
{{ {{ <urn:this> ?property ?value }} UNION
   {{ SELECT ?pointing ?pointer {{ ?pointing ?pointer <urn:this> }}
      ORDER BY ?pointing LIMIT {MAX_POINTING} }} }}
"""


def _base(directory: Path) -> str:
    """Return where the IRIs of a store's own resources start, as its documents tell."""
    sparql = "SELECT ?iri { ?iri a schema:DigitalDocument } ORDER BY ?iri LIMIT 1"
    for row in query(open_store(directory), sparql):
        return str(row["iri"]).partition("id/doc/")[0]
    return v.DEFAULT_BASE_IRI


def _read_table(body: bytes) -> Table:
    """Return the rows of an answer, and one more than are shown if there are too many."""
    results = pyoxigraph.parse_query_results(body, pyoxigraph.QueryResultsFormat.JSON)
    return to_table(results, most=MAX_SHOWN + 1)


def _shown(answer: Answer) -> str:
    if answer.media_type == _JSON:
        return pages.table(_read_table(answer.body), MAX_SHOWN)
    return pages.text("Answer", answer.body.decode())


def _lists(parameters: QueryParams) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    for name, value in parameters.multi_items():
        lists.setdefault(name, []).append(value)
    return lists


def _accepted(request: HttpRequest, parameters: Mapping[str, list[str]]) -> str | None:
    """Return what a client accepts, by ``format`` or by its headers; None if there is no such."""
    match parameters.get("format", []):
        case []:
            return ",".join(request.headers.getlist("accept"))
        case [name]:
            return NAMES.get(name) or (name if name in NAMES.values() else None)
    return None


async def _body(request: HttpRequest) -> bytes | None:
    """Return the body of a request, or None if it is too large."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_REQUEST:
            return None
    return bytes(body)


def _posted(
    content_type: str, body: bytes, in_url: Mapping[str, list[str]]
) -> Mapping[str, list[str]] | None:
    """Return the parameters of a POST in one of the protocol's forms, or None if it is none."""
    text = body.decode(errors="replace")
    if content_type == "application/x-www-form-urlencoded":
        return parse_qs(text, keep_blank_values=True)
    if content_type in ("application/sparql-query", "application/sparql-update"):
        return {**in_url, content_type.removeprefix("application/sparql-"): [text]}
    return None


def _page(text: str | bytes, policy: str = _PLAIN_POLICY) -> Response:
    return HTMLResponse(text, headers={"Content-Security-Policy": policy + _ANY_POLICY})


def _response(answer: Answer) -> Response:
    return Response(
        answer.body,
        answer.status,
        {"Content-Security-Policy": "default-src 'none'; " + _ANY_POLICY},
        answer.media_type,
    )
