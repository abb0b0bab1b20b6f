//! Names of months, days and zones, as dates print them.
//!
//! Responsible for the tables. Not responsible for the shapes of dates: that is [`super::dates`].

/// The months in English, whose first three letters hold for most languages.
#[rustfmt::skip]
const ENGLISH: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// The month that `word` names or abbreviates (English and the larger languages of Europe's press), 1 to 12.
pub(super) fn month(word: &str) -> Option<i8> {
    // The longest has eight letters of three bytes each.
    if word.len() > 32 {
        return None;
    }
    let is_english = |name: &&str| name.eq_ignore_ascii_case(word) || word.len() == 3 && name[..3].eq_ignore_ascii_case(word);
    if let Some(index) = ENGLISH.iter().position(is_english) {
        return i8::try_from(index + 1).ok();
    }
    let word = word.to_lowercase();
    let listed = match word.as_str() {
        "januar" | "januari" | "janvier" | "enero" | "ene" | "janeiro" | "gennaio" | "gen" | "jänner" | "janv" => 1,
        "februar" | "februari" | "février" | "fevrier" | "févr" | "fév" | "febrero" | "fevereiro" | "fev" | "febbraio" => 2,
        "märz" | "maart" | "mars" | "marzo" | "março" | "marco" | "mär" | "mrz" | "mrt" => 3,
        "avril" | "avr" | "abril" | "abr" | "aprile" => 4,
        "mai" | "mei" | "mayo" | "maio" | "maggio" | "mag" | "maj" => 5,
        "juni" | "juin" | "junio" | "junho" | "giugno" | "giu" => 6,
        "juli" | "juillet" | "juil" | "julio" | "julho" | "luglio" | "lug" => 7,
        "augustus" | "août" | "aout" | "agosto" | "ago" | "augusti" => 8,
        "sept" | "septembre" | "septiembre" | "setembro" | "settembre" | "set" => 9,
        "oktober" | "okt" | "octobre" | "octubre" | "outubro" | "out" | "ottobre" | "ott" => 10,
        "novembre" | "noviembre" | "novembro" => 11,
        "dezember" | "dez" | "décembre" | "decembre" | "déc" | "diciembre" | "dic" | "dezembro" | "dicembre" => 12,
        _ => 0,
    };
    if listed != 0 {
        return Some(listed);
    }
    month_of_other_script(&word)
}

/// Months in Russian, Arabic (of the Gulf and Egypt, the Levant, the Maghreb) and Hindi.
#[rustfmt::skip]
fn month_of_other_script(word: &str) -> Option<i8> {
    Some(match word {
        "января" | "январь" | "янв" | "يناير" | "جانفي" | "ینایر" | "जनवरी" | "ژانویه" => 1,
        "февраля" | "февраль" | "фев" | "فبراير" | "شباط" | "فيفري" | "फरवरी" | "फ़रवरी" => 2,
        "марта" | "март" | "мар" | "مارس" | "آذار" | "मार्च" => 3,
        "апреля" | "апрель" | "апр" | "أبريل" | "إبريل" | "ابريل" | "نيسان" | "अप्रैल" => 4,
        "мая" | "май" | "مايو" | "أيار" | "ماي" | "मई" => 5,
        "июня" | "июнь" | "июн" | "يونيو" | "حزيران" | "جوان" | "जून" => 6,
        "июля" | "июль" | "июл" | "يوليو" | "يوليوز" | "تموز" | "جويلية" | "जुलाई" => 7,
        "августа" | "август" | "авг" | "أغسطس" | "آب" | "غشت" | "अगस्त" => 8,
        "сентября" | "сентябрь" | "сен" | "سبتمبر" | "أيلول" | "شتنبر" | "सितंबर" | "सितम्बर" => 9,
        "октября" | "октябрь" | "окт" | "أكتوبر" | "अक्टूबर" | "अक्तूबर" => 10,
        "ноября" | "ноябрь" | "ноя" | "نوفمبر" | "نونبر" | "नवंबर" | "नवम्बर" => 11,
        "декабря" | "декабрь" | "дек" | "ديسمبر" | "دجنبر" | "दिसंबर" | "दिसम्बर" => 12,
        _ => return None,
    })
}

