"""Links of markup that is none of Markdown, HTML and templates: org, AsciiDoc, reStructuredText."""

import re
from collections.abc import Iterator

# In org and AsciiDoc: [[file:x.org][shown]], xref:x.adoc[].
_OTHER = re.compile(r"\[\[file:(?P<org>[^\[\]\n]++)\]|(?:xref|link):(?P<xref>[^\s\[]{1,1000}+)\[")
# In reStructuredText: :doc:`shown <x>`, :ref:`shown <label>`, `shown <target>`_, .. _shown: target;
# https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#hyperlink-targets,
# https://www.sphinx-doc.org/en/master/usage/referencing.html, https://getnikola.com/handbook.html
_REST = re.compile(
    r":(?P<role>doc|ref):`(?:[^`<]*<)?(?P<named>[^`<>]++)>?`"
    r"|`[^`<>]*<(?P<inside>[^`<>\s]++)>`_"
    r"|^\.\. _(?:`[^`\n]++`|[^:`\n]++):[ \t]++(?P<behind>\S++)[ \t]*$",
    re.M,
)


def other_targets(body: str, text: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield what such links lead to, with their kinds, if a document's name says that it has any.

    :param text: the body without code, as Markdown has it.

    >>> [*other_targets("See `the quay <quay.html>`_.", "", "a.rst")]
    [('link', 'quay.html')]
    """
    lowered = name.lower()
    if lowered.endswith((".org", ".adoc", ".asciidoc")):
        yield from (
            ("link", match[match.lastgroup or ""].strip()) for match in _OTHER.finditer(text)
        )
    elif lowered.endswith((".rst", ".txt")):  # ticks are no code there
        yield from map(_of_rest, _REST.finditer(body))


def _of_rest(match: re.Match[str]) -> tuple[str, str]:
    if match["role"] == "ref":
        return "label", match["named"].strip()
    if match["role"]:
        return "link", f"{match['named'].strip()}.rst"
    return "link", match["inside"] or match["behind"]
