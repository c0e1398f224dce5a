"""Sources → outputs, with only the work that earlier builds into the same folder have not done.

The outputs are those of a clean build, byte for byte. They are left as they are if all files say
what they said when these were written, all options are the same, and nobody changed them since.
"""

import os
from collections.abc import Collection, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, msgpack

from storyweft.errors import InputError, SourceError
from storyweft.export.formats import DEFAULT_FORMATS, FORMATS, Pieces
from storyweft.export.splicing import Span, Splicing
from storyweft.export.writing import Split, generate, write_files
from storyweft.graph import Graph
from storyweft.mapping import FieldMapping
from storyweft.page import html
from storyweft.page.html import TITLE, Images, View
from storyweft.pipeline import make_graph, read
from storyweft.reading.cache import FOLDER, Cache, FileState, Shelf
from storyweft.reading.dialects.sites import settle
from storyweft.reading.pool import Progress, no_progress, without_collector
from storyweft.report import report
from storyweft.settings import Settings, choose
from storyweft.sources.files import find_files
from storyweft.sources.stamps import digest_of, digest_of_file, stamp_of
from storyweft.sparql.store import new_store, save_graph
from storyweft.text import storable
from storyweft.url_rules import ALL_RULES
from storyweft.vocabulary import DEFAULT_BASE_IRI

# What compares builds is imported where there is something to compare with.
if TYPE_CHECKING:
    from storyweft.comparing.snapshot import Snapshot
    from storyweft.page.since import Since


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


class Manifest(Struct, frozen=True):
    """What was written, and the digest of everything that went into it."""

    recipe: bytes
    outputs: list[FileState]
    report: dict[str, Any]


@without_collector()
def update(
    *sources: str | Path,
    out: str | Path | None = None,
    store: str | Path | None = None,
    formats: Sequence[str] = DEFAULT_FORMATS,
    compress: bool = False,
    images: Images = "click",
    title: str | None = None,
    view: View = "threads",
    compare: "str | Path | Snapshot | None" = None,
    split: Split | None = None,
    jobs: int = 1,
    strict: bool = False,
    base_iri: str = DEFAULT_BASE_IRI,
    mapping: FieldMapping | None = None,
    rules: Collection[str] = ALL_RULES,
    dialect: str | None = None,
    plain: bool = False,
    site_url: str | None = None,
    everything: bool = False,
    bodies: bool = True,
    stamp: str | None = None,
    cache: bool = True,
    progress: Progress = no_progress,
) -> Update:
    """Build the graph of the sources and write it, or leave what is there if that is the same.

    What is below a source and was made of it (``out`` and ``store``) is no part of it. The options
    are those of :func:`storyweft.build`, :func:`storyweft.write` and
    :func:`save`, with what they raise.

    :param out: the folder to write files to.
    :param store: where to keep the graph as a store.
    :param title: the name of the page; by default that of the mapping file, else of the folder.
    :param compare: what the page tells the news since: an earlier output (``out`` itself, too, as
        it is before this build), a store, or anything else that :func:`storyweft.diff` compares.
    :param cache: whether to keep what was read, and to use what an earlier build kept: in
        ``.storyweft`` in the folder of files, or beside the store if there is no such folder.
    """
    outputs = _Outputs(out, store)
    settings = choose(
        *sources,
        base_iri=base_iri,
        mapping=mapping,
        rules=rules,
        plain=plain,
        site_url=site_url,
        everything=everything,
        bodies=bodies,
        stamp=stamp,
    )
    settings = settle(settings, *sources, dialect=dialect)
    files = find_files(*sources, outputs=outputs.made(), also=settings.is_data)
    cached = Cache(outputs.cache_folder(), files, settings) if cache else None
    name = title or settings.mapping.title or _title_of(sources)
    before = _state_before(compare, out)
    wanted: list[object] = [out is not None, store is not None, list(formats), compress, strict]
    wanted += [images, split, name, view, _digest_of(before)]
    if cached and cached.look(jobs=jobs, progress=progress):
        manifest = _last_build(cached, settings, wanted, outputs)
        if manifest:
            paths = outputs.paths(manifest.outputs)
            return Update(manifest.report, paths, len(files), 0, is_new=False)
    reading = read(files, settings, cached, jobs=jobs, strict=strict, progress=progress)
    graph = make_graph(reading, settings, cached, strict=strict, progress=progress)
    progress("write", 0, 1)
    since = _news(graph, before)
    if compare is before:
        since = since or None  # who watches is told only what is new
    page = html.generate(graph, images=images, title=name, view=view, since=since)
    splicing = outputs.splicing(cached.shelf) if cached else None
    pieces = generate(
        graph,
        formats,
        compress=compress,
        images=images,
        title=name,
        view=view,
        since=since,
        split=split,
        splicing=splicing,
    )
    written = outputs.write(graph, pieces, page)
    summary = report(graph)
    if cached:
        cached.keep()
        if splicing:
            cached.shelf.save("spans", [splicing.spans])
        recipe = _recipe(cached, settings, wanted)
        cached.shelf.save("built", [Manifest(recipe, written, summary)])
    changed = cached.changed if cached else len(files)
    return Update(summary, outputs.paths(written), len(files), changed, is_new=True)


def save(graph: Graph, directory: str | Path) -> Path:
    """Save a graph as a store with its page, in place of the store that may be there.

    :return: the path of the store.
    :raises OutputError: if the folder holds something else, or cannot be written.
    """
    return save_graph(graph, directory, page=html.generate(graph))


