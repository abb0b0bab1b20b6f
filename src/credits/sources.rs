//! Credits to sources without a name in languages other than English: "selon une source proche du dossier", "fuentes policiales",
//! "aus Regierungskreisen", 知情人士.
//!
//! Responsible for the printed words that stand for such a source, and for the wording beside them. Not responsible for English
//! (`unnamed`), where a source is known by what it is familiar with.

use super::unnamed::credit;
use crate::article::Span;
use crate::credits::Credit;
use crate::outlets::cues::{backward, cues, floor, forward};
use crate::text::is_spaceless;

/// Words of a source's description behind its noun.
const DESCRIPTION: usize = 9;
/// Farthest that the verb of a sentence without spaces stands behind its subject, in bytes.
const SENTENCE: usize = 240;

/// What ties a source to a matter or a person; a preposition follows.
const CLOSE: [&str; 34] = [
    "proche",
    "proches",
    "au",
    "informée",
    "informées",
    "cercana",
    "cercanas",
    "próxima",
    "próximas",
    "próximo",
    "vinculada",
    "vinculadas",
    "ligada",
    "ligadas",
    "allegada",
    "allegadas",
    "familiarizada",
    "familiarizadas",
    "conocedora",
    "conocedoras",
    "consultada",
    "consultadas",
    "vicina",
    "vicine",
    "vicino",
    "informata",
    "informate",
    "interna",
    "internas",
    "interne",
    "dentro",
    "con",
    "com",
    "a",
];
/// Prepositions that such a description goes on with.
const PREPOSITIONS: [&str; 27] = [
    "de", "du", "des", "d", "del", "di", "della", "dello", "dell", "dei", "do", "da", "dos", "das", "a", "à", "au", "aux", "al",
    "ao", "aos", "às", "alla", "all", "con", "com", "en",
];
const ARTICLES: [&str; 14] = ["le", "la", "l", "les", "el", "los", "las", "il", "lo", "o", "os", "as", "gli", "i"];
/// Words that begin a source's description.
const BEGINNINGS: [&str; 34] = [
    "une",
    "un",
    "deux",
    "trois",
    "quatre",
    "plusieurs",
    "des",
    "certaines",
    "diverses",
    "una",
    "dos",
    "tres",
    "cuatro",
    "varias",
    "diversas",
    "algunas",
    "distintas",
    "uma",
    "duas",
    "três",
    "quatro",
    "várias",
    "algumas",
    "due",
    "tre",
    "quattro",
    "diverse",
    "alcune",
    "varie",
    "eine",
    "einer",
    "zwei",
    "drei",
    "mehrere",
];
/// How adjectives of a single source end; those of several end as the noun does.
const ADJECTIVES: [&str; 19] = [
    "ière", "ique", "aire", "iale", "elle", "ense", "cial", "ial", "ica", "ária", "ária", "aria", "iaria", "anonyme", "ante",
    "tare", "tiva", "ena", "ana",
];
/// Verbs by which several sources speak, and one.
const SAY: [&str; 74] = [
    "indiqué",
    "affirmé",
    "confirmé",
    "déclaré",
    "rapporté",
    "précisé",
    "révélé",
    "assuré",
    "évoqué",
    "expliqué",
    "indiquent",
    "affirment",
    "confirment",
    "évoquent",
    "assurent",
    "rapportent",
    "dijeron",
    "confirmaron",
    "aseguraron",
    "indicaron",
    "señalaron",
    "informaron",
    "revelaron",
    "explicaron",
    "afirmaron",
    "dicen",
    "aseguran",
    "confirman",
    "indican",
    "apuntan",
    "señalan",
    "afirman",
    "explican",
    "disseram",
    "afirmaram",
    "confirmaram",
    "informaram",
    "revelaram",
    "indicaram",
    "garantem",
    "dizem",
    "confirmam",
    "afirmam",
    "riferito",
    "riferiscono",
    "confermano",
    "confermato",
    "spiegano",
    "spiegato",
    "affermano",
    "sostengono",
    "dicono",
    "rivelano",
    "riferisce",
    "conferma",
    "spiega",
    "dijo",
    "confirmó",
    "aseguró",
    "indicó",
    "señaló",
    "informó",
    "afirmó",
    "reveló",
    "explicó",
    "disse",
    "afirmou",
    "confirmou",
    "informou",
    "revelou",
    "apprend",
    "fait",
    "fanno",
    "adelantaron",
];
const AUXILIARIES: [&str; 17] =
    ["lo", "le", "l", "les", "ont", "a", "avait", "avaient", "han", "ha", "habían", "hanno", "têm", "t", "on", "elles", "elle"];

