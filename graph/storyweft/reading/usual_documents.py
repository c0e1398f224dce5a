"""A document of the usual shape, read in a third of the time: the same document, or none.

Nearly all documents of an archive come from programs: a line for each value, known keys, nothing to
repair. What is unusual in any respect is left to :mod:`storyweft.reading.documents`, which can tell
what is wrong with it; that both read the same is a law that the tests hold.

A related article reads the same in all documents that name it, and a story's documents stand
together: what was made of its lines is remembered, up to a bound, as long as the reader lives.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, NamedTuple

from storyweft.mapping import FieldMapping
from storyweft.model import PRECISION_OF, Address, AddressKind, Document, Record
from storyweft.reading import usual_values as values
from storyweft.reading._junk import is_junk
from storyweft.reading.body_links import Context, body_links
from storyweft.reading.forms import HOST_KEYS, is_home, is_host_of
from storyweft.reading.lines import Lines
from storyweft.reading.related_items import NAMES
from storyweft.reading.services import page_read
from storyweft.reading.translations import KEYS, translation_of
from storyweft.reading.usual_lines import NO_TEXTS, Unusual, Value, entries, items
from storyweft.settings import NO_SITE, Settings, Site
from storyweft.sources.files import MAX_FRONT_MATTER
from storyweft.text import one_line, plain_text, repair

#: So much of a body is kept, to compare it: what an article is about, it says at its beginning.
BODY_LENGTH = 2000

# What is remembered of related articles, and how many sets of keys.
_REMEMBERED = 1 << 13
_PLANS = 1 << 10

_FENCE = b"---\n"
_ASCII = bytes(range(0x20, 0x7F)) + b"\n"

_KINDS: tuple[AddressKind, ...] = ("web", "original", "amp", "amp-cache")
_Convert = Callable[[Value], Any]
# Field of the mapping → field of a record, and what makes the one of the other.
_CONVERT: dict[str, tuple[str, _Convert]] = {
    "title": ("title", values.title),
    "excerpt": ("excerpt", values.excerpt),
    "published": ("published", values.moment),
    "updated": ("updated", values.moment),
    "type": ("type", values.kind),
    "quality": ("quality", values.number),
    "heat": ("heat", values.number),
    "is_published": ("is_published", values.flag),
    "locale": ("locale", values.locale),
    "provider": ("provider", values.provider),
    "category": ("categories", values.names),
    "authors": ("authors", values.people),
    "images": ("images", values.images),
    "topics": ("topics", values.names),
}
# Keys of an own record that say more than the mapping knows: where its site has it, what else it
# is called, and that it is about a topic.
_MORE_THAN_FIELDS = frozenset(
    ["taxonomy", "kind", "permalink", "path", "redirectfrom", "aliases", "alias", "body", *KEYS]
)
# Keys whose values mean something by what they are called.
_TELLING_KEYS = frozenset([*HOST_KEYS, "mainentityofpage"]) | NO_TEXTS
_ONLY_NAMES = frozenset([*NAMES, "collection"])


class _Plan(NamedTuple):
    """What the values behind some keys are, by where they stand in their order."""

    steps: tuple[tuple[int, str, _Convert], ...]
    addresses: tuple[tuple[int, AddressKind], ...]
    properties: tuple[tuple[int, str], ...]
    related: int | None


# A record, and its second address as the document spells it.
_Spelled = tuple[Record, str | None]


class UsualDocuments:
    """Reads documents of the usual shape, and remembers what it has read before."""

    def __init__(self, settings: Settings) -> None:
        self._bodies = settings.bodies
        plan = partial(_make_plan, settings.mapping)
        self._own_plan = lru_cache(_PLANS)(partial(plan, is_own=True))
        stub_plan = lru_cache(_PLANS)(partial(plan, is_own=False))
        self._stub = lru_cache(_REMEMBERED)(partial(_read_stub, stub_plan))

    def read(self, data: bytes, name: str, site: Site) -> Document | None:
        """Return the document that some bytes are, or None if anything in it is unusual."""
        if not (data.startswith(_FENCE) and (site is NO_SITE or _is_usual(site))):
            return None
        if len(data) > MAX_FRONT_MATTER or b"\r" in data or b"\0" in data:
            return None
        if name.lower().endswith((".yaml", ".yml")):
            return None
        end = data.find(b"\n---", len(_FENCE) - 1) + 1
        if not end or data[end + 3 : end + 4] not in (b"\n", b""):
            return None
        try:
            text = data.decode()
            # Beyond ASCII, only what can be shown: other characters may end a line, or be dropped.
            if beyond := data[:end].translate(None, _ASCII):
                if not beyond.decode().replace("\xa0", "").isprintable():
                    return None
                end = len(data[:end].decode())
            return self._document(text[len(_FENCE) : end], text[end + 3 :].strip(), name, site)
        except (UnicodeDecodeError, Unusual):
            return None

    def _document(self, block: str, body: str, name: str, site: Site) -> Document:
        keys, behind = entries(block, 0)
        plan = self._own_plan(keys)
        stubs = [] if plan.related is None else self._stubs(behind[plan.related])
        read = page_read(body)
        body = body if self._bodies else ""
        record, spelled = _record(plan, behind, plain_text(body, BODY_LENGTH) if body else "")
        if record.title is None or (record.published is None and site is not NO_SITE):
            raise Unusual  # its heading or the name of its file may say it
        if read and record.url is None:
            raise Unusual
        if record.url and any(is_host_of(name, record.url) for name in record.authors):
            raise Unusual
        return Document(
            name,
            record,
            tuple([stub for stub, _ in stubs]),
            lines=_lines(block, spelled, stubs),
            body_links=body_links(body, Context(name, site)) if body else (),
            translation=translation_of(name, site, {}, record.locale),
        )

    def _stubs(self, value: Value) -> list[_Spelled]:
        if value[2] is None:
            if any(value):
                raise Unusual
            return []
        indent, stubs = items(value[2])
        return [self._stub(stub, indent) for stub in stubs]


def _read_stub(plan_of: Callable[[tuple[str, ...]], _Plan], lines: str, indent: int) -> _Spelled:
    keys, behind = entries(lines, indent)
    stub = _record(plan_of(keys), behind, "")
    if stub[0].url is None:
        raise Unusual
    return stub


@lru_cache(64)
def _is_usual(site: Site) -> bool:
    """Tell whether a site says nothing of its documents that they do not say themselves."""
    if site.dialect not in ("none", "dated"):
        return False
    return replace(site, dialect="none", evidence=(), prefix="", inside="") == NO_SITE


def _make_plan(mapping: FieldMapping, keys: tuple[str, ...], *, is_own: bool) -> _Plan:
    """Return what the values behind keys are.

    :raises Unusual: if two keys give one field, or a key says more than its value.
    """
    _refuse_telling(keys, is_own=is_own)
    steps: dict[str, tuple[int, str, _Convert]] = {}
    addresses: list[tuple[int, int, int]] = []
    properties: list[tuple[int, str]] = []
    related: list[int] = []
    for at, key in enumerate(keys):
        name, rank = mapping.field_of(key) or (None, 0)
        if name is None:
            if key.lower() == "title" or one_line(repair(key)) != key:
                raise Unusual
            properties.append((at, key))
        elif name in _KINDS:
            addresses.append((_KINDS.index(name), rank, at))
        elif name == "related" and is_own and not related:
            related.append(at)
        elif name in _CONVERT and name not in steps:
            steps[name] = (at, *_CONVERT[name])
        elif name:
            raise Unusual
    ordered = tuple((at, _KINDS[kind]) for kind, _, at in sorted(addresses))
    return _Plan(tuple(steps.values()), ordered, tuple(properties), next(iter(related), None))


def _refuse_telling(keys: tuple[str, ...], *, is_own: bool) -> None:
    """Refuse keys that tell by themselves what the document or a related item is."""
    folded = {key.lower().replace("_", "").replace("-", "") for key in keys}
    if folded & _TELLING_KEYS or {"apiVersion", "kind"}.issubset(keys):
        raise Unusual
    if folded & _MORE_THAN_FIELDS if is_own else folded <= _ONLY_NAMES:
        raise Unusual


def _record(plan: _Plan, behind: list[Value], body: str) -> _Spelled:
    """Return the record that the values behind keys make, by the plan for these."""
    fields: dict[str, Any] = {"body": body} if body else {}
    for at, name, convert in plan.steps:
        value = behind[at]
        if value[0] or value[1] or value[2]:
            result = convert(value)
            if result is not None:
                fields[name] = result
    for date, precision in PRECISION_OF.items():
        if date in fields:
            fields[date], is_day = fields[date]
            if is_day:
                fields[precision] = "day"
    if "title" in fields and is_junk(fields["title"]):
        raise Unusual
    if plan.properties:
        written = [(key, values.spelled(behind[at])) for at, key in plan.properties]
        fields["properties"] = tuple(sorted((key, text) for key, text in written if text))
    url, addresses, spelled = _addresses(plan, behind)
    return Record(**fields, url=url, addresses=addresses), spelled


def _addresses(
    plan: _Plan, behind: list[Value]
) -> tuple[str | None, tuple[Address, ...], str | None]:
    """Return the main URL, the others, and the first of these as it is spelled."""
    main, spelled = None, None
    others: dict[str, Address] = {}
    for at, kind in plan.addresses:
        value = behind[at]
        if not any(value):
            continue
        url = values.url(value)
        if len(plan.addresses) > 1 and is_home(url):
            raise Unusual
        if main is None:
            main = url
        elif url != main and url not in others:
            spelled = spelled or value[0] or value[1]
            others[url] = Address(url, kind)
    return main, tuple(others.values()), spelled


def _lines(block: str, spelled: str | None, stubs: list[_Spelled]) -> tuple[int, ...]:
    """Return the lines of second addresses, as a document has them; none if there are none."""
    numbers = [Lines(block, 1).of(spelled) if spelled else 0]
    lines = Lines(block, 1)
    numbers += [lines.of(address) if address else 0 for _, address in stubs]
    return tuple(numbers) if any(numbers) else ()
