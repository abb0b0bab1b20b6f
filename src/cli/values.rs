//! The values that settings take, each read from text in one way, whether it came by flag, environment or file.

use std::fmt;
use std::path::PathBuf;

use clap::ValueEnum;
use newsprint::input::Encoding;

/// A setting's value: read from text, and shown as text that reads back to the same value.
pub(crate) trait Value: Sized + Clone {
    fn read(text: &str) -> Result<Self, String>;
    fn show(&self) -> String;
}

/// [`Value::read`] as clap takes it.
pub(crate) fn read<T: Value>(text: &str) -> Result<T, String> {
    T::read(text)
}

macro_rules! choice {
    ($($name:ty),+) => {$(
        impl Value for $name {
            fn read(text: &str) -> Result<Self, String> {
                <Self as ValueEnum>::from_str(text, false).map_err(|_| {
                    let known: Vec<String> = Self::value_variants().iter().map(Value::show).collect();
                    format!("expected one of {}", known.join(", "))
                })
            }
            fn show(&self) -> String {
                self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
            }
        }
    )+};
}
choice!(TableFormat, ProgressStyle, ColorChoice, InputFormat);

/// What the tables of a run folder are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum TableFormat {
    #[default]
    Parquet,
    Jsonl,
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ProgressStyle {
    #[default]
    Auto,
    Bar,
    Json,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ColorChoice {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum InputFormat {
    #[default]
    Auto,
    Txt,
    Html,
    Jsonl,
    Json,
    Csv,
    Tsv,
    Parquet,
    Arrow,
    Arrows,
    Warc,
}

/// Worker threads; none is one a core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Threads(pub(crate) Option<usize>);

impl Value for Threads {
    fn read(text: &str) -> Result<Self, String> {
        match text {
            "all" => Ok(Self(None)),
            _ => whole(text, 1, 1024).map(|n| Self(Some(n))),
        }
    }

    fn show(&self) -> String {
        self.0.map_or_else(|| "all".to_owned(), |n| n.to_string())
    }
}

/// What text is written in; none is told from the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct TextEncoding(pub(crate) Option<Encoding>);

impl Value for TextEncoding {
    fn read(text: &str) -> Result<Self, String> {
        if text == "auto" {
            return Ok(Self(None));
        }
        let expected = || "expected auto or an encoding, as utf-8, windows-1252, utf-16le, shift_jis".to_owned();
        Encoding::from_name(text).map(|encoding| Self(Some(encoding))).ok_or_else(expected)
    }

    fn show(&self) -> String {
        self.0.map_or_else(|| "auto".to_owned(), |encoding| encoding.name().to_ascii_lowercase())
    }
}

/// A number of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WordCount(pub(crate) usize);

impl Value for WordCount {
    fn read(text: &str) -> Result<Self, String> {
        whole(text, 1, 10_000).map(Self)
    }

    fn show(&self) -> String {
        self.0.to_string()
    }
}

fn whole(text: &str, least: usize, most: usize) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|n| (least..=most).contains(n))
        .ok_or_else(|| format!("expected a whole number from {least} to {most}"))
}

/// A share above 0, up to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Share(pub(crate) f64);

impl Value for Share {
    fn read(text: &str) -> Result<Self, String> {
        let share = text.parse::<f64>().ok().filter(|x| *x > 0.0 && *x <= 1.0);
        share.map(Self).ok_or_else(|| "expected a share above 0 and up to 1, such as 0.8".to_owned())
    }

    fn show(&self) -> String {
        self.0.to_string()
    }
}

/// A length of time in seconds; none is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Window(pub(crate) Option<u64>);

