"""What is fuzzed: each reader takes bytes, and raises if it does what it must not."""

import faulthandler
import io
import os
import resource
import signal
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from unittest.mock import patch
from xml.etree import ElementTree
from zlib import crc32

import httpx
import pyoxigraph
import rdflib

from storyweft import build, urls
from storyweft.errors import InputError, QueryError, SourceError, StoreError
from storyweft.export import ntriples
from storyweft.mapping import FieldMapping, load_mapping
from storyweft.model import Document, Problem
from storyweft.network import layout
from storyweft.push import http, pushing
from storyweft.reading.dates import to_time
from storyweft.reading.documents import parse
from storyweft.reading.problem_codes import CODES
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import resolve
from storyweft.serve.protocol import asks_elsewhere
from storyweft.sources import _apart
from storyweft.sources.archives import Member, members, unpack
from storyweft.sources.files import MAX_FRONT_MATTER, SourceFile
from storyweft.sources.parquet_files import parquet_rows
from storyweft.sources.tabular import Refusal, row_entries
from storyweft.sparql.asking import refuse_nested
from storyweft.sparql.opening import as_graph, tell
from tests import archives, rich
from tests.graphs import files_of

SEEDS = Path(__file__).parent / "seeds"
_FILES = {"a.md": b"---\ntitle: A\n---\n", "b/c.txt": b"---\ntitle: B\nurl: n.com\n---\nbody"}


_ROWS = [
    {
        "title": f"Bridge {number}",
        "url": f"https://n.com/{number}",
        "published": datetime(2020, 6, number + 1, tzinfo=UTC),
        "topics": ["a", None, "b"],
        "provider": {"name": "N", "domain": "n.com"},
        "quality": Decimal("1.5"),
        "heat": None if number else 1,
        "cached": bool(number),
        "day": date(2020, 6, number + 1),
        "raw": b"\xff\x00",
    }
    for number in range(3)
]


class Reader(NamedTuple):
    """A reader, inputs that are good, and pieces that mean something to it."""

    read: Callable[[bytes], object]
    good: list[bytes]
    pieces: list[bytes]


def _document(name: str, data: bytes) -> None:
    result = parse(data, name)
    assert isinstance(result, Document | Problem)
    problems = [result] if isinstance(result, Problem) else result.problems
    assert {problem.code for problem in problems} <= set(CODES)
    if isinstance(result, Document):
        resolve([result], Iris("https://base.example/"))


def _archive(ending: str, data: bytes) -> None:
    _check(members(io.BytesIO(data), f"x{ending}"))


def _parquet(data: bytes) -> None:
    """Take a file in a copy of this process; some, and those that end it, as a build does."""
    if _is_survived(data) and crc32(data) % 50:
        return
    path = SEEDS.parent / f".{os.getpid()}.parquet"
    path.write_bytes(data)
    try:
        _check(unpack(SourceFile("x.parquet", path, prefix="")))
    finally:
        path.unlink()


def _is_survived(data: bytes) -> bool:
    child = os.fork()
    if child:
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert ended not in (1, -signal.SIGXCPU), "raises, or takes more than 5 s"
        return ended == 0
    wrong = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (5, 5))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        faulthandler.disable()
        _apart._limit_memory()
        with suppress(OSError, MemoryError):
            for _, content in row_entries(parquet_rows(io.BytesIO(data)), FieldMapping()):
                assert isinstance(content, Refusal) or len(content) <= MAX_FRONT_MATTER + 1
        wrong = 0
    finally:
        os._exit(wrong)


def _check(items: Iterable[Member | Problem]) -> None:
    for item in items:
        if isinstance(item, Member):
            assert len(item.data) <= MAX_FRONT_MATTER + 1
        else:
            assert item.code in CODES


def _url(data: bytes) -> None:
    text = data.decode(errors="surrogateescape")
    for read in (urls.parse_url, urls.canonical_url, urls.escape_url):
        try:
            url = read(text)
        except ValueError:
            continue
        pyoxigraph.NamedNode(url)
        if read is urls.parse_url:
            assert urls.parse_url(url) == url


def _date(data: bytes) -> None:
    with suppress(ValueError):
        assert len(to_time(data.decode(errors="replace"))) == 20


