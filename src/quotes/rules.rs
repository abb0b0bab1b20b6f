//! The names of the rules that attribute a quotation, each with a sentence that says what it means.
//!
//! The names are stable: they are printed in the `rule` column of the quotes table.

macro_rules! rules {
    ($($constant:ident = $name:literal : $sentence:literal),* $(,)?) => {
        $(#[doc = $sentence] pub(super) const $constant: &str = $name;)*

        /// Every rule with the sentence that explains it.
        pub const RULES: &[(&str, &str)] = &[$(($name, $sentence)),*];
    };
}

rules! {
    RIGHT_SUBJECT_VERB = "right_subject_verb": "The quotation is followed by its speaker and a reporting verb: “…,” Smith said.",
    RIGHT_VERB_SUBJECT = "right_verb_subject": "The quotation is followed by a reporting verb and its speaker: “…,” said Smith.",
    RIGHT_APPOSITION = "right_apposition": "The quotation is followed by its speaker, a description and a reporting verb: “…,” Smith, the owner, said.",
    RIGHT_UNLISTED_VERB = "right_unlisted_verb": "The quotation ends with a comma and is followed by a person and a verb that is not in the lists.",
    ACCORDING_TO = "according_to": "The sentence names its source with “according to”.",
    LEFT_SUBJECT_VERB = "left_subject_verb": "The nearest reporting verb before the quotation has this subject: Smith said, “…”",
    LEFT_VERB_SUBJECT = "left_verb_subject": "A reporting verb and its subject behind it introduce the quotation: In short, said Smith: “…”",
    LEFT_PARTICIPLE = "left_participle": "A participle introduces the quotation, and the sentence has this subject: Smith objected, saying “…”",
    LEFT_SHARED_SUBJECT = "left_shared_subject": "The reporting verb shares the subject of an earlier verb: Smith stood up and said “…”",
    LEFT_RELATIVE = "left_relative": "The reporting verb stands in a relative clause on this name: Smith, who said “…”",
    LEFT_NOUN = "left_noun": "A noun of speech introduces the quotation and tells whose it is: Smith’s claim that “…”",
    LEFT_COLON = "left_colon": "A name and a colon stand before the quotation: Smith: “…”",
    LEFT_COLON_SUBJECT = "left_colon_subject": "A sentence that ends with a colon introduces the quotation, and this is its subject.",
    AS_SAYING = "as_saying": "Somebody is quoted or cited as saying the words.",
    PASSIVE_AGENT = "passive_agent": "The reporting verb is passive, and “by” names the speaker.",
    SAME_SENTENCE = "same_sentence": "An earlier quotation of the same sentence has this speaker and nobody else comes in between.",
    CONTINUATION = "continuation": "The quotation follows, without a word of its own, on one of this speaker in the same paragraph.",
    NEXT_SENTENCE = "next_sentence": "The quotation stands alone before one of this speaker that goes on with it.",
    MULTI_PARAGRAPH = "multi_paragraph": "The quotation was left open at the end of the paragraph before and goes on here.",
    PARAGRAPH_CONTINUATION = "paragraph_continuation": "The paragraph is nothing but the quotation and follows on one of this speaker.",
    SAME_PARAGRAPH = "same_paragraph": "The quotation stands alone in a paragraph in which nobody but this speaker has spoken.",
    PREVIOUS_SENTENCE = "previous_sentence": "The quotation stands alone after a sentence with this subject.",
    PREVIOUS_NOUN = "previous_noun": "The sentence before the quotation speaks of this person’s response or statement.",
    DASH_SIGNATURE = "dash_signature": "A dash and a name follow the quotation: “…” — Smith",
    CAPITALS_LEAD = "capitals_lead": "The name stands in capitals before the quotation.",
    BLOCK_LEAD = "block_lead": "The line before the block lines names the speaker.",
    POST_AUTHOR = "post_author": "The words are an embedded post’s, and its author signs them.",
    NESTED_SUBJECT = "nested_subject": "A quotation within a quotation, whose speaker the outer one names.",
    NESTED_INHERITED = "nested_inherited": "Words marked within a quotation whose speaker names nobody else for them.",
    JAPANESE_TOPIC = "japanese_topic": "The sentence has this topic and a reporting verb after the quotation.",
    NO_CUE = "no_cue": "Nobody: no reporting word stands with the quotation.",
    NO_SUBJECT = "no_subject": "Nobody: a reporting word stands with the quotation, but its subject was not found.",
    NO_AGENT = "no_agent": "Nobody: the reporting verb is passive and names no speaker.",
    PRONOUN_UNRESOLVED = "pronoun_unresolved": "Nobody: the pronoun fits no subject before it.",
    DESCRIPTION_ONLY = "description_only": "Nobody by name: the article only describes the speaker.",
    NARRATOR = "narrator": "Nobody by name: the writer of the article speaks.",
    WORK_TITLE = "work_title": "Nobody: the words are the title of a work.",
    SCARE = "scare": "Nobody: the marks hold a word at arm’s length.",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_in_snake_case() {
        for (i, (name, sentence)) in RULES.iter().enumerate() {
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
            assert!(sentence.ends_with('.') || sentence.ends_with('”') || sentence.ends_with("Smith"));
            assert!(RULES[..i].iter().all(|(other, _)| other != name));
        }
    }
}
