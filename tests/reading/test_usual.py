"""The quick way reads what the long way reads, or nothing: real documents, and broken ones."""

import random
from pathlib import Path

import pytest

from storyweft.mapping import DEFAULT_KEYS, FieldMapping
from storyweft.model import Document
from storyweft.reading.dialects.sites import settle
from storyweft.reading.documents import Reader, parse_any
from storyweft.reading.usual_documents import UsualDocuments
from storyweft.settings import DEFAULT_SETTINGS, NO_SITE, Settings, Site
from storyweft.sources.files import find_files, load
from tests.benchmarks.corpus import Corpus
from tests.test_fuzz import mutant

ROOT = Path(__file__).parent.parent.parent
SITES = sorted((ROOT / "tests" / "fixtures" / "sites").iterdir())
CORPUS = [(name, text.encode()) for name, text in Corpus(60).documents()]

# What stands where a value was: all that YAML, or a field, takes for something else.
_VALUES = (
    "'' '' ~ null True 1.5 0x1F -1 - 007 1e3 .5 .inf nan None N/A yes no false on 5.0 +5 1_000"
    " 12:30 24 99999999999999999999 2020-01-01 2020-06-24T17:51:00+02:00 20200624"
    " 2020-13-24T17:51:00Z"
    " 9999-12-31T00:00:00Z [] {} | > #x @x %x `x` x: ? - http://a.example/?a=1&amp;b=2 /rel/path"
    " www.x.example/a https://b.example/amp/ https://b.example/%zz https://b.example/a: draft de"
    " [[x]] <b>x</b> *x* it's a#b <<"
).split()
_VALUES += ['""', '"a: b # c"', '"say \\"x\\""', '"a\\nb"', '"a" b', '"  a "', "'it''s'", "a: b"]
_VALUES += ["x #y", "a  b", "x ", "x:", "- x", "a, b", "a; b", "!x y", "24 hours", "x &amp; y"]
_VALUES += ["café", "cafÃ©", "“x”…", "中文", "Ann Example and Bob Other", "a\u00a0b", "a\u2028b"]
_VALUES += ["{{ page.title }}", "Just a moment...", "[object Object]", "JavaScript", "#news", "RSS"]
_KEYS = [key for keys in DEFAULT_KEYS.values() for key in keys]
_KEYS += (
    "permalink path taxonomy kind apiVersion layout aliases translationKey redirect_from".split()
)
_KEYS += "secured Title << mood x-y slug collection post logo domain width caption alt null".split()
_LINES = ("", " ", "# c", "  # c", "---", "...", "  - x", "  x: y", "      deep: 1", "- x", "\t")


def _broken(data: bytes, dice: random.Random) -> bytes:
    """Return a document with one to three lines that are otherwise than programs write them."""
    lines = data.decode().split("\n")
    end = lines.index("---", 1)
    for _ in range(dice.choice((1, 1, 2, 3))):
        at = dice.randrange(1, end)
        key, colon, _value = lines[at].partition(":")
        start = key[: len(key) - len(key.lstrip(" -"))]
        lines[at] = dice.choice(
            (
                f"{key}{colon} {dice.choice(_VALUES)}",
                f"{key}{colon} {dice.choice(_VALUES)}",
                f"{start}{dice.choice(_KEYS)}{colon}{_value}",
                f"{start}{dice.choice(_KEYS)}: {dice.choice(_VALUES)}",
                dice.choice((" ", "  ", "- ")) + lines[at],
                lines[at][dice.choice((1, 2, 4)) :],
                lines[at] + dice.choice((" ", "\t", " # c", "\n" + dice.choice(_LINES))),
                lines[at].replace('"', dice.choice(("'", ""))),
                f"{lines[at]}\n{lines[dice.randrange(1, end)]}",
            )
        )
    return "\n".join(lines).encode()


def _holds(data: bytes, name: str, settings: Settings = DEFAULT_SETTINGS) -> bool:
    """Hold the law, and return whether the document was a usual one."""
    site = settings.site_of(name) or NO_SITE
    usual = UsualDocuments(settings).read(data, name, site)
    assert usual is None or usual == parse_any(data, name, settings)
    return usual is not None


def test_documents_that_a_program_wrote_are_usual() -> None:
    assert all(_holds(data, name) for name, data in CORPUS)
    assert _holds((ROOT / "seeds" / "000_6d3fd95e798047fd.txt").read_bytes(), "a.txt")


@pytest.mark.parametrize("folder", [ROOT / "seeds", *SITES], ids=lambda path: path.name)
def test_real_documents_are_read_as_the_long_way_reads_them(folder: Path) -> None:
    settings = settle(DEFAULT_SETTINGS, folder)
    for file in find_files(folder, also=settings.is_data):
        if file.refusal:  # data beside the documents
            continue
        data = load(file)
        assert isinstance(data, bytes)
        for chosen in (settings, DEFAULT_SETTINGS, Settings(bodies=False)):
            _holds(data, file.name, chosen)


def test_documents_that_are_broken_are_read_as_the_long_way_reads_them() -> None:
    usual = 0
    for number in range(3000):
        dice = random.Random(number)  # noqa: S311 - no secret
        _, data = dice.choice(CORPUS)
        name = dice.choice(("a.md", "de/a.txt", "x/2020-01-01-a.md", "a.fr.md"))
        usual += _holds(_broken(data, dice), name)
    assert usual > 300
    for number in range(1000):
        _holds(mutant(number), "a.md")


@pytest.mark.parametrize(
    "site",
    [
        Site("dated", prefix="x/"),
        Site("none", url="https://news.example"),
        Site("none", language="de"),
        Site("jekyll"),
        Site("none", timezone="Europe/Berlin"),
    ],
)
def test_what_a_site_says_counts(site: Site) -> None:
    settings = Settings(sites=(site,))
    for _, data in CORPUS[:10]:
        name = "x/2020-01-01-a.md"
        assert _holds(data, name, settings) == (site.dialect == "dated")
        without_day = data.replace(b"\npublishedDateTime:", b"\nmood:")
        assert not _holds(without_day, name, settings)


@pytest.mark.parametrize(
    "keys", [{"title": ("heading",)}, {"web": ("post",), "related": ("heat", "related")}]
)
def test_other_mappings_count(keys: dict[str, tuple[str, ...]]) -> None:
    settings = Settings(mapping=FieldMapping({**DEFAULT_KEYS, **keys}, frozenset(["excerpt"])))
    for number, (_, data) in enumerate(CORPUS):
        _holds(data, "a.md", settings)
        _holds(_broken(data, random.Random(number)), "a.md", settings)  # noqa: S311


def test_what_is_remembered_changes_nothing() -> None:
    reader = Reader()
    documents = [reader.parse(data, name) for name, data in CORPUS * 2]
    assert documents == [parse_any(data, name) for name, data in CORPUS * 2]
    related = [
        record
        for document in documents
        if isinstance(document, Document)
        for record in document.related
    ]
    assert len({id(record) for record in related}) <= len(related) // 2
