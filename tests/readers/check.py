"""Exports of the demo corpus and of a hostile run, read by networkx, duckdb and polars."""

import csv
import json
import subprocess
import sys
import xml.etree.ElementTree as tree
from pathlib import Path

import duckdb
import networkx as nx
import polars as pl

program, root, work = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
TABLES = "articles texts matches passages families family_members clusters members quotes utterances credits edges outlets outlet_edges rejects".split()
checks = 0


def check(holds, what):
    global checks
    checks += 1
    if not holds:
        sys.exit(f"failed: {what}")


def newsprint(*args):
    subprocess.run([program, *map(str, args), "-q"], check=True)


def rows(run, table):
    return [json.loads(line) for line in (run / f"{table}.jsonl").read_text(encoding="utf-8").split("\n") if line]


def graphs(run, name):
    """Both formats at both levels, beside the tables of the run."""
    articles, edges, outlets, flows = (rows(run, table) for table in ("articles", "edges", "outlets", "outlet_edges"))
    legal = lambda text: "".join(c for c in text if c in "\t\n\r" or c >= " " and c not in "\ufffe\uffff")
    for form, reader in (("gexf", nx.read_gexf), ("graphml", nx.read_graphml)):
        path = work / f"{name}.{form}"
        newsprint("export", run, "--as", form, "-o", path)
        graph = reader(path)
        ids = {row["article_id"] for row in articles}
        check({legal(i) for i in ids} <= set(graph.nodes), f"{name} {form}: every article is a node")
        outside = {(row["src_kind"], row["src"]) for row in edges if row["src_kind"] != "article"}
        check(graph.number_of_nodes() == len(ids) + len(outside), f"{name} {form}: {graph.number_of_nodes()} nodes")
        check(graph.is_directed() and graph.number_of_edges() == len(edges), f"{name} {form}: {graph.number_of_edges()} edges of {len(edges)}")
        for row in articles:
            node = graph.nodes[legal(row["article_id"])]
            for column in ("outlet", "title", "url", "credit_level", "words", "cluster_id"):
                value = row[column]
                # A text that is empty may come back as nothing.
                told = legal(value) if isinstance(value, str) else value
                check((node.get(column) or None) == (told or None), f"{name} {form}: {row['article_id']} {column} is {node.get(column)!r}, not {value!r}")
            if form == "gexf" and row["published_at"]:
                check(node["start"] == row["published_at"][:19], f"{name}: {row['article_id']} starts at {node.get('start')}")
        known = sorted((d["kind"], d["direction"], round(d["probability"], 9)) for _, _, d in graph.edges(data=True))
        told = sorted((legal(row["kind"]), legal(row["direction"]), round(row["probability"], 9)) for row in edges)
        check(known == told, f"{name} {form}: kinds and directions of edges")

        path = work / f"{name}-outlets.{form}"
        newsprint("export", run, "--as", form, "--level", "outlets", "-o", path)
        graph = reader(path)
        check({legal(row["outlet"]) for row in outlets} <= set(graph.nodes), f"{name} {form}: every outlet is a node")
        for row in flows:
            pair = graph.get_edge_data(legal(row["src_outlet"]), legal(row["dst_outlet"]))
            found = list(pair.values()) if graph.is_multigraph() else [pair]
            check(any(d["words"] == row["words"] and d["articles"] == row["articles"] for d in found), f"{name} {form}: {row}")


def gexf_schema(path):
    """The rules of the 1.3 schema that no validator of a registry knows."""
    ns = "{http://gexf.net/1.3}"
    top = tree.parse(path).getroot()
    check(top.tag == f"{ns}gexf" and top.get("version") == "1.3", "the root is gexf 1.3")
    graph = top.find(f"{ns}graph")
    check(graph.get("mode") in ("static", "dynamic") and graph.get("defaultedgetype") == "directed", "mode and type of the graph")
    declared = {}
    for attributes in graph.findall(f"{ns}attributes"):
        check(attributes.get("class") in ("node", "edge"), "the class of attributes")
        declared[attributes.get("class")] = {one.get("id"): one.get("type") for one in attributes}
        check(set(declared[attributes.get("class")].values()) <= {"string", "long", "double", "boolean"}, "types of attributes")
    nodes = graph.find(f"{ns}nodes")
    ids = [node.get("id") for node in nodes]
    check(len(ids) == len(set(ids)), "ids of nodes are unique")
    edge_ids = [edge.get("id") for edge in graph.find(f"{ns}edges")]
    check(len(edge_ids) == len(set(edge_ids)), "ids of edges are unique")
    for edge in graph.find(f"{ns}edges"):
        check(edge.get("source") in set(ids) and edge.get("target") in set(ids), "ends of edges are nodes")
        check(float(edge.get("weight")) >= 0 and edge.get("kind"), "edges have a weight and a kind")
    for kind, elements in (("node", nodes), ("edge", graph.find(f"{ns}edges"))):
        for element in elements:
            for value in element.iter(f"{ns}attvalue"):
                check(value.get("for") in declared[kind], f"an undeclared attribute of a {kind}")


