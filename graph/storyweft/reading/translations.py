"""Which documents are one page in several languages, as far as each of them can say."""

import re
from collections.abc import Mapping

from storyweft.model import Translation
from storyweft.reading.dialects.docusaurus import untranslated
from storyweft.reading.languages import is_code
from storyweft.settings import Site

#: Keys of what translations share: https://gohugo.io/content-management/multilingual/#translate-your-content,
# https://www.11ty.dev/docs/i18n/, https://polyglot.untra.io/ (page_id)
KEYS = ("translationkey", "translationid", "langref", "pageid")
_ENDING = re.compile(r"\.[A-Za-z]{2,9}\Z")


def translation_of(
    name: str, site: Site, fields: Mapping[str, object], locale: str | None
) -> Translation | None:
    """Return what a document shares with its translations; None if nothing says its language.

    A key that it states counts, else its path without the language that is in there.

    >>> site = Site("hugo", language="en", languages=("de", "en"))
    >>> translation_of("content/a.de.md", site, {}, "de")
    Translation(key='path:content/a', language='de', is_original=False)
    """
    path = site.path_of(name)
    main = (site.language or "").lower()
    language = (locale or "").lower()
    for key, value in fields.items():
        folded = key.lower().replace("_", "").replace("-", "")
        if language and folded in KEYS and isinstance(value, str | int):
            return Translation(f"key:{site.prefix}{value}", language, language == main)
    if translated := untranslated(path, site):
        code, original = translated
        return Translation(f"path:{site.prefix}{_ENDING.sub('', original)}", code.lower())
    stem = _ENDING.sub("", path)
    languages = {code.lower() for code in site.languages} | ({language} if language else set())
    marked, code = _without_language(stem, languages) if languages else (stem, "")
    if code:
        return Translation(f"path:{site.prefix}{marked}", code, code == main)
    if len(site.languages) > 1 and main and language in ("", main):
        return Translation(f"path:{site.prefix}{stem}", main, is_original=True)
    if site.languages or language:
        return None
    marked, code = _without_language(stem, None)
    return Translation(f"guess:{site.prefix}{marked}", code) if code else None


def _without_language(stem: str, languages: set[str] | None) -> tuple[str, str]:
    """Return a path without the language in it, and that; any two letters of ISO 639 if None."""
    folder, _, name = stem.rpartition("/")
    bare, _, suffix = name.rpartition(".")
    if bare and _is_one(suffix, languages):
        return f"{folder}/{bare}".lstrip("/"), suffix.lower()
    parts = folder.split("/")
    for number, part in enumerate(parts):
        if part and _is_one(part, languages):
            return "/".join((*parts[:number], *parts[number + 1 :], name)), part.lower()
    return stem, ""


def _is_one(text: str, languages: set[str] | None) -> bool:
    if languages is None:
        return len(text) == 2 and is_code(text)
    return text.lower() in languages
