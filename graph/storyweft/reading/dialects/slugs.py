"""How generators turn names into the parts of addresses: one function for each way."""

import re
import unicodedata
from urllib.parse import quote

_SPACES = re.compile(r"\s+")
_HYPHENS = re.compile(r"-{2,}")


def hugo_path(text: str, *, lower: bool = True) -> str:
    """Return a path as Hugo writes it: https://gohugo.io/functions/urls/urlize/.

    >>> hugo_path("The Quay & the Sea")
    'the-quay-the-sea'
    """
    plain = "".join(c for c in text.strip() if c.isalnum() or c in "./_#+~-@ " or _is_mark(c))
    hyphened = _HYPHENS.sub("-", _SPACES.sub("-", plain))
    return hyphened.lower() if lower else hyphened


def jekyll_slug(text: str) -> str:
    """Return a slug as Jekyll writes it: https://jekyllrb.com/docs/liquid/filters/ (slugify).

    >>> jekyll_slug("The _config.yml file")
    'the-config-yml-file'
    """
    return re.sub(r"[\W_]+", "-", text).strip("-").lower()


def material_slug(text: str) -> str:
    """Return a slug as the blog of Material for MkDocs writes it.

    https://squidfunk.github.io/mkdocs-material/plugins/blog/#config.post_slugify

    >>> material_slug("How we're opening the Quay")
    'how-were-opening-the-quay'
    """
    plain = unicodedata.normalize("NFC", text).strip()
    return re.sub(r"[^\w -]", "", plain).lower().replace(" ", "-")


def ascii_slug(text: str) -> str | None:
    """Return a slug of ASCII, as Zola and Pelican write it; None if that needs a transliteration.

    https://www.getzola.org/documentation/getting-started/configuration/ (slugify),
    https://docs.getpelican.com/en/latest/settings.html (SLUG_REGEX_SUBSTITUTIONS).

    >>> ascii_slug("Été at the Quay!"), ascii_slug("港")
    ('ete-at-the-quay', None)
    """
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not _is_mark(c))
    if any(c.isalnum() and not c.isascii() for c in plain):
        return None
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or None


def eleventy_slug(text: str) -> str | None:
    """Return a slug as the filter ``slugify`` of Eleventy writes it.

    https://www.11ty.dev/docs/filters/slugify/,
    https://github.com/sindresorhus/slugify#customreplacements (``&``), and contractions.

    >>> eleventy_slug("The Quay & the sea: it's open")
    'the-quay-and-the-sea-its-open'
    """
    joined = re.sub(r"(?<=[A-Za-z\d])['\u2019]([ts])(?=\s|\Z)", r"\1", text)
    return ascii_slug(joined.replace("&", " and "))


def pelican_slug(text: str) -> str | None:
    """Return a slug as Pelican writes it: punctuation goes, without a hyphen in its place.

    >>> pelican_slug("C'est l'été, at last")
    'cest-lete-at-last'
    """
    return ascii_slug(re.sub(r"[^\w\s-]", "", unicodedata.normalize("NFKD", text)))


def github_slug(text: str) -> str:
    """Return a slug as github-slugger writes it, which makes the ids of Astro's collections.

    https://docs.astro.build/en/guides/content-collections/ (generated from the file name).

    >>> github_slug("My First Post!")
    'my-first-post'
    """
    return "".join(c for c in text.lower() if c.isalnum() or c in "-_ " or _is_mark(c)).replace(
        " ", "-"
    )


def escaped(path: str) -> str:
    """Return a path with everything percent-encoded that no address holds as it is."""
    return quote(path, safe="/%:@!$&'()*+,;=~-._?#")


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")
