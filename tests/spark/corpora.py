"""Documents that build badly: what each rule is there for, and what something might trip over."""

from pathlib import Path

from storyweft.stories.near_duplicates import MAX_NEAR_DUPLICATES
from tests.archives import make_jsonl, make_parquet, make_tar, make_zip
from tests.benchmarks.corpus import Corpus
from tests.folders import write


def write_all(folder: Path, seeds: Path) -> None:
    """Write a folder of everything here, archives apart."""
    texts = chains() | naming() | kinds() | copies() | hub(60) | sites()
    write(folder, {name: f"---\n{text}\n---\n".encode() for name, text in texts.items()})
    write(folder, {name: text.encode() for name, text in bodies().items()})
    write(folder / "hostile", hostile(seeds))
    Corpus(60).write(folder / "made-up")


def chains() -> dict[str, str]:
    """Addresses that only a chain over many documents joins, and two that stay ambiguous."""
    documents = {
        f"chain/{n:03}.md": f"title: C {n}\nurl: https://c{n}.com/x\nampUrl: https://c{n + 1}.com/x"
        for n in range(40)
    }
    for n in range(3):
        documents[f"claim/{n}.md"] = (
            f"title: Claim {n}\nurl: https://n.com/{n}\nampUrl: https://n.com/amp-of-all\n"
            f"related: [{{title: Free, url: https://n.com/r{n}, originalUrl: https://other.com/o}}]"
        )
    documents["agreed/a.md"] = "title: A\nurl: https://a.com/1\nampUrl: https://a.com/amp1"
    documents["agreed/b.md"] = "title: B\nurl: https://a.com/2\nampUrl: https://a.com/amp1"
    documents["agreed/c.md"] = "title: C\nurl: https://a.com/1\noriginalUrl: https://a.com/2"
    documents["copy/a.md"] = (
        "title: NearDuplicate\nurl: https://copy.com/a\noriginalUrl: https://n.com/1"
    )
    documents["copy/b.md"] = "title: Free\nurl: https://copy.com/b\noriginalUrl: https://gone.com/1"
    return documents


def naming() -> dict[str, str]:
    return {
        "news/2020-06-24-boston-bans.md": "title: Boston bans it",
        "news/other.md": "title: Other\nurl: https://n.com/other",
        "blog/other.md": "title: Other blog\nurl: https://n.com/other-blog",
        "same/x.md": "title: X\nurl: https://n.com/x",
        "same/deep/x.md": "title: X\nurl: http://n.com/x/",
        "blog/folder/index.md": "title: 'A: folder'",
        "t/subject.yaml": "taxonomy: topic\nname: Subject",
        "blog/me.md": "title: Me\nrelated:\n"
        + "\n".join(
            f"  - '{item}'"
            for item in (
                *("boston-bans", "../news/other.md", "./other.md", "folder/", "A: folder"),
                *("[[boston-bans#heading|so]]", "nowhere", "Boston Bans It", "subject", "x"),
                *("deep/x", "https://n.com/other?utm_source=x", "me", "[so](../news/other.md)"),
            )
        ),
        "me.md": "title: Also me\nrelated: [other, other.md, '', '#x', {title: x, heat: 4}]",
    }


