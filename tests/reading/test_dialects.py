"""What a source is written for, and what that makes of names: settled before anything is read."""
# ruff: noqa: E501 - configurations stand here as they are

import tarfile
import zipfile
from pathlib import Path

import pytest

from storyweft import build
from storyweft.errors import InputError
from storyweft.mapping import FieldMapping
from storyweft.reading.dialects import profiles
from storyweft.reading.dialects.inherited import complete_fields
from storyweft.reading.dialects.pages import SitePage
from storyweft.reading.dialects.permalinks import path_of
from storyweft.reading.dialects.sites import settle
from storyweft.reading.dialects.tables import BY_NAME, DIALECTS
from storyweft.settings import DEFAULT_SETTINGS, Settings, Site
from tests.folders import write


def sites(path: Path, dialect: str | None = None) -> tuple[Site, ...]:
    return settle(DEFAULT_SETTINGS, path, dialect=dialect).sites


JEKYLL = {
    "_config.yml": "title: Harbour News\nurl: https://harbour.example\nlang: en\n",
    "_posts/2024-05-01-quay.md": "---\ntitle: Quay\n---\n",
}


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("jekyll", JEKYLL),
        ("jekyll", {"_posts/2024-05-01-a.md": ""}),
        ("hexo", {"_config.yml": "title: A\nsource_dir: source\n", "source/_posts/a.md": ""}),
        ("hexo", {"_config.yml": "title: A\n", "source/_posts/a.md": ""}),
        ("zola", {"config.toml": 'base_url = "https://a.example"\n', "content/a.md": ""}),
        ("hugo", {"config.toml": 'baseURL = "https://a.example"\n', "content/a.md": ""}),
        ("hugo", {"hugo.yaml": "title: A\n", "content/a.md": ""}),
        ("hugo", {"config/_default/hugo.toml": 'title = "A"\n', "content/a.md": ""}),
        ("docusaurus", {"docusaurus.config.ts": "export default {title: 'A'}", "blog/a.md": ""}),
        ("astro", {"astro.config.mjs": "export default {}", "src/content/a.md": ""}),
        ("eleventy", {"eleventy.config.js": "", "a.md": ""}),
        ("pelican", {"pelicanconf.py": "SITENAME = 'A'", "content/a.md": ""}),
        ("decap", {"admin/config.yml": "backend:\n  name: git\n", "posts/a.md": ""}),
        ("obsidian", {".obsidian/app.json": "{}", "A.md": ""}),
        ("dated", {f"2024-05-0{day}-a.md": "" for day in range(1, 5)}),
    ],
)
def test_a_site_is_recognised_by_what_stands_there(
    name: str, files: dict[str, str], tmp_path: Path
) -> None:
    assert [site.dialect for site in sites(write(tmp_path, files))] == [name]


def test_a_folder_of_documents_is_no_site(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "", "config.toml": "[tool]\n", "notes/2024-05-01-b.md": ""})
    assert not sites(tmp_path)


def test_a_site_is_recognised_from_within(tmp_path: Path) -> None:
    write(tmp_path, {".git/HEAD": "", **JEKYLL, "deep/er/b.md": ""})
    (posts,) = sites(tmp_path / "_posts")
    assert (posts.dialect, posts.name, posts.inside) == ("jekyll", "Harbour News", "_posts/")
    assert posts.evidence == ("../_config.yml",)
    assert posts.path_of("2024-05-01-quay.md") == "_posts/2024-05-01-quay.md"
    assert sites(tmp_path / "deep" / "er")[0].inside == "deep/er/"


def test_the_search_ends_at_the_repository(tmp_path: Path) -> None:
    write(tmp_path, {"_config.yml": "title: A\n", "inner/.git/HEAD": "", "inner/news/a.md": ""})
    assert not sites(tmp_path / "inner" / "news")


def test_a_configuration_beside_documents_that_it_does_not_speak_of(tmp_path: Path) -> None:
    write(tmp_path, {".git/HEAD": "", "mkdocs.yml": "site_name: A\n", "seeds/a.md": ""})
    assert not sites(tmp_path / "seeds")


