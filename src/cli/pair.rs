//! Two articles that a verb sets beside each other: of files of their own, or by their ids in a run or an input.

use std::path::{Path, PathBuf};

use clap::Args;
use newsprint::article::Article;

use super::doors;
use super::failure::{Exit, Failure};
use super::settings::Settings;

#[derive(Debug, Args)]
pub(crate) struct PairArgs {
    /// A file that holds one article; with --run or --among, an id
    a: String,
    /// Another
    b: String,

    /// A and B are ids of articles in this run folder
    #[arg(long, help_heading = "Input", value_name = "FOLDER", conflicts_with = "among")]
    run: Option<PathBuf>,

    /// A and B are ids of articles in this file, as dedup's map has them (repeatable)
    #[arg(long, help_heading = "Input", value_name = "INPUT")]
    among: Vec<String>,
}

impl PairArgs {
    pub(crate) fn read(&self, settings: &Settings) -> anyhow::Result<[Article; 2]> {
        if let Some(run) = &self.run {
            let texts = texts_of(run)?;
            return self.by_id(&[texts], &Settings { fields: doors::fields_of_texts(), ..settings.clone() }, &run.display());
        }
        if let [first, ..] = self.among.as_slice() {
            return self.by_id(&self.among, settings, first);
        }
        Ok([one_article(&self.a, settings)?, one_article(&self.b, settings)?])
    }

    fn by_id(&self, inputs: &[String], settings: &Settings, place: &dyn std::fmt::Display) -> anyhow::Result<[Article; 2]> {
        let [a, b] = doors::by_id(inputs, settings, [&self.a, &self.b])?;
        let known = |id: &str, article: Option<Article>| {
            article.ok_or_else(|| {
                Failure::new(Exit::NotFound, format!("{place} has no article with the id {id}"))
                    .next("ids stand in a run's table articles and in dedup's map")
            })
        };
        Ok([known(&self.a, a)?, known(&self.b, b)?])
    }
}

/// The table of a run that holds the texts.
fn texts_of(run: &Path) -> Result<String, Failure> {
    if !run.join("run.json").is_file() {
        return Err(Failure::usage(format!("{} is no run folder: it has no run.json", run.display()))
            .next("make one with newsprint scan INPUT -o FOLDER, or name the input itself with --among"));
    }
    let told = std::fs::read(run.join("run.json")).unwrap_or_default();
    let told: serde_json::Value = serde_json::from_slice(&told).unwrap_or_default();
    let has_texts = !told["arguments"].as_array().is_some_and(|all| all.iter().any(|argument| argument == "--no-text"));
    let table =
        ["parquet", "jsonl", "csv"].map(|ending| run.join("texts").with_extension(ending)).into_iter().find(|p| p.is_file());
    match table {
        Some(table) if has_texts => Ok(table.display().to_string()),
        _ => Err(Failure::usage(format!("{} holds no texts", run.display()))
            .because("it was made with --no-text")
            .next("name the input itself with --among, or scan again without that flag")),
    }
}

/// The one article of a file.
fn one_article(path: &str, settings: &Settings) -> anyhow::Result<Article> {
    let (mut first, mut articles) = (None, 0u64);
    doors::articles(&[path.to_owned()], settings, &mut |article, _| {
        articles += 1;
        if first.is_none() {
            first = Some(article.clone());
        }
        Ok(())
    })?;
    match first {
        Some(article) if articles == 1 => Ok(article),
        Some(_) => Err(Failure::usage(format!("{path} holds {articles} articles"))
            .because("one article is set beside another")
            .next(format!("name two of them by their ids: A B --among {path}"))
            .into()),
        None => Err(Failure::usage(format!("{path} holds no article"))
            .next(format!("see what is in it: newsprint inspect {path}"))
            .into()),
    }
}
