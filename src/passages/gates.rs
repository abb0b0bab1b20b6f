//! Why a passage counts or does not: every gate of evidence, with what the passage has and what it needs.
//!
//! Responsible for the figures. Not responsible for the verdict, which is settled when the passage is made or weighed ([`super::evidence`]).

use super::document::Document;
use super::join;
use super::passage::{EVIDENT_LETTERS, EVIDENT_RUN_LETTERS, EVIDENT_RUN_WORDS, MIN_IDENTITY, Passage, QUOTED_RUN_LETTERS, runs};
use super::seeds::Seed;

/// One gate: what a passage has, what it needs, and whether that is enough.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Gate {
    pub gate: &'static str,
    pub value: String,
    pub need: String,
    pub passes: bool,
}

impl Gate {
    #[must_use]
    pub const fn new(gate: &'static str, value: String, need: String, passes: bool) -> Self {
        Self { gate, value, need, passes }
    }
}

impl Passage {
    /// The gates of evidence. They are alternatives, so that a passage may be evident and fail one.
    #[must_use]
    pub fn evidence(&self) -> Vec<Gate> {
        let run = (self.longest_run_words, self.longest_run_letters);
        let long = run.0 >= EVIDENT_RUN_WORDS && run.1 >= EVIDENT_RUN_LETTERS;
        // Of a run that could count by its marks, and counts, this page says that it does so.
        let by_marks = self.evident && !self.speaks_for_itself() && run.0 >= EVIDENT_RUN_WORDS && run.1 >= QUOTED_RUN_LETTERS;
        let identity = self.identity();
        let need_run = format!(">= {EVIDENT_RUN_WORDS}, >= {EVIDENT_RUN_LETTERS}");
        vec![
            Gate::new("longest exact run", format!("{} words, {} letters", run.0, run.1), need_run, long),
            Gate::new(
                "or matched letters",
                self.matched_letters.to_string(),
                format!(">= {EVIDENT_LETTERS}"),
                self.matched_letters >= EVIDENT_LETTERS,
            ),
            Gate::new("  with identity", format!("{identity:.2}"), format!(">= {MIN_IDENTITY}"), identity >= MIN_IDENTITY),
            Gate::new(
                "or that run, quoted",
                format!("{} words, {} letters", run.0, run.1),
                format!(">= {EVIDENT_RUN_WORDS}, >= {QUOTED_RUN_LETTERS}"),
                by_marks,
            ),
            // Two texts by themselves have no corpus in which a word could be rare.
            Gate::new(
                "or rare words",
                "not weighed".to_owned(),
                "a scan of 200,000 words".to_owned(),
                self.evident && !self.speaks_for_itself() && !by_marks,
            ),
        ]
    }
}

/// What two texts have in common before anything is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Common {
    /// Places of seeds that both have, and of these the ones in boilerplate.
    pub seeds: usize,
    pub seeds_in_boilerplate: usize,
    /// Exact runs through them, and the letters of the longest.
    pub runs: usize,
    pub longest_run_letters: usize,
}

/// Looks for seeds and runs that two texts have in common.
#[must_use]
pub fn common(a: &Document<'_>, a_seeds: &[Seed], b: &Document<'_>, b_seeds: &[Seed]) -> Common {
    let hits = join::between(a_seeds, b_seeds);
    let runs = runs(a.words, b.words, &hits);
    Common {
        seeds: hits.len(),
        seeds_in_boilerplate: hits.iter().filter(|&&(x, y)| a.is_boilerplate(x) || b.is_boilerplate(y)).count(),
        runs: runs.len(),
        longest_run_letters: runs.iter().map(|run| run.len).max().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{compare, seeds};
    use super::*;
    use crate::text::Words;

    /// The gates are a second telling of the verdict, and must not tell another one.
    #[test]
    fn the_gates_say_what_the_verdict_says() {
        let story = "the council voted on Monday night to close the old bridge to lorries because two of its bearings were worn through and \
            heavy traffic could bring the deck down before the summer was over";
        let words: Vec<&str> = story.split(' ').collect();
        let (mut evident, mut phrases) = (0, 0);
        for len in 5..words.len() {
            let (a, b) = (format!("one {} two", words[..len].join(" ")), format!("three {} four", words[..len].join(" ")));
            let (wa, wb) = (Words::of(&a), Words::of(&b));
            let one = Document { text: &a, words: &wa, boilerplate: &[] };
            let two = Document { text: &b, words: &wb, boilerplate: &[] };
            for passage in compare(&one, &seeds(&one), &two, &seeds(&two)) {
                let passes: Vec<bool> = passage.evidence().iter().map(|gate| gate.passes).collect();
                assert_eq!(
                    passes[0] || passes[1] && passes[2] || passes[3],
                    passage.evident,
                    "{len} words: {:?}",
                    passage.evidence()
                );
                *if passage.evident { &mut evident } else { &mut phrases } += 1;
            }
        }
        assert!(evident > 10 && phrases > 1, "{evident} {phrases}");
    }

    #[test]
    fn what_is_common_is_counted_before_it_is_aligned() {
        let text = "the council voted on Monday night to close the old bridge to lorries from June";
        let words = Words::of(text);
        let document = Document { text, words: &words, boilerplate: &[(0, 3)] };
        let own = seeds(&document);
        let found = common(&document, &own, &document, &own);
        assert_eq!((found.runs, found.longest_run_letters), (1, words.letters().len()));
        assert!(found.seeds >= own.len() && found.seeds_in_boilerplate <= found.seeds, "{found:?}");
        assert_eq!(common(&document, &[], &document, &own), Common::default());
    }
}
