//! Pages as a whole: thirty in sixteen layouts with golden texts and dates, and pages that mean harm.

use super::super::rows::{Notes, Place};
use super::super::{ReadOptions, RejectReason};
use super::*;
use crate::article::Article;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/html")
}

fn golden() -> Vec<(Value, HtmlArticle)> {
    let lines = std::fs::read_to_string(folder().join("golden.jsonl")).unwrap();
    let pages = lines.lines().map(|line| {
        let row: Value = serde_json::from_str(line).unwrap();
        let bytes = std::fs::read(folder().join(row["page"].as_str().unwrap())).unwrap();
        (row, article(&bytes, None, None))
    });
    pages.collect()
}

fn row(page: HtmlArticle) -> Result<Article, RejectReason> {
    let place = Place { file: "page.html", pos: 1, id: Some("page.html") };
    into_article(page, Vec::new(), place, &ReadOptions::default(), &mut Notes::default())
}

/// Harmonic mean of precision and recall of the words of two texts, as bags.
#[expect(clippy::cast_precision_loss, reason = "words of a page")]
fn word_f1(found: &str, golden: &str) -> f64 {
    let count = |text: &str| {
        let mut words: BTreeMap<String, usize> = BTreeMap::new();
        for word in crate::text::fold(text).split(' ').filter(|word| !word.is_empty()) {
            *words.entry(word.to_owned()).or_default() += 1;
        }
        words
    };
    let (found, golden) = (count(found), count(golden));
    let shared: usize = golden.iter().map(|(word, n)| found.get(word).copied().unwrap_or_default().min(*n)).sum();
    let all = found.values().sum::<usize>() + golden.values().sum::<usize>();
    2.0 * shared as f64 / all.max(1) as f64
}

#[test]
fn the_text_of_each_layout_is_found() {
    let pages = golden();
    assert_eq!(pages.len(), 30);
    let mut sum = 0.0;
    let mut poor = Vec::new();
    for (row, page) in &pages {
        let f1 = word_f1(&page.text, row["text"].as_str().unwrap());
        sum += f1;
        if f1 < 0.9 {
            poor.push(format!("{}: {f1:.3}\n{}\n", row["page"], page.text));
        }
        let lower = page.text.to_lowercase();
        for furniture in
            ["cookie", "newsletter", "copyright", "all rights reserved", "cheese festival", "photographer", "javascript"]
        {
            assert!(!lower.contains(furniture), "{}: {furniture}\n{}", row["page"], page.text);
        }
    }
    assert!(poor.is_empty(), "{}", poor.concat());
    let mean = sum / pages.len() as f64;
    assert!(mean >= 0.95, "mean word F1 {mean:.4}");
}

#[test]
fn every_declared_date_is_found_and_no_other() {
    for (golden, page) in golden() {
        let name = golden["page"].as_str().unwrap();
        let origin = page.published.as_ref().map(|(_, origin)| match origin {
            DateOrigin::JsonLd => "jsonld",
            DateOrigin::Meta => "meta",
            DateOrigin::TimeTag => "time",
            DateOrigin::Address => "address",
        });
        let found = row(page).unwrap();
        let at = found.published.at.map(|at| at.to_string());
        assert_eq!(at.as_deref(), golden["published"].as_str(), "{name}");
        assert_eq!(found.published.precision.name(), golden["precision"], "{name}");
        if at.is_some() {
            assert_eq!(origin, golden["origin"].as_str(), "{name}");
            let source = if origin == Some("address") { "url" } else { "metadata" };
            assert_eq!(found.published.source.name(), source, "{name}");
        }
        assert_eq!(found.modified_at.map(|at| at.to_string()).as_deref(), golden["modified"].as_str(), "{name}");
    }
}

#[test]
fn what_pages_declare_is_read() {
    for (golden, page) in golden() {
        let name = golden["page"].as_str().unwrap();
        assert_eq!(page.title.as_deref(), golden["title"].as_str(), "{name}");
        if let Some(outlet) = golden["outlet"].as_str() {
            assert_eq!(page.outlet.as_deref(), Some(outlet.replace("&amp;", "&").as_str()), "{name}");
        }
        if let Some(byline) = golden["byline"].as_str() {
            assert_eq!(page.byline.as_deref(), Some(byline), "{name}");
        }
        let declared: Vec<Value> = page.declared.iter().map(|(kind, value)| serde_json::json!([kind.name(), value])).collect();
        assert_eq!(Value::Array(declared), golden["declared"], "{name}");
    }
}

#[test]
fn languages_are_read_or_recognised() {
    for (golden, page) in golden() {
        let name = golden["page"].as_str().unwrap();
        let want = match name {
            "suisha.html" => "ja",
            "microdata-hammam.html" => "ar",
            "microdata-kuan.html" => "hi",
            "faro.html" => "es",
            "wrong-charset-table.html" => "fr",
            "abstimmung-steg.html" | "old-table-muenzen.html" => "de",
            _ => "en",
        };
        let declared = row(page.clone()).unwrap().language;
        assert_eq!(declared.as_deref(), Some(want), "{name}");
        // Nor is a template's English believed.
        let template = row(HtmlArticle { language: Some("en-US".into()), ..page.clone() }).unwrap().language;
        assert_eq!(template.as_deref(), Some(want), "{name}");
        // What the page says is not needed.
        let recognised = row(HtmlArticle { language: None, ..page }).unwrap().language;
        assert!(recognised.as_deref() == Some(want) || name == "brief.html", "{name}: {recognised:?}");
    }
}

