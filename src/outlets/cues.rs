//! The wordings that stand beside the name of an outlet: which words, on which side, and what they say of it.
//!
//! Responsible for reading `cues.tsv` and for matching its phrases against the words around a name; the one table tells credits whom a
//! claim is credited to, and the finder that an ambiguous name is an outlet's. Not responsible for who is named, nor for the frame of
//! an article, its dateline and sign-offs.

use std::sync::OnceLock;

use ahash::{AHashMap, AHashSet};

use super::walk::Walk;
pub(crate) use super::walk::{backward, ceil, floor, forward};

const TABLE: &str = include_str!("cues.tsv");

/// Describing words that may stand between a cue and a name.
const FILLERS: usize = 7;
/// Words between a verb that tells and the one who is told: its subject.
const SUBJECT: usize = 6;
/// Farthest that the end of a sentence stands behind its subject, in bytes.
const SENTENCE: usize = 300;
/// Longest date between a name and its verb where no spaces part words, in characters.
const DATE_CHARS: usize = 12;

/// What a wording says of the outlet that it stands beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Saying {
    AccordingTo,
    ReportedBy,
    FirstReportedBy,
    Told,
    InterviewWith,
    Tagline,
}

impl Saying {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "according_to" => Self::AccordingTo,
            "reported_by" => Self::ReportedBy,
            "first_reported_by" => Self::FirstReportedBy,
            "told" => Self::Told,
            "interview_with" => Self::InterviewWith,
            "tagline" => Self::Tagline,
            _ => return None,
        })
    }
}

/// How a phrase is tied to the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tie {
    Loose,
    /// Nothing but an article between.
    Near,
    /// Only for those whose trade is to report.
    Weak,
    /// Only where the clause ends behind it.
    Close,
}

#[derive(Debug)]
pub(super) struct Phrase {
    /// In their bare form, in the order in which they are met when walking away from the name.
    pub words: Vec<String>,
    pub saying: Saying,
    pub tie: Tie,
}

pub(super) type Side = AHashMap<String, Vec<Phrase>>;

#[derive(Debug, Default)]
pub(crate) struct Cues {
    /// By the word that is nearest to the name.
    before: Side,
    after: Side,
    /// Verbs that tell, for the name that a dative stands before.
    to: Side,
    /// Phrases of scripts without spaces, which follow a name directly.
    glued: Vec<(String, Saying)>,
    /// Those that end the sentence whose subject the name is.
    ends: Vec<(String, Saying)>,
    /// Those that stand on both sides of it.
    around: Vec<(String, String, Saying)>,
    nouns_before: AHashSet<String>,
    nouns_after: Vec<Vec<String>>,
    articles: AHashSet<String>,
    /// Days, which part a verb from its subject as articles do.
    days: AHashSet<String>,
    /// The bare form of prepositions that have grown together with an article.
    bare: AHashMap<String, String>,
    datives: AHashSet<String>,
    parts: AHashSet<String>,
    skip_before: AHashSet<String>,
    skip_after: AHashSet<String>,
}

/// A cue beside a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    /// The far end of the cue: its start where it stands before the name, its end where it stands behind.
    pub at: usize,
    pub saying: Saying,
    pub tie: Tie,
}

pub(crate) fn cues() -> &'static Cues {
    static SHARED: OnceLock<Cues> = OnceLock::new();
    SHARED.get_or_init(|| read(TABLE))
}

fn read(table: &str) -> Cues {
    let mut cues = Cues::default();
    let rows = || {
        table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
            let mut cells = line.splitn(3, '\t');
            Some((cells.next()?, cells.next()?, cells.next()?))
        })
    };
    // The bare forms first, since phrases are kept in them.
    for (_, bare, forms) in rows().filter(|(side, ..)| *side == "same") {
        for form in forms.split('|') {
            cues.bare.insert(form.to_owned(), bare.to_owned());
        }
    }
    for (side, says, phrases) in rows() {
        let words = phrases.split('|').map(str::to_lowercase);
        match (side, says) {
            ("skip", "before") => cues.skip_before.extend(words),
            ("skip", _) => cues.skip_after.extend(words),
            ("noun", "before") => cues.nouns_before.extend(words),
            ("noun", _) => cues.nouns_after.extend(words.map(|phrase| phrase.split(' ').map(str::to_owned).collect())),
            ("article", _) => cues.articles.extend(words),
            ("when", _) => cues.days.extend(words),
            ("dative", _) => cues.datives.extend(words),
            ("parts", _) => cues.parts.extend(words),
            _ => {
                let Some(saying) = Saying::parse(says) else { continue };
                phrases.split('|').for_each(|phrase| cues.add(side, phrase, saying));
            }
        }
    }
    // Longer phrases first: "first reported by" before "reported by".
    cues.glued.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    cues
}