/// What German circles are not when they are a source: rural districts, constituencies and such.
const NO_CIRCLES: [&str; 10] = ["land", "wahl", "strom", "arbeits", "freundes", "verwaltungs", "stadt", "um", "kirchen", "halb"];
const GERMAN_SAY: [&str; 20] = [
    "hieß",
    "heißt",
    "verlautete",
    "verlautet",
    "zufolge",
    "sagten",
    "sagen",
    "bestätigten",
    "bestätigen",
    "berichten",
    "berichteten",
    "erklärten",
    "sagte",
    "bestätigte",
    "berichtete",
    "erfuhr",
    "erfahren",
    "wollen",
    "bekannt",
    "meldeten",
];

/// Verbs that end what a source says in Japanese, and those that follow one in Chinese.
const JAPANESE_SAY: [&str; 12] =
    ["話し", "話した", "述べ", "語っ", "語り", "明らかに", "指摘し", "説明し", "という", "伝え", "証言し", "明かし"];
const CHINESE_SAY: [&str; 17] = [
    "说", "称", "表示", "透露", "指出", "告诉", "证实", "爆料", "披露", "认为", "介绍", "的话", "說", "稱", "證實", "告訴",
    "消息",
];

/// The credit of a source called by the noun at `noun`.
pub(super) fn find(text: &str, noun: Span) -> Option<Credit> {
    let word = noun.of(text);
    if word.starts_with(is_spaceless) {
        return eastern(text, noun);
    }
    match word {
        "kreise" | "kreisen" | "Kreise" | "Kreisen" | "Insider" | "Insidern" | "Person" | "Personen" => german(text, noun),
        _ => romance(text, noun),
    }
}

fn romance(text: &str, noun: Span) -> Option<Credit> {
    let word = noun.of(text);
    let lower = word.to_lowercase();
    // In mid-sentence a capital makes a surname: "disse Fontes".
    let before = text[..noun.start].trim_end();
    if word.starts_with(char::is_uppercase)
        && !(before.is_empty() || before.ends_with(['.', '!', '?', ':', '“', '"', '«', '—', '–']))
    {
        return None;
    }
    let (end, close, told) = description(text, noun, &lower);
    // Persons are sources only by what they are close to.
    let is_person = lower.starts_with("person") || lower.starts_with("pesso");
    if is_person && !close {
        return None;
    }
    let start = described_from(text, noun.start, &BEGINNINGS);
    let names = Span::new(start, end);
    if let Some(at) = led(text, start) {
        // "according to sources familiar with the deal" is English, and read elsewhere.
        let french = ["selon", "d'après", "d’après", "à en croire", "citant"]
            .iter()
            .any(|cue| text[at..start].to_lowercase().starts_with(cue));
        return (french || !lower.starts_with("source")).then(|| credit(text, Span::new(at, end), names));
    }
    let several = lower.ends_with('s') || lower.ends_with("fonti") || lower.ends_with("persone");
    if !(told || several) {
        return None;
    }
    let speaks = |(from, to): (usize, usize)| -> Option<bool> {
        let word = text[from..to].to_lowercase();
        if SAY.contains(&word.as_str()) { Some(true) } else { AUXILIARIES.contains(&word.as_str()).then_some(false) }
    };
    for place in forward(text, end).take(3) {
        match speaks(place) {
            Some(true) => return Some(credit(text, Span::new(start, place.1), names)),
            Some(false) => {}
            None => break,
        }
    }
    let mut words = backward(text, start);
    // "ont indiqué des sources concordantes", "dijeron las fuentes"
    let article = |&(from, to): &(usize, usize)| ARTICLES.contains(&text[from..to].to_lowercase().as_str());
    let place = words.by_ref().find(|place| !article(place))?;
    (speaks(place) == Some(true)).then(|| credit(text, Span::new(place.0, end), names))
}

/// The start of the wording that leads to a source, articles between: "selon", "según".
fn led(text: &str, start: usize) -> Option<usize> {
    cues().before(text, start).map(|hit| hit.at)
}

