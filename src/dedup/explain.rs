//! Why two articles are near-duplicates or not: every gate that a pair passes on its way, with what it has and what it needs.
//!
//! Responsible for the figures and for the smallest change of a setting that turns the verdict. Not responsible for printing them.

use super::settings::Settings;
use crate::article::Article;
use crate::lsh::{Bands, Measure};
use crate::sketch::{SHINGLE_WORDS, estimate, shared_shingles, shingle_set, signature_of_words};
use crate::text::{Words, content};

/// One gate.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Gate {
    pub gate: &'static str,
    pub value: String,
    /// Empty where the figure is for information.
    pub need: String,
    pub passes: Option<bool>,
}

/// A pair with everything that decides about it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Explained {
    pub gates: Vec<Gate>,
    /// Exact copies are near-duplicates whatever the threshold.
    pub is_near: bool,
    pub identical: bool,
    pub jaccard: f64,
    /// Shared shingles over those of the smaller article.
    pub containment: f64,
    pub shared_bands: usize,
    pub bands: usize,
    pub rows: usize,
    /// Jaccard, and the chance that the bands propose a pair of it.
    pub curve: Vec<(f64, f64)>,
    /// The smallest change of a setting that turns the verdict; none where no setting does.
    pub flip: Option<String>,
}

/// Looks at a pair as [`super::run`] would.
#[must_use]
pub fn explain(a: &Article, b: &Article, settings: &Settings) -> Explained {
    let (words_a, words_b) = (Words::of(&a.text), Words::of(&b.text));
    let (set_a, set_b) = (shingle_set(words_a.hashes()), shingle_set(words_b.hashes()));
    let identical = content(words_a.hashes(), &a.text) == content(words_b.hashes(), &b.text);
    let shared = shared_shingles(&set_a, &set_b);
    let jaccard = Measure::Jaccard.of(set_a.len(), set_b.len(), shared);
    let containment = Measure::Containment.of(set_a.len(), set_b.len(), shared);
    let bands = Bands::solve(settings.threshold, settings.recall);
    let (lanes_a, lanes_b) = (signature_of_words(words_a.hashes()), signature_of_words(words_b.hashes()));
    let is_shared = |&band: &usize| bands.of(&lanes_a, band).is_some_and(|values| Some(values) == bands.of(&lanes_b, band));
    let shared_bands = (0..bands.bands).filter(is_shared).count();

    let measure = settings.measure.of(set_a.len(), set_b.len(), shared);
    let reaches = measure >= settings.threshold;
    let proposed = settings.needs_sets() || shared_bands > 0;
    let is_near = identical || (reaches && proposed);
    let mut gates = Vec::new();
    let mut gate = |gate, value: String, need: String, passes| gates.push(Gate { gate, value, need, passes });
    let info = String::new;
    gate("same words", if identical { "yes" } else { "no" }.to_owned(), info(), None);
    let long = words_a.len() >= SHINGLE_WORDS && words_b.len() >= SHINGLE_WORDS;
    gate("words", format!("{} / {}", words_a.len(), words_b.len()), format!(">= {SHINGLE_WORDS}"), Some(long));
    gate("shingles", format!("{} / {}, {shared} shared", set_a.len(), set_b.len()), info(), None);
    gate("jaccard, estimated", format!("{:.4}", estimate(&lanes_a, &lanes_b)), info(), None);
    if settings.needs_sets() {
        gate("bands", "not asked: the join is exact".to_owned(), info(), None);
    } else {
        let value = format!("{shared_bands} of {} shared, expected in {:.2} %", bands.bands, bands.chance(jaccard) * 100.0);
        gate("bands", value, ">= 1".to_owned(), Some(shared_bands > 0));
    }
    let need = |wanted: Measure| if settings.measure == wanted { format!(">= {}", settings.threshold) } else { info() };
    let passes = |wanted: Measure| (settings.measure == wanted).then_some(reaches);
    gate("jaccard", format!("{jaccard:.4}"), need(Measure::Jaccard), passes(Measure::Jaccard));
    gate("containment", format!("{containment:.4}"), need(Measure::Containment), passes(Measure::Containment));

    let flip = flip(settings, identical, measure, reaches, proposed, containment);
    let curve = (1u32..=10).map(|tenth| f64::from(tenth) / 10.0).map(|s| (s, bands.chance(s))).collect();
    Explained { gates, is_near, identical, jaccard, containment, shared_bands, bands: bands.bands, rows: bands.rows, curve, flip }
}

/// The smallest change of a setting that turns the verdict.
fn flip(settings: &Settings, identical: bool, measure: f64, reaches: bool, proposed: bool, containment: f64) -> Option<String> {
    /// Steps in which a threshold is named.
    const STEPS: f64 = 1e4;
    if identical {
        return None;
    }
    if reaches && !proposed {
        return Some("--exact".to_owned());
    }
    if reaches {
        let above = ((measure * STEPS).floor() + 1.0) / STEPS;
        return (above <= 1.0).then(|| format!("--threshold {above}"));
    }
    if settings.measure == Measure::Jaccard && containment >= settings.threshold {
        return Some("--by containment".to_owned());
    }
    let below = (measure * STEPS).floor() / STEPS;
    (below > 0.0).then(|| format!("--threshold {below}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(words: impl Iterator<Item = usize>) -> Article {
        let words: Vec<String> = words.map(|i| format!("w{i}")).collect();
        Article { text: words.join(" "), ..Article::default() }
    }

    fn settings(threshold: f64) -> Settings {
        Settings { threshold, exact: true, ..Settings::default() }
    }

    #[test]
    fn the_flip_named_turns_the_verdict() {
        let (a, b) = (article(0..100), article((0..60).chain(200..240)));
        let far = explain(&a, &b, &settings(0.8));
        let flip: f64 = far.flip.as_deref().and_then(|flip| flip.strip_prefix("--threshold ")).unwrap().parse().unwrap();
        assert!(!far.is_near && explain(&a, &b, &settings(flip)).is_near, "{far:?}");
        let near = explain(&a, &b, &settings(flip));
        let flip: f64 = near.flip.as_deref().and_then(|flip| flip.strip_prefix("--threshold ")).unwrap().parse().unwrap();
        assert!(!explain(&a, &b, &settings(flip)).is_near);
    }

    #[test]
    fn a_part_is_told_to_be_asked_by_containment() {
        let explained = explain(&article(0..100), &article(0..40), &Settings::default());
        assert_eq!((explained.is_near, explained.flip.as_deref()), (false, Some("--by containment")));
    }

    #[test]
    fn copies_and_short_texts_have_no_flip() {
        let copies = explain(&article(0..3), &article(0..3), &Settings::default());
        assert_eq!((copies.is_near, copies.flip), (true, None));
        let short = explain(&article(0..3), &article(1..4), &Settings::default());
        assert_eq!((short.is_near, short.flip), (false, None));
    }
}