def test_a_site_in_a_folder(tmp_path: Path) -> None:
    write(tmp_path, {"docs/config.toml": 'base_url = "https://a.example"', "docs/content/a.md": ""})
    settings = settle(DEFAULT_SETTINGS, tmp_path)
    assert [(site.dialect, site.prefix) for site in settings.sites] == [("zola", "docs/")]
    assert settings.site_of("docs/content/a.md")
    assert not settings.site_of("README.md")


def test_an_archive_tells_what_it_is(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "site.zip", "w") as archive:
        for name, text in JEKYLL.items():
            archive.writestr(f"site-main/{name}", text)
    with tarfile.open(tmp_path / "site.tar.gz", "w:gz") as tar:
        tar.add(write(tmp_path / "files", JEKYLL), "site-main")
    for name in ("site.zip", "site.tar.gz"):
        (site,) = sites(tmp_path / name)
        assert (site.dialect, site.name, site.prefix) == ("jekyll", "Harbour News", "site-main/")


def test_the_dialect_can_be_set(tmp_path: Path) -> None:
    write(tmp_path, JEKYLL)
    assert sites(tmp_path, "zola")[0].dialect == "zola"
    assert sites(tmp_path, "none")[0].dialect == "none"
    with pytest.raises(InputError, match="dialect 'wordpress': use one of astro, "):
        sites(tmp_path, "wordpress")


def test_the_dialect_is_part_of_what_a_cache_is_known_by() -> None:
    one, other = Settings(), Settings(sites=(Site("jekyll"),))
    assert one.reading_digest != other.reading_digest
    assert one.digest != Settings(plain=True).digest


def test_every_dialect_has_its_source() -> None:
    assert all(dialect.documentation.startswith("https://") for dialect in DIALECTS)
    assert len(BY_NAME) == len(DIALECTS) + 1


def test_the_command_line_knows_all_dialects() -> None:
    from storyweft.cli import _common

    assert sorted(_common._DIALECTS) == sorted(BY_NAME)


def test_a_folder_of_configuration_is_one_configuration(tmp_path: Path) -> None:
    """https://gohugo.io/configuration/introduction/#configuration-directory."""
    (site,) = sites(
        write(
            tmp_path,
            {
                "config/_default/hugo.toml": 'baseURL = "https://docks.example/"\n',
                "config/_default/languages.de.toml": 'title = "Hafen"\ncontentDir = "content/de"\n',
                "config/_default/languages.en.toml": 'title = "Docks"\ncontentDir = "content/en"\n',
                "content/en/a.md": "",
            },
        )
    )
    assert (site.name, site.url, site.language, site.languages) == (
        "Docks", "https://docks.example/", "en", ("de", "en"),
    )  # fmt: skip
    assert ("languages.de.contentDir", "content/de") in site.configuration


ELEVENTY = {
    "eleventy.config.js": "plugin({name: 'feedPosts', title: 'Not the site'});"
    " export default {dir: {input: 'src', data: '../data'}}",
    "src/posts/a.md": "",
}


@pytest.mark.parametrize(
    ("files", "name", "url"),
    [
        ({}, None, None),
        ({"data/site.json": '{"title": "Docks", "url": "https://docks.example"}'},
         "Docks", "https://docks.example"),
        ({"src/_data/metadata.js": "export default {title: 'Docks', url: process.env.URL ||"
          " 'http://localhost:8080'}"}, "Docks", None),
        ({"data/meta.js": "export const siteName = 'Docks';\nexport const by = { name: 'Ann',"
          " on: [{ domain: 'n.example' }] };"}, "Docks", None),
        ({"data/settings.cjs": "module.exports = { siteTitle: 'Docks', site_url:"
          " 'https://docks.example', author: { url: 'https://a.example' } }"},
         "Docks", "https://docks.example"),
        ({"eleventy.config.js": "feed({metadata: {title: 'Docks', base: 'https://docks.example'}})"},
         "Docks", "https://docks.example"),
        ({"CNAME": "docks.example\n"}, None, "https://docks.example"),
    ],
)  # fmt: skip
def test_an_eleventy_site_is_described_by_its_data(
    files: dict[str, str], name: str | None, url: str | None, tmp_path: Path
) -> None:
    (site,) = sites(write(tmp_path, ELEVENTY | files))
    assert (site.name, site.url) == (name, url)


