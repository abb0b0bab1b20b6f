#!/usr/bin/env python3
"""Check that the truth of the demo corpus holds.

usage: python3 seeds/truth/check.py

Every slice must give the words that the truth prints, every printed quotation must be listed, every id must exist, and what is
said of a variant, a copy or a time must be so. Prints `truth holds` with the counts, or each fault; exit 1 on a fault.
Offsets are Unicode code points, end exclusive. Standard library only.
"""
import collections
import csv
import datetime
import difflib
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SEEDS = os.path.dirname(HERE)
TEXTS = "town-herald"

# What the corpus holds. A change of the corpus changes these on purpose.
COUNTS = {"articles": 25, "quotes": 113, "utterances": 39, "credits": 57, "boilerplate": 20, "spans": 7, "clusters": 2,
          "members": 9, "edges": 33, "dates": 25, "languages": 25}

CHANGES = set("same punctuation spelling contraction filler trimmed_marked trimmed_unmarked fragment merged split reordered "
              "bracketed inserted substituted altered translation".split())
FLAGS = set("negation_changed number_changed hedge_lost modal_changed subject_changed speaker_conflict partial_became_full "
            "headline_not_in_body unclosed relayed".split())
KINDS = set("full partial headline block title scare".split())
CREDITS = set("dateline byline tagline copyright according_to reported_by first_reported_by interview_with told link "
              "embedded_post metadata unnamed_sources with_inputs".split())
ROLES = set("origin verbatim abridged edited revision".split())
EDGE_KINDS = set("reprint excerpt quote credit revision common_origin".split())
PRECISIONS = set("second minute hour day month none".split())

faults = []


def need(holds, *what):
    if not holds:
        faults.append(" ".join(map(str, what)))


def read(path):
    with open(path, encoding="utf8", newline="") as f:
        return f.read()


def rows(name):
    """A truth table; no quoting, since the words of the articles hold every kind of quotation mark."""
    lines = read(os.path.join(HERE, name)).split("\n")
    need(lines[-1] == "", name, "does not end with a newline")
    head = lines[0].split("\t")
    out = []
    for number, line in enumerate(lines[1:-1], 2):
        cells = line.split("\t")
        need(len(cells) == len(head), f"{name}:{number} has {len(cells)} cells, not {len(head)}")
        out.append(dict(zip(head, cells)))
    return out


def articles():
    """id -> article, from both forms of input."""
    out = {}
    for line in read(os.path.join(SEEDS, "articles.jsonl")).splitlines():
        article = json.loads(line)
        need(article["id"] not in out, "id twice", article["id"])
        out[article["id"]] = article
    folder = os.path.join(SEEDS, TEXTS)
    listed = set()
    with open(os.path.join(folder, "meta.csv"), encoding="utf8", newline="") as f:
        for meta in csv.DictReader(f):
            name = meta["filename"]
            listed.add(name)
            text = read(os.path.join(folder, name))
            need(text.endswith("\n") and not text.endswith("\n\n") and "\r" not in text, name, "must end with one newline, LF only")
            need(meta["title"] in text, name, "title does not stand in the text")
            out[name] = {**meta, "id": name, "text": text}
    need(listed == {n for n in os.listdir(folder) if n.endswith(".txt")}, "meta.csv and the files differ")
    return out


def cut(text, start, end):
    """The slice, or nothing where the offsets lie outside of the text."""
    start, end = int(start), int(end)
    return text[start:end] if 0 <= start < end <= len(text) else None


def words(text):
    return re.findall(r"\w+(?:'\w+)*", text.replace("’", "'").lower())


def inside(part, whole):
    """Whether the words of `part` stand in `whole` in their order, gaps allowed."""
    rest = iter(whole)
    return all(word in rest for word in part)


def run_of(part, whole):
    return any(whole[i:i + len(part)] == part for i in range(len(whole) - len(part) + 1))


def openers(text):
    """Where the words of each printed quotation begin, found by the marks alone."""
    found = {m.end() for m in re.finditer(r"[“「]|«\u00a0|(?<!\w)‘", text)}
    found |= {m.end() for m in re.finditer(r"(?<![\w.,])'(?=\w)", text)}
    found |= {m.end() for m in re.finditer(r"^> (?!—)", text, re.M)}
    for paragraph in re.finditer(r"[^\n]+", text):
        marks = [m.end() for m in re.finditer('"', paragraph.group())]
        need(len(marks) % 2 == 0, "odd number of straight marks in:", paragraph.group()[:60])
        found |= {paragraph.start() + at for at in marks[::2]}
    return found


