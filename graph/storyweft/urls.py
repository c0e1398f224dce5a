"""When are two URLs the same article? Pure functions, few rules, each with a name.

Syntax is yarl's business (case of host, default ports, dots in paths, percent-encoding). Ours are
the rules of ``url_rules``. Two strengths are kept apart, since a wrong merge is worse than a
missed one:

* :func:`canonical_url` applies what is certain, and gives an address that can be opened;
* :func:`identity` folds further, for comparing only: nobody ever sees its result.

What documents state (this AMP page belongs to that article; on this site ``/amp/`` marks AMP
pages) is known in ``resolving``.
"""

import re
from collections.abc import Collection
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from yarl import URL

from storyweft.url_rules import (
    ALL_RULES,
    amp_form,
    asks_for_amp,
    is_route,
    is_tracker,
    page_in_cache,
    page_in_wrapper,
    without_amp_ending,
)

_HOST = re.compile(r"[^\s\x00-\x20\"<>\\^`{|}%/?#@&]+")

#: Longer addresses are data, not locations; RFC 9110 (section 4.1) asks for 8000 at least.
MAX_LENGTH = 8192

# What yarl would give back unchanged: lower-case host with a dot, no port, no user, no dots to
# resolve, nothing to escape, no entity. Nine in ten addresses are so, and take a tenth of the time.
# What has matched is not matched in another way (++), which takes a quarter of the time again.
_PLAIN = re.compile(
    r"https?://(?:[a-z0-9][a-z0-9-]*+\.)+[a-z]{2,24}"
    r"(?:/(?!/)(?:[A-Za-z0-9\-_~!$'()*+,:@/=]++|(?<!/)\.|%(?:20|[89A-F][0-9A-F]))*+"
    r"(?:\?[A-Za-z0-9\-._~!$'()*+,:@/?&=]++)?(?:#[A-Za-z0-9\-._~!$'()*+,:@/?&=]++)?)?"
)


class Identity(NamedTuple):
    """What a URL comes to: an address to open, a key to compare, and the rules that were needed."""

    url: str
    key: str
    rules: tuple[str, ...]


def parse_url(text: str) -> str:
    """Return an absolute http(s) URL, valid as an IRI, that means what ``text`` means.

    Spaces, pipes, quotes and broken percent signs are escaped; entities are undone.

    :raises ValueError: if it is no such URL; the message says what it is instead.

    >>> parse_url("https://example.com/a b|c?d=%zz&amp;e=1")
    'https://example.com/a%20b%7Cc?d=%25zz&e=1'
    """
    if is_plain(text):
        return text
    url = escape_iri(str(_yarl(text)))
    if len(url) > MAX_LENGTH:
        raise ValueError(_too_long(url))
    return url


def is_plain(text: str) -> bool:
    """Tell, fast, that an http(s) URL is as it should be; many a good one is not so simple."""
    return len(text) <= MAX_LENGTH and _PLAIN.fullmatch(text) is not None


def is_address(iri: str) -> bool:
    """Tell whether an IRI is one as is written: http(s), a host, no segments that are dots.

    >>> is_address("https://example.com/é"), is_address("urn:a"), is_address("https://a.com/b/..")
    (True, False, False)
    """
    if is_plain(iri):
        return True
    try:
        _yarl(iri)
    except ValueError:
        return False
    return escape_iri(_without_dots(iri)) == iri


def escape_url(text: str) -> str:
    """Return the URL as it stands, with only what no IRI may hold escaped (RFC 3987).

    For images: their addresses are kept to the letter, since signatures cover them.

    >>> escape_url("https://example.com/a%252Fb [1].jpg?sign=x|y=")
    'https://example.com/a%252Fb%20%5B1%5D.jpg?sign=x%7Cy='
    """
    if is_plain(text):
        return text
    url = _yarl(text)
    plain = mend(text)
    authority = re.split("[/?#]", plain.partition("://")[2], maxsplit=1)[0]
    port = "" if url.explicit_port is None else f":{url.explicit_port}"
    # A name of a user, or a port (": 80"), can hold what no IRI may; to escape it takes a parser.
    if "@" in authority or not authority.endswith(port):
        plain = str(url)
    return _without_dots(escape_iri(plain))


_DOT_SEGMENT = re.compile(r"/\.\.?(?:[/?#]|\Z)")


def _without_dots(url: str) -> str:
    """Take the ways that ``.`` and ``..`` say, as whoever asks for a URL does (RFC 3986, 5.2.4)."""
    if not _DOT_SEGMENT.search(url):
        return url
    start = _AUTHORITY.match(url)
    authority = start[0] if start else ""
    end = next((at for at, sign in enumerate(url) if sign in "?#"), len(url))
    segments: list[str] = []
    for segment in url[len(authority) + 1 : end].split("/"):
        if segment == ".." and segments:
            segments.pop()
        elif segment not in (".", ".."):
            segments.append(segment)
    if url[:end].endswith(("/.", "/..")):
        segments.append("")
    return f"{authority}/{'/'.join(segments)}{url[end:]}"


