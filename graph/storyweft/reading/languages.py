"""What names a language: codes of ISO 639, with script and region as BCP 47 has them, or words.

``language: JavaScript`` and ``language: Go`` name none that people speak.
"""

import re

# ISO 639-1, https://www.loc.gov/standards/iso639-2/php/code_list.php
_CODES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu "
    "cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi "
    "ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks "
    "ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl "
    "nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk "
    "sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz "
    "ve vi vo wa wo xh yi yo za zh zu".split()
)
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?(?:[.@]\S*)?")
# Names as people write them, in English and in the language itself: Unicode CLDR 44, languages.
_NAMES = {
    "ar": "arabic العربية",
    "bn": "bengali",
    "ca": "catalan català",
    "cs": "czech čeština",
    "da": "danish dansk",
    "de": "german deutsch",
    "el": "greek ελληνικά",
    "en": "english",
    "es": "spanish español",
    "fa": "persian",
    "fi": "finnish suomi",
    "fr": "french français",
    "he": "hebrew עברית",
    "hi": "hindi हिन्दी",
    "hu": "hungarian magyar",
    "id": "indonesian",
    "it": "italian italiano",
    "ja": "japanese 日本語",
    "ko": "korean 한국어",
    "nl": "dutch nederlands",
    "no": "norwegian norsk",
    "pl": "polish polski",
    "pt": "portuguese português",
    "ro": "romanian română",
    "ru": "russian русский",
    "sv": "swedish svenska",
    "th": "thai",
    "tr": "turkish türkçe",
    "uk": "ukrainian українська",
    "vi": "vietnamese",
    "zh": "chinese 中文",
}
# BCP 47 has the shorter code of a language. Its longer ones, for terminology and for libraries:
# ISO 639-2, https://www.loc.gov/standards/iso639-2/php/code_list.php
_LONG_CODES = {
    "ar": "ara",
    "bg": "bul",
    "bn": "ben",
    "ca": "cat",
    "cs": "ces cze",
    "da": "dan",
    "de": "deu ger",
    "el": "ell gre",
    "en": "eng",
    "es": "spa",
    "et": "est",
    "eu": "eus baq",
    "fa": "fas per",
    "fi": "fin",
    "fr": "fra fre",
    "ga": "gle",
    "gl": "glg",
    "he": "heb",
    "hi": "hin",
    "hr": "hrv",
    "hu": "hun",
    "hy": "hye arm",
    "id": "ind",
    "is": "isl ice",
    "it": "ita",
    "ja": "jpn",
    "ka": "kat geo",
    "ko": "kor",
    "lt": "lit",
    "lv": "lav",
    "mk": "mkd mac",
    "ms": "msa may",
    "nl": "nld dut",
    "no": "nor",
    "pl": "pol",
    "pt": "por",
    "ro": "ron rum",
    "ru": "rus",
    "sk": "slk slo",
    "sl": "slv",
    "sq": "sqi alb",
    "sr": "srp",
    "sv": "swe",
    "th": "tha",
    "tr": "tur",
    "uk": "ukr",
    "ur": "urd",
    "vi": "vie",
    "zh": "zho chi",
}
_WORDS = {
    word: code
    for table in (_NAMES, _LONG_CODES)
    for code, words in table.items()
    for word in words.split()
}
# Three letters are a code of ISO 639-3 or a programming language.
_NO_CODES = frozenset("php css sql xml lua hcl elm zig nim".split())


def is_code(name: str) -> bool:
    """Tell whether the name of a folder is the code of a language: ``de``, ``pt-br``."""
    return len(name.partition("-")[0]) == 2 and name[:2].lower() in _CODES and is_language(name)


def is_language(value: str) -> bool:
    """Tell whether a text names a language that people speak.

    >>> is_language("en_US"), is_language("Deutsch"), is_language("Go"), is_language("JavaScript")
    (True, True, False, False)
    """
    match = _TAG.fullmatch(value)
    if match is None:
        return value.lower() in _WORDS
    code = match[1].lower()
    return code in _CODES if len(code) == 2 else code not in _NO_CODES


def code_of(language: str) -> str:
    """Return the code of a language that has a name or a longer code; anything else as it is.

    >>> code_of("English"), code_of("pt-br"), code_of("Deutsch"), code_of("eng")
    ('en', 'pt-br', 'de', 'en')
    """
    return _WORDS.get(language.lower(), language)