@pytest.mark.parametrize(
    ("data", "permalink"),
    [
        ({"posts.json": '{"permalink": "/x/{{ page.fileSlug }}/"}'}, "/x/{{ page.fileSlug }}/"),
        ({"posts.11tydata.js": "export default { permalink: '/x/' }"}, "/x/"),
        ({"posts.11tydata.js": "module.exports = { permalink: false }"}, "false"),
        ({"posts.11tydata.js": "export default { permalink: function({page}) {\n"
          " return `/web/${ page.fileSlug }/`\n } }"}, "/web/{{ page.fileSlug }}/"),
        ({"posts.11tydata.js": "export default { permalink: (d) => `/w/${page.fileSlug}/` }"},
         "/w/{{ page.fileSlug }}/"),
        ({"posts.11tydata.js": "export default { permalink(data) { if (data.draft) return false;"
          " return `/w/` } }"}, "{?}"),
        ({"posts.11tydata.js": "export default { nav: { permalink: '/x/' } }"}, "{?}"),
    ],
)  # fmt: skip
def test_a_folder_of_eleventy_gives_permalinks(
    data: dict[str, str], permalink: str | None, tmp_path: Path
) -> None:
    files = {f"src/posts/{name}": text for name, text in data.items()}
    (site,) = sites(write(tmp_path, ELEVENTY | files))
    assert dict(site.configuration).get("data.src/posts.permalink") == permalink


def test_documents_beside_the_site_that_publishes_them(tmp_path: Path) -> None:
    """https://docusaurus.io/docs/api/plugins/@docusaurus/plugin-content-docs (path)."""
    write(
        tmp_path,
        {
            "website/docusaurus.config.js": "module.exports = {title: 'Docks',"
            " url: 'https://docks.example', docs: {path: '../docs'}}",
            "docs/a.md": "---\ntitle: A\n---\n",
            ".git/HEAD": "",
        },
    )
    above = next(site for site in sites(tmp_path) if site.prefix == "docs/")
    (within,) = sites(tmp_path / "docs")
    for site, name in ((above, "docs/a.md"), (within, "a.md")):
        assert (site.name, site.path_of(name)) == ("Docks", "../docs/a.md")


def test_languages_that_only_folders_tell(tmp_path: Path) -> None:
    files = {f"source/{code}/docs/a.md": "" for code in ("de", "fr", "pt-br")}
    config = {"_config.yml": "title: A\nlanguage: en\nsource_dir: source\n"}
    (site,) = sites(write(tmp_path, files | config))
    assert (site.language, site.languages) == ("en", ("de", "en", "fr", "pt-br"))


def test_a_configuration_above_tells_more_than_a_folder(tmp_path: Path) -> None:
    """https://hexo.io/docs/writing: source/_posts is no folder of Jekyll's."""
    config = {"_config.yml": "title: A\nsource_dir: source\n", ".git/HEAD": ""}
    write(tmp_path, config | {"source/_posts/a.md": ""})
    for folder in ("source", "source/_posts"):
        assert [site.dialect for site in sites(tmp_path / folder)] == ["hexo"]


def test_a_plugin_of_docusaurus_is_read_as_its_preset(tmp_path: Path) -> None:
    config = (
        "module.exports = {url: 'https://a.example', baseUrl: process.env.P ? '/' : '/docks/',"
        " plugins: [['@docusaurus/plugin-content-docs', {routeBasePath: '/'}]]}"
    )
    (site,) = sites(write(tmp_path, {"docusaurus.config.js": config, "docs/a.md": ""}))
    said = dict(site.configuration)
    assert (said["baseUrl"], said["docs.routeBasePath"]) == ("/docks/", "/")


