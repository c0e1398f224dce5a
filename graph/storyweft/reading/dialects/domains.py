"""The registered domain of an address: ``https://news.harbour.co.uk/a`` → ``harbour.co.uk``."""

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from tldextract import TLDExtract


@lru_cache(maxsize=1 << 14)
def registered_domain(url: str) -> str | None:
    """Return the domain that somebody registered, or None of an address that has none.

    By the Public Suffix List (https://publicsuffix.org/) as it ships with tldextract; nothing is
    ever fetched. Domains under which anybody may publish count as suffixes: ``ann.github.io``.

    >>> registered_domain("https://www.news.harbour.co.uk/a"), registered_domain("http://10.0.0.1/")
    ('harbour.co.uk', None)
    >>> registered_domain("https://ann.github.io/"), registered_domain("https://a.b.example/")
    ('ann.github.io', 'b.example')
    """
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    if not host or "." not in host or host[-1].isdigit() or ":" in host:
        return None
    # Of a suffix that is not listed, the last label counts: https://publicsuffix.org/list/
    return _extract()(host).top_domain_under_public_suffix or ".".join(host.split(".")[-2:])


@lru_cache(maxsize=1)
def _extract() -> "TLDExtract":
    from tldextract import TLDExtract

    return TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
