"""The peers, each as its own users would run it on JSON Lines: the near pairs it proposes, to a file of two ids a line.

    python peers.py TOOL CORPUS PAIRS THRESHOLD      in an environment that has TOOL installed

Responsible for calling each library by its fastest documented way, with 128 permutations of the shingles of five lower-cased words.
Not responsible for measuring, nor for saying which pairs are right. Each keeps a candidate where its own estimate of the Jaccard
reaches the threshold, as its documentation advises; none of them looks at the texts again.

Shingles are made a batch at a time (long-lived lists of strings cost twice as much), and the collector of cycles is off, because
nothing here has cycles: both make the peers faster. The last line on stdout is JSON: CPU seconds of each stage.
"""

import gc
import json
import re
import sys
import time
from collections.abc import Iterator
from itertools import islice

PERMUTATIONS = 128
SHINGLE_WORDS = 5
SEED = 42
BATCH = 256

words = re.compile(r"[^\W_]+").findall


class Stages:
    """CPU seconds by stage; each call ends the stage it names."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.last = time.process_time()

    def ends(self, stage: str) -> None:
        now = time.process_time()
        self.seconds[stage] = round(self.seconds.get(stage, 0.0) + now - self.last, 4)
        self.last = now


def rows(corpus: str) -> Iterator[tuple[str, str]]:
    """Id and text of each document."""
    with open(corpus, encoding="utf8") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["id"], row["text"]


def shingles(text: str) -> list[str]:
    """Runs of five words; repeats do not matter to a minimum."""
    w = words(text.lower())
    return list(map(" ".join, zip(*(w[i:] for i in range(SHINGLE_WORDS)))))


def byte_shingles(text: str) -> list[bytes]:
    """The same as bytes, encoded once a text and not once a shingle."""
    w = " ".join(words(text.lower())).encode().split(b" ")
    return list(map(b" ".join, zip(*(w[i:] for i in range(SHINGLE_WORDS)))))


def datasketch(corpus: str, threshold: float, stages: Stages, **options) -> Iterator[tuple[str, str]]:
    """`MinHash.bulk` and `MinHashLSH`, which solves bands and rows from the threshold (9 x 13 for 0.8)."""
    from datasketch import MinHash, MinHashLSH

    stages.ends("import")
    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    source, ids, sketches = rows(corpus), [], []
    while batch := list(islice(source, BATCH)):
        stages.ends("read")
        sets = [byte_shingles(text) for _, text in batch]
        stages.ends("shingles in Python")
        sketches += MinHash.bulk(sets, num_perm=PERMUTATIONS, **options)
        ids += [name for name, _ in batch]
        stages.ends("sketch")
    for number, sketch in enumerate(sketches):
        for other in index.query(sketch):
            if sketch.jaccard(sketches[other]) >= threshold:
                yield ids[other], ids[number]
        index.insert(number, sketch, check_duplication=False)
    stages.ends("index and query")


def datasketch_crc32(corpus: str, threshold: float, stages: Stages) -> Iterator[tuple[str, str]]:
    """The same with CRC-32 for the hash of a shingle in place of the default, SHA-1, which is most of its time."""
    from zlib import crc32

    return datasketch(corpus, threshold, stages, hashfunc=crc32)


def datasketch_update(corpus: str, threshold: float, stages: Stages) -> Iterator[tuple[str, str]]:
    """As its documentation begins, and most code that is built on it: one `update` for each shingle, and `insert` and `query` by `MinHash`."""
    from datasketch import MinHash, MinHashLSH

    stages.ends("import")
    index, sketches, ids = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS), [], []
    for number, (name, text) in enumerate(rows(corpus)):
        stages.ends("read")
        shingled = byte_shingles(text)
        stages.ends("shingles in Python")
        sketch = MinHash(num_perm=PERMUTATIONS)
        for shingle in shingled:
            sketch.update(shingle)
        stages.ends("sketch")
        for other in index.query(sketch):
            if sketch.jaccard(sketches[other]) >= threshold:
                yield ids[other], name
        index.insert(number, sketch)
        sketches.append(sketch)
        ids.append(name)
        stages.ends("index and query")


def rensa(corpus: str, threshold: float, stages: Stages) -> Iterator[tuple[str, str]]:
    """`RMinHash.from_token_sets` and `RMinHashLSH` with 16 bands of 8 rows, its default; candidates of a batch in one call."""
    from rensa import RMinHash, RMinHashLSH

    stages.ends("import")
    index = RMinHashLSH(threshold, PERMUTATIONS, 16)
    source, ids, sketches = rows(corpus), [], []
    while batch := list(islice(source, BATCH)):
        stages.ends("read")
        sets = [shingles(text) for _, text in batch]
        stages.ends("shingles in Python")
        sketches += RMinHash.from_token_sets(sets, PERMUTATIONS, SEED)
        ids += [name for name, _ in batch]
        stages.ends("sketch")
    index.insert_many(sketches)
    for number, found in enumerate(index.query_all(sketches)):
        for other in found:
            if other < number and sketches[number].jaccard(sketches[other]) >= threshold:
                yield ids[other], ids[number]
    stages.ends("index and query")


def gaoya(corpus: str, threshold: float, stages: Stages, as_here: bool = False) -> Iterator[tuple[str, str]]:
    """`MinHashStringIndex` with its own words and shingles in Rust, bands solved by itself from 128 hashes (21 x 6), in bulk.

    Its words end at white space, so punctuation is part of them. It offers no way to query with a signature that is in the index, so
    every text is sketched twice. It filters by its estimate itself.
    """
    from gaoya.minhash import MinHashStringIndex

    stages.ends("import")
    index = MinHashStringIndex(
        hash_size=32, jaccard_threshold=threshold, num_bands=None, band_size=None, num_hashes=PERMUTATIONS,
        analyzer="word", lowercase=True, ngram_range=(SHINGLE_WORDS, SHINGLE_WORDS), id_container="smallvec",
    )
    ids, texts = map(list, zip(*rows(corpus)))
    stages.ends("read")
    if as_here:
        texts = [" ".join(words(text.lower())) for text in texts]
        stages.ends("words in Python")
    numbers = list(range(len(ids)))
    for start in range(0, len(ids), BATCH * 16):
        part = slice(start, start + BATCH * 16)
        index.par_bulk_insert_docs(numbers[part], texts[part])
    stages.ends("sketch and insert")
    for start in range(0, len(ids), BATCH * 16):
        for number, found in enumerate(index.par_bulk_query(texts[start:start + BATCH * 16]), start):
            for other in found:
                if other < number:
                    yield ids[other], ids[number]
    stages.ends("sketch and query")


def gaoya_words(corpus: str, threshold: float, stages: Stages) -> Iterator[tuple[str, str]]:
    """The same on texts that hold nothing but words as the others have them: judged on the sets it saw, at the price of Python."""
    return gaoya(corpus, threshold, stages, as_here=True)


TOOLS = {
    "datasketch": datasketch, "datasketch-crc32": datasketch_crc32, "datasketch-update": datasketch_update,
    "rensa": rensa, "gaoya": gaoya, "gaoya-words": gaoya_words,
}


def main(argv: list[str]) -> int:
    tool, corpus, pairs, threshold = argv
    gc.disable()
    stages = Stages()
    with open(pairs, "w", encoding="utf8") as out:
        for a, b in TOOLS[tool](corpus, float(threshold), stages):
            out.write(f"{a}\t{b}\n")
    print(json.dumps(stages.seconds))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
