"""Titles and names as a person reads them: without marks, brackets, or words that name nobody."""

import re
from collections.abc import Collection, Iterator

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
_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\w*])")
_UNDERLINED = re.compile(r"(?<!\w)_(?=\S)([^_]+?)(?<=\S)_(?!\w)")
_LINK = re.compile(r"!?\[([^\[\]]++)\]\([^()\s]*+(?:[ ]\"[^\"]*+\")?\)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!])")
_WIKILINK = re.compile(r"!?\[\[([^\[\]|#]*+)(?:#[^\[\]|]*+)?(?:\|([^\[\]]*+))?\]\]")
_ATTRIBUTES = re.compile(r"[ \t]*\{[:#.][^{}]*\}[ \t]*$")


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
        text = _LINK.sub(r"\1", text)
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


# An author of RSS, of a mail, and of a newspaper: https://www.rssboard.org/rss-specification#ltauthorgtSubelementOfLtitemgt
_IN_MAIL = re.compile(r"[^\s@()<>]+@[^\s@()<>]+\s+\(([^()]+)\)")
_OF_MAIL = re.compile(r"\"?([^@<>\"]+?)\"?\s*<[^\s@<>]+@[^\s@<>]+>")
_BY = re.compile(r"(?:(?:[Pp]osted|[Ww]ritten) )?[Bb]y:?\s+(?=[A-Z])")


def without_address(name: str) -> str:
    """Return who wrote something, without an address of mail beside the name, or a "By" before it.

    >>> without_address("ann@n.example (Ann Example)"), without_address("By Ann Example")
    ('Ann Example', 'Ann Example')
    """
    stripped = name.strip()
    if "@" in name and (mail := _IN_MAIL.fullmatch(stripped) or _OF_MAIL.fullmatch(stripped)):
        return mail[1].strip()
    return _BY.sub("", stripped, count=1) if _BY.match(stripped) else name


# What belongs to the name before the comma: https://en.wikipedia.org/wiki/Suffix_(name)
_SUFFIX = re.compile(
    r"(?:jr|sr|ii|iii|iv|md|m\.d|phd|ph\.d|esq|dds|rn|mba|cpa|inc|llc|ltd|llp|plc|corp|co|gmbh|ag"
    r"|s\.a|s\.p\.a|n\.v|b\.v|pty)\.?",
    re.IGNORECASE,
)


def split_people(text: str) -> Iterator[str]:
    """Yield the names in a text that lists authors.

    >>> [*split_people("Example, Ann; Other, Bob")], [*split_people("Ann Example, Bob Other, Jr.")]
    (['Ann Example', 'Bob Other'], ['Ann Example', 'Bob Other, Jr.'])
    >>> [*split_people("Example, Ann")], [*split_people("Ann Example & Bob Other")]
    (['Example, Ann'], ['Ann Example', 'Bob Other'])
    >>> [*split_people("[Ann Example](https://a.example), Harbour Board")]
    ['Ann Example']
    >>> [*split_people("Ann Example, ferry wrangler, Bob van Other, de Ruiter, maker of knots")]
    ['Ann Example', 'Bob van Other', 'de Ruiter']
    """
    if wiki := [*split_wikilinks(text)]:
        yield from wiki
        return
    text = _BEHIND_DASH.sub("", _without_others(text))
    if "、" in text or "，" in text:
        yield from filter(None, map(str.strip, re.split("[、，]", text)))
        return
    if "([" in text and len(text) <= MAX_TITLE and (named := _BEFORE_LINK.findall(text)):
        yield from (name.strip() for name in named)
        return
    if "](" in text and (links := _LINK.findall(text)):
        yield from _linked_people(text, links)
        return
    if ";" in text:
        yield from (_first_name_first(part.strip()) for part in text.split(";"))
        return
    yield from _listed_people(text)


def _listed_people(text: str) -> Iterator[str]:
    """Yield the names in a text that parts them by commas, if at all."""
    parts = _without_roles(_joined_suffixes(text))
    if len(parts) == 2 and any(len(part.split()) == 1 for part in parts):
        # Last, First, or a house and its town: one name in any case.
        yield text.strip()
        return
    *others, last = parts or [""]
    for name in others:
        before, _, behind = name.partition(" and ")
        yield from (before, behind) if _is_full_name(before) and _is_full_name(behind) else (name,)
    before, joint, behind = last.removeprefix("and ").partition(" & " if " & " in last else " and ")
    if not joint and (match := _AND.search(last)):
        before, behind = last[: match.start()], last[match.end() :]
        joint = match[0] if _is_written_large(before) and _is_written_large(behind) else ""
    if joint and (others or (_is_full_name(before) and _is_full_name(behind))):
        yield from (before, behind)
    elif last:
        yield last.removeprefix("and ")


def _without_others(text: str) -> str:
    return _OTHERS.sub("", text).rstrip(", ") if text.endswith(_END_OF_OTHERS) else text


