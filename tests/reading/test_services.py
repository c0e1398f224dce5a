"""What news services, readers and databases hand out means what their documentation says."""

import json
from typing import Any

import pytest
from msgspec import structs

from storyweft.model import Document, Record
from storyweft.reading.documents import parse

URL = "https://n.example/2024/harbour"


def record(fields: dict[str, Any], *ignored: str) -> dict[str, object]:
    """Return what a record says, without its properties and what is nothing."""
    document = parse(json.dumps(fields).encode(), "row-1")
    assert isinstance(document, Document)
    assert isinstance(document.record, Record)
    said = structs.asdict(document.record)
    provider = document.record.provider
    said["provider"] = (provider.name, provider.domain) if provider else None
    said["images"] = [image.url for image in document.record.images]
    del said["properties"]
    return {key: value for key, value in said.items() if value and key not in ignored}


def properties(fields: dict[str, Any]) -> dict[str, str]:
    document = parse(json.dumps(fields).encode(), "row-1")
    assert isinstance(document, Document)
    return dict(document.record.properties)


def test_the_guardian_keeps_more_fields_in_a_table_and_people_among_tags() -> None:
    fields = {
        "webTitle": "Harbour opens",
        "webUrl": URL,
        "webPublicationDate": "2024-05-01T10:00:00Z",
        "sectionName": "World news",
        "fields": {
            "trailText": "The <strong>harbour</strong> opens",
            "byline": "Ann Example and Bob Other",
            "lastModified": "2024-05-02T08:00:00Z",
            "thumbnail": "https://n.example/a.jpg",
        },
        "tags": [
            {"type": "keyword", "webTitle": "Ports", "webUrl": "https://n.example/ports"},
            {"type": "contributor", "webTitle": "Ann Example"},
        ],
    }
    assert record(fields) == {
        "title": "Harbour opens",
        "url": URL,
        "published": "2024-05-01T10:00:00Z",
        "updated": "2024-05-02T08:00:00Z",
        "categories": ("World news",),
        "excerpt": "The harbour opens",
        "authors": ("Ann Example", "Bob Other"),
        "images": ["https://n.example/a.jpg"],
        "topics": ("Ports",),
    }
    assert "Ann Example" in properties(fields)["tags_other"]


def test_the_new_york_times_nests_headlines_bylines_and_keywords() -> None:
    fields = {
        "web_url": URL,
        "headline": {"main": "Harbor Opens", "kicker": "Ports", "print_headline": "Opens"},
        "pub_date": "2024-05-01T10:00:00+0000",
        "abstract": "It opens.",
        "keywords": [
            {"name": "subject", "value": "Ports", "rank": 1},
            {"name": "glocations", "value": "Boston (Mass)", "rank": 2},
        ],
        "byline": {
            "original": "By Ann Example",
            "person": [{"firstname": "Ann", "middlename": "B.", "lastname": "Example", "rank": 1}],
        },
    }
    assert record(fields) == {
        "title": "Harbor Opens",
        "url": URL,
        "published": "2024-05-01T10:00:00Z",
        "excerpt": "It opens.",
        "authors": ("Ann B. Example",),
        "topics": ("Ports", "Boston (Mass)"),
    }
    alone = fields | {"byline": {"original": "By Ann Example and Bob Other", "person": []}}
    assert record(alone)["authors"] == ("Ann Example", "Bob Other")


def test_wordpress_numbers_people_and_tags_and_says_its_times_twice() -> None:
    fields = {
        "date": "2024-05-01T12:00:00",
        "date_gmt": "2024-05-01T10:00:00",
        "modified": "2024-05-02T12:00:00",
        "modified_gmt": "2024-05-02T10:00:00",
        "guid": {"rendered": "https://n.example/?p=12"},
        "link": URL,
        "title": {"rendered": "Harbour opens"},
        "excerpt": {"rendered": "<p>It opens.</p>\n", "protected": False},
        "author": 3,
        "categories": [1, 2],
        "tags": [7],
    }
    assert record(fields) == {
        "title": "Harbour opens",
        "url": URL,
        "published": "2024-05-01T10:00:00Z",
        "updated": "2024-05-02T10:00:00Z",
        "excerpt": "It opens.",
    }
    assert properties(fields)["author_id"] == "3"


