//! The report: a file that holds what a run found, and in which no article can speak to the browser.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use newsprint::article::Micros;
use newsprint::report::{self, MAX_FILE_BYTES, Options, Source};
use newsprint::tables::{
    Alternative, ArticleRow, ClusterRow, CreditRow, EdgeRow, MatchRow, MemberRow, OutletEdgeRow, OutletRow, PassageRow, QuoteRow,
    RejectRow, Tables, TextRow, UtteranceRow,
};
use serde_json::{Value, json};

use crate::run::{run_in, seeds, stderr, stdout};

/// What the frame consists of, and the attributes that each may have. Everything else in a page is made by its script.
const ALLOWED: [(&str, &[&str]); 20] = [
    ("html", &["lang"]),
    ("head", &[]),
    ("meta", &["charset", "http-equiv", "content", "name"]),
    ("link", &["rel", "href"]),
    ("title", &[]),
    ("style", &[]),
    ("body", &[]),
    ("a", &["class", "href"]),
    ("header", &["class"]),
    ("p", &["class"]),
    ("span", &["class", "aria-hidden"]),
    ("bdi", &[]),
    ("div", &["id", "class", "role", "aria-live"]),
    ("nav", &["id", "aria-label"]),
    ("main", &["id", "tabindex"]),
    ("noscript", &[]),
    ("footer", &["class"]),
    ("script", &["type", "id"]),
    ("strong", &[]),
    ("em", &[]),
];

/// A tag with its attributes.
type Tag = (String, Vec<(String, String)>);

/// Every tag of a page as the standard's tokenizer sees it, the texts of its scripts, and whatever is not in order.
#[derive(Default)]
struct Seen {
    tags: RefCell<Vec<Tag>>,
    text: RefCell<String>,
    scripts: RefCell<Vec<String>>,
    errors: RefCell<Vec<String>>,
}

impl TokenSink for Seen {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => {
                let name = tag.name.to_string();
                if tag.kind == TagKind::EndTag {
                    if name == "script" {
                        self.scripts.borrow_mut().push(std::mem::take(&mut *self.text.borrow_mut()));
                    }
                    return TokenSinkResult::Continue;
                }
                self.text.borrow_mut().clear();
                let attributes = tag.attrs.iter().map(|one| (one.name.local.to_string(), one.value.to_string())).collect();
                self.tags.borrow_mut().push((name.clone(), attributes));
                match name.as_str() {
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" => TokenSinkResult::RawData(RawKind::Rawtext),
                    "title" => TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                }
            }
            Token::CharacterTokens(text) => {
                self.text.borrow_mut().push_str(&text);
                TokenSinkResult::Continue
            }
            Token::ParseError(error) => {
                self.errors.borrow_mut().push(error.into_owned());
                TokenSinkResult::Continue
            }
            Token::NullCharacterToken | Token::CommentToken(_) => {
                self.errors.borrow_mut().push("a NUL or a comment".to_owned());
                TokenSinkResult::Continue
            }
            _ => TokenSinkResult::Continue,
        }
    }
}

fn seen(html: &str) -> Seen {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Seen::default(), TokenizerOpts { exact_errors: true, ..TokenizerOpts::default() });
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink
}

/// A hundred ways out of a text: each payload alone, and behind what could close the place it stands in.
fn payloads() -> Vec<String> {
    const WAYS_OUT: [&str; 4] = ["", "\"></p>", "'/></title></style>", "--></script>"];
    const PAYLOADS: [&str; 25] = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "<body onload=alert(1)>",
        "<base href=//evil.example/>",
        "<meta http-equiv=refresh content='0;url=//evil.example'>",
        "<link rel=stylesheet href=//evil.example/x.css>",
        "<style>*{background:red}</style>",
        "<object data=//evil.example>",
        "<form action=//evil.example><input name=x autofocus onfocus=alert(1)>",
        "<math><mtext></mtext><mglyph><svg><mtext><style><img onerror=alert(1)>",
        "<!--<script>",
        "<!--<script><!--</script>",
        "]]><script>alert(1)</script>",
        "javascript:alert(1)",
        "{{ 7 * 7 }}{% raw %}",
        "&lt;script&gt;alert(1)&lt;/script&gt;&#60;b&#62;",
        "\u{2028}alert(1)\u{2029}",
        "\0<script\0>alert(1)</script>",
        "\u{202e}tpircs<\u{2066}",
        "<plaintext>",
        "<textarea><xmp><noscript>",
        "\\u003cscript\\u003e \\x3cscript\\x3e",
        "\u{1b}]52;c;cm0=\u{7}\u{feff}\u{e003c}",
    ];
    WAYS_OUT.iter().flat_map(|out| PAYLOADS.iter().map(move |payload| format!("{out}{payload}"))).collect()
}

