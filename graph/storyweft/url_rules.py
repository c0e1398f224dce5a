"""The rules by which two URLs are one article: tables and pure functions on parts of a URL.

Each has a name that ``--no-merge`` takes, and its source; ``urls`` applies them.
"""

import re
from typing import NamedTuple
from urllib.parse import unquote

#: The rules by name, and what each takes for the same article.
RULES = {
    "tracking": "the same URL with and without parameters that count clicks (utm_*, fbclid, …)",
    "fragment": "the same URL with and without a #fragment (#!… and #/… are kept: they name pages)",
    "wrapped": "a page, and its address in an archive, a mail filter or a counter of clicks",
    "amp-cache": "a copy in an AMP cache or viewer, and the page that it copies",
    "amp-query": "the same URL with and without ?amp, ?amp=1 or ?outputType=amp",
    "amp-path": "the same URL with and without .amp at its end, or /amp/ where a site shows that it"
    " has such addresses",
    "scheme": "the same URL with http and https",
    "slash": "the same URL with and without a slash at its end",
    "alias": "the addresses that one document gives for one article",
}
ALL_RULES = frozenset(RULES)

# Who sets a parameter → its names, all in lower case; none of them chooses what a page shows.
_TRACKERS: dict[str, str] = {
    # https://support.google.com/google-ads/answer/9744275, /analytics/answer/10071811
    "Google": "gclid gclsrc dclid gbraid wbraid _ga _gl usqp",
    # https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc
    "Meta": "fbclid fb_source fb_ref igshid igsh __tn__ mibextid",
    # https://help.ads.microsoft.com/#apex/ads/en/60000, and the like of X, TikTok, LinkedIn, Yandex
    "other advertisers": "msclkid twclid ttclid li_fat_id yclid __twitter_impression",
    # https://mailchimp.com/developer, https://knowledge.hubspot.com, Marketo
    "mailers": "mc_cid mc_eid _hsenc _hsmi mkt_tok",
    # https://developers.atinternet-solutions.com (Piano Analytics): xtor, and at_* below
    "audience counters": "xtor echobox rc_fifo guccounter guce_referrer guce_referrer_sig",
    # https://amp.dev/documentation/components/amp-analytics
    "AMP viewers": "amp_js_v amp_gsa amp_analytics",
}
_TRACKING_NAMES = frozenset(name for names in _TRACKERS.values() for name in names.split())
# Urchin's (Google Analytics), Matomo's, and Piano's campaigns: every name that starts so.
_TRACKING_STARTS = ("utm_", "mtm_", "pk_", "piwik_", "at_")
# Host → parameters that say there, and only there, where a link was shared.
_SHARING: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        ("youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be"),
        frozenset(["si", "feature", "ab_channel", "pp"]),
    ),
    **dict.fromkeys(
        ("twitter.com", "www.twitter.com", "mobile.twitter.com", "x.com", "www.x.com"),
        frozenset(["s", "t"]),
    ),
}
_AMP_VALUES = frozenset(["", "1", "true"])
_AMP_SEGMENTS = frozenset(["amp", "google-amp"])
# Asks for the AMP page whatever its value: https://wordpress.org/plugins/accelerated-mobile-pages
_AMP_NAMES = frozenset(["wpamp"])
# https://amp.dev/documentation/guides-and-tutorials/learn/amp-caches-and-cors/amp-cache-urls
_CACHE_PATH = re.compile(r"/(?:wp/|[civ]/)(s/)?(.+)")
_VIEWER_PATH = re.compile(r"/amp/(s/)?(.+)")
_VIEWER_HOST = re.compile(r"(?:www\.)?(?:google\.[a-z.]{2,6}|bing\.com)")
# https://web.archive.org/web/20200624175100/https://example.com/
_ARCHIVE_PATH = re.compile(r"/web/\d{4,14}(?:[a-z]{2}_)?/(https?:/.+)")
_SEARCH_HOST = re.compile(r"(?:www\.)?google\.[a-z.]{2,6}")


def is_tracker(name: str, host: str) -> bool:
    """Tell whether a parameter on a host counts clicks, and chooses nothing that a page shows."""
    name = name.lower()
    if name in _TRACKING_NAMES or name.startswith(_TRACKING_STARTS):
        return True
    return host in _SHARING and name in _SHARING[host]


