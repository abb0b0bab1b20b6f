//! Commands to go on with, each ready to be pasted.

use super::Facts;
use super::digest::Counts;
use super::index::Index;
use super::seen::ArticleCounts;

/// At most this many: a list of everything is no advice.
const STEPS: usize = 4;

pub(super) fn commands(index: &Index<'_>, (articles, counts): (&ArticleCounts, &Counts), facts: &Facts) -> Vec<String> {
    let mut commands = Vec::new();
    let inputs = facts.inputs.iter().map(|input| quoted(input)).collect::<Vec<_>>().join(" ");
    if let Some(file) = counts.rejects.first_file.as_deref().filter(|&file| file != "-") {
        commands.push(format!("newsprint inspect {}", quoted(file)));
    }
    if articles.undated.count as u64 * 2 > articles.all && !inputs.is_empty() {
        commands.push(format!("newsprint inspect {inputs}    # which column holds the date?"));
    }
    match &facts.run {
        Some(run) if !counts.directions.is_empty() && facts.table_format != "jsonl" => {
            let table = format!("{run}/edges.{}", facts.table_format);
            let query = format!("FROM '{}' ORDER BY words DESC", table.replace('\'', "''"));
            commands.push(format!("duckdb -c {}", quoted(&query)));
        }
        None if !inputs.is_empty() && articles.all > 0 => {
            commands.push(format!("newsprint scan {inputs} -o run/    # keep the tables"));
        }
        _ => {}
    }
    // Two files of one article each can be set side by side by name.
    let files = |id: &str| {
        index
            .article(id)
            .map(|row| row.source_file.as_str())
            .filter(|file| std::path::Path::new(file).extension().is_some_and(|ext| ext == "txt"))
    };
    // Of the pairs the one that shares most is kept.
    if let Some((a, b)) = index.tables.matches.first().and_then(|row| files(&row.a).zip(files(&row.b))) {
        commands.push(format!("newsprint compare {} {}", quoted(a), quoted(b)));
    }
    commands.truncate(STEPS);
    commands
}

/// `text` as one word of a POSIX shell.
fn quoted(text: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "-_./,:@%+=".contains(c);
    if !text.is_empty() && text.chars().all(safe) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_to_paste() {
        assert_eq!(quoted("seeds/a.jsonl"), "seeds/a.jsonl");
        assert_eq!(quoted("my news; rm -rf x"), "'my news; rm -rf x'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