# Who is meant besides is nobody by name.
_OTHERS = re.compile(r"(?<=[, ])(?:(?:and |& )?et al\.?|and others|u\. ?a\.|и др\.)\Z")
_END_OF_OTHERS = ("et al.", "et al", "and others", "u.a.", "u. a.", "и др.")
# What somebody is, behind a dash: Ann Example — keeper of the ferry
_BEHIND_DASH = re.compile(r"(?<=\S) [\u2013\u2014] [a-z][^,;]*\Z")
# As German, French, Spanish, Russian, Turkish and the north join two names; what joins the parts of
# one, as Portuguese and Catalan do by a letter, is none of these.
_AND = re.compile(r" (?:und|et|y|и|ve|och|og) ")
_PARTICLES = frozenset("von van de der den del della di da du la le ten ter zu zum bin al".split())


def _is_written_large(name: str) -> bool:
    return all(word[0].isupper() or word in _PARTICLES for word in name.split())


def passed_over(text: str, names: Collection[str]) -> Iterator[str]:
    """Yield what stands beside the names in a text, and in none of them.

    >>> [*passed_over("[Ann Example](https://a.example), Harbour Board", ["Ann Example"])]
    ['Harbour Board']
    """
    if "](" not in text and "," not in text:
        return
    said = _JOINTS.union(*map(_bare_words, names))
    for outside in _LINK.split(text)[::2]:
        for part in re.split("[,;]", outside):
            if not said.issuperset(_bare_words(part)):
                yield part.strip()


def _bare_words(text: str) -> set[str]:
    return {word.strip("(),") for word in text.split()}


# What stands between names, and before them; brackets alone leave nothing.
_JOINTS = frozenset(["", *"and & by By und et y и ve och og al al. others u.a. u. a. др.".split()])


# A name and how it is called elsewhere: Ann Example ([@ann](https://a.example)), who writes
_BEFORE_LINK = re.compile(
    r"(?:\A|[,;]|(?<= and)|(?<= &))\s*+(?:and\s++)?([^,;()\[\]]++)(?<=\s)"
    r"\(\[[^\[\]]++\]\([^()\s]*+\)\)"
)


def _linked_people(text: str, links: list[str]) -> Iterator[str]:
    """Yield the names in a text that links some of them: what stands beside a link is no name."""
    parts = [part.strip() for part in re.split("[,;]", _LINK.sub("\0", text))]
    names = iter(links)
    for part in parts:
        if linked := _MARKED.findall(part):
            yield from (next(names) + behind for behind in linked)
        elif part and (len(links) > 1 or len(parts) > 2):  # after one alone, whom it works for
            yield from split_people(part)


# Where a link stood, and what is in parentheses behind it, which belongs to the name.
_MARKED = re.compile(r"\0( \([^()]*\))?")

# What is no person, though every word of it may be a name.
_HOUSES = frozenset(
    "team group staff desk department office university institute news press agency times post"
    " company media board council committee foundation project community the".split()
)


def _is_full_name(name: str) -> bool:
    words = name.split()
    return (
        2 <= len(words) <= 4 and words[0][:1].isupper() and not _HOUSES & set(name.lower().split())
    )


def _joined_suffixes(text: str) -> list[str]:
    parts: list[str] = []
    for part in text.split(","):
        if parts and _SUFFIX.fullmatch(part.strip()):
            parts[-1] += f", {part.strip()}"
        else:
            parts.append(part.strip())
    return [part for part in parts if part]


def _without_roles(parts: list[str]) -> list[str]:
    """Return the parts of a list without what people are, which is no name: ``ferry wrangler``."""
    roles = [part for part in parts[1:] if _is_role(part, parts[0])]
    return [part for part in parts if part not in roles]


def _is_role(part: str, first: str) -> bool:
    """Tell whether a part of a list, behind its first, says what somebody is.

    A name starts with a large letter, but for what stands before it (``van Dyke``) and where none
    has any: in lists of keys, and in letters that are neither large nor small.
    """
    words = part.removeprefix("and ").removeprefix("& ").split()
    named = [word for word in words if word not in _PARTICLES]
    if len(named) < 2:
        return False
    is_small = named[0].isalpha() and named[0].islower()
    return (is_small and (named[0] in _ARTICLES or not first.islower())) or (
        not _JOBS.isdisjoint(
            word.lower() for word in (named[-1], part.partition(" and ")[0].split()[-1])
        )
    )


_ARTICLES = frozenset(["the", "a", "an"])
# What is a job, and hardly anybody's name.
_JOBS = frozenset(
    "engineer engineers developer developers editor editors manager director ceo cto founder"
    " co-founder professor journalist reporter correspondent researcher scientist designer"
    " consultant maintainer intern".split()
)


def _first_name_first(name: str) -> str:
    parts = _joined_suffixes(name)
    return f"{parts[1]} {parts[0]}" if len(parts) == 2 else name


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
