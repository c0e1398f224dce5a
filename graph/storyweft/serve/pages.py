"""The plain pages of the server: a form for queries, and a resource with all that is said of it."""

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

from storyweft.sparql.asking import Cell, Row, Table
from storyweft.sparql.named import NamedQuery
from storyweft.vocabulary import short

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { border-top: 1px solid #ccc; padding: .3rem .6rem; text-align: left; vertical-align: top }
th { font-weight: normal; white-space: nowrap }
td { overflow-wrap: anywhere }
textarea { box-sizing: border-box; font: 14px/1.4 monospace; height: 16rem; width: 100% }
@media (prefers-color-scheme: dark) { body { background: #111; color: #ddd } a { color: #8bf } }
"""


def page(title: str, body: str) -> str:
    """Return a whole page; ``body`` is HTML, ``title`` text."""
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{escape(title)}</title>'
        f'\n<meta name="viewport" content="width=device-width">\n<style>{_STYLE}</style>\n'
        f'<nav><a href="/">Explorer</a> · <a href="/sparql">SPARQL</a></nav>\n'
        f"<h1>{escape(title)}</h1>\n{body}\n</html>\n"
    )


def query_form(questions: Iterable[NamedQuery]) -> str:
    """Return the page to ask queries on, with the named queries to copy from."""
    ready = "\n".join(
        f"<details><summary>{escape(question.title)}</summary>"
        f"<pre>{escape(question.sparql)}</pre></details>"
        for question in questions
    )
    form = (
        '<form action="/sparql"><label>Query\n<textarea name="query" required></textarea></label>'
        "<button>Ask</button></form>"
    )
    return page("SPARQL", f"{form}\n<h2>Ready questions</h2>\n{ready}")


def table(answer: Table, most: int) -> str:
    """Return the page with the answer to a query, or with so many rows of it."""
    heads = "".join(f"<th>{escape(name)}" for name in answer.columns)
    rows = (
        "<tr>" + "".join(f"<td>{_cell(value)}" for value in row.values()) + "</tr>"
        for row in answer[:most]
    )
    note = f"<p>The first {most:,} rows: ask for CSV or JSON to have all</p>\n"
    start = note if len(answer) > most else ""
    return page("Answer", f"{start}<table>\n<tr>{heads}</tr>\n" + "\n".join(rows) + "\n</table>")


def _cell(value: Cell) -> str:
    text = "" if value is None else str(value)
    if text.startswith(("http://", "https://")):
        return f'<a href="/resource?iri={quote(text, safe="")}">{escape(short(text))}</a>'
    return escape(text)


def text(title: str, content: str) -> str:
    """Return a page with text as it is."""
    return page(title, f"<pre>{escape(content)}</pre>")


def contents(counted: Sequence[Row]) -> str:
    """Return the page of a store that came without an explorer page: how much there is in it."""
    return page("What is here", _table(counted))


def resource(iri: str, said: Sequence[Row], says: Sequence[Row], data: str) -> str:
    """Return the page of a resource.

    :param said: what is said of it: ``property``, ``value``, its ``label``, whether it ``is_iri``.
    :param says: what points to it: the ``property``, the ``value`` that has it, its ``label``.
    :param data: the same as JSON-LD, for programs.
    """
    names = [str(row["value"]) for row in said if str(row["property"]).endswith("#label")]
    own = f'<p><a href="{escape(iri)}" rel="noreferrer">{escape(iri)}</a></p>'
    address = own if iri.startswith(("http://", "https://")) else f"<p>{escape(iri)}</p>"
    body = [address, _table(said)]
    if says:
        body += ["<h2>What points here</h2>", _table([{**row, "is_iri": True} for row in says])]
    # In JSON the sign is in strings only, and nothing there may end the element.
    plain = data.replace("<", "\\u003c")
    body.append(f'<script type="application/ld+json">{plain}</script>')
    return page(names[0] if names else iri, "\n".join(body))


def _table(rows: Sequence[Row]) -> str:
    lines = [f"<tr><th>{escape(short(str(row['property'])))}<td>{_value(row)}</tr>" for row in rows]
    return "<table>\n" + "\n".join(lines) + "\n</table>"


def _value(row: Row) -> str:
    value = str(row["value"])
    if not row["is_iri"]:
        return escape(value)
    name = str(row["label"]) if row["label"] is not None else short(value)
    return f'<a href="/resource?iri={quote(value, safe="")}">{escape(name)}</a>'
