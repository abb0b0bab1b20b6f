//! The quotation as it flows through the stages.

use crate::article::Span;

/// The flag of a quotation that somebody else than its speaker hands on.
pub const RELAYED: &str = "relayed";

/// Which text of the article a quotation stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Field {
    #[default]
    Text,
    /// The title, where it does not stand in the text as well; spans are the title's then.
    Title,
}

impl Field {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Title => "title",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum QuoteKind {
    /// A sentence or more, or a clause that stands by itself.
    #[default]
    Full,
    /// A fragment inside the reporter's syntax.
    Partial,
    Headline,
    /// A line of a block quotation or of an embedded post.
    Block,
    /// The title of a work, not speech.
    Title,
    /// Marks that hold a word at arm's length, with nobody speaking.
    Scare,
}

impl QuoteKind {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Partial => "partial",
            Self::Headline => "headline",
            Self::Block => "block",
            Self::Title => "title",
            Self::Scare => "scare",
        }
    }

    /// The way back from [`Self::name`]; what is no name is full.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        let all = [Self::Full, Self::Partial, Self::Headline, Self::Block, Self::Title, Self::Scare];
        all.into_iter().find(|kind| kind.name() == name).unwrap_or_default()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SpeakerType {
    Person,
    Organisation,
    Document,
    #[default]
    Unknown,
}

impl SpeakerType {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Document => "document",
            Self::Unknown => "unknown",
        }
    }
}

/// Where the name of a speaker was resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SpeakerFrom {
    Article,
    /// Other articles that print the same utterance.
    Cluster,
    #[default]
    None,
}

impl SpeakerFrom {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Cluster => "cluster",
            Self::None => "none",
        }
    }
}

/// Who speaks, as far as the article tells.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Speaker {
    /// Full name as resolved in the article; `None` where only a description stands ("a spokeswoman").
    pub name: Option<String>,
    pub kind: SpeakerType,
    /// The words in the text that name the speaker of this quotation: a name, a pronoun, a role.
    pub mention: Option<Span>,
}

/// One printed span of quotation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quote {
    pub field: Field,
    /// The words without their marks, exactly as printed, in bytes of the text (or of the title).
    pub span: Span,
    pub kind: QuoteKind,
    /// The marks around it as printed, opener then closer, e.g. `“”`, `""`, `> `; an unclosed quote has the opener only.
    pub marks: String,
    /// Index of the quotation around this one in the article's list.
    pub parent: Option<usize>,
    /// Index, in the article's list, of the first span of the speech that one attribution covers.
    pub speech: usize,
    pub speaker: Speaker,
    pub speaker_from: SpeakerFrom,
    /// The cue as printed ("said", "according to").
    pub cue: Option<String>,
    pub addressee: Option<String>,
    /// Where it was said, as printed ("an interview with Bloomberg TV", "on X").
    pub venue: Option<String>,
    /// The outlet of the venue by its canonical name in [`crate::outlets`].
    pub venue_outlet: Option<String>,
    /// Carried over from an earlier sentence.
    pub venue_inherited: bool,
    /// Which rule named the speaker, or why none did.
    pub rule: &'static str,
    /// `unclosed`, `relayed`, `headline_not_in_body`, ... as in the contract's list.
    pub flags: Vec<&'static str>,
}

impl Quote {
    /// Where it stands.
    #[must_use]
    pub const fn spot(&self) -> (Field, Span) {
        (self.field, self.span)
    }
}
