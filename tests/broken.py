"""Inputs as people, tools and attackers break them: what each is, and exactly what it gets.

A row is a name, the bytes of a file, what comes of it (``loaded``, ``repaired`` or ``rejected``),
every problem that is told (``action code :line: field: message``), and what was read.
"""
# ruff: noqa: E501 - messages stand here as they are

from typing import Any, NamedTuple


class Broken(NamedTuple):
    """One kind of broken input."""

    name: str
    content: bytes
    outcome: str
    told: tuple[str, ...] = ()
    read: dict[str, Any] = {}  # noqa: RUF012 - never changed
    path: str = "a.md"


def y(fields: str) -> bytes:
    """Return a document with these fields as its front matter."""
    return f"---\n{fields}\n---\nBody\n".encode()


BROKEN = [
    Broken("byte order mark", b"\xef\xbb\xbf---\ntitle: A\n---\n", "loaded", read={"title": "A"}),
    Broken(
        "CRLF",
        b"---\r\ntitle: A\r\nexcerpt: b\r\n---\r\n",
        "loaded",
        read={"title": "A", "excerpt": "b"},
    ),
    Broken(
        "lone CR",
        b"---\rtitle: A\rexcerpt: b\r---\r",
        "loaded",
        read={"title": "A", "excerpt": "b"},
    ),
    Broken("empty lines before", b"\n\n---\ntitle: A\n---\n", "loaded", read={"title": "A"}),
    Broken("more dashes", b"-----\ntitle: A\n-----\n", "loaded", read={"title": "A"}),
    Broken("spaces after the fence", b"---  \ntitle: A\n---\t\n", "loaded", read={"title": "A"}),
    Broken("closed with dots", b"---\ntitle: A\n...\nBody\n", "loaded", read={"title": "A"}),
    Broken(
        "closed with dots, a rule in the body",
        b"---\ntitle: A\n...\nBody: [\n---\n",
        "loaded",
        read={"title": "A"},
    ),
    Broken("no line break at the end", b"---\ntitle: A\n---", "loaded", read={"title": "A"}),
    Broken("comments", y("# a comment\ntitle: A # another"), "loaded", read={"title": "A"}),
    Broken("number as title", y("title: 0012"), "loaded", read={"title": "0012"}),
    Broken("float as title", y("title: 1.50"), "loaded", read={"title": "1.50"}),
    Broken("huge number as title", y("title: " + "9" * 400), "loaded", read={"title": "9" * 400}),
    Broken("boolean as title", y("title: Yes"), "loaded", read={"title": "Yes"}),
    Broken("true as title", y("title: TRUE"), "loaded", read={"title": "TRUE"}),
    Broken("date as title", y("title: 2020-06-24"), "loaded", read={"title": "2020-06-24"}),
    Broken("time of day as title", y("title: 12:30"), "loaded", read={"title": "12:30"}),
    Broken("infinity as title", y("title: .inf"), "loaded", read={"title": ".inf"}),
    Broken("hexadecimal as title", y("title: 0x1F"), "loaded", read={"title": "0x1F"}),
    Broken("null as title", y("title: null\nexcerpt: b"), "loaded", read={"excerpt": "b"}),
    Broken("tilde as title", y("title: ~\nexcerpt: b"), "loaded", read={"excerpt": "b"}),
    Broken("empty text", y("title: ''\nexcerpt: b"), "loaded", read={"excerpt": "b"}),
    Broken("only spaces", y("title: '   '\nexcerpt: b"), "loaded", read={"excerpt": "b"}),
    Broken(
        "anchor and alias",
        y("title: &t A\nexcerpt: *t"),
        "loaded",
        read={"title": "A", "excerpt": "A"},
    ),
    Broken(
        "merge key",
        y("base: &b\n  name: N\n  domain: n.com\ntitle: A\nprovider:\n  <<: *b\n  name: M"),
        "loaded",
        read={
            "title": "A",
            "properties": (("base", '{"domain": "n.com", "name": "N"}'),),
            "provider.name": "M",
        },
    ),
    Broken(
        "merge list",
        y("a: &a {name: N}\nb: &b {domain: n.com}\ntitle: A\nprovider:\n  <<: [*a, *b]"),
        "loaded",
        read={
            "title": "A",
            "properties": (("a", '{"name": "N"}'), ("b", '{"domain": "n.com"}')),
            "provider.name": "N",
        },
    ),
    Broken("string tag", y("title: !!str 12"), "loaded", read={"title": "12"}),
    Broken(
        "keys that are no text",
        y("title: A\n12: one\nnull: none\n? [x, y]\n: list"),
        "loaded",
        read={
            "title": "A",
            "properties": (("12", "one"), ('["x", "y"]', "list"), ("null", "none")),
        },
    ),
    Broken(
        "block scalar with colons",
        y("title: A\nexcerpt: |\n  one: two\n  three: four"),
        "loaded",
        read={"title": "A", "excerpt": "one: two\nthree: four"},
    ),
    Broken(
        "folded scalar", y("title: >\n  A long\n  title"), "loaded", read={"title": "A long title"}
    ),
    Broken(
        "escapes", y('title: "A\\u00e9 \\U0001F600 \\x41"'), "loaded", read={"title": "Aé 😀 A"}
    ),
    Broken(
        "right-to-left marks",
        y("title: \u200fשלום\u200e abc"),
        "loaded",
        read={"title": "\u200f\u05e9\u05dc\u05d5\u05dd\u200e abc"},
    ),
    Broken(
        "emoji",
        y("title: 👩‍👩‍👧 wins"),
        "loaded",
        read={"title": "\U0001f469\u200d\U0001f469\u200d\U0001f467 wins"},
    ),
    Broken("curly quotes", y("title: “A” ‘b’ – — …"), "loaded", read={"title": "“A” ‘b’ – — …"}),
    Broken(
        "no-break space",
        y("title: «\u00a0Prix\u00a0» 5\u202f€"),
        "loaded",
        read={"title": "\xab\xa0Prix\xa0\xbb 5\u202f\u20ac"},
    ),
    Broken(
        "UTF-8 in keys",
        y("título: A\ntitle: B"),
        "loaded",
        read={"title": "B", "properties": (("título", "A"),)},
    ),
    Broken(
        "TOML",
        b'+++\ntitle = "A"\ndate = 2020-06-24\n+++\n',
        "loaded",
        read={"title": "A", "published": "2020-06-24T00:00:00Z"},
    ),
    Broken(
        "TOML local time",
        b'+++\ntitle = "A"\ndate = 2020-06-24T17:51:00\n+++\n',
        "loaded",
        read={"title": "A", "published": "2020-06-24T17:51:00Z"},
    ),
    Broken(
        "JSON",
        b'{"title": "A", "quality": 87}\n\nBody',
        "loaded",
        read={"title": "A", "quality": 87},
    ),
    Broken("JSON number as title", b'{"title": 1.50}', "loaded", read={"title": "1.50"}),
    Broken(
        "JSON emoji in two escapes", b'{"title": "\\ud83d\\ude00"}', "loaded", read={"title": "😀"}
    ),
    Broken(
        "YAML without fences",
        b"title: A\nexcerpt: b\n",
        "loaded",
        read={"title": "A", "excerpt": "b"},
        path="a.yaml",
    ),
    Broken(
        "YAML with a directive",
        b"%YAML 1.2\n---\ntitle: A\n",
        "loaded",
        read={"title": "A"},
        path="a.yaml",
    ),
    Broken(
        "YAML with a comment before",
        b"# A\n---\ntitle: A\n...\n",
        "loaded",
        read={"title": "A"},
        path="a.yml",
    ),
    Broken(
        "YAML in flow style",
        b"{title: A, excerpt: b}",
        "loaded",
        read={"title": "A", "excerpt": "b"},
        path="a.yaml",
    ),
    Broken("JSON as YAML", b'{"title": "A"}', "loaded", read={"title": "A"}, path="a.yaml"),
    Broken(
        "deep but fair",
        y("title: A\ndeep: " + "[" * 40 + "]" * 40),
        "loaded",
        read={
            "title": "A",
            "properties": (
                (
                    "deep",
                    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
                ),
            ),
        },
    ),
    Broken(
        "hashtag for a title",
        b"---\ntitle: #metoo, a year on\nmood: # a comment\n---\n",
        "repaired",
        told=("repaired unquoted-text :2: text that needs quotes: read as '#metoo, a year on'",),
        read={"title": "#metoo, a year on"},
    ),
    Broken(
        "UTF-16 with mark",
        "---\ntitle: Ä\n---\n".encode("utf-16"),
        "repaired",
        told=("repaired encoding : UTF-16: save the file as UTF-8",),
        read={"title": "Ä"},
    ),
    Broken(
        "UTF-16 without mark",
        "---\ntitle: Ä\n---\n".encode("utf-16-be"),
        "repaired",
        told=("repaired encoding : UTF-16: save the file as UTF-8",),
        read={"title": "Ä"},
    ),
    Broken(
        "UTF-32",
        "---\ntitle: Ä\n---\n".encode("utf-32"),
        "repaired",
        told=("repaired encoding : UTF-32: save the file as UTF-8",),
        read={"title": "Ä"},
    ),
    Broken(
        "Latin-1",
        "---\ntitle: Café\n---\n".encode("latin-1"),
        "repaired",
        told=(
            "repaired encoding :2: 1 byte is not UTF-8: read as Windows-1252; save the file as UTF-8",
        ),
        read={"title": "Café"},
    ),
    Broken(
        "Windows-1252",
        "---\ntitle: “Café” – 5 €\n---\n".encode("cp1252"),
        "repaired",
        told=(
            "repaired encoding :2: 5 bytes are not UTF-8: read as Windows-1252; save the file as UTF-8",
        ),
        read={"title": "“Café” – 5 €"},
    ),
    Broken(
        "UTF-8 with a stray byte",
        "---\ntitle: Café \n".encode() + b"excerpt: \xe9t\xe9\n---\n",
        "repaired",
        told=(
            "repaired encoding :3: 2 bytes are not UTF-8: read as Windows-1252; save the file as UTF-8",
        ),
        read={"title": "Café", "excerpt": "été"},
    ),
    Broken(
        "a byte that is nothing",
        b"---\ntitle: A\x81B\n---\n",
        "repaired",
        told=(
            "repaired encoding :2: 1 byte is not UTF-8: read as Windows-1252; save the file as UTF-8",
        ),
        read={"title": "A�B"},
    ),
    Broken(
        "cut in a character",
        b"---\ntitle: A\n---\ncaf\xc3",
        "repaired",
        told=(
            "repaired encoding :4: 1 byte is not UTF-8: read as Windows-1252; save the file as UTF-8",
        ),
        read={"title": "A"},
    ),
    Broken(
        "NUL",
        b"---\ntitle: A\0B\n---\n",
        "repaired",
        told=("repaired control-character :2: NUL characters were dropped",),
        read={"title": "AB"},
    ),
    Broken(
        "control characters",
        b"---\ntitle: A\x07B\x1b[31m\n---\n",
        "repaired",
        told=("repaired text :2: title: read as 'AB[31m'",),
        read={"title": "AB[31m"},
    ),
    Broken(
        "control characters in escapes",
        y('title: "A\\aB\\x7f"'),
        "repaired",
        told=("repaired text :2: title: read as 'AB'",),
        read={"title": "AB"},
    ),
    Broken(
        "non-character",
        y("title: A\ufffeB"),
        "repaired",
        told=("repaired text :2: title: read as 'AB'",),
        read={"title": "AB"},
    ),
    Broken(
        "line separator in a title",
        y("title: A\u2028B"),
        "repaired",
        told=("repaired spaces :2: title: read as 'A B'",),
        read={"title": "A B"},
    ),
    Broken(
        "line break in a title",
        y('title: "A\\nB"'),
        "repaired",
        told=("repaired spaces :2: title: read as 'A B'",),
        read={"title": "A B"},
    ),
    Broken(
        "double spaces",
        y("title: ABC Kcrg  9"),
        "repaired",
        told=("repaired spaces :2: title: read as 'ABC Kcrg 9'",),
        read={"title": "ABC Kcrg 9"},
    ),
    Broken(
        "mojibake",
        y("title: Rose Bowlâ€™s"),
        "repaired",
        told=("repaired text :2: title: read as 'Rose Bowl’s'",),
        read={"title": "Rose Bowl’s"},
    ),
    Broken(
        "entities",
        y("title: Tom &amp;amp; Jerry&#8217;s"),
        "repaired",
        told=("repaired text :2: title: read as 'Tom & Jerry’s'",),
        read={"title": "Tom & Jerry’s"},
    ),
    Broken(
        "unquoted colon",
        y("title: A: B"),
        "repaired",
        told=("repaired unquoted-text :2: text that needs quotes: read as 'A: B'",),
        read={"title": "A: B"},
    ),
    Broken(
        "quote inside quotes",
        y('title: "He said "no" to it"'),
        "repaired",
        told=("repaired unquoted-text :2: text that needs quotes: read as 'He said \"no\" to it'",),
        read={"title": 'He said "no" to it'},
    ),
    Broken(
        "apostrophe in single quotes",
        y("title: 'It's'"),
        "repaired",
        told=('repaired unquoted-text :2: text that needs quotes: read as "It\'s"',),
        read={"title": "It's"},
    ),
    Broken(
        "unclosed quote",
        y('title: "A\nexcerpt: b'),
        "repaired",
        told=("repaired unquoted-text :2: text that needs quotes: read as 'A'",),
        read={"title": "A", "excerpt": "b"},
    ),
    Broken(
        "unclosed single quote",
        y("title: 'A\nexcerpt: b"),
        "repaired",
        told=("repaired unquoted-text :2: text that needs quotes: read as 'A'",),
        read={"title": "A", "excerpt": "b"},
    ),
    Broken(
        "a broken line beside a long text",
        y('excerpt: "one\n  two"\ntitle: A: B'),
        "repaired",
        told=("repaired unquoted-text :4: text that needs quotes: read as 'A: B'",),
        read={"title": "A: B", "excerpt": "one two"},
    ),
    Broken(
        "text that starts with a bracket",
        y("title: [Video] A"),
        "repaired",
        told=("repaired unquoted-text :2: text that needs quotes: read as '[Video] A'",),
        read={"title": "[Video] A"},
    ),
    Broken(
        "text that starts with an asterisk",
        y("title: *A* b"),
        "repaired",
        told=(
            "repaired unquoted-text :2: text that needs quotes: read as '*A* b'",
            "repaired markup :2: title: read as 'A b'",
        ),
        read={"title": "A b"},
    ),
    Broken(
        "text that starts with an at sign",
        y("title: @handle says"),
        "repaired",
        told=("repaired unquoted-text :2: text that needs quotes: read as '@handle says'",),
        read={"title": "@handle says"},
    ),
    Broken(
        "text that starts with a percent sign",
        y("title: %d cases"),
        "repaired",
        told=("repaired unquoted-text :2: text that needs quotes: read as '%d cases'",),
        read={"title": "%d cases"},
    ),
    Broken(
        "text that starts with a backtick",
        y("title: `code` breaks"),
        "repaired",
        told=(
            "repaired unquoted-text :2: text that needs quotes: read as '`code` breaks'",
            "repaired markup :2: title: read as 'code breaks'",
        ),
        read={"title": "code breaks"},
    ),
    Broken(
        "text that starts with a greater-than sign",
        y("title: > 5 reasons"),
        "repaired",
        told=("repaired unquoted-text :2: text that needs quotes: read as '> 5 reasons'",),
        read={"title": "> 5 reasons"},
    ),
    Broken(
        "a backslash in double quotes",
        y('title: "C:\\Users"'),
        "repaired",
        told=("repaired unquoted-text :2: text that needs quotes: read as 'C:\\\\Users'",),
        read={"title": "C:\\Users"},
    ),
    Broken(
        "lone surrogate in an escape",
        y('title: "A\\ud83d"'),
        "repaired",
        told=("repaired unquoted-text :2: text that needs quotes: read as 'A�'",),
        read={"title": "A�"},
    ),
    Broken(
        "emoji in two escapes",
        y('title: "\\ud83d\\ude00"'),
        "loaded",
        read={"title": "😀"},
    ),
    Broken(
        "lone surrogate in JSON",
        b'{"title": "A\\ud83dB"}',
        "repaired",
        told=("repaired text :1: title: read as 'A�B'",),
        read={"title": "A�B"},
    ),
    Broken(
        "tab for indentation",
        y("title: A\nprovider:\n\tname: N"),
        "repaired",
        told=("repaired tab :4: a tab for indentation: read as two spaces",),
        read={"title": "A", "provider.name": "N"},
    ),
    Broken(
        "exclamation that is no tag",
        y("title: !important news"),
        "repaired",
        told=("repaired unquoted-text :2: text that needs quotes: read as '!important news'",),
        read={"title": "!important news"},
    ),
    Broken(
        "tag of a Python object",
        y("title: A\nevil: !!python/object/apply:os.system [id]"),
        "repaired",
        told=("repaired tag :3: a tag !!python/object/apply:os.system: only its value is read",),
        read={"title": "A", "properties": (("evil", '["id"]'),)},
    ),
    Broken(
        "duplicate key",
        y("title: A\ntitle: B"),
        "repaired",
        told=("repaired duplicate-key :3: 'title' is given twice: the last one counts",),
        read={"title": "B"},
    ),
    Broken(
        "duplicate key, deeper",
        y("title: A\nprovider:\n  name: N\n  name: M"),
        "repaired",
        told=("repaired duplicate-key :5: 'name' is given twice: the last one counts",),
        read={"title": "A", "provider.name": "M"},
    ),
    Broken(
        "duplicate key in flow style",
        y("title: A\nprovider: {name: N, name: M}"),
        "repaired",
        told=("repaired duplicate-key :3: 'name' is given twice: the last one counts",),
        read={"title": "A", "provider.name": "M"},
    ),
    Broken(
        "duplicate key in JSON",
        b'{"title": "A", "title": "B"}',
        "repaired",
        told=("repaired duplicate-key : 'title' is given twice: the last one counts",),
        read={"title": "B"},
    ),
    Broken(
        "no closing fence",
        b"---\ntitle: A\nexcerpt: b\n",
        "repaired",
        told=(
            "repaired unclosed-front-matter :1: no closing ---: add a line --- after the last field",
        ),
        read={"title": "A", "excerpt": "b"},
    ),
    Broken(
        "no closing fence before a body",
        b"---\ntitle: A\n\nprovider: N\n\nOnce upon\na time.\n",
        "repaired",
        told=(
            "repaired unclosed-front-matter :1: no closing ---: add a line --- after the last field",
        ),
        read={"title": "A", "provider.name": "N"},
    ),
    Broken(
        "several documents",
        b"title: A\n---\ntitle: B\n---\ntitle: C\n",
        "repaired",
        told=("repaired more-documents :3: a stream of 3 documents: only the first is read",),
        read={"title": "A"},
        path="a.yaml",
    ),
    Broken(
        "title that is a list",
        y("title: [A, B]\nexcerpt: c"),
        "noted",
        told=("skipped wrong-value :2: title: expected text, got a list",),
        read={"excerpt": "c"},
    ),
    Broken(
        "title that is a mapping",
        y("title: {de: A}\nexcerpt: c"),
        "noted",
        told=("skipped wrong-value :2: title: expected text, got a mapping",),
        read={"excerpt": "c"},
    ),
    Broken(
        "topics that are a mapping",
        y("title: A\ntopics: {x: y}"),
        "noted",
        told=("skipped wrong-value :3: topics: expected a name, got a mapping",),
        read={"title": "A"},
    ),
    Broken(
        "topics that hold everything",
        y("title: A\ntopics: [AI, 12, null, [x, {name: y}], {z: 1}, '']"),
        "noted",
        told=("skipped wrong-value :3: topics[4]: expected a name, got a mapping",),
        read={"title": "A", "topics": ("AI", "12", "x", "y")},
    ),
    Broken(
        "topics that are one text",
        y("title: A\ntopics: 'AI, #ML ,, '"),
        "loaded",
        read={"title": "A", "topics": ("AI", "ML")},
    ),
    Broken(
        "provider that is a list",
        y("title: A\nprovider: [N]"),
        "loaded",
        read={"title": "A", "provider.name": "N"},
    ),
    Broken(
        "provider without a name",
        y("title: A\nprovider: {images: []}"),
        "noted",
        told=("skipped wrong-value :3: provider: expected a provider with a name or a domain",),
        read={"title": "A"},
    ),
    Broken(
        "images that are numbers",
        y("title: A\nimages: [1, {url: null}, {width: 5}]"),
        "noted",
        told=(
            "skipped not-a-url :3: images[0]: expected an http(s) URL, got a number",
            "skipped not-a-url :3: images[1].url: expected an http(s) URL, got nothing",
            "skipped not-a-url :3: images[2].url: expected an http(s) URL, got nothing",
        ),
        read={"title": "A"},
    ),
    Broken(
        "image sizes that are none",
        y("title: A\nimages: [{url: https://n.com/i.jpg, width: wide, height: -1}]"),
        "noted",
        told=(
            "skipped wrong-value :3: images[0].width: expected a number, got 'wide'",
            "skipped wrong-value :3: images[0].height: expected a size in pixels, got -1",
        ),
        read={"title": "A", "images": 1},
    ),
    Broken(
        "related that is a text",
        y("title: A\nrelated: 12"),
        "noted",
        told=("skipped wrong-value :3: related[0]: expected a related article, got a number",),
        read={"title": "A"},
    ),
    Broken(
        "related that are not articles",
        y("title: A\nrelated: [12, [x], {}, null]"),
        "noted",
        told=(
            "skipped wrong-value :3: related[0]: expected a related article, got a number",
            "skipped wrong-value :3: related[1]: expected a related article, got a list",
            "skipped wrong-value :3: related[2]: expected a related article with a URL or a title, got neither",
        ),
        read={"title": "A"},
    ),
    Broken(
        "quality that is no number",
        y("title: A\nquality: high\nheat: .nan"),
        "noted",
        told=(
            "skipped wrong-value :3: quality: expected a number, got 'high'",
            "skipped wrong-value :4: heat: expected a finite number, got nan",
        ),
        read={"title": "A"},
    ),
    Broken(
        "a flag that is none",
        y("title: A\npublished: [x]"),
        "noted",
        told=("skipped wrong-value :3: published: expected true or false, got a list",),
        read={"title": "A"},
    ),
    Broken(
        "a value that stands for none",
        y("title: A\nprovider: nan"),
        "noted",
        told=("skipped placeholder :3: provider: 'nan' stands for nothing",),
        read={"title": "A"},
    ),
    Broken(
        "a relative URL",
        y("title: A\nwebUrl: /2020/a.html"),
        "noted",
        told=("noted relative-url :3: webUrl: an address of its own site: kept as it is",),
        read={"title": "A", "properties": (("webUrl", "/2020/a.html"),)},
    ),
    Broken(
        "a URL without a scheme",
        y("title: A\nwebUrl: www.n.com/a"),
        "repaired",
        told=("repaired url :3: webUrl: read as 'https://www.n.com/a'",),
        read={"title": "A", "url": "https://www.n.com/a"},
    ),
    Broken(
        "javascript",
        y("title: A\nwebUrl: javascript:alert(1)"),
        "noted",
        told=("skipped not-a-url :3: webUrl: expected an http(s) URL, got a javascript: address",),
        read={"title": "A"},
    ),
    Broken(
        "data",
        y("title: A\nimages: ['data:image/png;base64,AAAA']"),
        "noted",
        told=("skipped not-a-url :3: images[0]: expected an http(s) URL, got a data: address",),
        read={"title": "A"},
    ),
    Broken(
        "a URL that is a list",
        y("title: A\nwebUrl: [https://n.com/a]"),
        "noted",
        told=("skipped not-a-url :3: webUrl: expected an http(s) URL, got a list",),
        read={"title": "A"},
    ),
    Broken(
        "a URL with spaces and pipes",
        y("title: A\nwebUrl: https://n.com/a b|c[1]"),
        "loaded",
        read={"title": "A", "url": "https://n.com/a%20b%7Cc%5B1%5D"},
    ),
    Broken(
        "a URL with entities",
        y("title: A\nwebUrl: https://n.com/?a=1&#038;b=2"),
        "repaired",
        told=("repaired url :3: webUrl: read as 'https://n.com/?a=1&b=2'",),
        read={"title": "A", "url": "https://n.com/?a=1&b=2"},
    ),
    Broken(
        "a URL with Unicode",
        y("title: A\nwebUrl: https://münchen.de/straße?q=ü"),
        "loaded",
        read={"title": "A", "url": "https://xn--mnchen-3ya.de/stra%C3%9Fe?q=%C3%BC"},
    ),
    Broken(
        "a URL without a host",
        y("title: A\nwebUrl: https:///a"),
        "noted",
        told=(
            "skipped not-a-url :3: webUrl: expected an http(s) URL, got a URL without a valid host",
        ),
        read={"title": "A"},
    ),
    Broken(
        "a URL with a bad port",
        y("title: A\nwebUrl: https://n.com:99999/"),
        "noted",
        told=(
            "skipped not-a-url :3: webUrl: expected an http(s) URL, got not a URL (Port out of range 0-65535)",
        ),
        read={"title": "A"},
    ),
    Broken(
        "a URL of a megabyte",
        y("title: A\nwebUrl: https://n.com/" + "a" * 100000),
        "noted",
        told=(
            "skipped not-a-url :3: webUrl: expected an http(s) URL, got one of 100,014 characters; addresses have 8,192 at most",
        ),
        read={"title": "A"},
    ),
    Broken(
        "an impossible date",
        y("title: A\ndate: 2020-02-30"),
        "noted",
        told=("skipped wrong-value :3: date: expected a date, got '2020-02-30'",),
        read={"title": "A"},
    ),
    Broken(
        "an impossible time",
        y("title: A\npublishedDateTime: 2020-06-24T25:00:00Z"),
        "noted",
        told=(
            "skipped wrong-value :3: publishedDateTime: expected a time, got '2020-06-24T25:00:00Z' (hour must be in 0..23)",
        ),
        read={"title": "A"},
    ),
    Broken(
        "an ambiguous date",
        y("title: A\ndate: 05/06/2020"),
        "noted",
        told=(
            "skipped wrong-value :3: date: '05/06/2020' is ambiguous (day or month first): write 2020-06-24",
        ),
        read={"title": "A"},
    ),
    Broken(
        "a year of two digits",
        y("title: A\ndate: 24.06.20"),
        "noted",
        told=(
            "skipped wrong-value :3: date: '24.06.20' is ambiguous (a year of two digits): write 2020-06-24",
        ),
        read={"title": "A"},
    ),
    Broken(
        "half a date",
        y("title: A\ndate: June 2020"),
        "noted",
        told=(
            "skipped wrong-value :3: date: expected a date with day, month and year, got 'June 2020'",
        ),
        read={"title": "A"},
    ),
    Broken(
        "a date in words",
        y("title: A\ndate: yesterday"),
        "noted",
        told=("skipped wrong-value :3: date: expected a date, got 'yesterday'",),
        read={"title": "A"},
    ),
    Broken(
        "a time zone that is none",
        y("title: A\ndate: 24 Jun 2020 10:00 IST"),
        "noted",
        told=(
            "skipped wrong-value :3: date: unknown time zone IST in '24 Jun 2020 10:00 IST': write +02:00",
        ),
        read={"title": "A"},
    ),
    Broken(
        "a date that is a list",
        y("title: A\ndate: [2020]"),
        "noted",
        told=(
            "skipped wrong-value :3: date: expected a date, got a list: write it as 2020-06-24T17:51:00Z",
        ),
        read={"title": "A"},
    ),
    Broken(
        "empty file",
        b"",
        "rejected",
        told=("rejected empty-file : the file is empty: expected front matter",),
    ),
    Broken(
        "only spaces in the file",
        b" \n\t\n",
        "rejected",
        told=("rejected empty-file : the file is empty: expected front matter",),
    ),
    Broken(
        "only a mark",
        b"\xef\xbb\xbf",
        "rejected",
        told=("rejected empty-file : the file is empty: expected front matter",),
    ),
    Broken(
        "no front matter",
        b"# Heading\n\nText\n",
        "unread",
        told=(
            "unread no-front-matter :1: no front matter: expected a first line --- (or +++, or {), got '# Heading'",
        ),
    ),
    Broken(
        "a manifest of Kubernetes",
        b"apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n",
        "unread",
        told=(
            "unread site-file : a manifest, by its name or fields: no article (--everything reads it)",
        ),
        path="a.yaml",
    ),
    Broken(
        "text after the fence",
        b"---title: A\n---\n",
        "unread",
        told=(
            "unread no-front-matter :1: no front matter: expected a first line --- (or +++, or {), got '---title: A'",
        ),
    ),
    Broken(
        "empty front matter",
        b"---\n---\nBody\n",
        "rejected",
        told=(
            "rejected empty-front-matter :1: the front matter is empty: give at least a title or a URL",
        ),
    ),
    Broken(
        "only comments",
        b"---\n# nothing\n---\n",
        "rejected",
        told=(
            "rejected empty-front-matter :1: the front matter is empty: give at least a title or a URL",
        ),
    ),
    Broken(
        "empty YAML",
        b"---\n...\n",
        "rejected",
        told=(
            "rejected empty-front-matter :1: the front matter is empty: give at least a title or a URL",
        ),
        path="a.yaml",
    ),
    Broken(
        "null as front matter",
        y("null"),
        "rejected",
        told=(
            "rejected empty-front-matter :1: the front matter is empty: give at least a title or a URL",
        ),
    ),
    Broken(
        "a list as front matter",
        y("- A\n- B"),
        "rejected",
        told=("rejected not-fields :2: expected fields (key: value), got a list",),
    ),
    Broken(
        "a text as front matter",
        y("just text"),
        "rejected",
        told=("rejected not-fields :2: expected fields (key: value), got text",),
    ),
    Broken(
        "a number as front matter",
        y("12"),
        "rejected",
        told=("rejected not-fields :2: expected fields (key: value), got a number",),
    ),
    Broken(
        "an array of JSON",
        b'[{"title": "A"}]',
        "unread",
        told=(
            'unread no-front-matter :1: no front matter: expected a first line --- (or +++, or {), got \'[{"title": "A"}]\'',
        ),
    ),
    Broken(
        "empty JSON",
        b"{}",
        "rejected",
        told=(
            "rejected empty-front-matter :1: the front matter is empty: give at least a title or a URL",
        ),
    ),
    Broken(
        "broken JSON",
        b'{"title": "A",\n "excerpt": }',
        "rejected",
        told=("rejected syntax :2: not valid JSON: Expecting value",),
    ),
    Broken(
        "empty TOML",
        b"+++\n+++\n",
        "rejected",
        told=(
            "rejected empty-front-matter :1: the front matter is empty: give at least a title or a URL",
        ),
    ),
    Broken(
        "broken TOML",
        b'+++\ntitle = "A"\nexcerpt = b\n+++\n',
        "rejected",
        told=("rejected syntax :3: not valid TOML: Invalid value",),
    ),
    Broken(
        "duplicate key in TOML",
        b'+++\ntitle = "A"\ntitle = "B"\n+++\n',
        "rejected",
        told=("rejected syntax :3: not valid TOML: Cannot overwrite a value",),
    ),
    Broken(
        "no closing fence in TOML",
        b"+++\ntitle = \n",
        "rejected",
        told=(
            "rejected unclosed-front-matter :1: no closing +++: add a line +++ after the last field",
        ),
    ),
    Broken(
        "no closing fence before text only",
        b"---\nOnce upon\na time.\n",
        "rejected",
        told=(
            "rejected unclosed-front-matter :1: no closing ---: add a line --- after the last field",
        ),
    ),
    Broken(
        "broken YAML",
        y("title: A\n  b: [c\nd"),
        "rejected",
        told=(
            "rejected syntax :3: not valid YAML: mapping values are not allowed in this context",
        ),
    ),
    Broken(
        "unknown alias",
        y("title: A\nexcerpt: {b: *c}"),
        "repaired",
        told=("repaired unquoted-text :3: text that needs quotes: read as '{b: *c}'",),
        read={"title": "A", "excerpt": "{b: *c}"},
    ),
    Broken(
        "alias of itself",
        y("title: A\nrelated: &r\n- *r"),
        "rejected",
        told=("rejected too-deep : nested more than 100 levels deep",),
    ),
    Broken(
        "alias bomb",
        y(
            "a: &a [x, x, x, x, x, x, x, x, x]\n"
            + "\n".join(
                f"{chr(98 + i)}: &{chr(98 + i)} [" + ", ".join([f"*{chr(97 + i)}"] * 9) + "]"
                for i in range(8)
            )
        ),
        "rejected",
        told=(
            "rejected alias-bomb :7: aliases expand to more than 100,000 values: write them out",
        ),
    ),
    Broken(
        "lists in lists in a line",
        y("- " * 30000 + "x"),
        "rejected",
        told=("rejected too-deep : nested more than 100 levels deep",),
    ),
    Broken(
        "keys in keys in a line",
        y("? " * 30000 + "x"),
        "rejected",
        told=("rejected too-deep :2: more than 100 keys marked by ?",),
    ),
    Broken(
        "deep flow style",
        y("title: " + "[" * 5000 + "]" * 5000),
        "rejected",
        told=("rejected too-deep : nested more than 100 levels deep",),
    ),
    Broken(
        "deep block style",
        y("\n".join(" " * i + "a:" for i in range(300))),
        "rejected",
        told=("rejected too-deep : nested more than 100 levels deep",),
    ),
    Broken(
        "deep JSON",
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        "rejected",
        told=("rejected syntax : not valid JSON: nested too deeply",),
    ),
    Broken(
        "deep TOML",
        b"+++\n" + b"a." * 5000 + b"a = 1\n+++\n",
        "rejected",
        told=("rejected too-deep : a key of more than 64 parts",),
    ),
    Broken(
        "a line without end",
        b"---\ntitle: " + b"x" * (2 * 1024 * 1024),
        "rejected",
        told=(
            "rejected too-large :1: no closing ---: add a line --- after the last field (none within the first 256 KiB)",
        ),
    ),
    Broken(
        "fields without end",
        b"---\n" + b"a: b\n" * 200000,
        "rejected",
        told=(
            "rejected too-large :1: no closing ---: add a line --- after the last field (none within the first 256 KiB)",
        ),
    ),
    Broken(
        "YAML without end",
        b"title: A\nexcerpt: " + b"x" * (2 * 1024 * 1024),
        "rejected",
        told=(
            "rejected too-large :1: too many fields for one document (none within the first 256 KiB)",
        ),
        path="a.yaml",
    ),
    Broken(
        "binary",
        bytes(range(256)) * 20,
        "rejected",
        told=("rejected binary : a binary file: expected text with front matter",),
    ),
    Broken(
        "a picture",
        b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0" * 50,
        "rejected",
        told=("rejected binary : a binary file: expected text with front matter",),
    ),
    Broken(
        "a zip file",
        b"PK\x03\x04\x14\x00\x08\x00" + b"\xff\xd8" * 40,
        "rejected",
        told=(
            "rejected encoding :1: not UTF-8, and nothing tells which encoding it is: save the file as UTF-8",
        ),
    ),
    Broken(
        "odd UTF-16",
        b"\xff\xfe-\0-\0-",
        "unread",
        told=(
            "unread no-front-matter :1: no front matter: expected a first line --- (or +++, or {), got '--�'",
        ),
    ),
]
