//! The language of an article: as given, else as recognised where that is reliable.
//!
//! Responsible for one code a language (ISO 639-1, else 639-3). Not responsible for what differs by language.

use super::limits::LANGUAGE_CHARS;
use whatlang::Lang;

/// Fewest characters that a language is told from.
const MIN_CHARS: usize = 40;

/// A language as a column gives it (`en`, `en-US`, `eng`, `English`) as its code.
pub(super) fn given(value: &str) -> Option<String> {
    let word = value.trim().split(['-', '_', ',', ';', ' ', '\n']).next()?.to_lowercase();
    match word.len() {
        2 if word.is_ascii() => Some(word),
        3 if word.is_ascii() => Some(Lang::from_code(&word).map_or(word, |lang| code(lang).to_owned())),
        _ => Lang::all().iter().find(|lang| lang.eng_name().eq_ignore_ascii_case(&word)).map(|lang| code(*lang).to_owned()),
    }
}

/// The language of a text from its beginning; `None` where it is too short or in doubt.
pub(super) fn recognised(text: &str) -> Option<&'static str> {
    let text = text.trim_start();
    let end = text.char_indices().nth(LANGUAGE_CHARS).map_or(text.len(), |(at, _)| at);
    let text = &text[..end];
    if text.chars().nth(MIN_CHARS).is_none() {
        return None;
    }
    if is_plainly_english(text) {
        return Some("en");
    }
    let info = whatlang::detect(text)?;
    info.is_reliable().then(|| code(info.lang()))
}

/// English by its function words alone, a hundred times cheaper than by trigrams; most dumps are mostly English.
///
/// In English prose the listed words are 25 to 40 % of all and each of `the`, `of`/`to`, `and` is there; no other language that is
/// written with bare Latin letters comes near both. What fails the test is not thereby another language.
fn is_plainly_english(text: &str) -> bool {
    let (mut words, mut function, mut seen) = (0_u32, 0_u32, 0_u8);
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        words += 1;
        let bit = match word {
            "the" | "The" => 1,
            "of" | "to" => 2,
            "and" => 4,
            "that" | "was" | "for" | "with" | "his" | "from" | "have" | "were" | "said" | "which" | "this" | "by" | "has"
            | "been" | "their" | "they" | "would" | "who" | "at" | "be" | "it" | "is" | "are" | "not" | "had" => 8,
            _ => continue,
        };
        function += 1;
        seen |= bit;
    }
    words >= 40 && seen == 15 && function * 5 >= words
}

/// ISO 639-1 where there is one.
fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Epo => "eo",
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "nb",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_become_one_code() {
        for (value, want) in [
            ("en", Some("en")),
            ("EN-us", Some("en")),
            ("pt_BR", Some("pt")),
            ("eng", Some("en")),
            ("German", Some("de")),
            ("pcm", Some("pcm")),
            ("", None),
            ("gibberish", None),
        ] {
            assert_eq!(given(value).as_deref(), want, "{value}");
        }
    }

    #[test]
    fn a_language_is_recognised_or_left_open() {
        let english = "The council said on Tuesday that it was ready to buy the old mill and to give the rooms of it to the school, \
            which has asked for them since the fire. They would not say who was to pay for the roof and with what.";
        assert!(is_plainly_english(english));
        assert_eq!(recognised(english), Some("en"));
        let german = "Der Rat teilte am Dienstag mit, dass er die alte Mühle kaufen und ihre Räume der Schule geben werde, die seit dem \
            Brand darum gebeten hatte. Wer das Dach bezahlen soll, wollte niemand sagen.";
        assert_eq!(recognised(german), Some("de"));
        assert_eq!(
            recognised(
                "町議会は火曜日、古い製粉所を買い取り、火災以来部屋を求めていた学校に提供する用意があると述べた。屋根の費用は誰が払うのか。"
            ),
            Some("ja")
        );
        assert_eq!(recognised("The mill"), None);
        assert_eq!(recognised(&"1234567890 ".repeat(100)), None);
    }
}