/// The end of what describes a source, whether it is tied to a matter, and whether there is any description.
fn description(text: &str, noun: Span, lower: &str) -> (usize, bool, bool) {
    let words: Vec<(usize, usize)> = forward(text, noun.end).take(DESCRIPTION).collect();
    let word = |i: usize| words.get(i).map(|&(from, to)| &text[from..to]);
    let is = |list: &[&str], i: usize| word(i).is_some_and(|word| list.contains(&word));
    let plural = lower.ends_with('s');
    let (mut i, mut end, mut close, mut told) = (0, noun.end, false, false);
    let mut adjectives = 0;
    while let Some(next) = word(i) {
        let relation = CLOSE.contains(&next) && is(&PREPOSITIONS, i + 1) || is(&["con", "com"], i) && i == 0;
        if PREPOSITIONS.contains(&next) && (close || i == 0) || relation {
            // The preposition, or the adjective and its preposition; then an article, and the noun.
            close |= relation;
            let mut at = i + 1;
            while is(&ARTICLES, at) || is(&PREPOSITIONS, at) {
                at += 1;
            }
            let object = word(at).filter(|word| !SAY.contains(word) && !AUXILIARIES.contains(word));
            if object.is_none() || at - i > 4 {
                break;
            }
            end = words[at].1;
            told = true;
            i = at + 1;
            // One thing is enough, but for "con conocimiento del caso".
            if !(close && is(&PREPOSITIONS, i) && end - noun.end < 32 && relation && (next == "con" || next == "com")) {
                break;
            }
            continue;
        }
        let fits = next.starts_with(char::is_lowercase)
            && next.chars().count() > 3
            && !SAY.contains(&next)
            && !AUXILIARIES.contains(&next)
            && if plural {
                next.ends_with('s') && !next.ends_with("mos")
            } else if lower == "fonti" || lower == "persone" {
                next.ends_with(['e', 'i'])
            } else {
                ADJECTIVES.iter().any(|ending| next.ends_with(ending))
            };
        if !fits || adjectives == 2 {
            break;
        }
        adjectives += 1;
        told = true;
        end = words[i].1;
        i += 1;
    }
    (end, close, told)
}

/// Takes a number or "several" before a noun into its description, and adjectives between.
fn described_from(text: &str, at: usize, beginnings: &[&str]) -> usize {
    for (i, (from, to)) in backward(text, at).take(2).enumerate() {
        let word = text[from..to].to_lowercase();
        if beginnings.contains(&word.as_str()) {
            return from;
        }
        if i == 1 || !(word.ends_with('s') || word.ends_with('e')) || ARTICLES.contains(&word.as_str()) {
            break;
        }
    }
    at
}

fn german(text: &str, noun: Span) -> Option<Credit> {
    let stem = text[..noun.start].chars().rev().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum::<usize>();
    let stem = if noun.of(text).starts_with(char::is_lowercase) { &text[noun.start - stem..noun.start] } else { "" };
    if NO_CIRCLES.contains(&stem.to_lowercase().as_str()) || stem.is_empty() && noun.of(text).starts_with(char::is_lowercase) {
        return None;
    }
    let insider = noun.of(text).starts_with("Insider");
    // "mit der Sache vertrauten", "gut informierten"
    let mut start = noun.start - stem.len();
    let mut described = insider || !stem.is_empty();
    let before: Vec<(usize, usize)> = backward(text, start).take(7).collect();
    let lower: Vec<String> = before.iter().map(|&(from, to)| text[from..to].to_lowercase()).collect();
    let close = lower.first().is_some_and(|word| word.starts_with("vertraut") || word.starts_with("nahestehend"));
    if close {
        let with = lower.iter().position(|word| word == "mit").unwrap_or(0);
        start = before[with].0;
        described = true;
        if let Some(i) = Some(with + 1).filter(|&i| lower.get(i).is_some_and(|word| BEGINNINGS.contains(&word.as_str()))) {
            start = before[i].0;
        }
    } else if let Some(word) = lower.first().filter(|word| word.starts_with("informiert") || word.starts_with("unterrichtet")) {
        described |= !word.is_empty();
        start = before[0].0;
    }
    if insider
        && start == noun.start
        && lower.first().is_some_and(|word| ["ein", "eine", "einem", "einer", "zwei", "mehrere"].contains(&word.as_str()))
    {
        start = before[0].0;
    }
    // "Kreisen des Ministeriums"
    let mut end = noun.end;
    let after: Vec<(usize, usize)> = forward(text, noun.end).take(3).collect();
    let genitive = |i: usize| after.get(i).is_some_and(|&(from, to)| ["der", "des"].contains(&&text[from..to]));
    if noun.of(text).to_lowercase().starts_with("kreise") && genitive(0) && after.len() > 1 {
        end = after[1].1;
        described = true;
    }
    let person = noun.of(text).starts_with("Person");
    if !described || person && !close {
        return None;
    }
    let names = Span::new(start, end);
    if let Some(at) = led(text, start) {
        return Some(credit(text, Span::new(at, end), names));
    }
    let says = |&(from, to): &(usize, usize)| GERMAN_SAY.contains(&&text[from..to]);
    let behind = forward(text, end).take(3).find(says);
    let ahead = backward(text, start).take(4).find(says);
    let from = backward(text, start).next().filter(|&(from, to)| text[from..to].eq_ignore_ascii_case("aus"));
    match (from, behind, ahead) {
        (Some(from), Some(verb), _) => Some(credit(text, Span::new(from.0, verb.1), names)),
        (Some(_), None, Some(verb)) => Some(credit(text, Span::new(verb.0, end), names)),
        (None, Some(verb), _) => Some(credit(text, Span::new(start, verb.1), names)),
        (None, None, Some(verb)) if insider || person => Some(credit(text, Span::new(verb.0, end), names)),
        _ => None,
    }
}

