//! The language of an article: as given, else as recognised where that is reliable.
//!
//! Responsible for one code a language (ISO 639-1, else 639-3). Not responsible for what differs by language.

use super::function_words;
use super::limits::LANGUAGE_CHARS;
use whatlang::Lang;

/// Fewest characters that a language is told from.
const MIN_CHARS: usize = 40;

/// Bytes in which English is looked for by its function words: some articles open with a list of names.
const ENGLISH_BYTES: usize = 4_000;

/// A language as a column gives it (`en`, `en-US`, `eng`, `English`) as its code.
pub(super) fn given(value: &str) -> Option<String> {
    let word = value.trim().split(['-', '_', ',', ';', ' ', '\n']).next()?.to_lowercase();
    match word.len() {
        2 if word.is_ascii() => Some(word),
        3 if word.is_ascii() => {
            let short = Lang::from_code(&word).map(code).or_else(|| two_letters(&word));
            Some(short.map_or(word, str::to_owned))
        }
        _ => Lang::all().iter().find(|lang| lang.eng_name().eq_ignore_ascii_case(&word)).map(|lang| code(*lang).to_owned()),
    }
}

/// The language of a text from its beginning; `None` where it is too short or in doubt.
pub(super) fn recognised(text: &str) -> Option<&'static str> {
    let text = text.trim_start();
    let end = text.char_indices().nth(LANGUAGE_CHARS).map_or(text.len(), |(at, _)| at);
    let more = &text[..text.floor_char_boundary(ENGLISH_BYTES)];
    let text = &text[..end];
    text.chars().nth(MIN_CHARS)?;
    if is_plainly_english(text) || (more.len() > text.len() && is_plainly_english(more)) {
        return Some("en");
    }
    // Tables and tickers are no language; trigrams would find one.
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let others = text.chars().filter(|c| !c.is_whitespace()).count() - letters;
    if others * 4 > letters {
        return None;
    }
    let info = whatlang::detect(text)?;
    // What trigrams take for one of these may be a language that they do not know; of the rest they know most there is.
    let confused = matches!(
        info.lang(),
        Lang::Sna
            | Lang::Zul
            | Lang::Jav
            | Lang::Vie
            | Lang::Tgl
            | Lang::Aka
            | Lang::Eng
            | Lang::Ind
            | Lang::Amh
            | Lang::Ita
            | Lang::Afr
    );
    if confused || !info.is_reliable() {
        let family: &[&str] = match info.lang() {
            Lang::Sna | Lang::Zul => &["sn", "zu", "xh"],
            Lang::Amh => &["am", "ti"],
            _ => &[],
        };
        if let Some(told) = function_words::told(text, family) {
            return Some(told);
        }
        // By trigrams alone these are mostly their neighbours.
        if matches!(info.lang(), Lang::Sna | Lang::Zul | Lang::Jav | Lang::Aka) {
            return None;
        }
    }
    info.is_reliable().then(|| code(info.lang()))
}

/// English by its function words alone, a hundred times cheaper than by trigrams; most dumps are mostly English.
///
/// In English prose the listed words are 20 to 40 % of all, `the` among them; no other language comes near both, though some share a
/// few of the words. What fails the test is not thereby another language.
fn is_plainly_english(text: &str) -> bool {
    let (mut words, mut function, mut seen) = (0_u32, 0_u32, 0_u8);
    // Bytes beyond ASCII are parts of words here, quotation marks among them: a word beside one is not looked at.
    for word in text.as_bytes().split(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic()) {
        if word.is_empty() {
            continue;
        }
        words += 1;
        let bit = match word.len() {
            2 => match word {
                b"of" | b"to" => 2,
                b"by" | b"at" | b"be" | b"it" | b"is" => 8,
                _ => 0,
            },
            3 => match word {
                b"the" | b"The" => 1,
                b"and" => 4,
                b"was" | b"for" | b"his" | b"has" | b"who" | b"are" | b"not" | b"had" => 8,
                _ => 0,
            },
            4 => match word {
                b"that" | b"with" | b"from" | b"have" | b"were" | b"said" | b"this" | b"been" | b"they" => 8,
                _ => 0,
            },
            5 => match word {
                b"which" | b"their" | b"would" => 8,
                _ => 0,
            },
            _ => 0,
        };
        function += u32::from(bit != 0);
        seen |= bit;
    }
    words >= 15 && seen & 1 == 1 && seen.count_ones() >= 3 && function * 6 >= words
}

