//! Whether two wordings are printings of one utterance.
//!
//! Responsible for the rules of a link between two nodes. Not responsible for which pairs are looked at, nor for what a chain of
//! links means.

use ahash::AHashSet;

use super::align::{Run, Sketch, runs};
use super::class;
use super::speakers::Relation;
use super::spoken::{Core, is};
use super::words::Word;

// Lengths are in half words: a word has two, a character of a script without spaces one.
/// A common run that shows a common origin with the same speaker, and without knowing.
const RUN_SAME: usize = 10;
const RUN_ANY: usize = 14;
/// A common run that does so against two names: a candidate for a misattribution.
const RUN_CONFLICT: usize = 24;
/// Words of content that a run must hold.
const CONTENT: usize = 4;
const CONTENT_CONFLICT: usize = 6;
/// Shorter wordings are fragments.
const ATOM: usize = 10;
/// The same for two wordings that are mostly different, where no speaker speaks for it: idioms and names of bodies are that long.
const RUN_APART: usize = 18;
const CONTENT_APART: usize = 6;
/// Words that tell whatever they are.
const MANY: usize = 20;
/// Words that agree in most of a wording without a speaker.
const MATCHED_ANY: usize = 20;
/// Shared words up to which the occasion decides.
pub(super) const FEW: usize = 12;
/// Words that one alignment block may skip.
const SKIP: usize = 3;
/// Words of a run that fixes an alignment.
const ANCHOR: usize = 5;
/// Words of a shingle.
pub(super) const SHINGLE: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Link(Link),
    /// A few words of the longer one, by the same speaker: linked if there is one such place only.
    Fragment,
    /// The same few words on another occasion.
    Related,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    /// Share of the shorter wording that the longer one has, in thousandths.
    pub(super) coverage: u32,
    /// Words they share.
    pub(super) matched: u32,
    /// The longest common run: where it starts in the shorter wording, and its words.
    pub(super) run: (u32, u32),
    /// Enough words to hold against two different names.
    pub(super) strong: bool,
}

/// What is known of a pair beside its words.
pub(super) struct Circumstances<'h> {
    pub(super) relation: Relation,
    /// Asked only where few words agree.
    pub(super) occasions_differ: &'h dyn Fn() -> bool,
    /// Shingles that stand in so many wordings that they show nothing.
    pub(super) hot: &'h AHashSet<u64>,
}

