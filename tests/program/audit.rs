//! The audit: who holds our stories, and what of one's own articles stood elsewhere.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::folder::{int, text};
use crate::run::{run_in, seeds, stderr, stdout};

/// Sentences that no two articles share, by a number.
fn filler(n: usize) -> String {
    lines(n, 6)
}

/// Sentences of invented words: no form that two articles could have in common.
fn lines(n: usize, count: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "ke", "li", "mo", "nu", "ras", "tel", "vin", "dor", "gul", "pa", "ske", "tri", "wob", "fen", "zur"];
    let mut state = n as u64 + 1;
    let mut syllable = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        SYLLABLES[usize::try_from(state >> 60).expect("four bits")]
    };
    let mut page = String::new();
    for _ in 0..count {
        for i in 0..14 {
            let space = if i == 0 { "" } else { " " };
            let _ = write!(page, "{space}{}{}{}", syllable(), syllable(), syllable());
        }
        page.push_str(". ");
    }
    page
}

const STORY: &str = "The harbour board voted on Tuesday to dredge the eastern channel before the herring fleet returns in April. \
    Soundings taken in January showed a bar of gravel that had grown by two metres since the great storm, and pilots had refused \
    to bring any vessel of more than four hundred tonnes past the beacon after dark. The work will cost eleven million crowns and \
    close the inner basin for nineteen days.";

const OTHER: &str = "Schoolchildren in Lower Tarn found a Roman mosaic under the floor of their gymnasium while a plumber was looking for a \
    leak. The county archaeologist, who was called on Friday, said that the figure of a heron and a fish was the largest of its kind \
    north of the ridge, and asked the town to move its basketball to the parish hall until the autumn term.";

fn article(id: &str, outlet: &str, hour: Option<u32>, title: &str, body: &str) -> Value {
    let date = hour.map(|hour| format!("2026-02-{:02}T{:02}:00:00Z", 3 + hour / 24, hour % 24));
    json!({"id": id, "outlet": outlet, "datetime": date, "title": title, "text": body, "url": format!("https://{}.example/{id}", outlet.to_lowercase().replace(' ', "-"))})
}

fn put(folder: &Path, name: &str, rows: &[Value]) {
    let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
    fs::write(folder.join(name), lines.join("\n")).unwrap();
}

/// Our two stories, and what six papers made of them.
fn corpus(folder: &Path) {
    let ours = [
        article("w1", "Tern Wire", Some(6), "Board to dredge channel", STORY),
        article("w2", "Tern Wire", Some(7), "Mosaic under gymnasium", OTHER),
    ];
    put(folder, "ours.jsonl", &ours);
    let part = STORY.split(". ").next().unwrap();
    let press = [
        article(
            "full-credited",
            "Herald",
            Some(9),
            "Board to dredge channel",
            &format!("TARNMOUTH (Tern Wire) - {STORY}\n\n{}", lines(1, 1)),
        ),
        article("full-bare", "Gazette", Some(12), "Gravel bar must go", &format!("{STORY}\n\n{}", lines(2, 1))),
        article("part", "Echo", Some(30), "Fleet waits", &format!("{}{part}. {}", filler(3), filler(4))),
        article("undated", "Lantern", None, "Board to dredge channel", &format!("{STORY}\n\n{}", lines(5, 1))),
        article("before", "Beacon", Some(1), "Board to dredge channel", &format!("{STORY}\n\n{}", lines(6, 1))),
        article("none", "Argus", Some(20), "Nothing", &format!("{}\n\n{}", filler(7), filler(8))),
    ];
    put(folder, "press.jsonl", &press);
}

fn rows(run: &Path, table: &str) -> Vec<Value> {
    let page = fs::read_to_string(run.join(format!("{table}.jsonl"))).unwrap();
    page.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn row<'r>(rows: &'r [Value], column: &str, value: &str) -> &'r Value {
    rows.iter().find(|row| row[column] == value).unwrap_or_else(|| panic!("no {column} {value} in {rows:?}"))
}

