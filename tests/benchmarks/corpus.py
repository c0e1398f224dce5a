"""A corpus of any size, like the seeds: `python -m tests.benchmarks.corpus N DIR`.

All three generations of keys, 2 to 6 KB a file, Zipf-like providers and topics, events that several
providers report within days, related stubs that are other documents of the corpus in most cases,
addresses in several spellings, a body in some. Folders of a thousand files each; always
the same for the same size.
"""

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

_SYLLABLES = (
    "ba be da de di fa ga ha ka la le li lo ma me mi mo na ne no pa ra re ri ro sa se si so"
)
_SYLLABLES += " ta te ti to va ve vi wa za str pro con ter men tion ing land burg ford stein ville"
_START = datetime(2020, 1, 1, tzinfo=UTC)
_KEYS = (
    ("sourceUrl", "ampUrl", "cdnAmpUrl"),
    ("webUrl", "ampWebUrl", "cdnAmpWebUrl"),
    ("webUrl", "ampWebUrl", "cdnAmpWebUrl"),
)


@dataclass(frozen=True, slots=True)
class _Item:
    """One article to be: everything that its document and the stubs about it say."""

    number: int
    event: int
    title: str
    excerpt: str
    published: datetime
    provider: int
    slug: str


class Corpus:
    """The articles of a corpus of ``size`` documents, and the text of each document."""

    def __init__(self, size: int, seed: int = 1) -> None:
        self.size = size
        self._random = random.Random(seed)  # noqa: S311
        syllables = _SYLLABLES.split()
        self._words = [
            "".join(self._random.choices(syllables, k=self._random.randint(1, 3)))
            for _ in range(8000)
        ]
        self._word_weights = list(accumulate(1 / (rank + 3) for rank in range(len(self._words))))
        self._providers = [
            (f"{self._word().title()} {kind}", f"{self._word()}{rank}.com")
            for rank in range(max(20, min(3000, size // 20)))
            for kind in [self._random.choice(["News", "Times", "Post", "Daily", "Herald"])]
        ]
        self._provider_weights = list(
            accumulate(1 / (rank + 2) for rank in range(len(self._providers)))
        )
        self._topics = [self._word().title() for _ in range(200)]
        self._topic_weights = list(accumulate(1 / (rank + 1) for rank in range(200)))
        self._items = list(self._plan())

    def documents(self) -> Iterator[tuple[str, str]]:
        """Yield (path below the corpus, text of the file)."""
        for item in self._items:
            name = f"{item.number:08d}_{item.number * 2654435761 % 2**32:08x}.md"
            yield f"{item.number // 1000:05d}/{name}", self._document(item)

    def write(self, folder: Path) -> None:
        """Write all documents below a folder."""
        for name, text in self.documents():
            path = folder / name
            if item_is_first_of_folder(name):
                path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    # -- the plan: events, and who reports them --------------------------------------------------

    def _plan(self) -> Iterator[_Item]:
        number = event = 0
        while number < self.size:
            names = [self._name() for _ in range(3)]
            theme = self._some_words(12)
            day = _START + timedelta(minutes=self._random.randrange(60 * 24 * 700))
            for _ in range(min(self._event_size(), self.size - number)):
                yield self._item(number, event, names, theme, day)
                number += 1
            event += 1

    def _event_size(self) -> int:
        return min(60, int(self._random.paretovariate(1.3)))

    def _item(
        self, number: int, event: int, names: list[str], theme: list[str], day: datetime
    ) -> _Item:
        rng = self._random
        title = [*rng.sample(names, 2), *rng.sample(theme, 4), *self._some_words(2)]
        rng.shuffle(title)
        excerpt = [*names, *rng.sample(theme, 8), *self._some_words(18)]
        rng.shuffle(excerpt)
        headline = " ".join(title).capitalize()
        return _Item(
            number,
            event,
            headline,
            " ".join(excerpt).capitalize() + ".",
            day + timedelta(minutes=rng.randrange(60 * 40)),
            rng.choices(range(len(self._providers)), cum_weights=self._provider_weights)[0],
            "-".join(title).lower().replace(" ", "-"),
        )

    # -- one document ----------------------------------------------------------------------------

    def _document(self, item: _Item) -> str:
        rng = random.Random(item.number)  # noqa: S311
        generation = item.number % 3
        lines = ["---", "category: news", *self._fields(item, generation, rng, indent="")]
        lines += [f"heat: {rng.choice([-1, -1, rng.randrange(200)])}"]
        lines += [f"published: {'true' if rng.random() < 0.3 else 'false'}", ""]
        topics = dict.fromkeys(rng.choices(self._topics, cum_weights=self._topic_weights, k=3))
        lines += ["topics:", *(f"  - {topic}" for topic in topics), ""]
        related = self._related(item, rng)
        if related:
            lines.append("related:")
            for other in related:
                first, *rest = self._fields(other, generation, rng, indent="    ")
                lines += ["  - " + first.lstrip(), *rest]
        secret = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz0123456789+/", k=400))
        lines += ["", f'secured: "{secret}"', "---", ""]
        if rng.random() < 0.3:
            lines += [" ".join(self._some_words(200, rng)), ""]
        return "\n".join(lines)

    def _fields(self, item: _Item, generation: int, rng: random.Random, indent: str) -> list[str]:
        name, domain = self._providers[item.provider]
        url = f"https://www.{domain}/{item.published:%Y/%m/%d}/{item.slug}-{item.number}"
        web, amp, cache = _KEYS[generation]
        quote = "" if generation == 0 else '"'
        lines = [
            f'title: "{item.title}"',
            f'excerpt: "{item.excerpt}"',
            f"publishedDateTime: {item.published:%Y-%m-%dT%H:%M:%SZ}",
            f"{web}: {quote}{self._spelling(url, rng)}{quote}",
        ]
        if item.number % 5 < 3:
            host = f"www.{domain}".replace("-", "--").replace(".", "-")
            lines += [
                f"{amp}: {quote}{url}/amp/{quote}",
                f"{cache}: {quote}https://{host}.cdn.ampproject.org/c/s/{url[8:]}/amp/{quote}",
            ]
        lines += [
            "type: article",
            f"quality: {item.number * 7 % 100}",
            "provider:",
            f"  name: {name}",
            f"  domain: {domain}",
        ]
        if item.number % 3:
            lines += [
                "images:",
                f'  - url: "https://img.{domain}/{item.slug}.jpg?w=1200&h=630"',
                "    width: 1200",
                "    height: 630",
                "    isCached: true",
            ]
        return [indent + line for line in lines]

    @staticmethod
    def _spelling(url: str, rng: random.Random) -> str:
        """Return the URL as somebody copied it: nine times in ten as it is."""
        return rng.choice([url] * 17 + [url + "?utm_source=feed", url + "#top", url + "/"])

    def _related(self, item: _Item, rng: random.Random) -> list[_Item]:
        """Choose others of the same event first, then anything near in time."""
        found = {}
        for _ in range(rng.randrange(7)):
            distance = rng.randint(1, 6) if rng.random() < 0.8 else rng.randint(7, 5000)
            number = item.number + distance * rng.choice([-1, 1])
            if 0 <= number < self.size and number != item.number:
                found[number] = self._items[number]
        return list(found.values())

    def _name(self) -> str:
        return f"{self._word().title()} {self._word().title()}"

    def _word(self) -> str:
        return self._random.choices(self._words, k=1)[0]

    def _some_words(self, count: int, rng: random.Random | None = None) -> list[str]:
        chooser = rng or self._random
        return chooser.choices(self._words, cum_weights=self._word_weights, k=count)


def item_is_first_of_folder(name: str) -> bool:
    return int(name.split("/")[1][:8]) % 1000 == 0


def main() -> None:
    size, folder = int(sys.argv[1]), Path(sys.argv[2])
    Corpus(size).write(folder)
    print(f"{size:,} documents in {folder}")


if __name__ == "__main__":
    main()
