//! Credits of a claim or a quotation to an outlet: "according to", "told", "first reported", "the newspaper said".
//!
//! Responsible for which names have a cue beside them and for whom "the newspaper" and "the Post" stand. Not responsible for the
//! frame of the article (`frame`) or for sources without a name (`unnamed`).

use super::nouns::Class;
use super::{Credit, CreditKind, CreditLevel};
use crate::article::{Article, Span};
use crate::outlets::cues::{Hit, Saying, Tie, ceil, cues, floor, forward};
use crate::outlets::{Mention, OutletId, OutletKind, Outlets};

/// How far back "the newspaper" may refer, in bytes.
const ANAPHORA_REACH: usize = 4000;

/// Outlets named before that are looked at for whom a short name stands: the newest.
const NAMED_LOOKED_AT: usize = 50;
/// Longest lead before "avec AFP" on the line that signs a text off, in bytes.
const SIGN_OFF: usize = 60;

/// How an article speaks of itself.
const ITSELF: [&str; 8] =
    ["this article", "this story", "this report", "this piece", "this column", "this essay", "this interview", "this news"];

/// Something that may be a source.
struct Source {
    /// With an article that belongs to the name as printed.
    span: Span,
    who: Who,
}

enum Who {
    Known(OutletId),
    /// A name that is in no table.
    Printed,
    Anaphor,
    Short,
}

pub(super) fn find(article: &Article, mentions: &[Mention], nouns: &[(Class, Span)], outlets: &Outlets) -> Vec<Credit> {
    let text = article.text.as_str();
    let mut reader = Reader { article, text, outlets, found: Vec::new(), named: Vec::new(), credited: Vec::new() };
    let sources = sources(text, mentions, nouns, outlets);
    let mut index = 0;
    while index < sources.len() {
        index += reader.read(&sources[index..]);
    }
    reader.found
}

/// Names of outlets and what may stand for one, in order.
fn sources(text: &str, mentions: &[Mention], nouns: &[(Class, Span)], outlets: &Outlets) -> Vec<Source> {
    let mut sources: Vec<Source> = mentions
        .iter()
        .filter(|mention| outlets.get(mention.outlet).kind != OutletKind::Platform)
        .map(|mention| Source { span: with_article(text, mention.span), who: Who::Known(mention.outlet) })
        .collect();
    let mut next = 0;
    for &(class, span) in nouns {
        let (span, who) = match class {
            Class::Anaphor => (span, Who::Anaphor),
            Class::Short => (span, Who::Short),
            Class::Title => match title(text, span) {
                Some(span) => (span, Who::Printed),
                None => continue,
            },
            _ => continue,
        };
        while next < mentions.len() && mentions[next].span.end <= span.start {
            next += 1;
        }
        let taken = mentions[next.saturating_sub(1)..].iter().take(3).any(|mention| mention.span.overlap(span) > 0);
        let continues = matches!(who, Who::Short) && continued(text, span.end);
        if !taken && !continues {
            sources.push(Source { span, who });
        }
    }
    sources.sort_by_key(|source| source.span);
    sources
}

/// "The" before a name, as printed, where the name's own span leaves it out.
fn with_article(text: &str, span: Span) -> Span {
    let start = if text[..span.start].ends_with("The ") { span.start - 4 } else { span.start };
    Span::new(start, span.end)
}

/// The capitalised words that end in a word for an outlet: "the Springfield Gazette".
fn title(text: &str, last: Span) -> Option<Span> {
    if continued(text, last.end) {
        return None;
    }
    let mut start = last.start;
    let mut words = 0;
    while words < 4 {
        let head = text[..start].strip_suffix(' ').unwrap_or(&text[..start]);
        let mut from = head.len();
        for c in head.chars().rev().take(30) {
            if !(c.is_alphanumeric() || matches!(c, '-' | '&' | '\'' | '’')) {
                break;
            }
            from -= c.len_utf8();
        }
        let word = &head[from..];
        if !word.starts_with(char::is_uppercase)
            || matches!(word, "The" | "A" | "An" | "In" | "On" | "But" | "As" | "According" | "For")
        {
            break;
        }
        words += 1;
        start = from;
        if !text[..start].ends_with(' ') {
            break;
        }
    }
    (words > 0).then(|| Span::new(start, last.end))
}

/// How days and months begin.
const DATES: [&str; 19] = [
    "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
    "Dec",
];