impl Window {
    const UNITS: [(char, u64); 5] = [('w', 604_800), ('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];
}

impl Value for Window {
    fn read(text: &str) -> Result<Self, String> {
        if text == "off" {
            return Ok(Self(None));
        }
        let seconds = Self::UNITS.iter().find_map(|&(unit, seconds)| {
            let amount = text.strip_suffix(unit)?.parse::<u64>().ok().filter(|n| *n > 0)?;
            // Beyond what an interval in microseconds can hold there is nothing to compare.
            amount.checked_mul(seconds).filter(|s| u32::try_from(*s).is_ok())
        });
        seconds
            .map(|s| Self(Some(s)))
            .ok_or_else(|| "expected a number with a unit (s, m, h, d, w), such as 7d, or off".to_owned())
    }

    fn show(&self) -> String {
        let Some(seconds) = self.0 else { return "off".to_owned() };
        // In days at most, so that 7d is shown as it is mostly typed.
        let (unit, size) = Self::UNITS.into_iter().skip(1).find(|(_, size)| seconds.is_multiple_of(*size)).unwrap_or(('s', 1));
        format!("{}{unit}", seconds / size)
    }
}

/// Bytes of memory; none is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Memory(pub(crate) Option<u64>);

impl Memory {
    const UNITS: [(&str, u64); 4] = [("T", 1 << 40), ("G", 1 << 30), ("M", 1 << 20), ("K", 1 << 10)];
}

impl Value for Memory {
    fn read(text: &str) -> Result<Self, String> {
        if text == "off" {
            return Ok(Self(None));
        }
        let upper = text.to_ascii_uppercase();
        let bytes = Self::UNITS.iter().find_map(|&(unit, bytes)| {
            let named = [unit.to_owned(), format!("{unit}B"), format!("{unit}IB")];
            let amount = named.iter().find_map(|unit| upper.strip_suffix(unit.as_str()))?.trim().parse::<f64>().ok()?;
            let whole = amount * bytes as f64;
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the bounds just looked at")]
            (whole >= 1.0 && whole < (1u64 << 50) as f64).then_some(whole as u64)
        });
        bytes
            .map(|bytes| Self(Some(bytes)))
            .ok_or_else(|| "expected a size with a unit (M, G, T), such as 512M or 2G, or off".to_owned())
    }

    fn show(&self) -> String {
        let Some(bytes) = self.0 else { return "off".to_owned() };
        let unit = Self::UNITS.into_iter().find(|(_, size)| bytes.is_multiple_of(*size));
        unit.map_or_else(
            || format!("{:.1}M", bytes as f64 / (1u64 << 20) as f64),
            |(unit, size)| format!("{}{unit}", bytes / size),
        )
    }
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Toggle(pub(crate) bool);

impl Value for Toggle {
    fn read(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Ok(Self(true)),
            "false" | "no" | "off" | "0" => Ok(Self(false)),
            _ => Err("expected true or false".to_owned()),
        }
    }

    fn show(&self) -> String {
        self.0.to_string()
    }
}

/// How many bad rows a run may have before it counts as failed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum MaxErrors {
    Rows(u64),
    /// A share of the rows read, 0 to 1.
    Share(f64),
}

impl MaxErrors {
    /// Whether `rejected` of `read` rows is over the limit.
    #[allow(clippy::cast_precision_loss, reason = "a share of rows, for a limit given in per cent")]
    pub(crate) fn crossed(self, rejected: u64, read: u64) -> bool {
        match self {
            Self::Rows(most) => rejected > most,
            Self::Share(most) => rejected as f64 > most * read as f64,
        }
    }
}

impl Value for MaxErrors {
    fn read(text: &str) -> Result<Self, String> {
        let read = match text.strip_suffix('%') {
            Some(percent) => {
                percent.trim().parse::<f64>().ok().filter(|p| (0.0..=100.0).contains(p)).map(|p| Self::Share(p / 100.0))
            }
            None => text.parse().ok().map(Self::Rows),
        };
        read.ok_or_else(|| "expected a number of rows or a percentage, such as 100 or 1%".to_owned())
    }

