"""Documents that are one page in several languages → articles that are translations."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import structs

from storyweft.model import Article, Document

# Without a configuration a folder ``it/`` may be a department; beside ``en/`` it is a language.
_TELLING = "en"


def translated(
    documents: Iterable[Document], key_of: Mapping[str, str], articles: Mapping[str, Article]
) -> dict[str, Article]:
    """Return the articles that have translations, by key, with these.

    Two documents of one language are no translations of each other, and nobody knows which of them
    a third one is of.

    :param key_of: the key of the article of each document.
    """
    groups: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    originals: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        shared = document.translation
        if shared is not None and document.path in key_of:
            key = key_of[document.path]
            groups[shared.key][shared.language].add(key)
            if shared.is_original:
                originals[shared.key].add(key)
    changed: dict[str, Article] = {}
    for name, languages in groups.items():
        keys = {key for group in languages.values() for key in group if len(group) == 1}
        is_guess = name.startswith("guess:") and _TELLING not in languages
        if len(keys) < 2 or is_guess:
            continue
        first = sorted(originals[name] & keys)
        original = articles[first[0]].iri if len(first) == 1 else None
        iris = sorted(articles[key].iri for key in keys)
        for key in keys:
            article = articles[key]
            changed[key] = structs.replace(
                article,
                original=original,
                translations=tuple(iri for iri in iris if iri != article.iri),
            )
    return changed
