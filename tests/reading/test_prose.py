"""What of a body is no prose has no links: code, comments, what Obsidian hides."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyweft.reading.body_links import targets
from storyweft.reading.prose import prose

# The same in one expression, which is tried at each character.
ONE = re.compile(
    r"^(?P<fence>[ \t]*(?:`{3,}|~{3,}))[^\n]*\n.*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`)|<!--.*?(?:-->|\Z)|%%[^%]*?%%"
    r"|^\{%-?\s*(?:raw|highlight)\b.*?\{%-?\s*end(?:raw|highlight)\s*-?%\}",
    re.MULTILINE | re.DOTALL,
)
PARTS = [
    *"` `` ``` ```` ~~ ~~~ <!-- --> %% % {% word [a](b)".split(),
    *("\n", " ", "\t", "{% raw %}", "{% endraw %}", "{% highlight x %}", "{%- endhighlight %}"),
]


@given(st.lists(st.sampled_from(PARTS), max_size=24).map("".join))
def test_prose_is_what_no_mark_takes(body: str) -> None:
    assert prose(body) == ONE.sub(" ", body)


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ("`[a](x)` and [b](y)", ["y"]),
        ("```\n[a](x)\n```\n[b](y)", ["y"]),
        ("   ```js\n[a](x)\n   ```\n[b](y)", ["y"]),
        ("~~~\n[a](x)", []),
        ("``[a](x) ` ``[b](y)", ["y"]),
        ("<!-- [a](x) --> [b](y)", ["y"]),
        ("%% [[a]] %% [[b]]", ["b"]),
        ("{% raw %}\n[a](x)\n{% endraw %} [b](y)", ["y"]),
        ("50 % of [a](x), 20 %% of [b](y)", ["x", "y"]),
        # Definitions that somebody refers to, in any case.
        ("[a][One] [two]\n\n[one]: x\n[Two]: y\n[three]: z\n[^one]: w", ["x", "y"]),
        # One in another is a part of it; what does not end is none.
        ("[[[a]]] [b](x [c](y) [d](z", ["a", "y"]),
        ("[a](https://n.com/x) <a href='https://n.com/y'>", ["https://n.com/x", "https://n.com/y"]),
        # Bare addresses, titles, and tags within links.
        ("HTTPS://n.com/a. and xhttp://n.com/b", ["HTTPS://n.com/a", "http://n.com/b"]),
        ("https://n.com/a[shown] https://n.com/[[b]]", ["https://n.com/a", "https://n.com/", "b"]),
        ("[a](x 'T') [b](y (T)) [c](z(1))", ["x", "y", "z(1)"]),
        ("[a]({% link x.md %}) [b]({{ site.baseurl }}/y)", ["x.md", "{{ site.baseurl }}/y"]),
    ],
)
def test_links_of_prose(body: str, links: list[str]) -> None:
    assert [target for _, target in targets(body)] == links