/// Whether a capitalised word runs on after a name, days and months apart.
fn continued(text: &str, end: usize) -> bool {
    let rest = &text[end..];
    let Some(next) = rest.strip_prefix([' ', '-']) else { return false };
    next.starts_with(char::is_uppercase) && !DATES.iter().any(|date| next.starts_with(date))
}

struct Reader<'a> {
    article: &'a Article,
    text: &'a str,
    outlets: &'a Outlets,
    found: Vec<Credit>,
    /// Outlets named so far, with the end of the name.
    named: Vec<(OutletId, usize)>,
    /// Outlets that a claim was credited to so far, with the end of the wording.
    credited: Vec<(String, Option<OutletId>, usize)>,
}

impl Reader<'_> {
    /// Reads the first source, with those coordinated to it; how many were read.
    fn read(&mut self, sources: &[Source]) -> usize {
        let source = &sources[0];
        let (names, outlet) = self.resolve(source);
        if let Who::Known(id) = source.who {
            self.named.push((id, source.span.end));
        }
        let Some((span, kind)) = self.cued(source, outlet) else { return 1 };
        let Some(names) = names else { return 1 };
        self.push(span, names, outlet, kind);
        // "according to CNN and the Times": each is credited, by the same cue.
        let mut read = 1;
        if span.end == source.span.end {
            while let Some(next) = sources.get(read).filter(|next| joined(self.text, sources[read - 1].span.end, next.span.start))
            {
                let (names, outlet) = self.resolve(next);
                let Some(names) = names.filter(|_| !matches!(next.who, Who::Anaphor)) else { break };
                if cues()
                    .after(self.text, next.span.end)
                    .is_some_and(|hit| hit.tie == Tie::Loose && hit.saying != Saying::Tagline)
                {
                    break;
                }
                if let Who::Known(id) = next.who {
                    self.named.push((id, next.span.end));
                }
                self.push(next.span, names, outlet, kind);
                read += 1;
            }
        }
        read
    }

    fn push(&mut self, span: Span, names: String, outlet: Option<OutletId>, kind: CreditKind) {
        self.credited.push((names.clone(), outlet, span.end));
        let outlet_kind = outlet.map(|id| self.outlets.get(id).kind);
        let mut credit = Credit::new(self.text, span, names, outlet_kind, kind);
        // What was first reported or published elsewhere is a claim, or the article itself.
        if kind == CreditKind::FirstReportedBy && self.is_about_itself(span) {
            credit.level = CreditLevel::Full;
        }
        self.found.push(credit);
    }

    /// "This article was first published by ...", "... first reported this story."
    fn is_about_itself(&self, span: Span) -> bool {
        let before = self.text[ceil(self.text, span.start.saturating_sub(SIGN_OFF))..span.start].to_lowercase();
        let before = before.rsplit(['\n', '.']).next().unwrap_or_default().trim_end();
        let after = self.text[span.end..floor(self.text, span.end + SIGN_OFF)].to_lowercase();
        let after = after.trim_start();
        ITSELF.iter().any(|words| {
            let led = before.strip_suffix("was").or_else(|| before.strip_suffix("has been")).map_or(before, str::trim_end);
            led.ends_with(words) && led.len() < before.len()
                || after.strip_prefix(words).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    }

    /// The whole wording and its kind, where there is a cue.
    fn cued(&self, source: &Source, outlet: Option<OutletId>) -> Option<(Span, CreditKind)> {
        let (text, span) = (self.text, source.span);
        let apart = |hit: &Hit| hit.saying == Saying::ReportedBy && hit.tie == Tie::Near && matches!(source.who, Who::Printed);
        if let Some(hit) = cues().before(text, span.start).filter(|hit| !apart(hit)) {
            // "einem Bericht der „Bild“ zufolge": the wording behind the name holds the one before it.
            if hit.saying == Saying::ReportedBy
                && let Some(outer) = cues().after(text, span.end).filter(|hit| hit.saying == Saying::AccordingTo)
            {
                return Some((Span::new(hit.at, outer.at), CreditKind::AccordingTo));
            }
            let whole = Span::new(hit.at, span.end);
            if let Some(kind) = self.kind_before(whole, hit, outlet) {
                return Some((whole, kind));
            }
        }
        // "图片来源：" is a photograph's.
        let signs = |at: usize| text[..at].is_empty() || text[..at].ends_with(['\n', ' ', '（', '(', '【']);
        if let Some((start, end, saying)) = cues().around(text, span.start, span.end)
            && (saying != Saying::Tagline || signs(start))
        {
            return Some((Span::new(start, end), saying.into()));
        }
        if let Some(end) = cues().told_behind(text, span.start, span.end) {
            return Some((Span::new(span.start, end), CreditKind::Told));
        }
        if let Some(hit) = cues().after(text, span.end).filter(|&hit| self.allowed(source, outlet, hit)) {
            return Some((Span::new(span.start, hit.at), hit.saying.into()));
        }
        self.asked(span).map(|end| (Span::new(span.start, end), CreditKind::InterviewWith))
    }

    /// The kind of a wording whose cue stands before the name, where the place or the outlet does not rule it out.
    fn kind_before(&self, whole: Span, hit: Hit, outlet: Option<OutletId>) -> Option<CreditKind> {
        let printed = whole.of(self.text);
        // "Source: Reuters" and "avec AFP" sign a text off on a line of their own or in brackets; in a sentence they say nothing.
        if hit.saying == Saying::Tagline && hit.tie == Tie::Near {
            let before = &self.text[..whole.start];
            let line = self.text[ceil(self.text, whole.start.saturating_sub(SIGN_OFF))..whole.start].rfind('\n');
            let after = self.text[whole.end..].trim_start_matches([' ', '.', ')', '\r']);
            let alone = before.is_empty() || before.ends_with('(') || line.is_some();
            let capital = printed.starts_with(char::is_uppercase) && before.ends_with(['\n', '(']);
            let little = line.is_some_and(|i| before.len() - i < SIGN_OFF) || before.ends_with('(');
            return (alone && (after.is_empty() || after.starts_with('\n')) && (capital || little))
                .then_some(CreditKind::Tagline);
        }
        // One appears on a broadcaster; an article appears on a site.
        let on_air = outlet.is_some_and(|id| self.outlets.get(id).kind == OutletKind::Broadcaster);
        // "interrogé sur", "sagte im": on a broadcaster one is asked and speaks, elsewhere the words lead to a subject or a place.
        let words = printed.to_lowercase();
        let spoken = words.starts_with("interrogé") && words.contains(" sur ") || words.starts_with("sagte");
        if hit.saying == Saying::InterviewWith && spoken && !on_air {
            return None;
        }
        let appears = printed.starts_with("appear") || printed.starts_with("said on");
        if hit.saying == Saying::InterviewWith && appears && !on_air {
            return Some(CreditKind::ReportedBy);
        }
        Some(hit.saying.into())
    }

    fn allowed(&self, source: &Source, outlet: Option<OutletId>, hit: Hit) -> bool {
        let after = self.text[hit.at..].trim_start_matches([' ', '\n']);
        let between = source.span.until(Span::new(hit.at, hit.at)).of(self.text);
        if matches!(source.who, Who::Printed) && hit.saying == Saying::ReportedBy && between.ends_with("report") {
            return false;
        }
        // "The Herald is published on weekdays": what is done to the outlet is not what it says.
        let mut between = between.split_whitespace().rev();
        let participle = between.next().is_some_and(|word| word.ends_with("ed"));
        if participle && between.next().is_some_and(|word| ["is", "are", "was", "were", "been"].contains(&word)) {
            return false;
        }
        if hit.tie != Tie::Weak {
            return true;
        }
        let own_affairs = ["it ", "its ", "they ", "in a statement", "in a press", "in a filing", "net ", "profit"];
        if own_affairs.iter().any(|lead| after.starts_with(lead)) {
            return false;
        }
        match source.who {
            Who::Anaphor | Who::Short => true,
            Who::Printed => false,
            Who::Known(_) => {
                outlet.is_some_and(|id| matches!(self.outlets.get(id).kind, OutletKind::Agency | OutletKind::Newspaper))
            }
        }
    }

    /// "The Bloomberg journalist asked": the outlet's own interview.
    fn asked(&self, span: Span) -> Option<usize> {
        let words: Vec<(usize, usize)> = forward(self.text, span.end).take(8).collect();
        let word = |i: usize| words.get(i).map(|&(start, end)| &self.text[start..end]);
        let first = usize::from(word(0) == Some("s"));
        let role = ["journalist", "reporter", "anchor", "host", "interviewer", "correspondent", "presenter"];
        if !word(first).is_some_and(|word| role.contains(&word)) {
            return None;
        }
        let named =
            (first + 1..words.len()).take_while(|&i| word(i).is_some_and(|word| word.starts_with(char::is_uppercase))).count();
        let verb = word(first + 1 + named)?;
        matches!(verb, "asked" | "pressed" | "interviewed").then(|| words[first + 1 + named].1)
    }

    fn resolve(&self, source: &Source) -> (Option<String>, Option<OutletId>) {
        let printed = source.span.of(self.text);
        let name = |id: OutletId| super::name_of(self.outlets, id, printed);
        match source.who {
            Who::Known(id) => {
                let id = self.same_ending(printed).unwrap_or(id);
                (Some(name(id)), Some(id))
            }
            Who::Printed => match self.outlets.by_name(printed) {
                Some(id) => (Some(name(id)), Some(id)),
                None => (Some(printed.to_owned()), None),
            },
            Who::Short => match self.same_ending(printed) {
                Some(id) => (Some(name(id)), Some(id)),
                None => (self.own(printed).or_else(|| Some(printed.to_owned())), None),
            },
            Who::Anaphor => self.antecedent(printed, source.span.start),
        }
    }

    /// For whom "the newspaper" stands: the outlet of such a kind that was last credited, else last named, not far before.
    fn antecedent(&self, printed: &str, at: usize) -> (Option<String>, Option<OutletId>) {
        let fits = |id: OutletId| kind_fits(printed, self.outlets.get(id).kind);
        let near = |end: usize| at.saturating_sub(end) < ANAPHORA_REACH;
        let credited = self
            .credited
            .iter()
            .rev()
            .take_while(|(_, _, end)| near(*end))
            .take(NAMED_LOOKED_AT)
            .find(|(_, id, _)| id.is_none_or(fits));
        if let Some((name, id, _)) = credited {
            return (Some(name.clone()), *id);
        }
        let named = self.named.iter().rev().take_while(|(_, end)| near(*end)).take(NAMED_LOOKED_AT).find(|(id, _)| fits(*id));
        (named.map(|(id, _)| self.outlets.get(*id).name.clone()), named.map(|(id, _)| *id))
    }

    /// The outlet named before whose name ends with the one capitalised word of "the Post".
    fn same_ending(&self, printed: &str) -> Option<OutletId> {
        let word = printed.trim_start_matches("The ").trim_start_matches("the ");
        if word.contains(' ') || word.chars().count() < 3 {
            return None;
        }
        let ends = |id: OutletId| {
            let name = self.outlets.get(id).name.as_str();
            name.strip_suffix(word).is_some_and(|rest| rest.ends_with([' ', '-']) && rest.trim_end() != "The")
        };
        let own = || self.article.outlet.as_deref().and_then(|own| self.outlets.by_name(own)).filter(|&id| ends(id));
        self.named.iter().rev().take(NAMED_LOOKED_AT).map(|&(id, _)| id).find(|&id| ends(id)).or_else(own)
    }

    /// The article's own outlet where "the Herald" is the end of its name.
    fn own(&self, printed: &str) -> Option<String> {
        let word = printed.trim_start_matches("The ").trim_start_matches("the ");
        self.article.outlet.clone().filter(|own| own.ends_with(word))
    }
}

/// Whether a noun such as "the newspaper" may stand for an outlet of a kind.
fn kind_fits(noun: &str, kind: OutletKind) -> bool {
    let noun = noun.to_lowercase();
    let among = |words: &[&str]| words.iter().any(|word| noun.contains(word));
    if among(&["agency", "agence", "agentur", "service", "通信"]) {
        kind == OutletKind::Agency
    } else if among(&["broadcaster", "network", "channel", "sender", "局"]) {
        kind == OutletKind::Broadcaster
    } else if among(&["magazin", "hebdo", "誌"]) {
        matches!(kind, OutletKind::Magazine | OutletKind::Site)
    } else if among(&[
        "paper",
        "daily",
        "tabloid",
        "zeitung",
        "blatt",
        "journal",
        "quotidien",
        "diario",
        "rotativo",
        "jornal",
        "紙",
    ]) {
        matches!(kind, OutletKind::Newspaper | OutletKind::Magazine | OutletKind::Site)
    } else if among(&["publication"]) {
        !matches!(kind, OutletKind::Agency | OutletKind::Broadcaster)
    } else {
        true
    }
}

/// Whether only a comma or an "and" stands between two names.
fn joined(text: &str, end: usize, start: usize) -> bool {
    if start < end || start - end > 24 {
        return false;
    }
    let between = text[end..start].trim();
    let between = between.strip_suffix("the").unwrap_or(between).trim();
    matches!(
        between,
        "," | "and"
            | "&"
            | "or"
            | ", and"
            | "/"
            | "et"
            | "und"
            | "y"
            | "e"
            | "as well as"
            | "et l'"
            | "et l’"
            | "und der"
            | "y el"
            | "e il"
            | "、"
            | "と"
            | "や"
    ) && floor(text, start) == start
}