const PROSE: &str = "The council voted nine to four on Monday night to close the Mill Street bridge to lorries from Thursday, six weeks \
    after engineers found two of its bearings worn through.";

/// Pages that would overflow a stack, take minutes or lose the article; each comes back, with the article where it holds one.
#[test]
fn hostile_pages_are_read_in_time_and_without_harm() {
    let article_twice = format!("<p>{PROSE}</p><p>{PROSE}</p>");
    let nested = format!("{}{article_twice}{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
    let numbered = |form: &str| (0..50_000).map(|i| form.replace('#', &i.to_string())).collect::<Vec<_>>().concat();
    let (formatting, attributes) = (numbered("<b id=#><span id=#>"), numbered(" a#=1 b#=1"));
    let pages: Vec<(&str, Vec<u8>, bool)> = vec![
        ("100,000 nested divisions", nested.into_bytes(), true),
        ("100,000 open formatting tags", format!("{formatting}{article_twice}").into_bytes(), true),
        ("100,000 attributes", format!("<div{attributes}>{article_twice}</div>").into_bytes(), true),
        (
            "an attribute of a megabyte",
            format!("<div class=\"{}\">{article_twice}</div>", "x".repeat(1 << 20)).into_bytes(),
            true,
        ),
        ("a tag that never ends", format!("{article_twice}<a href=\"{}", "x".repeat(1 << 20)).into_bytes(), true),
        ("no end tags", format!("<div><section><p>{PROSE}<p>{PROSE}<table><tr><td>x").into_bytes(), true),
        ("nested tables", format!("{}{article_twice}", "<table><tr><td>".repeat(20_000)).into_bytes(), true),
        ("end tags alone", format!("{}{article_twice}", "</div></p></table>".repeat(50_000)).into_bytes(), true),
        ("100,000 paragraphs", format!("{}{article_twice}", "<p>a".repeat(100_000)).into_bytes(), false),
        ("100,000 links", format!("{article_twice}{}", "<a href=x>y</a>".repeat(100_000)).into_bytes(), true),
        ("lists in lists", format!("{}{article_twice}", "<ul><li>".repeat(50_000)).into_bytes(), true),
        ("a script alone", b"<html><script>var a = '<p>text</p>'; document.write(a)</script></html>".to_vec(), false),
        ("a script that never ends", format!("<script>{}", article_twice.repeat(100)).into_bytes(), false),
        ("comments that never end", "<!-- ".repeat(100_000).into_bytes(), false),
        ("comments that end with their tags", "<!-- > ".repeat(200_000).into_bytes(), false),
        ("elements that never close", "<svg><noscript><select>".repeat(50_000).into_bytes(), false),
        ("a wrong charset", format!("<meta charset=utf-16><p>{PROSE} naïve café façade</p>").into_bytes(), true),
        (
            "deep data",
            format!("<script type=application/ld+json>{}</script>{article_twice}", "{\"@graph\":[".repeat(50_000)).into_bytes(),
            true,
        ),
        ("zeros", vec![0; 100_000], false),
        ("nothing", Vec::new(), false),
    ];
    for (name, bytes, holds) in pages {
        let before = Instant::now();
        let page = article(&bytes, None, None);
        let seconds = before.elapsed().as_secs_f64();
        assert!(seconds < 20.0, "{name}: {seconds:.1} s");
        assert!(
            !holds || page.text.contains("engineers found two of its bearings"),
            "{name}: {}",
            page.text.get(..200).unwrap_or(&page.text)
        );
        if !holds {
            assert!(!page.text.contains("document.write"), "{name}");
        }
    }
    assert_eq!(row(article(b"<script>1</script>", None, None)).map(|_| ()), Err(RejectReason::EmptyText));
}

#[test]
fn addresses_are_made_whole() {
    for (address, base, want) in [
        ("https://a.example/x", None, Some("https://a.example/x")),
        ("//a.example/x", None, Some("https://a.example/x")),
        ("/x", Some("http://a.example/y/z"), Some("http://a.example/x")),
        ("/x", None, None),
        ("x", Some("http://a.example/y/z"), None),
        ("The County Wire", Some("http://a.example/y/z"), None),
    ] {
        assert_eq!(resolve(address, base).as_deref(), want, "{address}");
    }
}

#[test]
fn the_page_s_own_address_is_not_another_site_s() {
    let page = b"<link rel=canonical href=https://wire.example/1><p>x";
    let fetched = article(page, None, Some("https://www.post.example/a/1"));
    assert_eq!((fetched.url.as_deref(), fetched.outlet.as_deref()), (Some("https://www.post.example/a/1"), Some("post.example")));
    assert_eq!(fetched.canonical.as_deref(), Some("https://wire.example/1"));
    assert_eq!(article(page, None, None).url.as_deref(), Some("https://wire.example/1"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_bytes_are_a_page(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = row(article(&bytes, None, None));
    }

    #[test]
    fn any_tags_are_a_page(page in "(<(/)?(div|p|table|td|a|time|meta|article|h1|li|pre|form|button|title)( (class|datetime|content|name|rel|href)=[\"a-z0-9-]{0,9})?>|[a-zé ]{1,9}){0,60}") {
        let _ = row(article(page.as_bytes(), None, None));
    }
}
