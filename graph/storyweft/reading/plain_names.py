"""Titles and names as a person reads them: without marks, brackets, or words that name nobody."""

import re
from collections.abc import Iterator

# What programs write where a value is missing, and templates that nobody filled in.
_NOBODY = frozenset(
    ["nan", "NaN", "NAN", "None", "none", "null", "NULL", "Null", "undefined", "N/A", "n/a", "#N/A"]
)
_TEMPLATE = re.compile(
    r"\{\{(?:(?!\{\{|\}\}).)*+\}\}|\{%(?:(?!\{%|%\}).)*+%\}|\[object Object\]"
    r"|<%(?:(?!<%|%>).)*+%>",
    re.DOTALL,
)

# How articles came here, which is not who published them.
_CHANNELS = frozenset(
    "rss atom feed feeds web api crawler scraper import imported manual email internet online"
    " website webpage url link".split()
)


# What a program numbers people and topics by names none: https://www.rfc-editor.org/rfc/rfc9562
_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_LENGTH_OF_ID = 36


def is_placeholder(value: str) -> bool:
    """Tell whether a text stands for nothing: ``nan``, ``None``, ``{{ page.title }}``.

    >>> is_placeholder("N/A"), is_placeholder("[object Object]"), is_placeholder("Nan Goldin")
    (True, True, False)
    """
    if len(value) == _LENGTH_OF_ID and _ID.fullmatch(value):
        return True
    return value in _NOBODY or (
        ("{" in value or "[" in value or "<" in value) and bool(_TEMPLATE.search(value))
    )


def is_channel(name: str) -> bool:
    """Tell whether a name says how an article came here: ``rss``, ``import``."""
    return name.lower() in _CHANNELS


# -- titles ---------------------------------------------------------------------------------------

#: How long a title with marks, or a heading, may be, in characters: what is longer is no title.
MAX_TITLE = 1000

_TAGS = (
    "a abbr b big br cite code del em font h1 h2 h3 h4 h5 h6 i img ins kbd mark p q s small span"
    " strike strong sub sup tt u wbr"
).replace(" ", "|")
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*+)?/?>", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|p|/p|wbr)\s*/?>", re.IGNORECASE)
_CODE = re.compile(r"(?<!`)(`++)(.+?)(?<!`)\1(?!`)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\w*])")
_UNDERLINED = re.compile(r"(?<!\w)_(?=\S)([^_]+?)(?<=\S)_(?!\w)")
#: A link of Markdown, with what it shows.
LINK = re.compile(r"!?\[([^\[\]]++)\]\([^()\s]*+(?:[ ]\"[^\"]*+\")?\)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!])")
_WIKILINK = re.compile(r"!?\[\[([^\[\]|#]*+)(?:#[^\[\]|]*+)?(?:\|([^\[\]]*+))?\]\]")
_ATTRIBUTES = re.compile(r"(?<![ \t])[ \t]*+\{[:#.][^{}]*\}[ \t]*$")


def has_marks(title: str) -> bool:
    """Tell, fast, whether a title may hold marks of HTML or Markdown."""
    return _MARK.search(title) is not None


_MARK = re.compile(r"[<*_`\[]|&nbsp;")


def without_marks(title: str) -> str:
    """Return a title without the marks of HTML and Markdown.

    >>> without_marks("**Harbour** opens<br>for <em>all</em>, with `ferry --help`")
    'Harbour opens for all, with ferry --help'
    >>> without_marks("snake_case_names and 2 * 3 * 4")
    'snake_case_names and 2 * 3 * 4'
    """
    if len(title) > MAX_TITLE:
        return title
    text = title.replace("&nbsp;", " ")
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(" ", text))
    if "[" in text:
        text = LINK.sub(r"\1", text)
        text = _WIKILINK.sub(lambda match: match[2] or match[1], text)
    if "`" in text:
        text = _CODE.sub(r"\2", text)
    for pattern, group in ((_STRONG, r"\2"), (_EMPHASIS, r"\1"), (_UNDERLINED, r"\1")):
        text = pattern.sub(group, text)
    return text if text == title else " ".join(text.split(" ")).strip()


# The elements of HTML that stand in the texts of feeds: https://www.rssboard.org/rss-encoding-examples
_BLOCKS = "p div br ul ol li blockquote hr table tr td th figure figcaption section article header"
_ELEMENT = re.compile(
    rf"</?(?:{_TAGS}|{_BLOCKS.replace(' ', '|')})(?:\s[^<>]*+)?/?>", re.IGNORECASE
)
_BLOCK = re.compile(rf"</?(?:{_BLOCKS.replace(' ', '|')})(?:\s[^<>]*+)?/?>", re.IGNORECASE)