#[test]
fn each_story_says_who_holds_it_how_much_and_credited_or_not() {
    let home = tempfile::tempdir().unwrap();
    corpus(home.path());
    let args = ["audit", "--ours", "ours.jsonl", "--press", "press.jsonl", "-o", "run", "--tables", "jsonl", "-q"];
    let output = run_in(home.path(), &args);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let run = home.path().join("run");

    let uses = rows(&run, "uses");
    let holds: Vec<&str> = uses.iter().map(|one| text(one, "article")).collect();
    assert_eq!(holds, ["full-bare", "full-credited", "part", "undated"], "the one known to be earlier is no use");
    let one = row(&uses, "article", "full-credited");
    assert_eq!((text(one, "extent"), &one["credited"], int(one, "lag_seconds")), ("full", &json!(true), 3 * 3600));
    assert!(text(one, "credit").contains("(Tern Wire)"), "{one}");
    assert_eq!(one["headline_changed"], json!(false));
    let one = row(&uses, "article", "full-bare");
    assert_eq!((text(one, "extent"), &one["credited"], &one["headline_changed"]), ("full", &json!(false), &json!(true)));
    let one = row(&uses, "article", "part");
    assert_eq!((text(one, "extent"), text(one, "order")), ("part", "later"));
    let one = row(&uses, "article", "undated");
    assert_eq!((text(one, "order"), &one["lag_seconds"]), ("unknown", &Value::Null));

    let stories = rows(&run, "stories");
    let one = row(&stories, "article_id", "w1");
    let counts = ["used_by", "full", "part", "credited", "uncredited", "quoted"].map(|column| int(one, column));
    assert_eq!(counts, [4, 3, 1, 1, 3, 0]);
    assert_eq!(int(one, "first_lag_seconds"), 3 * 3600);
    assert_eq!(int(row(&stories, "article_id", "w2"), "used_by"), 0, "a story that nobody holds has its row too");

    let outlets = rows(&run, "outlets");
    let words = STORY.split_whitespace().count();
    let herald = row(&outlets, "outlet", "Herald");
    assert_eq!((int(herald, "stories"), int(herald, "full"), int(herald, "credited")), (1, 1, 1));
    assert_eq!(int(herald, "words_used"), words);
    assert_eq!(int(row(&outlets, "outlet", "Argus"), "stories"), 0);
    assert_eq!(row(&outlets, "outlet", "Tern Wire")["stories"], Value::Null, "ours is no outlet of the press");

    // The page, its drill-down, and the same again from the folder.
    let page = stdout(&run_in(home.path(), &["audit", "--run", "run"]));
    assert!(page.contains("2 stories of ours") && page.contains("Herald") && page.contains("NOT DETERMINED"), "{page}");
    assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
    for word in ["plagiar", "stolen", "theft", "copied from"] {
        assert!(!page.to_lowercase().contains(word), "{page}");
    }
    let page = stdout(&run_in(home.path(), &["audit", "--run", "run", "--story", "w1"]));
    assert!(page.contains("full-bare") && page.contains("not found") && page.contains("(Tern Wire)"), "{page}");
    let nobody = run_in(home.path(), &["audit", "--run", "run", "--story", "w2"]);
    assert_eq!(nobody.status.code(), Some(1));
}