impl Cues {
    fn add(&mut self, side: &str, phrase: &str, saying: Saying) {
        match side {
            "glued" => return self.glued.push((phrase.to_owned(), saying)),
            "ends" => return self.ends.push((phrase.to_owned(), saying)),
            "around" => {
                let (before, after) = phrase.split_once('…').unwrap_or((phrase, ""));
                return self.around.push((before.to_owned(), after.to_owned(), saying));
            }
            _ => {}
        }
        let mut words: Vec<String> =
            forward(phrase, 0).map(|(start, end)| self.bared(phrase[start..end].to_lowercase())).collect();
        let leads = matches!(side, "before" | "near" | "to");
        let tie = match side {
            "near" => Tie::Near,
            "weak" => Tie::Weak,
            "close" => Tie::Close,
            _ => Tie::Loose,
        };
        let side = match side {
            "before" | "near" => &mut self.before,
            "to" => &mut self.to,
            _ => &mut self.after,
        };
        if leads {
            words.reverse();
        }
        let Some(first) = words.first().cloned() else { return };
        side.entry(first).or_default().push(Phrase { words, saying, tie });
    }

    fn bared(&self, word: String) -> String {
        self.bare.get(&word).cloned().unwrap_or(word)
    }

    /// The cue before the name that starts at `start`; of "according to a report in" the outer wording.
    pub(crate) fn before(&self, text: &str, start: usize) -> Option<Hit> {
        let hit = self.walk_before(text, start)?;
        let outer = (hit.saying == Saying::ReportedBy && hit.tie != Tie::Near).then(|| self.walk_before(text, hit.at)).flatten();
        outer.filter(|outer| outer.saying == Saying::AccordingTo).or(Some(hit))
    }

    fn walk_before(&self, text: &str, start: usize) -> Option<Hit> {
        let mut walk = Walk::new(text, backward(text, start), &self.bare);
        let mut near = true;
        for skipped in 0..=FILLERS {
            if let Some((phrase, length)) = walk.longest(&self.before, skipped, near) {
                return Some(Hit { at: walk.span(skipped + length - 1).0, saying: phrase.saying, tie: phrase.tie });
            }
            let possessive = skipped > 0 && walk.raw(skipped - 1) == "s" && walk.starts_uppercase(skipped);
            let word = walk.get(skipped)?;
            let dative = self.datives.contains(&word.raw) || word.raw == "der";
            if dative && let Some(hit) = self.told(&mut walk, skipped) {
                return Some(hit);
            }
            let word = walk.get(skipped)?;
            let little = self.articles.contains(&word.raw) || self.days.contains(&word.raw);
            near &= little || self.nouns_before.contains(&word.raw);
            if !(possessive || little || self.skip_before.contains(&word.raw) || self.datives.contains(&word.raw)) {
                return None;
            }
        }
        None
    }

    /// "sagte die Ministerin den Zeitungen", "a déclaré le ministre à": the verb before the dative at `dative`.
    fn told(&self, walk: &mut Walk<'_, '_, impl Iterator<Item = (usize, usize)>>, dative: usize) -> Option<Hit> {
        // "der" is a dative, a genitive and a subject: only behind one word, a pronoun's or a name's.
        let reach = if walk.raw(dative) == "der" { 1 } else { SUBJECT };
        for between in 0..=reach {
            let at = dative + 1 + between;
            if let Some((phrase, length)) = walk.longest(&self.to, at, true) {
                if reach == 1 && (between == 0 || !(walk.starts_uppercase(at - 1) || matches!(walk.raw(at - 1), "er" | "sie"))) {
                    return None;
                }
                return Some(Hit { at: walk.span(at + length - 1).0, saying: phrase.saying, tie: Tie::Loose });
            }
            if self.parts.contains(&walk.get(at)?.raw) {
                return None;
            }
        }
        None
    }

