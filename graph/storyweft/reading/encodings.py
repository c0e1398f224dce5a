"""Which encoding the bytes of a text are in that are not UTF-8: detected, or else none.

The mixed case stays with :mod:`storyweft.reading.documents`: a text in UTF-8 with a few bytes of
Windows-1252 in it. What is here is whole in another encoding, most often one of an old system.
"""

import re
from contextlib import suppress

from storyweft.reading.yaml_guards import FrontMatterError

# How many bytes beyond ASCII make a guess of an encoding sure enough: fewer, where they are letters
# among letters of ASCII, as in Czech; more, where whole words are of nothing else, as in Russian.
_ENOUGH = 24
_ENOUGH_OF_WORDS = 50
# How much of a file is looked at.
_LOOKED_AT = 64 * 1024
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
# So many in a row are no letter with an accent, but a word.
_WORD = 4


def detect(data: bytes) -> tuple[str, str] | None:
    """Return the text of bytes that are not UTF-8 and the name of its encoding.

    None if they are UTF-8 but for a few bytes, or a Western text in Windows-1252.

    :raises FrontMatterError: if they are neither, and too few to tell what they are.
    """
    looked_at = data[:_LOOKED_AT]
    runs = _BEYOND_ASCII.findall(looked_at)
    beyond = sum(map(len, runs))
    broken = len(looked_at) - len(looked_at.decode(errors="ignore").encode())
    if broken * 3 < beyond or _is_western(looked_at):
        return None
    is_of_words = max(map(len, runs)) >= _WORD
    if beyond < (_ENOUGH_OF_WORDS if is_of_words else _ENOUGH):
        if not is_of_words:
            return None
        raise FrontMatterError("encoding", _UNKNOWN, 1)
    name = _encoding(looked_at)
    try:
        return (data.decode(name), name) if name else None
    except (UnicodeDecodeError, LookupError):
        raise FrontMatterError("encoding", _UNKNOWN, 1) from None


_UNKNOWN = "not UTF-8, and nothing tells which encoding it is: save the file as UTF-8"

# The letters beyond ASCII of one language each, and signs: Unicode CLDR 44, exemplarCharacters.
_LETTERS = (
    "äöüßéàè",
    "àâæçéèêëîïôœùûüÿ",
    "áéíñóúüï",
    "áâãàçéêíóôõúü",
    "àèéìîòóù",
    "åäöæøéüáàèêóô",
    "áéëíïóöüèê",
    "áðéíóúýþæö",
)
_SIGNS = frozenset("“”‘’‚„–—…•«»‹›€£¥©®™°§¶·¿¡½¼¾²³ªº\xa0´¨×†‰±µ¹")


def _is_western(data: bytes) -> bool:
    """Tell whether bytes beyond ASCII are letters of one Western language in Windows-1252."""
    text = data.decode("cp1252", errors="replace")
    letters = {character.lower() for character in set(text) - _SIGNS if character > "\x7f"}
    return any(letters.issubset(language) for language in _LETTERS)


def _encoding(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    # Korean and Japanese share their bytes; only Japanese has kana.
    with suppress(UnicodeDecodeError):
        text = data.decode("euc_jp")
        if len(_KANA.findall(text)) * 5 > len(re.findall(r"[^\x00-\x7f]", text)):
            return "euc_jp"
    best = from_bytes(data, cp_exclusion=_NEVER).best()
    if best is None:
        raise FrontMatterError("encoding", _UNKNOWN, 1)
    return None if best.encoding in _LIKE_WESTERN else best.encoding


_KANA = re.compile("[\u3041-\u30ff]")
_LIKE_WESTERN = frozenset(["cp1252", "latin_1", "iso8859_15", "iso8859_1", "ascii", "utf_8"])
# What no editor of these decades saves.
_NEVER = ["utf_7", "cp037", "cp1026", "cp1140", "cp273", "cp424", "cp500", "cp875", "hz", "ptcp154"]