/// A hash of [`SHINGLE`] keys.
pub(super) fn shingle(keys: &[Word]) -> u64 {
    keys.iter().fold(0, |hash: u64, &key| (hash.rotate_left(23) ^ u64::from(key)).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// Judges a pair; `seed` is a run in which they agree, from its first word to its last, around which alone the longer one is read.
///
/// Costs O(words of the shorter one) given a seed, of both without.
pub(super) fn judge(long: &Core<'_>, short: &Core<'_>, seed: Option<Run>, known: &Circumstances<'_>) -> Verdict {
    let (from, to) = match seed {
        None => (0, long.len()),
        Some(Run { a, b, .. }) => {
            let slack = if short.gaps { 4 * short.len() + 200 } else { short.len() + 32 };
            (a.saturating_sub(b + slack), (a + short.len() + slack).min(long.len()))
        }
    };
    let found = match seed {
        // What agrees that long is where the two meet: only what lies around it is aligned.
        Some(run) if run.len >= ANCHOR => {
            let (end_a, end_b) = (run.a + run.len, run.b + run.len);
            let mut found = runs(&long.keys[from..run.a.max(from)], &short.keys[..run.b]);
            for run in &mut found {
                run.a += from;
            }
            found.push(run);
            let after = runs(&long.keys[end_a..to.max(end_a)], &short.keys[end_b..]);
            found.extend(after.into_iter().map(|run| Run { a: run.a + end_a, b: run.b + end_b, len: run.len }));
            found
        }
        Some(_) if !may_cover(long, &Sketch::of(long.keys), short) => return Verdict::None,
        _ => {
            let mut found = runs(&long.keys[from..to], short.keys);
            for run in &mut found {
                run.a += from;
            }
            found
        }
    };
    let shared = Shared::of(&found, long, short);
    shared.verdict(long, short, known)
}

/// Whether the words of one, in any order, could cover most of it or of a sentence of the other: a cheap test before an alignment. `words` are those
/// of the longer one, here and below.
pub(super) fn may_cover(long: &Core<'_>, words: &Sketch, short: &Core<'_>) -> bool {
    let covered = |core: &Core<'_>, other: &Sketch| {
        let (mut words, mut held, mut all_held) = (0, 0, 0);
        for (key, &class) in core.keys.iter().zip(core.classes) {
            if is(class, class::ATOM | class::CLAUSE) {
                if words > 0 && 4 * held >= 3 * words {
                    return true;
                }
                (words, held) = (0, 0);
            }
            let holds = usize::from(other.may_have(*key));
            words += 1;
            held += holds;
            all_held += holds;
        }
        4 * held >= 3 * words || 4 * all_held >= 3 * core.len()
    };
    covered(short, words) || covered(long, &Sketch::of(short.keys))
}

/// Whether the longer wording may have as many words of the shorter one as a pair needs that no long run speaks for.
pub(super) fn may_match(words: &Sketch, short: &Core<'_>) -> bool {
    let held = held(words, short);
    2 * held >= MATCHED_ANY && 4 * held >= 3 * short.len()
}

/// Whether the longer wording may have all words of the shorter one, and enough of them for a pair of two speakers.
pub(super) fn may_hold(words: &Sketch, short: &Core<'_>) -> bool {
    2 * short.len() >= RUN_ANY && held(words, short) == short.len()
}

/// Words of the shorter one that the longer one may have.
fn held(words: &Sketch, short: &Core<'_>) -> usize {
    short.keys.iter().filter(|&&key| words.may_have(key)).count()
}

/// What two wordings share, chance agreements set aside.
#[derive(Debug, Default)]
struct Shared {
    runs: Vec<Run>,
    /// Words skipped without a mark inside blocks.
    skipped: usize,
    blocks: usize,
}

impl Shared {
    /// Keeps the runs of blocks: runs a few words apart, or parted by a marked cut, that outweigh what they skip.
    fn of(found: &[Run], long: &Core<'_>, short: &Core<'_>) -> Self {
        let mut out = Self::default();
        let mut at = 0;
        while at < found.len() {
            let mut end = at + 1;
            let (mut matched, mut skipped) = (found[at].len, 0);
            while let Some(next) = found.get(end) {
                let last = found[end - 1];
                let (a, b) = (last.a + last.len, last.b + last.len);
                let (skip_a, skip_b) = (next.a - a, next.b - b);
                let skip =
                    if marked(short, b, next.b, skip_b) || marked(long, a, next.a, skip_a) { 0 } else { skip_a.max(skip_b) };
                if skip > SKIP || skip > matched {
                    break;
                }
                matched += next.len;
                skipped += skip;
                end += 1;
            }
            if matched >= skipped + SHINGLE.min(short.len()) {
                out.runs.extend_from_slice(&found[at..end]);
                out.skipped += skipped;
                out.blocks += 1;
            }
            at = end;
        }
        out
    }

    fn verdict(&self, long: &Core<'_>, short: &Core<'_>, known: &Circumstances<'_>) -> Verdict {
        let Some(best) = self.runs.iter().max_by_key(|run| (short.weight(run.b, run.b + run.len), std::cmp::Reverse(run.b)))
        else {
            return Verdict::None;
        };
        let matched: usize = self.runs.iter().map(|run| run.len).sum();
        let weight: usize = self.runs.iter().map(|run| short.weight(run.b, run.b + run.len)).sum();
        let content: usize = self.runs.iter().map(|run| short.content(run.b, run.b + run.len)).sum();
        let all = short.weight(0, short.len());
        let run = short.weight(best.b, best.b + best.len);
        let run_content = short.content(best.b, best.b + best.len);
        let whole = matched == short.len() && self.skipped == 0 && self.blocks == 1;
        let identical = whole && short.len() == long.len();
        let cold = best.len < SHINGLE
            || short.keys[best.b..best.b + best.len].windows(SHINGLE).any(|keys| !known.hot.contains(&shingle(keys)));
        let mainly = 5 * matched >= 3 * short.len();
        let telling = |least: usize| run >= least && run_content >= CONTENT && (cold || mainly);

        let strong =
            run >= RUN_CONFLICT && run_content >= CONTENT_CONFLICT || whole && (all >= RUN_ANY && content >= 2 || all >= MANY);
        let any = strong
            || telling(RUN_ANY) && mainly
            || telling(RUN_APART) && run_content >= CONTENT_APART
            || weight >= MATCHED_ANY && 4 * matched >= 3 * short.len() && content >= CONTENT_CONFLICT && run >= RUN_SAME
            || identical && all >= ATOM && content >= CONTENT;
        // Most of a wording of five words is enough with one word of content; most of a sentence of it needs two.
        let mostly = all >= ATOM && 4 * matched >= 3 * short.len() && content >= 2 && (cold || identical);
        let same = any
            || telling(RUN_SAME)
            || mostly
            || self.covers_an_atom(short, |run| run.b)
            || self.covers_an_atom(long, |run| run.a);
        let accepted = match known.relation {
            Relation::Same => same,
            Relation::Unknown => any,
            Relation::Different => strong,
        };
        if accepted {
            if weight <= FEW && (known.occasions_differ)() {
                return Verdict::Related;
            }
            let share = matched * 1000 / short.len().max(1);
            return Verdict::Link(Link {
                coverage: narrow(share),
                matched: narrow(matched),
                run: (narrow(best.b), narrow(best.len)),
                strong,
            });
        }
        if known.relation == Relation::Same && all < ATOM && whole && self.runs.len() == 1 && content >= CONTENT && cold {
            return if (known.occasions_differ)() { Verdict::Related } else { Verdict::Fragment };
        }
        Verdict::None
    }

    /// Whether a sentence or clause of five words or more is there for three quarters.
    fn covers_an_atom(&self, core: &Core<'_>, side: impl Fn(&Run) -> usize) -> bool {
        let mut from = 0;
        let mut next = 0;
        while from < core.len() {
            let to = (from + 1..core.len()).find(|&i| is(core.classes[i], class::ATOM | class::CLAUSE)).unwrap_or(core.len());
            let mut matched = 0;
            let mut content = 0;
            while let Some(run) = self.runs.get(next) {
                let (start, end) = (side(run).max(from), (side(run) + run.len).min(to));
                if start < end {
                    matched += end - start;
                    content += core.content(start, end);
                }
                if side(run) + run.len > to {
                    break;
                }
                next += 1;
            }
            if core.weight(from, to) >= ATOM && 4 * matched >= 3 * (to - from) && content >= CONTENT {
                return true;
            }
            from = to;
        }
        false
    }
}

/// Whether the printing says that something is missing or replaced between two runs.
fn marked(core: &Core<'_>, from: usize, to: usize, own: usize) -> bool {
    /// Words of its own that a marked cut may have beside it.
    const BESIDE: usize = 2;
    own <= BESIDE && core.gaps && core.classes[from..=to].iter().any(|&bits| is(bits, class::GAP))
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::spoken::Spoken;
    use super::super::tokens::Tokens;
    use super::super::words::Dictionary;
    use super::*;

    fn verdict(a: &str, b: &str, relation: Relation) -> Verdict {
        let mut dictionary = Dictionary::default();
        let [a, b] = [a, b].map(|text| {
            let mut spoken = Spoken::of(&Tokens::of(text), &dictionary);
            spoken.number(&mut dictionary);
            spoken
        });
        let (long, short) = if a.core().len() >= b.core().len() { (a.core(), b.core()) } else { (b.core(), a.core()) };
        judge(&long, &short, None, &Circumstances { relation, occasions_differ: &|| false, hot: &AHashSet::new() })
    }

    fn links(a: &str, b: &str, relation: Relation) -> bool {
        matches!(verdict(a, b, relation), Verdict::Link(_))
    }

    const FERRY: &str = "The ferry will sail on Friday whatever the harbour board decides about the old pier.";

    #[test]
    fn five_words_need_the_same_speaker_and_seven_do_not() {
        let five = "A ferry will sail on Friday, we were told.";
        assert!(links(FERRY, five, Relation::Same));
        assert!(!links(FERRY, five, Relation::Unknown));
        assert!(links(FERRY, "Whatever the harbour board decides about the timetable", Relation::Unknown));
    }

    #[test]
    fn two_names_need_twelve_words_or_the_whole() {
        assert!(!links(FERRY, "I doubt whatever the harbour board decides about the timetable", Relation::Different));
        let Verdict::Link(link) =
            verdict(FERRY, "The ferry will sail on Friday whatever the harbour board decides", Relation::Different)
        else {
            panic!("the whole of the shorter agrees");
        };
        assert!(link.strong);
    }

    #[test]
    fn openings_and_stock_phrases_do_not_link() {
        assert!(!links("I don't think we should sell the boats.", "I don't think we should go there at all.", Relation::Same));
        assert!(!links("At the end of the day, it is a boat.", "At the end of the day, it is the weather.", Relation::Same));
        assert!(!links("Maybe the wind will turn.", "Maybe the harbour freezes.", Relation::Same));
    }

    #[test]
    fn a_marked_cut_does_not_break_a_wording() {
        assert!(links(FERRY, "The ferry will sail … about the old pier.", Relation::Unknown));
        assert!(links(FERRY, "The ferry will sail on [the day] whatever they say", Relation::Same));
    }

    #[test]
    fn a_sentence_with_a_word_changed_links_for_the_same_speaker() {
        assert!(links("He is not a gentle captain.", "I don't think he's a gentle captain", Relation::Same));
        assert!(!links("He is not a gentle captain.", "I don't think he's a gentle captain", Relation::Unknown));
    }

    #[test]
    fn a_few_words_are_a_fragment() {
        assert_eq!(verdict(FERRY, "harbour board decides", Relation::Same), Verdict::Fragment);
        assert_eq!(verdict(FERRY, "harbour board decides", Relation::Unknown), Verdict::None);
    }
}