def _title_of(sources: Sequence[str | Path]) -> str:
    """Return the name of a single source, made readable: ``./council-news.zip`` is Council news."""
    if len(sources) != 1:
        return TITLE
    path = Path(sources[0]).resolve()
    name = path.name if path.is_dir() else path.name.partition(".")[0]
    words = " ".join(storable(name).replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:] or TITLE


def _state_before(
    compare: "str | Path | Snapshot | None", out: str | Path | None
) -> "Snapshot | None":
    """Return what is compared with; nothing if that is the output folder, and nothing is there."""
    if compare is None:
        return None
    from storyweft.comparing.snapshot import Snapshot, take_snapshot

    if isinstance(compare, Snapshot):
        return compare
    if out is not None and os.path.realpath(compare) == os.path.realpath(out):
        return snapshot_of_output(out)
    return take_snapshot(compare)


def _news(graph: Graph, before: "Snapshot | None") -> "Since | None":
    if before is None:
        return None
    from storyweft.comparing.since import news_since

    return news_since(graph, before)


def snapshot_of_output(out: str | Path) -> "Snapshot | None":
    """Return what a build left in a folder, or None if there is no RDF to compare with."""
    from storyweft.comparing.snapshot import take_snapshot

    if not any(Path(out).glob("graph.*")):
        return None
    try:
        return take_snapshot(out)
    except SourceError:
        return None


def _digest_of(before: "Snapshot | None") -> bytes:
    if before is None:
        return b""
    stories = [[name, sorted(story.articles)] for name, story in sorted(before.stories.items())]
    articles = [
        [iri, fields.get("published", ())] for iri, fields in sorted(before.articles.items())
    ]
    return digest_of(msgpack.encode([articles, stories]))


def _recipe(cached: Cache, settings: Settings, wanted: list[object]) -> bytes:
    """Return a digest of what goes into the outputs; that of the code is in every checksum."""
    return digest_of(msgpack.encode([cached.inputs, settings.digest, wanted]))


def _last_build(
    cached: Cache, settings: Settings, wanted: list[object], outputs: "_Outputs"
) -> Manifest | None:
    """Return what the last build wrote, if it is whole and a build would write the same now."""
    recipe = _recipe(cached, settings, wanted)
    for manifest in cached.shelf.load("built", Manifest):
        if manifest.recipe != recipe:
            continue
        recognised = [outputs.recognise(output, cached.started) for output in manifest.outputs]
        whole = [output for output in recognised if output]
        if len(whole) == len(recognised):
            if whole != manifest.outputs:
                cached.shelf.save("built", [Manifest(recipe, whole, manifest.report)])
            cached.keep_stamps()
            return manifest
    return None


class _Outputs:
    """Where outputs go. They are named ``out/graph.ttl``, ``store/CURRENT``."""

    def __init__(self, out: str | Path | None, store: str | Path | None) -> None:
        folders = {"out": out, "store": store}
        self._folders = {
            name: Path(folder) for name, folder in folders.items() if folder is not None
        }
        if not self._folders:
            raise InputError("nothing to do: expected a folder to write to, a store, or both")

    def made(self) -> list[Path]:
        """Return what is no source: our folders and, should one be a source, our files in it."""
        endings = [ending for name, made in FORMATS.items() for ending in made.files or [name]]
        names = [*(f"graph.{ending}" for ending in endings), "graph.topic-*.html"]
        folders = list(self._folders.values())
        return folders + [path for f in folders for name in names for path in f.glob(name)]

    def cache_folder(self) -> Path:
        """Return where the cache is; a store is put in place as a whole, so not in there."""
        if "out" in self._folders:
            return self._folders["out"] / FOLDER
        store = self._folders["store"]
        return store.with_name(f".{store.name}{FOLDER}")

    def splicing(self, shelf: Shelf) -> Splicing | None:
        """Return what copies from the files that are there; nothing if there is to be none."""
        if "out" not in self._folders:
            return None
        spans = next(iter(shelf.load("spans", dict[str, list[Span]])), {})
        return Splicing(self._folders["out"], spans)

    def write(self, graph: Graph, files: dict[str, Pieces], page: Iterable[str]) -> list[FileState]:
        """Write all outputs, or leave all as they were; the page is that of the store."""
        digests: dict[str, bytes] = {}
        with ExitStack() as stack:
            stores = []
            if "store" in self._folders:
                store = stack.enter_context(new_store(graph, self._folders["store"], page=page))
                saved = sorted(store.new.iterdir())
                digests = {f"store/{path.name}": digest_of_file(path) for path in saved}
                stores.append(store)
            if "out" in self._folders:
                written = write_files(self._folders["out"], files, stores)
                digests = {f"out/{path.name}": digest for path, digest in written.items()} | digests
        return [FileState(name, None, digest) for name, digest in digests.items()]

    def recognise(self, output: FileState, time: int) -> FileState | None:
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

    def paths(self, outputs: Iterable[FileState]) -> list[Path]:
        """Return what to tell of: each file, and the store as a whole."""
        paths = [self._path(output) for output in outputs if output.name.startswith("out/")]
        if "store" in self._folders:
            paths.append(self._folders["store"])
        return paths

    def _path(self, output: FileState) -> Path:
        folder, _, name = output.name.partition("/")
        return self._folders[folder] / name