#[test]
fn an_outlet_of_one_corpus_can_be_ours() {
    let home = tempfile::tempdir().unwrap();
    let (articles, town) = (seeds("articles.jsonl"), seeds("town-herald"));
    let output = run_in(home.path(), &["audit", "--our-outlet", "Northwire", "--press", &articles, &town, "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let found: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!((int(&found, "stories"), int(&found, "full")), (5, 3));
    let missing = run_in(home.path(), &["audit", "--our-outlet", "Nobody's Wire", "--press", &articles]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(stderr(&missing).contains("inspect"), "{}", stderr(&missing));
}

#[test]
fn ones_own_articles_are_held_against_others() {
    let home = tempfile::tempdir().unwrap();
    corpus(home.path());
    let said = "“The gravel is a menace to every pilot who comes up this coast by night, and I have said so for nine years,” said \
        harbour master Ines Roe.";
    let mine = [
        article("mine-1", "Herald", Some(40), "My report", &format!("{STORY} {}", lines(20, 1))),
        article("mine-2", "Herald", Some(41), "My other report", &format!("{} {said} {}", filler(21), filler(22))),
        article("mine-3", "Herald", Some(42), "My own", &filler(23)),
    ];
    put(home.path(), "mine.jsonl", &mine);
    let speech = [article("speech", "Tern Wire", Some(8), "Menace", &format!("{} {said} {}", filler(24), filler(25)))];
    put(home.path(), "speech.jsonl", &speech);
    let audit = |ignore: &[&str], folder: &str| {
        let args = [
            "audit",
            "--target",
            "mine.jsonl",
            "--against",
            "ours.jsonl",
            "press.jsonl",
            "speech.jsonl",
            "-o",
            folder,
            "--tables",
            "jsonl",
            "-q",
        ];
        let output = run_in(home.path(), &[&args[..], ignore].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        rows(&home.path().join(folder), "targets")
    };
    let targets = audit(&[], "all");
    let one = row(&targets, "article_id", "mine-1");
    assert_eq!(int(one, "shared_words"), STORY.split_whitespace().count());
    let uses = rows(&home.path().join("all"), "uses");
    let holds: Vec<&str> = uses.iter().filter(|one| one["article"] == "mine-1").map(|one| text(one, "story")).collect();
    assert_eq!(holds, ["before", "full-bare", "full-credited", "part", "undated", "w1"], "undated ones too");
    assert_eq!(int(row(&targets, "article_id", "mine-2"), "sources"), 1);
    assert_eq!(int(row(&targets, "article_id", "mine-3"), "sources"), 0);
    let without = audit(&["--ignore", "quotes,credited"], "less");
    assert_eq!(int(row(&without, "article_id", "mine-2"), "sources"), 0, "a quotation is left out");
}

/// In a large family only pairs with one article of it are listed; a story of ours is held against each all the same.
#[test]
fn a_story_is_found_in_each_of_many_papers() {
    let home = tempfile::tempdir().unwrap();
    // Ours sorts last by its id, and is not the first by its time.
    put(home.path(), "ours.jsonl", &[article("zz-ours", "Tern Wire", Some(5), "Ours", STORY)]);
    let part: Vec<&str> = STORY.split_inclusive(". ").collect();
    let mut press = vec![article("aa-first", "Paper 0", None, "Early", &format!("{}{}", filler(900), STORY))];
    for n in 1..=90 {
        // Every third prints one sentence of it, among others of its own.
        let body =
            if n % 3 == 0 { format!("{}{}{}", filler(n), part[0], filler(n + 300)) } else { format!("{STORY} {}", filler(n)) };
        press.push(article(&format!("p{n:03}"), &format!("Paper {n}"), Some(6 + u32::try_from(n).unwrap()), "Late", &body));
    }
    put(home.path(), "press.jsonl", &press);
    let output = run_in(
        home.path(),
        &["audit", "--ours", "ours.jsonl", "--press", "press.jsonl", "--json", "-o", "run", "--tables", "jsonl"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let uses = rows(&home.path().join("run"), "uses");
    let part = uses.iter().filter(|one| text(one, "extent") == "part").count();
    assert_eq!((uses.len(), part), (91, 30));
}

#[test]
fn what_does_not_fit_together_is_refused_with_the_next_step() {
    let home = tempfile::tempdir().unwrap();
    corpus(home.path());
    for (args, says) in [
        (vec!["audit"], "two sides"),
        (vec!["audit", "--ours", "ours.jsonl"], "two sides"),
        (vec!["audit", "--ours", "ours.jsonl", "--press", "ours.jsonl"], "both sides"),
        (vec!["audit", "--target", "ours.jsonl"], "--against"),
        (vec!["audit", "--ours", "ours.jsonl", "--press", "press.jsonl", "--ignore", "everything"], "ignore"),
        (vec!["audit", "--run", "."], "run.json"),
    ] {
        let output = run_in(home.path(), &args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(says), "{args:?}: {}", stderr(&output));
    }
    // A scan's folder is no audit.
    assert_eq!(run_in(home.path(), &["scan", "press.jsonl", "-o", "scan", "-q"]).status.code(), Some(0));
    let output = run_in(home.path(), &["audit", "--run", "scan"]);
    assert!(output.status.code() == Some(2) && stderr(&output).contains("holds no audit"), "{}", stderr(&output));
}

#[test]
fn an_audit_does_not_depend_on_threads_or_the_order_of_rows() {
    let home = tempfile::tempdir().unwrap();
    corpus(home.path());
    let press = fs::read_to_string(home.path().join("press.jsonl")).unwrap();
    let turned = press.lines().rev().collect::<Vec<_>>().join(
        "
",
    );
    fs::create_dir(home.path().join("turned")).unwrap();
    fs::write(home.path().join("turned/press.jsonl"), turned).unwrap();
    fs::copy(home.path().join("ours.jsonl"), home.path().join("turned/ours.jsonl")).unwrap();
    let table = |folder: &Path, threads: &str| {
        let args = [
            "audit",
            "--ours",
            "ours.jsonl",
            "--press",
            "press.jsonl",
            "-o",
            "run",
            "--overwrite",
            "--tables",
            "jsonl",
            "-q",
            "-j",
            threads,
        ];
        assert_eq!(run_in(folder, &args).status.code(), Some(0));
        ["stories", "uses", "outlets", "edges", "members"]
            .map(|name| fs::read_to_string(folder.join(format!("run/{name}.jsonl"))).unwrap())
    };
    assert_eq!(table(home.path(), "1"), table(home.path(), "2"));
    assert_eq!(table(home.path(), "1"), table(&home.path().join("turned"), "2"));
}