/// Codes of three letters (ISO 639-2 and 639-3) and of two, of languages that recognition does not know by the former.
#[rustfmt::skip]
const CODES: [(&str, &str); 52] = [
    ("alb", "sq"), ("arm", "hy"), ("baq", "eu"), ("bos", "bs"), ("bur", "my"), ("chi", "zh"), ("cym", "cy"), ("cze", "cs"),
    ("dut", "nl"), ("ewe", "ee"), ("eus", "eu"), ("fas", "fa"), ("fre", "fr"), ("geo", "ka"), ("ger", "de"), ("gle", "ga"),
    ("glg", "gl"), ("gre", "el"), ("hat", "ht"), ("hau", "ha"), ("ibo", "ig"), ("ice", "is"), ("isl", "is"), ("kaz", "kk"),
    ("kin", "rw"), ("kir", "ky"), ("kur", "ku"), ("lao", "lo"), ("lin", "ln"), ("lug", "lg"), ("mac", "mk"), ("may", "ms"),
    ("mlg", "mg"), ("mlt", "mt"), ("mon", "mn"), ("msa", "ms"), ("nor", "no"), ("nya", "ny"), ("orm", "om"), ("per", "fa"),
    ("pus", "ps"), ("run", "rn"), ("rum", "ro"), ("slo", "sk"), ("som", "so"), ("sqi", "sq"), ("swa", "sw"), ("tir", "ti"),
    ("wel", "cy"), ("xho", "xh"), ("yor", "yo"), ("zho", "zh"),
];

/// The two letters of ISO 639-1 for the three of 639-3 and 639-2, where recognition does not know the language.
fn two_letters(three: &str) -> Option<&'static str> {
    CODES.iter().find(|(code, _)| *code == three).map(|(_, short)| *short)
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
        Lang::Cym => "cy",
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
            ("hau", Some("ha")),
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
        for (text, want) in [
            ("החליטה מועצת העיר ביום שלישי לסגור את הגשר הישן למשך חודשיים לצורך תיקונים, כך מסר ראש העיר לעיתונאים", "he"),
            ("قرر مجلس البلدية يوم الثلاثاء إغلاق الجسر القديم لمدة شهرين من أجل أعمال الترميم، بحسب ما قاله رئيس البلدية", "ar"),
            ("नगर परिषद ने मंगलवार को पुराने पुल को दो महीने के लिए बंद करने का निर्णय लिया, ऐसा महापौर ने पत्रकारों को बताया", "hi"),
            ("የከተማው ምክር ቤት ማክሰኞ ዕለት አሮጌውን ድልድይ ለሁለት ወራት ለጥገና ለመዝጋት ወሰነ ሲሉ ከንቲባው ለጋዜጠኞች ተናግረዋል፤ ይህ ነገር ግን አዲስ ነው", "am"),
            ("สภาเมืองมีมติเมื่อวันอังคารให้ปิดสะพานเก่าเป็นเวลาสองเดือนเพื่อซ่อมแซม นายกเทศมนตรีกล่าวกับผู้สื่อข่าว", "th"),
        ] {
            assert_eq!(recognised(text), Some(want), "{text}");
        }
        assert_eq!(recognised("The mill"), None);
        assert_eq!(recognised(&"1234567890 ".repeat(100)), None);
        assert_eq!(recognised(&"Shr 34 cts vs 1.19 Net 807,000 vs 2,858,000 Revs 111.5 mln ".repeat(3)), None);
    }
}
