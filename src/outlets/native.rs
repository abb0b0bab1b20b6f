//! Names that begin with an article of their own language, and what becomes of the article in a sentence: "Le Monde" is "au Monde",
//! "Die Zeit" is "der Zeit".
//!
//! Responsible for the articles, the forms that stand for each, and which of them a subject has. Not responsible for what else must
//! stand around such a name (`find`).

/// An article that begins names, with its forms in lower case.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Article {
    /// As it begins the name, with the space where one follows.
    begins: &'static str,
    /// Before a subject.
    subject: &'static [&'static str],
    /// In any other case, or grown together with a preposition.
    other: &'static [&'static str],
}

/// What a form of an article tells of the name behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Subject,
    Other,
}

const ARTICLES: [Article; 15] = [
    Article { begins: "Le ", subject: &["le "], other: &["du ", "au "] },
    Article { begins: "La ", subject: &["la "], other: &["della ", "alla ", "dalla ", "nella ", "sulla "] },
    Article { begins: "Les ", subject: &["les "], other: &["des ", "aux "] },
    Article { begins: "L'", subject: &["l'", "l’"], other: &[] },
    Article { begins: "L’", subject: &["l'", "l’"], other: &[] },
    Article { begins: "Der ", subject: &["der "], other: &["dem ", "des ", "den ", "beim ", "vom ", "im "] },
    Article { begins: "Die ", subject: &["die "], other: &["der "] },
    Article { begins: "Das ", subject: &["das "], other: &["dem ", "des ", "beim ", "vom ", "im "] },
    Article { begins: "El ", subject: &["el "], other: &["del ", "al "] },
    Article { begins: "Los ", subject: &["los "], other: &[] },
    Article { begins: "Las ", subject: &["las "], other: &[] },
    Article { begins: "Il ", subject: &["il "], other: &["del ", "al ", "dal ", "nel ", "sul "] },
    Article { begins: "Lo ", subject: &["lo "], other: &["dello ", "allo ", "dallo ", "nello ", "sullo "] },
    Article { begins: "O ", subject: &["o "], other: &["do ", "ao ", "no ", "pelo "] },
    Article { begins: "A ", subject: &["a "], other: &["da ", "à ", "na ", "pela "] },
];

impl Article {
    /// The article that `name` begins with, and the name without it.
    pub(super) fn strip(name: &str) -> Option<(&'static Self, &str)> {
        let (article, bare) = ARTICLES.iter().find_map(|article| Some((article, name.strip_prefix(article.begins)?)))?;
        bare.starts_with(char::is_uppercase).then_some((article, bare))
    }

    /// The case of the form that stands right before `at`.
    pub(super) fn case_before(&self, text: &str, at: usize) -> Option<Case> {
        // "dans « Le Monde »" is printed whole; only an opening mark may part the article from the name.
        let before = text[..at].trim_end_matches(['„', '“', '"', '«', '\u{a0}']);
        let before = if before.len() < at { before.trim_end_matches(' ') } else { before };
        let stands = |form: &&&str| {
            let form = if before.ends_with(' ') || form.ends_with(['\'', '’']) { form } else { form.trim_end() };
            ends_with_word(before, form)
        };
        if self.subject.iter().any(|form| stands(&form)) {
            Some(Case::Subject)
        } else {
            self.other.iter().any(|form| stands(&form)).then_some(Case::Other)
        }
    }
}

/// Whether `text` ends with `form`, its first letter in either case, and no word runs into it.
fn ends_with_word(text: &str, form: &str) -> bool {
    let Some(at) = text.len().checked_sub(form.len()).filter(|&at| text.is_char_boundary(at)) else { return false };
    // "all'Espresso", "dell'Espresso": what an elided article grew together with.
    let elided = form.ends_with(['\'', '’']);
    let apart = elided || !text[..at].ends_with(char::is_alphanumeric);
    apart && text[at..].to_lowercase() == form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_known_by_its_forms() {
        let case =
            |name: &str, before: &str| Article::strip(name).and_then(|(article, _)| article.case_before(before, before.len()));
        assert_eq!(case("Die Zeit", "sagte er der "), Some(Case::Other));
        assert_eq!(case("Die Zeit", "Die „"), Some(Case::Subject));
        assert_eq!(case("Le Monde", "confié au "), Some(Case::Other));
        assert_eq!(case("Le Monde", "un bateau "), None);
        assert_eq!(case("L'Espresso", "all'"), Some(Case::Subject));
        assert_eq!(case("O Globo", "disse ao "), Some(Case::Other));
        assert_eq!(case("O Globo", "tempo "), None);
        assert_eq!(case("Los Angeles", ""), None);
        assert!(Article::strip("Le monde").is_none() && Article::strip("Mediapart").is_none());
    }
}