def check_quotes(docs, quotes, utterances):
    said = {u["utterance"]: u for u in utterances}
    need(set(said) == {q["utterance"] for q in quotes}, "utterances.tsv and quotes.tsv differ")
    starts = collections.defaultdict(set)
    speeches = collections.defaultdict(list)
    for q in quotes:
        where = f"quotes.tsv {q['utterance']} {q['id']} {q['start']}:"
        if q["utterance"] not in said or q["field"] not in ("text", "title"):
            need(False, where, "no such utterance, or no such field")
            continue
        start = int(q["start"])
        need(cut(docs[q["id"]][q["field"]], start, q["end"]) == q["text"], where, "slice differs")
        need(q["change"] in CHANGES and q["kind"] in KINDS, where, "unknown change or kind")
        need(not q["flags"] or set(q["flags"].split(";")) <= FLAGS, where, "unknown flag")
        starts[q["id"], q["field"]].add(start)
        base, got = words(said[q["utterance"]]["said"]), words(q["text"])
        change = q["change"]
        if change == "same":
            need(got == base, where, "is not what was said")
        elif change in ("fragment", "split"):
            need(run_of(got, base) and len(got) <= len(base), where, "does not stand in what was said")
        elif change in ("trimmed_marked", "trimmed_unmarked"):
            fold = [w.replace("litres", "liters") for w in got]
            need(inside(fold, base) and len(got) < len(base), where, "is not a cut of what was said")
            need(("…" in q["text"]) == (change == "trimmed_marked"), where, "marked or not?")
        elif change == "translation":
            need(got != base, where, "is no translation")
        else:
            need(got != base, where, "is what was said")
        person = said[q["utterance"]]["speaker"]
        if change != "translation":
            need((q["speaker"] == person) != ("speaker_conflict" in q["flags"]), where, "speaker")
        if "headline_not_in_body" in q["flags"]:
            need(q["text"].lower() not in docs[q["id"]]["text"].lower(), where, "stands in the body")
        if change == "split":
            speeches[q["id"], q["utterance"]].append((start, got))
    for (name, utterance), parts in speeches.items():
        joined = [word for _, got in sorted(parts) for word in got]
        need(joined == words(said[utterance]["said"]), "quotes.tsv", utterance, name, "the parts do not make the whole")
    for name, doc in docs.items():
        for field in ("text", "title"):
            if field == "title" and doc["title"] in doc["text"]:
                continue
            marked = openers(doc[field])
            need(marked == starts[name, field], "quotes.tsv", name, field, "marks without a row or rows without marks:",
                 sorted(marked ^ starts[name, field]))


def check_credits(docs, credits, role):
    outlets = {d["outlet"] for d in docs.values()}
    for c in credits:
        where = f"credits.tsv {c['id']} {c['start']}:"
        doc = docs[c["id"]]
        need(c["kind"] in CREDITS, where, "unknown kind")
        need(all(name in outlets or name and name in doc["text"] for name in c["names"].split(";")), where, "unknown name")
        source = docs.get(role.get(c["id"], {}).get("copied_from"), {"text": ""})["text"]
        came_along = c["kind"] != "metadata" and c["text"].replace("’", "'") in source.replace("’", "'")
        need(c["in_source"] == ("yes" if came_along else "no"), where, "in_source")
        if c["kind"] == "link":
            need(any(d["url"] == c["text"] and d["outlet"] == c["names"] for d in docs.values()), where, "leads to no article")
        if c["kind"] == "metadata":
            need(c["start"] == c["end"] == "" and doc.get("byline") == c["text"], where, "byline differs")
        else:
            need(cut(doc["text"], c["start"], c["end"]) == c["text"], where, "slice differs")


def check_boilerplate(docs, boilerplate):
    seen = collections.Counter()
    for b in boilerplate:
        doc = docs[b["id"]]
        need(doc["outlet"] == b["outlet"], "boilerplate.tsv", b["id"], "outlet")
        text = doc["text"].rstrip("\n")
        need(int(b["start"]) == 0 or int(b["end"]) == len(text), "boilerplate.tsv", b["id"], "neither at the head nor at the foot")
        seen[b["outlet"], cut(text, b["start"], b["end"]) or ""] += 1
    for (outlet, text), count in seen.items():
        need(text and text == text.strip() and count == sum(d["outlet"] == outlet for d in docs.values()),
             "boilerplate.tsv", outlet, "is not in every article:", text[:40])


def check_spans(docs, spans):
    for s in spans:
        where = f"spans.tsv {s['dst_id']} {s['dst_start']}:"
        a, b = s["src_text"], s["dst_text"]
        need(cut(docs[s["src_id"]]["text"], s["src_start"], s["src_end"]) == a, where, "source slice differs")
        need(cut(docs[s["dst_id"]]["text"], s["dst_start"], s["dst_end"]) == b, where, "slice differs")
        need(s["level"] in ("verbatim", "light"), where, "unknown level")
        share = difflib.SequenceMatcher(None, words(a), words(b), autojunk=False).ratio()
        need(share == 1 if s["level"] == "verbatim" else 0.7 <= share < 1, where, f"level {s['level']}, share {share:.2f}")


