//! A run against an annotation by hand: places of quotations, speakers, utterances, credits, and edges that must or must not be.
//!
//! The annotation is one JSON file with articles, each with quotations, utterances and credits, places in code points. Places are compared
//! after marks, space and end punctuation are taken off. A speaker is right when the name given holds the annotated surname and no other
//! person's of the set; `speaker` is over all quotations of persons, `speaker_when_answered` over all for which a name was given.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::super::figures::{Figures, f1, ratio};
use super::Score;
use crate::tables::{CreditRow, EdgeRow, QuoteRow, RunTables, TableError, TextRow};

/// What is taken off both ends of a quotation before it is compared.
const STRIP: &str = " \t\n\"“”‘’',.;:!?…\u{a0}-—>«»„‚「」『』、。";

/// Why an annotation cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    #[error("cannot read {path}: {why}", path = .path.display())]
    Unreadable { path: PathBuf, why: String },
    #[error("no article of {path} is in the run", path = .path.display())]
    Stranger { path: PathBuf },
    #[error("{path}: article {id} ends before one of its quotations does: another text was scanned", path = .path.display())]
    OtherText { path: PathBuf, id: String },
    #[error(transparent)]
    Table(#[from] TableError),
}

/// An annotation.
#[derive(Debug, Deserialize)]
pub struct Gold {
    articles: Vec<Article>,
    #[serde(default)]
    ambiguous_pairs: Vec<Two>,
    #[serde(default)]
    provenance: Provenance,
    #[serde(skip)]
    path: PathBuf,
}

#[derive(Debug, Deserialize)]
struct Article {
    id: String,
    #[serde(default = "english")]
    lang: String,
    quotes: Vec<Quote>,
    utterances: Vec<Utterance>,
    credits: Vec<Credit>,
}

fn english() -> String {
    "en".to_owned()
}

#[derive(Debug, Deserialize)]
struct Quote {
    id: String,
    start: usize,
    end: usize,
    cluster: String,
    utterance: String,
}

#[derive(Debug, Deserialize)]
struct Utterance {
    id: String,
    speaker: Speaker,
}

#[derive(Debug, Deserialize)]
struct Speaker {
    name: Option<String>,
    r#type: String,
}

#[derive(Debug, Deserialize)]
struct Credit {
    credited: String,
    sentence: Place,
}

#[derive(Debug, Deserialize)]
struct Place {
    start: i64,
    end: i64,
}

#[derive(Debug, Deserialize)]
struct Two {
    a: String,
    b: String,
}

#[derive(Debug, Deserialize)]
struct Way {
    src: String,
    dst: String,
}

#[derive(Debug, Default, Deserialize)]
struct Provenance {
    #[serde(default)]
    true_edges: Vec<Way>,
    #[serde(default)]
    hard_negatives: Vec<Two>,
}

/// A place of an article, trimmed.
type Key<'g> = (&'g str, usize, usize);

impl Gold {
    /// Reads an annotation.
    ///
    /// # Errors
    /// If it is no JSON of this form.
    pub fn read(path: &Path) -> Result<Self, GoldError> {
        let unreadable = |why: String| GoldError::Unreadable { path: path.to_owned(), why };
        let bytes = fs::read(path).map_err(|error| unreadable(error.to_string()))?;
        let gold: Self = serde_json::from_slice(&bytes).map_err(|error| unreadable(error.to_string()))?;
        Ok(Self { path: path.to_owned(), ..gold })
    }

    /// The annotated article that an article of the run is: by its id, or by the name of its file with or without its ending.
    fn resolve(&self, id: &str) -> Option<&str> {
        let stem = id.rsplit('/').next().unwrap_or(id);
        let bare = stem.rsplit_once('.').map_or(stem, |(bare, _)| bare);
        [id, stem, bare].into_iter().find_map(|name| self.articles.iter().find(|a| a.id == name)).map(|a| a.id.as_str())
    }

