"""How documents name related ones: what is under the key → mappings, and texts of one each."""

import re
from collections.abc import Iterator

_WIKI = r"!?\[\[[^\[\]\n]++\]\]"
_LINK = r"\[[^\[\]\n]*+\]\((?:<[^<>\n]*+>|[^()\n]*+)\)"
_SEVERAL = re.compile(rf"(?:(?:{_WIKI}|{_LINK})[\s,;·|]*+){{2,}}")
_ONE = re.compile(rf"{_WIKI}|{_LINK}")
# [[a page of Obsidian|shown so]], [shown so](a link of Markdown), [shown](<a link with spaces>)
_TARGET = re.compile(
    r"!?\[\[([^\]|#]++)[^\]]*+\]\]"
    r"|\[[^\]]*+\]\((?:<([^<>]++)>|([^)\"]*[^)\"\s]))(?:\s++\"[^\"]*+\")?\s*+\)"
)
# What a relation of a content manager calls the document that it leads to:
# https://decapcms.org/docs/widgets/#relation, https://docs.astro.build/en/guides/content-collections/
# (reference: a collection, with a slug or id)
NAMES = ("slug", "id", "path", "post", "page", "article", "entry", "ref", "file", "item")


def related_items(value: object) -> Iterator[object]:
    """Yield what a value names, one each; what names nothing comes as it is.

    >>> [*related_items("[[a]], [[b]]")], [*related_items([["a"], {"post": "b"}])]
    (['[[a]]', '[[b]]'], ['[[a]]', 'b'])
    """
    items = value if isinstance(value, list) else [value]
    # A list among texts is a mistake, and told.
    are_links = all(isinstance(item, list | dict) for item in items)
    for item in items:
        if isinstance(item, list) and are_links and (names := _names_in(item)):
            yield from (f"[[{name}]]" for name in names)  # [[a]] without quotes is a list in a list
        elif isinstance(item, str) and _SEVERAL.fullmatch(item.strip()):
            yield from _ONE.findall(item)
        elif isinstance(item, dict):
            yield _named(item) or item
        else:
            yield item


def _names_in(items: list[object]) -> list[str]:
    """Return the texts in lists in a list; none if there is anything else."""
    names: list[str] = []
    for item in items:
        inner = _names_in(item) if isinstance(item, list) else [item]
        if not inner or not all(isinstance(name, str) for name in inner):
            return []
        names += [name for name in inner if isinstance(name, str)]
    return names


def target_of(item: str) -> str:
    """Return what a text names: a path, slug, title or URL, without the marks of a link.

    >>> target_of("[[People/Ann|her]]"), target_of("[Ann](People/Ann Example.md)")
    ('People/Ann', 'People/Ann Example.md')
    """
    linked = _TARGET.fullmatch(item)
    return next(part for part in linked.groups() if part).strip() if linked else item


def _named(fields: dict[str, object]) -> str | None:
    """Return the document that a mapping of nothing but names leads to."""
    texts = {key.lower(): value for key, value in fields.items() if isinstance(value, str)}
    names = [key for key in NAMES if key in texts]
    if len(texts) != len(fields) or len(names) != 1 or set(texts) - {names[0], "collection"}:
        return None
    name = texts[names[0]].strip()
    if "collection" in texts and "/" not in name:
        name = f"{texts['collection'].strip()}/{name}"
    return name or None
