//! Articles by their ids: the texts of all others are let go as they are read.

use std::cmp::Ordering;
use std::io::Read;

use super::error::InputError;
use super::ids::Identified;
use super::read::read_as;
use super::{Extent, Intake, ReadOptions};
use crate::article::Article;

/// An article, without its text unless it may be one of those that are wanted.
struct Known {
    article: Article,
    text_hashes: (u64, u128),
}

impl Identified for Known {
    fn id(&self) -> &str {
        &self.article.id
    }

    fn rename(&mut self, id: String) {
        self.article.id = id;
    }

    fn compare_text(&self, other: &Self) -> Ordering {
        self.text_hashes.1.cmp(&other.text_hashes.1)
    }

    fn text_hashes(&self) -> (u64, u128) {
        self.text_hashes
    }

    fn place(&self) -> (&str, u64) {
        self.article.place()
    }
}

struct Seeking<'w> {
    wanted: &'w [&'w str],
}

impl Intake for Seeking<'_> {
    type Row = Known;

    fn row(&self, mut article: Article, _extent: Extent) -> Known {
        let text_hashes = article.text_hashes();
        // An id that several rows have is only told apart behind the reading, by something put behind it.
        if !self.wanted.iter().any(|id| id.starts_with(&article.id)) {
            article.text = String::new();
        }
        Known { article, text_hashes }
    }
}

/// The articles with the ids `wanted`, in this order; `None` for what is not there. Ids are those that a whole reading gives.
pub fn read_ids(
    inputs: &[String],
    stdin: &mut (dyn Read + Send),
    options: &ReadOptions,
    wanted: &[&str],
) -> Result<Vec<Option<Article>>, InputError> {
    let reading = read_as(inputs, stdin, options, &Seeking { wanted }, &|_| {})?;
    let find = |id: &&str| {
        let at = reading.articles.binary_search_by(|known| known.article.id.as_str().cmp(id)).ok()?;
        Some(reading.articles[at].article.clone())
    };
    Ok(wanted.iter().map(find).collect())
}
