//! Two articles that a verb sets beside each other: of files of their own, or by their ids in a run or an input.

use std::path::PathBuf;

use clap::Args;
use newsprint::article::{Article, Span};
use newsprint::pipeline;
use newsprint::tables::{ArticleRow, FamilyMemberRow, FamilyRow, RunTables};

use super::doors;
use super::failure::{Exit, Failure};
use super::settings::{Settings, Source};
use super::values::{Share, WordCount};

/// Two articles, and what is known of them already.
#[derive(Debug)]
pub(crate) struct Two {
    pub(crate) articles: [Article; 2],
    /// The boilerplate that the run found in them, in bytes.
    pub(crate) boilerplate: Option<[Vec<Span>; 2]>,
    /// The settings in force; those of the run where it has them and nothing else is asked for.
    pub(crate) settings: Settings,
}

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
    pub(crate) fn read(&self, settings: &Settings) -> anyhow::Result<Two> {
        if let Some(folder) = &self.run {
            return self.of_run(&doors::open_run(folder)?, settings);
        }
        let articles = match self.among.as_slice() {
            [first, ..] => self.by_id(&self.among, settings, first)?,
            [] => [one_article(&self.a, settings)?, one_article(&self.b, settings)?],
        };
        Ok(Two { articles, boilerplate: None, settings: settings.clone() })
    }

    /// Two articles of a run as the run saw them: with their outlets and times, and without its boilerplate.
    fn of_run(&self, run: &RunTables, settings: &Settings) -> anyhow::Result<Two> {
        let place = run.folder().display();
        let Some((texts, _)) = run.file("texts") else {
            return Err(Failure::usage(format!("{place} holds no texts"))
                .because("it was made with --no-text")
                .next("name the input itself with --among, or scan again without that flag")
                .into());
        };
        let reading = Settings { fields: doors::fields_of_texts(), ..settings.clone() };
        let mut articles = self.by_id(&[texts.display().to_string()], &reading, &place)?;
        let failed = |error| doors::table_failure(&error);
        run.each(&mut |row: ArticleRow| {
            if let Some(article) = articles.iter_mut().find(|article| article.id == row.article_id) {
                *article = pipeline::article_of(row, std::mem::take(&mut article.text));
            }
        })
        .map_err(failed)?;
        let mut families: Vec<String> = Vec::new();
        run.each(&mut |row: FamilyRow| {
            if row.kind == "boilerplate" {
                families.push(row.family_id);
            }
        })
        .map_err(failed)?;
        families.sort_unstable();
        let mut boilerplate = [Vec::new(), Vec::new()];
        run.each(&mut |row: FamilyMemberRow| {
            let byte = |at: i64| usize::try_from(at).unwrap_or(0);
            for (found, article) in boilerplate.iter_mut().zip(&articles) {
                if row.article_id == article.id && families.binary_search(&row.family_id).is_ok() {
                    found.push(Span::new(byte(row.start_byte), byte(row.end_byte)));
                }
            }
        })
        .map_err(failed)?;
        for found in &mut boilerplate {
            found.sort_unstable();
        }
        Ok(Two { articles, boilerplate: Some(boilerplate), settings: as_the_run(settings, run) })
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

/// The settings with those of a run where nobody has asked for others.
fn as_the_run(settings: &Settings, run: &RunTables) -> Settings {
    let mut settings = settings.clone();
    let told = &run.run_json()["settings"];
    let is_default = |key: &str| settings.in_force.iter().any(|one| one.key == key && one.source == Source::Default);
    let (words, threshold) = (is_default("min-words"), is_default("threshold"));
    if let Some(n) = told["min_words"].as_u64().and_then(|n| usize::try_from(n).ok()).filter(|_| words) {
        settings.matching.min_words = WordCount(n);
    }
    if let Some(share) = told["threshold"].as_f64().filter(|_| threshold) {
        settings.matching.threshold = Share(share);
    }
    settings
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