def check_clusters(docs, members):
    role = {m["id"]: m for m in members}
    need(len(role) == len(members), "clusters.tsv: an article in two clusters")
    for m in members:
        where = f"clusters.tsv {m['id']}:"
        need(m["role"] in ROLES and docs[m["id"]]["outlet"] == m["outlet"], where, "role or outlet")
        need((m["role"] == "origin") == (m["copied_from"] == "-"), where, "origin or copy?")
        if m["copied_from"] != "-":
            need(role.get(m["copied_from"], {}).get("cluster") == m["cluster"], where, "copied from outside its cluster")
    return role


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=None) if text else None


def check_dates(docs, dates):
    out = {}
    for d in dates:
        where = f"dates.tsv {d['id']}:"
        need(str(docs[d["id"]].get("published_at", "")) == d["printed"], where, "the input prints another date")
        need(d["precision"] in PRECISIONS and d["zone"] in ("given", "assumed", "none"), where, "precision or zone")
        try:
            first, after = instant(d["earliest"]), instant(d["latest"])
        except ValueError:
            need(False, where, "not a time")
            continue
        out[d["id"]] = (first, after, d["zone"])
        if d["precision"] == "none":
            need(first is None and after is None and d["zone"] == "none", where, "undated, yet bounded")
            continue
        width = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}.get(d["precision"])
        need((after - first).total_seconds() == width, where, "interval and precision differ")
        need((d["zone"] == "given") == d["earliest"].endswith("Z") == d["latest"].endswith("Z"), where, "zone")
    return out


def check_edges(docs, edges, times, role):
    doubt = datetime.timedelta(hours=26)
    for e in edges:
        where = f"edges.tsv {e['src_id']} -> {e['dst_id']}:"
        need(e["kind"] in EDGE_KINDS and e["direction"] in ("known", "inferred", "unknown") and e["why"], where, "kind or direction")
        need(docs[e["dst_id"]]["outlet"] == e["dst_outlet"], where, "dst_outlet")
        if e["src_id"] == "-":
            need(e["kind"] == "common_origin" and e["src_outlet"].startswith("event: "), where, "no source")
            continue
        need(docs[e["src_id"]]["outlet"] == e["src_outlet"], where, "src_outlet")
        undated = (None, None, "none")
        (src, _, src_zone), (_, dst, dst_zone) = times.get(e["src_id"], undated), times.get(e["dst_id"], undated)
        if src and dst:
            need(src - (doubt if src_zone != dst_zone else datetime.timedelta()) < dst, where, "the source is later")
        if e["kind"] in ("reprint", "revision"):
            need(role.get(e["dst_id"], {}).get("copied_from") == e["src_id"], where, "clusters.tsv names another source")
    copies = {(m["copied_from"], m["id"]) for m in role.values() if m["copied_from"] != "-"}
    need(copies <= {(e["src_id"], e["dst_id"]) for e in edges}, "edges.tsv: a copy of clusters.tsv is missing")


def main():
    docs = articles()
    tables = {n: rows(n + ".tsv") for n in "quotes utterances credits boilerplate spans clusters edges dates languages".split()}
    for name, table in tables.items():
        for row in table:
            for key in ("id", "dst_id", "src_id"):
                need(row.get(key, "-") == "-" or row[key] in docs, f"{name}.tsv: no such article", row.get(key))
    if faults:
        return
    check_quotes(docs, tables["quotes"], tables["utterances"])
    check_boilerplate(docs, tables["boilerplate"])
    check_spans(docs, tables["spans"])
    role = check_clusters(docs, tables["clusters"])
    check_credits(docs, tables["credits"], role)
    times = check_dates(docs, tables["dates"])
    check_edges(docs, tables["edges"], times, role)
    for name in ("dates", "languages"):
        need(sorted(r["id"] for r in tables[name]) == sorted(docs), f"{name}.tsv does not list each article once")
    for row in tables["languages"]:
        text = docs[row["id"]]["text"]
        language = "ja" if re.search("[ぁ-ん]", text) else "fr" if "«" in text else "en"
        need(row["language"] == language, "languages.tsv", row["id"], "language")
        need(row["given"] == docs[row["id"]].get("language", "") and row["given"].split("-")[0] in ("", language),
             "languages.tsv", row["id"], "given")
    counts = {"articles": len(docs), **{n: len(t) for n, t in tables.items()}, "members": len(role),
              "clusters": len({m["cluster"] for m in role.values()})}
    for name, count in COUNTS.items():
        need(counts[name] == count, "count of", name, "is", counts[name], "not", count)
    return counts


if __name__ == "__main__":
    counts = main()
    for fault in faults:
        print(fault)
    if faults:
        sys.exit(1)
    print("truth holds:", ", ".join(f"{count} {name}" for name, count in sorted(counts.items())))
