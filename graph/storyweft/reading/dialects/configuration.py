"""The configuration of a site → its values: YAML, TOML and JSON parsed, scripts read as text.

Nothing is ever run: of a script only what is written out counts (``title: "Harbour News"``).
"""

import json
import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping
from configparser import ConfigParser
from configparser import Error as ConfigError
from functools import lru_cache
from typing import Any

import yaml

from storyweft.mapping import parse_toml
from storyweft.reading.yaml_guards import FrontMatterError, refuse_hostile

#: How much of a configuration is read, in bytes.
MAX_CONFIGURATION = 256 * 1024

# What Ruby sets: title "A", set :title, "A", blog.prefix = "a", activate :directory_indexes
_RUBY = re.compile(
    r"^[ \t]*(?:set[ \t(]+:|\w+\.)?(\w+)(?:[ \t]+|[ \t]*[=,][ \t]*)(?=[\"'])", re.MULTILINE
)
_SWITCH = re.compile(r"^[ \t]*activate[ \t(]+:(\w+)", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?://|#|\*|/\*).*$", re.MULTILINE)


class Values:
    """What a configuration says, asked by the names of its keys.

    >>> Values("_config.yml", "title: Harbour News").text("title")
    'Harbour News'
    >>> Values("docusaurus.config.js", "module.exports = { title: 'Docks' }").text("title")
    'Docks'
    """

    def __init__(self, path: str, text: str) -> None:
        self._script = ""
        self._is_part = False
        self._data: Mapping[str, Any] = {}
        stem, _, ending = path.rpartition("/")[2].rpartition(".")
        if ending in _PARSERS:
            data: Mapping[str, Any] = _parsed(ending, text)
            if "config/_default/" in path and stem not in ("hugo", "config"):
                # languages.de.toml is a table below the table of languages:
                # https://gohugo.io/configuration/introduction/#configuration-directory
                for name in reversed(stem.split(".")):
                    data = {name: data}
            self._data = data
        else:
            self._script = _COMMENT.sub("", text)
            if ending == "rb":
                self._script = _RUBY.sub(r"\1: ", _SWITCH.sub(r"\1: true", self._script))

    def text(self, key: str, fits: Callable[[str], bool] = bool) -> str | None:
        """Return the first text of a key that fits; of a list the first, None if there is none."""
        if self._script:
            *above, last = key.split(".")
            script = self._script
            for name in above:
                script = _script_table(script, name)
            return next(filter(fits, _script_texts(script, last)), None)
        value = self._value(key)
        if isinstance(value, list):
            value = value[0] if value else None
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            return None
        text = str(value).strip()
        return text if text and fits(text) else None

    def variable(self, key: str) -> str | None:
        """Return the last name of a variable that a script gives a key: ``url`` of ``site.url``."""
        match = re.search(rf"{_key(key)}[A-Za-z_]\w*\??\.(?:\w++\??\.)*+(\w+)", self._script)
        return match[1] if match else None

    def word(self, key: str, fits: Callable[[str], bool] = bool) -> str | None:
        """Return what a script writes for a key, below another: ``docs.routeBasePath``.

        Unlike :meth:`text`, it knows ``true`` and ``false``, and the tables that a script has
        within the one that is asked for say nothing.

        >>> script = "export default { build: { format: 'file' }, nav: [{ base: '/x' }] }"
        >>> said = Values("astro.config.mjs", script)
        >>> said.word("build.format"), said.word("base")
        ('file', None)
        """
        *above, last = key.split(".")
        script = self.inside(*above)._script
        deepest = 0 if above or self._is_part else 2 if _MADE.search(script) else 1
        flag = rf"{_key(last)}(true|false)\b"
        text = next(filter(fits, _script_texts(script, last, deepest)), None)
        if text is None:
            text = next((match[1].lower() for match in _outermost(flag, script, deepest)), None)
        return text

    def inside(self, *names: str) -> "Values":
        """Return what a script says in a table, or in one within that."""
        script = self._script
        for name in names:
            script = _script_table(script, name)
        return Values._part(script) if names else self

    def plugins(self, kind: str) -> "list[Values]":
        """Return the tables of all instances of a plugin of Docusaurus.

        https://docusaurus.io/docs/using-plugins#multi-instance-plugins-and-plugin-ids
        """
        return self.parts(rf"plugin-content-{kind}[\"'],\s*\(?\{{")

    def parts(self, pattern: str) -> "list[Values]":
        """Return the tables of a script that start where a pattern ends."""
        tables: list[Values] = []
        end = 0
        for match in re.finditer(pattern, self._script):
            if match.end() >= end:  # and not in the table of another
                table = _table_at(self._script, match.end())
                tables.append(Values._part(table))
                end = match.end() + len(table)
        return tables

    @classmethod
    def _part(cls, script: str) -> "Values":
        part = cls("", script)
        part._is_part = True
        return part

    def exported(self, key: str, fits: Callable[[str], bool] = bool) -> str | None:
        """Return what a file of data gives by a key of its own, and by none of a table within it.

        >>> script = "export const name = 'Docks'; export const by = { name: 'Ann' }"
        >>> Values("meta.js", script).exported("name"), Values("a.js", script).exported("url")
        ('Docks', None)
        """
        if not self._script or "." in key:
            return self.text(key, fits)
        deepest = 0 if _EXPORTED.search(self._script) else 2 if _MADE.search(self._script) else 1
        return next(filter(fits, _script_texts(self._script, key, deepest)), None)

    def rows(self, pattern: str) -> list[tuple[str, ...]]:
        """Return the groups of a pattern wherever it fits in a script."""
        return [match.groups() for match in re.finditer(pattern, self._script)]

    def names(self, key: str) -> tuple[str, ...]:
        """Return the names that a key lists: of a table those of its keys."""
        if self._script:
            return tuple(_script_names(self._script, key))
        value = self._value(key)
        items = (value,) if isinstance(value, str) else value
        items = items if isinstance(items, list | dict | tuple) else ()
        return tuple(item for item in items if isinstance(item, str) and item)

    def tables(self, key: str) -> Iterator[Mapping[str, Any]]:
        """Yield the tables that a key lists."""
        value = self._value(key)
        yield from (
            (item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()
        )

    def scalars(self) -> Iterator[tuple[str, str]]:
        """Yield everything that is one text, with the path of its key: ``permalinks.posts``."""
        yield from _flat(self._data, "")

    def _value(self, key: str) -> object:
        value: object = self._data
        for step in key.split("."):
            if not isinstance(value, dict):
                return None
            # Hugo's keys have no case.
            folded = {name.lower(): item for name, item in value.items() if isinstance(name, str)}
            value = value.get(step, folded.get(step.lower()))
        return value


class _Texts(yaml.CBaseLoader):
    """Texts only; of a variable of the environment what stands for it if it is not set.

    https://www.mkdocs.org/user-guide/configuration/#environment-variables
    """


def _fallback(loader: _Texts, node: yaml.Node) -> object:
    names = node.value if isinstance(node, yaml.SequenceNode) else []
    return loader.construct_object(names[-1]) if len(names) > 1 else None


_Texts.add_constructor("!ENV", _fallback)


def _yaml(text: str) -> object:
    refuse_hostile(text)
    return yaml.load(text, Loader=_Texts)  # noqa: S506 - texts only, nothing constructed


def _ini(text: str) -> object:
    parser = ConfigParser(interpolation=None, strict=False)
    parser.read_string(text)
    return {
        name: {key: value.strip("\"'") for key, value in parser[name].items()}
        for name in parser.sections()
    }


def _lines(text: str) -> object:
    return dict(re.findall(r"^([A-Za-z]\w*):[ \t]*(\S.*)$", text, re.MULTILINE))


_PARSERS: Mapping[str, Callable[[str], object]] = {
    "yml": _yaml,
    "yaml": _yaml,
    "toml": parse_toml,
    "json": json.loads,
    "lektorproject": _ini,
    "txt": _lines,  # https://getkirby.com/docs/guide/content/files (site.txt)
}


def _parsed(ending: str, text: str) -> Mapping[str, Any]:
    try:
        data = _PARSERS[ending](text)
    except (ValueError, ConfigError, yaml.YAMLError, FrontMatterError, RecursionError):
        return {}  # the generator could not read it either
    if isinstance(data, list):
        return {str(number): item for number, item in enumerate(data)}
    return data if isinstance(data, dict) else {}


def _flat(data: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _flat(value, f"{path}.{key}" if path else str(key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _flat(value, f"{path}.{number}")
    elif isinstance(data, bool):  # as YAML spells it, which stays text
        yield path, str(data).lower()
    elif isinstance(data, str | int | float):
        yield path, str(data)


def _script_texts(script: str, key: str, deepest: int | None = None) -> Iterator[str]:
    """Yield what a script writes for a key: what it falls back on, if it asks its environment."""
    chosen = r"(?:[\w.]+\s*\?\s*[\"'`][^\"'`\n]*[\"'`]\s*:\s*|[\w.]+\s*(?:\|\||\?\?)\s*)?"
    pattern = rf"{_key(key)}{chosen}[uUrR]?([\"'`])((?:\\.|(?!\1)[^\\\n])*)\1"
    for match in _outermost(pattern, script, deepest):
        text = re.sub(r"\\(.)", r"\1", match[2]).strip()
        if text and "${" not in text:
            yield text


def _script_table(script: str, key: str) -> str:
    """Return the text of a table, ``docs: {…}``, or of a plugin's; nothing if there is none.

    What a theme is told of a plugin counts last: https://docusaurus.io/docs/api/themes/configuration
    """
    # https://docusaurus.io/docs/using-plugins#using-plugins, starlight({…}) of Astro
    called = rf"(?<![\w.]){re.escape(key)}\(\s*\{{"
    of_theme = ""
    for pattern in (rf"{_key(key)}\{{", called, rf"plugin-content-{re.escape(key)}[\"'],\s*\(?\{{"):
        for match in _outermost(pattern, script)[:_MOST_TABLES]:
            table = _table_at(script, match.end())
            if "plugin" in match[0] and _INSTANCE.search(table):
                continue
            if match.start() not in _theme(script):
                return table
            of_theme = of_theme or table
    return of_theme


@lru_cache(maxsize=16)
def _theme(script: str) -> range:
    """Return where the table of a theme stands, which has titles of its own."""
    theme = _THEME.search(script)
    end = theme.end() if theme else 0
    return range(end, end + len(_table_at(script, end))) if theme else range(0)


_THEME = re.compile(r"\bthemeConfig[\"']?\s*:[^{}]{0,200}\{")


# So many instances of a plugin are looked at for the one that has no name.
_MOST_TABLES = 200
_INSTANCE = re.compile(r"(?<!\w)id[\"']?\s*:")
# Constants that a module exports by their names, and no table of all.
_EXPORTED = re.compile(
    r"\A(?![\s\S]*(?:\bexport default\b|\bmodule\.exports\b))[\s\S]*?^export const\b", re.M
)
# A configuration that a function returns stands one table deeper.
_MADE = re.compile(r"\breturn\s*\(?\{|=>\s*\(\{")


def _table_at(script: str, start: int) -> str:
    """Return the text of a table from behind its brace to the one that ends it."""
    places, depths = _depths(script)
    at = bisect(places, start - 1)
    inside = depths[at - 1] if at else 0
    ends = (places[later] for later in range(at, len(places)) if depths[later] < inside)
    return script[start : next(ends, len(script))]


def _outermost(pattern: str, script: str, deepest: int | None = None) -> list[re.Match[str]]:
    """Return the matches of a pattern, those in the fewest braces first.

    :param deepest: leave out what is in more braces than these.
    """
    places, depths = _depths(script)

    def depth(match: re.Match[str]) -> int:
        at = bisect(places, match.start())
        return depths[at - 1] if at else 0

    matches = re.finditer(pattern, script, re.IGNORECASE if "(true|false)" in pattern else 0)
    fitting = [match for match in matches if deepest is None or depth(match) <= deepest]
    # Of those as deep, what is in no list comes first: [{title: "A link"}] before title: "A site".
    lists = dict(zip(fitting, _in_lists(script, fitting), strict=True))
    return sorted(fitting, key=lambda match: (depth(match), lists[match]))


def _in_lists(script: str, matches: Iterable[re.Match[str]]) -> Iterator[bool]:
    """Yield of each match, in their order, whether it stands in a list."""
    lists = start = 0
    for match in matches:
        lists += script.count("[", start, match.start()) - script.count("]", start, match.start())
        start = match.start()
        yield lists > 0


@lru_cache(maxsize=16)
def _depths(script: str) -> tuple[list[int], list[int]]:
    """Return where braces of a script stand that are in no text, and how many are open behind."""
    places: list[int] = []
    depths: list[int] = []
    depth = 0
    for mark in _BRACE.finditer(script):
        if mark[0] in ("{", "}"):
            depth = max(depth + (1 if mark[0] == "{" else -1), 0)
            places.append(mark.start())
            depths.append(depth)
    return places, depths


_BRACE = re.compile(
    r"\"(?:\\.|[^\"\\\n])*+\"|'(?:\\.|[^'\\\n])*+'|`(?:\\.|[^`\\])*+`|\\.|//[^\n]*+"
    r"|/\*.*?(?:\*/|\Z)|[{}]",
    re.DOTALL,
)


def _script_names(script: str, key: str) -> Iterator[str]:
    """Yield the names in a list, ``['en', 'de']``, or those of a table's own keys."""
    match = re.search(rf"{_key(key)}([\[{{])", script)
    if match is None:
        return
    depth, start = 1, match.end()
    for item in re.finditer(r"[\[{(]|[\]})]|([\"'])([\w-]+)\1|([\w-]+)(?=[ \t]*:)", script[start:]):
        if item[0] in "[{(":
            depth += 1
        elif item[0] in "]})":
            depth -= 1
            if not depth:
                return
        elif depth == 1 and (match[1] == "[") == bool(item[2]):
            yield item[2] or item[3]
        elif depth == 1 and item[2] and script[start + item.end() :].lstrip().startswith(":"):
            yield item[2]


def _key(key: str) -> str:
    return rf"(?<![\w.$]){re.escape(key)}[\"']?[ \t]*(?::[ \t]*\w+[ \t]*)?[:=][ \t\n]*"
