"""What a page says without any script: its largest stories by storyline, as lists with links."""

from storyweft.page.contents import Page, PageStory

#: So many stories are told.
_MOST = 50


def briefing(page: Page) -> str:
    """Return the largest stories of a page, by storyline, in the order of its stories, as HTML."""
    line_of = {story: line.name for line in page.lines for story in line.stories}
    sections: dict[str, list[str]] = {}
    for number, item in enumerate(page.stories[:_MOST]):
        name = line_of.get(number, "Stories that stand alone" if line_of else "Stories")
        sections.setdefault(name, []).append(_entry(item))
    return "".join(
        f'\n      <h3 dir="auto">{escape(name)}</h3>\n      <ul>{"".join(entries)}\n      </ul>'
        for name, entries in sections.items()
    )


def escape(text: str) -> str:
    """Return text for the content or an attribute of an HTML element.

    >>> escape('<b> & "c"')
    '&lt;b&gt; &amp; &#34;c&#34;'
    """
    return text.translate(_ESCAPES)


_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"})


def _entry(item: PageStory) -> str:
    """Return a story with a link to its first article."""
    url = item.articles[0].url or ""
    label = escape(item.story.label)
    if url.startswith(("http://", "https://")):
        label = f'<a href="{escape(url)}" rel="noopener noreferrer">{label}</a>'
    size = f"{len(item.articles)} articles" if len(item.articles) > 1 else "1 article"
    when = (item.story.first or "no date")[:10]
    return f'\n        <li dir="auto">{label} <small>{size}, {when}</small></li>'
