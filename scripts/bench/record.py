"""The record of a comparison as Markdown, and what of it newsprint loses.

Responsible for wording and arithmetic on finished measurements. Not responsible for measuring or judging.
"""

import os
import platform
import re
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median


@dataclass
class Row:
    """One tool with its settings, over all repeats. The first row of a table is the yardstick of the ratios."""

    label: str
    ours: bool
    runs: list[dict] = field(default_factory=list)  # of measure.py, one thread
    two: list[dict] = field(default_factory=list)  # the same with two threads; empty where it has none
    stages: dict[str, float] = field(default_factory=dict)
    found: int = 0
    recall: float | None = None  # None: it is the yardstick itself
    precision: float | None = None

    def cpu(self) -> float:
        return median(run["cpu_seconds"] for run in self.runs)

    def wall(self) -> float:
        return median(run["wall_seconds"] for run in self.runs)

    def wall_two(self) -> float | None:
        return median(run["wall_seconds"] for run in self.two) if self.two else None

    def times(self, base: "Row") -> float:
        """CPU over that of `base`, each run beside the run of the same turn, so that a busy machine strikes both."""
        return median(run["cpu_seconds"] / other["cpu_seconds"] for run, other in zip(self.runs, base.runs))

    def peak(self) -> float:
        return median(run["peak_bytes"] for run in self.runs)


def machine() -> str:
    """Model, cores and the vector units that matter here, never a name or an address."""
    try:
        info = Path("/proc/cpuinfo").read_text()
    except OSError:
        info = ""
    model = re.search(r"model name\s*:\s*(.+)", info)
    flags = re.search(r"flags\s*:\s*(.+)", info)
    units = sorted(f for f in (flags[1].split() if flags else ()) if f == "avx2" or f.startswith("avx512"))
    shown = [u for u in units if u in ("avx2", "avx512f", "avx512bw", "avx512vl")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (f"{model[1].strip() if model else platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
            f"{' '.join(shown) or 'no AVX2'}; {platform.system()}, Python {platform.python_version()}")


def mb(number: float) -> str:
    return f"{number / 1e6:,.0f}"


def share(number: float | None) -> str:
    """Four digits, cut and not rounded, so that 1.0000 is said only of all."""
    return "by definition" if number is None else f"{int(number * 10_000) / 10_000:.4f}"


def table(rows: list[Row], text_bytes: int) -> list[str]:
    lines = ["| tool | text MB per CPU s | CPU s, 1 thread (least to most) | wall s, 1 thread | wall s, 2 threads | "
             "peak memory, MB | pairs | recall | precision | times newsprint's CPU |", "|---|---|---|---|---|---|---|---|---|---|"]
    for row in rows:
        cpus = [run["cpu_seconds"] for run in row.runs]
        two = row.wall_two()
        lines.append("| " + " | ".join([
            f"**{row.label}**" if row.ours else row.label,
            f"{text_bytes / 1e6 / row.cpu():.1f}",
            f"{row.cpu():.2f} ({min(cpus):.2f} to {max(cpus):.2f})",
            f"{row.wall():.2f}",
            "-" if two is None else f"{two:.2f}",
            mb(row.peak()),
            f"{row.found:,}",
            share(row.recall),
            share(row.precision),
            f"{row.times(rows[0]):.2f}",
        ]) + " |")
    return lines


def losses(rows: list[Row]) -> list[str]:
    """Every column in which a peer is better than newsprint's default, by the medians, however little."""
    own, found = rows[0], []
    # A name, the reading of a row, whether more is better, and how it is shown. One thread against one, two against two.
    columns = [
        ("CPU", Row.cpu, False, lambda x: f"{x:.2f} s"),
        ("wall, 1 thread", Row.wall, False, lambda x: f"{x:.2f} s"),
        ("wall, 2 threads", Row.wall_two, False, lambda x: f"{x:.2f} s"),
        ("peak memory", Row.peak, False, lambda x: f"{mb(x)} MB"),
        ("recall", lambda row: row.recall, True, share),
        ("precision", lambda row: row.precision, True, share),
    ]
    for row in rows[1:]:
        if row.ours:
            continue
        for name, read, more, show in columns:
            ours, theirs = read(own), read(row)
            if ours is not None and theirs is not None and (theirs > ours if more else theirs < ours):
                found.append(f"- **{name}**: {row.label} {show(theirs)}, newsprint {show(ours)}.")
    return found or ["None: no peer is better in any column."]


def stages(rows: list[Row]) -> list[str]:
    """Where the peers' CPU went, so that nobody has to take the Python around a library for the library."""
    lines = []
    for row in rows:
        if row.stages:
            parts = ", ".join(f"{name} {seconds:.2f}" for name, seconds in row.stages.items())
            lines.append(f"- {row.label}: {parts}.")
    return lines


def settings(threshold: float, repeat: int) -> list[str]:
    """What was asked of whom."""
    return f"""\
- All: shingles of 5 words in lower case, Jaccard >= {threshold}, one thread (RAYON_NUM_THREADS=1); runs with two threads besides,
  where a tool has threads. Runs of each: {repeat}.
- newsprint: defaults, with `--allow-mass-removal`, so that no guard ends the run.
- Peers: 128 permutations; a candidate is kept where the library's own estimate reaches the threshold. datasketch solves its bands
  itself (9 x 13 for 0.8), so does gaoya (21 x 6); rensa has 16 x 8. How each is called: `scripts/bench/peers.py`.
- gaoya's own words end at white space and keep their punctuation, so its sets differ a little from those it is judged by. "given
  words" is gaoya on texts cut into the others' words by Python first.""".splitlines()


def page(*, date: str, versions: list[str], corpus: list[str], settings: list[str], checks: list[str], rows: list[Row],
         text_bytes: int, missing: list[str], command: str) -> str:
    lines = [
        f"# Near-duplicates: newsprint beside its peers, {date}", "",
        f"Machine: {machine()}. Perhaps shared: CPU seconds and ratios count, walls less.", "",
        "Versions: " + "; ".join(versions) + ".", "",
        *(f"Not compared: {line}" for line in missing), *([""] if missing else []),
        "## Result", "",
        *table(rows, text_bytes), "",
        "Whole processes on the same JSON Lines from the page cache, run in turns; medians (of the ratios too, run by run).",
        "MB are millions of bytes, and text MB are of the text alone.",
        "newsprint writes the kept rows and decides every pair on its text, and with `--pairs` writes those too; the peers write pairs of",
        "ids by their estimates. Recall and precision of the plain run are those of its pairs, which `--pairs` shows.",
        "Recall and precision are of pairs, against Jaccard >= the threshold as `newsprint dedup --exact` finds it (checked below).", "",
        "## Rows newsprint loses", "",
        *losses(rows), "",
        "## Where the peers' CPU went", "",
        "CPU seconds by stage, from the last run. What Python does there (reading, shingles) every user of the library has to do "
        "somehow.", "",
        *stages(rows), "",
        "## Corpus", "", *corpus, "",
        "## Settings", "", *settings, "",
        "## Checks of the yardstick", "", *checks, "",
        "## Repeat it", "", "```console", "$ cargo build --release", f"$ {command}", "```",
    ]
    return "\n".join(lines) + "\n"