def escape_iri(text: str) -> str:
    """Percent-encode what no IRI may hold (RFC 3987), or is not seen; leave all else alone."""
    if _SAFE.fullmatch(text):
        return text
    start = _AUTHORITY.match(text)
    authority = start[0] if start else ""
    rest, number_sign, fragment = text[len(authority) :].partition("#")
    fragment = fragment.replace("#", "%23")
    return authority + _UNSAFE.sub(_percent_encode, rest + number_sign + fragment)


def _percent_encode(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode(errors="surrogatepass"))


# A percent sign that starts no two hexadecimal digits is text; brackets belong to hosts like [::1].
_SAFE = re.compile(r"(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]++|%[0-9A-Fa-f]{2})*+")
_AUTHORITY = re.compile(r"[a-zA-Z]+://[^/?#\s]*")
# Beside what RFC 3987 leaves out of ``ucschar``: white space, of which rdflib takes none, and what
# changes the direction of text (section 4.1) or is not seen.
_UNSAFE = re.compile(
    r"%(?![0-9A-Fa-f]{2})|\s"
    r"|[\x00-\x20\"<>\[\\\]^`{|}\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff]"
    r"|[\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U0010ffff]"
    f"|[{''.join(chr(plane << 16 | last) for plane in range(1, 15) for last in (0xFFFE, 0xFFFF))}]"
)


def canonical_url(text: str, *, rules: Collection[str] = ALL_RULES) -> str:
    """Return the address of the article that ``text`` points to, by the rules that are certain.

    :raises ValueError: if ``text`` is no absolute http(s) URL.

    >>> canonical_url("https://www-bbc-com.cdn.ampproject.org/c/s/www.bbc.com/news/1?utm_source=x#top")
    'https://www.bbc.com/news/1'
    """
    return identity(text, rules=rules).url


def identity(text: str, *, rules: Collection[str] = ALL_RULES) -> Identity:
    """Return what ``text`` comes to; two texts with one key are one article.

    :raises ValueError: if ``text`` is no absolute http(s) URL.

    >>> identity("http://example.com/news/?amp=1").key == identity("https://example.com/news").key
    True
    """
    return _identity(text, frozenset(rules))


# So many URLs are remembered; only time and memory depend on it.
_MANY = 1 << 20


class Identifier:
    """Tells what URLs come to by some rules, and remembers it as long as it lives.

    In a build each URL is asked for about ten times. With room for a tenth as many, 100,000
    articles took twice as long to resolve.

    :param amp_schemes: what :func:`amp_form` says of the AMP pages of sites, as far as documents
        show it: on other sites ``/amp/`` is a word like any other.
    """

    def __init__(
        self,
        rules: Collection[str] = ALL_RULES,
        amp_schemes: Collection[tuple[str, str]] = frozenset(),
    ) -> None:
        self.rules = frozenset(rules)
        self.amp_schemes = frozenset(amp_schemes) if "amp-path" in self.rules else frozenset()
        self._remembered: dict[str, Identity] = {}

    def __reduce__(self) -> tuple[type["Identifier"], tuple[frozenset[str], Collection[object]]]:
        # What is remembered stays in this process.
        return Identifier, (self.rules, self.amp_schemes)

    def knowing(self, amp_schemes: Collection[tuple[str, str]]) -> "Identifier":
        """Return one that knows the schemes of sites, and remembers what this one does."""
        other = Identifier(self.rules, amp_schemes)
        other._remembered = {
            url: other._without_amp(identity) for url, identity in self._remembered.items()
        }
        return other

    def identity(self, url: str) -> Identity:
        """Return what a URL comes to.

        :raises ValueError: if it is no absolute http(s) URL.
        """
        remembered = self._remembered.get(url)
        if remembered is None:
            remembered = self._without_amp(_identity(url, self.rules))
            if len(self._remembered) >= _MANY:
                self._remembered.clear()
            self._remembered[url] = remembered
        return remembered

    def _without_amp(self, identity: Identity) -> Identity:
        """Return an identity without what marks the AMP pages of its site."""
        form = amp_form(identity.key) if self.amp_schemes else None
        if form is None or form[:2] not in self.amp_schemes:
            return identity
        return Identity(identity.url, form.key, (*identity.rules, "amp-path"))

    def key(self, url: str) -> str:
        """Return the key that all URLs of one article share, as far as the rules tell."""
        return (self._remembered.get(url) or self.identity(url)).key


def folded(one: str, other: str) -> list[str]:
    """Return the rules that make two canonical URLs with one key the same article.

    >>> folded("http://example.com/a", "https://example.com/a/")
    ['scheme', 'slash']
    """
    differ = {
        "scheme": one.split(":", 1)[0] != other.split(":", 1)[0],
        "slash": one.endswith("/") != other.endswith("/"),
    }
    return [rule for rule, differs in differ.items() if differs]


