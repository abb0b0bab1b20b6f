//! Languages of Africa's press that trigrams do not know and take for others: told by their commonest words.
//!
//! Responsible for the lists and for when they decide. Not responsible for the languages that trigrams know ([`super::language`]).
//!
//! The trigram models hold Shona and Zulu and no other Bantu language but these, Amharic and no Tigrinya; Yoruba and Igbo, for their
//! marks below letters, they take for Vietnamese. In prose the words of a list are 15 to 40 % of all words of its language.

use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words of a text that are looked at.
const WORDS: usize = 300;

/// Words that a text needs before its share of listed ones means anything.
const FEWEST: usize = 15;

/// Share of listed words from which a language is told, and how many different ones must be among them.
const SHARE: f64 = 0.13;
const DIFFERENT: usize = 4;

/// The same for languages that write such words together with others, where trigrams have found one of their family.
const SHARE_IN_FAMILY: f64 = 0.03;
const DIFFERENT_IN_FAMILY: usize = 2;

/// How much more the first language must have than the second.
const LEAD: f64 = 1.15;

/// The commonest words, without the marks on their letters.
#[rustfmt::skip]
const LISTS: [(&str, &[&str]); 15] = [
    ("sw", &["ya", "na", "wa", "kwa", "ni", "katika", "za", "la", "cha", "kuwa", "huo", "hiyo", "yake", "wake", "lakini", "baada", "alisema",
        "hii", "kama", "pia", "hilo", "vya", "ambao", "ambaye", "kutoka", "wakati", "huyo", "zaidi", "hivyo"]),
    ("ha", &["da", "na", "ya", "ta", "ba", "ne", "ce", "su", "wannan", "cikin", "shi", "kuma", "domin", "suka", "mai", "wani", "ga", "amma",
        "wasu", "daga", "wata", "yi", "ake", "an", "za", "masu", "kan", "sun", "cewa", "wanda", "yadda"]),
    ("yo", &["ti", "ni", "n", "naa", "awon", "o", "si", "pe", "won", "to", "fun", "kan", "je", "bi", "yii", "se", "ko", "oun", "nitori",
        "lati", "ninu", "gege", "ki", "ba", "ile", "wipe", "ohun", "sugbon"]),
    ("ig", &["na", "nke", "ndi", "ya", "ka", "bu", "o", "ihe", "n", "a", "maka", "di", "site", "kwuru", "ahu", "e", "onye", "otu", "nwere",
        "ha", "ga", "mere", "ebe", "bi", "si", "mgbe", "ime", "gi", "uka", "banyere"]),
    ("so", &["oo", "ka", "ku", "iyo", "in", "ay", "waxa", "waa", "uu", "ee", "u", "soo", "la", "ah", "waxaa", "ayaa", "wuxuu", "kale",
        "sheegay", "waxay", "inuu", "ugu", "ayuu", "kuwa", "isaga", "kala", "mid", "isku", "lagu", "laga"]),
    ("om", &["fi", "kan", "akka", "irraa", "hin", "ni", "keessa", "jedhan", "kun", "isaa", "waan", "ta", "irratti", "ture", "yoo", "garuu",
        "jira", "namoota", "kana", "isaan", "ammoo", "jedhu", "jechuun", "bara", "kanaan", "keessatti", "wajjin", "kanneen", "immoo"]),
    ("rn", &["mu", "ko", "ya", "na", "ku", "yo", "vyo", "ba", "abo", "cane", "uwo", "kandi", "iyo", "ariko", "muri", "kugira", "avuga",
        "uyu", "umwe", "ivyo", "ico", "ubu", "igihe", "mugabo", "bari", "ari", "kuri", "nk", "iki"]),
    ("xh", &["ukuba", "kwaye", "le", "ngo", "kunye", "kodwa", "wathi", "xa", "uthe", "esi", "ngokuba", "emva", "kwi", "abantu", "ukuze", "la",
        "oku", "into", "nto", "kule", "yokuba", "uba", "okanye", "apho", "kuba", "kwakhona", "lo"]),
    ("zu", &["ukuthi", "futhi", "kodwa", "uma", "kanye", "ngoba", "lokhu", "noma", "abantu", "ngesikhathi", "kuze", "ukuze", "le", "lo",
        "uthe", "khona", "kakhulu", "lapho", "ngaphandle", "njengoba", "okwamanje", "lesi", "nje"]),
    ("sn", &["kuti", "uye", "kana", "ari", "asi", "kubva", "zvakare", "nekuti", "izvi", "vakati", "vanhu", "iyi", "ano", "aya", "mu", "pa",
        "ne", "iye", "vari", "kuna", "vaive", "panguva", "pamusoro", "wakati", "vane", "chete", "sezvo"]),
    ("lg", &["ku", "mu", "nga", "era", "nti", "okuva", "naye", "bwe", "abantu", "kya", "oba", "bya", "ne", "eri", "awo", "ono", "nga", "za",
        "mulimu", "wa", "nabo", "ye", "olw", "ekyo", "omu", "kubanga", "ate", "abamu", "ebya", "gwa", "ba"]),
    ("ln", &["na", "ya", "oyo", "mpe", "ete", "ezali", "bato", "ba", "po", "to", "nde", "wana", "mingi", "te", "mokolo", "yango", "nzokande",
        "kasi", "soki", "mpo", "lokola", "bazali", "azali", "mboka", "moko", "nyonso", "ezalaki", "bango", "oyo"]),
    ("pcm", &["dey", "di", "na", "wey", "dem", "say", "im", "go", "don", "tok", "pipo", "wetin", "sey", "make", "dis", "dat", "wit", "dia",
        "am", "fit", "una", "dose", "wen", "sabi", "neva", "comot", "becos", "inside", "e"]),
    ("ti", &["እዩ", "ኣብ", "ናይ", "ካብ", "ድማ", "እቲ", "ኣሎ", "ከኣ", "ግን", "ዘሎ", "ነቲ", "ብ", "ኣብቲ", "እዚ", "ከም", "እታ", "እቶም", "ምስ", "ኣይኮነን",
        "ነበረ", "ንሱ", "ዝብል", "ነዚ", "ካብቲ", "ዓመት", "ኢሉ"]),
    ("am", &["ነው", "ላይ", "እና", "ውስጥ", "ነበር", "ጋር", "ይህ", "ወደ", "ግን", "ብቻ", "ነገር", "ሁሉ", "በኋላ", "ናቸው", "እንደ", "ያለ", "አንድ", "ጊዜ", "ደግሞ",
        "አይደለም", "መሆኑን", "እየተ", "ምክንያት", "አለ", "የ", "ዓመት"]),
];