def test_every_instance_of_a_plugin_of_docusaurus_has_its_place(tmp_path: Path) -> None:
    config = (
        "module.exports = {presets: [['classic', {docs: {lastVersion: 'current', versions: {"
        " 'v1.0': {label: 'One', path: 'one'}}}}]], plugins: [['@docusaurus/plugin-content-docs',"
        " {id: 'sea', path: 'sea', routeBasePath: 'tides'}]]}"
    )
    files = {"docusaurus.config.js": config, "versions.json": '["v1.0"]', "sea/a.md": ""}
    (site,) = sites(write(tmp_path, files))
    said = dict(site.configuration)
    assert "docs.path" not in said  # the path of a version is not that of all
    assert (said["docs.versions.v1.0.path"], said["docs-sea.routeBasePath"]) == ("one", "tides")


def test_what_stands_within_is_not_what_a_site_says(tmp_path: Path) -> None:
    config = (
        'export default defineConfig({ // it\'s "quoted"\n integrations: [starlight({\n'
        " authors: { ann: { name: 'Ann Example' } }, title: 'Docks', nav: [{ title: 'No',"
        " base: '/no' }] })], site: 'https://docks.example' })"
    )
    (site,) = sites(write(tmp_path, {"astro.config.mjs": config, "src/content/docs/a.md": ""}))
    assert (site.name, site.url) == ("Docks", "https://docks.example")
    assert site.authors == (("ann", "Ann Example"),)
    assert "base" not in dict(site.configuration)


def test_the_editor_of_a_site_is_no_site_in_it(tmp_path: Path) -> None:
    files = ELEVENTY | {"src/admin/config.yml": "backend:\n  name: x\n"}
    assert [(site.dialect, site.prefix) for site in sites(write(tmp_path, files))] == [
        ("eleventy", "")
    ]


def test_where_no_text_says_it_the_includes_tell_the_folder_of_documents(tmp_path: Path) -> None:
    files = {
        "eleventy.config.js": "export default { dir: { input: config.dir } }",
        "src/_includes/a.njk": "",
        "src/posts/a.md": "",
        "src/posts/posts.json": '{"lang": "fr", "tags": ["posts"]}',
    }
    (site,) = sites(write(tmp_path, files))
    assert dict(site.configuration)["dir.input"] == "src"
    assert complete_fields({}, "src/posts/a.md", site, FieldMapping()) == {"lang": "fr"}


@pytest.mark.parametrize(
    ("path", "fields", "expected"),
    [
        ("a.md", {}, {"lang": "en", "author": "Ann"}),
        ("_posts/2024-05-01-a.md", {}, {"lang": "en", "author": "Bob"}),
        ("_posts/de/2024-05-01-a.md", {}, {"lang": "de", "author": "Bob", "tags": ["x", "y"]}),
        ("_posts/de/2024-05-01-a.md", {"authors": ["Cy"], "tags": []},
         {"authors": ["Cy"], "tags": [], "lang": "de"}),
        ("_sea/a.md", {}, {"lang": "pt", "author": "Ann"}),
    ],
)  # fmt: skip
def test_the_defaults_of_jekyll_count_the_longest_path_first(
    path: str, fields: dict[str, object], expected: dict[str, object], tmp_path: Path
) -> None:
    config = (
        "defaults:\n"
        "- scope: {path: '_posts/de', type: posts}\n  values: {lang: de, tags: [x, y]}\n"
        "- scope: {path: ''}\n  values: {lang: en, author: Ann}\n"
        "- scope: {path: '', type: posts}\n  values: {author: Bob}\n"
        "- scope: {path: '', type: sea}\n  values: {lang: pt}\n"
    )
    (site,) = sites(write(tmp_path, {"_config.yml": config}))
    assert complete_fields(fields, path, site, FieldMapping()) == expected


