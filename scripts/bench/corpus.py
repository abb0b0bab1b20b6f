"""A corpus of any size with near copies at known Jaccard, out of a few real articles.

Responsible for reading articles (JSON Lines, plain, .gz or .zst), repeating them as *different* documents, and planting near copies.
Not responsible for finding them again: what is planted is written beside the corpus, and only the oracle looks there.

The input is read as often as it takes. The first reading is taken as it is (verbatim repeats left out: everybody finds those). Of
each later reading every article has 20 to 30 % of its words replaced by words drawn from the input, so that it keeps the lengths and
frequencies of real words, and few shingles of the original: Jaccard 0.1 at most on news, so filler is never a near-duplicate.
Every tenth document is a near copy of one of the last `WINDOW` others, at a Jaccard spread evenly from 0.95 to 0.5; two of three
by words replaced, one by its end cut off. Streaming: memory does not grow with the size of the corpus.
"""

import gzip
import hashlib
import json
import random
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SHINGLE_WORDS = 5
# Letters and digits; what lies between them is kept as it is. `split` gives the words the odd places.
WORD = re.compile(r"([^\W_]+)")

# Fewer words than these make too few shingles for a Jaccard to be planted with two digits.
SOURCE_WORDS = 150
LEAST_WORDS = 20
PLANTED_EVERY = 10
PLANTED_FROM, PLANTED_TO = 0.95, 0.5
CUT_EVERY = 3
REPLACED_FROM, REPLACED_TO = 0.2, 0.3
# Originals that a near copy can be of. Near enough that a stretch of the corpus holds both ends of most pairs.
WINDOW = 500
# Words of the input that replacements are drawn from, as often as they stand there.
POOL_WORDS = 200_000

TEXT_KEYS = ("text", "body", "content", "maintext", "article_body", "plain_text")
OUTLET_KEYS = ("outlet", "source", "publisher", "source_domain", "domain", "sitename")
DATE_KEYS = ("date", "published_at", "date_publish", "publish_date", "published", "datetime")


@dataclass
class Made:
    """What was written."""

    documents: int = 0
    text_bytes: int = 0
    planted: int = 0
    readings: int = 0


@contextmanager
def _lines(path: Path):
    """The lines of a file in bytes, unpacked as its name says."""
    if path.suffix == ".zst":
        with subprocess.Popen(["zstd", "-dcq", str(path)], stdout=subprocess.PIPE) as unpacking:
            try:
                yield unpacking.stdout
            finally:
                unpacking.kill()
    else:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as f:
            yield f


def articles(paths: list[Path]) -> Iterator[dict]:
    """Every row that holds a text of `LEAST_WORDS` or more, as text, outlet and date."""
    for path in paths:
        with _lines(path) as lines:
            for line in lines:
                if not line.strip():
                    continue
                row = json.loads(line)
                text = _first(row, TEXT_KEYS)
                if text and text.count(" ") + text.count("\n") >= LEAST_WORDS:
                    yield {"text": text, "outlet": _first(row, OUTLET_KEYS), "date": _first(row, DATE_KEYS)}


def _first(row: dict, keys: tuple[str, ...]) -> str | None:
    """The first of the columns that holds a string."""
    return next((row[key] for key in keys if isinstance(row.get(key), str) and row[key]), None)


def _pool(paths: list[Path]) -> list[str]:
    """Words of the input in the order of the input, repeats included."""
    pool: list[str] = []
    for article in articles(paths):
        pool += WORD.findall(article["text"])
        if len(pool) >= POOL_WORDS:
            break
    return pool


def _replace(parts: list[str], places: list[int], pool: list[str], rng: random.Random) -> str:
    """The text with other words at `places` (number of the word); each differs from the word it stands for."""
    parts = parts.copy()
    draw, size = rng.random, len(pool)
    for place in places:
        old = parts[2 * place + 1]
        new = pool[int(draw() * size)]
        parts[2 * place + 1] = new if new.lower() != old.lower() else new + "s"
    return "".join(parts)


def _spread(words: int, count: int, rng: random.Random, jitter: float) -> list[int]:
    """`count` of `words` places, one in each of as many equal stretches; `jitter` 0 puts it in the middle, 1 anywhere in it."""
    step = words / count
    at, draw = 0.5 - jitter / 2, rng.random
    return [int((i + at + jitter * draw()) * step) for i in range(count)]


