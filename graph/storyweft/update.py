"""Sources → outputs, with only the work that earlier builds into the same place have not done.

The outputs are those of a clean build, byte for byte. They are left as they are if all files say
what they said when these were written, all options are the same, and nobody changed them since.
"""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct, msgpack

from storyweft.build import collect, make_graph, make_iris
from storyweft.cache import FOLDER, Cache, Known, digest_of, digest_of_file, stamp_of
from storyweft.errors import InputError
from storyweft.export import DEFAULT_FORMATS, Images, Pieces, Split, generate, write_files
from storyweft.graph import Graph
from storyweft.mapping import FieldMapping, find_mapping
from storyweft.pool import Progress, no_progress, read_files, without_collector
from storyweft.read import find_files
from storyweft.report import report
from storyweft.store import save
from storyweft.urls import ALL_RULES
from storyweft.vocabulary import DEFAULT_BASE_IRI


class Update(NamedTuple):
    """What a build did, or what the one before it did if there was nothing to do.

    ``report`` is that of :func:`storyweft.report.report`, ``files`` counts all of them and
    ``changed`` those that no earlier build had read.
    """

    report: dict[str, Any]
    paths: list[Path]
    files: int
    changed: int
    is_new: bool


class Built(Struct, frozen=True):
    """What was written, and the digest of everything that went into it."""

    recipe: bytes
    outputs: list[Known]
    report: dict[str, Any]


@without_collector()
def update(
    *sources: str | Path,
    out: str | Path | None = None,
    store: str | Path | None = None,
    formats: Sequence[str] = DEFAULT_FORMATS,
    compress: bool = False,
    images: Images = "click",
    split: Split | None = None,
    jobs: int = 1,
    strict: bool = False,
    base_iri: str = DEFAULT_BASE_IRI,
    mapping: FieldMapping | None = None,
    rules: Collection[str] = ALL_RULES,
    cache: bool = True,
    progress: Progress = no_progress,
) -> Update:
    """Build the graph of the sources and write it, or leave what is there if that is the same.

    What is below a source and was made of it (``out`` and ``store``) is no part of it. The options
    are those of :func:`storyweft.build.build`, :func:`storyweft.export.write` and
    :func:`storyweft.store.save`, with what they raise.

    :param out: the folder to write files to.
    :param store: where to keep the graph as a store.
    :param cache: whether to keep what was read, and to use what an earlier build kept: in
        ``.storyweft`` in the folder of files, or beside the store if there is no such folder.
    """
    places = _Places(out, store)
    iris = make_iris(base_iri)
    files = find_files(*sources, outputs=places.outputs())
    mapping = mapping or find_mapping(*sources)
    kept = Cache(places.cache_folder(), files, mapping) if cache else None
    options = [list(formats), compress, images, split, strict, base_iri, sorted(rules)]
    asked = [out is not None, store is not None, *options]
    if kept:
        if kept.look(jobs=jobs, progress=progress) and (built := _built(kept, asked, places)):
            return Update(built.report, places.paths(built.outputs), len(files), 0, is_new=False)
        results = kept.results(jobs=jobs)
    else:
        results = read_files(files, mapping, jobs=jobs)
    reading = collect(results, files, strict=strict, progress=progress)
    graph = make_graph(reading, iris, strict=strict, rules=rules, progress=progress)
    progress("write", 0, 1)
    pieces = generate(graph, formats, compress=compress, images=images, split=split)
    outputs = places.write(graph, pieces)
    told = report(graph)
    if kept:
        kept.keep()
        kept.shelf.save("built", [Built(_recipe(kept, asked), outputs, told)])
    changed = kept.changed if kept else len(files)
    return Update(told, places.paths(outputs), len(files), changed, is_new=True)


def _recipe(kept: Cache, asked: list[object]) -> bytes:
    """Return a digest of what goes into the outputs; that of the code is in every checksum."""
    return digest_of(msgpack.encode([kept.inputs, asked]))


def _built(kept: Cache, asked: list[object], places: "_Places") -> Built | None:
    """Return what the last build wrote, if it is whole and a build would write the same now."""
    recipe = _recipe(kept, asked)
    for built in kept.shelf.load("built", Built):
        if built.recipe != recipe:
            continue
        outputs = [places.recognise(output, kept.started) for output in built.outputs]
        found = [output for output in outputs if output]
        if len(found) == len(outputs):
            if found != built.outputs:
                kept.shelf.save("built", [Built(recipe, found, built.report)])
            kept.keep_stamps()
            return built
    return None


class _Places:
    """Where outputs go. They are named ``out/graph.ttl``, ``store/CURRENT``."""

    def __init__(self, out: str | Path | None, store: str | Path | None) -> None:
        places = {"out": out, "store": store}
        self._folders = {name: Path(place) for name, place in places.items() if place is not None}
        if not self._folders:
            raise InputError("nothing to do: expected a folder to write to, a store, or both")

    def outputs(self) -> list[Path]:
        """Return what is no source: our folders and, should one be a source, our pages in it."""
        folders = list(self._folders.values())
        pages = ("graph.html", "graph.topic-*.html")
        return folders + [path for f in folders for page in pages for path in f.glob(page)]

    def cache_folder(self) -> Path:
        """Return where the cache is; a store is put in place as a whole, so not in there."""
        if "out" in self._folders:
            return self._folders["out"] / FOLDER
        store = self._folders["store"]
        return store.with_name(f".{store.name}{FOLDER}")

    def write(self, graph: Graph, files: dict[str, Pieces]) -> list[Known]:
        """Write all outputs."""
        digests: dict[str, bytes] = {}
        if "out" in self._folders:
            written = write_files(self._folders["out"], files)
            digests |= {f"out/{path.name}": digest for path, digest in written.items()}

        def note(folder: Path) -> None:
            saved = sorted(folder.iterdir())
            digests.update({f"store/{path.name}": digest_of_file(path) for path in saved})

        if "store" in self._folders:
            save(graph, self._folders["store"], noted=note)
        return [Known(name, None, digest) for name, digest in digests.items()]

    def recognise(self, output: Known, time: int) -> Known | None:
        """Return an output, with its stamp, if it is as it was written."""
        path = self._path(output)
        stamp = stamp_of(path)
        if stamp is None:
            return None
        if stamp == output.stamp:
            return output
        try:
            content = digest_of_file(path)
        except OSError:
            return None
        return output._replace(stamp=stamp.if_before(time)) if content == output.content else None

    def paths(self, outputs: Iterable[Known]) -> list[Path]:
        """Return what to tell of: each file, and the store as a whole."""
        paths = [self._path(output) for output in outputs if output.name.startswith("out/")]
        if "store" in self._folders:
            paths.append(self._folders["store"])
        return paths

    def _path(self, output: Known) -> Path:
        place, _, name = output.name.partition("/")
        return self._folders[place] / name