def test_schema_org_has_keys_of_its_own() -> None:
    fields = {
        "headline": "Harbour opens",
        "mainEntityOfPage": {"@type": "WebPage", "@id": URL},
        "articleSection": "World",
        "inLanguage": "en-IE",
        "author": [{"@type": "Person", "name": "Ann Example"}],
        "publisher": {"@type": "Organization", "name": "The Quay"},
    }
    assert record(fields) == {
        "title": "Harbour opens",
        "url": URL,
        "categories": ("World",),
        "locale": "en-IE",
        "authors": ("Ann Example",),
        "provider": ("The Quay", ""),
    }


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"domain": "www.n.example"}, {"provider": ("n.example", "n.example")}),
        ({"domain": "physics"}, {}),
        ({"source_domain": "n.example"}, {"provider": ("n.example", "n.example")}),
        (
            {"source": URL, "source-hostname": "The Quay", "hostname": "n.example"},
            {"provider": ("The Quay", "")},
        ),
        ({"source_url": "https://n.example", "source_name": "Quay"}, {"provider": ("Quay", "")}),
        ({"date_publish": "2024-05-01 10:00:00"}, {"published": "2024-05-01T10:00:00Z"}),
        ({"date_download": "2024-05-01 10:00:00", "seendate": "20240501T100000Z"}, {}),
        ({"savedAt": "2024-05-01", "updatedAt": "2024-05-02"}, {}),
        ({"language": "German"}, {"locale": "de"}),
        ({"meta_lang": "en"}, {"locale": "en"}),
        ({"urlToImage": "https://n.example/a.jpg"}, {"images": ["https://n.example/a.jpg"]}),
        ({"tags": "sea|ports"}, {"topics": ("sea", "ports")}),
        ({"author": "ann@n.example (Ann Example)"}, {"authors": ("Ann Example",)}),
        ({"author": "Ann Example <ann@n.example>"}, {"authors": ("Ann Example",)}),
        ({"byline": "By Ann Example"}, {"authors": ("Ann Example",)}),
        ({"author": "—", "tags": ["?", "c++"]}, {"topics": ("c++",)}),
        ({"provider": "Example, Inc."}, {"provider": ("Example, Inc.", "")}),
        ({"author": "Byron Example"}, {"authors": ("Byron Example",)}),
        ({"summary": "<p>One</p><p>a < b</p>"}, {"excerpt": "One a < b"}),
        ({"summary": "a < b > c"}, {"excerpt": "a < b > c"}),
        # https://blog.gdeltproject.org/announcing-the-gdelt-article-list-rss-feed/
        ({"outletName": "The Quay", "domain": "n.example"}, {"provider": ("The Quay", "")}),
        # https://github.com/mediacloud/backend/blob/master/doc/api_2_0_spec/api_2_0_spec.md
        ({"media_name": "The Quay", "media_url": "n.example"}, {"provider": ("The Quay", "")}),
        # https://newsapi.ai/documentation?tab=data_models
        (
            {"date": "2024-05-02", "dateTimePub": "2024-05-01T10:00:00Z"},
            {"published": "2024-05-01T10:00:00Z"},
        ),
        ({"source": {"uri": "n.example", "title": "The Quay"}}, {"provider": ("The Quay", "")}),
        # https://docs.citationstyles.org/en/stable/specification.html#names
        ({"author": [{"literal": "Quay Staff"}]}, {"authors": ("Quay Staff",)}),
        # Readers write the host for want of an author.
        ({"author": "n.example"}, {}),
        ({"author": ["Ann Example", "www.n.example"]}, {"authors": ("Ann Example",)}),
        ({"author": "m.example"}, {"authors": ("m.example",)}),
        ({"full_title": "Harbour opens", "title": "Harbour…"}, {}),
    ],
)
def test_keys_of_crawlers_and_readers(fields: dict[str, Any], said: dict[str, object]) -> None:
    fields = {"title": "Harbour opens", "url": URL} | fields
    assert record(fields) == {"title": "Harbour opens", "url": URL} | said