    /// Scores a run, of the articles in one language where that is asked for.
    ///
    /// # Errors
    /// If a table cannot be read, or the run is of other articles.
    pub fn score(&self, run: &RunTables, language: Option<&str>) -> Result<Score, GoldError> {
        let texts: Vec<TextRow> = run.load()?;
        let texts: BTreeMap<&str, Vec<char>> =
            texts.iter().filter_map(|row| Some((self.resolve(&row.article_id)?, row.text.chars().collect()))).collect();
        if texts.is_empty() {
            return Err(GoldError::Stranger { path: self.path.clone() });
        }
        let articles: Vec<&Article> =
            self.articles.iter().filter(|article| language.is_none_or(|language| article.lang == language)).collect();
        let kept: BTreeSet<&str> = articles.iter().map(|article| article.id.as_str()).collect();
        let mut score = Score::default();
        self.quotes(&articles, &kept, &texts, &run.load()?, &mut score.figures)?;
        self.credits(&articles, &kept, &run.load()?, &mut score.figures);
        self.edges(&run.load()?, &mut score.figures);
        Ok(score)
    }

    fn quotes(
        &self,
        articles: &[&Article],
        kept: &BTreeSet<&str>,
        texts: &BTreeMap<&str, Vec<char>>,
        rows: &[QuoteRow],
        to: &mut Figures,
    ) -> Result<(), GoldError> {
        let utterances: BTreeMap<&str, &Utterance> =
            articles.iter().flat_map(|article| &article.utterances).map(|u| (u.id.as_str(), u)).collect();
        // In the order of the annotation; of two at one place the later holds.
        let mut order: Vec<Key<'_>> = Vec::new();
        let mut gold: BTreeMap<Key<'_>, &Quote> = BTreeMap::new();
        for article in articles {
            let nothing = Vec::new();
            let text = texts.get(article.id.as_str()).unwrap_or(&nothing);
            for quote in &article.quotes {
                let place = trimmed(text, quote.start, quote.end)
                    .ok_or_else(|| GoldError::OtherText { path: self.path.clone(), id: article.id.clone() })?;
                let key = (article.id.as_str(), place.0, place.1);
                if gold.insert(key, quote).is_none() {
                    order.push(key);
                }
            }
        }
        let mut found: BTreeMap<Key<'_>, &QuoteRow> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.field == "text") {
            let Some(id) = self.resolve(&row.article_id).filter(|id| kept.contains(id)) else { continue };
            let number = |n: i64| usize::try_from(n).unwrap_or_default();
            if let Some((start, end)) = texts.get(id).and_then(|text| trimmed(text, number(row.start), number(row.end))) {
                found.insert((id, start, end), row);
            }
        }
        let mut paired: BTreeMap<Key<'_>, Key<'_>> =
            order.iter().filter(|key| found.contains_key(*key)).map(|key| (*key, *key)).collect();
        let exact = paired.len();
        let mut free: BTreeSet<Key<'_>> = found.keys().filter(|key| !gold.contains_key(*key)).copied().collect();
        for key in order.iter().filter(|key| !found.contains_key(*key)) {
            let is_near = |other: &&Key<'_>| {
                let common = key.2.min(other.2).saturating_sub(key.1.max(other.1));
                let both = key.2.max(other.2) - key.1.min(other.1);
                other.0 == key.0 && common > 0 && common as f64 / both as f64 >= 0.8
            };
            if let Some(other) = free.iter().find(is_near).copied() {
                free.remove(&other);
                paired.insert(*key, other);
            }
        }
        prf("span", exact, found.len(), gold.len(), to);
        to.set("span_iou_f1", f1(ratio(paired.len(), found.len()), ratio(paired.len(), gold.len())));

        let speaker = |quote: &Quote| utterances.get(quote.utterance.as_str()).map(|utterance| &utterance.speaker);
        let surname = |speaker: &Speaker| {
            let name = speaker.name.as_deref().filter(|_| speaker.r#type == "person")?;
            name.split_whitespace().last().map(str::to_lowercase)
        };
        let surnames: BTreeSet<String> = utterances.values().filter_map(|utterance| surname(&utterance.speaker)).collect();
        let (mut persons, mut answered, mut right) = (0, 0, 0);
        for (key, other) in &paired {
            let said = words(found[other].speaker.as_deref().unwrap_or_default());
            let who = speaker(gold[key]);
            let good = match who {
                Some(who) if who.r#type == "person" => {
                    let mine = surname(who).unwrap_or_default();
                    let good =
                        said.contains(&mine) && !said.iter().any(|w| *w != mine && surnames.contains(w)) && said.len() <= 6;
                    persons += usize::from(good);
                    good
                }
                Some(who) => {
                    let known = words(who.name.as_deref().unwrap_or_default());
                    who.r#type != "unknown" && !said.is_empty() && said.iter().all(|word| known.contains(word))
                }
                None => false,
            };
            answered += usize::from(!said.is_empty());
            right += usize::from(good);
        }
        let of_persons = gold.values().filter(|quote| speaker(quote).is_some_and(|who| who.r#type == "person")).count();
        to.set("speaker", ratio(persons, of_persons));
        to.set("speaker_when_answered", ratio(right, answered));
        self.utterances(&gold, &paired, &found, to);
        Ok(())
    }

    fn utterances(
        &self,
        gold: &BTreeMap<Key<'_>, &Quote>,
        paired: &BTreeMap<Key<'_>, Key<'_>>,
        found: &BTreeMap<Key<'_>, &QuoteRow>,
        to: &mut Figures,
    ) {
        let is: BTreeMap<&str, &str> = gold.values().map(|quote| (quote.id.as_str(), quote.cluster.as_str())).collect();
        // A quotation that was not found is an utterance of one: by its own id, apart from those of the run.
        let mut of: BTreeMap<&str, (bool, &str)> = is.keys().map(|id| (*id, (false, *id))).collect();
        for (key, other) in paired {
            of.insert(&gold[key].id, (true, &found[other].utterance_id));
        }
        let home: BTreeMap<&str, &str> = gold.iter().map(|(key, quote)| (quote.id.as_str(), key.0)).collect();
        let mut a: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut b: BTreeMap<(bool, &str), BTreeSet<&str>> = BTreeMap::new();
        for id in is.keys() {
            a.entry(is[id]).or_default().insert(id);
            b.entry(of[id]).or_default().insert(id);
        }
        let bcubed = |ids: &[&str]| {
            let (mut p, mut r) = (0.0, 0.0);
            for id in ids {
                let same = b[&of[id]].intersection(&a[is[id]]).count() as f64;
                p += same / b[&of[id]].len() as f64;
                r += same / a[is[id]].len() as f64;
            }
            let n = ids.len().max(1) as f64;
            f1(p / n, r / n)
        };
        let ids: Vec<&str> = is.keys().copied().collect();
        let several = |id: &&str| a[is[id]].iter().map(|other| home[other]).collect::<BTreeSet<_>>().len() > 1;
        to.set("utterance_bcubed", bcubed(&ids));
        to.set("utterance_bcubed_multi", bcubed(&ids.iter().copied().filter(several).collect::<Vec<_>>()));
        let unclear: BTreeSet<(&str, &str)> =
            self.ambiguous_pairs.iter().flat_map(|two| [(two.a.as_str(), two.b.as_str()), (&two.b, &two.a)]).collect();
        let (mut hit, mut predicted, mut true_pairs) = (0, 0, 0);
        for (i, x) in ids.iter().enumerate() {
            for y in &ids[i + 1..] {
                if unclear.contains(&(*x, *y)) {
                    continue;
                }
                let (same, linked) = (is[x] == is[y], of[x] == of[y]);
                hit += usize::from(same && linked);
                predicted += usize::from(linked);
                true_pairs += usize::from(same);
            }
        }
        to.set("utterance_pair_f1", f1(ratio(hit, predicted), ratio(hit, true_pairs)));
    }

    /// A credit is right where half of it lies inside the annotated sentence and the names agree word by word.
    fn credits(&self, articles: &[&Article], kept: &BTreeSet<&str>, rows: &[CreditRow], to: &mut Figures) {
        let gold: Vec<(&str, &Credit)> =
            articles.iter().flat_map(|article| article.credits.iter().map(|credit| (article.id.as_str(), credit))).collect();
        let mut used = vec![false; gold.len()];
        let (mut hit, mut predicted) = (0, 0);
        for row in rows {
            let Some(id) = self.resolve(&row.article_id).filter(|id| kept.contains(id)) else { continue };
            let (Some(start), Some(end)) = (row.start, row.end) else { continue };
            predicted += 1;
            let said: BTreeSet<String> = words(&row.names).into_iter().collect();
            let fits = |(j, (article, credit)): (usize, &(&str, &Credit))| {
                let who: BTreeSet<String> = words(credit.credited.split(" (").next().unwrap_or_default()).into_iter().collect();
                let inside = end.min(credit.sentence.end) - start.max(credit.sentence.start);
                let agree = who.is_subset(&said) || said.is_subset(&who);
                let near = end > start && 2 * inside >= end - start;
                !used[j] && *article == id && !said.is_empty() && near && agree && said.len() <= who.len() + 6
            };
            if let Some(j) = gold.iter().enumerate().position(fits) {
                used[j] = true;
                hit += 1;
            }
        }
        prf("credit", hit, predicted, gold.len(), to);
    }

    fn edges(&self, rows: &[EdgeRow], to: &mut Figures) {
        let claimed: BTreeSet<(&str, &str)> = rows
            .iter()
            .filter(|edge| edge.direction == "known" || edge.direction == "inferred")
            .filter(|edge| ["reprint", "excerpt", "quote"].contains(&edge.kind.as_ref()))
            .filter_map(|edge| Some((self.resolve(&edge.src)?, self.resolve(&edge.dst)?)))
            .collect();
        if self.provenance.true_edges.is_empty() {
            return to.count("article_edges", claimed.len());
        }
        // Edges name articles by the first three characters of their ids.
        let short = |id: &str| id.chars().take(3).collect::<String>();
        let ids: BTreeMap<String, &str> = self.articles.iter().map(|article| (short(&article.id), article.id.as_str())).collect();
        let full = |id: &str| ids.get(&short(id)).copied().unwrap_or_default();
        let is: BTreeSet<(&str, &str)> = self.provenance.true_edges.iter().map(|way| (full(&way.src), full(&way.dst))).collect();
        prf("edge", is.intersection(&claimed).count(), claimed.len(), is.len(), to);
        let bad: BTreeSet<(&str, &str)> = self
            .provenance
            .hard_negatives
            .iter()
            .flat_map(|two| [(full(&two.a), full(&two.b)), (full(&two.b), full(&two.a))])
            .collect();
        to.count("edges_on_hard_negatives", claimed.intersection(&bad).count());
    }
}

/// As [`Figures::prf`], with F1 from the two shares.
fn prf(name: &str, hit: usize, predicted: usize, gold: usize, to: &mut Figures) {
    let (p, r) = (ratio(hit, predicted), ratio(hit, gold));
    to.set(format!("{name}_p"), p);
    to.set(format!("{name}_r"), r);
    to.set(format!("{name}_f1"), f1(p, r));
}

/// A place without what is stripped off both ends; nothing where it is not one of the text.
fn trimmed(text: &[char], mut start: usize, mut end: usize) -> Option<(usize, usize)> {
    if start > end || end > text.len() {
        return None;
    }
    while start < end && STRIP.contains(text[start]) {
        start += 1;
    }
    while end > start && STRIP.contains(text[end - 1]) {
        end -= 1;
    }
    Some((start, end))
}

/// The words of a name, small, without the article.
fn words(name: &str) -> Vec<String> {
    let name = name.to_lowercase();
    let all = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && *word != "the");
    all.map(|word| if word == "tv" { "television" } else { word }.to_owned()).collect()
}