def tables(run):
    """Each table in three formats, as duckdb and polars see it, beside the rows of the run."""
    for form in ("parquet", "csv", "jsonl"):
        newsprint("export", run, "--as", form, "-o", work / form)
    for table in TABLES:
        told = rows(run, table)
        check(rows(work / "jsonl", table) == told, f"{table}: JSON Lines are those of the run")
        parquet = work / "parquet" / f"{table}.parquet"
        (n,) = duckdb.sql(f"select count(*) from '{parquet}'").fetchone()
        check(n == len(told), f"{table}: duckdb reads {n} rows of Parquet, not {len(told)}")
        frame = pl.read_parquet(parquet)
        check(frame.height == len(told), f"{table}: polars reads {frame.height} rows")
        if not told:
            continue
        check(frame.columns == list(told[0]), f"{table}: columns {frame.columns}")
        for column in frame.columns:
            ours = [row[column] for row in told]
            if any(isinstance(value, list) for value in ours) or column.endswith(("_at", "earliest", "latest")):
                continue
            check(frame[column].to_list() == ours, f"{table}.{column}: polars reads what the run says")
        with open(work / "csv" / f"{table}.csv", encoding="utf-8", newline="") as file:
            read = list(csv.DictReader(file))
        check(len(read) == len(told), f"{table}: CSV has {len(read)} rows")
        for row, ours in zip(read, told):
            for column, value in ours.items():
                if isinstance(value, str):
                    check(row[column] == value, f"{table}.{column}: CSV holds {row[column]!r}, not {value!r}")
        names = duckdb.sql(f"select * from read_csv('{work / 'csv' / (table + '.csv')}', all_varchar = true, header = true)")
        check(len(names.fetchall()) == len(told), f"{table}: duckdb reads the CSV")


def hostile(run):
    """A run with a formula, markup and control characters in its texts."""
    payloads = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "<a b=\"c\">&amp;]]>", "nul\u0000 esc\u001b[31m \uffff\ufffe", "line\nbreak", "\u202erl\u2066", "日本 🙂", "'"]
    run.mkdir()
    demo = {table: (rows(work / "run", table) or [None])[0] for table in TABLES}
    made = {table: [] for table in TABLES}
    for i, p in enumerate(payloads):
        made["articles"].append(demo["articles"] | {"article_id": f"{p} {i}", "title": p, "outlet": f"{p} {i}", "url": p})
        made["texts"].append({"article_id": f"{p} {i}", "text": p})
        made["outlets"].append(demo["outlets"] | {"outlet": f"{p} {i}"})
        other = f"{payloads[i - 1]} {(i - 1) % len(payloads)}"
        made["edges"].append(demo["edges"] | {"edge_id": f"e{i}", "src": other, "dst": f"{p} {i}", "src_kind": "article", "kind": "reprint"})
        made["edges"].append(demo["edges"] | {"edge_id": f"f{i}", "src": p + "x", "dst": f"{p} {i}", "src_kind": "outlet", "kind": "credit"})
        made["outlet_edges"].append(demo["outlet_edges"] | {"src_outlet": other, "dst_outlet": f"{p} {i}", "words": i + 1})
    for table in TABLES:
        (run / f"{table}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in made[table]), encoding="utf-8")
    (run / "run.json").write_text("{}")
    graphs(run, "hostile")
    gexf_schema(work / "hostile.gexf")
    newsprint("export", run, "--as", "csv", "--excel", "-o", work / "sheets")
    with open(work / "sheets" / "articles.csv", encoding="utf-8", newline="") as file:
        for row, p in zip(csv.DictReader(file), payloads):
            guarded = "'" + p if p[0] in "=+-@\t\r" else p
            check(row["title"] == guarded, f"--excel writes {row['title']!r} for {p!r}")


newsprint("scan", root / "seeds/articles.jsonl", root / "seeds/town-herald", "-o", work / "run", "--tables", "jsonl")
tables(work / "run")
graphs(work / "run", "seeds")
gexf_schema(work / "seeds.gexf")
gexf_schema(work / "seeds-outlets.gexf")
hostile(work / "hostile")
print(f"{checks} checks with networkx {nx.__version__}, duckdb {duckdb.__version__}, polars {pl.__version__}")
