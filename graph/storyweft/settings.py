"""What the user chose for a build: one frozen value, by whose digests everything kept is known."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from storyweft.errors import InputError
from storyweft.mapping import DEFAULT_MAPPING, FieldMapping, find_mapping
from storyweft.urls import ALL_RULES, parse_url
from storyweft.vocabulary import DEFAULT_BASE_IRI


@dataclass(frozen=True, slots=True)
class Settings:
    """Where IRIs start, which keys give which field, which rules make two URLs one article.

    ``bodies`` says whether the text below the fields counts when articles are compared.

    >>> Settings().digest == Settings(rules=frozenset()).digest
    False
    >>> Settings().reading_digest == Settings(rules=frozenset()).reading_digest
    True
    """

    base_iri: str = DEFAULT_BASE_IRI
    mapping: FieldMapping = DEFAULT_MAPPING
    rules: frozenset[str] = ALL_RULES
    bodies: bool = True

    @property
    def digest(self) -> bytes:
        """A digest of everything: two builds of the same documents with one digest are the same."""
        return _digest(self.reading_digest, self.base_iri, sorted(self.rules), self.bodies)

    @property
    def reading_digest(self) -> bytes:
        """A digest of what reading a document depends on, and nothing else."""
        return _digest([*self.mapping.keys.items()], sorted(self.mapping.left_out))


DEFAULT_SETTINGS = Settings()


def choose(
    *sources: str | Path,
    base_iri: str = DEFAULT_BASE_IRI,
    mapping: FieldMapping | None = None,
    rules: Collection[str] = ALL_RULES,
    bodies: bool = True,
) -> Settings:
    """Return the settings for a build of sources.

    :param mapping: by default as :func:`storyweft.mapping.find_mapping` finds it beside them.
    :raises InputError: if the base is no http(s) URL, or the mapping cannot be used.
    """
    try:
        parse_url(base_iri)
    except ValueError as error:
        raise InputError(f"base IRI: expected an http(s) URL, got {error}: {base_iri!r}") from None
    base = base_iri if base_iri.endswith(("/", "#")) else base_iri + "/"
    return Settings(base, mapping or find_mapping(*sources), frozenset(rules), bodies)


def _digest(*parts: object) -> bytes:
    return blake2b(repr(parts).encode(), digest_size=16).digest()
