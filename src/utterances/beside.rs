//! A printing beside another base than the one of its utterance: for who asks what was changed of the earliest, or of the most frequent.

use super::align::Reference;
use super::change::{Change, Comparison, Side, edits};
use super::meaning;
use super::tokens::Tokens;
use crate::quotes::QuoteKind;
use crate::text::Words;

/// What the words of a printing changed of the words of a base. Flags that need more than the two texts are not among these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub change: Change,
    /// Word edit script from the base.
    pub edits: String,
    pub flags: Vec<&'static str>,
}

/// The flags that follow from the words alone.
pub const FLAGS_OF_WORDS: [&str; 5] = ["negation_changed", "number_changed", "hedge_lost", "modal_changed", "subject_changed"];

/// Sets a printing beside a base, as the members of an utterance are set beside theirs. O(words of the two).
#[must_use]
pub fn beside(base: &str, printing: &str, kind: QuoteKind) -> Changed {
    let (base_words, words) = (Words::of(base), Words::of(printing));
    if base == printing {
        let edits = if words.is_empty() { String::new() } else { format!("{}=", words.len()) };
        return Changed { change: Change::Same, edits, flags: Vec::new() };
    }
    let (base_tokens, tokens) = (Tokens::of_words(base, &base_words), Tokens::of_words(printing, &words));
    let (base_keys, keys) = (base_tokens.keys(), tokens.keys());
    let base = Side { text: base, tokens: &base_tokens, keys: &base_keys };
    let member = Side { text: printing, tokens: &tokens, keys: &keys };
    let within = Reference::of(&base_keys).window(&keys);
    let comparison = Comparison::of(&base, within, &member, kind);
    let window = Reference::of(base_words.hashes()).window(words.hashes());
    Changed {
        change: comparison.change,
        edits: edits(base_words.hashes(), window, words.hashes(), None),
        flags: meaning::flags(&comparison, !matches!(kind, QuoteKind::Full | QuoteKind::Block)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_may_be_any_printing() {
        let (long, short) = ("We will not close the old bridge before June.", "We will close the old bridge.");
        let cut = beside(long, short, QuoteKind::Full);
        assert_eq!((cut.edits.as_str(), cut.flags), ("2= 1D 4= 2D", vec!["negation_changed"]));
        let grown = beside(short, long, QuoteKind::Full);
        assert_eq!(grown.edits, "2= 1I 4= 2I");
        assert_eq!(beside(long, long, QuoteKind::Full).edits, "9=");
        assert_eq!(beside("", "", QuoteKind::Full).edits, "");
    }
}
