//! What people say in a made corpus, how articles print it, and what they change in it.

use super::super::dice::Dice;
use super::draft::{Draft, Kind, words};
use super::prose::{Fresh, Prose, capital};

/// What somebody said.
#[derive(Debug, Clone)]
pub(crate) struct Saying {
    pub(crate) key: usize,
    speaker: String,
    words: String,
}

/// What a printing may do to the words.
pub(crate) const VARIANTS: [&str; 5] = ["same", "bracket", "trunc", "case", "ellipsis"];

/// Fewest words that a part of a saying keeps.
const FEWEST_KEPT: usize = 7;

impl Saying {
    /// Some sentences of a new speaker.
    pub(crate) fn new(key: usize, sentences: usize, fresh: &mut Fresh, dice: &mut Dice) -> Self {
        Self::by(Prose::shipped().make("who", dice), key, sentences, fresh, dice)
    }

    /// Some sentences of a known speaker.
    pub(crate) fn by(speaker: String, key: usize, sentences: usize, fresh: &mut Fresh, dice: &mut Dice) -> Self {
        let words: Vec<String> = (0..sentences).map(|_| fresh.make(Prose::shipped(), "said", dice)).collect();
        Self { key, speaker, words: words.join(" ") }
    }

    pub(crate) fn speaker(&self) -> &str {
        &self.speaker
    }

    /// A paragraph that prints the words in curly marks, changed as the variant says.
    pub(crate) fn printed(&self, variant: &'static str, dice: &mut Dice) -> Draft {
        let mut said = self.words.trim_end_matches('.').to_owned();
        match variant {
            "bracket" => bracket(&mut said, dice),
            "trunc" => truncate(&mut said, dice),
            "ellipsis" => elide(&mut said, dice),
            "case" => {
                let mut chars = said.chars();
                said = chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default();
            }
            _ => {}
        }
        let quoted = Draft::labelled(said, Kind::Quote, self.key, variant);
        let cue = *dice.pick(&["said", "said", "said", "told reporters", "added"]);
        let mut page = Draft::default();
        if variant == "case" {
            page.push_str(&[&self.speaker, " said that “"].concat());
            page.push(&quoted);
            page.push_str(".”");
        } else {
            page.push_str("“");
            page.push(&quoted);
            let tail = Prose::shipped().make("tail", dice);
            page.push_str(&[",” ", &self.speaker, " ", cue, ", ", &tail, "."].concat());
        }
        page
    }
}

/// One word set in brackets, or replaced by another that is.
fn bracket(said: &mut String, dice: &mut Dice) {
    let all = words(said, 0..said.len());
    let long: Vec<_> = all.into_iter().skip(2).filter(|word| word.len() > 3).collect();
    if long.is_empty() {
        return;
    }
    let word = dice.pick(&long).clone();
    let inside =
        if dice.chance(0.5) { said[word.clone()].to_owned() } else { (*dice.pick(Prose::shipped().class("noun"))).to_owned() };
    said.replace_range(word, &format!("[{inside}]"));
}

/// The end is left out without a mark.
fn truncate(said: &mut String, dice: &mut Dice) {
    let all = words(said, 0..said.len());
    if all.len() > FEWEST_KEPT + 2 {
        let kept = dice.within((all.len() / 2).max(FEWEST_KEPT)..all.len() - 1);
        said.truncate(all[kept - 1].end);
    }
}

/// Some words in the middle are left out with a mark.
fn elide(said: &mut String, dice: &mut Dice) {
    let all = words(said, 0..said.len());
    if all.len() > FEWEST_KEPT + 4 {
        let first = dice.within(3..all.len() - 5);
        let mark = *dice.pick(&["…", "...", "[...]"]);
        said.replace_range(all[first].start..all[first + dice.within(1..4)].end, mark);
    }
}

/// Which marks an outlet prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marks {
    Curly,
    Straight,
    Single,
    Guillemets,
}

/// Sets the double marks of a text in an outlet's style. Straight ones are told apart by turns, where a paragraph has an even number.
pub(crate) fn restyle(draft: &mut Draft, marks: Marks) {
    let [open, close] = match marks {
        Marks::Curly => ["“", "”"],
        Marks::Straight => ["\"", "\""],
        Marks::Single => ["‘", "’"],
        Marks::Guillemets => ["«", "»"],
    };
    let mut edits = Vec::new();
    let mut at = 0;
    for paragraph in draft.text.split_inclusive('\n') {
        let even = paragraph.matches('"').count().is_multiple_of(2);
        let mut opens = true;
        for (i, c) in paragraph.char_indices() {
            let new = match c {
                '“' => open,
                '”' => close,
                '"' if even => {
                    opens = !opens;
                    if opens { close } else { open }
                }
                _ => continue,
            };
            edits.push((at + i..at + i + c.len_utf8(), new.to_owned()));
        }
        at += paragraph.len();
    }
    draft.apply(&edits);
}

/// The name of a place in the capitals of a dateline.
pub(crate) fn dateline(agency: &str, dice: &mut Dice) -> String {
    let prose = Prose::shipped();
    let (place, month) = (dice.pick(prose.class("place")), dice.pick(prose.class("month")));
    format!("{}, {} {} ({agency}) — ", place.to_uppercase(), capital(month), dice.within(1..29))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_variant_changes_the_words_and_its_label_holds_them() {
        let (mut dice, mut fresh) = (Dice::new(11, "sayings"), Fresh::default());
        for key in 0..40 {
            let saying = Saying::new(key, 2, &mut fresh, &mut dice);
            for variant in VARIANTS {
                let page = saying.printed(variant, &mut dice);
                let said = &page.text[page.labels[0].place.clone()];
                let whole = saying.words.trim_end_matches('.');
                match variant {
                    "same" => assert_eq!(said, whole),
                    "bracket" => assert!(said.contains('[') && said.contains(']'), "{said}"),
                    "trunc" => assert!(whole.starts_with(said) && said.len() < whole.len(), "{said}"),
                    "ellipsis" => assert!(said.contains('…') || said.contains("..."), "{said}"),
                    _ => assert!(said.starts_with(char::is_lowercase), "{said}"),
                }
                for marks in [Marks::Straight, Marks::Single, Marks::Guillemets] {
                    let mut other = page.clone();
                    restyle(&mut other, marks);
                    assert_eq!(&other.text[other.labels[0].place.clone()], said);
                    assert!(!other.text.contains('“'), "{}", other.text);
                }
            }
        }
    }
}