def repeat(text: str, pool: list[str], rng: random.Random) -> str:
    """Another document with the same letters to the eye: 20 to 30 % of the words replaced."""
    parts = WORD.split(text)
    words = len(parts) // 2
    count = max(1, round(words * rng.uniform(REPLACED_FROM, REPLACED_TO)))
    return _replace(parts, _spread(words, count, rng, 1.0), pool, rng)


def near_copy(text: str, asked: float, cut: bool, pool: list[str], rng: random.Random) -> str:
    """A copy whose Jaccard of shingles with `text` is `asked`, to about two shingles.

    With n distinct shingles, cutting the end off so that k stay gives k / n. A replaced word takes five shingles away and brings
    five new ones, so with `lost` in all Jaccard is (n - lost) / (n + lost); replaced words stand five or more apart for any
    Jaccard >= 0.5, which asks for one word in fifteen.
    """
    parts = WORD.split(text)
    words = len(parts) // 2
    shingles = words - SHINGLE_WORDS + 1
    if cut:
        keep = round(asked * shingles) + SHINGLE_WORDS - 1
        return "".join(parts[:2 * keep]) + "."
    lost = shingles * (1 - asked) / (1 + asked)
    count = max(1, round(lost / SHINGLE_WORDS))
    return _replace(parts, _spread(words, count, rng, 0.5), pool, rng)


def _documents(paths: list[Path], seed: int, pool: list[str], made: Made) -> Iterator[tuple[dict, random.Random]]:
    """Endless different documents, each with a generator of its own, so that none depends on how the one before was made."""
    seen: set[bytes] = set()
    reading = 0
    while True:
        for number, article in enumerate(articles(paths)):
            rng = random.Random(f"{seed}:{reading}:{number}")
            if reading == 0:
                digest = hashlib.blake2b(" ".join(WORD.findall(article["text"])).lower().encode(), digest_size=16).digest()
                if digest in seen:
                    continue
                seen.add(digest)
            else:
                article["text"] = repeat(article["text"], pool, rng)
            yield article, rng
        reading += 1
        made.readings = reading
        if not seen:
            raise SystemExit("bench_peers: the input holds no article of 20 words with a text; name JSON Lines with a key 'text'")


def make(paths: list[Path], documents: int, seed: int, out: Path, planted_out: Path) -> Made:
    """Writes `documents` rows (id, text, outlet, date) to `out`, and id, source, Jaccard asked for and edit of each near copy to
    `planted_out` (tab-separated)."""
    made = Made()
    pool = _pool(paths)
    originals: list[tuple[str, dict]] = []
    source = _documents(paths, seed, pool, made)
    # A lone surrogate, which JSON can hold and UTF-8 cannot, becomes "?".
    text_mode = {"mode": "w", "encoding": "utf8", "errors": "replace", "newline": "\n"}
    with out.open(**text_mode) as rows, planted_out.open(**text_mode) as planted:
        planted.write("id\tsource\tjaccard\tedit\n")
        while made.documents < documents:
            name = f"d{made.documents:07d}"
            if made.documents % PLANTED_EVERY == PLANTED_EVERY - 1 and originals:
                rng = random.Random(f"{seed}:planted:{made.documents}")
                origin, article = originals[rng.randrange(len(originals))]
                # Every n-th of a golden walk: the spread is even however many there are.
                asked = PLANTED_FROM - (PLANTED_FROM - PLANTED_TO) * (made.planted * 0.6180339887498949 % 1.0)
                cut = made.planted % CUT_EVERY == 0
                article = article | {"text": near_copy(article["text"], asked, cut, pool, rng)}
                planted.write(f"{name}\t{origin}\t{asked:.4f}\t{'cut' if cut else 'replaced'}\n")
                made.planted += 1
            else:
                article, rng = next(source)
                if article["text"].count(" ") >= SOURCE_WORDS:
                    if len(originals) < WINDOW:
                        originals.append((name, article))
                    else:
                        originals[made.documents % WINDOW] = (name, article)
            rows.write(json.dumps({"id": name, **article}, ensure_ascii=False) + "\n")
            made.documents += 1
            made.text_bytes += len(article["text"].encode(errors="replace"))
    return made


def texts(corpus: Path, first: int, count: int) -> list[tuple[str, str]]:
    """Id and text of `count` documents from number `first` on."""
    with corpus.open(encoding="utf8") as lines:
        rows = (json.loads(line) for number, line in enumerate(lines) if first <= number < first + count)
        return [(row["id"], row["text"]) for row in rows]