@cache
def _trap() -> tuple[str, list[object]]:
    """Return an address, and a list that grows when somebody connects."""
    listener = socket.create_server(("127.0.0.1", 0))
    caught: list[object] = []

    def run() -> None:
        while True:
            connection, address = listener.accept()
            caught.append(address)
            connection.close()

    threading.Thread(target=run, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}/", caught


def _sparql(data: bytes) -> None:
    address, caught = _trap()
    query = data.decode(errors="replace").replace("HERE", address)
    if not asks_elsewhere(query):
        with suppress(SyntaxError, ValueError, RuntimeError, OSError, QueryError):
            refuse_nested(query)
            answer = pyoxigraph.Store().query(query)
            if isinstance(answer, pyoxigraph.QuerySolutions | pyoxigraph.QueryTriples):
                next(iter(answer), None)
        assert not caught


def _answer(data: bytes) -> None:
    """Take what a store says: a line with a status and headers, then the body."""
    first, _, body = data.partition(b"\n")
    status, *headers = first.split(b"|") if first else [b"200"]
    code = int(status[:3]) if status[:3].isdigit() else 200
    if not 200 <= code < 600 or code in (429, 502, 503, 504):  # it would be asked again, later
        code = 500

    def reply(request: httpx.Request) -> httpx.Response:
        split = (header.partition(b":") for header in headers)
        pairs = [(key, value) for key, _, value in split if key]
        stream = httpx.ByteStream(body)
        return httpx.Response(code, headers=pairs, stream=stream)

    client = http.Client.__new__(http.Client)  # which would read all certificates of the system
    client._user = ("me", "secret")
    client._http = httpx.Client(transport=httpx.MockTransport(reply))
    try:
        pushing._digests(client.send("GET", "http://store.example/", allowed=(404,)).content)
    except StoreError as error:
        assert "secret" not in str(error).replace("'secret'", "")


def _mapping(data: bytes) -> None:
    path = SEEDS.parent / f".{os.getpid()}.toml"
    path.write_bytes(data)
    try:
        load_mapping(path)
    except InputError:
        pass
    finally:
        path.unlink()


def _rdf(data: bytes) -> None:
    """Take the lines that are N-Triples for a source, and write what it tells of."""
    path = SEEDS.parent / f".{os.getpid()}.nt"
    lines = dict.fromkeys(data.split(b"\n"))
    path.write_bytes(b"\n".join(line for line in lines if _is_triple(line)))
    try:
        # Where things stand takes most of the time, and is the same work for all.
        with patch.object(layout, "_STEPS", 2):
            written = files_of(as_graph(tell(path)))
    except SourceError:
        return
    finally:
        path.unlink()
    turtle = set(pyoxigraph.parse(written["ttl"], pyoxigraph.RdfFormat.TURTLE))
    assert turtle == set(pyoxigraph.parse(written["nt"], pyoxigraph.RdfFormat.N_TRIPLES))
    rdflib.Graph().parse(data=written["nt"], format="nt")
    for name in ("graphml", "gexf", "atom"):
        ElementTree.fromstring(written[name])  # noqa: S314 - our own


def _is_triple(line: bytes) -> bool:
    try:
        return bool(list(pyoxigraph.parse(line, pyoxigraph.RdfFormat.N_TRIPLES)))
    except SyntaxError:
        return False


def _triples() -> bytes:
    """Return what a small graph says that has every field and kind of thing."""
    with TemporaryDirectory() as folder:
        graph = build(rich.write_documents(Path(folder)))
    return b"".join(piece.encode() for piece in ntriples.generate(graph))


_YAML = (
    b'---\ntitle: "A: b"\nurl: https://n.com/?a=1&b=2\ntopics: [a, b]\nrelated:\n'
    b"- {title: C}\n---\n"
)
_TOML = b"+++\ntitle = 'A'\nurl = \"https://n.com\"\ntopics = ['a']\n[params]\nx.y = 1\n+++\n"
_JSON = b'{"title": "A", "topics": ["a", "b"], "related": [{"url": "https://n.com/b"}]}'
_STREAM = b"title: A\nurl: https://n.com\n---\ntitle: B\n...\n"
_YAML_PIECES = (
    b"--- ... &a *a ! !!str | > - ? : , [ ] { } # % @ ` ' \" \\ ~ << \t \x85 \xe2\x80\xa8".split(
        b" "
    )
)
_SPARQL_PIECES = b"SERVICE <HERE> { } . ; ? $ : # ' \" \\ ''' \"\"\" @ _: % ( ) \\u0023 \n".split(
    b" "
)

