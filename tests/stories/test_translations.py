"""Translations of one page are no near-duplicates and no story of their own."""

from msgspec import structs

from storyweft.model import Article, Provider
from storyweft.resolving.iris import Iris
from storyweft.stories.find import find_stories
from storyweft.stories.near_duplicates import find_near_duplicates

IRIS = Iris("https://storyweft.example/")
TEXT = (
    "Harbour ferry Quayside collides with pier in thick fog, twelve sailors of Northport were"
    " rescued by the lifeboat Albatross on Tuesday morning"
)


def article(name: str, *, provider: str, title: str = TEXT) -> Article:
    return Article(
        iri=f"https://{provider}.example/{name}",
        title=title,
        published="2024-05-06T08:00:00Z",
        provider=Provider(provider, f"{provider}.example", iri=f"https://p.example/{provider}"),
        own_documents=(f"{name}.md",),
    )


def joined(*articles: Article) -> list[Article]:
    iris = {item.iri for item in articles}
    return [
        structs.replace(item, translations=tuple(sorted(iris - {item.iri}))) for item in articles
    ]


def stories(articles: list[Article]) -> list[set[str]]:
    ordered = sorted(articles, key=lambda item: item.iri)
    found = find_stories(ordered, [], IRIS, find_near_duplicates(ordered))
    return [set(story.articles) for story in found.stories]


def test_translations_are_no_near_duplicates() -> None:
    two = [article("a", provider="one"), article("a", provider="two")]
    assert len(find_near_duplicates(two)) == 1
    assert not find_near_duplicates(joined(*two))


def test_translations_are_no_story() -> None:
    # Nobody translated the text, and one only the half of it.
    names = ("a", "b")
    same = [article(name, provider="one") for name in names]
    near = [same[0], article("b", provider="one", title=TEXT.replace("Tuesday morning", "Monday"))]
    for two in (same, near):
        assert stories(two) == [{item.iri for item in two}]
        assert stories(joined(*two)) == []


def test_a_story_of_others_holds_them() -> None:
    page = joined(article("a", provider="one"), article("b", provider="one"))
    report = article("c", provider="two", title=f"{TEXT}, says the harbour master")
    assert {report.iri, page[0].iri} <= set().union(*stories([*page, report]))