def _identity(text: str, rules: frozenset[str]) -> Identity:
    url = _split(text)
    used: list[str] = []
    while (unwrapped := _unwrap(url, rules)) is not None:
        rule, url = unwrapped
        used.append(rule)
    if url.query:
        url = _drop_parameters(url, rules, used)
    if "fragment" in rules and url.fragment and not is_route(url.fragment):
        url = url._replace(fragment="")
        used.append("fragment")
    key = _key(url, rules, used)
    plain = escape_iri(_join(url))
    # One text in memory, not two that are equal.
    return Identity(text if plain == text else plain, key, tuple(dict.fromkeys(used)))


class _Parts(NamedTuple):
    """A URL in normal form, in its parts; scheme, query and fragment without their marks."""

    scheme: str
    authority: str
    path: str
    query: str
    fragment: str

    @property
    def host(self) -> str:
        return self.authority.rpartition("@")[2].partition(":")[0]


def _split(text: str) -> _Parts:
    url = text if is_plain(text) else str(_yarl(text))
    url, _, fragment = url.partition("#")
    url, _, query = url.partition("?")
    scheme, _, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    return _Parts(scheme, authority, slash + path, query, fragment)


def _join(url: _Parts) -> str:
    query = f"?{url.query}" if url.query else ""
    fragment = f"#{url.fragment}" if url.fragment else ""
    return f"{url.scheme}://{url.authority}{url.path}{query}{fragment}"


def _too_long(url: str) -> str:
    return f"one of {len(url):,} characters; addresses have {MAX_LENGTH:,} at most"


def _yarl(text: str) -> "URL":
    from yarl import URL  # here: the help of every command lists the rules, and parses no URL

    if len(text) > MAX_LENGTH:
        raise ValueError(_too_long(text))
    text = mend(text)
    try:
        url = URL(text)
        host = url.raw_host
    except (ValueError, LookupError) as error:  # of "http://a@]", yarl takes a letter that is none
        raise ValueError(f"not a URL ({error})") from None
    if url.scheme not in ("http", "https"):
        raise ValueError(f"a {url.scheme}: address" if url.scheme else "a relative address")
    if not host or not _HOST.fullmatch(host) or host.strip(".") == "":
        raise ValueError("a URL without a valid host")
    if ":" in host:
        _check_ip(host)
    return url


def _check_ip(host: str) -> None:
    """Refuse what stands in brackets and is no address of IPv6: no IRI may have it there."""
    from ipaddress import IPv6Address

    try:
        is_scoped = IPv6Address(host).scope_id is not None
    except ValueError:
        is_scoped = True
    if is_scoped:
        raise ValueError("a URL without a valid host")


# With its semicolon only: in "?a=1&copy=2" nobody means a copyright sign.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
_LAYERS = 6  # of which the last must find nothing
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def mend(text: str) -> str:
    """Return a URL without what a careless copy leaves in it: entities, line breaks, spaces.

    :raises ValueError: if there are entities in entities, more than a few times.

    >>> mend(" https://example.com/?a=1&#038;b=2&copy=3\\n")
    'https://example.com/?a=1&b=2&copy=3'
    """
    text = _CONTROL.sub("", text)
    for _ in range(_LAYERS):
        plain = _CONTROL.sub("", _ENTITY.sub(lambda match: unescape(match[0]), text))
        if plain == text:
            return text.strip()
        text = plain
    raise ValueError("an address whose entities hold entities, again and again")


def _unwrap(url: _Parts, rules: frozenset[str]) -> tuple[str, _Parts] | None:
    """Return the page that an address wraps, with the rule that knows it; None if it wraps none."""
    for rule, page_in in (("amp-cache", page_in_cache), ("wrapped", page_in_wrapper)):
        if rule in rules and (text := page_in(url.host, url.path, url.query)):
            try:
                inner = _split(text)
            except ValueError:
                return None
            return (rule, inner) if "." in inner.host else None
    return None


def _drop_parameters(url: _Parts, rules: frozenset[str], used: list[str]) -> _Parts:
    others = []
    for part in url.query.split("&"):
        name, _, value = part.partition("=")
        if is_tracker(name, url.host) and "tracking" in rules:
            used.append("tracking")
        elif asks_for_amp(name, value) and "amp-query" in rules:
            used.append("amp-query")
        else:
            others.append(part)
    return url._replace(query="&".join(others))


def _key(url: _Parts, rules: frozenset[str], used: list[str]) -> str:
    path = url.path
    if "amp-path" in rules:
        plain = without_amp_ending(path)
        if plain != path:
            path = plain
            used.append("amp-path")
    if "slash" in rules and path.endswith("/") and path != "/":
        path = path.rstrip("/")
    key = _join(url._replace(path=path or "/"))
    return key[len(url.scheme) + 1 :] if "scheme" in rules else key
