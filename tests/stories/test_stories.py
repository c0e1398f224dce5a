"""Stories: what belongs together comes together, and what only looks alike stays apart."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import storyweft
from storyweft.errors import InputError
from storyweft.graph import Graph
from storyweft.model import Article, Document, Provider, Story
from storyweft.reading.documents import parse
from storyweft.resolving.iris import Iris
from storyweft.resolving.resolution import resolve
from storyweft.stories import clusters, similarity, storylines
from storyweft.stories.find import Stories, as_news, find_stories
from storyweft.stories.headlines import headlines
from storyweft.stories.near_duplicates import find_near_duplicates
from storyweft.stories.select import select_stories, story_to_json
from storyweft.stories.storylines import find_storylines
from tests.benchmarks import stories as benchmark
from tests.graphs import stories_of, storylines_of

LABELS = Path(__file__).parent.parent / "benchmarks" / "labels"
IRIS = Iris("https://storyweft.example/")


def document(path: str, **fields: object) -> Document:
    """Read a document whose front matter has these fields."""
    matter = "\n".join(f"{name}: {json.dumps(value)}" for name, value in fields.items())
    read = parse(f"---\n{matter}\n---\n".encode(), path)
    assert isinstance(read, Document), read
    return read


def article(
    number: int, title: str, excerpt: str, time: str, provider: str, **more: object
) -> Document:
    """Read a document as the seeds have them; ``time`` is a day, or a time without its zone."""
    return document(
        f"{number:03}.md",
        title=title,
        excerpt=excerpt,
        publishedDateTime=time if "T" in time else f"{time}T12:00:00Z",
        webUrl=url(number),
        type="article",
        provider={"name": provider, "domain": f"{provider.lower().replace(' ', '')}.example"},
        **more,
    )


def url(number: int) -> str:
    return f"https://news.example/{number}"


def graph_of(documents: Iterable[Document]) -> Graph:
    documents = list(documents)
    graph = Graph(documents, resolve(documents, IRIS), IRIS)
    return graph.with_stories(*stories_of(graph))


def together(graph: Graph) -> set[frozenset[str]]:
    return {frozenset(story.articles) for story in graph.stories}


@pytest.fixture(scope="module")
def themes() -> Graph:
    """A corpus of few themes and many events: see tests/fixtures/recurring.tsv."""
    graph, _ = benchmark.recurring()
    return graph.with_stories(*stories_of(graph))


# -- what a person would group --------------------------------------------------------------------


def test_the_seeds_are_grouped_as_by_hand(seeds_graph: Graph) -> None:
    groups: dict[str, set[str]] = defaultdict(set)
    for iri, label in json.loads((LABELS / "seeds.json").read_text(encoding="utf-8")).items():
        groups[label].add(iri)
    assert {len(group) for group in groups.values()} > {1}
    assert set().union(*groups.values()) == {item.iri for item in seeds_graph.articles}
    assert together(seeds_graph) == {
        frozenset(group) for group in groups.values() if len(group) > 1
    }


def test_the_seeds_have_labels_like_headlines(seeds_graph: Graph) -> None:
    assert [(len(story.articles), story.label) for story in seeds_graph.stories] == [
        (7, "Microsoft won't sell facial-recognition tech to police"),
        (3, "Amazon bans police use of its face recognition for a year"),
        (2, "False facial recognition sends innocent New Jersey man to jail"),
        (2, "Boston just became the latest city to ban use of facial recognition technology"),
        (2, "Why some cities and states balk at face recognition tech"),
    ]


def test_an_article_as_news_has_all_that_stories_are_found_by(
    seeds_graph: Graph, themes: Graph
) -> None:
    for graph in (seeds_graph, themes):
        articles = [as_news(article) for article in graph.articles]
        assert articles != [*graph.articles]
        near_duplicates = find_near_duplicates(graph.articles)
        assert find_near_duplicates(articles) == near_duplicates
        stories, links = find_stories(articles, graph.links, graph.iris, near_duplicates)
        assert (stories, links) == ([*graph.stories], [*graph.story_links])
        assert find_storylines(articles, stories, links, graph.iris) == storylines_of(graph)


def test_a_story_in_full(seeds_graph: Graph) -> None:
    story = seeds_graph.stories[1]
    assert story.iri == f"https://storyweft.example/id/story/{story.id}"
    assert (story.first, story.last) == ("2020-06-10T23:05:00Z", "2020-06-11T13:48:00Z")
    times = [seeds_graph.article(iri).published or "" for iri in story.articles]
    assert times == sorted(times)
    assert len(story.providers) == 3
    assert story.cohesion is not None
    assert clusters.COHESION < story.cohesion < 1
    assert all(seeds_graph.story_of(iri) == story for iri in story.articles)


def test_an_article_that_no_other_reports_has_no_story(seeds_graph: Graph) -> None:
    alone = [item.iri for item in seeds_graph.articles if not seeds_graph.story_of(item.iri)]
    assert len(alone) == 26 - sum(len(story.articles) for story in seeds_graph.stories) == 10
    assert all(len(story.articles) > 1 for story in seeds_graph.stories)


def test_themes_that_recur_are_told_apart() -> None:
    task = benchmark.recurring()
    scores = benchmark.measure([task], benchmark.storyweft_stories)
    assert scores.f1 > 0.95
    assert scores.precision > 0.97
    baselines = dict(benchmark.rows([task]))
    baselines.pop("storyweft")
    baselines.pop("storyweft, storylines")
    assert len(baselines) == 5
    assert all(scores.f1 > other.f1 + 0.05 for other in baselines.values())


def test_reports_from_one_template_stay_apart() -> None:
    text = (
        "The report studies the global {0} market size, industry status and forecast, competition"
        " landscape and growth opportunity by key players, regions and type."
    )
    names = ["Facial Recognition", "Speech Synthesis", "Chatbot", "Farm Drone"]
    graph = graph_of(
        article(
            number,
            f"{name} Market Size, Share, Growth 2020 to 2026 by Key Players",
            text.format(name),
            "2020-07-14",
            "Research Bazaar",
        )
        for number, name in enumerate(names)
    )
    assert not graph.stories


def test_one_text_at_several_providers_is_one_story() -> None:
    text = "City council votes to ban face scans", "The vote was unanimous."
    graph = graph_of(article(number, *text, "2020-06-24", f"Paper {number}") for number in range(4))
    (story,) = graph.stories
    assert story.articles == tuple(url(number) for number in range(4))
    assert len(story.providers) == 4
    assert story.cohesion == 1


def test_one_text_a_year_later_is_another_edition() -> None:
    text = "Horoscope for Gemini", "The stars are on your side today."
    graph = graph_of(
        article(number, *text, f"202{number // 2}-01-01", f"Paper {number}") for number in range(4)
    )
    assert together(graph) == {frozenset({url(0), url(1)}), frozenset({url(2), url(3)})}


def test_time_tells_two_events_of_the_same_words_apart() -> None:
    def floods(second: str) -> Graph:
        return graph_of(
            [
                article(
                    1, "Floods in Riverton close schools", "Rain fell all night.", "2020-03-01", "A"
                ),
                article(
                    2, "Riverton schools closed by floods", "Heavy rain at night.", second, "B"
                ),
            ]
        )

    assert len(floods("2020-03-01").stories) == 1
    assert not floods("2020-05-01").stories
    assert floods("2020-03-01").stories[0].articles == (url(1), url(2))


def test_a_related_link_helps_but_does_not_decide() -> None:
    def pair(title: str, *, linked: bool) -> bool:
        stub = {"title": title, "webUrl": url(2), "publishedDateTime": "2020-03-02T12:00:00Z"}
        own = article(
            1,
            "Harbor strike stops ferries",
            "Crews want better pay.",
            "2020-03-01",
            "A",
            related=[stub] if linked else [],
        )
        other = article(2, title, "", "2020-03-02", "B")
        return bool(graph_of([own, other]).stories)

    close = "Harbor crews and union go on with talks"
    assert pair(close, linked=True)
    assert not pair(close, linked=False)
    assert not pair("Museum opens new wing for modern art", linked=True)


def test_articles_without_dates_or_titles() -> None:
    text = "Ferry crews in Harborview strike for better pay and shorter shifts"
    graph = graph_of(
        [
            document("a.md", title=text, webUrl=url(1)),
            document("b.md", title=text, webUrl=url(2)),
            document("c.md", excerpt=text, webUrl=url(3)),
            document("d.md", webUrl=url(4)),
            document("e.md", webUrl=url(5)),
        ]
    )
    (story,) = graph.stories
    assert story.articles == (url(1), url(2), url(3))
    assert (story.first, story.last, story.label) == (None, None, text)


@pytest.mark.parametrize("undated", [1, 2])
def test_an_article_without_a_date_joins_one_with(undated: int) -> None:
    dated = 3 - undated
    graph = graph_of(
        [
            document("a.md", title="Ferry crews strike in Harborview", webUrl=url(undated)),
            article(dated, "Harborview ferry crews go on strike", "", "2020-03-01", "A"),
        ]
    )
    assert [story.articles for story in graph.stories] == [(url(dated), url(undated))]


def test_titles_alone_missing_leave_the_names_of_files_as_labels() -> None:
    text = "Ferry crews in Harborview strike for better pay and shorter shifts"
    graph = graph_of(
        document(f"ferries-{number}.md", excerpt=text, webUrl=address)
        for number, address in enumerate([url(1), "https://other.example/2"])
    )
    assert [story.label for story in graph.stories] == ["ferries 0"]


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (
            ("東京で大雪、交通が混乱", "大雪で東京の交通が混乱", "北海道で新しい美術館が開館"),
            {0, 1},
        ),
        (
            (
                "В Москве открыли новую линию метро",
                "Новую линию метро открыли в Москве",
                "Цены на нефть выросли",
            ),
            {0, 1},
        ),
    ],
)
def test_other_scripts(titles: tuple[str, ...], expected: set[int]) -> None:
    graph = graph_of(
        article(number, title, "", "2020-01-01", f"P{number}")
        for number, title in enumerate(titles)
    )
    assert together(graph) == {frozenset(url(number) for number in expected)}


def test_nothing_to_compare() -> None:
    assert stories_of(Graph([], resolve([], IRIS), IRIS)) == Stories([], [])
    assert not graph_of([document("a.md", title="!", webUrl=url(1))]).stories


def test_small_blocks_and_common_words_change_little(
    themes: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similarity, "BLOCK", 7)
    assert stories_of(themes) == (list(themes.stories), list(themes.story_links))


def test_a_burst_of_reports_stays_one_story(monkeypatch: pytest.MonkeyPatch) -> None:
    """More reports of one event than are looked up at once, and other events among them."""
    random = Random(1)  # noqa: S311 - no secret
    event = ["Harborview", "ferry", "crews", "strike", "pay", "harbor", "union", "boats", "talks"]
    reports = [
        article(
            number,
            " ".join(random.sample(event, 5)),
            " ".join([*random.sample(event, 4), f"detail{number}", f"voice{number % 7}"]),
            f"2020-03-01T{number % 24:02}:{number % 60:02}:00Z",
            f"P{number}",
        )
        for number in range(80)
    ]
    others = [
        article(100 + number, f"Museum{number} opens", f"Art{number}.", "2020-03-01", f"Q{number}")
        for number in range(20)
    ]
    monkeypatch.setattr(similarity, "COMMON", 20)
    monkeypatch.setattr(similarity, "NEAREST", 8)
    monkeypatch.setattr(clusters, "ONE_STORY", 2.0)
    assert max(map(len, together(graph_of(reports + others)))) < 40
    monkeypatch.setattr(clusters, "ONE_STORY", 0.4)
    assert together(graph_of(reports + others)) == {frozenset(url(number) for number in range(80))}


# -- kinds of corpora -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("titles", "sites", "joined"),
    [
        (("Harbor opens new pier", "Harbor opens new pier"), ("A", "A"), True),
        (("Harbor opens new pier", "New pier of the harbor opens"), ("A", "A"), False),
        (("Harborview opens new pier", "New pier of Harborview opens"), ("A", "B"), True),
    ],
)
def test_what_has_no_date_is_a_story_by_headline_or_names(
    titles: tuple[str, str], sites: tuple[str, str], joined: bool
) -> None:
    graph = graph_of(
        document(
            f"{number}.md",
            title=title,
            excerpt=f"Part {number} of what is told of it.",
            webUrl=url(number),
            provider={"name": site, "domain": f"{site.lower()}.example"},
        )
        for number, (title, site) in enumerate(zip(titles, sites, strict=True))
    )
    assert bool(graph.stories) == joined


def test_one_headline_within_a_day_is_one_story() -> None:
    def pair(later: str) -> bool:
        title = "Ferry crews strike in Harborview for better pay"
        return bool(
            graph_of(
                [
                    article(1, title, "Boats stay in port; " * 9, "2020-03-01T08:00:00", "A"),
                    article(2, title, "Museum tickets are sold out. " * 9, later, "B"),
                ]
            ).stories
        )

    assert pair("2020-03-01T20:00:00")
    assert not pair("2020-03-09T20:00:00")


def test_bodies_tell_what_headlines_do_not(tmp_path: Path) -> None:
    body = "The ferry crews of Harborview met the union of dockers at the pier on Sunday. "
    for number, title in enumerate(("Sunday talks fail", "No deal, boats stay in port")):
        (tmp_path / f"{number}.md").write_text(
            f"---\ntitle: {title}\nwebUrl: {url(number)}\nprovider: P{number}\n"
            f"publishedDateTime: 2020-03-01T12:00:00Z\n---\n# {title}\n\n{body * 3}\n"
        )
    assert len(storyweft.build(tmp_path).stories) == 1
    assert not storyweft.build(tmp_path, bodies=False).stories


@pytest.mark.parametrize(
    ("times", "earliest", "certain"),
    [
        (("2020-03-01T08:00:00", "2020-03-01T09:00:00"), 0, True),
        (("2020-03-01T08:00:00", "2020-03-01T08:00:00"), 0, False),
        (("2020-03-01T08:00:00", "2020-03-01T00:00:00"), 1, False),
    ],
)
def test_who_was_first(times: tuple[str, str], earliest: int, certain: bool) -> None:
    texts = "Ferry crews strike in Harborview", "Crews want better pay and shorter shifts."
    (story,) = graph_of(
        article(number, *texts, time, f"P{number}") for number, time in enumerate(times)
    ).stories
    assert (story.earliest, story.is_earliest_certain) == (url(earliest), certain)


# -- storylines -----------------------------------------------------------------------------------


def test_a_storyline_has_a_name_its_stories_in_order_and_predecessors(themes: Graph) -> None:
    lines = storylines_of(themes)
    assert lines
    stories = {story.iri: story for story in themes.stories}
    members = [iri for line in lines for iri in line.stories]
    assert len(members) == len(set(members))
    for line in lines:
        assert 1 < len(line.stories) <= storylines.MAX_STORIES
        assert line.id == stories[line.stories[0]].id
        assert line.iri == f"https://storyweft.example/id/storyline/{line.id}"
        firsts = [stories[iri].first or "" for iri in line.stories]
        assert firsts == sorted(firsts)
        assert line.first == firsts[0]
        for iri, before in zip(line.stories, line.predecessors, strict=True):
            assert before is None or line.stories.index(before) < line.stories.index(iri)
        labels = {stories[iri].label for iri in line.stories}
        assert len(line.name.split()) <= storylines.NAME_WORDS or line.name in labels


def test_storylines_keep_their_ids_while_stories_join(themes: Graph) -> None:
    lines = storylines_of(themes)
    last = max(themes.stories, key=lambda story: story.first or "")
    rest = [story for story in themes.stories if story != last]
    links = [link for link in themes.story_links if last.iri not in (link.source, link.target)]
    before = storylines_of(themes.with_stories(rest, links))
    kept = {line.id for line in before} & {line.id for line in lines}
    assert len(kept) >= len(before) - 1


def test_a_part_of_a_graph_has_the_rest_of_its_storylines(seeds_graph: Graph) -> None:
    line = seeds_graph.storylines[0]
    stories = {story.iri: story for story in seeds_graph.stories}
    articles = stories[line.stories[0]].articles
    assert seeds_graph.part(articles).storylines == ()
    both = [iri for story in line.stories for iri in stories[story].articles]
    assert seeds_graph.part(both).storylines == (line,)


# -- the same for any order, and while a corpus grows ---------------------------------------------


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_the_order_of_documents_changes_nothing(random: Random) -> None:
    documents = list(benchmark.recurring().graph.documents)
    random.shuffle(documents)
    graph = Graph(documents, resolve(documents, IRIS), IRIS)
    assert stories_of(graph) == _found(lambda documents: documents)


def _found(change: Callable[[list[Document]], Collection[Document]]) -> Stories:
    documents = list(change(list(benchmark.recurring().graph.documents)))
    return stories_of(Graph(documents, resolve(documents, IRIS), IRIS))


@settings(max_examples=20)
@given(st.data())
def test_growth_keeps_ids(data: st.DataObject) -> None:
    left_out = data.draw(st.sets(st.integers(0, 92), min_size=1, max_size=9))
    before = _found(lambda all_: [item for n, item in enumerate(all_) if n not in left_out])
    after = _found(lambda all_: all_)
    previous = {story.id: story.articles for story in before.stories}
    carried = stories_of(benchmark.recurring().graph, previous=previous)
    for story in before.stories:
        if story.id not in {item.id for item in after.stories}:
            # Only an article that is earlier than all others can take the place of the first.
            assert _joined_before(story, after.stories) or _changed(story, after.stories)
    assert {_members(story) for story in carried.stories} == {
        _members(story) for story in after.stories
    }
    kept = {item.id for item in carried.stories}
    assert all(story.id in kept or _changed(story, after.stories) for story in before.stories)


def _members(story: Story) -> frozenset[str]:
    return frozenset(story.articles)


def _joined_before(story: Story, stories: Iterable[Story]) -> bool:
    return any(
        _members(story) < _members(other) and story.articles[0] != other.articles[0]
        for other in stories
    )


def _changed(story: Story, stories: Iterable[Story]) -> bool:
    """Whether no later story has all of its articles."""
    return not any(_members(story) <= _members(other) for other in stories)


def test_previous_ids_go_on_where_most_articles_are() -> None:
    def strike(*numbers: int) -> Graph:
        texts = "Ferry crews strike in Harborview", "Crews want better pay and shorter shifts."
        return graph_of(
            article(number, *texts, f"2020-03-01T{number:02}:00:00Z", f"P{number}")
            for number in numbers
        )

    (before,) = strike(5, 6).stories
    (later,) = strike(5, 6, 7).stories
    assert later.id == before.id
    grown = strike(4, 5, 6)
    assert grown.stories[0].id != before.id
    (carried,) = stories_of(grown, previous={before.id: before.articles}).stories
    assert (carried.id, len(carried.articles)) == (before.id, 3)


def test_of_two_stories_that_became_one_the_larger_goes_on(themes: Graph) -> None:
    story = themes.stories[0]
    previous = {"a": story.articles[:1], "b": story.articles[1:]}
    found = stories_of(themes, previous=previous).stories
    assert {item.articles: item.id for item in found}[story.articles] == "b"


def test_an_id_that_went_on_elsewhere_is_not_given_twice(themes: Graph) -> None:
    one, other = themes.stories[:2]
    found = stories_of(themes, previous={one.id: other.articles})
    ids = {story.articles: story.id for story in found.stories}
    assert ids[other.articles] == one.id
    assert ids[one.articles] not in (one.id, other.id)
    assert len({*ids.values()}) == len(themes.stories)


# -- links between stories ------------------------------------------------------------------------


def test_microsoft_follows_amazon(seeds_graph: Graph) -> None:
    labels = {story.iri: story.label for story in seeds_graph.stories}
    links = {
        (labels[link.source].split()[0], labels[link.target].split()[0]): link
        for link in seeds_graph.story_links
    }
    link = links["Microsoft", "Amazon"]
    assert (link.kind, link.links) == ("follows", 7)
    assert clusters.THEME <= link.weight < clusters.COHESION
    assert ("Amazon", "Microsoft") not in links


def test_stories_of_one_theme_are_linked_over_months(themes: Graph) -> None:
    stories = {story.iri: story for story in themes.stories}
    pairs = {(stories[x.source].label, stories[x.target].label) for x in themes.story_links}
    extended = next(label for label, _ in pairs if label.startswith("Orinoco extends"))
    assert any(
        source == extended and "Orinoco bans police use" in target for source, target in pairs
    )
    for link in themes.story_links:
        later, earlier = stories[link.source], stories[link.target]
        assert (later.first or "") >= (earlier.first or "")
    ends = [(link.source, link.target) for link in themes.story_links]
    assert ends == sorted(set(ends))


def test_stories_side_by_side_are_related() -> None:
    crews = "Ferry crews strike in Harborview", "Crews on all lines want better pay and shifts."
    union = (
        "Leader of ferry union quits over letter",
        "Dana Okafor of Harborview wrote of money missing.",
    )
    graph = graph_of(
        article(number, *text, f"2020-03-01T{hour}:00:00Z", f"P{number}")
        for number, (text, hour) in enumerate(
            [(crews, "08"), (crews, "16"), (crews, "18"), (union, "09"), (union, "10")]
        )
    )
    assert [len(story.articles) for story in graph.stories] == [3, 2]
    assert [link.kind for link in graph.story_links] == ["related"]


# -- headlines ------------------------------------------------------------------------------------


def headline(title: str, name: str = "Charlotte Observer", domain: str = "cobserver.com") -> str:
    return headlines([Article(iri="x", title=title, provider=Provider(name, domain, iri="p"))])[0]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Amazon bans police use | Charlotte Observer", "Amazon bans police use"),
        ("Amazon bans police use - The Charlotte Observer", "Amazon bans police use"),
        ("Amazon bans police use — cobserver.com | Charlotte Observer", "Amazon bans police use"),
        ("Amazon bans police use – for a year", "Amazon bans police use – for a year"),
        ("Facial Recognition Market | Key Players", "Facial Recognition Market | Key Players"),
        ("Charlotte Observer", "Charlotte Observer"),
        ("", ""),
    ],
)
def test_the_name_of_the_site_is_no_part_of_a_headline(title: str, expected: str) -> None:
    assert headline(title) == expected


def test_an_ending_that_many_titles_of_a_provider_share_goes() -> None:
    def titles(count: int) -> list[str]:
        provider = Provider("CNN", "cnn.com", iri="p")
        items = [
            Article(iri=str(n), title=f"Event {n} - CNNPolitics", provider=provider)
            for n in range(count)
        ]
        return headlines(items)

    assert titles(3) == ["Event 0", "Event 1", "Event 2"]
    assert titles(2) == ["Event 0 - CNNPolitics", "Event 1 - CNNPolitics"]


def test_a_column_goes_and_a_story_in_many_titles_stays() -> None:
    def titles(days: list[int]) -> list[str]:
        provider = Provider("Vox", "vox.com", iri="p")
        return headlines(
            [
                Article(
                    iri=str(n),
                    title=f"The Memo: event {n}",
                    published=f"2020-01-0{day}T00:00:00Z",
                    provider=provider,
                )
                for n, day in enumerate(days)
            ]
        )

    assert titles([1, 2, 3]) == ["event 0", "event 1", "event 2"]
    assert titles([1, 1, 2]) == ["The Memo: event 0", "The Memo: event 1", "The Memo: event 2"]


# -- choosing and telling -------------------------------------------------------------------------


def chosen(graph: Graph, **conditions: object) -> list[str]:
    stories = select_stories(graph, **conditions)  # type: ignore[arg-type]
    return [story.label.split()[0] for story in stories]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, ["Microsoft", "Amazon", "False", "Boston", "Why"]),
        ({"top": 2}, ["Microsoft", "Amazon"]),
        ({"since": "2020-06-12"}, ["Microsoft", "False", "Boston"]),
        ({"since": "2020-06-12T01:00:00Z"}, ["False", "Boston"]),
        ({"topic": "aws-ai"}, ["Amazon"]),
        ({"topic": "https://storyweft.example/id/topic/ai"}, ["Amazon", "Boston", "Why"]),
        ({"provider": "washington post"}, ["Microsoft", "Amazon"]),
        ({"provider": "bbc.com"}, ["Microsoft"]),
        ({"provider": "https://storyweft.example/id/provider/bbc.com/bbc"}, ["Microsoft"]),
        ({"provider": "washingtonpost.com", "since": "2020-06-12", "top": 1}, ["Microsoft"]),
        ({"since": "2030-01-01"}, []),
    ],
)
def test_select_stories(
    seeds_graph: Graph, conditions: dict[str, object], expected: list[str]
) -> None:
    assert chosen(seeds_graph, **conditions) == expected


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ({"top": 0}, "top: expected 1 or more, got 0"),
        ({"since": "June"}, "since: expected a date such as 2020-06-11, got 'June'"),
        ({"since": "20200611"}, "since: expected a date such as 2020-06-11, got '20200611'"),
        ({"topic": "Computer Visoin"}, "no topic 'Computer Visoin'; did you mean Computer Vision?"),
        ({"provider": "Reters"}, "no provider 'Reters'; did you mean Reuters"),
        ({"topic": "zzz"}, "no topic 'zzz'; there are 4 names"),
    ],
)
def test_a_condition_that_cannot_be_met(
    seeds_graph: Graph, conditions: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError) as error:
        chosen(seeds_graph, **conditions)
    assert str(error.value).startswith(message)


def test_story_to_json(seeds_graph: Graph) -> None:
    story = seeds_graph.stories[1]
    told = story_to_json(seeds_graph, story)
    assert (
        json.loads(json.dumps(told))
        == told
        == {
            "id": story.id,
            "label": "Amazon bans police use of its face recognition for a year",
            "first": "2020-06-10T23:05:00Z",
            "last": "2020-06-11T13:48:00Z",
            "earliest": story.articles[0],
            "is_earliest_certain": True,
            "article_count": 3,
            "storyline": {"id": story.id, "name": "Amazon"},
            "articles": list(story.articles),
            "documents": ["003_f604c0a6d69e84b5.txt"],
            "providers": ["Charlotte Observer", "Washington Post", "Webindia 123"],
            "topics": ["AI", "AWS AI", "Natural Language Processing"],
        }
    )


# -- the measure itself ---------------------------------------------------------------------------


def test_scores_of_known_groupings() -> None:
    labels = ["a", "a", "a", "b"]
    assert benchmark.score([1, 1, 1, 2], labels) == (1, 1, 1, 1, 1, 1)
    alone = benchmark.score([1, 2, 3, 4], labels)
    assert (alone.precision, alone.recall, alone.pair_recall) == (1, 0.5, 0)
    joined = benchmark.score([1, 1, 1, 1], labels)
    assert joined.precision == pytest.approx((3 * 0.75 + 0.25) / 4)
    assert (joined.recall, joined.pair_precision) == (1, 0.5)


def test_labels_of_the_development_set_name_documents_once() -> None:
    labels = benchmark.read_labels(LABELS / "storyset.json")
    assert len(labels) == 244
    assert all(path.startswith("2018-03-0") and path.endswith(".md") for path in labels)


def test_better_than_baselines_on_the_development_set() -> None:
    if not benchmark.STORYSET.is_dir():
        pytest.skip(f"no development set: {benchmark.STORYSET} is not there")
    graph = storyweft.build(benchmark.STORYSET)
    task = benchmark.Task(graph, benchmark.read_labels(LABELS / "storyset.json"))
    scores = dict(benchmark.rows([task]))
    ours = scores.pop("storyweft")
    scores.pop("storyweft, storylines")
    assert all(ours.f1 > other.f1 for other in scores.values())
