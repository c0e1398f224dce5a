"""Builds that follow each other: less work, and the same bytes as a clean build every time."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st

import storyweft
from storyweft.errors import StoryweftError
from storyweft.model import Problem
from storyweft.reading import cache
from storyweft.reading.cache import FOLDER
from storyweft.rebuilding.updating import update
from storyweft.sources.files import SourceFile, load
from storyweft.sources.stamps import Stamp, stamp_of
from tests.rebuilding.test_killed import (
    contents,
    half_written,
    kill_when,
    start,
    write_articles,
)

Run = Callable[..., Result]
Files = dict[str, bytes]

LONG_AGO = 10 * 10**9


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let builds happen some seconds after the files were written, as most do."""
    _let_builds_happen_later(monkeypatch, LONG_AGO)


def _let_builds_happen_later(monkeypatch: pytest.MonkeyPatch, nanoseconds: int) -> None:
    def time_ns() -> int:
        return time.time_ns() + nanoseconds

    monkeypatch.setattr(cache, "time", type("Clock", (), {"time_ns": staticmethod(time_ns)}))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "source", 4, "Storm")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are opened, one after the other."""
    opened: list[str] = []

    def noted(file: SourceFile) -> bytes | Problem:
        opened.append(file.name)
        return load(file)

    monkeypatch.setattr(cache, "load", noted)
    return opened


def article(title: str, *lines: str) -> str:
    return "\n".join(["---", f"title: {title}", *lines, "---", ""])


def clean(*sources: Path, **options: Any) -> Files:  # noqa: ANN401
    """Return what a build writes where nothing was before."""
    with tempfile.TemporaryDirectory() as folder:
        update(*sources, out=folder, cache=False, **options)
        return contents(Path(folder))


# -- any edits, any number of builds --------------------------------------------------------------

NAMES = ["a.md", "b.md", "c.txt", "sub/a.md", "sub/d.html"]
TITLES = ["Storm hits the coast", "Storm hits the roast", "Mayor  resigns", "[broken"]
EXTRA = [
    "url: https://example.com/1",
    "url: https://example.com/2",
    "related: [https://example.com/1]",
    "related: [a.md]",
    "mood: grim",
]
OPTIONS: list[dict[str, Any]] = [
    {"formats": ["ttl"]},
    {"formats": ["ttl", "graphml"]},
    {"formats": ["nq", "csv"], "compress": True},
    {"formats": ["jsonld"], "base_iri": "https://example.org/"},
    {"formats": ["ttl"], "rules": ["slash"]},
    {"formats": ["ttl"], "strict": True},
    {"formats": ["html"], "split": "topic"},
]
names = st.sampled_from(NAMES)
texts = st.builds(
    article, st.sampled_from(TITLES), st.sampled_from(EXTRA), st.sampled_from(["", "topics: [AI]"])
)
edits = st.one_of(
    st.tuples(st.just("write"), names, texts),
    st.tuples(st.just("write in place"), names, texts),
    st.tuples(st.just("append to the text"), names, st.just("More.\n")),
    st.tuples(st.just("delete"), names),
    st.tuples(st.just("rename"), names, names),
    st.tuples(st.just("exchange"), names, names),
    st.tuples(st.just("link"), names, names),
    st.tuples(st.just("touch"), names),
    st.tuples(st.just("map"), st.sampled_from(["", '[fields]\nexcerpt = "mood"\n'])),
    st.tuples(st.just("lose an output"), st.integers(0, 9)),
    st.tuples(st.just("change an output"), st.integers(0, 9)),
    st.tuples(st.just("damage the cache"), st.integers(0, 2), st.integers(0, 10**6)),
)
builds = st.tuples(
    st.lists(edits, max_size=3), st.sampled_from([*OPTIONS[:2] * 3, *OPTIONS]), st.booleans()
)


def edit(source: Path, out: Path, kind: str, *how: Any) -> None:  # noqa: ANN401, C901
    paths = [source / name for name in how if name in NAMES]
    existing = all(path.exists() for path in paths)
    written = sorted(out.glob("[a-z]*"))
    match kind:
        case "write":
            paths[0].unlink(missing_ok=True)
            paths[0].write_text(how[1])
        case "write in place":
            # With the size and time of what was there, as far as anybody can.
            if paths[0].is_file():
                before = paths[0].stat()
                paths[0].write_text(how[1])
                os.utime(paths[0], ns=(before.st_atime_ns, before.st_mtime_ns))
        case "append to the text" if existing:
            with paths[0].open("a") as stream:
                stream.write(how[1])
        case "delete":
            paths[0].unlink(missing_ok=True)
        case "rename" if existing:
            paths[0].replace(paths[1])
        case "exchange" if existing:
            beside = source / "beside"
            paths[0].rename(beside)
            paths[1].replace(paths[0]) if paths[1].exists() else None
            beside.rename(paths[1])
        case "link":
            paths[1].unlink(missing_ok=True)
            paths[1].symlink_to(paths[0])
        case "touch" if existing:
            paths[0].touch()
        case "map":
            (source / "storyweft.toml").write_text(how[0])
        case "lose an output" if written:
            written[how[0] % len(written)].unlink()
        case "change an output" if written:
            with written[how[0] % len(written)].open("r+b") as stream:
                stream.write(b"?")
        case "damage the cache":
            damage(sorted((out / FOLDER).glob("[a-z]*")), *how)


def damage(files: list[Path], number: int, place: int) -> None:
    """Change a byte of a file, or cut it off there."""
    if files:
        path = files[number % len(files)]
        data = bytearray(path.read_bytes())
        if data:
            data[place % len(data)] ^= 1 + place % 255
            path.write_bytes(data[: place % len(data)] if place % 3 == 0 else data)


@settings(max_examples=25)
@given(st.lists(builds, min_size=2, max_size=5))
def test_what_is_written_is_what_a_clean_build_writes(
    rounds: list[tuple[list[tuple[Any, ...]], dict[str, Any], bool]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        source, out = Path(folder, "source"), Path(folder, "out")
        (source / "sub").mkdir(parents=True)
        (source / "z.md").write_text(article("Always there"))
        for changes, options, is_later in rounds:
            for kind, *how in changes:
                edit(source, out, kind, *how)
            _let_builds_happen_later(patch, LONG_AGO if is_later else 0)
            try:
                expected = clean(source, **options)
            except StoryweftError as error:
                with pytest.raises(type(error)) as raised:
                    update(source, out=out, **options)
                assert str(raised.value) == str(error)
                continue
            done = update(source, out=out, **options)
            written = contents(out)
            assert {name: written[name] for name in expected} == expected
            assert sorted(path.name for path in done.paths) == sorted(expected)
            assert done.report == json.loads(expected["report.json"])


# -- what is not done again -----------------------------------------------------------------------


def test_without_a_change_nothing_is_read_or_written(
    source: Path, tmp_path: Path, read: list[str]
) -> None:
    out = tmp_path / "out"
    first = update(source, out=out)
    before = {path: stamp_of(path) for path in out.iterdir() if path.is_file()}
    read.clear()
    second = update(source, out=out)
    assert second == first._replace(changed=0, is_new=False)
    assert read == []
    assert {path: stamp_of(path) for path in out.iterdir() if path.is_file()} == before


def test_only_what_changed_is_read(source: Path, tmp_path: Path, read: list[str]) -> None:
    out = tmp_path / "out"
    update(source, out=out)
    read.clear()
    (source / "1.md").write_text(article("Calm"))
    (source / "2.md").rename(source / "9.md")
    done = update(source, out=out)
    assert sorted(read) == ["1.md", "9.md"]
    assert (done.files, done.changed, done.is_new) == (4, 2, True)


def test_what_was_only_touched_is_not_built_again(
    source: Path, tmp_path: Path, read: list[str]
) -> None:
    out = tmp_path / "out"
    update(source, out=out)
    read.clear()
    (source / "1.md").touch()
    assert not update(source, out=out).is_new
    assert read == ["1.md"]
    assert not update(source, out=out).is_new
    assert read == ["1.md"]


def test_the_far_end_of_a_body_is_no_change(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with (source / "1.md").open("a") as stream:
        stream.write("A long text. " * 1000)
    update(source, out=out)
    with (source / "1.md").open("a") as stream:
        stream.write("A new end.\n")
    assert not update(source, out=out).is_new


def test_reading_alone_is_kept_too(source: Path, tmp_path: Path, read: list[str]) -> None:
    graphs = [storyweft.build(source, cache=tmp_path / "kept") for _ in range(2)]
    assert graphs[0].articles == graphs[1].articles
    assert len(read) == 4


def test_by_several_processes(tmp_path: Path) -> None:
    source, out = write_articles(tmp_path / "source", 250, "Storm"), tmp_path / "out"
    update(source, out=out, formats=["ttl"], jobs=2)
    for number in range(0, 250, 2):
        (source / f"{number}.md").write_text(article(f"Calm {number}"))
    done = update(source, out=out, formats=["ttl"], jobs=2)
    assert done.changed == 125
    assert contents(out) == clean(source, formats=["ttl"])


def test_a_run_without_a_change_loads_nothing_heavy(source: Path, tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from storyweft.rebuilding.updating import update\n"
        "print(update(sys.argv[1], out=sys.argv[2]).is_new)\n"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    command = [sys.executable, "-c", code, str(source), str(tmp_path / "out")]
    for is_new in ("True", "False"):
        result = subprocess.run(command, capture_output=True, text=True, check=True)
        assert result.stdout.split()[0] == is_new
    assert not {"networkx", "numpy", "pyoxigraph", "rdflib", "scipy"} & set(result.stdout.split())


# -- how files are recognised ---------------------------------------------------------------------


def coarse(modified: int) -> Callable[[object], Stamp]:
    """Return the stamps of a system whose clock stands still."""
    return lambda path: Stamp(40, modified, modified, 7)


def test_a_change_that_no_time_tells_is_seen_if_it_may_have_been(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "stamp_of", coarse(time.time_ns() + LONG_AGO - 10**9))
    out = tmp_path / "out"
    update(source, out=out)
    (source / "1.md").write_text(article("Calm"))
    assert update(source, out=out).changed == 1
    assert contents(out) == clean(source)


def test_what_was_long_unchanged_is_known_by_its_time(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    monkeypatch.setattr(cache, "stamp_of", coarse(time.time_ns()))
    update(source, out=tmp_path / "out")
    read.clear()
    assert not update(source, out=tmp_path / "out").is_new
    assert read == []


def test_a_file_of_the_future_is_known_by_its_content(
    source: Path, tmp_path: Path, read: list[str]
) -> None:
    out = tmp_path / "out"
    os.utime(source / "1.md", (4e9, 4e9))
    update(source, out=out)
    read.clear()
    assert not update(source, out=out).is_new
    assert read == ["1.md"]


def test_a_file_put_in_place_of_another_with_its_size_and_time(
    source: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    update(source, out=out)
    path, before = source / "1.md", (source / "1.md").stat()
    (tmp_path / "other").write_text(path.read_text().replace("Storm", "Flood"))
    (tmp_path / "other").replace(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    update(source, out=out)
    assert contents(out) == clean(source)


def test_a_link_that_comes_to_lead_elsewhere(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    link = source / "link.md"
    for target in ("1.md", "2.md", "nowhere.md", "../1.md"):
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        update(source, out=out)
        assert contents(out) == clean(source)


def test_outputs_that_somebody_changed_are_written_again(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    update(source, out=out)
    expected = contents(out)
    update(source, out=out)  # which takes note of their times
    for path in sorted(out.glob("[a-z]*")):
        before = path.stat()
        path.write_bytes(b"!" + path.read_bytes()[1:])
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert update(source, out=out).is_new
        assert contents(out) == expected
        path.unlink()
        assert update(source, out=out).is_new
        assert contents(out) == expected


def test_an_archive_is_read_once(source: Path, tmp_path: Path) -> None:
    out, archive = tmp_path / "out", tmp_path / "news.tar"
    for title in ("Calm", "Wind", "[broken", "[broken"):
        is_same = (source / "0.md").read_text() == article(title)
        (source / "0.md").write_text(article(title))
        archive.unlink(missing_ok=True)
        pack(source, archive)
        assert update(archive, source / "1.md", out=out).is_new != is_same
        assert not update(archive, source / "1.md", out=out).is_new
        assert contents(out) == clean(archive, source / "1.md")
    archive.write_bytes(archive.read_bytes()[:2000])  # which may have been cut short for now
    for is_new in (True, False):
        assert update(archive, source / "1.md", out=out).is_new == is_new
        assert contents(out) == clean(archive, source / "1.md")


def test_an_archive_has_other_names_in_a_folder(source: Path, tmp_path: Path) -> None:
    out, folder = tmp_path / "out", tmp_path / "packed"
    folder.mkdir()
    pack(source, folder / "news.tar")
    for place in (folder, folder / "news.tar", folder):
        update(place, out=out)
        assert contents(out) == clean(place)


def pack(folder: Path, archive: Path) -> None:
    with tarfile.open(archive, "w") as tar:
        tar.add(folder, arcname=".")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("name", ["graph.ttl", "report.json", f"{FOLDER}/built", f"{FOLDER}/files"])
def test_a_pipe_in_place_of_an_output_is_not_waited_for(name: str, tmp_path: Path) -> None:
    source, out = write_articles(tmp_path / "source", 2, "Storm"), tmp_path / "out"
    update(source, out=out, formats=["ttl"])
    expected = contents(out)
    (out / name).unlink()
    os.mkfifo(out / name)
    code = "import storyweft, sys; storyweft.update(sys.argv[1], out=sys.argv[2], formats=['ttl'])"
    subprocess.run([sys.executable, "-c", code, source, out], check=True, timeout=60)
    assert contents(out) == expected


# -- caches that cannot be trusted ----------------------------------------------------------------


@settings(max_examples=30)
@given(st.integers(0, 2), st.integers(0, 10**6))
def test_a_damaged_cache_is_no_cache(number: int, place: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, out = write_articles(Path(folder, "source"), 3, "Storm"), Path(folder, "out")
        update(source, out=out, formats=["nt"])
        expected = contents(out)
        damage(sorted((out / FOLDER).glob("[a-z]*")), number, place)
        (source / "1.md").touch()
        update(source, out=out, formats=["nt"])
        assert contents(out) == expected
        assert not update(source, out=out, formats=["nt"]).is_new


def test_files_of_the_cache_that_do_not_belong_together(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    update(source, out=out)
    shutil.copytree(out / FOLDER, tmp_path / "old")
    (source / "1.md").write_text(article("Calm"))
    update(source, out=out)
    expected = contents(out)
    for name in ("built", "documents", "files"):
        shutil.copy(tmp_path / "old" / name, out / FOLDER)
        update(source, out=out)
        assert contents(out) == expected
    shutil.copy(out / FOLDER / "files", out / FOLDER / "documents")
    (source / "1.md").write_text(article("Wind"))
    update(source, out=out)
    assert contents(out) == clean(source)


def test_a_cache_of_another_version_is_no_cache(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    out = tmp_path / "out"
    update(source, out=out)
    monkeypatch.setattr(cache, "_version", lambda: b"another")
    read.clear()
    assert update(source, out=out).is_new
    assert len(read) == 4


def test_the_version_is_that_of_our_code_and_of_what_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {cache._version.__wrapped__()}
    (tmp_path / "yaml12-9.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    seen.add(cache._version.__wrapped__())
    shutil.copytree(Path(cache.__file__).parent.parent, tmp_path / "storyweft")
    with (tmp_path / "storyweft" / "page" / "explorer" / "base.css").open("a") as stream:
        stream.write("/* */")
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "storyweft" / "reading" / "cache.py"))
    seen.add(cache._version.__wrapped__())
    assert len(seen) == 3


def test_where_no_cache_can_be_kept_builds_go_on(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / FOLDER).write_text("a file in its place")
    for _ in range(2):
        assert update(source, out=out).is_new
    assert contents(out) == clean(source)


def test_a_mapping_that_changes_reads_all_again(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (source / "1.md").write_text(article("Calm", "mood: grim"))
    for mapping in ("", '[fields]\nexcerpt = "mood"\n', 'leave_out = ["mood"]\n'):
        (source / "storyweft.toml").write_text(mapping)
        assert update(source, out=out).changed == 4
        assert contents(out) == clean(source)


def test_two_sets_of_options_in_turn(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for base in ("https://example.org/", "https://example.com/") * 2:
        update(source, out=out, base_iri=base)
        assert contents(out) == clean(source, base_iri=base)


def test_many_changes_do_not_make_the_cache_grow(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_CHUNK", 10)
    out = tmp_path / "out"
    sizes = []
    for number in range(50):
        (source / "1.md").write_text(article(f"Calm {number:04}"))
        storyweft.build(source, cache=out)
        sizes.append((out / FOLDER / "documents").stat().st_size)
    assert max(sizes) < 10 * sizes[0]
    assert sizes[-1] < max(sizes)


# -- several builds, and ends of builds -----------------------------------------------------------


def test_builds_that_are_killed_and_builds_at_once(tmp_path: Path) -> None:
    sources = [write_articles(tmp_path / word, 50, word) for word in ("old", "new")]
    expected = [clean(source) for source in sources]
    out = tmp_path / "out"
    assert start(sources[0], out).wait() == 0
    moments: list[Callable[[], object]] = [
        lambda: list((out / FOLDER).glob("*.tmp")),
        lambda: half_written(out),
        lambda: not contents(out).items() <= expected[0].items(),
    ]
    for number, has_come in enumerate(moments):
        kill_when(start(sources[1 - number % 2], out), has_come)
    processes = [start(sources[number % 2], out) for number in range(2)]
    assert [process.wait() for process in processes] == [0] * 2
    for number in (0, 1):
        assert start(sources[number], out).wait() == 0
        assert contents(out) == expected[number]
    assert not list((out / FOLDER).glob("*.tmp"))


def test_a_build_that_fails_leaves_no_trace(source: Path, tmp_path: Path) -> None:
    (source / "5.md").write_text(article("A  B"))
    with pytest.raises(StoryweftError):
        update(source, out=tmp_path / "out", strict=True)
    assert not (tmp_path / "out").exists()


# -- stores ---------------------------------------------------------------------------------------


def test_a_store_stays_while_nothing_changes(source: Path, tmp_path: Path) -> None:
    store = tmp_path / "news"
    first = update(source, store=store)
    before = {path: stamp_of(path) for path in store.iterdir() if path.is_file()}
    assert update(source, store=store) == first._replace(changed=0, is_new=False)
    storyweft.query(storyweft.open_store(store), "ASK { ?s ?p ?o }")
    assert not update(source, store=store).is_new
    assert {path: stamp_of(path) for path in store.iterdir() if path.is_file()} == before
    (source / "1.md").write_text(article("Calm"))
    assert update(source, store=store).changed == 1
    assert titles(store) == {"Calm", "Storm 0", "Storm 2", "Storm 3"}


def test_a_store_that_somebody_wrote_to_is_made_anew(source: Path, tmp_path: Path) -> None:
    store = tmp_path / "news"
    update(source, store=store)
    node = pyoxigraph.NamedNode("https://example.com/")
    opened = pyoxigraph.Store(str(store))
    opened.add(pyoxigraph.Quad(node, node, node))
    opened.flush()
    del opened
    assert update(source, store=store).is_new
    assert not storyweft.query(storyweft.open_store(store), "SELECT ?s { ?s ?s ?s }")


def titles(store: Path) -> set[object]:
    rows = storyweft.query(storyweft.open_store(store), "SELECT ?t { ?a schema:headline ?t }")
    return set(rows.column("t"))


# -- outputs among the sources --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["graphs", "sub/graphs", "."])
def test_what_was_written_into_a_source_is_no_source(
    run: Run, source: Path, tmp_path: Path, name: str
) -> None:
    expected = clean(source)
    (source / "sub").mkdir()
    for options in ([], ["--no-cache"], []):
        arguments = ["build", source, "--out", source / name, "--store", source / "store", *options]
        result = run(*arguments, "--strict")
        assert result.exit_code == 0, result.stderr
        written = contents(source / name)
        assert {path: written[path] for path in expected} == expected


# -- the command line -----------------------------------------------------------------------------


def test_the_command_tells_what_it_did_not_do(run: Run, source: Path, tmp_path: Path) -> None:
    (source / "bad.md").write_text(article("[broken"))
    command = ["build", source, "--out", tmp_path / "out", "--format", "ttl"]
    first, second = run(*command), run(*command)
    assert second.stdout == first.stdout
    assert second.stderr == first.stderr + "nothing changed since the last build\n"
    assert run(*command, "--json").stdout == (tmp_path / "out" / "report.json").read_text()
    (source / "bad.md").unlink()
    (source / "1.md").write_text(article("Calm"))
    assert run(*command).stderr == "read 1 of 4 files again\n"


def test_without_a_cache_nothing_is_kept(run: Run, source: Path, tmp_path: Path) -> None:
    for _ in range(2):
        result = run("build", source, "--out", tmp_path / "out", "--no-cache")
        assert (result.exit_code, result.stderr) == (0, "")
    assert not (tmp_path / "out" / FOLDER).exists()


def test_git_does_not_see_the_cache(run: Run, source: Path, tmp_path: Path) -> None:
    run("build", source, "--out", tmp_path, "--store", tmp_path / "store")
    assert (tmp_path / FOLDER / ".gitignore").read_text() == "*\n"
    assert not (tmp_path / f".store{FOLDER}").exists()
