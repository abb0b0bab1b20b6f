//! Settings in layers: a flag beats the environment, the environment beats the file, the file beats the default.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::args::GlobalArgs;
use super::failure::Failure;
use super::scan::MatchingArgs;
use super::values::{
    ColorChoice, FIELDS, Fields, FileName, InputFormat, MaxErrors, Memory, ProgressStyle, Share, TableFormat, TextEncoding,
    Threads, Toggle, Value, Window, WordCount,
};

/// Where a setting in force comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    Flag,
    /// The variable's name.
    Environment(String),
    File(PathBuf),
    Default,
}

impl Source {
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Flag => "flag".to_owned(),
            Self::Environment(name) => format!("environment {name}"),
            Self::File(path) => format!("file {}", path.display()),
            Self::Default => "default".to_owned(),
        }
    }
}

/// One setting in force, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InForce {
    pub(crate) key: &'static str,
    pub(crate) value: String,
    pub(crate) source: Source,
}

/// What every verb may be told.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) threads: Threads,
    pub(crate) memory: Memory,
    pub(crate) tmp: FileName,
    pub(crate) input_format: InputFormat,
    pub(crate) encoding: TextEncoding,
    pub(crate) fields: Fields,
    pub(crate) strict: Toggle,
    pub(crate) max_errors: MaxErrors,
    pub(crate) tables: TableFormat,
    pub(crate) progress: ProgressStyle,
    pub(crate) color: ColorChoice,
    pub(crate) quiet: Toggle,
    pub(crate) verbose: Toggle,
    pub(crate) matching: Matching,
    /// All of the above as text, in the order of the help.
    pub(crate) in_force: Vec<InForce>,
}

/// What decides which articles and passages are matched and listed.
#[derive(Debug, Clone)]
pub(crate) struct Matching {
    pub(crate) min_words: WordCount,
    pub(crate) threshold: Share,
    pub(crate) window: Window,
    pub(crate) across_outlets_only: Toggle,
    pub(crate) ignore_text: FileName,
    pub(crate) phrases: Toggle,
    pub(crate) no_text: Toggle,
    pub(crate) outlets: FileName,
}

/// The fewest words of a passage.
const MIN_WORDS: WordCount = WordCount(8);
/// The Jaccard from which two articles are near-duplicates.
const THRESHOLD: Share = Share(0.8);
/// One row in a hundred.
const MAX_ERRORS: MaxErrors = MaxErrors::Share(0.01);

impl Settings {
    /// Settles every setting. `environment` looks a variable up.
    pub(crate) fn resolve(
        global: &GlobalArgs,
        matching: &MatchingArgs,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Failure> {
        let mut layers =
            Layers { file: config_file(global, environment)?, environment, in_force: Vec::new(), keys: BTreeSet::new() };
        let on = |flag: bool| flag.then_some(Toggle(true));
        let fields = (!global.fields.is_empty()).then(|| Fields(global.fields.clone()));
        let mut settings = Self {
            threads: layers.pick("threads", global.threads, Threads::default())?,
            memory: layers.pick("memory", global.memory, Memory::default())?,
            tmp: layers.pick("tmp", global.tmp.clone(), FileName::default())?,
            input_format: layers.pick("input-format", global.input_format, InputFormat::default())?,
            encoding: layers.pick("encoding", global.encoding, TextEncoding::default())?,
            fields: layers.pick("field", fields, Fields::default())?,
            strict: layers.pick("strict", on(global.strict), Toggle::default())?,
            max_errors: layers.pick("max-errors", global.max_errors, MAX_ERRORS)?,
            tables: layers.pick("tables", global.tables, TableFormat::default())?,
            progress: layers.pick("progress", global.progress, ProgressStyle::default())?,
            color: layers.pick("color", global.color, ColorChoice::default())?,
            quiet: layers.pick("quiet", on(global.quiet), Toggle::default())?,
            verbose: layers.pick("verbose", on(global.verbose), Toggle::default())?,
            matching: Matching {
                min_words: layers.pick("min-words", matching.min_words, MIN_WORDS)?,
                threshold: layers.pick("threshold", matching.threshold, THRESHOLD)?,
                window: layers.pick("window", matching.window, Window::default())?,
                across_outlets_only: layers.pick("across-outlets-only", on(matching.across_outlets_only), Toggle::default())?,
                ignore_text: layers.pick("ignore-text", matching.ignore_text.clone(), FileName::default())?,
                phrases: layers.pick("phrases", on(matching.phrases), Toggle::default())?,
                no_text: layers.pick("no-text", on(matching.no_text), Toggle::default())?,
                outlets: layers.pick("outlets", matching.names.outlets.clone(), FileName::default())?,
            },
            in_force: Vec::new(),
        };
        settings.in_force = layers.finish()?;
        Ok(settings)
    }
}

struct Layers<'e> {
    file: Option<(PathBuf, toml::Table)>,
    environment: &'e dyn Fn(&str) -> Option<String>,
    in_force: Vec<InForce>,
    keys: BTreeSet<&'static str>,
}