READERS: dict[str, Reader] = {
    "yaml": Reader(partial(_document, "a.md"), [_YAML], _YAML_PIECES),
    "toml": Reader(
        partial(_document, "a.md"), [_TOML], b"+++ = . [ ] { } ' \" \\ ''' # 1 \n".split(b" ")
    ),
    "json": Reader(
        partial(_document, "a.md"), [_JSON], b'{ } [ ] , : " \\ \\u 1e9 null NaN'.split(b" ")
    ),
    "stream": Reader(partial(_document, "a.yaml"), [_STREAM, _YAML], _YAML_PIECES),
    **{
        ending.removeprefix("."): Reader(
            partial(_archive, ending), [make(_FILES)], [b"\0", b"\xff"]
        )
        for ending, make in archives.MAKERS.items()
    },
    "parquet": Reader(
        _parquet,
        [archives.make_parquet(_FILES), archives.parquet(*_ROWS)],
        b"\0 \xff \x15\x00 \x15\x80\x80\x80\x80\x08 \x19\x1c \x28\xff\xff\x03 PAR1".split(b" "),
    ),
    "url": Reader(
        _url,
        [b"https://www.n.com:80/a/../b?x=1&amp=1#c", b"http://user@[::1]/%zz|a b"],
        b"http:// / .. . ? # & = % @ : [ ] xn-- amp \\ | &amp; //".split(b" "),
    ),
    "date": Reader(
        _date,
        [b"2020-06-24T17:51:00Z", b"Wed, 24 Jun 2020 17:51:00 +0200", b"24.06.2020", b"1593020000"],
        b"- : T Z + . , W GMT EST Jun 0 1 9 24 2020".split(b" "),
    ),
    "sparql": Reader(
        _sparql,
        [
            b"SELECT * { ?s ?p 'a' . SERVICE <HERE> { ?s ?p ?o } }",
            b"PREFIX : <HERE> ASK { ?x :p? $z.SERVICE:a{} # c\n }",
            b"PREFIX : <HERE> ASK { FILTER(1<2)SERVICE:a#>\n{} FILTER(''<'>')SERVICE:a{}#'\n }",
        ],
        _SPARQL_PIECES,
    ),
    "answer": Reader(
        _answer,
        [
            b"200|Content-Type:text/turtle\n<a:b> <a:c> 'd' .",
            b"401|WWW-Authenticate:Digest realm=a\n",
        ],
        [
            *(
                b"200|",
                b"401|",
                b"404|",
                b"500|",
                b"|Content-Encoding:gzip",
                b"|Content-Encoding:br",
            ),
            *(b"|WWW-Authenticate:Digest ", b"qop=auth", b"nonce=a", b"realm=", b"<a:b>", b"\n"),
        ],
    ),
    "rdf": Reader(
        _rdf,
        [_triples()],
        [
            *(b"<https://n.com/%s>" % name for name in (b".", b"\xc2\xa0", b"\xe2\x80\xae", b"")),
            *(b"<urn:a>", b"<https://schema.org/", b"<javascript:a>", b"_:a", b"@en", b" .\n"),
            *(b'"1e999"', b'"2020-13-45T99:99:99Z"', b'"\\u0000\\uFFFE"', b'""', b'"' + b"9" * 99),
            b"^^<http://www.w3.org/2001/XMLSchema#integer>",
        ],
    ),
    "mapping": Reader(
        _mapping,
        [b'leave_out = ["a"]\ndefaults = true\n[fields]\ntitle = "heading"\nurl = ["a", "b"]\n'],
        b"= [ ] { } \" ' fields title true 1 . \n".split(b" "),
    ),
}


def seeds(name: str) -> list[bytes]:
    """Return what a reader is fuzzed with: good inputs, and all past findings."""
    folder = SEEDS / name
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [*READERS[name].good, *(path.read_bytes() for path in found)]
