"""When two URLs are one article, each case with its reason; and laws that hold for any URL."""
# ruff: noqa: E501 - addresses stand here as they are

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

import storyweft
from storyweft import urls
from storyweft.url_rules import RULES
from storyweft.urls import canonical_url, escape_iri, escape_url, identity, parse_url

SAME = [
    # The reason, one address, the other.
    ("utm_* count clicks", "https://n.com/a", "https://n.com/a?utm_source=x&UTM_Medium=y"),
    ("so do fbclid and gclid", "https://n.com/a?id=1", "https://n.com/a?fbclid=x&id=1&gclid=y"),
    ("rc_fifo is an old tracker of AOL", "https://n.com/a", "https://n.com/a?rc_fifo=1"),
    ("a fragment is a place in a page", "https://n.com/a", "https://n.com/a#comments"),
    (
        "an AMP cache copies a page",
        "https://n.com/a",
        "https://n-com.cdn.ampproject.org/c/s/n.com/a",
    ),
    (
        "/v/ is the viewer of the cache",
        "https://n.com/a",
        "https://n-com.cdn.ampproject.org/v/s/n.com/a?amp_js_v=0.1",
    ),
    (
        "without s the page has no TLS",
        "http://n.com/a",
        "https://n-com.cdn.ampproject.org/c/n.com/a",
    ),
    ("the cache without a subdomain", "https://n.com/a", "https://cdn.ampproject.org/c/s/n.com/a"),
    ("the cache of Bing", "https://n.com/a", "https://n-com.bing-amp.com/c/s/n.com/a"),
    ("the AMP viewer of Google", "https://n.com/a", "https://www.google.com/amp/s/n.com/a"),
    ("in any country", "https://n.com/a", "https://www.google.co.uk/amp/s/n.com/a"),
    (
        "a cache of a cache",
        "https://n.com/a",
        "https://cdn.ampproject.org/c/s/cdn.ampproject.org/c/s/n.com/a",
    ),
    ("?amp asks for the AMP page", "https://n.com/a", "https://n.com/a?amp"),
    ("?amp=1 too", "https://n.com/a?id=1", "https://n.com/a?id=1&amp=1"),
    ("?amp=true too", "https://n.com/a", "https://n.com/a?amp=true"),
    ("?outputType=amp of Arc", "https://n.com/a", "https://n.com/a?outputType=amp"),
    (".amp at the end (Mashable)", "https://n.com/a", "https://n.com/a.amp"),
    (".amp.html", "https://n.com/a.html", "https://n.com/a.amp.html"),
    ("a cached AMP page", "https://n.com/a", "https://n-com.cdn.ampproject.org/c/s/n.com/a.amp"),
    ("?wpamp of a plugin", "https://n.com/a", "https://n.com/a?wpamp"),
    (
        "campaigns of Piano and Matomo",
        "https://n.com/a",
        "https://n.com/a?at_medium=x&mtm_source=y",
    ),
    ("xtor of AT Internet", "https://n.com/a", "https://n.com/a?xtor=AL-1"),
    ("who shared a video", "https://youtu.be/a", "https://youtu.be/a?si=x&feature=y"),
    ("who shared a post", "https://x.com/a/status/1", "https://x.com/a/status/1?s=20&t=y"),
    ("an empty fragment", "https://n.com/a", "https://n.com/a#"),
    ("an empty route", "https://n.com/a", "https://n.com/a#!"),
    (
        "the Wayback Machine keeps a page",
        "https://n.com/a?b=1",
        "https://web.archive.org/web/20200624175100/https://n.com/a?b=1",
    ),
    (
        "its proxies fold two slashes",
        "http://n.com/a",
        "https://web.archive.org/web/2020id_/http:/n.com/a",
    ),
    (
        "Safe Links of Outlook",
        "https://n.com/a?b=1",
        "https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fn.com%2Fa%3Fb%3D1&data=x",
    ),
    (
        "a hit of Google",
        "https://n.com/a",
        "https://www.google.com/url?sa=t&url=https%3A%2F%2Fn.com%2Fa",
    ),
    (
        "a link on Facebook",
        "https://n.com/a",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fn.com%2Fa&h=x",
    ),
    ("http and https", "http://n.com/a", "https://n.com/a"),
    ("with and without a slash at the end", "https://n.com/a", "https://n.com/a/"),
    ("a host without a path", "https://n.com", "https://n.com/"),
    ("hosts have no case", "https://n.com/a", "https://N.COM/a"),
    ("nor have schemes", "https://n.com/a", "HTTPS://n.com/a"),
    ("a port that is the default", "https://n.com/a", "https://n.com:443/a"),
    ("the default of http", "http://n.com/a", "http://n.com:80/a"),
    ("dots in a path", "https://n.com/a", "https://n.com/x/../a"),
    ("an entity of HTML", "https://n.com/a?b=1&c=2", "https://n.com/a?b=1&#038;c=2"),
    ("escaped twice", "https://n.com/a?b=1&c=2", "https://n.com/a?b=1&amp;amp;c=2"),
    ("a letter that needs no escape", "https://n.com/a", "https://n.com/%61"),
    ("case of hexadecimal digits", "https://n.com/%C3%BC", "https://n.com/%c3%bc"),
    ("escaped or not", "https://n.com/%C3%BC", "https://n.com/ü"),
    ("a host in Unicode and in Punycode", "https://xn--mnchen-3ya.de/", "https://münchen.de/"),
    ("spaces around", "https://n.com/a", "  https://n.com/a\n"),
    ("a line break inside", "https://n.com/ab", "https://n.com/a\nb"),
]