/// A run with `p` in every field of every row.
#[allow(clippy::too_many_lines, reason = "a line a field")]
fn poisoned(p: &str) -> Source {
    let s = || p.to_owned();
    let label = || p.to_owned().into();
    let text = format!("{p} some words that two texts share {p}");
    let end = i64::try_from(text.chars().count()).expect("short");
    let bytes = i64::try_from(text.len()).expect("short");
    let article = |id: &str| ArticleRow {
        article_id: format!("{p}{id}"),
        source_file: s(),
        outlet: Some(s()),
        url: Some(format!("https://one.example/{p}")),
        title: Some(s()),
        byline: Some(s()),
        language: Some(s()),
        published_at: Some(Micros(1_767_225_600_000_000)),
        published_precision: label(),
        published_source: label(),
        published_zone: label(),
        text_sha256: s(),
        cluster_id: Some(s()),
        agency: Some(s()),
        credit_level: label(),
        words: 9,
        ..ArticleRow::default()
    };
    let (a, b) = (format!("{p}a"), format!("{p}b"));
    let tables = Tables {
        articles: vec![article("a"), article("b")],
        texts: [&a, &b].map(|id| TextRow { article_id: id.clone(), text: text.clone() }).to_vec(),
        matches: vec![MatchRow {
            match_id: s(),
            a: a.clone(),
            b: b.clone(),
            relation: label(),
            shared_words: 9,
            found_by: vec![label()],
            ..MatchRow::default()
        }],
        passages: vec![PassageRow {
            passage_id: s(),
            match_id: s(),
            a: a.clone(),
            b: b.clone(),
            a_end: end,
            b_end: end,
            a_end_byte: bytes,
            b_end_byte: bytes,
            kind: label(),
            flags: vec![label()],
            ops: format!("2= 1X 3= {p}"),
            ..PassageRow::default()
        }],
        clusters: vec![ClusterRow {
            cluster_id: s(),
            level: "near".into(),
            size: 2,
            survivor: a.clone(),
            ..ClusterRow::default()
        }],
        members: [&a, &b]
            .map(|id| MemberRow {
                cluster_id: s(),
                article_id: id.clone(),
                role: label(),
                parent: Some(a.clone()),
                ..MemberRow::default()
            })
            .to_vec(),
        quotes: [&a, &b]
            .map(|id| QuoteRow {
                quote_id: format!("{id}q"),
                article_id: id.clone(),
                text: text.clone(),
                kind: label(),
                speaker: Some(s()),
                speaker_text: Some(s()),
                cue: Some(s()),
                venue: Some(s()),
                rule: label(),
                utterance_id: s(),
                change: label(),
                edits: "2= 1X 3D".into(),
                flags: vec![label()],
                ..QuoteRow::default()
            })
            .to_vec(),
        utterances: vec![UtteranceRow {
            utterance_id: s(),
            base_text: text,
            base_quote: format!("{a}q"),
            base_rule: label(),
            speaker: Some(s()),
            quotes: 2,
            articles: 2,
            related: vec![label()],
            ..UtteranceRow::default()
        }],
        credits: vec![CreditRow {
            article_id: a.clone(),
            text: s(),
            names: s(),
            kind: label(),
            level: label(),
            ..CreditRow::default()
        }],
        edges: vec![EdgeRow {
            edge_id: s(),
            src: s(),
            dst: b,
            src_kind: label(),
            kind: label(),
            direction: label(),
            evidence: vec![label()],
            alternatives: vec![Alternative { src: s(), probability: 0.5 }],
            ..EdgeRow::default()
        }],
        outlets: vec![OutletRow { outlet: s(), ..OutletRow::default() }],
        outlet_edges: vec![OutletEdgeRow { src_outlet: s(), dst_outlet: s(), ..OutletEdgeRow::default() }],
        rejects: vec![RejectRow { source_file: s(), reason: label(), detail: s(), ..RejectRow::default() }],
        ..Tables::default()
    };
    let run_json = json!({
        "version": p, "arguments": [p, p], "settings": {p: p}, "inputs": [{"path": p, "mapping": {p: p}}], "warnings": [p], "caps_hit": [p],
        "dates": {"doubts": {p: 1}},
    });
    Source::of(s(), tables, true, run_json)
}

