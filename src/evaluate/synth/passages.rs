//! Passages of known extent planted into articles that otherwise share nothing: half of the articles take one each from the other half.
//!
//! What is planted is cut where a reader would cut it, at sentences; a quotation is cut inside of one. Each level is planted equally often.

use super::super::dice::Dice;
use super::Settings;
use super::corpus::{Corpus, Piece, Tsv, id, place_of, written};
use super::draft::{Draft, Kind, sentences, words};
use super::noise::Level;
use super::pool::Pool;
use super::prose::Prose;
use super::times::{self, Printed};

const LEVELS: [Level; 7] = [Level::Quote, Level::Verbatim, Level::Typo, Level::Light, Level::Heavy, Level::Ocr, Level::Reordered];

/// Fewest and most words of a planted passage, and of a planted quotation.
const WORDS: std::ops::Range<usize> = 40..151;
const QUOTE_WORDS: std::ops::Range<usize> = 10..19;

/// Words with digits in a sentence that a quotation is cut from.
const MOST_NUMBERS: usize = 2;

/// Outlets that the articles are dealt out to.
const OUTLETS: usize = 40;

/// What stands around a planted quotation. Each stands in many articles: none is long enough to be shared text by itself.
const FRAMES: [(&str, &str); 4] =
    [("“", ",” one account said."), ("One report had it: “", ".”"), ("Earlier it was “", "”."), ("Others wrote that “", "”.")];

pub(super) fn make(pool: &mut Pool, settings: &Settings) -> Corpus {
    let prose = Prose::shipped();
    let outlets = prose.outlets(OUTLETS, &mut Dice::new(settings.seed, "outlets"));
    let mut dice = Dice::new(settings.seed, "passages");
    let mut pieces: Vec<Piece> = Vec::new();
    let mut planted: Vec<(usize, usize, Level)> = Vec::new();
    for k in 0..settings.articles / 2 {
        let level = LEVELS[k % LEVELS.len()];
        let (mut source, mut host) = (piece(pool, &mut dice), piece(pool, &mut dice));
        while !plant(&mut source.draft, &mut host.draft, k, level, &mut dice) {
            source = piece(pool, &mut dice);
        }
        let start = times::start(&mut dice);
        source.printed = Printed::new(start, settings.times, &mut dice);
        host.printed = Printed::new(start + times::lag(&mut dice), settings.times, &mut dice);
        // An article that takes from its own outlet would be another case.
        host.outlet = (source.outlet + dice.within(1..outlets.len())) % outlets.len();
        planted.push((pieces.len(), pieces.len() + 1, level));
        pieces.extend([source, host]);
    }
    if !settings.articles.is_multiple_of(2) {
        let mut single = piece(pool, &mut dice);
        single.printed = Printed::new(times::start(&mut dice), settings.times, &mut dice);
        pieces.push(single);
    }
    let place = super::deal(&mut pieces, &mut dice);
    let mut spans = Tsv::new(&["dst_id", "dst_start", "dst_end", "src_id", "src_start", "src_end", "level"]);
    let mut rows: Vec<_> = planted.iter().enumerate().map(|(k, &(src, dst, level))| (place[dst], place[src], level, k)).collect();
    rows.sort_unstable();
    for (dst, src, level, k) in rows {
        let (Some(to), Some(from)) =
            (place_of(&pieces[dst].draft, Kind::Passage, k), place_of(&pieces[src].draft, Kind::Passage, k))
        else {
            continue;
        };
        spans.row(&[&id(dst), &to.0, &to.1, &id(src), &from.0, &from.1, &level.name()]);
    }
    let mut files = written(&pieces, &outlets);
    files.push(("spans.tsv", spans.bytes()));
    files.push(("clusters.tsv", Tsv::new(&["cluster", "id", "level", "copied_from", "outlet"]).bytes()));
    files.push(("echo_edges.tsv", Tsv::new(&["src_id", "dst_id", "src_outlet", "dst_outlet", "level"]).bytes()));
    Corpus { files, counts: vec![("articles", pieces.len()), ("passages", planted.len())] }
}

fn piece(pool: &mut Pool, dice: &mut Dice) -> Piece {
    let base = pool.next();
    Piece { draft: Draft::new(base.text), title: base.title, outlet: dice.below(OUTLETS), printed: Printed::default() }
}

/// Cuts a passage out of `source` and puts it into `host`; false where the source has none to cut.
fn plant(source: &mut Draft, host: &mut Draft, key: usize, level: Level, dice: &mut Dice) -> bool {
    let Some(cut) = (if level == Level::Quote { quote(source, dice) } else { stretch(source, dice) }) else { return false };
    source.label(Kind::Passage, key, level.name(), cut.clone());
    let mut passage = Draft::new(source.text[cut].trim());
    level.make(&mut passage, dice);
    passage.label(Kind::Passage, key, level.name(), 0..passage.text.len());
    passage.tidy();
    let mut put = Draft::default();
    if level == Level::Quote {
        let (before, after) = *dice.pick(&FRAMES);
        put.push_str(before);
        put.push(&passage);
        put.push_str(after);
    } else {
        put = passage;
    }
    let after = dice.pick(&sentences(&host.text)).end;
    let paragraph = dice.chance(0.5);
    let mut between = Draft::new(if paragraph { "\n\n" } else { " " });
    between.push(&put);
    if paragraph && after < host.text.len() && !host.text[after..].starts_with("\n\n") {
        between.push_str("\n\n");
    }
    host.insert(after, &between);
    true
}

/// Some sentences in a row.
fn stretch(source: &Draft, dice: &mut Dice) -> Option<std::ops::Range<usize>> {
    let found = sentences(&source.text);
    let wanted = dice.within(WORDS);
    let first = dice.below(found.len());
    for k in 0..found.len() {
        let start = found[(first + k) % found.len()].start;
        let mut count = 0;
        for sentence in found.iter().filter(|sentence| sentence.start >= start) {
            count += words(&source.text, sentence.clone()).len();
            if count >= wanted && WORDS.contains(&count) {
                return Some(start..sentence.end);
            }
        }
    }
    None
}

/// Some words inside of a sentence that holds no marks.
fn quote(source: &Draft, dice: &mut Dice) -> Option<std::ops::Range<usize>> {
    let found = sentences(&source.text);
    let wanted = dice.within(QUOTE_WORDS);
    let first = dice.below(found.len());
    (0..found.len()).map(|k| found[(first + k) % found.len()].clone()).find_map(|sentence| {
        let said = &source.text[sentence.clone()];
        let all = words(&source.text, sentence);
        // Rows of numbers are no speech.
        let numbers = all.iter().filter(|word| source.text[(*word).clone()].contains(|c: char| c.is_ascii_digit())).count();
        if all.len() < wanted || numbers > MOST_NUMBERS || said.contains(['"', '“', '”', '«', '\'', '‘', '’', '`', '(', ')'])
        {
            return None;
        }
        let at = dice.below(all.len() - wanted + 1);
        Some(all[at].start..all[at + wanted - 1].end)
    })
}
