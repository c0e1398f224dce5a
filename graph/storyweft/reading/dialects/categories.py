"""The categories that the folders of a document are, where its generator says so."""

from collections.abc import Sequence

from storyweft.reading.dialects.pages import SitePage, settings_of
from storyweft.reading.dialects.patterned_addresses import pelican_folder
from storyweft.settings import Site


def categories_of(path: str, stated: Sequence[str], site: Site) -> tuple[str, ...]:
    """Return the categories that a document states and those that its folders are, each once.

    https://jekyllrb.com/docs/posts/#tags-and-categories (the folders above ``_posts``, too; those
    of languages and of collections, https://jekyllrb.com/docs/collections/, are none), https://docs.getpelican.com/en/latest/settings.html
    (USE_FOLDER_AS_CATEGORY: the nearest, if none is stated).

    >>> categories_of("sea/_posts/2024-05-01-a.md", ["Ships"], Site("jekyll"))
    ('sea', 'Ships')
    >>> inside = Site("jekyll", configuration=(("collections_dir", "all"),))
    >>> categories_of("all/sea/_posts/2024-05-01-a.md", [], inside)
    ('sea',)
    >>> categories_of("content/Sea/a.md", [], Site("pelican"))
    ('Sea',)
    """
    names: Sequence[str] = ()
    if site.dialect == "jekyll" and "/_posts/" in path:
        collections = settings_of(site).get("collections_dir", "").strip("/")
        above = path.partition("/_posts/")[0].split("/")
        names = [name for name in above if name not in {*site.languages, collections}]
    elif site.dialect == "pelican" and not stated:
        folder = pelican_folder(SitePage(path, site, {}))
        names = [folder] if folder else []
    return tuple(dict.fromkeys((*names, *stated)))
