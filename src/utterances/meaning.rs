//! Flags: what a printing's changes do to the meaning.
//!
//! Responsible for seeing that a negation, a number, a hedge, a modal verb or the subject differs. Not responsible for judging
//! intent, nor for differences that the printing lies outside of: a sentence not quoted changes nothing.

use super::change::{Change, Comparison, Region};
use super::class;
use super::lexicon::LEXICON;
use super::tokens::Token;

/// Flags of a member against the base. `partial`: the printing stands in the reporter's sentence, who may have said in his own
/// words what stands before it.
pub(super) fn flags(comparison: &Comparison<'_>, partial: bool) -> Vec<&'static str> {
    let scope = Scope { comparison, partial };
    let mut out = Vec::new();
    // A class that no differing word has cannot differ.
    let touched = comparison.regions.iter().fold(0, |bits, region| bits | scope.classes(region));
    let touches = |bits: u16| touched & bits != 0;
    if touches(class::NEGATION) && scope.differs(class::NEGATION) {
        out.push("negation_changed");
    }
    if touches(class::NUMBER) && scope.substitutions().any(|(lost, put)| keys(&lost, class::NUMBER) != keys(put, class::NUMBER)) {
        out.push("number_changed");
    }
    if scope.hedges_lost() {
        out.push("hedge_lost");
    }
    if touches(class::MODAL) && scope.differs(class::MODAL) {
        out.push("modal_changed");
    }
    if touches(class::SUBJECT) && scope.subject_changed() {
        out.push("subject_changed");
    }
    out
}

/// Sorted keys of the tokens of one class that the speaker said.
fn keys(tokens: &[Token], bits: u16) -> Vec<u64> {
    let mut out: Vec<u64> = tokens.iter().filter(|token| token.is(bits) && token.is_core()).map(|token| token.key).collect();
    out.sort_unstable();
    out
}

struct Scope<'c, 't> {
    comparison: &'c Comparison<'t>,
    partial: bool,
}

impl<'t> Scope<'_, 't> {
    /// The part of a region's base tokens that the member's words depend on: the rest of the clause before the region, and the
    /// beginning of the one after it. Clauses that were left out whole change nothing in those that were taken.
    fn lost(&self, region: &Region) -> [&'t [Token]; 2] {
        let (base, window) = (self.comparison.base, self.comparison.window);
        let (from, to) = region.base;
        if from == to || region.change == Change::Bracketed {
            return [&[], &[]];
        }
        let starts = |i: &usize| base.get(*i).is_none_or(|token| token.is(class::ATOM | class::CLAUSE));
        let (first, last) = ((from..=to).find(starts), (from..=to).rev().find(starts));
        if to <= window.0 {
            // Before the words that were taken: the reporter may have said it in his own.
            return if self.partial { [&[], &[]] } else { [&[], &base[last.unwrap_or(from)..to]] };
        }
        if from >= window.1 {
            // After them: only where other words were put in its place.
            let put = region.member.0 < region.member.1;
            return if put { [&base[from..first.unwrap_or(to)], &[]] } else { [&[], &[]] };
        }
        match (first, last) {
            (Some(first), Some(last)) => [&base[from..first], &base[last..to]],
            _ => [&base[from..to], &[]],
        }
    }

    /// Bits of [`class`] of all words of a region.
    fn classes(&self, region: &Region) -> u16 {
        let Comparison { base, member, .. } = self.comparison;
        let words = base[region.base.0..region.base.1].iter().chain(&member[region.member.0..region.member.1]);
        words.fold(0, |bits, token| bits | token.class)
    }

    fn put(&self, region: &Region) -> &'t [Token] {
        if matches!(region.change, Change::Merged | Change::Bracketed) {
            return &[];
        }
        &self.comparison.member[region.member.0..region.member.1]
    }

    /// Whether the tokens of a class that only one side has differ, over all regions: a word that moved is not a change.
    fn differs(&self, bits: u16) -> bool {
        let (mut lost, mut put) = (Vec::new(), Vec::new());
        for region in &self.comparison.regions {
            lost.extend(self.lost(region).iter().flat_map(|tokens| keys(tokens, bits)));
            put.extend(keys(self.put(region), bits));
        }
        if bits == class::NEGATION {
            return lost.len() != put.len();
        }
        lost.sort_unstable();
        put.sort_unstable();
        lost != put
    }

    fn substitutions(&self) -> impl Iterator<Item = (Vec<Token>, &'t [Token])> + '_ {
        self.comparison
            .regions
            .iter()
            .filter(|region| region.change == Change::Substituted)
            .map(|region| (self.lost(region).concat(), self.put(region)))
    }

    fn hedges_lost(&self) -> bool {
        let count = |tokens: &[Token]| {
            let mut hedges = 0;
            let mut at = 0;
            while at < tokens.len() {
                let length = LEXICON.hedges.len_at(&tokens[at..].iter().map(|token| token.key));
                hedges += usize::from(length > 0);
                at += length.max(1);
            }
            hedges
        };
        let lost: usize = self
            .comparison
            .regions
            .iter()
            .map(|region| self.lost(region).iter().map(|tokens| count(tokens)).sum::<usize>())
            .sum();
        let put: usize = self.comparison.regions.iter().map(|region| count(self.put(region))).sum();
        lost > put
    }

    fn subject_changed(&self) -> bool {
        self.substitutions().any(|(lost, put)| {
            let (before, after) = (keys(&lost, class::SUBJECT), keys(put, class::SUBJECT));
            let outset =
                lost.first().is_some_and(|token| token.is(class::ATOM)) || put.first().is_some_and(|token| token.is(class::ATOM));
            before != after && (outset || !before.is_empty() && !after.is_empty())
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::change::Side;
    use super::super::tokens::Tokens;
    use super::*;
    use crate::quotes::QuoteKind;

    fn flagged(base: &str, member: &str, partial: bool) -> Vec<&'static str> {
        let (b, m) = (Tokens::of(base), Tokens::of(member));
        let (keys_b, keys_m) = (b.keys(), m.keys());
        let base = Side { text: base, tokens: &b, keys: &keys_b };
        let member = Side { text: member, tokens: &m, keys: &keys_m };
        flags(&Comparison::of(&base, (0, keys_b.len()), &member, QuoteKind::Full), partial)
    }

    #[test]
    fn each_flag_has_its_example() {
        let none: [&str; 0] = [];
        assert_eq!(
            flagged("We will not sell the ferry to anyone", "We will sell the ferry to anyone", false),
            ["negation_changed"]
        );
        assert_eq!(
            flagged("We sold 12 boats to the harbour board", "We sold 20 boats to the harbour board", false),
            ["number_changed"]
        );
        assert_eq!(flagged("We sold 12 boats to the harbour board", "We sold twelve boats to the harbour board", false), none);
        assert_eq!(flagged("I think the ferry is probably lost at sea", "The ferry is lost at sea", false), ["hedge_lost"]);
        assert_eq!(
            flagged("The board may sell the ferry this year", "The board will sell the ferry this year", false),
            ["modal_changed"]
        );
        assert_eq!(
            flagged("They sold the ferry to the harbour board", "We sold the ferry to the harbour board", false),
            ["subject_changed"]
        );
        assert_eq!(flagged("They sold the ferry to the board", "[The owners] sold the ferry to the board", false), none);
    }

    #[test]
    fn what_is_not_quoted_changes_nothing() {
        let none: [&str; 0] = [];
        let base = "We never sold a boat. The ferry stays in the harbour. No one will take it.";
        assert_eq!(flagged(base, "We never sold a boat. No one will take it.", false), none);
        assert_eq!(flagged("The bell is gone. It was not ours. We sail today.", "The bell is gone. We sail today.", false), none);
        assert_eq!(flagged(base, "The ferry stays in the harbour.", false), none);
        assert_eq!(flagged("I do not want the ferry to leave the harbour", "the ferry to leave the harbour", true), none);
        assert_eq!(
            flagged("I do not want the ferry to leave the harbour", "I want the ferry to leave the harbour", false),
            ["negation_changed"]
        );
    }

    #[test]
    fn a_negation_that_moves_is_no_change() {
        assert_eq!(flagged("I don't think he's a gentle captain", "He's not a gentle captain", false), ["hedge_lost"]);
        let longer = "The wind will turn before the evening. I don't think he's a gentle captain";
        assert_eq!(flagged(longer, "He's not a gentle captain", false), ["hedge_lost"]);
    }

    /// Every class looked for in every region.
    fn plain(comparison: &Comparison<'_>, partial: bool) -> Vec<&'static str> {
        let scope = Scope { comparison, partial };
        let numbers = || scope.substitutions().any(|(lost, put)| keys(&lost, class::NUMBER) != keys(put, class::NUMBER));
        let found = [
            (scope.differs(class::NEGATION), "negation_changed"),
            (numbers(), "number_changed"),
            (scope.hedges_lost(), "hedge_lost"),
            (scope.differs(class::MODAL), "modal_changed"),
            (scope.subject_changed(), "subject_changed"),
        ];
        found.into_iter().filter(|(is_so, _)| *is_so).map(|(_, flag)| flag).collect()
    }

    proptest! {
        #[test]
        fn a_class_that_no_differing_word_has_is_not_looked_for(
            (base, member) in {
                let words = || prop::collection::vec(prop::sample::select(vec!["we", "they", "not", "never", "may", "will", "12", "twenty", "I", "think", "sell", "the", "ferry,", "boats.", "[all]", "…", "Straße", "売る"]), 0..14);
                (words(), words())
            },
            partial in any::<bool>(),
        ) {
            let (base, member) = (base.join(" "), member.join(" "));
            let (b, m) = (Tokens::of(&base), Tokens::of(&member));
            let (keys_b, keys_m) = (b.keys(), m.keys());
            let base = Side { text: &base, tokens: &b, keys: &keys_b };
            let member = Side { text: &member, tokens: &m, keys: &keys_m };
            let comparison = Comparison::of(&base, (0, keys_b.len()), &member, QuoteKind::Full);
            prop_assert_eq!(flags(&comparison, partial), plain(&comparison, partial));
        }
    }
}