def test_zotero_exports_csv_and_csl() -> None:
    row = {
        "Item Type": "newspaperArticle",
        "Title": "Harbour opens",
        "Author": "Example, Ann; Other, Bob",
        "Publication Title": "The Quay, Inc.",
        "Url": URL,
        "Abstract Note": "It opens.",
        "Date": "2024-05-01",
        "Date Added": "2024-06-01 10:00:00",
        "Date Modified": "2024-06-02 10:00:00",
        "Manual Tags": "ports; sea",
    }
    cited = {
        "type": "article-newspaper",
        "title": "Harbour opens",
        "author": [{"family": "Example", "given": "Ann"}, {"family": "Other", "given": "Bob"}],
        "container-title": "The Quay, Inc.",
        "URL": URL,
        "abstract": "It opens.",
        "issued": {"date-parts": [["2024", 5, 1]]},
        "accessed": {"date-parts": [[2024, 6, 1]]},
    }
    said = {
        "title": "Harbour opens",
        "url": URL,
        "authors": ("Ann Example", "Bob Other"),
        "provider": ("The Quay, Inc.", ""),
        "excerpt": "It opens.",
        "published": "2024-05-01T00:00:00Z",
        "precision": "day",
    }
    assert record(row) == said | {"topics": ("ports", "sea")}
    assert record(cited, "type") == said
    assert record(cited | {"source": "n.example"}, "type") == said
    assert "published" not in record(cited | {"issued": {"date-parts": [[2024, 5]]}})


def test_the_address_of_a_site_is_none_of_its_articles() -> None:
    both = [{"title": name, "link": f"https://n.example/{name}"} for name in ("a", "b")]
    for fields in both:
        said = record(fields | {"source_url": "https://n.example/"})
        assert said == {"title": fields["title"], "url": fields["link"]}
    assert record({"title": "A site", "url": "https://n.example/"})["url"] == "https://n.example/"


def test_a_title_that_is_an_address_is_none() -> None:
    assert record({"title": URL, "url": URL}) == {"url": URL}


def test_a_stream_of_a_reader_names_pages_and_sites_below() -> None:
    entry = {
        "id": "1",
        "title": "Harbour opens",
        "published": 1714550400000,
        "alternate": [{"href": URL, "type": "text/html"}],
        "origin": {"title": "Harbour News", "htmlUrl": "https://n.example/"},
        "categories": ["user/-/state/com.google/read"],
        "summary": {"direction": "ltr", "content": "<p>It opens.</p>"},
    }
    assert record(entry) == {
        "title": "Harbour opens",
        "url": URL,
        "published": "2024-05-01T08:00:00Z",
        "provider": ("Harbour News", "n.example"),
        "excerpt": "It opens.",
    }
    feed = {"title": "Harbour News", "site_url": "https://n.example/"}
    entry = {"title": "Harbour opens", "url": URL, "feed_id": 2, "feed": feed}
    assert record(entry) == {
        "title": "Harbour opens",
        "url": URL,
        "provider": ("Harbour News", "n.example"),
    }


def test_bookmarks_are_called_otherwise() -> None:
    pinboard = {"href": URL, "description": "Harbour opens", "extended": "Note", "tags": "a b"}
    assert record(pinboard) == {
        "title": "Harbour opens",
        "url": URL,
        "excerpt": "Note",
        "topics": ("a", "b"),
    }
    linkding = {
        "url": URL,
        "title": "Harbour opens",
        "tag_names": ["a"],
        "date_added": "2024-05-01",
    }
    assert record(linkding) == {"title": "Harbour opens", "url": URL, "topics": ("a",)}


def test_who_handed_a_link_in_is_not_its_author() -> None:
    item = {"by": "ann", "id": 1, "score": 4, "time": 1714550400, "title": "Harbour", "url": URL}
    hit = {"objectID": "1", "_tags": ["story", "author_ann"], "author": "ann"}
    hit |= {"title": "Harbour", "url": URL, "updated_at": "2024-06-04T10:00:00Z"}
    assert record(item) == record(hit) == {"title": "Harbour", "url": URL}
    assert properties(item)["by_of_copy"] == properties(hit)["author_of_copy"] == "ann"


def test_what_changed_a_bookmark_changed_no_article() -> None:
    raindrop = {"link": URL, "title": "Harbour", "tags": ["a"], "collection": {"$id": -1}}
    raindrop |= {"created": "2024-06-03T10:00:00Z", "lastUpdate": "2024-06-05T10:00:00Z"}
    assert record(raindrop) == {"title": "Harbour", "url": URL, "topics": ("a",)}


def test_a_post_of_webz_names_its_site_in_the_thread() -> None:
    thread = {"site_full": "www.n.example", "site": "n.example", "title": "Harbour"}
    post = {"thread": thread, "ord_in_thread": 0, "url": URL, "title": "Harbour"}
    assert record(post) == {
        "title": "Harbour",
        "url": URL,
        "provider": ("n.example", "n.example"),
    }