    fn show(&self) -> String {
        match self {
            Self::Rows(rows) => rows.to_string(),
            // Back to the per cent that were typed, without the binary dust of the division.
            Self::Share(share) => format!("{}%", (share * 1e8).round() / 1e6),
        }
    }
}

/// The fields of an article that a column can be named for.
pub(crate) const FIELDS: [&str; 9] =
    ["id", "text", "title", "outlet", "published_at", "modified_at", "url", "byline", "language"];

/// `FIELD=COLUMN` pairs, in the order given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Fields(pub(crate) Vec<(String, String)>);

impl Value for Fields {
    /// Pairs with commas between them; the flag gives one pair at a time ([`Fields::pair`]).
    fn read(text: &str) -> Result<Self, String> {
        text.split(',').map(|pair| Self::pair(pair.trim())).collect::<Result<_, _>>().map(Self)
    }

    fn show(&self) -> String {
        if self.0.is_empty() {
            return "recognised".to_owned();
        }
        self.0.iter().map(|(field, column)| format!("{field}={column}")).collect::<Vec<_>>().join(",")
    }
}

impl Fields {
    pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
        match text.split_once('=') {
            Some((field, column)) if FIELDS.contains(&field) && !column.is_empty() => Ok((field.to_owned(), column.to_owned())),
            _ => Err(format!("expected FIELD=COLUMN, where FIELD is one of {}", FIELDS.join(", "))),
        }
    }
}

/// A file that may be named.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct FileName(pub(crate) Option<PathBuf>);

impl Value for FileName {
    fn read(text: &str) -> Result<Self, String> {
        if text.is_empty() { Err("expected the name of a file".to_owned()) } else { Ok(Self(Some(PathBuf::from(text)))) }
    }

    fn show(&self) -> String {
        self.0.as_ref().map_or_else(|| "none".to_owned(), |path| path.display().to_string())
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.show())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads_back<T: Value + PartialEq + fmt::Debug>(texts: &[&str]) {
        for text in texts {
            let value = T::read(text).unwrap();
            assert_eq!(value.show(), *text);
        }
    }

    #[test]
    fn values_show_as_they_are_typed() {
        reads_back::<Window>(&["7d", "36h", "90s", "off"]);
        reads_back::<MaxErrors>(&["0", "100", "1%", "0.07%", "100%"]);
        reads_back::<Threads>(&["all", "8"]);
        reads_back::<Memory>(&["512M", "2G", "off"]);
        assert_eq!(Memory::read("1.5 GiB").unwrap().show(), "1536M");
        reads_back::<Share>(&["0.8", "1"]);
        reads_back::<Fields>(&["text=body,outlet=site"]);
        reads_back::<TableFormat>(&["parquet", "jsonl", "csv"]);
    }

    #[test]
    fn nonsense_is_refused_with_what_is_expected() {
        assert!(Window::read("7").is_err() && Window::read("0d").is_err() && Window::read("99999999999999w").is_err());
        assert!(Share::read("0").is_err() && Share::read("1.1").is_err() && Share::read("NaN").is_err());
        assert!(MaxErrors::read("101%").is_err() && MaxErrors::read("-1").is_err() && MaxErrors::read("NaN%").is_err());
        assert!(Threads::read("0").is_err());
        assert!(Memory::read("512").is_err() && Memory::read("-1G").is_err() && Memory::read("NaNG").is_err());
        assert!(Fields::read("txt=body").unwrap_err().contains("published_at"));
        assert_eq!(TableFormat::read("xml").unwrap_err(), "expected one of parquet, jsonl, csv");
    }

    #[test]
    fn a_limit_is_crossed_when_it_is_exceeded() {
        assert!(!MaxErrors::Share(0.01).crossed(1, 100));
        assert!(MaxErrors::Share(0.01).crossed(2, 100));
        assert!(!MaxErrors::Rows(0).crossed(0, 0));
        assert!(MaxErrors::Rows(0).crossed(1, 1));
    }
}