def test_a_variable_of_a_script_is_not_where_its_site_lies(tmp_path: Path) -> None:
    config = "const baseUrl = 'https://code.example/edit';\nexport default {baseUrl: '/docks/'}"
    (site,) = sites(write(tmp_path, {"docusaurus.config.ts": config, "docs/a.md": ""}))
    assert dict(site.configuration)["baseUrl"] == "/docks/"


def test_a_url_that_stands_in_another_file(tmp_path: Path) -> None:
    files = {
        "astro.config.ts": "export default defineConfig({ site: SITE.website })",
        "src/config.ts": "const SITE = { website: 'https://docks.example/', title: 'Docks' }",
        "content/posts/a.md": "",
        "src/pages/posts/[...slug].astro": "",
    }
    (site,) = sites(write(tmp_path, files))
    assert (site.url, site.name) == ("https://docks.example/", "Docks")
    assert dict(site.configuration)["route.posts"] == "posts"


def test_the_authors_of_a_blog_of_mkdocs(tmp_path: Path) -> None:
    authors = "authors:\n  ann:\n    name: Ann Example\n"
    files = {"mkdocs.yml": "site_name: A\n", "docs/blog/.authors.yml": authors, "docs/a.md": ""}
    (site,) = sites(write(tmp_path, files))
    assert site.authors == (("ann", "Ann Example"),)


DEEP = {
    "apps/web/astro.config.mjs": "export default {site: 'https://a.example'}",
    "apps/web/src/content/authors/bob.md": "---\nname: Bob Example\n---\n",
    "apps/web/src/content/blog/b.md": "---\ntitle: B\n---\n",
}
WIDE = {f"n{n}/authors/x.md": "---\nname: X\n---\n" for n in range(2_100)}


@pytest.mark.parametrize("files", [DEEP, WIDE], ids=["deep", "wide"])
def test_the_authors_of_a_site_are_those_of_its_archive(
    files: dict[str, str], tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "site.zip", "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    authors = [site.authors for site in sites(write(tmp_path / "site", files))]
    assert [site.authors for site in sites(tmp_path / "site.zip")] == authors
    assert authors == ([(("bob", "Bob Example"),)] if files is DEEP else [])


def test_only_so_many_pages_of_people_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profiles, "_MOST_PEOPLE", 2)
    files = {f"authors/{n}.md": f"---\nname: N{n}\n---\n" for n in range(3)}
    (site,) = sites(write(tmp_path, {"a.md": "---\ntitle: A\n---\n"} | files))
    assert site.authors == (("0", "N0"), ("1", "N1"))


def test_a_url_of_no_site_is_none(tmp_path: Path) -> None:
    config = "export default {analytics: {site: 'EZBHTSIG'}, site: preview || 'https://a.example/'}"
    (site,) = sites(write(tmp_path, {"astro.config.mjs": config, "src/content/a.md": ""}))
    assert site.url == "https://a.example/"


@pytest.mark.parametrize(
    ("sources", "fields", "expected"),
    [
        ((":filename", ":default"), {}, {"date": "2024-05-01", "slug": "quay"}),
        ((":filename",), {"date": "2024-06-02", "slug": "q"}, {"date": "2024-05-01", "slug": "q"}),
        (
            (":filename",),
            {"date": "2024-05-01T10:00:00Z"},
            {"date": "2024-05-01T10:00:00Z", "slug": "quay"},
        ),
        ((":default", ":filename"), {"publishDate": "2024-06-02"}, {"publishDate": "2024-06-02"}),
        (
            ("posted", ":default"),
            {"posted": "2024-06-02"},
            {"posted": "2024-06-02", "date": "2024-06-02"},
        ),
        (("posted",), {}, {}),
        ((), {}, {}),
    ],
)
def test_hugo_is_told_where_dates_stand(
    sources: tuple[str, ...], fields: dict[str, object], expected: dict[str, object]
) -> None:
    # https://gohugo.io/configuration/front-matter/
    settings = tuple((f"frontmatter.date.{number}", said) for number, said in enumerate(sources))
    inside = Site("hugo", configuration=settings)
    path = "content/posts/2024-05-01-quay.md"
    assert complete_fields(fields, path, inside, FieldMapping()) == expected


