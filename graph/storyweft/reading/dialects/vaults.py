"""One row a program for notes, as :mod:`.tables` has one for each generator of sites."""

from storyweft.reading.dialects.dialect import Configuration, Dialect

#: In the order in which they are tried: the more telling first.
VAULTS: tuple[Dialect, ...] = (
    Dialect(
        "quartz",
        # https://quartz.jzhao.xyz/configuration, /authoring-content, /features/wikilinks
        "https://quartz.jzhao.xyz/authoring-content",
        (Configuration("quartz.config.ts"), Configuration("quartz.config.yaml")),
        content=("content/",),
        notes=True,
        vault=True,
        named=True,
        site={"name": ("pageTitle",), "url": ("baseUrl",), "language": ("locale",)},
    ),
    Dialect(
        "obsidian",
        # https://help.obsidian.md/configuration-folder, /properties, /plugins/daily-notes,
        # https://help.obsidian.md/web-clipper/templates
        "https://help.obsidian.md/configuration-folder",
        # https://help.obsidian.md/publish/customize
        # It runs in a browser: others of that name are modules.
        (Configuration("publish.css"), Configuration("publish.js", r"(?s)\A(?!.*\bexports\b)")),
        folders=(".obsidian",),
        notes=True,
        vault=True,
        named=True,
    ),
    Dialect(
        "logseq",
        # https://docs.logseq.com/#/page/graph, /page/properties, /page/namespaces
        "https://docs.logseq.com/#/page/graph",
        (Configuration("logseq/config.edn"),),
        content=("pages/", "journals/"),
        notes=True,
        vault=True,
        named=True,
    ),
    Dialect(
        "dendron",
        # https://wiki.dendron.so/notes/ffec2853-c0e0-4165-a368-339db12c8e4b (configuration),
        # /notes/f1af56bb-db27-47ae-8406-61a98de6c78c (links: [[shown|note]])
        "https://wiki.dendron.so/",
        (Configuration("dendron.yml"),),
        notes=True,
        vault=True,
        shown_first=True,
    ),
    Dialect(
        "foam",
        # https://foambubble.github.io/foam/user/features/wikilinks, /user/features/note-properties
        "https://foambubble.github.io/foam/user/features/wikilinks",
        (Configuration(".vscode/extensions.json", r"foam\.foam-vscode"),),
        folders=(".foam",),
        notes=True,
        vault=True,
    ),
)