DIFFERENT = [
    ("case of a path counts", "https://n.com/A", "https://n.com/a"),
    ("a video has its id in the query", "https://youtube.com/watch?v=a", "https://youtube.com/watch?v=b"),
    ("so have pages of many systems", "https://n.com/?p=1", "https://n.com/?p=2"),
    ("a query without a value", "https://n.com/a?print", "https://n.com/a"),
    ("ref may choose a page", "https://n.com/a?ref=1", "https://n.com/a"),
    ("so may source", "https://n.com/a?source=1", "https://n.com/a"),
    ("the order of a query is not known to be without meaning", "https://n.com/?a=1&b=2", "https://n.com/?b=2&a=1"),
    ("#! names a page", "https://n.com/#!/a", "https://n.com/#!/b"),
    ("#/ names a page, too", "https://n.com/#/a", "https://n.com/#/b"),
    ("a product called amp", "https://shop.com/products/amp", "https://shop.com/products"),
    ("a kind of gear", "https://guitar.com/gear/amp/fender", "https://guitar.com/gear/fender"),
    ("a user called amp", "https://github.com/amp/cli", "https://github.com/cli"),
    ("t is a time elsewhere", "https://n.com/a?t=30", "https://n.com/a"),
    ("s a search", "https://n.com/?s=mayor", "https://n.com/"),
    ("feature may choose a page", "https://n.com/?feature=1", "https://n.com/"),
    ("attribute is no campaign", "https://n.com/a?attribute=1", "https://n.com/a"),
    ("a redirect to what is no address", "https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url"),
    ("the Wayback Machine's own pages", "https://web.archive.org/web/", "https://web.archive.org/"),
    ("two pages of a mail filter", "https://safelinks.protection.outlook.com/?url=https%3A%2F%2Fn.com%2Fa", "https://n.com/a"),
    ("www may be another site", "https://www.n.com/a", "https://n.com/a"),
    ("m is joined only by what documents say", "https://m.n.com/a", "https://n.com/a"),
    ("so is amp", "https://amp.n.com/a", "https://n.com/a"),
    ("another port", "https://n.com:8443/a", "https://n.com/a"),
    ("another user", "https://u@n.com/a", "https://n.com/a"),
    ("a word with amp in it", "https://n.com/camp/a", "https://n.com/a"),
    ("a word that ends in amp", "https://n.com/camp", "https://n.com/c"),
    ("a page about AMP", "https://n.com/amp/", "https://n.com/"),
    ("amp with another value", "https://n.com/a?amp=2", "https://n.com/a"),
    ("an escaped slash is no slash", "https://n.com/a%2Fb", "https://n.com/a/b"),
    ("an escaped percent sign", "https://n.com/%2541", "https://n.com/A"),
    ("two slashes", "https://n.com/a//b", "https://n.com/a/b"),
    ("another page of Google", "https://www.google.com/amp", "https://www.google.com/"),
    ("a path like that of a cache on another host", "https://n.com/c/s/m.com/a", "https://m.com/a"),
    ("a host that ends like a cache", "https://evilcdn.ampproject.org.n.com/c/s/m.com/a", "https://m.com/a"),
    ("a sign that is escaped in a query", "https://n.com/?q=a%26b", "https://n.com/?q=a&b"),
    ("a plus sign", "https://n.com/a+b", "https://n.com/a b"),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "one", "other"), SAME, ids=[row[0] for row in SAME])
