"""The IRIs of everything that has no URL of its own."""

import re
from typing import NamedTuple
from urllib.parse import quote

from storyweft import text
from storyweft.model import Provider

# What needs nothing done to it, as most paths; to see that takes a fifth of the time of quote.
_PLAIN = re.compile(r"(?:[A-Za-z0-9_~-][A-Za-z0-9_.~-]*+(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*+)*+)?")


# A segment that URLs take for a way up or to stay (RFC 3986, section 5.2.4).
_DOTS = re.compile(r"(?<![^/])\.\.?(?![^/])")


def _quoted(path: str) -> str:
    if _PLAIN.fullmatch(path):
        return path
    quoted = quote(path, safe="/")
    # No name of a file has a slash in it, so that none comes to the same.
    return _DOTS.sub(r"\g<0>%2F", quoted)


class Iris(NamedTuple):
    """Makes the IRIs of everything that has no URL of its own, below one base."""

    base: str

    def document(self, path: str) -> str:
        """Return the IRI of a document."""
        return f"{self.base}id/doc/{_quoted(path)}"

    def article(self, path: str) -> str:
        """Return the IRI of an article whose document gives no URL."""
        return f"{self.base}id/article/{_quoted(path)}"

    def provider(self, provider: Provider) -> str:
        """Return the IRI of a provider, from its domain and its name."""
        # No hyphen is ever quoted, so that no other domain comes to what is made here.
        domain = quote(provider.domain, safe="") or "-"
        if domain in (".", "..") or provider.domain == "-":
            domain = f"%2D{provider.domain}"
        return f"{self.base}id/provider/{domain}/{text.slug(provider.name)}"

    def topic(self, name: str) -> str:
        """Return the IRI of a topic."""
        return f"{self.base}id/topic/{text.slug(name)}"

    def person(self, name: str) -> str:
        """Return the IRI of a person: an author, or whom a profile without a URL is about."""
        return f"{self.base}id/person/{text.slug(name)}"

    def story(self, story_id: str) -> str:
        """Return the IRI of a story."""
        return f"{self.base}id/story/{story_id}"

    def storyline(self, story_id: str) -> str:
        """Return the IRI of a storyline, from the id of its earliest story."""
        return f"{self.base}id/storyline/{story_id}"

    @staticmethod
    def story_id(iri: str) -> str:
        """Return the id of the story with this IRI, below whatever base."""
        return iri.rpartition("/")[2]

    @property
    def dataset(self) -> str:
        """The IRI of the whole graph as a data set."""
        return f"{self.base}id/dataset"

    @property
    def build(self) -> str:
        """The IRI of the build that made it."""
        return f"{self.base}id/build"

    @property
    def topics(self) -> str:
        """The IRI of the scheme that all topics are in."""
        return f"{self.base}id/topics"
