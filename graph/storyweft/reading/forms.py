"""What a value looks like: an address, a picture, a host, a date; each by its form alone."""

import re
from functools import lru_cache

from storyweft.reading import scalars
from storyweft.reading.yaml_guards import Where
from storyweft.text import holds_any


def is_url_like(value: object) -> bool:
    """Tell whether a value is meant as an absolute URL."""
    return isinstance(value, str) and value.strip().lower().startswith(("http://", "https://"))


def is_address(title: str) -> bool:
    """Tell whether a title is nothing but an address, as readers write it for want of one."""
    return is_url_like(title) and " " not in title


def is_recording(value: object) -> bool:
    """Tell whether a value is the address of sound, which is a part of an article, and no page.

    https://www.rssboard.org/rss-specification#ltenclosuregtSubelementOfLtitemgt
    """
    if not isinstance(value, str) or not holds_any(value, _RECORDINGS):
        return False
    return value.strip().partition("?")[0].partition("#")[0].endswith(_RECORDINGS)


_RECORDINGS = (".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".aac")


def is_home(url: str) -> bool:
    """Tell whether an absolute URL is that of a whole site: ``https://news.example/``."""
    return url.count("/") < _WITH_PATH or (url.count("/") == _WITH_PATH and url.endswith("/"))


_WITH_PATH = 3


def is_relative(value: object) -> bool:
    """Tell whether a value is a path below some site: ``/2024/05/harbour/``."""
    if not isinstance(value, str) or value[:1] not in _STARTS:
        return False
    return _RELATIVE.fullmatch(value.strip()) is not None


_PICTURE = re.compile(r"(?!\w+:)[^\n<>]+\.(?:png|jpe?g|gif|svg|webp|avif|bmp)\s*", re.IGNORECASE)


def is_own_picture(value: object) -> bool:
    """Tell whether a value is the path of a picture beside the documents: ``img/quay.png``."""
    return is_relative(value) or (isinstance(value, str) and _PICTURE.fullmatch(value) is not None)


_STARTS = frozenset(["/", ".", " ", "\t", "\n"])


_RELATIVE = re.compile(r"(?:/(?!/)|\.\.?/)[^\s\\]*")


def is_date_like(value: object) -> bool:
    """Tell whether the value of a flag is none, but a date or the like."""
    if isinstance(value, list):  # [[2013-07-24]] without quotes
        return len(value) == 1 and isinstance(value[0], list)
    try:
        scalars.to_flag(value)
    except ValueError:
        return not isinstance(value, list | dict)
    return False


def shorten(value: str, limit: int = 120) -> str:
    """Return a text, or its start with an ellipsis."""
    return value if len(value) <= limit else value[: limit - 1] + "…"


@lru_cache(maxsize=1 << 16)
def bare_domain(domain: str) -> str:
    """Return a domain, or the one in an address, as providers are compared by."""
    bare = domain.lower().split("://")[-1].split("/")[0].strip(". ")
    return bare.removeprefix("www.")


def is_domain(bare: str) -> bool:
    """Tell whether a bare domain is one, or nothing; it becomes part of an IRI."""
    return not bare or _DOMAIN.fullmatch(bare) is not None


_DOMAIN = re.compile(r"[\w-]++(?:\.[\w-]++)*+(?::\d{1,5})?")


def completed(url: str) -> str:
    """Add the scheme that people leave out: ``//host/path`` and ``www.host/path``."""
    if url.startswith("//"):
        return f"https:{url}"
    return f"https://{url}" if url.lower().startswith("www.") else url


#: Keys whose value is a host, and no name that a house has.
HOST_KEYS = frozenset(["hostname", "domain", "domainname", "sourcedomain"])


def is_host_key(where: Where) -> bool:
    """Tell whether a value is under a key of hosts."""
    return str(where[-1]).lower().replace("_", "").replace("-", "") in HOST_KEYS


def is_host(value: object) -> bool:
    """Tell whether a value is the name of a host: ``www.n.example``."""
    return isinstance(value, str) and "." in value and is_domain(bare_domain(value.strip()))


def is_host_of(name: str, url: str) -> bool:
    """Tell whether a name is that of the host of a URL, in full or without its first labels."""
    return "." in name and f".{bare_domain(url)}".endswith(f".{name.removeprefix('www.')}")
