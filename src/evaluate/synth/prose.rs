//! Invented prose: sentences, headlines, speeches and furniture out of a small grammar and lists of words, both data.
//!
//! It is no good reading. It is text with an ordinary mixture of frequent and rare words in which two articles share nothing that was
//! not put there.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use ahash::AHashSet;

use super::super::dice::Dice;
use crate::text::with_word_hashes;

const WORDS: &str = include_str!("prose/words.txt");
const GRAMMAR: &str = include_str!("prose/grammar.txt");

/// Classes with more words than are listed, and what their coined words end with. A vocabulary that ends makes articles of a large corpus
/// say the same by chance, more of them the larger it is, which people do not: of their words most kinds are rare.
const OPEN: [(&str, &str); 9] = [
    ("adjective", "ish"),
    ("adverb", "ly"),
    ("material", "ite"),
    ("noun", ""),
    ("place", "wick"),
    ("plural", "ers"),
    ("surname", ""),
    ("verb", "en"),
    ("verbed", "ened"),
];

/// How often a word of an open class is a coined one, and how many there are as a power of two. Of those each is as rare as its number is
/// large (Zipf), so that the share of words seen for the first time falls slowly with the size of the corpus.
const COINED: f64 = 0.3;
const COINED_BITS: usize = 24;

/// Rules in rules; the grammar has no cycle, and this bounds a mistake in the data.
const DEEPEST: usize = 12;

/// The rules of the prose, each with its right sides.
#[derive(Debug)]
pub(crate) struct Prose {
    rules: BTreeMap<&'static str, Vec<&'static str>>,
}

