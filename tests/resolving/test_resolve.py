"""One article once: who is the same as whom, why, and what is told where that cannot be told."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import storyweft
from storyweft.graph import Graph
from storyweft.model import Article, Conflict, Document, Merge
from storyweft.reading.documents import parse
from storyweft.resolving.identity import mentions
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import resolve
from storyweft.url_rules import ALL_RULES

BASE = "https://base.example/"


def build(documents: dict[str, str], *, without: tuple[str, ...] = ()) -> Graph:
    """Build the graph of documents given as path → front matter."""
    parsed = [parse(f"---\n{text}\n---\n".encode(), path) for path, text in documents.items()]
    read = [document for document in parsed if isinstance(document, Document)]
    assert len(read) == len(parsed)
    iris = Iris(BASE)
    resolved = resolve(read, iris, rules=ALL_RULES - set(without))
    problems = [problem for document in read for problem in document.problems]
    return Graph(read, resolved, iris, problems=[*problems, *resolved.problems])


def told(graph: Graph) -> list[str]:
    return [f"{problem.code} {problem}" for problem in graph.problems]


def only(graph: Graph) -> Article:
    assert len(graph.articles) == 1
    return graph.articles[0]


# -- documents and stubs --------------------------------------------------------------------------


def test_a_document_and_a_stub_are_one_article_and_own_values_win() -> None:
    graph = build(
        {
            "a.md": "title: Own\nwebUrl: https://n.com/a",
            "b.md": "title: B\nwebUrl: https://n.com/b\nrelated:\n"
            "- {title: Stub, webUrl: 'http://n.com/a/?utm_source=x', quality: 5}",
        }
    )
    article = graph.article("https://n.com/a")
    assert (article.title, article.quality) == ("Own", 5)
    assert article.own_documents == ("a.md",)
    assert article.documents == ("a.md", "b.md")
    assert len(graph.articles) == 2
    assert graph.conflicts == (
        Conflict("https://n.com/a", "title", (("Own", ("a.md",)), ("Stub", ("b.md",)))),
    )
    assert graph.merges(article.iri) == (
        Merge("http://n.com/a/?utm_source=x", ("tracking", "scheme", "slash"), "b.md"),
    )


def test_the_fullest_stub_wins_over_others_whatever_comes_first() -> None:
    stubs = {
        "a.md": "- {title: Short, webUrl: 'https://n.com/x'}",
        "b.md": "- {title: Full, webUrl: 'https://n.com/x', excerpt: e, quality: 1}",
        "c.md": "- {title: Other, webUrl: 'https://n.com/x', heat: 3}",
    }
    documents = {path: f"title: {path}\nrelated:\n{stub}" for path, stub in stubs.items()}
    article = build(documents).article("https://n.com/x")
    assert (article.title, article.excerpt, article.quality, article.heat) == ("Full", "e", 1, 3)


def test_several_own_documents_of_one_article() -> None:
    graph = build(
        {
            "a.md": "title: A\nwebUrl: https://n.com/a\nmood: glad",
            "b.md": "title: B\nwebUrl: https://n.com/a\nexcerpt: e\nplace: here",
        }
    )
    article = only(graph)
    assert article.own_documents == ("a.md", "b.md")
    assert (article.title, article.excerpt) == ("B", "e")
    assert article.properties == (("mood", "glad"), ("place", "here"))
    assert [conflict.values for conflict in graph.conflicts] == [
        (("B", ("b.md",)), ("A", ("a.md",)))
    ]


def test_documents_without_a_url_are_articles_of_their_own() -> None:
    graph = build({"a/x.md": "title: Same", "b/x.md": "title: Same"})
    assert [article.iri for article in graph.articles] == [
        f"{BASE}id/article/a/x.md",
        f"{BASE}id/article/b/x.md",
    ]


def test_nothing_depends_on_the_order_of_documents(seeds: Path) -> None:
    documents = [parse(path.read_bytes(), path.name) for path in seeds.iterdir()]
    read = [document for document in documents if isinstance(document, Document)]
    expected = resolve(sorted(read, key=lambda document: document.path), Iris(BASE))
    for seed in range(5):
        random.Random(seed).shuffle(read)  # noqa: S311
        assert resolve(read, Iris(BASE))[:6] == expected[:6]


# -- addresses that documents state ---------------------------------------------------------------

AMP = "title: A\nwebUrl: https://n.com/story/1\nampWebUrl: https://amp.n.com/9"


def test_what_a_document_calls_the_amp_page_is_that_article_everywhere() -> None:
    graph = build({"a.md": AMP, "b.md": "title: AMP\nwebUrl: https://amp.n.com/9?utm_source=x"})
    article = only(graph)
    assert article.iri == "https://n.com/story/1"
    assert graph.merges(article.iri) == (
        Merge("https://amp.n.com/9", ("alias",), "a.md"),
        Merge("https://amp.n.com/9?utm_source=x", ("alias",), "b.md"),
    )
    assert graph.find("http://amp.n.com/9/") == article
    assert graph.find("https://n.com/other") is None


def test_without_the_rule_what_documents_state_joins_nothing() -> None:
    documents = {"a.md": AMP, "b.md": "title: AMP\nwebUrl: https://amp.n.com/9"}
    graph = build(documents, without=("alias",))
    assert [article.iri for article in graph.articles] == [
        "https://amp.n.com/9",
        "https://n.com/story/1",
    ]
    # The AMP page is an article of its own now: to call it the same would be to merge it after all.
    assert graph.article("https://n.com/story/1").addresses == ()


def test_an_address_that_two_articles_claim_belongs_to_neither() -> None:
    graph = build(
        {
            "a.md": "title: A\nwebUrl: https://n.com/a\nampUrl: https://n.com/x.amp.page",
            "b.md": "title: B\nwebUrl: https://n.com/b\nampUrl: https://n.com/x.amp.page",
        }
    )
    assert [article.title for article in graph.articles] == ["A", "B"]
    assert [article.addresses for article in graph.articles] == [(), ()]
    assert told(graph) == [
        "ambiguous-address a.md:4: b.md:4 gives https://n.com/x.amp.page for another article: it is"
        " left out",
        "ambiguous-address b.md:4: a.md:4 gives https://n.com/x.amp.page for another article: it is"
        " left out",
    ]
    assert graph.problems[0].seen == "https://n.com/x.amp.page"


STUB = "  - title: X\n    url: https://n.com/{}\n    ampUrl: https://n.com/x.amp.page\n"


def test_an_ambiguous_address_is_told_with_the_lines_of_both() -> None:
    graph = build(
        {
            "a.md": "title: A\nwebUrl: https://n.com/a\nrelated:\n  - just a name\n"
            + STUB.format("b")
            + STUB.format("c"),
        }
    )
    assert told(graph)[0].startswith("unknown-reference a.md:5: related[0]: ")
    assert told(graph)[1:] == [
        "ambiguous-address a.md:8: related[1]: a.md:11 gives https://n.com/x.amp.page for another"
        " article: it is left out",
        "ambiguous-address a.md:11: related[2]: a.md:8 gives https://n.com/x.amp.page for another"
        " article: it is left out",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"title": "A",\n"webUrl": "https://n.com/a",\n"ampUrl": "https://n.com/x"}', 3),
        ('+++\ntitle = "A"\nwebUrl = "https://n.com/a"\nampUrl = "https://n.com/x"\n+++\n', 4),
        ("---\ntitle: A\nwebUrl: https://n.com/a\n\n# a note\nampUrl: https://n.com/x\n---", 6),
        # Not as the file spells it: the problem goes without a line.
        ('{"webUrl": "https://n.com/a", "ampUrl": "https:\\/\\/n.com/x"}', None),
    ],
)
def test_the_line_of_a_second_address(text: str, line: int | None) -> None:
    document = parse(text.encode(), "a.md")
    assert isinstance(document, Document)
    (mention,) = mentions([document])
    assert mention.record.addresses
    assert mention.line == line


def test_equal_records_on_other_lines_are_equal() -> None:
    one, other = (
        parse(f"---\n{before}title: A\nrelated:\n{STUB.format('b')}---".encode(), "a.md")
        for before in ("", "\n\n")
    )
    assert isinstance(one, Document)
    assert isinstance(other, Document)
    assert one.related == other.related
    assert one.lines != other.lines


def test_claims_that_turn_out_to_be_for_one_article_agree() -> None:
    graph = build(
        {
            "a.md": "title: A\nwebUrl: https://n.com/a\nampUrl: https://n.com/amp-a",
            "b.md": "title: B\nwebUrl: https://n.com/b\nampUrl: https://n.com/amp-a",
            "c.md": "title: C\nwebUrl: https://n.com/a\noriginalUrl: https://n.com/b",
        }
    )
    assert only(graph).own_documents == ("a.md", "b.md", "c.md")
    assert told(graph) == []


def test_two_pages_that_call_each_other_the_article_are_one() -> None:
    graph = build(
        {
            "a.md": "title: A\nwebUrl: https://n.com/a\noriginalUrl: https://n.com/b",
            "b.md": "title: B\nwebUrl: https://n.com/b\noriginalUrl: https://n.com/a",
        }
    )
    assert only(graph).own_documents == ("a.md", "b.md")
    assert told(graph) == []


def test_a_third_that_claims_one_of_two_that_agree_stays_apart() -> None:
    graph = build(
        {
            "a.md": "title: A\nwebUrl: https://n.com/a\noriginalUrl: https://n.com/b",
            "b.md": "title: B\nwebUrl: https://n.com/b\noriginalUrl: https://n.com/a",
            "c.md": "title: C\nwebUrl: https://n.com/c\noriginalUrl: https://n.com/a",
        }
    )
    assert [article.own_documents for article in graph.articles] == [("a.md", "b.md"), ("c.md",)]
    assert [problem.code for problem in graph.problems] == ["ambiguous-address"] * 2


def test_an_original_at_another_publisher_stays_another_article() -> None:
    graph = build(
        {
            "a.md": "title: NearDuplicate\nwebUrl: https://copy.com/a\noriginalUrl: https://n.com/a",
            "b.md": "title: Original\nwebUrl: https://n.com/a",
        }
    )
    assert [article.title for article in graph.articles] == ["NearDuplicate", "Original"]


@pytest.mark.parametrize(
    ("rule", "other"),
    [
        ("tracking", "https://n.com/a?utm_source=x"),
        ("fragment", "https://n.com/a#b"),
        ("amp-cache", "https://n-com.cdn.ampproject.org/c/s/n.com/a"),
        ("amp-query", "https://n.com/a?amp"),
        ("amp-path", "https://n.com/a.amp"),
        ("scheme", "http://n.com/a"),
        ("slash", "https://n.com/a/"),
    ],
)
def test_every_rule_merges_says_so_and_can_be_switched_off(rule: str, other: str) -> None:
    documents = {"a.md": "title: A\nwebUrl: https://n.com/a", "b.md": f"title: B\nwebUrl: {other}"}
    merged = build(documents)
    assert only(merged).iri == "https://n.com/a"
    assert [merge.rules for merge in merged.merges("https://n.com/a")] == [(rule,)]
    assert len(build(documents, without=(rule,)).articles) == 2


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.lists(st.integers(0, 5), max_size=2)),
        min_size=1,
        max_size=6,
    ),
    st.randoms(use_true_random=False),
)
def test_whatever_documents_claim_every_one_has_its_article(
    claims: list[tuple[int, list[int]]], dice: random.Random
) -> None:
    documents = {
        f"{number}.md": f"title: T\nwebUrl: https://n.com/{main}\n"
        + "\n".join(
            f"{key}: https://n.com/{other}"
            for key, other in zip(("ampUrl", "originalUrl"), others, strict=False)
        )
        for number, (main, others) in enumerate(claims)
    }
    graph = build(documents)
    owned = [path for article in graph.articles for path in article.own_documents]
    assert sorted(owned) == sorted(documents)
    shuffled = list(documents.items())
    dice.shuffle(shuffled)
    again = build(dict(shuffled))
    assert (again.articles, told(again)) == (graph.articles, told(graph))
    mains = {article.iri for article in graph.articles}
    for article in graph.articles:
        assert not {address.url for address in article.addresses} & (mains - {article.iri})


# -- related articles by name ---------------------------------------------------------------------

NAMED = {
    "news/2020-06-24-boston-bans.md": "title: Boston bans it",
    "news/other.md": "title: Other",
    "blog/other.md": "title: Other blog",
    "blog/folder/index.md": "title: 'A: folder'",
}


@pytest.mark.parametrize(
    ("reference", "target"),
    [
        ("boston-bans", "news/2020-06-24-boston-bans.md"),
        ("2020-06-24-boston-bans", "news/2020-06-24-boston-bans.md"),
        ("2020-06-24-boston-bans.md", "news/2020-06-24-boston-bans.md"),
        ("news/2020-06-24-boston-bans", "news/2020-06-24-boston-bans.md"),
        ("/news/2020-06-24-boston-bans.html", "news/2020-06-24-boston-bans.md"),
        ("../news/2020-06-24-boston-bans.md", "news/2020-06-24-boston-bans.md"),
        ("./other.md", "blog/other.md"),
        ("other", "blog/other.md"),
        ("news/other", "news/other.md"),
        ("folder", "blog/folder/index.md"),
        ("folder/", "blog/folder/index.md"),
        ("Boston Bans It", "news/2020-06-24-boston-bans.md"),
        ("A: folder", "blog/folder/index.md"),
        ("[[boston-bans]]", "news/2020-06-24-boston-bans.md"),
        ("[[boston-bans|so shown]]", "news/2020-06-24-boston-bans.md"),
        ("[[boston-bans#heading]]", "news/2020-06-24-boston-bans.md"),
        ("[so shown](../news/other.md)", "news/other.md"),
    ],
)
def test_a_related_article_by_slug_path_or_title(reference: str, target: str) -> None:
    related = reference.replace("'", "''")
    graph = build({**NAMED, "blog/me.md": f"title: Me\nrelated: ['{related}']"})
    links = [(link.source, link.target) for link in graph.links]
    assert links == [(f"{BASE}id/article/blog/me.md", f"{BASE}id/article/{target}")]
    assert told(graph) == []


def test_a_related_article_with_a_title_only_is_found_by_it() -> None:
    graph = build({**NAMED, "me.md": "title: Me\nrelated:\n- title: boston bans it\n  heat: 5"})
    target = f"{BASE}id/article/news/2020-06-24-boston-bans.md"
    assert [link.target for link in graph.links] == [target]
    assert graph.article(target).heat == 5


def test_a_reference_that_nobody_answers_to_is_told() -> None:
    graph = build({**NAMED, "me.md": "title: Me\nrelated:\n  - boston-bans\n  - nowhere"})
    assert len(graph.links) == 1
    assert told(graph) == [
        "unknown-reference me.md:5: related[1]: no document has this path, slug or title:"
        " give its URL"
    ]
    assert graph.problems[0].seen == "nowhere"


def test_a_reference_that_two_answer_to_is_told() -> None:
    graph = build({**NAMED, "me.md": "title: Me\nrelated: [other]"})
    assert graph.links == ()
    assert told(graph) == [
        "ambiguous-reference me.md:3: related[0]: it could be blog/other.md or news/other.md:"
        " give the path of one"
    ]


def test_two_documents_of_one_article_are_no_ambiguity() -> None:
    graph = build(
        {
            "a/x.md": "title: X\nwebUrl: https://n.com/x",
            "b/x.md": "title: X\nwebUrl: https://n.com/x",
            "me.md": "title: Me\nrelated: [x]",
        }
    )
    assert [link.target for link in graph.links] == ["https://n.com/x"]


def test_an_article_is_not_related_to_itself() -> None:
    graph = build({"a.md": "title: A\nwebUrl: https://n.com/a\nrelated: [a, 'https://n.com/a']"})
    assert graph.links == ()


# -- collections and people -----------------------------------------------------------------------


def test_the_items_of_a_collection_are_its_parts_in_order() -> None:
    graph = build(
        {
            "learning/collections/c.md": "title: C\ntype: collection\nitems:\n"
            "  - courses/b\n  - courses/a\n  - https://n.com/video\n  - courses/none",
            "learning/courses/a.md": "title: A\ntype: course",
            "learning/courses/b.md": "title: B\ntype: course\nwebUrl: https://n.com/b",
        }
    )
    collection = graph.article(f"{BASE}id/article/learning/collections/c.md")
    assert collection.parts == (
        "https://n.com/b",
        f"{BASE}id/article/learning/courses/a.md",
        "https://n.com/video",
    )
    assert graph.links == ()
    assert [problem.field for problem in graph.problems] == ["items[3]"]


def test_items_of_what_is_no_collection_are_a_field_like_any_other() -> None:
    graph = build({"a.md": "title: A\nitems: [x]"})
    assert only(graph).properties == (("items", '["x"]'),)


@pytest.mark.parametrize(
    ("kind", "term"),
    [
        ("article", "NewsArticle"),
        ("video", "VideoObject"),
        ("course", "Course"),
        ("collection", "Collection"),
        ("download", "SoftwareSourceCode"),
        ("profile", "Person"),
        ("forum", "WebSite"),
    ],
)
def test_each_type_of_record_has_its_class(kind: str, term: str) -> None:
    from storyweft.rdf.triples import triples

    graph = build({"a.md": f"title: A\ntype: {kind}"})
    classes = {
        value for iri, name, value in triples(graph) if iri == only(graph).iri and "type" in name
    }
    assert classes == {f"https://schema.org/{term}"}


def test_a_profile_is_the_person_that_articles_name_as_author() -> None:
    from storyweft.rdf.triples import triples
    from storyweft.vocabulary import AUTHOR, NAME

    graph = build(
        {
            "people/ann.md": "name: Ann Lee\ntype: profile\nbio: Writes.\nlocation: Here",
            "people/more.md": "name: ann lee\ntype: profile\nheat: 3",
            "a.md": "title: A\nauthor: Ann Lee",
        }
    )
    person = graph.article(f"{BASE}id/person/ann-lee")
    assert (person.title, person.excerpt, person.heat) == ("Ann Lee", "Writes.", 3)
    assert person.own_documents == ("people/ann.md", "people/more.md")
    assert [item.document for item in graph.mentions(person.iri)] == [*person.own_documents]
    found = list(triples(graph))
    assert len(found) == len(set(found))
    assert [value for _, name, value in found if name == AUTHOR] == [person.iri]
    assert [value[0] for iri, name, value in found if (iri, name) == (person.iri, NAME)] == [
        "Ann Lee"
    ]


# -- topics ---------------------------------------------------------------------------------------

TOPIC = (
    "taxonomy: topic\nname: Machine Learning\nshortname: ML\nparent: AI\n"
    "keywords: [deep learning]\nhashtags: ['#MachineLearning']\nservices: {news: x}"
)


def test_a_topic_record_is_a_topic_not_an_article() -> None:
    graph = build(
        {"t.yaml": TOPIC, "a.md": "title: A\ntopics: [ml, Deep-Learning, machine learning]"}
    )
    assert [article.title for article in graph.articles] == ["A"]
    (topic,) = only(graph).topics
    assert topic.name == "Machine Learning"
    assert topic.other_names == ("ML", "MachineLearning", "deep learning")
    assert topic.broader == f"{BASE}id/topic/ai"
    assert topic.properties == (("services", '{"news": "x"}'),)
    assert topic.documents == ("t.yaml",)
    assert [item.name for item in graph.topics] == ["AI", "Machine Learning"]
    assert graph.articles_in("t.yaml") == (topic.iri, ())


def test_a_keyword_of_two_topics_is_told_and_stays_its_own() -> None:
    graph = build(
        {
            "t.yaml": "taxonomy: topic\nname: Learning\nkeywords: [ml]",
            "u.yaml": "taxonomy: topic\nname: Markup\nkeywords: [ml]",
            "a.md": "title: A\ntopics: [ML]",
        }
    )
    assert [topic.name for topic in only(graph).topics] == ["ML"]
    assert told(graph) == [
        "ambiguous-topic a.md: topics: 'ML' is a keyword of several topics (learning, markup):"
        " kept as a topic of its own"
    ]


def test_the_name_of_a_topic_is_no_keyword_of_another() -> None:
    graph = build(
        {
            "t.yaml": "taxonomy: topic\nname: AI\nkeywords: [ML]",
            "u.yaml": "taxonomy: topic\nname: ML",
            "a.md": "title: A\ntopics: [ml, ai]",
        }
    )
    assert [topic.name for topic in only(graph).topics] == ["ML", "AI"]


def test_a_topic_keeps_the_spelling_most_used() -> None:
    graph = build(
        {
            "a.md": "title: A\ntopics: [computer vision]",
            "b.md": "title: B\ntopics: [Computer Vision]",
            "c.md": "title: C\ntopics: [Computer Vision, COMPUTER-VISION]",
        }
    )
    assert [topic.name for topic in graph.topics] == ["Computer Vision"]


def test_a_topic_record_without_a_name_is_an_article_without_one() -> None:
    graph = build({"a.md": "taxonomy: topic\nexcerpt: e"})
    assert only(graph).excerpt == "e"


# -- providers ------------------------------------------------------------------------------------


def provider(name: str, domain: str = "") -> str:
    return f"title: A\nprovider: {{name: '{name}', domain: '{domain}'}}"


def test_brands_that_share_a_domain_are_several_providers() -> None:
    graph = build({"a.md": provider("ABC News", "go.com"), "b.md": provider("ESPN", "go.com")})
    assert [(item.name, item.domain) for item in graph.providers] == [
        ("ABC News", "go.com"),
        ("ESPN", "go.com"),
    ]


def test_one_name_at_several_domains_is_several_providers() -> None:
    graph = build({"a.md": provider("Fox", "fox.com"), "b.md": provider("Fox", "fox5.com")})
    assert [item.domain for item in graph.providers] == ["fox.com", "fox5.com"]


def test_spellings_of_one_provider_are_one() -> None:
    graph = build(
        {
            "a.md": provider("ABC Kcrg  9", "www.kcrg.com"),
            "b.md": provider("ABC KCRG 9", "KCRG.com"),
            "c.md": provider("ABC KCRG 9", "https://kcrg.com/"),
        }
    )
    assert [(item.name, item.domain) for item in graph.providers] == [("ABC KCRG 9", "kcrg.com")]


ORGANIZATION = (
    "taxonomy: organization\nname: British Broadcasting Corporation\ndomain: bbc.com\n"
    "otherNames: [BBC]\nimages: [https://bbc.com/logo.png]\nfounded: 1922"
)


def test_an_organisation_record_enriches_the_provider() -> None:
    graph = build(
        {
            "o.yaml": ORGANIZATION,
            "a.md": provider("BBC", "bbc.com"),
            "b.md": "title: B\nprovider: BBC",
        }
    )
    (found,) = graph.providers
    assert (found.name, found.domain) == ("British Broadcasting Corporation", "bbc.com")
    assert found.other_names == ("BBC",)
    assert [image.url for image in found.images] == ["https://bbc.com/logo.png"]
    assert found.properties == (("founded", "1922"),)
    assert {article.provider for article in graph.articles} == {found}
    assert graph.articles_in("o.yaml") == (found.iri, ())


def test_an_organisation_record_claims_no_brand_that_it_does_not_name() -> None:
    graph = build({"o.yaml": ORGANIZATION, "a.md": provider("BBC Sport", "bbc.com")})
    assert [item.name for item in graph.providers] == [
        "BBC Sport",
        "British Broadcasting Corporation",
    ]


# -- the whole ------------------------------------------------------------------------------------


def test_a_pool_of_processes_finds_what_one_does(
    tmp_path: Path, seeds: Path, run: Callable[..., object]
) -> None:
    for number, text in enumerate([TOPIC, ORGANIZATION, AMP, *NAMED.values()]):
        (tmp_path / f"{number}.md").write_text(f"---\n{text}\n---\n")
    for path in seeds.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    one, two = (storyweft.build(tmp_path, jobs=jobs) for jobs in (1, 2))
    for name in (
        "documents",
        "articles",
        "providers",
        "topics",
        "links",
        "near_duplicates",
        "problems",
    ):
        assert getattr(one, name) == getattr(two, name)
