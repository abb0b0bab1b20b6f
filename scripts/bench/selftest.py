"""The comparison's own tests: no network, no peers, a few seconds.

Responsible for the promises that the figures rest on. Not responsible for newsprint, which has its own tests.
"""

import sys
import tempfile
from itertools import combinations
from pathlib import Path

from . import corpus, oracle, record
from .processes import measured

DOCUMENTS = 200


def a_corpus_is_the_same_each_time(seeds: list[Path], folder: Path) -> None:
    made = [folder / name for name in ("one", "again", "other")]
    for path, seed in zip(made, (7, 7, 8)):
        corpus.make(seeds, DOCUMENTS, seed, path, path.with_suffix(".tsv"))
    one, again, other = (path.read_bytes() for path in made)
    assert one == again, "the same seed gave another corpus"
    assert one != other, "another seed gave the same corpus"
    assert len(one.splitlines()) == DOCUMENTS


def planted_copies_have_the_jaccard_asked_for(seeds: list[Path], folder: Path) -> None:
    path, planted = folder / "corpus", folder / "planted"
    made = corpus.make(seeds, DOCUMENTS, 7, path, planted)
    texts = dict(corpus.texts(path, 0, DOCUMENTS))
    lines = [line.split("\t") for line in planted.read_text().splitlines()[1:]]
    assert len(lines) == made.planted == DOCUMENTS // corpus.PLANTED_EVERY
    asked = [float(line[2]) for line in lines]
    assert min(asked) < 0.55 and max(asked) > 0.9, "the spread is not as wide as promised"
    for copy, origin, jaccard, edit in lines:
        is_ = oracle.jaccard(oracle.shingles(texts[copy]), oracle.shingles(texts[origin]))
        assert abs(is_ - float(jaccard)) < 0.03, f"{copy} of {origin} ({edit}): asked {jaccard}, is {is_:.4f}"


def repeats_are_no_near_duplicates(seeds: list[Path], folder: Path) -> None:
    path, planted = folder / "corpus", folder / "planted"
    corpus.make(seeds, DOCUMENTS, 7, path, planted)
    copies = {line.split("\t")[0] for line in planted.read_text().splitlines()[1:]}
    rest = [row for row in corpus.texts(path, 0, DOCUMENTS) if row[0] not in copies]
    first_reading = sum(1 for _ in corpus.articles(seeds)) * 10 // 9
    for (a, b), jaccard in oracle.near_pairs(rest, 0.4).items():
        assert int(b[1:]) <= first_reading, f"{a} and {b} are filler and have Jaccard {jaccard:.2f}"


def the_oracle_agrees_with_a_count_by_hand(*_) -> None:
    # Two of the shingles "a b c d e", "b c d e f" and "b c d e g" each, one of them in both: one of three.
    a, b = oracle.shingles("A b, c d e f."), oracle.shingles("a b c d (e) G")
    assert oracle.jaccard(a, b) == 1 / 3, oracle.jaccard(a, b)
    assert oracle.jaccard(set(), set()) == 0
    assert oracle.words("Mr. O’Neil's 3.5-mile_run") == ["mr", "o", "neil", "s", "3", "5", "mile", "run"]
    assert oracle.words("cafe\u0301 co\u00adoperate") == ["caf\u00e9", "cooperate"]
    assert oracle.words("東京tower東") == ["東", "京", "tower", "東"]


def the_oracle_agrees_with_all_against_all(seeds: list[Path], folder: Path) -> None:
    path = folder / "corpus"
    corpus.make(seeds, 80, 7, path, folder / "planted")
    sets = {name: oracle.shingles(text) for name, text in corpus.texts(path, 0, 80)}
    for threshold in (0.1, 0.8):
        slow = {(a, b): j for a, b in combinations(sets, 2) if (j := oracle.jaccard(sets[a], sets[b])) >= threshold}
        assert oracle.near_pairs(corpus.texts(path, 0, 80), threshold) == slow
        assert slow, "nothing was tested"


def memory_is_of_the_process_measured(_, folder: Path) -> None:
    ballast = bytearray(300_000_000)  # of this process; must not count
    ballast[::4096] = b"x" * len(ballast[::4096])
    code = "x = bytearray(60_000_000); x[::4096] = b'x' * len(x[::4096])"
    run = measured([sys.executable, "-I", "-S", "-c", code], folder / "out", folder / "err")
    assert run["exit"] == 0 and 60e6 < run["peak_bytes"] < 150e6, run
    assert 0 < run["cpu_seconds"] < 60 and run["wall_seconds"] > 0, run


def a_lost_row_is_told(*_) -> None:
    run = lambda cpu, peak: [{"cpu_seconds": cpu, "wall_seconds": cpu, "peak_bytes": peak}]  # noqa: E731
    ours = record.Row("newsprint", True, run(1.0, 5e6), recall=0.99995, precision=1.0)
    slim = record.Row("slim", False, run(2.0, 4e6), recall=0.9, precision=1.0)
    lost = record.losses([ours, slim])
    assert len(lost) == 1 and "peak memory" in lost[0] and "slim" in lost[0], lost
    assert record.share(0.99995) == "0.9999", "rounded up to what it is not"


TESTS = [
    a_corpus_is_the_same_each_time, planted_copies_have_the_jaccard_asked_for, repeats_are_no_near_duplicates,
    the_oracle_agrees_with_a_count_by_hand, the_oracle_agrees_with_all_against_all, memory_is_of_the_process_measured,
    a_lost_row_is_told,
]


def run(seeds: list[Path]) -> int:
    """Runs all of them; 1 if one fails."""
    failed = 0
    for test in TESTS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(seeds, Path(folder))
                verdict = "ok"
            except AssertionError as e:
                verdict, failed = f"FAILED: {e}", failed + 1
        print(f"{test.__name__.replace('_', ' ')} ... {verdict}")
    return int(failed > 0)
