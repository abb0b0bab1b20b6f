//! Rows of articles, texts and rejects.

use std::io;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::clusters::ClusterList;
use super::places::int;
use crate::article::{Article, DateSource, Precision, Published, Zone};
use crate::credits;
use crate::input::Reject;
use crate::pipeline::Corpus;
use crate::pipeline::near::Near;
use crate::pipeline::sayings::Sayings;
use crate::tables::{ArticleRow, RejectRow, TextRow};
use crate::verify::count;

/// Articles whose rows are made together, and bytes of their text.
const BATCH_ARTICLES: usize = 1024;
const BATCH_BYTES: u64 = 4 << 20;

/// One row an article.
pub fn article_rows(
    corpus: &Corpus,
    near: &Near,
    sayings: &Sayings,
    clusters: &ClusterList,
) -> impl Iterator<Item = io::Result<Vec<ArticleRow>>> {
    corpus.articles.blocks(BATCH_ARTICLES, BATCH_BYTES).map(move |numbers| {
        numbers
            .into_par_iter()
            .map(|number| {
                let i = number as usize;
                let article = corpus.articles.article(number)?;
                let published = article.published;
                Ok(ArticleRow {
                    article_id: article.id,
                    source_file: article.source_file,
                    source_pos: i64::try_from(article.source_pos).unwrap_or(i64::MAX),
                    outlet: article.outlet,
                    url: article.url,
                    title: article.title,
                    byline: article.byline,
                    language: article.language,
                    published_at: published.at,
                    published_precision: published.precision.name().into(),
                    published_source: published.source.name().into(),
                    published_zone: published.zone.name().into(),
                    published_earliest: published.earliest,
                    published_latest: published.latest,
                    modified_at: article.modified_at,
                    words: i64::from(corpus.word_counts[i]),
                    chars: int(article.text.chars().count()),
                    text_sha256: hex(&Sha256::digest(article.text.as_bytes())),
                    cluster_id: clusters.near_of(corpus, i),
                    boilerplate_words: i64::from(count(&near.boilerplate[corpus.text_of[i] as usize])),
                    agency: credits::agency(&sayings.credits[i]),
                    credit_level: credits::credit_level(&sayings.credits[i]).name().into(),
                })
            })
            .collect()
    })
}

/// The article of a row, with its text.
#[must_use]
pub fn article_of(row: ArticleRow, text: String) -> Article {
    Article {
        id: row.article_id,
        source_file: row.source_file,
        source_pos: u64::try_from(row.source_pos).unwrap_or(0),
        outlet: row.outlet,
        url: row.url,
        title: row.title,
        byline: row.byline,
        language: row.language,
        published: Published {
            at: row.published_at,
            precision: Precision::from_name(&row.published_precision),
            source: DateSource::from_name(&row.published_source),
            zone: Zone::from_name(&row.published_zone),
            earliest: row.published_earliest,
            latest: row.published_latest,
        },
        modified_at: row.modified_at,
        declared: Vec::new(),
        text,
    }
}

/// The texts, in the order of their ids.
pub fn text_rows(corpus: &Corpus) -> impl Iterator<Item = io::Result<Vec<TextRow>>> {
    let row = |number: u32| {
        let text = corpus.articles.text(number)?.into_owned();
        Ok(TextRow { article_id: corpus.articles.id(number).to_owned(), text })
    };
    corpus.articles.blocks(BATCH_ARTICLES, BATCH_BYTES).map(move |numbers| numbers.map(row).collect())
}

pub fn reject_rows(rejects: Vec<Reject>) -> Vec<RejectRow> {
    rejects
        .into_iter()
        .map(|reject| RejectRow {
            source_file: reject.source_file,
            source_pos: i64::try_from(reject.source_pos).unwrap_or(i64::MAX),
            reason: reject.reason.name().into(),
            detail: reject.detail,
        })
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|&byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[digit as usize])).collect()
}