#[test]
fn no_text_becomes_an_element_or_an_attribute() {
    let plain = seen(&report::one(&poisoned("plain"), Options::default(), "plain").html);
    for payload in payloads() {
        for redact in [false, true] {
            let options = Options { redact, ..Options::default() };
            let page = report::one(&poisoned(&payload), options, &payload);
            let found = seen(&page.html);
            assert!(found.errors.borrow().is_empty(), "{payload:?}: {:?}", found.errors.borrow());
            for (name, attributes) in found.tags.borrow().iter() {
                let allowed = ALLOWED.iter().find(|(allowed, _)| allowed == name);
                let (_, allowed) = allowed.unwrap_or_else(|| panic!("{payload:?}: <{name}>"));
                assert!(attributes.iter().all(|(key, _)| allowed.contains(&key.as_str())), "{payload:?}: {name} {attributes:?}");
            }
            // Not one tag more, less or other than in a page of plain words: not even an allowed one comes from a text.
            assert_eq!(*found.tags.borrow(), *plain.tags.borrow(), "{payload:?}");
            assert_eq!(found.scripts.borrow().len(), 2, "the data and the script");
            let island: Value = serde_json::from_str(&found.scripts.borrow()[0]).expect("the island is JSON");
            assert_eq!(found.scripts.borrow()[1], plain.scripts.borrow()[1], "the script is ours");
            if !redact {
                // Read back, every text is what it was.
                assert_eq!(island["articles"]["rows"][0][0], format!("{payload}a"));
                assert_eq!(island["texts"][0], format!("{payload} some words that two texts share {payload}"));
            }
            let shown = |c: char| c != '\n' && newsprint::document::sanitize::is_unsafe(c);
            assert!(!page.html.contains(shown), "{payload:?}: what commands or hides is escaped");
        }
    }
}

#[test]
fn the_policy_names_the_script_and_the_style_that_are_there() {
    use base64::Engine as _;
    use sha2::Digest as _;

    let html = report::one(&poisoned("plain"), Options::default(), "plain").html;
    let between =
        |from: &str, to: &str| html.split(from).nth(1).and_then(|rest| rest.split(to).next()).expect("there").to_owned();
    let hash = |text: &str| base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(text));
    let policy = between("Content-Security-Policy\" content=\"", "\">").replace("&#39;", "'").replace("&#x27;", "'");
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
            hash(&between("<script>", "</script>")),
            hash(&between("<style>", "</style>"))
        )
    );
}

/// The demo corpus as a run folder `run` in a folder of its own.
fn demo(flags: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let (rows, town) = (seeds("articles.jsonl"), seeds("town-herald"));
    let mut args = vec!["scan", &rows, &town, "-q", "-o", "run"];
    args.extend(flags);
    let output = run_in(folder.path(), &args);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    folder
}

