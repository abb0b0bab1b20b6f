//! The definition of each kernel, for every processor.

use xxhash_rust::xxh3::xxh3_64;

use super::{BLOCK, Classes, Kernel, LOOKAHEAD, PADDING, SLOTS};

/// Runs everywhere.
#[derive(Debug)]
pub(in super::super) struct Scalar;

/// ASCII bytes by what they do to a word: 0 ends it, anything else is the small letter or the digit that joins it.
const ASCII: [u8; 256] = {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 128 {
        #[allow(clippy::cast_possible_truncation, reason = "b < 128")]
        let byte = b as u8;
        if byte.is_ascii_alphanumeric() {
            table[b] = byte.to_ascii_lowercase();
        }
        b += 1;
    }
    table
};

impl Kernel for Scalar {
    #[inline(always)]
    unsafe fn classify(bytes: &[u8; BLOCK + LOOKAHEAD], lower: &mut [u8; BLOCK]) -> Classes {
        let mut classes = Classes { word: 0, exotic: 0, punctuation: 0 };
        for (i, slot) in lower.iter_mut().enumerate() {
            let byte = bytes[i];
            let folded = ASCII[byte as usize];
            *slot = if folded == 0 { byte } else { folded };
            classes.word |= u64::from(folded != 0) << i;
            classes.exotic |= u64::from(byte >> 7) << i;
        }
        if classes.exotic != 0 {
            for i in 0..BLOCK {
                let lead = bytes[i] == 0xE2 && bytes[i + 1] == 0x80 && matches!(bytes[i + 2], 0x90..=0xA7);
                classes.punctuation |= u64::from(lead) << i;
            }
            classes.exotic &= !spread(classes.punctuation);
        }
        classes
    }

    #[inline(always)]
    unsafe fn place(slots: &mut [u32; SLOTS], bits: u64, base: u32) -> usize {
        place(slots, bits, base)
    }

    #[inline(always)]
    unsafe fn hash(letters: &[u8], starts: &[u32], ends: &[u32], hashes: &mut Vec<u64>) {
        let words = starts.iter().zip(ends).map(|(&start, &end)| hash_one(letters, start as usize, end as usize));
        hashes.extend(words);
    }
}

#[inline(always)]
pub(super) fn place(slots: &mut [u32; SLOTS], mut bits: u64, base: u32) -> usize {
    let count = bits.count_ones() as usize;
    // In two steps without a condition inside: a block of news has eleven words.
    let (most, rest) = slots.split_at_mut(SLOTS / 2);
    let mut next = |slot: &mut u32| {
        *slot = base + bits.trailing_zeros();
        bits &= bits.wrapping_sub(1);
    };
    most.iter_mut().for_each(&mut next);
    if count > SLOTS / 2 {
        rest.iter_mut().for_each(&mut next);
    }
    count
}

/// All three bytes of each character that starts at a set bit.
pub(super) const fn spread(leads: u64) -> u64 {
    leads | leads << 1 | leads << 2
}

/// Words in the default secret of XXH3 that the short inputs use; see its specification.
pub(super) const SECRET_1_TO_3: u64 = 0x8727_5A9B;
pub(super) const SECRET_4_TO_8: u64 = 0xC73A_B174_C5EC_D5A2;
const SECRET_9_TO_16: (u64, u64) = (0x6782_737B_EA42_39B9, 0xAF56_BC3B_0996_523A);
pub(super) const PRIME_2: u64 = 0xC2B2_AE3D_27D4_EB4F;
pub(super) const PRIME_3: u64 = 0x1656_67B1_9E37_79F9;
pub(super) const PRIME_MX1: u64 = 0x1656_6791_9E37_79F9;
pub(super) const PRIME_MX2: u64 = 0x9FB2_1C65_1E98_DF25;

/// `xxh3_64` of `letters[start..end]`, without a branch up to eight bytes, which are four words in five.
#[inline(always)]
fn hash_one(letters: &[u8], start: usize, end: usize) -> u64 {
    let length = end - start;
    if length > PADDING || length == 0 {
        return hash_long(&letters[start..end]);
    }
    let mut eight = [0; PADDING];
    eight.copy_from_slice(&letters[start..start + PADDING]);
    let length = length as u64;
    let word = u64::from_le_bytes(eight) & (u64::MAX >> (64 - 8 * length));
    let (short, middle) = (short(word, length), middle(word, length));
    if length < 4 { short } else { middle }
}

/// XXH3 of one to three bytes, which are the low ones of `word`.
#[inline(always)]
fn short(word: u64, length: u64) -> u64 {
    let (first, half) = (word & 0xFF, (word >> (8 * (length >> 1))) & 0xFF);
    // Of four bytes and more this result is thrown away, but the shift must be one.
    let last = (word >> (8 * (length - 1))) & 0xFF;
    let mut hash = (first << 16 | half << 24 | last | length << 8) ^ SECRET_1_TO_3;
    hash = (hash ^ (hash >> 33)).wrapping_mul(PRIME_2);
    hash = (hash ^ (hash >> 29)).wrapping_mul(PRIME_3);
    hash ^ (hash >> 32)
}

/// XXH3 of four to eight bytes, which are the low ones of `word`.
#[inline(always)]
fn middle(word: u64, length: u64) -> u64 {
    // The last four bytes; of fewer than four the result is thrown away, but the shift must be one.
    let last = (word >> ((8 * length).wrapping_sub(32) & 63)) & 0xFFFF_FFFF;
    let mut hash = (last | word << 32) ^ SECRET_4_TO_8;
    hash ^= hash.rotate_left(49) ^ hash.rotate_left(24);
    hash = hash.wrapping_mul(PRIME_MX2);
    hash ^= (hash >> 35).wrapping_add(length);
    hash = hash.wrapping_mul(PRIME_MX2);
    hash ^ (hash >> 28)
}

/// `xxh3_64` of a word of more than eight bytes: one multiplication of 128 bits up to sixteen.
#[inline(always)]
pub(super) fn hash_long(word: &[u8]) -> u64 {
    let length = word.len();
    let (Some(head), Some(tail)) = (word.first_chunk::<8>(), word.last_chunk::<8>()) else { return xxh3_64(word) };
    if length == 8 || length > 16 {
        return xxh3_64(word);
    }
    let low = u64::from_le_bytes(*head) ^ SECRET_9_TO_16.0;
    let high = u64::from_le_bytes(*tail) ^ SECRET_9_TO_16.1;
    let product = u128::from(low) * u128::from(high);
    #[allow(clippy::cast_possible_truncation, reason = "the two halves are folded")]
    let folded = product as u64 ^ (product >> 64) as u64;
    let hash = (length as u64).wrapping_add(low.swap_bytes()).wrapping_add(high).wrapping_add(folded);
    let hash = (hash ^ (hash >> 37)).wrapping_mul(PRIME_MX1);
    hash ^ (hash >> 32)
}
