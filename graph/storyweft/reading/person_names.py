"""Who wrote an article: the names in a text that lists them, without what stands beside."""

import re
from collections.abc import Collection, Iterator

from storyweft.reading.plain_names import LINK, MAX_TITLE, split_wikilinks

# An author of RSS, of a mail, and of a newspaper: https://www.rssboard.org/rss-specification#ltauthorgtSubelementOfLtitemgt
_IN_MAIL = re.compile(r"[^\s@()<>]+@[^\s@()<>]+\s+\(([^()]+)\)")
_OF_MAIL = re.compile(r"\"?([^@<>\"]*[^@<>\"\s])\s*+\"?\s*+<[^\s@<>]+@[^\s@<>]+>")
_BY = re.compile(
    r"(?:(?:[Pp]osted|[Rr]eport(?:ed|ing)|[Ss]tory|[Ww]ords|[Ww]ritten) )?[Bb]y:?\s+(?=[A-Z])"
)


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
        # Of whom no link tells stands before one of whom it does.
        before = text[: text.rfind(named[-1])]
        others = [part.strip() for part in re.split(r",(?: and\b)?|;", before) if "([" not in part]
        names = [*filter(is_full_name, others), *(name.strip() for name in named)]
        yield from sorted(names, key=text.find)
        return
    if "](" in text and (links := LINK.findall(text)):
        yield from _linked_people(text, links)
        return
    if ";" in text:
        yield from (_first_name_first(part.strip()) for part in text.split(";"))
        return
    yield from _listed_people(text)


def _listed_people(text: str) -> Iterator[str]:
    """Yield the names in a text that parts them by commas, if at all."""
    parts = _without_roles(_joined_suffixes(text))
    is_cased = text.lower() != text.upper()
    if len(parts) == 2 and is_cased and any(len(part.split()) == 1 for part in parts):
        # Last, First, or a house and its town: one name in any case.
        yield text.strip()
        return
    *others, last = parts or [""]
    for name in others:
        before, _, behind = name.partition(" and ")
        yield from (before, behind) if is_full_name(before) and is_full_name(behind) else (name,)
    before, joint, behind = last.removeprefix("and ").partition(" & " if " & " in last else " and ")
    if not joint and (match := _AND.search(last)):
        before, behind = last[: match.start()], last[match.end() :]
        joint = match[0] if _is_written_large(before) and _is_written_large(behind) else ""
    if joint and (others or (is_full_name(before) and is_full_name(behind))):
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
    for outside in LINK.split(text)[::2]:
        for part in re.split("[,;]", _ASIDE.sub("", outside)):
            if not said.issuperset(_bare_words(part)):
                yield part.strip()


_ASIDE = re.compile(r"\([^()]*\)")


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
    parts = [part.strip() for part in re.split("[,;]", LINK.sub("\0", text))]
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


def is_full_name(name: str) -> bool:
    """Tell whether a text may be the whole name of a person: two to four words, of no house."""
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
    return parts[:1] + [part for part in parts[1:] if not _is_role(part, parts[0])]


def _is_role(part: str, first: str) -> bool:
    """Tell whether a part of a list, behind its first, says what somebody is.

    A name starts with a large letter, but for what stands before it (``van Dyke``) and where none
    has any: in lists of keys, and in letters that are neither large nor small.
    """
    words = [word.strip("*_") for word in part.removeprefix("and ").removeprefix("& ").split()]
    if not _JOBS.isdisjoint(map(str.lower, words)):
        return len(words) > 1 or is_full_name(first)
    named = [word for word in words if word not in _PARTICLES]
    is_small = len(named) > 1 and named[0].isalpha() and named[0].islower()
    return is_small and (named[0] in _ARTICLES or not first.islower())


_ARTICLES = frozenset(["the", "a", "an"])
# What is a job, and hardly anybody's name.
_JOBS = frozenset(
    "engineer engineers developer developers editor editors manager director ceo cto founder"
    " co-founder professor journalist reporter reporters correspondent correspondents writer"
    " writers columnist photographer economist analyst researcher scientist designer consultant"
    " maintainer intern president chairman".split()
)


def _first_name_first(name: str) -> str:
    parts = _joined_suffixes(name)
    return f"{parts[1]} {parts[0]}" if len(parts) == 2 else name
