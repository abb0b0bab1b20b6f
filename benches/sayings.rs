//! Quotations by themselves: bytes of text a CPU second from article to attributed quotations, and printings a CPU second from
//! quotations to utterances.
//!
//! The texts are those of the JSON Lines file that `NEWSPRINT_TEXTS` names, else the demo corpus over and over. A corpus of a million
//! printings is made of theirs: of every sixteen one is as printed, the others have every seventh word replaced at a place of their own.

#![allow(clippy::print_stdout, reason = "a measurement is read on the screen")]

use std::time::Instant;

use newsprint::article::Article;
use newsprint::quotes::{Quote, extract};
use newsprint::utterances::{Printing, link};

mod cpu_time;
use cpu_time::CpuTime;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Printings that are linked at a time, to see how cost grows.
const SIZES: [usize; 3] = [62_500, 250_000, 1_000_000];
/// Wordings of each sentence among them.
const WORDINGS: usize = 16;
const ROUNDS: usize = 5;
/// Bytes of text at least.
const BYTES: usize = 8 << 20;

fn articles() -> Vec<Article> {
    let given = std::env::var("NEWSPRINT_TEXTS").ok();
    let lines = given.map_or_else(
        || include_str!("../seeds/articles.jsonl").to_owned(),
        |path| std::fs::read_to_string(path).expect("NEWSPRINT_TEXTS names a file of JSON Lines"),
    );
    let texts: Vec<String> = lines
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("each line is JSON"))
        .map(|row| row["text"].as_str().expect("each row has a text").to_owned())
        .collect();
    let size: usize = texts.iter().map(String::len).sum();
    let language = Some("en".to_owned());
    std::iter::repeat_n(texts, BYTES.div_ceil(size.max(1)))
        .flatten()
        .map(|text| Article { text, language: language.clone(), ..Article::default() })
        .collect()
}

/// The words of a printing with every seventh, from the one numbered `round`, replaced.
fn changed(text: &str, round: usize, other: &[&str]) -> String {
    let words = text.split(' ').enumerate().map(|(n, word)| {
        let place = n + text.len() + round;
        if round > 0 && place.is_multiple_of(7) { other[(place * 31 + round * 977) % other.len()] } else { word }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn report(name: &str, unit: &str, amount: f64, seconds: &mut [f64]) {
    seconds.sort_unstable_by(f64::total_cmp);
    let median = seconds[seconds.len() / 2];
    println!("{name:24} {:>12.2} {unit} a CPU second ({median:.3} s)", amount / median);
}

fn main() {
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().expect("the first pool");
    let articles = articles();
    let clock = CpuTime(Instant::now());
    let mut seconds = Vec::new();
    let mut quotes: Vec<Vec<Quote>> = Vec::new();
    for _ in 0..ROUNDS {
        let start = clock.now();
        quotes = articles.iter().map(|article| extract(article, &|_| None)).collect();
        seconds.push((clock.now() - start) as f64 / 1e9);
    }
    let size: usize = articles.iter().map(|article| article.text.len()).sum();
    report("extract", "MB of text", size as f64 / 1e6, &mut seconds);

    let printed: Vec<(u32, u32, &Article, &Quote)> = (0_u32..)
        .zip(articles.iter().zip(&quotes))
        .flat_map(|(n, (article, quotes))| (0_u32..).zip(quotes).map(move |(q, quote)| (n, q, article, quote)))
        .collect();
    let printings: Vec<Printing<'_>> = printed
        .iter()
        .map(|&(article, quote, of, quote_info)| Printing {
            article,
            quote,
            text: quote_info.span.of(&of.text),
            quote_info,
            outlet: None,
            published: &of.published,
            text_group: article,
            apart: false,
        })
        .collect();
    let mut seconds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = clock.now();
            assert!(!link(&printings).is_empty());
            (clock.now() - start) as f64 / 1e9
        })
        .collect();
    report("link as printed", "printings", printings.len() as f64, &mut seconds);

    let other: Vec<&str> = articles[0].text.split_whitespace().collect();
    for size in SIZES {
        many(&printings[..printings.len().min(size.div_ceil(WORDINGS))], &other, articles.len(), size);
    }
}

/// Links `size` printings made of those of the articles, and says what it cost in time and memory.
fn many(printings: &[Printing<'_>], other: &[&str], articles: usize, size: usize) {
    let texts: Vec<String> =
        (0..size).map(|n| changed(printings[n % printings.len()].text, n / printings.len() % WORDINGS, other)).collect();
    let count = u32::try_from(articles).expect("articles are few");
    let made: Vec<Printing<'_>> = texts
        .iter()
        .enumerate()
        .map(|(n, text)| {
            let article =
                printings[n % printings.len()].article + count * u32::try_from(n / printings.len()).expect("rounds are few");
            Printing { article, text, text_group: article, ..printings[n % printings.len()] }
        })
        .collect();
    let before = resident("VmRSS");
    // The high-water mark from here on.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let clock = CpuTime(Instant::now());
    let start = clock.now();
    let utterances = link(&made);
    let mut seconds = [(clock.now() - start) as f64 / 1e9];
    report(&format!("link {size}"), "printings", size as f64, &mut seconds);
    let peak = resident("VmHWM");
    println!("{:24} {} utterances; {peak} MB at most, {} MB of it by linking", "", utterances.len(), peak.saturating_sub(before));
}

/// Megabytes that Linux says the process holds (`VmRSS`), or held at most (`VmHWM`); 0 elsewhere.
fn resident(name: &str) -> u64 {
    let told = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = told.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) * 1024 / 1_000_000
}
