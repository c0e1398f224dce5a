"""The IRIs of everything that has no URL of its own."""

import re
from typing import NamedTuple
from urllib.parse import quote

from storyweft import text
from storyweft.model import Provider

# What quote leaves alone; to see that takes a fifth of its time.
_UNQUOTED = re.compile(r"[A-Za-z0-9_.\-~/]*")


def _quoted(path: str) -> str:
    return path if _UNQUOTED.fullmatch(path) else quote(path, safe="/")


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
        domain = quote(provider.domain, safe="") or "-"
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
    def topics(self) -> str:
        """The IRI of the scheme that all topics are in."""
        return f"{self.base}id/topics"
