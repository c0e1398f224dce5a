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
    """
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    if not host:
        return None
    return _extract()(host).top_domain_under_public_suffix or None


@lru_cache(maxsize=1)
def _extract() -> "TLDExtract":
    from tldextract import TLDExtract

    return TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