/// Whether `word` is a day of the week.
pub(super) fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    const OTHERS: [&str; 49] = [
        "الأحد",
        "الاثنين",
        "الإثنين",
        "الثلاثاء",
        "الأربعاء",
        "الخميس",
        "الجمعة",
        "السبت",
        "रविवार",
        "सोमवार",
        "मंगलवार",
        "बुधवार",
        "गुरुवार",
        "शुक्रवार",
        "शनिवार",
        "понедельник",
        "вторник",
        "среда",
        "четверг",
        "пятница",
        "суббота",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
        "segunda",
        "terça",
        "quarta",
        "quinta",
        "sexta",
        "mo",
        "do",
    ];
    if word.len() > 32 {
        return false;
    }
    let word = word.to_lowercase();
    let abbreviated = (3..=5).contains(&word.len()) && word.is_ascii();
    DAYS.iter().any(|day| *day == word || (abbreviated && day.starts_with(&word))) || OTHERS.contains(&word.as_str())
}

/// The offsets from UTC in minutes that a zone's letters can mean, least first; the two are equal where there is no doubt.
///
/// `CST` and `BST` are read as the press in English uses them (central America, British summer).
pub(super) fn zone(letters: &str) -> Option<(i32, i32)> {
    const H: i32 = 60;
    let sure = |minutes| Some((minutes, minutes));
    match letters {
        "UTC" | "GMT" | "UT" | "Z" | "WET" => sure(0),
        "EST" | "CDT" => sure(-5 * H),
        "EDT" => sure(-4 * H),
        "CST" | "MDT" => sure(-6 * H),
        "MST" | "PDT" => sure(-7 * H),
        "PST" | "AKDT" => sure(-8 * H),
        "AKST" => sure(-9 * H),
        "HST" => sure(-10 * H),
        "ADT" | "ART" | "BRT" => sure(-3 * H),
        "NST" => sure(-3 * H - 30),
        "NDT" => sure(-2 * H - 30),
        "BST" | "CET" | "WEST" | "MEZ" | "WAT" => sure(H),
        "CEST" | "EET" | "MESZ" | "SAST" | "CAT" => sure(2 * H),
        "EEST" | "MSK" | "EAT" | "TRT" => sure(3 * H),
        "PKT" => sure(5 * H),
        "WIB" => sure(7 * H),
        "SGT" | "HKT" | "AWST" | "PHT" | "MYT" => sure(8 * H),
        "JST" | "KST" => sure(9 * H),
        "ACST" => sure(9 * H + 30),
        "AEST" => sure(10 * H),
        "ACDT" => sure(10 * H + 30),
        "AEDT" => sure(11 * H),
        "NZST" => sure(12 * H),
        "NZDT" => sure(13 * H),
        // Summer or winter is not said.
        "ET" => Some((-5 * H, -4 * H)),
        "CT" => Some((-6 * H, -5 * H)),
        "MT" => Some((-7 * H, -6 * H)),
        "PT" => Some((-8 * H, -7 * H)),
        // Ireland, Israel, India; the Atlantic, Arabia.
        "IST" => Some((H, 5 * H + 30)),
        "AST" => Some((-4 * H, 3 * H)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_in_full_and_short() {
        for (word, want) in
            [("Sep", 9), ("Sept", 9), ("FEB", 2), ("märz", 3), ("MAY", 5), ("août", 8), ("Dezember", 12), ("déc", 12)]
        {
            assert_eq!(month(word), Some(want), "{word}");
        }
        for word in ["Ma", "Marchy", "", "Monday", "x", "日"] {
            assert_eq!(month(word), None, "{word}");
        }
    }

    #[test]
    fn weekdays_are_not_months() {
        for day in ["Mon", "Tues", "Thurs", "sunday", "Mittwoch"] {
            assert!(is_weekday(day) && month(day).is_none(), "{day}");
        }
        assert!(!is_weekday("Sunda") || !is_weekday("Sund ay"));
    }
}