@pytest.mark.parametrize(
    ("files", "name", "authors"),
    [
        (
            {"_config.yml": "title: A\nauthors:\n  ann: {name: Ann Example}\n", "_posts/a.md": ""},
            "A",
            (("ann", "Ann Example"),),
        ),
        (
            {"astro.config.mjs": "const staff = {ann: {title: 'Editor'}}\nexport default {integrations: [starlight({title: 'Docks', social: {title: 'B'}})]}",
             "src/content/a.md": ""},
            "Docks",
            (),
        ),
        (
            {"docusaurus.config.js": "const links = [\n{title: 'A link'}]\nmodule.exports = {title: 'Docks'}",
             "docs/a.md": ""},
            "Docks",
            (),
        ),
        (
            {"mkdocs.yml": "site_name: !ENV [NAME, 'Docks']\n", "docs/a.md": ""},
            "Docks",
            (),
        ),
        ({"please": "Statamic", "resources/sites.yaml": "default:\n  name: '{{ app:name }}'\n"}, None, ()),
        (
            {"config.rb": "activate :blog do |blog|\n  blog.prefix = 'b'\nend\nset :url_root, 'https://a.example'\n",
             "source/a.html.md": ""},
            None,
            (),
        ),
    ],
)  # fmt: skip
def test_what_a_configuration_says_of_its_site(
    files: dict[str, str], name: str | None, authors: tuple[tuple[str, str], ...], tmp_path: Path
) -> None:
    (site,) = sites(write(tmp_path, files))
    assert (site.name, site.authors) == (name, authors)
    assert site.url == ("https://a.example" if "config.rb" in files else None)


@pytest.mark.parametrize(
    ("files", "address"),
    [
        ({"content/en/a.md": "", "content/de/b.md": ""}, "/a/"),
        ({"content/en/a.md": "", "content/de/b.md": "", "content/posts/c.md": ""}, "/en/a/"),
        ({"content/en/a.md": ""}, "/en/a/"),
    ],
)
def test_content_of_nothing_but_languages_is_that_of_each(
    files: dict[str, str], address: str, tmp_path: Path
) -> None:
    """https://gohugo.io/content-management/multilingual/#translation-by-content-directory."""
    hugo = "[languages.en]\nweight = 1\n[languages.de]\nweight = 2\n"
    (site,) = sites(write(tmp_path, {"hugo.toml": hugo, **files}))
    assert path_of(SitePage("content/en/a.md", site, {})) == address


def test_a_configuration_of_vitepress_in_parts(tmp_path: Path) -> None:
    """https://vitepress.dev/guide/i18n."""
    folder = ".vitepress/config/"
    files = {
        f"{folder}index.mts": "export default defineConfig({...shared, locales:"
        " {root: {label: '中文', ...zh}, en: {label: 'English', ...en}}})",
        f"{folder}en.ts": "export default {title: 'Docks', lang: 'en-GB'}",
        f"{folder}zh.ts": "export default {title: '码头', lang: 'zh-Hans'}",
        f"{folder}shared.ts": "export default {sitemap: {hostname: 'https://docks.example'}}",
        "en/a.md": "",
    }
    (site,) = sites(write(tmp_path, files))
    assert (site.name, site.url, site.language) == ("码头", "https://docks.example", "zh-Hans")
    assert "en" in site.languages


def test_what_a_theme_is_told_is_not_where_documents_lie(tmp_path: Path) -> None:
    """https://docusaurus.io/docs/api/themes/configuration."""
    script = (
        "const config = { presets: [['classic', ({ docs: { edit: () => { return 'a' },"
        " path: '../manual' } })]], themeConfig: { docs: { sidebar: { hideable: true } } } }"
    )
    write(tmp_path, {"website/docusaurus.config.mjs": script, "manual/a.md": ""})
    assert {site.prefix for site in sites(tmp_path)} == {"website/", "manual/"}


