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

const MILLION: usize = 1_000_000;
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
    let rounds = MILLION.div_ceil(printings.len().max(1));
    let texts: Vec<String> = (0..rounds)
        .flat_map(|round| printings.iter().map(move |p| (round, p.text)))
        .map(|(r, text)| changed(text, r % 16, &other))
        .collect();
    let count = u32::try_from(articles.len()).expect("articles are few");
    let million: Vec<Printing<'_>> = texts
        .iter()
        .enumerate()
        .take(MILLION)
        .map(|(n, text)| {
            let article =
                printings[n % printings.len()].article + count * u32::try_from(n / printings.len()).expect("rounds are few");
            Printing { article, text, text_group: article, ..printings[n % printings.len()] }
        })
        .collect();
    let start = clock.now();
    let utterances = link(&million).len();
    let mut seconds = [(clock.now() - start) as f64 / 1e9];
    report("link a million", "printings", million.len() as f64, &mut seconds);
    println!("{utterances} utterances of {} printings", million.len());
}
