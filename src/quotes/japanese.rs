//! Reported speech in Japanese: the verb behind the corner brackets and the topic before them.
//!
//! Responsible for the form only; names are taken where a polite suffix shows them.

use crate::article::Span;

const CUES: &str = include_str!("cues/ja.txt");
/// Suffixes that a person's name carries in news.
const SUFFIXES: [&str; 4] = ["氏", "さん", "容疑者", "被告"];
/// Longest topic, in bytes: 20 characters.
const LONGEST_TOPIC: usize = 60;

/// Bytes of the reporting words with which `rest` begins.
pub(super) fn cue(rest: &str) -> Option<usize> {
    let cues = CUES.lines().filter(|line| !line.starts_with(['#', '['])).flat_map(str::split_whitespace);
    cues.filter(|cue| rest.starts_with(cue)).map(str::len).max()
}

/// The last part of `span` in which a topic is looked for.
pub(super) fn window(text: &str, span: Span) -> Span {
    let mut start = span.end.saturating_sub(6 * LONGEST_TOPIC).max(span.start);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    Span::new(start, span.end.max(start))
}

/// The topic of the clause before the brackets, and the name in it.
pub(super) fn topic(text: &str, before: Span) -> Option<(Span, Option<String>)> {
    let words = before.of(text);
    let (particle, _) = words
        .char_indices()
        .rev()
        .find(|&(i, c)| matches!(c, 'は' | 'が') && words[i + c.len_utf8()..].len() < 3 * LONGEST_TOPIC)?;
    let start = words[..particle]
        .char_indices()
        .rev()
        .find(|&(_, c)| matches!(c, '、' | '。' | '」' | '　' | '\n'))
        .map_or(0, |(i, c)| i + c.len_utf8());
    let topic = words[start..particle].trim();
    if topic.is_empty() || topic.len() > LONGEST_TOPIC {
        return None;
    }
    let offset = topic.as_ptr() as usize - text.as_ptr() as usize;
    let name = SUFFIXES.iter().find_map(|suffix| {
        let name = topic.strip_suffix(suffix)?.rsplit('の').next()?;
        (!name.is_empty()).then(|| name.to_owned())
    });
    Some((Span::new(offset, offset + topic.len()), name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_topic_with_a_polite_suffix_is_a_name() {
        let text = "昨日、会社の田中氏は";
        let (span, name) = topic(text, Span::new(0, text.len())).expect("a topic");
        assert_eq!((span.of(text), name.as_deref()), ("会社の田中氏", Some("田中")));
        assert_eq!(cue("と述べた。"), Some("と述べた".len()));
        assert_eq!(cue("などを"), None);
    }
}
