"""What a row of the tables says of a generator of sites."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

#: Where the date of a document may stand: before the name of its file or of the folder that it is
#: the index of (``2024-05-01-title.md``), or in folders (``2024/05/01/title.md``).
Dated = Literal["name", "folders"]
#: What most of those have whose documents are dated by their names.
NAME: frozenset[Dated] = frozenset(["name"])
NAME_OR_FOLDERS: frozenset[Dated] = frozenset(["name", "folders"])
#: Where its language may stand: ``x.de.md``, a folder ``de/``, or below ``i18n/de/``.
Spoken = Literal["suffix", "folder", "i18n"]

_NONE: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Configuration:
    """A file that tells a generator, by its path below the root of the site and by what it holds.

    Where other programs have a file of that name, too, ``says`` is a pattern that must occur in it,
    or ``beside`` a folder that must stand there.
    """

    path: str
    says: str = ""
    beside: str = ""

    def fits(self, text: str) -> bool:
        """Tell whether the text of such a file is that of this generator."""
        return not self.says or re.search(self.says, text, re.MULTILINE) is not None


def each(pattern: str, *endings: str, says: str = "") -> tuple[Configuration, ...]:
    """Return a configuration under each of its endings."""
    return tuple(Configuration(f"{pattern}.{ending}", says) for ending in endings)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What documents of one generator mean.

    ``folders`` tell it beside no configuration at all; documents lie in ``content`` (anywhere, if
    empty), and those without front matter are documents where ``notes`` says so. Of the
    configuration, ``site`` says which keys give the name, URL, language, languages and time zone
    of the site, and who wrote what names nobody; ``also`` names more files of it, without their
    endings (``*``: all of a folder), ``authors`` those of keys and names of authors. Where a
    configuration is a script full of other titles and names, ``described`` says that only these
    files and dotted keys count.
    ``titled`` are tables with another title, and its keys there.
    In a ``vault`` links name notes wherever they lie, days and queries are no articles; where it is
    ``named``, the name of a note is its title, and where links are ``shown_first``, what they show
    stands before what they lead to.
    ``main_language`` is that of a site with several that does not say it. ``words`` are keys whose
    text is a list by spaces,
    ``tables`` keys whose mappings hold more fields; ``paths`` says that a
    document may give its own ``path``, with a date in it.
    """

    name: str
    documentation: str
    configurations: tuple[Configuration, ...] = ()
    folders: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    notes: bool = False
    dated: frozenset[Dated] = frozenset()
    spoken: frozenset[Spoken] = frozenset()
    words: frozenset[str] = frozenset()
    tables: tuple[str, ...] = ()
    paths: bool = False
    site: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NONE)
    also: tuple[str, ...] = ()
    described: bool = False
    titled: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NONE)
    main_language: str | None = None
    vault: bool = False
    named: bool = False
    shown_first: bool = False
    authors: tuple[str, ...] = ()