def test_these_are_one_article(reason: str, one: str, other: str) -> None:
    assert identity(one).key == identity(other).key, reason


@pytest.mark.parametrize(("reason", "one", "other"), DIFFERENT, ids=[row[0] for row in DIFFERENT])
def test_these_are_two_articles(reason: str, one: str, other: str) -> None:
    assert identity(one).key != identity(other).key, reason


BY_RULE = {
    "tracking": ("https://n.com/a", "https://n.com/a?utm_source=x"),
    "fragment": ("https://n.com/a", "https://n.com/a#b"),
    "amp-cache": ("https://n.com/a", "https://n-com.cdn.ampproject.org/c/s/n.com/a"),
    "amp-query": ("https://n.com/a", "https://n.com/a?amp"),
    "wrapped": ("https://n.com/a", "https://web.archive.org/web/2020/https://n.com/a"),
    "amp-path": ("https://n.com/a", "https://n.com/a.amp"),
    "scheme": ("https://n.com/a", "http://n.com/a"),
    "slash": ("https://n.com/a", "https://n.com/a/"),
}


@pytest.mark.parametrize("rule", BY_RULE)
def test_a_rule_can_be_switched_off_alone(rule: str) -> None:
    one, other = BY_RULE[rule]
    without = RULES.keys() - {rule}
    assert identity(one).key == identity(other).key
    assert identity(one, rules=without).key != identity(other, rules=without).key


def test_every_rule_of_urls_has_an_example() -> None:
    assert {*BY_RULE, "alias"} == set(RULES)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("/a/b", "a relative address"),
        ("a/b.html", "a relative address"),
        ("//n.com/a", "a relative address"),
        ("", "a relative address"),
        ("javascript:alert(1)", "a javascript: address"),
        ("data:text/html,<b>", "a data: address"),
        ("mailto:a@n.com", "a mailto: address"),
        ("ftp://n.com/a", "a ftp: address"),
        ("https://", "a URL without a valid host"),
        ("https:///a", "a URL without a valid host"),
        ("https://a b.com/", "a URL without a valid host"),
        ("http://[::1", "not a URL (Invalid IPv6 URL)"),
        ("https://n.com:99999/", "not a URL (Port out of range 0-65535)"),
        ("https://n.com/" + "a" * 9000, "one of 9,014 characters; addresses have 8,192 at most"),
    ],
)
def test_what_is_no_url_is_named(text: str, what: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(what)}$"):
        canonical_url(text)


def test_addresses_of_images_are_kept_to_the_letter() -> None:
    signed = "https://n.com/a%252Fb.jpg?x=1,2&utm_source=y&sign=%3d#z"
    assert escape_url(signed) == signed
    assert escape_url("https://n.com/a b|c.jpg") == "https://n.com/a%20b%7Cc.jpg"


# -- the seeds ------------------------------------------------------------------------------------


@pytest.mark.parametrize("port", [" 80", "\u0668\u0660", "080"])
def test_a_port_is_a_number(port: str) -> None:
    assert escape_url(f"http://n.com:{port}/a").removeprefix("http://n.com") in ("/a", ":80/a")


