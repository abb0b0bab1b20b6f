//! Classes of characters that Unicode defines and the standard library does not offer.

/// Characters that are invisible by default (Unicode `Default_Ignorable_Code_Point`): zero-width spaces and joiners, soft hyphens,
/// bidi controls, variation selectors, tags. They carry hidden text and break naive matching, so words do not hold them.
#[must_use]
pub const fn is_default_ignorable(c: char) -> bool {
    matches!(c as u32,
        0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F | 0x202A..=0x202E
        | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFF8 | 0x1BCA0..=0x1BCA3
        | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

/// Letters of scripts that are written without spaces between words: each is a word of its own.
/// Han, Kana, Bopomofo, Yi, Thai, Lao, Khmer, Myanmar.
#[must_use]
pub const fn is_spaceless(c: char) -> bool {
    matches!(c as u32,
        0xE00..=0xEFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x19E0..=0x19FF | 0x3005..=0x3007 | 0x3021..=0x3029
        | 0x3031..=0x3035 | 0x3038..=0x30FF | 0x3105..=0x312F | 0x31A0..=0x31BF | 0x31F0..=0x31FF | 0x3400..=0x4DBF
        | 0x4E00..=0x9FFF | 0xA000..=0xA4CF | 0xA9E0..=0xA9FE | 0xAA60..=0xAA7F | 0xF900..=0xFAFF | 0x1AFF0..=0x1B16F
        | 0x20000..=0x3FFFF)
}

/// Characters that are no marks but compose with the one before them: Hangul vowels and finals, half-width voicing marks.
pub(super) const fn composes(c: char) -> bool {
    matches!(c as u32, 0x1160..=0x11FF | 0xD7B0..=0xD7FF | 0xFF9E..=0xFF9F)
}
