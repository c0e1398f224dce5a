"""Pages that are no news: what a crawler was given instead of an article.

The titles are those that Cloudflare, Akamai, nginx, Apache and the paywalls of large newspapers
give their pages, and NewsAPI what was taken back. A title counts as a whole only: news about denied
access is news.
"""

import re

_TITLES = frozenset(
    """
    just a moment
    access denied
    access to this page has been denied
    attention required!
    are you a robot?
    robot check
    security check
    human verification
    verify you are human
    please verify you are a human
    checking your browser
    please wait
    please enable cookies
    please enable javascript
    javascript is disabled
    you are being redirected
    redirecting
    forbidden
    not found
    page not found
    page cannot be found
    this page could not be found
    the page you requested was not found
    the requested url was rejected
    bad gateway
    gateway timeout
    gateway time-out
    service unavailable
    service temporarily unavailable
    internal server error
    too many requests
    request blocked
    under maintenance
    site maintenance
    log in
    login
    sign in
    [removed]
    subscribe to read
    subscribe to continue reading
    log in to continue reading
    """.strip().split("\n    ")
)

# A number of HTTP around it: "403 Forbidden", "Error 404 (Not Found)!!1".
_STATUS = re.compile(r"(?:(?:http )?error )?[45][0-9][0-9]\b[ :()-]*+|[ ()-]*\b[45][0-9][0-9]\Z")
# The name of a site behind it.
_SITE = re.compile(r" (?:[|–—-]|::) [^|–—]{1,40}\Z")
_ENDS = " .…!()1"


def is_junk(title: str) -> bool:
    """Return whether a title, in one line, is that of an error page or of a wall before an article.

    >>> is_junk("Just a moment..."), is_junk("403 Forbidden"), is_junk("Subscribe to read | FT")
    (True, True, True)
    >>> is_junk("Access denied: how landlords keep tenants out"), is_junk("404")
    (False, True)
    """
    if len(title) > _LONGEST or not _may_be_junk(title):
        return False
    plain = _SITE.sub("", title.casefold())
    bare = _STATUS.sub("", plain).strip(_ENDS)
    return any(text.strip(_ENDS) in _BARE for text in (plain, bare)) or (
        bare in ("", "error") and plain.strip(_ENDS) != "" and _STATUS.search(plain) is not None
    )


def _may_be_junk(title: str) -> bool:
    """Tell, fast, of nearly all titles that they are none: by their first word, and numbers."""
    first = title.casefold().lstrip(_ENDS).partition(" ")[0]
    return first.rstrip(_ENDS) in _FIRST_WORDS or _ERROR.search(title) is not None


_BARE = frozenset(title.strip(_ENDS) for title in _TITLES)
_FIRST_WORDS = frozenset(title.partition(" ")[0].rstrip(_ENDS) for title in _BARE)
_ERROR = re.compile("[45][0-9][0-9]")
_LONGEST = 90