def kinds() -> dict[str, str]:
    return {
        "c/c.md": "title: C\ntype: collection\nitems: [courses/b, courses/a, https://n.com/v,"
        " courses/none, c]",
        "c/again.md": "title: C\nurl: https://n.com/coll\ntype: collection\nitems: [courses/a]",
        "c/more.md": "title: C\nurl: https://n.com/coll\ntype: collection\nitems:"
        " [courses/b, courses/a]\nrelated: [courses/a]",
        "courses/a.md": "title: A\ntype: course",
        "courses/b.md": "title: B\ntype: course\nurl: https://n.com/b",
        "o/bbc.yaml": "taxonomy: organization\nname: British Broadcasting Corporation\n"
        "domain: bbc.com\notherNames: [BBC]\nimages: [https://bbc.com/logo.png]\nfounded: 1922",
        "o/bbc2.yaml": "taxonomy: organization\nname: british broadcasting corporation\n"
        "domain: bbc.com\notherNames: [Auntie]",
        "t/ml.yaml": "taxonomy: topic\nname: Machine Learning\nshortname: ML\nparent: AI",
        "t/markup.yaml": "taxonomy: topic\nname: Markup\nkeywords: [ML, tags]",
        "people/ann.md": "name: Ann Lee\ntype: profile\nbio: Writes.",
        "people/more.md": "name: ann lee\ntype: profile\nheat: 3",
        "a.md": "title: A\nauthors: [Ann Lee, Bo Şen, bo şen]\ntopics: [ml, machine-learning, X Y]"
        "\nsource: {name: BBC, domain: bbc.com, logo: {url: https://bbc.com/l.png, width: 1}}",
        "b.md": "title: B\nauthor: BO ŞEN\ntopics: [ML, x-y, x y, X Y]\nsource: BBC\n"
        "image: {url: https://bbc.com/l.png, caption: c}",
        "z.md": "title: Z\ntopics: [x y, Tags]\nmood: glad\nurl: https://n.com/z\nquality: 3\n"
        "source: {name: auntie, domain: bbc.com, logo: {url: https://bbc.com/l.png, width: 2}}",
        "z2.md": "title: Z!\ntopics: [x]\nmood: sad\nplace: here\nurl: http://n.com/z/\nquality: 4"
        "\nexcerpt: e\nsource: {name: Other, domain: n.com}",
        "東京/ü.md": "title: 東京 🌊\nrelated: ['https://n.com/é|x']",
    }


def copies() -> dict[str, str]:
    """One text in many places: exact, edited, and more of them than are joined."""
    text = [f"word{n}" for n in range(30)]
    documents = {
        f"same/{n:02}.md": f"title: {' '.join(text)}\nurl: https://s{n}.com/a\nsource: S{n % 9}"
        for n in range(MAX_NEAR_DUPLICATES + 5)
    }
    for n in range(MAX_NEAR_DUPLICATES + 8):
        edited = [*text[: 29 - n % 3], f"only{n}", f"odd{n % 4}"]
        documents[f"edit/{n:02}.md"] = (
            f"title: {' '.join(edited)}\nurl: https://e{n}.com/a\nsource: P{n % 7}"
        )
    long = [f"long{n}" for n in range(120)]
    for n in range(4):
        documents[f"long/{n}.md"] = (
            f"title: T\nexcerpt: {' '.join(long[: 120 - 13 * n])}\nurl: https://l{n}.com/a"
        )
    documents["short/1.md"] = documents["short/2.md"] = "title: Daily briefing"
    return documents


def sites() -> dict[str, str]:
    """Return what only the documents of a site together show: AMP pages, addresses of several."""
    paper, home = "source: https://paper.example/", "canonicalUrl: https://home.com/"
    urls = {
        "stated": "https://amp.com/a/\nampUrl: https://amp.com/a/amp/",
        "page": "https://amp.com/b/",
        "amp": "https://amp.com/b/amp/",
        "elsewhere": "https://no-amp.com/b/amp/",
        "inside": "https://amp.com/amp/b",
        "cached": "https://n-com.cdn.ampproject.org/c/s/cached.com/amp/a",
        **{f"pair{n}": f"https://pairs.com/news/{n}" for n in range(3)},
        **{f"pair{n}-amp": f"https://pairs.com/news/amp/{n}" for n in range(3)},
        "only": "https://one-pair.com/news/x",
        "only-amp": "https://one-pair.com/news/amp/x",
    }
    documents = {f"sites/{name}.md": f"title: A {name}\nurl: {url}" for name, url in urls.items()}
    shared = {
        "bridge": f"title: Notes on the harbour bridge\n{paper}",
        "apples": f"title: A recipe with apples\n{paper}",
        "cited": "title: What cites the paper\nrelated: [{url: 'https://paper.example/'}]",
        "one": f"title: Release notes one\nurl: https://home.com/one\n{home}",
        "two": f"title: Release diary two\nurl: https://home.com/two\n{home}",
        "opens": "title: Mayor opens the harbour bridge\nwebUrl: https://edited.com/a",
        "late": "title: Mayor opens harbour bridge after long delay\nwebUrl: https://edited.com/a",
    }
    return documents | {f"shared/{name}.md": text for name, text in shared.items()}