def asks_for_amp(name: str, value: str) -> bool:
    """Tell whether a parameter asks for the AMP page of an article."""
    if name == "amp":
        return value in _AMP_VALUES
    return name in _AMP_NAMES or (name == "outputType" and value == "amp")


def is_route(fragment: str) -> bool:
    """Tell whether a fragment names a page of an application: ``#!/a`` or ``#/a``."""
    return fragment.startswith(("!", "/")) and fragment.strip("!/") != ""


def page_in_cache(host: str, path: str, query: str) -> str | None:
    """Return the page behind an AMP cache or viewer."""
    if "amp" not in host and "/amp/" not in path:
        return None
    if host == "cdn.ampproject.org" or host.endswith((".cdn.ampproject.org", ".bing-amp.com")):
        match = _CACHE_PATH.fullmatch(path)
    elif _VIEWER_HOST.fullmatch(host):
        match = _VIEWER_PATH.fullmatch(path)
    else:
        return None
    if match is None:
        return None
    return f"{'https' if match[1] else 'http'}://{match[2]}{_with_mark(query)}"


def page_in_wrapper(host: str, path: str, query: str) -> str | None:
    """Return the page in an address of the Wayback Machine, Safe Links, Google or Facebook.

    https://help.archive.org, https://learn.microsoft.com/defender-office-365/safe-links-about
    """
    if host == "web.archive.org":
        match = _ARCHIVE_PATH.fullmatch(path)
        # Proxies fold the two slashes of the inner address into one.
        return match and re.sub(r"^(https?:)/(?!/)", r"\1//", match[1]) + _with_mark(query)
    if host.endswith(".safelinks.protection.outlook.com"):
        return _parameter(query, "url")
    if path == "/url" and _SEARCH_HOST.fullmatch(host):
        return _parameter(query, "q") or _parameter(query, "url")
    if path == "/l.php" and host in ("l.facebook.com", "lm.facebook.com", "l.instagram.com"):
        return _parameter(query, "u")
    return None


def _with_mark(query: str) -> str:
    return f"?{query}" if query else ""


def _parameter(query: str, name: str) -> str | None:
    start = f"{name}="
    part = next((part for part in query.split("&") if part.startswith(start)), "")
    return unquote(part.removeprefix(start)) or None


class AmpForm(NamedTuple):
    """How a URL says that it is an AMP page, and the key that it has without that."""

    host: str
    form: str
    key: str


def amp_form(key: str) -> AmpForm | None:
    """Return where in its path a key has ``amp`` as a whole segment, if it has.

    >>> amp_form("//www.bbc.com/news/amp/business-1")
    AmpForm(host='www.bbc.com', form='inside', key='//www.bbc.com/news/business-1')
    >>> amp_form("//n.com/amp"), amp_form("//n.com/camp/a")
    (None, None)
    """
    if "/amp" not in key and "/google-amp" not in key:
        return None
    before, _, rest = key.partition("//")
    end = min(rest.find("?") % (len(rest) + 1), rest.find("#") % (len(rest) + 1))
    host, *segments = rest[:end].split("/")
    positions = [number for number, segment in enumerate(segments) if segment in _AMP_SEGMENTS]
    others = [segment for segment in segments if segment not in _AMP_SEGMENTS]
    if not positions or not any(others):
        return None  # a page about AMP itself
    last = len(segments) - (1 if segments[-1] else 2)
    form = "start" if positions[0] == 0 else "end" if positions[0] == last else "inside"
    path = "/".join(["", *others]) if others else "/"
    return AmpForm(host, form, f"{before}//{host}{path}{rest[end:]}")


def without_amp_ending(path: str) -> str:
    """Drop ``amp`` where it is the ending of the last segment.

    >>> [without_amp_ending(path) for path in ("/a.amp", "/a.amp.html", "/camp", "/.amp")]
    ['/a', '/a.html', '/camp', '/.amp']
    """
    if ".amp" not in path:
        return path
    stem, slash = (path[:-1], "/") if path.endswith("/") else (path, "")
    for ending, plain in ((".amp", ""), (".amp.html", ".html")):
        if stem.endswith(ending) and not stem.endswith(f"/{ending}"):
            return stem.removesuffix(ending) + plain + slash
    return path
