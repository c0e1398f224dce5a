"""Work that grows as its input does: each reader on what would make it quadratic, n and 4 n.

    python -m tests.benchmarks.linear

Prints CPU time for both, and the ratio, which is about 4 for linear work and 16 for quadratic.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from time import process_time
from timeit import repeat

from starlette.datastructures import QueryParams

from storyweft import mapping, text, urls, vocabulary
from storyweft.comparing.changes import compare
from storyweft.comparing.snapshot import _collect
from storyweft.rdf.triples import Literal, Triple
from storyweft.reading import body_links, other_links, yaml_repair
from storyweft.reading._aliases import find_excess
from storyweft.reading._junk import _STATUS
from storyweft.reading.dialects import configuration, docusaurus, path_addresses, site_pages
from storyweft.reading.dialects.inherited import _is_within
from storyweft.reading.dialects.site_files import rule_of_name
from storyweft.reading.dialects.site_settings import _permalink_in
from storyweft.reading.dialects.slugs import eleventy_slug
from storyweft.reading.documents import parse
from storyweft.reading.month_names import in_english
from storyweft.reading.person_names import without_address
from storyweft.reading.plain_names import first_heading
from storyweft.reading.prose import prose
from storyweft.reading.related_items import target_of
from storyweft.serve.app import _lists
from storyweft.serve.protocol import asks_elsewhere, negotiate
from storyweft.settings import NO_SITE
from storyweft.sources import data_files, tabular
from storyweft.sources.tabular import json_rows
from storyweft.text import plain_text

Case = Callable[[int], Callable[[], object]]


def _yaml(fields: str) -> Callable[[], object]:
    return lambda: parse(f"---\nurl: n.com\n{fields}\n---\n".encode(), "a.md")


def _toml(fields: str) -> Callable[[], object]:
    return lambda: parse(f"+++\ntitle = 'A'\n{fields}\n+++\n".encode(), "a.md")


def _many(line: str, size: int) -> str:
    """Return about so many characters of a line, numbered."""
    return "".join(line.replace("#", str(number)) for number in range(size // len(line)))


def _row(size: int) -> Callable[[], object]:
    import io

    row = "{" + _many('"k#": 1, ', size) + '"k1": 1}'
    return lambda: [*json_rows(io.BytesIO(row.encode()))]


def _diff(article: str, size: int) -> Callable[[], object]:
    """Compare two builds of an article again and again; ``!`` is another letter in each."""
    before, after = (
        _collect(_triples(_many(article.replace("!", letter), size))) for letter in "ab"
    )
    return lambda: compare(before, after)


def _triples(text: str) -> list[Triple]:
    return [
        (iri, predicate, Literal(value))
        for iri, value in (line.split() for line in text.splitlines())
        for predicate in (vocabulary.DERIVED_FROM, vocabulary.SAME_AS, vocabulary.HEADLINE)
    ]


#: What is tried: a size in characters → work to measure.
CASES: dict[str, Case] = {
    "toml: one long key": lambda n: lambda: mapping._TOML_DEPTH.search("a" * n),
    "toml: keys with points": lambda n: lambda: mapping._TOML_DEPTH.search("a. " * (n // 3)),
    "toml: open quotes": lambda n: lambda: mapping._TOML_DEPTH.search('"\\ ' * (n // 3)),
    "toml: quotes": lambda n: lambda: mapping._TOML_DEPTH.search("' " * (n // 2)),
    "toml: long document": lambda n: _toml("a" * n),
    "toml: keys": lambda n: _toml(_many("x#.y = 1\n", n)),
    "yaml: spaces in a line": lambda n: _yaml("a: b" + " " * n + "\x07\nc: d: e"),
    "yaml: spaces after a dash": lambda n: lambda: yaml_repair._FIELD_LINE.fullmatch("- " * n),
    "yaml: spaces in a key": lambda n: lambda: yaml_repair._FIELD_LINE.fullmatch("a" + " " * n),
    "yaml: tabs": lambda n: lambda: yaml_repair._FIELD_LINE.fullmatch("\t" * n),
    "yaml: hashtags": lambda n: _yaml(_many("a#: #b\n", n)),
    "yaml: tags": lambda n: _yaml("x:\n" + _many("- !a# b\n", n)),
    "yaml: merged": lambda n: _yaml("<<: [" + _many("{a#: 1},", n) + "]"),
    "yaml: a key again and again": lambda n: _yaml(_many("a: 1\n", n)),
    "yaml: what looks like a fence": lambda n: _yaml(_many("---x\n", n)),
    "yaml: dates that are none": lambda n: _yaml(
        "related:\n" + _many("- title: '#'\n  date: x#\n", n)
    ),
    "yaml: topics": lambda n: _yaml("topics: [" + _many("t#, ", n) + "]"),
    "yaml: anchors": lambda n: lambda: find_excess(_many("- &a# [*a#]\n", n)),
    "title: code": lambda n: _yaml(f"title: '{'`' * n}'"),
    "title: templates": lambda n: _yaml("title: '" + "{{" * (n // 2) + "'"),
    "heading: spaces": lambda n: lambda: first_heading("# a" + " " * n + "b"),
    "heading: not closed": lambda n: lambda: first_heading("<h1>\n" * (n // 5)),
    "author: spaces before others": lambda n: _yaml(f"author: 'A{' ' * n}x et al.'"),
    "author: links": lambda n: _yaml("author: '" + _many("[A# B](u#), ", n) + "C'"),
    "link: spaces before its title": lambda n: lambda: body_links._untitled(f"a{' ' * n}')"),
    "name: of a configuration": lambda n: lambda: rule_of_name("_config" + "-" * n + "!", NO_SITE),
    "vault: a base": lambda n: lambda: site_pages._EMBEDDED.search("![[" + ".base#" * (n // 6)),
    "body: templates": lambda n: lambda: site_pages._NO_TEXT.sub("", "{%{{{#<!--" * (n // 10)),
    "body: ticks": lambda n: lambda: prose("` `` ``` " * (n // 9)),
    "body: code that does not end": lambda n: lambda: prose("``` `a\n`" * (n // 8)),
    "body: starts of links": lambda n: (
        lambda: [*body_links.targets("[[a](b [c]: <a {{< ref {% link http://" * (n // 39))]
    ),
    "permalink: spaces": lambda n: lambda: path_addresses._VARIABLE.sub("", "{{a|" + " " * n),
    "script: permalinks": lambda n: (
        lambda: _permalink_in("permalink: " * (n // 11), ".11tydata.js")
    ),
    "script: spaces": lambda n: lambda: _permalink_in("permalink:" + " " * n, ".11tydata.js"),
    "script: an insertion": lambda n: (
        lambda: _permalink_in(f"permalink: () => `${{{' ' * n}a", ".11tydata.js")
    ),
    "json: blank lines": lambda n: (
        lambda: parse(b'{"title": "A", "heat": "x",' + b"\n" * n + b'"b": 1}', "a.md")
    ),
    "row: a front matter that does not end": lambda n: (
        lambda: tabular._FRONT_MATTER.match(b"---\n" + b"a:" * (n // 2))
    ),
    "yaml: paragraphs": lambda n: (
        lambda: parse(("---\ntitle: A\n\n" + _many("a: b: c\n\n", n)).encode(), "a.md")
    ),
    "javascript: spaces after a constant": lambda n: (
        lambda: parse(f"---js\nconst a = 1{' ' * n}x\n---\n".encode(), "a.md")
    ),
    "json: keys that come twice": lambda n: (
        lambda: parse(("{" + _many('"a#": 1, "a#": 2, ', n) + '"b": 3}').encode(), "a.md")
    ),
    "json lines: keys in a row": _row,
    "text: entities": lambda n: lambda: text.repair("&amp;" * (n // 5)),
    "text: spaces": lambda n: lambda: text.one_line("a" + " " * n + "b"),
    "url: points": lambda n: lambda: urls.parse_url("http://n.com/" + "../" * (n // 3)),
    "url: percent": lambda n: lambda: urls.parse_url("http://n.com/" + "%" * n),
    "diff: titles of one article": lambda n: (
        lambda: _collect(_triples(_many("https://n.com/a #\n", n)))
    ),
    "diff: articles of one address": lambda n: _diff("https://n.com/!# https://n.com/\n", n),
    "title: of an error page": lambda n: lambda: _STATUS.search("(" * n),
    "author: spaces before an address": lambda n: lambda: without_address("a" + " " * n + "@"),
    "date: letters": lambda n: lambda: in_english("a" * n + "1"),
    "related: spaces in a link": lambda n: lambda: target_of("[](a" + " " * n),
    "body: links of org": lambda n: lambda: [*other_links._OTHER.finditer("[[file:" * (n // 7))],
    "body: links within a shortcode": lambda n: (
        lambda: [*body_links.targets("{{](}}{ " * (n // 8))]
    ),
    "body: brackets": lambda n: lambda: plain_text("[](" * (n // 3), n),
    "body: comments": lambda n: lambda: plain_text("<!-- " * (n // 5), n),
    "body: blank lines": lambda n: lambda: plain_text("\n\t" * (n // 2), n),
    "body: expressions": lambda n: lambda: plain_text("{{ {% " * (n // 6), n),
    "script: quotes": lambda n: lambda: configuration._depths.__wrapped__('"\\' * (n // 2)),
    "script: plugins": lambda n: (
        lambda: configuration.Values(
            "docusaurus.config.js", "plugin-content-docs', {" * (n // 23)
        ).plugins("docs")
    ),
    "script: comments": lambda n: lambda: configuration._depths.__wrapped__("/*" * (n // 2)),
    "path: numbers": lambda n: lambda: docusaurus._NUMBERED.sub("", "1" * n, count=1),
    "path: stars": lambda n: lambda: _is_within("a/" * (n // 2), "**/a*" * 9 + "!"),
    "slug: letters": lambda n: lambda: eleventy_slug("a" * n),
    "table: quotes": lambda n: lambda: data_files._cell("[" + "\\'" * (n // 2) + "]"),
    "http: parameters": lambda n: lambda: _lists(QueryParams(_many("#=&", n) + "query=ASK{}")),
    "sparql: less than, or an IRI": lambda n: lambda: asks_elsewhere("<'#>" * (n // 4) + "service"),
    "http: media types": lambda n: lambda: negotiate("a/b," * (n // 4), ["text/html"]),
}


def seconds(work: Callable[[], object]) -> float:
    """Return the least CPU time of three runs; the garbage collector, which sees all, is off."""

    def read() -> None:
        with suppress(ValueError):  # refused, which is as good
            work()

    return min(repeat(read, number=1, repeat=3, timer=process_time))


def main(size: int = 16_000) -> None:
    print(f"| work | {size:,} characters, ms | {4 * size:,}, ms | ratio |\n|---|---:|---:|---:|")
    for name, case in CASES.items():
        one, four = seconds(case(size)), seconds(case(4 * size))
        print(f"| {name} | {one * 1e3:.2f} | {four * 1e3:.2f} | {four / max(one, 1e-6):.1f} |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