#[test]
fn every_format_of_tables_gives_the_same_page() {
    let folder = demo(&[]);
    let mut pages = BTreeSet::new();
    for (format, home) in [("parquet", "p"), ("jsonl", "j"), ("csv", "c")] {
        fs::create_dir(folder.path().join(home)).expect("made");
        let copy = format!("{home}/run");
        let output = run_in(folder.path(), &["export", "run", "--as", format, "-o", &copy]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let output = run_in(&folder.path().join(home), &["report", "run", "-o", "report.html", "-j", "1"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        pages.insert(fs::read(folder.path().join(home).join("report.html")).expect("written"));
    }
    assert_eq!(pages.len(), 1, "the same bytes from every format");
    let page = pages.first().expect("one");
    assert!(page.len() < MAX_FILE_BYTES / 10);
    for word in ["plagiar", "stolen", "steal", "theft"] {
        assert!(!String::from_utf8_lossy(page).to_lowercase().contains(word), "the page accuses: {word}");
    }
}

#[test]
fn all_cases_stand_in_some_file_of_the_full_report() {
    let folder = demo(&[]);
    let output = run_in(folder.path(), &["report", "run", "-o", "one.html", "--top", "1", "--full", "all"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let island = |path: &str| -> Value {
        let html = fs::read_to_string(folder.path().join(path)).expect("written");
        serde_json::from_str(&seen(&html).scripts.borrow()[0]).expect("JSON")
    };
    let short = island("one.html");
    assert_eq!(short["clusters"]["rows"].as_array().expect("rows").iter().filter(|row| row[13] == 0).count(), 1);
    let full = island("all/index.html");
    assert_eq!(full["part"]["shown"], full["part"]["all"], "a small run fits into one file");
    assert_ne!(short["part"]["shown"], full["part"]["shown"]);
    let again = run_in(folder.path(), &["report", "run", "--full", "all"]);
    assert!(again.status.code() == Some(2) && stderr(&again).contains("not empty"), "{}", stderr(&again));
}

#[test]
fn what_no_report_can_be_made_of_is_said_with_what_to_do() {
    let folder = demo(&["--no-text"]);
    fs::create_dir(folder.path().join("empty")).expect("made");
    for (args, said) in [
        (&["report", "run", "-o", "x.html"][..], "--no-text"),
        (&["report", "empty", "-o", "x.html"], "no run folder"),
        (&["report", "nowhere", "-o", "x.html"], "no run folder"),
        (&["report", "run"], "--output"),
        (&["export", "empty", "--as", "csv", "-o", "out"], "no run folder"),
        (&["export", "run", "--as", "jsonl", "--excel", "-o", "out"], "--excel is for CSV"),
        (&["export", "run", "--as", "csv", "--level", "outlets", "-o", "out"], "--level is for graphs"),
        (&["export", "run", "--as", "csv", "-o", "-"], "stdout"),
        (&["export", "run", "--as", "gexf", "-o", "empty"], "folder"),
    ] {
        let output = run_in(folder.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(said), "{args:?}: {}", stderr(&output));
    }
    let output = run_in(folder.path(), &["report", "run", "-o", "x.html", "--redact"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let output = run_in(folder.path(), &["report", "run", "-o", "x.html", "--redact"]);
    assert!(output.status.code() == Some(2) && stderr(&output).contains("--overwrite"), "{}", stderr(&output));
    let output = run_in(folder.path(), &["report", "run", "-o", "-", "--redact"]);
    assert!(stdout(&output).starts_with("<!doctype html>"), "{}", stderr(&output));
    let output = run_in(folder.path(), &["export", "run", "--as", "gexf", "-o", "-"]);
    assert!(stdout(&output).contains("http://gexf.net/1.3"), "{}", stderr(&output));
}

#[test]
fn a_redacted_report_holds_no_run_of_words() {
    let folder = demo(&[]);
    let output = run_in(folder.path(), &["report", "run", "-o", "x.html", "--redact"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let html = fs::read_to_string(folder.path().join("x.html")).expect("written");
    let rows = fs::read_to_string(seeds("articles.jsonl")).expect("the demo corpus");
    for row in rows.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")) {
        let Some(text) = row["text"].as_str() else { continue };
        let words: Vec<&str> = text.split_whitespace().collect();
        for twelve in words.windows(12).skip(24) {
            assert!(!html.contains(&twelve.join(" ")), "{twelve:?}");
        }
    }
}

#[test]
fn a_run_of_many_files_is_a_small_page_all_the_same() {
    let inputs: Vec<Value> = (0..50_000).map(|i| json!({"path": format!("texts/{i}.txt"), "rows": 1, "mapping": {}})).collect();
    let source =
        Source::of("run".to_owned(), Tables::default(), true, json!({"inputs": inputs, "arguments": vec!["x.txt"; 50_000]}));
    let page = report::one(&source, Options::default(), "x.html");
    assert!(page.html.len() < MAX_FILE_BYTES / 20, "{}", page.html.len());
    assert!(page.html.contains("\"inputs_all\":50000"));
}
