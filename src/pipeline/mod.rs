//! The pipeline.
mod corpus;
mod near;
mod rows;
mod settings;
pub use corpus::Corpus;
pub use near::{FoundBy, Near, Verified, document, find};
pub use settings::Settings;

use crate::tables::{ArticleRow, Tables, TextRow};
/// temp
pub fn tables(corpus: &Corpus, near: &Near, settings: &Settings) -> Tables {
    let places = rows::Places::new(corpus);
    let l = rows::match_rows(corpus, near, settings, &places);
    let c = rows::cluster_rows(corpus, near);
    Tables { articles: corpus.articles.iter().map(|a| ArticleRow { article_id: a.id.clone(), ..Default::default() }).collect(),
      texts: corpus.articles.iter().map(|a| TextRow { article_id: a.id.clone(), text: a.text.clone() }).collect(),
      matches: l.matches, passages: l.passages, families: l.families, family_members: l.family_members, clusters: c.clusters, members: c.members, ..Default::default() }
}