def without_elements(text: str) -> str:
    """Return a text without elements of HTML, in one line if it had any.

    >>> without_elements("<p>The <b>quay</b> opens.</p><p>At last</p>"), without_elements("a < b")
    ('The quay opens. At last', 'a < b')
    """
    if not _ELEMENT.search(text):
        return text
    return " ".join(_ELEMENT.sub("", _BLOCK.sub(" ", text)).split())


_FENCE = re.compile(r"[ ]{0,3}(```+|~~~+)")
_ATX = re.compile(r"[ ]{0,3}#[ \t]+(\S.*?)(?:[ \t]+#+)?[ \t]*")
_SETEXT = re.compile(r"[ ]{0,3}={2,}[ \t]*")
_H1 = re.compile(r"<h1\b[^<>]*+>((?:(?!</?h1\b).)*+)</h1>", re.IGNORECASE | re.DOTALL)
#: How much of a body is searched for a heading.
_SEARCHED = 64 * 1024


def first_heading(body: str) -> str | None:
    """Return the text of the first heading of the first level: ``# …``, underlined, or ``<h1>``.

    >>> first_heading("Intro\\n\\n```\\n# no heading\\n```\\nHarbour *opens*\\n=======\\n")
    'Harbour opens'
    """
    body = body[:_SEARCHED]
    may_be_html = "<h1" in body.lower()
    if "#" not in body and "==" not in body and not may_be_html:
        return None
    fence = ""
    before = ""
    for line in body.split("\n"):
        if fence:
            fence = "" if line.strip().startswith(fence) else fence
            continue
        short = line if len(line) <= MAX_TITLE else ""
        if opened := _FENCE.match(line):
            fence = opened[1]
        elif atx := _ATX.fullmatch(short):
            return _heading(atx[1])
        elif before.strip() and _SETEXT.fullmatch(line):
            return _heading(before)
        elif may_be_html and "<h1" in line.lower():
            if html := _H1.search(body, body.find(line)):
                return _heading(html[1])
            may_be_html = False  # nor is there one further on
        before = short
    return None


def _heading(text: str) -> str | None:
    if len(text) > MAX_TITLE:
        return None
    # Of what a template fills in nobody knows the text.
    plain = without_marks(_ATTRIBUTES.sub("", _TEMPLATE.sub("", text).strip()))
    plain = " ".join(_ESCAPED.sub(r"\1", plain).split())
    return plain or None


# -- names in one text ----------------------------------------------------------------------------


def without_brackets(name: str) -> str:
    """Return a name without the brackets of a wikilink: as it is shown, without its folder.

    >>> without_brackets("[[People/Ann Example]]"), without_brackets("[[ann|Ann Example]]")
    ('Ann Example', 'Ann Example')
    >>> without_brackets("[[Quay / Harbour desk]]")
    'Quay / Harbour desk'
    """
    match = _WIKILINK.fullmatch(name.strip()) if "[[" in name else None
    if match is None:
        return name
    shown = match[2] or match[1]
    # No folder's name ends in a space.
    return (shown if match[2] or " / " in shown else shown.rpartition("/")[2]).strip()


def split_wikilinks(text: str) -> Iterator[str]:
    """Yield the names in a text of nothing but wikilinks; nothing if there is more in it.

    >>> [*split_wikilinks("[[Sea]], [[People/Ann|Ann]]")], [*split_wikilinks("see [[Sea]]")]
    (['Sea', 'Ann'], [])
    """
    if "[[" in text and not _WIKILINK.sub("", text).strip(" ,;&"):
        yield from (without_brackets(match[0]) for match in _WIKILINK.finditer(text))


# What stands between commas that are in no brackets.
_WORDS = re.compile(r"(?:\[\[[^\[\]]*+\]\]|[^,])++")


def split_words(text: str, *, at_spaces: bool) -> list[str]:
    """Return the topics or categories that a text lists: by commas, semicolons, or spaces.

    >>> split_words("ports, sea level", at_spaces=True), split_words("ports sea", at_spaces=True)
    (['ports', 'sea level'], ['ports', 'sea'])
    >>> split_words("#ports, #[[sea, far out]]", at_spaces=False)
    ['#ports', '[[sea, far out]]']
    """
    if "[[" in text:  # https://docs.logseq.com/#/page/tags
        return [word.strip() for word in _WORDS.findall(text.replace("#[[", "[["))]
    if "," in text:
        return [word.strip() for word in text.split(",")]
    if ";" in text and "&" not in text:
        return [word.strip() for word in text.split(";")]
    if "|" in text:
        return [word.strip() for word in text.split("|")]
    return text.split() if at_spaces else [text]