def test_a_site_of_next_says_its_url_for_its_map(tmp_path: Path) -> None:
    """https://github.com/iamvishnusankar/next-sitemap#configuration-options."""
    script = "module.exports = { siteUrl: process.env.SITE || 'https://docks.example' }"
    files = {"next.config.js": "", "next-sitemap.config.js": script, "a.mdx": ""}
    assert [site.url for site in sites(write(tmp_path, files))] == ["https://docks.example"]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        # https://nextjs.org/docs/app/api-reference/file-conventions/dynamic-routes, /route-groups
        ({"next.config.js": "", "app/(site)/blog/[...slug]/page.tsx": ""}, ("route.blog", "blog")),
        ({"next.config.js": "", "pages/news/posts/[id].js": ""}, ("route.posts", "news/posts")),
        ({"next.config.js": "", "src/pages/[[...path]].js": ""}, ("route.", "")),
        # https://gridsome.org/docs/templates/
        ({"gridsome.config.js": "module.exports = { templates: { Post: [{ path: '/blog/:slug' }] },"
          " plugins: [{ use: '@gridsome/source-filesystem', options: { path: './posts/*.md',"
          " typeName: 'Post' } }] }"}, ("source.000", "posts/*.md\n/blog/:slug\n\0")),
        ({"gridsome.config.js": "module.exports = { plugins: [{ use: '@gridsome/vue-remark',"
          " options: { baseDir: './docs', pathPrefix: '/docs', typeName: 'Doc' } }] }"},
         ("source.000", "docs/**/*\n\n/docs")),
        # https://statamic.dev/collections#routing
        ({"please": "Statamic", "content/collections/news.yaml": "route: '/news/{slug}'\n"},
         ("route.news", "/news/{slug}")),
    ],
)  # fmt: skip
def test_routes_stand_in_scripts_and_names_of_pages(
    files: dict[str, str], told: tuple[str, str], tmp_path: Path
) -> None:
    (site,) = sites(write(tmp_path, files | {"a.md": ""}))
    assert told in site.configuration


def test_two_pages_of_next_for_one_folder_tell_nothing(tmp_path: Path) -> None:
    files = {f"app/{name}/blog/[slug]/page.tsx": "" for name in ("one", "two")}
    (site,) = sites(write(tmp_path, {"next.config.js": "", "a.md": "", **files}))
    assert not any(key.startswith("route.") for key, _ in site.configuration)


def test_a_layout_of_eleventy_gives_permalinks(tmp_path: Path) -> None:
    permalink = "/news/{{ page.date | date: '%Y' }}/{{ page.fileSlug }}/"
    layout = f'---\npermalink: "{permalink}"\n---\n'
    files = {"eleventy.config.js": "", "_includes/post.html": layout, "posts/2024-05-01-a.md": ""}
    (site,) = sites(write(tmp_path, files))
    page = SitePage("posts/2024-05-01-a.md", site, {"layout": "post"}, day="2024-05-01")
    assert path_of(page) == "/news/2024/a/"
    assert path_of(page._replace(fields={})) == "/posts/a/"
    assert path_of(page._replace(fields={"layout": "post", "permalink": "/own/"})) == "/own/"


def test_a_site_has_a_name_in_each_language(tmp_path: Path) -> None:
    config = 'title = "Hafen"\ndefaultContentLanguage = "de"\n[languages.de]\nweight = 1\n[languages.en]\ntitle = "Harbour"\n'
    text = "---\ntitle: Quay\n---\nText\n"
    files = {"hugo.toml": config, "content/a.md": text, "content/b.en.md": text}
    names = {
        item.documents[0]: item.provider and item.provider.name
        for item in build(write(tmp_path, files)).articles
    }
    assert names == {"content/a.md": "Hafen", "content/b.en.md": "Harbour"}
