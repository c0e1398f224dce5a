"""Every code that a problem can have: what it means, and what to do about it.

The one place for both: ``storyweft check`` prints them, the documentation lists them, and a test
holds that each of them happens and no other does.
"""

from typing import NamedTuple


class Code(NamedTuple):
    """What a code means, and what whoever keeps the documents can do about it."""

    meaning: str
    advice: str


CODES = {
    # A file that is no document.
    "unreadable": Code(
        "the file or folder cannot be opened", "check that it exists, and its permissions"
    ),
    "not-a-file": Code("a pipe, device or socket", "copy its contents into a file"),
    "link-outside": Code(
        "a symbolic link to somewhere outside the source",
        "give that place as a source of its own, or copy it",
    ),
    "broken-link": Code("a symbolic link that leads nowhere", "mend or delete the link"),
    "binary": Code("not a text file", "move it out of the source"),
    "empty-file": Code("a file without any text", "write a front matter, or delete the file"),
    "too-large": Code(
        "more front matter than any document has", "close it with a line ---, or split the file"
    ),
    "site-file": Code(
        "what a site is made of (a layout, a list of pages, a data file), and no article",
        "nothing, or --everything to read it",
    ),
    "crash": Code(
        "reading it took all memory, or ended its process", "leave the file out, or shorten it"
    ),
    # What an archive holds besides documents.
    "not-read": Code(
        "data among documents, as JSON or CSV",
        "nothing, or give it as a source of its own",
    ),
    "archive-inside": Code(
        "an archive among documents, or in another archive",
        "give it as a source of its own, or unpack it",
    ),
    "broken-archive": Code(
        "an archive, or a file in it, that cannot be unpacked to its end", "make or fetch it anew"
    ),
    "empty-archive": Code("an archive without documents", "check that it is the one you mean"),
    "encrypted": Code("an encrypted file in an archive", "unpack the archive, and give the folder"),
    "archive-link": Code("a link in an archive", "archive its file in its place (tar -h)"),
    "member-name": Code(
        "a name that leads out of the archive", "give it one without two dots for a folder"
    ),
    "duplicate-name": Code(
        "a second document of the same name in an archive", "give each a name of its own"
    ),
    "no-content": Code(
        "a row with neither a document nor an article in it",
        "call the column of the document content, or give a title or URL",
    ),
    # A front matter that cannot be read, or only with help.
    "no-front-matter": Code("a text that starts with something else", "start it with a line ---"),
    "empty-front-matter": Code("a front matter without fields", "give at least a title or a URL"),
    "unclosed-front-matter": Code("no line --- after the last field", "add that line"),
    "not-fields": Code("a front matter that is a list or one value", "write it as key: value"),
    "syntax": Code(
        "not valid YAML, TOML or JSON", "correct the line; most often quotes are missing"
    ),
    "too-deep": Code("lists and mappings nested too deeply", "flatten them"),
    "alias-bomb": Code("YAML aliases that expand beyond measure", "write the values out"),
    "more-documents": Code("a YAML stream of several documents", "put each into a file of its own"),
    "duplicate-key": Code("a key given twice in one mapping", "keep one of the two"),
    "unquoted-text": Code("text that YAML takes for something else", "put it in quotes"),
    "tag": Code("a YAML tag, from which nothing is made", "delete the tag, or quote the text"),
    "tab": Code("a tab for indentation, which YAML forbids", "indent with spaces"),
    # Characters.
    "encoding": Code("bytes that are not UTF-8", "save the file as UTF-8"),
    "control-character": Code("characters that no text should hold", "delete them"),
    "text": Code("mojibake, HTML entities or control characters in a text", "write it plainly"),
    "spaces": Code("runs of spaces or line breaks in a title or name", "write single spaces"),
    # Converters.
    "markup": Code("marks of HTML or Markdown in a title", "write it plainly"),
    "placeholder": Code(
        "a value that stands for none, as programs write it", "leave the field out, or fill it in"
    ),
    "relative-url": Code("an address that is whole on its own site only", "give the whole address"),
    "wrong-value": Code("a value that does not fit its field", "write what the message expects"),
    "not-a-url": Code("an address that is not an http(s) URL", "give the whole address"),
    "url": Code("a URL with HTML entities, or without its scheme", "give the whole address"),
    "junk": Code("an error page, or a wall before an article", "fetch the article anew"),
    "more-problems": Code("more problems than are listed for one file", "correct the listed first"),
    # Identity, over all documents.
    "ambiguous-address": Code(
        "an address that documents give for different articles",
        "give it in the documents of one of them only",
    ),
    "unknown-reference": Code(
        "a related article that no document stands for", "give its URL, or the path of its document"
    ),
    "ambiguous-reference": Code(
        "a related article that several documents could stand for", "give the path of one"
    ),
    "ambiguous-topic": Code(
        "a topic that is a keyword of several topic records", "use the name of one of them"
    ),
}


def table() -> str:
    """Return all codes as a table in Markdown."""
    rows = [f"| `{name}` | {code.meaning} | {code.advice} |" for name, code in CODES.items()]
    return "\n".join(["| code | meaning | what to do |", "|---|---|---|", *rows])