impl Layers<'_> {
    fn pick<T: Value>(&mut self, key: &'static str, flag: Option<T>, default: T) -> Result<T, Failure> {
        self.keys.insert(key);
        let (value, source) = self.settle(key, flag, default)?;
        self.in_force.push(InForce { key, value: value.show(), source });
        Ok(value)
    }

    fn settle<T: Value>(&self, key: &str, flag: Option<T>, default: T) -> Result<(T, Source), Failure> {
        if let Some(value) = flag {
            return Ok((value, Source::Flag));
        }
        let name = format!("NEWSPRINT_{}", key.replace('-', "_").to_ascii_uppercase());
        if let Some(text) = (self.environment)(&name).filter(|text| !text.is_empty()) {
            let value = T::read(&text).map_err(|expected| {
                Failure::usage(format!("{name} is “{text}”"))
                    .because(expected)
                    .next(format!("set {name} to such a value, or unset it"))
            })?;
            return Ok((value, Source::Environment(name)));
        }
        let Some((path, given)) = self.file.as_ref().and_then(|(path, table)| Some((path, lookup(table, key)?))) else {
            return Ok((default, Source::Default));
        };
        let value = as_text(given).and_then(|text| T::read(&text)).map_err(|expected| {
            let what = format!("{}: {key} is {given}", path.display());
            Failure::usage(what).because(expected).next("correct that line; `newsprint config` shows every setting")
        })?;
        Ok((value, Source::File(path.clone())))
    }

    /// Refuses keys of the file that no setting has taken: a misspelt setting is not a setting.
    fn finish(self) -> Result<Vec<InForce>, Failure> {
        let Some((path, table)) = &self.file else { return Ok(self.in_force) };
        let unknown = table.keys().find(|given| !self.keys.contains(given.replace('_', "-").as_str()));
        let Some(unknown) = unknown else { return Ok(self.in_force) };
        let known: Vec<&str> = self.in_force.iter().map(|setting| setting.key).collect();
        Err(Failure::usage(format!("{}: there is no setting “{unknown}”", path.display()))
            .because(format!("settings are {}", known.join(", ")))
            .next("correct or remove that line"))
    }
}

fn config_file(
    global: &GlobalArgs,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<(PathBuf, toml::Table)>, Failure> {
    let named =
        global.config.clone().or_else(|| environment("NEWSPRINT_CONFIG").filter(|name| !name.is_empty()).map(PathBuf::from));
    let Some(path) = named else { return Ok(None) };
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Failure::usage(format!("cannot read the settings in {}", path.display()))
            .because(error.to_string())
            .next("name a TOML file with --config")
    })?;
    let table = parse(&path, &text)?;
    Ok(Some((path, table)))
}

fn parse(path: &Path, text: &str) -> Result<toml::Table, Failure> {
    text.parse().map_err(|error: toml::de::Error| {
        Failure::usage(format!("{} is not TOML", path.display()))
            .because(error.to_string())
            .next("write settings as `min-words = 8`, one a line; `newsprint config` shows their names")
    })
}

fn lookup<'t>(table: &'t toml::Table, key: &str) -> Option<&'t toml::Value> {
    table.get(key).or_else(|| table.get(&key.replace('-', "_")))
}

fn as_text(value: &toml::Value) -> Result<String, String> {
    match value {
        toml::Value::String(text) => Ok(text.clone()),
        toml::Value::Integer(_) | toml::Value::Float(_) | toml::Value::Boolean(_) => Ok(value.to_string()),
        toml::Value::Table(pairs) => {
            let pairs = pairs.iter().map(|(field, column)| Ok(format!("{field}={}", as_text(column)?)));
            Ok(pairs.collect::<Result<Vec<_>, String>>()?.join(","))
        }
        _ => Err(format!("expected a single value, or for `field` a table of {}", FIELDS.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn resolve(global: &GlobalArgs, environment: &[(&str, &str)]) -> Result<Settings, Failure> {
        let look = |name: &str| environment.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
        Settings::resolve(global, &MatchingArgs::default(), &look)
    }

    fn file(text: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file
    }

    fn source(settings: &Settings, key: &str) -> Source {
        settings.in_force.iter().find(|setting| setting.key == key).unwrap().source.clone()
    }

    #[test]
    fn each_layer_beats_the_one_below() {
        let file = file("threads = 2\nmin_words = 12\nthreshold = 0.7\n[field]\ntext = \"body\"\n");
        let global = GlobalArgs { config: Some(file.path().into()), threads: Some(Threads(Some(4))), ..GlobalArgs::default() };
        let settings = resolve(&global, &[("NEWSPRINT_THREADS", "3"), ("NEWSPRINT_MIN_WORDS", "10")]).unwrap();
        assert_eq!(settings.threads, Threads(Some(4)));
        assert_eq!(source(&settings, "threads"), Source::Flag);
        assert_eq!(settings.matching.min_words, WordCount(10));
        assert_eq!(source(&settings, "min-words"), Source::Environment("NEWSPRINT_MIN_WORDS".into()));
        assert_eq!(settings.matching.threshold, Share(0.7));
        assert_eq!(source(&settings, "threshold"), Source::File(file.path().into()));
        assert_eq!(settings.fields.0, [("text".to_owned(), "body".to_owned())]);
        assert_eq!(source(&settings, "window"), Source::Default);
    }

    #[test]
    fn bad_values_name_their_place() {
        let failure = resolve(&GlobalArgs::default(), &[("NEWSPRINT_THRESHOLD", "high")]).unwrap_err();
        assert!(failure.what.contains("NEWSPRINT_THRESHOLD") && failure.why[0].contains("share"), "{failure:?}");
        let misspelt = file("treshold = 0.7\n");
        let global = GlobalArgs { config: Some(misspelt.path().into()), ..GlobalArgs::default() };
        let failure = resolve(&global, &[]).unwrap_err();
        assert!(failure.what.contains("treshold") && failure.why[0].contains("threshold"), "{failure:?}");
    }
}