    /// The cue behind the name that ends at `end`.
    pub(crate) fn after(&self, text: &str, end: usize) -> Option<Hit> {
        if let Some(hit) = self.glued_after(text, end) {
            return Some(hit);
        }
        if let Some(hit) = self.walk_after(text, end) {
            return Some(hit);
        }
        // An aside may part the name from its verb: "The Journal, citing an official, reported".
        let rest = text[end..].strip_prefix(", ")?;
        let aside = ["citing", "quoting", "which", "who", "a", "an", "the", "one"]
            .iter()
            .any(|lead| rest.strip_prefix(lead).is_some_and(|after| after.starts_with(' ')));
        if !aside {
            return None;
        }
        let from = text.len() - rest.len();
        if let Some(which) = rest.strip_prefix("which ") {
            return self.walk_after(text, text.len() - which.len()).filter(|hit| hit.tie != Tie::Weak);
        }
        let window = &rest[..floor(rest, 160)];
        let stop = window.find(['.', '\n', ';', '“']).unwrap_or(window.len());
        let comma = window[..stop].find(", ");
        let cites = rest.starts_with("citing") || rest.starts_with("quoting");
        let resumed = comma.and_then(|comma| self.walk_after(text, from + comma + 2)).filter(|hit| cites || hit.tie != Tie::Weak);
        resumed.or_else(|| cites.then(|| Hit { at: from + "citing".len(), saying: Saying::ReportedBy, tie: Tie::Loose }))
    }

    /// The cue behind a name in a script without spaces: directly, behind a date, or at the end of the sentence.
    pub(super) fn glued_after(&self, text: &str, end: usize) -> Option<Hit> {
        let rest = text[end..].trim_start_matches(['」', '』', '》', '）', ')', '”', '"', ' ']);
        if !rest.starts_with(|c: char| !c.is_ascii() || c.is_ascii_digit()) {
            return None;
        }
        let hit =
            |rest: &str, phrase: &str, saying| Some(Hit { at: text.len() - rest.len() + phrase.len(), saying, tie: Tie::Loose });
        let mut rest = rest;
        for _ in 0..2 {
            let tail = TAILS.iter().find_map(|tail| rest.strip_prefix(tail));
            rest = tail.unwrap_or(rest);
        }
        for rest in [rest, dated_rest(rest)] {
            if let Some((phrase, saying)) = self.glued.iter().find(|(phrase, _)| rest.starts_with(phrase.as_str())) {
                return hit(rest, phrase, *saying);
            }
        }
        if !rest.starts_with(['は', 'が', 'も']) {
            return None;
        }
        let window = &rest[..floor(rest, SENTENCE)];
        let sentence = &window[..window.find(['。', '\n']).unwrap_or(window.len())];
        let ending = |(phrase, saying): &(String, Saying)| Some((sentence.rfind(phrase.as_str())?, *saying));
        let (_, saying) = self.ends.iter().filter_map(ending).max_by_key(|(at, _)| *at)?;
        // What stands between is the claim; the wording begins with the name and its particle.
        hit(rest, &rest[..'は'.len_utf8()], saying)
    }

    /// The wording that stands on both sides of a name in a script without spaces: its ends and what it says.
    pub(crate) fn around(&self, text: &str, start: usize, end: usize) -> Option<(usize, usize, Saying)> {
        let before = text[..start].trim_end_matches(['《', '「', '『', '“', '"', '〈']);
        if !before.ends_with(|c: char| !c.is_ascii() || c == ':') {
            return None;
        }
        let rest = text[end..].trim_start_matches(['》', '」', '』', '”', '"', '〉']);
        let window = &rest[..floor(rest, SENTENCE / 4)];
        let window = &window[..window.find(['，', '。', '、', '\n', ',', '；']).unwrap_or(window.len())];
        let far = text.len() - rest.len();
        self.around.iter().find_map(|(opens, closes, saying)| {
            let at = before.strip_suffix(opens.as_str())?.len();
            if closes.is_empty() {
                return Some((at, end, *saying));
            }
            // Between the name and the close stand a date and who wrote, and nothing else.
            let gap = window.find(closes.as_str())?;
            let between = dated_rest(&window[..gap]);
            let plain = between.chars().count() <= DATE_CHARS;
            plain.then_some((at, far + gap + closes.len(), *saying))
        })
    }