/// The language whose commonest words a text has, where one stands out. Less is needed of the languages of `family`.
pub(super) fn told(text: &str, family: &[&str]) -> Option<&'static str> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c))
        .filter(|word| !word.is_empty())
        .take(WORDS)
        .map(|word| word.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect())
        .collect();
    if words.len() < FEWEST {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a few hundred words")]
    let scores = LISTS.iter().map(|(code, list)| {
        let listed: Vec<&str> = words.iter().map(String::as_str).filter(|word| list.contains(word)).collect();
        let different = listed.iter().collect::<BTreeSet<_>>().len();
        (listed.len() as f64 / words.len() as f64, different, *code)
    });
    let mut scores: Vec<_> = scores.collect();
    scores.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(b.2)));
    let (share, different, code) = scores[0];
    let least = if family.contains(&code) { (SHARE_IN_FAMILY, DIFFERENT_IN_FAMILY) } else { (SHARE, DIFFERENT) };
    (share >= least.0 && different >= least.1 && share >= LEAD * scores[1].0).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_told_by_its_commonest_words_or_not_at_all() {
        let swahili = "Mkuu wa kijiji alisema kuwa daraja la zamani katika mto huo litafungwa kwa muda wa miezi miwili, lakini watu wa pande zote \
            wataweza kuvuka kwa mashua baada ya saa kumi na mbili.";
        assert_eq!(told(swahili, &[]), Some("sw"));
        let yoruba = "Àwọn ará ìlú náà sọ pé àwọn kò mọ ìdí tí wọ́n fi ti afárá náà pa, ṣùgbọ́n ọba sọ fún wọn pé ó ti bàjẹ́ láti ọdún tó kọjá.";
        assert_eq!(told(yoruba, &[]), Some("yo"));
        let tigrinya = "እቲ ኣብ ከተማ ዘሎ ናይ ቀደም ድልድል ካብ ጽባሕ ክዕጾ እዩ፣ እቶም ሰባት ድማ ምስ ጀልባ ክሰግሩ እዮም ኢሉ ናይ ከተማ ከንቲባ ግን ግዜኡ ኣይፈለጠን።";
        assert_eq!(told(tigrinya, &[]), Some("ti"));
        for other in [
            "The council said on Tuesday that it was ready to buy the old mill and to give the rooms of it to the school.",
            "La mairie a décidé lundi de fermer le vieux pont à la circulation pendant deux mois, a annoncé le maire de la ville.",
            "Rada miasta zdecydowała we wtorek, że stary most zostanie zamknięty na dwa miesiące, a ludzie będą pływać łodzią.",
            "Hội đồng thành phố hôm thứ Ba đã quyết định đóng cửa cây cầu cũ trong hai tháng để sửa chữa, thị trưởng cho biết.",
            "Dewan kota pada hari Selasa memutuskan untuk menutup jembatan lama selama dua bulan untuk perbaikan, kata wali kota.",
        ] {
            assert_eq!(told(other, &[]), None, "{other}");
        }
    }
}