impl Prose {
    pub(crate) fn shipped() -> &'static Self {
        static PROSE: OnceLock<Prose> = OnceLock::new();
        PROSE.get_or_init(|| {
            let mut rules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for line in WORDS.lines() {
                if let Some((name, words)) = line.split_once(" = ") {
                    rules.entry(name).or_default().extend(words.split(' '));
                }
            }
            for line in GRAMMAR.lines().filter(|line| !line.starts_with('#')) {
                if let Some((name, right)) = line.split_once(": ") {
                    rules.entry(name).or_default().push(right);
                }
            }
            Self { rules }
        })
    }

    /// All words of a class.
    pub(crate) fn class(&self, name: &str) -> &[&'static str] {
        self.rules.get(name).map_or(&[], Vec::as_slice)
    }

    /// One text that a rule makes.
    pub(crate) fn make(&self, rule: &str, dice: &mut Dice) -> String {
        let mut text = String::new();
        self.expand(rule, dice, &mut text, 0);
        text
    }

    fn expand(&self, rule: &str, dice: &mut Dice, to: &mut String, depth: usize) {
        match rule {
            "number" | "Number" => to.push_str(&dice.within(11..980).to_string()),
            "day" => to.push_str(&dice.within(1..29).to_string()),
            "year" => to.push_str(&dice.within(1871..2025).to_string()),
            "money" | "Money" => {
                let unit = dice.pick(&["crowns", "marks", "florins"]);
                let _ = write!(to, "{}.{} million {unit}", dice.within(2..900), dice.below(10));
            }
            "Plural" => {
                let word = self.make("plural", dice);
                to.push_str(&capital(&word));
            }
            _ => {
                let rights = self.class(rule);
                if rights.is_empty() || depth > DEEPEST {
                    return to.push_str(rule);
                }
                if let Some((_, ending)) = OPEN.iter().find(|(class, _)| *class == rule)
                    && dice.chance(COINED)
                {
                    let word = self.coined(dice) + ending;
                    return to.push_str(&if rights[0].starts_with(char::is_uppercase) { capital(&word) } else { word });
                }
                let right = *dice.pick(rights);
                self.write(right, dice, to, depth);
            }
        }
    }

    /// A word of syllables that is in no list.
    fn coined(&self, dice: &mut Dice) -> String {
        let syllables = self.class("syllable");
        let most = 1 << dice.below(COINED_BITS);
        // Two syllables at least.
        let mut number = syllables.len() + most + dice.below(most);
        let mut word = String::new();
        while number > 0 {
            word.push_str(syllables[number % syllables.len()]);
            number /= syllables.len();
        }
        word
    }

    /// One filling of a right side of a rule.
    pub(crate) fn fill(&self, rule: &str, right: usize, dice: &mut Dice) -> String {
        let mut text = String::new();
        self.write(self.class(rule)[right], dice, &mut text, 0);
        text
    }

    fn write(&self, mut right: &str, dice: &mut Dice, to: &mut String, depth: usize) {
        while let Some((before, rest)) = right.split_once('{') {
            to.push_str(before);
            let Some((name, behind)) = rest.split_once('}') else { break };
            match name {
                // Filled in by who knows which outlet it is.
                "OUTLET" => to.push_str("{OUTLET}"),
                name => self.expand(name, dice, to, depth + 1),
            }
            right = behind;
        }
        to.push_str(right);
    }

    /// Sentences in paragraphs, with some `words` words. None shares a run of [`FRESH_WORDS`] words with one that was made before.
    pub(crate) fn article(&self, words: usize, fresh: &mut Fresh, dice: &mut Dice) -> String {
        let mut text = String::new();
        let mut count = 0;
        while count < words {
            for i in 0..dice.within(2..6) {
                let sentence = fresh.make(self, "sentence", dice);
                count += sentence.split(' ').count();
                text.push_str(if i > 0 {
                    " "
                } else if text.is_empty() {
                    ""
                } else {
                    "\n\n"
                });
                text.push_str(&sentence);
            }
        }
        text
    }

    /// Some names of outlets, all different.
    pub(crate) fn outlets(&self, n: usize, dice: &mut Dice) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let (places, papers) = (self.class("place"), self.class("paper"));
        let most = places.len() * papers.len();
        while names.len() < n.min(most) {
            let name = format!("{} {}", dice.pick(places), dice.pick(papers));
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// Words in a row that two sentences of a corpus do not share: a grammar repeats its turns of phrase more than people do.
const FRESH_WORDS: usize = 6;

/// Sentences made before one is taken as it is, so that a corpus that has used up the grammar ends too.
const ATTEMPTS: usize = 60;

/// The runs of words of the sentences that were made.
#[derive(Debug, Default)]
pub(crate) struct Fresh(AHashSet<u64>);

impl Fresh {
    /// A sentence by a rule, unlike those before.
    pub(crate) fn make(&mut self, prose: &Prose, rule: &str, dice: &mut Dice) -> String {
        let mut sentence = prose.make(rule, dice);
        for _ in 0..ATTEMPTS {
            let runs: Vec<u64> = with_word_hashes(&sentence, |words| words.windows(FRESH_WORDS).map(run).collect());
            if !runs.iter().any(|run| self.0.contains(run)) {
                self.0.extend(runs);
                return sentence;
            }
            sentence = prose.make(rule, dice);
        }
        sentence
    }
}

/// One number for a run of words in their order.
pub(crate) fn run(words: &[u64]) -> u64 {
    words.iter().fold(0, |all, word| (all ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23))
}

/// A word with a capital in front.
pub(crate) fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_name_in_the_grammar_is_a_rule() {
        let prose = Prose::shipped();
        let made = ["number", "Number", "day", "year", "money", "Money", "Plural", "OUTLET"];
        for right in prose.rules.values().flatten() {
            for name in right.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
                assert!(made.contains(&name) || !prose.class(name).is_empty(), "{name} in {right}");
            }
        }
    }

    #[test]
    fn an_open_class_does_not_run_out_of_words() {
        let (prose, mut dice) = (Prose::shipped(), Dice::new(5, "open"));
        let mut seen = BTreeSet::new();
        let mut new_in = |count: usize| (0..count).filter(|_| seen.insert(prose.make("noun", &mut dice))).count();
        let (first, later) = (new_in(2000), new_in(2000));
        assert!(first > 400 && later > 200, "{first} {later}");
        let listed = seen.iter().filter(|word| prose.class("noun").contains(&word.as_str())).count();
        assert_eq!(listed, prose.class("noun").len());
        assert!(OPEN.iter().all(|(class, _)| !prose.class(class).is_empty()));
    }

    #[test]
    fn two_articles_share_no_run_of_eight_words() {
        let (prose, mut dice) = (Prose::shipped(), Dice::new(3, "prose"));
        let mut seen = BTreeSet::new();
        let mut fresh = Fresh::default();
        for _ in 0..60 {
            let text = prose.article(300, &mut fresh, &mut dice);
            let words: Vec<&str> = text.split_whitespace().collect();
            let runs: BTreeSet<Vec<String>> = words.windows(8).map(|run| run.iter().map(|w| (*w).to_owned()).collect()).collect();
            assert!(runs.is_disjoint(&seen));
            seen.extend(runs);
        }
    }
}