@pytest.mark.parametrize(
    "sign", ["\xa0", "\u3000", "\u2028", "\u202e", "\u200b", "\ufeff", "\U000e0001", "\U0001fffe"]
)
def test_what_is_not_seen_is_escaped(sign: str) -> None:
    escaped = f"https://n.com/a{''.join(f'%{byte:02X}' for byte in sign.encode())}b"
    for function in (canonical_url, parse_url, escape_url):
        assert function(f"https://n.com/a{sign}b") == escaped
    assert escape_url("https://n.com/é東") == "https://n.com/é東"
    assert urls.is_address(escaped)
    assert not urls.is_address(f"https://n.com/a{sign}b")


def test_in_the_seeds_every_amp_form_is_one_with_its_article_and_no_others_are(
    seeds: Path, seeds_graph: storyweft.Graph
) -> None:
    found: set[str] = set()
    for path in seeds.iterdir():
        text = path.read_text(encoding="utf-8")
        groups = re.split(r"^  - title:", text, flags=re.MULTILINE)
        for group in groups:
            stated = re.findall(
                r'(?:[wW]eb|source|[aA]mp|cdnAmp|original)\w*Url: "?(\S+?)"?$', group, re.M
            )
            articles = {article.iri for url in stated if (article := seeds_graph.find(url))}
            assert len(articles) == 1, stated
            assert not articles & found, "no two groups of the seeds speak of one article"
            found |= articles
    assert len(found) == len(seeds_graph.articles) == 26


# -- laws -----------------------------------------------------------------------------------------

_PARTS = st.sampled_from(
    "a b A amp .amp amp.html /amp/ //  /../ . .. ? & = # #! %20 %zz %C3%BC ü | [ ] { } \" ' < > \\ ^ ` "
    "utm_source=x amp=1 outputType=amp &amp; &#038; + ; , : @ 東京 \u200f \ud83d \x00 \n c/s/ n.com "
    "https://n.com/ http://m.n.com:80/ cdn.ampproject.org/c/s/".split(" ")
)  # fmt: skip
_HOSTS = st.sampled_from(
    ["n.com", "N.com", "www.google.com/amp/s/n.com", "x.cdn.ampproject.org/c/s/n.com", "münchen.de", "n.com:443", "[::1]", "1.2.3.4"]
)  # fmt: skip
URLS = st.builds(
    lambda scheme, host, slash, parts: f"{scheme}://{host}{slash}{''.join(parts)}",
    st.sampled_from(["http", "https", "HTTPS"]),
    _HOSTS,
    st.sampled_from(["/", ""]),
    st.lists(_PARTS, max_size=8),
)


def _canonical(text: str) -> str | None:
    try:
        return canonical_url(text)
    except ValueError:
        return None


@given(URLS)
def test_a_canonical_url_is_canonical(text: str) -> None:
    once = _canonical(text)
    if once is not None:
        assert canonical_url(once) == once
        assert identity(once).key == identity(text).key


@given(URLS)
def test_a_canonical_url_is_an_iri_that_every_writer_takes(text: str) -> None:
    once = _canonical(text)
    if once is not None:
        assert not re.search(r"[\x00-\x20<>\"{}|\\^`\ud800-\udfff]|%(?![0-9A-Fa-f]{2})", once)
        assert escape_iri(once) == once


@given(URLS)
def test_the_fast_path_is_the_long_way(text: str) -> None:
    if urls.is_plain(text):
        assert parse_url(text) == escape_iri(str(URL(text))) == text


@given(st.text())
def test_any_text_is_a_url_or_a_value_error(text: str) -> None:
    for function in (canonical_url, parse_url, escape_url):
        try:
            function(text)
        except ValueError as error:
            assert str(error)


def test_the_table_of_plain_addresses_is_taken_as_it_stands() -> None:
    plain = [
        "https://n.com/",
        "https://www.n.co.uk/a/b-c_d.html",
        "http://n.com/a.b/c?d=e&f=g",
        "https://n.com/a@b/(c)/d,e",
        "https://n.com",
        "https://n.com/a+b?c=d+e#f/g.h",
        "https://ja.n.com/%E3%81%82%20b",
    ]
    assert [parse_url(text) for text in plain] == plain
    assert all(urls.is_plain(text) for text in plain)
    for one, other in pairwise(plain):
        assert identity(one).key != identity(other).key