/// In scripts without spaces: what stands before the noun, to the particle or the mark before it, and the verb behind.
fn eastern(text: &str, noun: Span) -> Option<Credit> {
    let names = Span::new(extended(text, noun.start), noun.end);
    let before = &text[..names.start];
    let after = &text[noun.end..floor(text, noun.end + SENTENCE)];
    let sentence = &after[..after.find(['。', '\n']).unwrap_or(after.len())];
    let whole = |at: usize| Span::new(names.start, noun.end + at);
    let cited = ["によると", "によれば", "の話では", "の話として", "への取材で"].iter().find(|cue| sentence.starts_with(*cue));
    if let Some(cue) = cited {
        return Some(credit(text, whole(cue.len()), names));
    }
    if sentence.starts_with(['は', 'が']) {
        // What stands between is the claim.
        let says = JAPANESE_SAY.iter().any(|verb| sentence.contains(verb));
        return says.then(|| credit(text, whole('は'.len_utf8()), names));
    }
    if let Some(cue) = ["援引", "引述", "据", "據"].iter().find(|cue| before.ends_with(*cue)) {
        return Some(credit(text, Span::new(names.start - cue.len(), noun.end), names));
    }
    let clause = &sentence[..sentence.find(['，', '、', ',']).unwrap_or(sentence.len())];
    let (at, verb) = CHINESE_SAY.iter().filter_map(|verb| Some((clause.find(verb)?, verb))).min()?;
    (at <= "今天上午对记者".len()).then(|| credit(text, whole(at + verb.len()), names))
}

/// Back over the characters that belong to a noun in a script without spaces: 政府関係者, 两名知情人士, 複数の米メディア.
pub(super) fn extended(text: &str, at: usize) -> usize {
    const NUMBERS: [&str; 10] = ["一名", "一位", "两名", "两位", "三名", "三位", "多名", "多位", "数名", "几名"];
    let head = &text[..at];
    if let Some(number) = NUMBERS.iter().find(|number| head.ends_with(*number)) {
        return at - number.len();
    }
    if let Some(at) = head.strip_suffix("複数の") {
        return at.len();
    }
    // Chinese does not tell where a word begins; in Japanese kanji are one until a particle or a mark.
    let kanji: Vec<char> = head.chars().rev().take_while(|&c| ('\u{4e00}'..='\u{9fff}').contains(&c)).take(7).collect();
    let opens = head[..at - kanji.iter().map(|c| c.len_utf8()).sum::<usize>()].chars().next_back();
    let japanese = opens.is_some_and(|c| ('\u{3041}'..='\u{30ff}').contains(&c));
    let starts = opens.is_none_or(|c| matches!(c, '。' | '、' | '\n' | '「' | ' ' | '\u{3000}'));
    let run: usize = kanji.iter().map(|c| c.len_utf8()).sum();
    let follows = text[at..].chars().take(6).any(|c| ('\u{3041}'..='\u{30ff}').contains(&c));
    if kanji.len() > 6 || !(japanese || starts && follows) {
        return at;
    }
    let at = at - run;
    text[..at].strip_suffix("複数の").map_or(at, str::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noun_without_spaces_is_taken_whole() {
        let whole = |text: &str, noun: &str| {
            let at = text.find(noun).expect("printed");
            text[extended(text, at)..at + noun.len()].to_owned()
        };
        assert_eq!(whole("政府関係者によると", "関係者"), "政府関係者");
        assert_eq!(whole("それを捜査関係者が話した", "関係者"), "捜査関係者");
        assert_eq!(whole("两名知情人士说", "知情人士"), "两名知情人士");
        assert_eq!(whole("据路透社援引知情人士的话", "知情人士"), "知情人士");
        assert_eq!(whole("複数の米メディアが報じた", "メディア"), "複数の米メディア");
    }
}