def bodies() -> dict[str, str]:
    """Return documents with links in their bodies, and with translations."""
    links = (
        "[[Target]], [so](target.md), [[target|x]], [up](../links/deep/Target.md), [[Other name]],"
        " <https://links.com/t?utm_source=x>, [[twice]], [[self]], [[nobody]], https://alone.com/,"
        " https://links.com/t/amp/, [a](upper.TXT), [b](Upper), https://web.archive.org/web/2020/"
        "https://links.com/t, [[index]], [[links/one]]"
    )
    front = "---\ntitle: {}\n{}---\n{}\n"
    url = "url: https://links.com/t\nampUrl: https://links.com/t/amp/\n"
    documents = {
        "links/self.md": front.format("Self", "", f"{links} [[Self]]"),
        "links/more.md": front.format("More", "", f"{links} [[Target]] [[more]]"),
        "links/target.md": front.format("Target", f"aliases: [Other name]\n{url}", "Hello"),
        "links/deep/Target.md": front.format("Deep target", "", "[[target]]"),
        "links/a/twice.md": front.format("Twice", "", ""),
        "links/b/twice.md": front.format("Twice again", "", "[[TWICE]]"),
        "links/upper.md": front.format("Upper", "", ""),
        "links/upper.txt": front.format("Upper text", "", ""),
        "links/one/index.md": front.format("One index", "", "[x](../target.md)"),
    }
    for language in ("en", "de", "fr"):
        key = f"locale: {language}\ntranslationKey: stated\n"
        documents[f"translated/key-{language}.md"] = front.format(f"Key {language}", key, "")
        documents[f"translated/guess.{language}.md"] = front.format(f"Guess {language}", "", "")
        documents[f"translated/{language}/both.md"] = front.format(f"Both {language}", "", "")
        # Three voices print one text, one of them in other words: still one page.
        said = " ".join(f"term{n}" for n in range(15 if language == "fr" else 14))
        voice = f"source: Voice {language}\nurl: https://voice-{language}.com/a\n"
        documents[f"translated/copy.{language}.md"] = front.format(said, voice, "")
    documents["translated/key-de2.md"] = front.format(
        "Key again", "locale: de\ntranslationKey: stated\n", ""
    )
    for language in ("it", "es"):
        documents[f"departments/{language}/no.md"] = front.format(f"Department {language}", "", "")
    return documents


def hub(count: int) -> dict[str, str]:
    """Return articles of which half have one provider, and all relate to one address."""
    article = """title: "{word} {number}"
url: https://example.com/{number}
provider: {{name: "{provider}", domain: "{provider}.com"}}
related:
  - {{title: "Hub {number}", url: "https://example.com/hub?utm_source={number}"}}"""
    documents = {}
    for number in range(count):
        provider = "big" if number % 2 else f"small{number}"
        word = f"Word{number // 3} Thing{number // 3}"
        documents[f"hub/{number}.md"] = article.format(word=word, number=number, provider=provider)
    return documents


def hostile(folder: Path) -> dict[str, bytes]:
    """Return files, names and contents of which something might trip over."""
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    article = b"---\ntitle: One\nurl: https://example.com/%d\n---\n"
    names = ["_draft.md", "a b.MD", "b%20c.markdown", "deep/_er/ü.txt", "x=1/y.html", "'q\".yml"]
    files |= {name: article % number for number, name in enumerate(names)}
    files |= {
        "broken.md": b"---\ntitle: [\n---\n",
        "empty.txt": b"",
        "picture.png": b"\x89PNG",
        "inside.tar": b"",
    }
    files |= {".hidden/z.md": article, "deep/.z.md": article}
    return files | {"long.md": article % 9 + b"x" * 400_000}


def packed(seeds: Path) -> dict[str, bytes]:
    """Return archives of each kind, whole and damaged."""
    seed = {path.name: path.read_bytes() for path in sorted(seeds.iterdir())}
    halves = dict(list(seed.items())[:2]), dict(list(seed.items())[2:])
    article = b"---\ntitle: %d\nurl: https://example.com/%d\n---\n"
    more = {f"{number}.md": article % (number, number) for number in range(50)}
    return {
        "a.tar": make_tar(halves[0]),
        "b.zip": make_zip(halves[1]),
        "c.jsonl": make_jsonl(more),
        "d.parquet": make_parquet({"d.md": article % (99, 99)}),
        "cut.tar": make_tar(more)[:9_000],
        "empty.zip": b"",
    }