    fn walk_after(&self, text: &str, end: usize) -> Option<Hit> {
        let mut walk = Walk::new(text, forward(text, end), &self.bare);
        for skipped in 0..=FILLERS {
            if let Some((phrase, length)) = walk.longest(&self.after, skipped, true) {
                let at = walk.span(skipped + length - 1).1;
                if phrase.tie != Tie::Close || ends_clause(&text[at..]) {
                    return Some(Hit { at, saying: phrase.saying, tie: phrase.tie });
                }
            }
            let word = &walk.get(skipped)?.raw;
            let adverb = word.len() > 4 && word.ends_with("ly");
            if !adverb && !self.skip_after.contains(word) && !self.days.contains(word) {
                break;
            }
        }
        None
    }

    /// "Dem Spiegel sagte sie": the dative opens the sentence, and the verb that tells stands behind the name. The verb's end.
    pub(crate) fn told_behind(&self, text: &str, start: usize, end: usize) -> Option<usize> {
        let before = text[..start].trim_end_matches(['„', '“', '"', '»', '«', ' ']);
        let opens = ["Dem", "Der", "Den"].iter().find_map(|article| before.strip_suffix(article))?;
        let mut walk = Walk::new(text, forward(text, end), &self.bare);
        let opens = opens.trim_end();
        let first = opens.is_empty() || opens.ends_with(['.', '!', '?', '“', '«', '\n', ':']);
        (first && walk.longest(&self.to, 0, true).is_some()).then(|| walk.span(0).1)
    }

    /// Whether the words directly before the name that starts at `start`, articles apart, say that it is an outlet's.
    pub(super) fn introduce(&self, text: &str, start: usize) -> bool {
        let mut walk = Walk::new(text, backward(text, start), &self.bare);
        for skipped in 0..4 {
            // "Source: Reuters" signs a text off; in a sentence it tells nothing.
            let says = |phrase: &Phrase| phrase.tie != Tie::Near || phrase.saying != Saying::Tagline;
            if walk.longest(&self.before, skipped, true).is_some_and(|(phrase, _)| says(phrase)) {
                return true;
            }
            let Some(word) = walk.get(skipped) else { return false };
            if self.nouns_before.contains(&word.raw) {
                return true;
            }
            if (self.datives.contains(&word.raw) || word.raw == "der") && self.told(&mut walk, skipped).is_some() {
                return true;
            }
            if !self.articles.contains(walk.raw(skipped)) && !self.days.contains(walk.raw(skipped)) {
                return false;
            }
        }
        false
    }

    /// Whether the words directly behind the name that ends at `end` say that it is an outlet's.
    pub(super) fn follow(&self, text: &str, end: usize) -> bool {
        let mut walk = Walk::new(text, forward(text, end), &self.bare);
        // "Time's reporter"
        let first = usize::from(walk.get(0).is_some_and(|word| word.raw == "s"));
        if let Some((phrase, length)) = walk.longest(&self.after, first, true) {
            let at = walk.span(first + length - 1).1;
            if phrase.tie == Tie::Loose || phrase.tie == Tie::Close && ends_clause(&text[at..]) {
                return true;
            }
        }
        let mut is = |words: &Vec<String>| {
            words.iter().enumerate().all(|(i, word)| walk.get(first + i).is_some_and(|next| next.raw == *word))
        };
        self.nouns_after.iter().any(&mut is)
    }
}

/// What belongs to a name in scripts without spaces without being part of it, and "such as".
const TAILS: [&str; 16] = [
    "通信",
    "新聞",
    "紙",
    "など",
    "等",
    "通讯社",
    "社",
    "网站",
    "网",
    "记者",
    "記者",
    "（電子版）",
    "電子版",
    "日报",
    "杂志",
    "電視台",
];

/// Behind a date: "5日", "5月6日", "周一".
fn dated_rest(text: &str) -> &str {
    let rest = text.trim_start_matches(is_date);
    if text[..text.len() - rest.len()].chars().count() <= DATE_CHARS { rest } else { text }
}

fn is_date(c: char) -> bool {
    c.is_ascii_digit() || "年月日号號周週星期一二三四五六天今昨本上下午晚早间間(（)） ".contains(c)
}

/// Whether a clause ends here: "..., the BBC understands."
fn ends_clause(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['.', ',', ';', '\n', '”']) || rest.starts_with(" that ")
}
