use proptest::prelude::*;

use super::*;
use crate::article::Article;

fn quotes(text: &str) -> Vec<Quote> {
    extract(&Article { text: text.to_owned(), ..Article::default() }, &|_| None)
}

fn speakers(text: &str) -> Vec<String> {
    quotes(text).into_iter().map(|q| q.speaker.name.unwrap_or_else(|| q.rule.to_owned())).collect()
}

#[test]
fn right_of_the_marks() {
    assert_eq!(speakers("“We won,” said Jane Roe. “We did,” Roe added."), ["Jane Roe", "Jane Roe"]);
    assert_eq!(speakers("“We won,” Jane Roe, the mayor of Ely, said."), ["Jane Roe"]);
    assert_eq!(speakers("“Did we win?” Jane Roe asked."), ["Jane Roe"]);
    assert_eq!(speakers("“It is broken,” according to Jane Roe."), ["Jane Roe"]);
}
