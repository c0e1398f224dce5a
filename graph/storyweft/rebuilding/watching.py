"""A build after each change of its sources, until a person says stop."""

import os
from collections.abc import Callable, Collection, Sequence
from contextlib import closing, suppress
from pathlib import Path

from storyweft.errors import MissingExtra, SourceError
from storyweft.mapping import mapping_files
from storyweft.sources.stamps import stamp_of

# How often files are looked at that are no folders, and how long no more changes have to come
# before a build starts, in milliseconds.
_TICK = 250
_QUIET = 100


def watch(
    *sources: str | Path,
    build: Callable[[], object],
    outputs: Collection[str | Path] = (),
    also: Sequence[str | Path] = (),
) -> None:
    """Call ``build`` now and after each change of the sources, until interrupted.

    What changes while it runs counts afterwards. Hidden files and folders do not count.

    :param outputs: folders that ``build`` writes to, whose changes do not count.
    :param also: more files whose changes count.
    :raises SourceError: if a source does not exist, or the system cannot watch it.
    :raises MissingExtra: if watchfiles is not installed.
    """
    try:
        import watchfiles
    except ImportError:
        raise MissingExtra("watching", "watch") from None
    paths = [Path(source).resolve() for source in sources]
    for path, source in zip(paths, sources, strict=True):
        if not path.exists():
            raise SourceError(f"{source}: no such file or folder")
    folders = [path for path in paths if path.is_dir()]
    # A file is looked at by its name: most editors put another in its place.
    files = [*(path for path in paths if not path.is_dir()), *mapping_files(*sources), *also]
    made = [Path(os.path.realpath(output)) for output in outputs]
    changes = watchfiles.watch(
        *folders,
        watch_filter=lambda _, path: _counts(Path(path), folders, made),
        step=_QUIET,
        rust_timeout=_TICK,
        yield_on_timeout=True,
    )
    with suppress(KeyboardInterrupt), closing(changes):
        try:
            next(changes)  # from here on no change is missed
        except OSError as error:
            listed = ", ".join(map(str, sources))
            raise SourceError(f"{listed}: cannot be watched: {error}") from error
        before = [stamp_of(file) for file in files]
        build()
        for changed in changes:
            now = [stamp_of(file) for file in files]
            if changed or now != before:
                before = now
                build()


def _counts(path: Path, folders: Sequence[Path], made: Sequence[Path]) -> bool:
    """Return whether a change of this path can change a build."""
    below = [folder for folder in folders if path.is_relative_to(folder)]
    hidden = any(part.startswith(".") for part in path.relative_to(max(below)).parts)
    return not hidden and not any(_is_made(path, folder, folders) for folder in made)


def _is_made(path: Path, folder: Path, sources: Sequence[Path]) -> bool:
    """Return whether a path is an output in a folder, which may be a source at the same time."""
    if any(source.is_relative_to(folder) for source in sources):
        return path.parent == folder and path.name.startswith(("graph.", "report.json"))
    return path.is_relative_to(folder)
