//! `xxh3_128` of long bytes, at the width of the processor's vectors: the library's own is compiled for the narrowest.
//!
//! Responsible for the long form of the specification (XXH3, more than 240 bytes) without seed or secret of one's own. Not responsible
//! for short bytes, which the library hashes as fast.

use xxhash_rust::xxh3;

use super::Level;

/// From here on the lower half of [`xxh3_128`] is `xxh3_64`: both end in the same merge of the same sums, by the specification.
const LONG: usize = 241;

const STRIPE: usize = 64;
const LANES: usize = STRIPE / 8;

/// Bytes by which the secret moves on from stripe to stripe, and the stripes after which it has moved through.
const STEP: usize = 8;
const STRIPES_A_BLOCK: usize = (SECRET.len() - STRIPE) / STEP;

/// Primes of the specification.
const PRIMES_32: [u64; 3] = [0x9E37_79B1, 0x85EB_CA77, 0xC2B2_AE3D];
const PRIMES_64: [u64; 5] =
    [0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x85EB_CA77_C2B2_AE63, 0x27D4_EB2F_1656_67C5];
const AVALANCHE: u64 = 0x1656_6791_9E37_79F9;

/// The default secret of the specification.
const SECRET: [u8; 192] = [
    0xB8, 0xFE, 0x6C, 0x39, 0x23, 0xA4, 0x4B, 0xBE, 0x7C, 0x01, 0x81, 0x2C, 0xF7, 0x21, 0xAD, 0x1C, 0xDE, 0xD4, 0x6D, 0xE9, 0x83,
    0x90, 0x97, 0xDB, 0x72, 0x40, 0xA4, 0xA4, 0xB7, 0xB3, 0x67, 0x1F, 0xCB, 0x79, 0xE6, 0x4E, 0xCC, 0xC0, 0xE5, 0x78, 0x82, 0x5A,
    0xD0, 0x7D, 0xCC, 0xFF, 0x72, 0x21, 0xB8, 0x08, 0x46, 0x74, 0xF7, 0x43, 0x24, 0x8E, 0xE0, 0x35, 0x90, 0xE6, 0x81, 0x3A, 0x26,
    0x4C, 0x3C, 0x28, 0x52, 0xBB, 0x91, 0xC3, 0x00, 0xCB, 0x88, 0xD0, 0x65, 0x8B, 0x1B, 0x53, 0x2E, 0xA3, 0x71, 0x64, 0x48, 0x97,
    0xA2, 0x0D, 0xF9, 0x4E, 0x38, 0x19, 0xEF, 0x46, 0xA9, 0xDE, 0xAC, 0xD8, 0xA8, 0xFA, 0x76, 0x3F, 0xE3, 0x9C, 0x34, 0x3F, 0xF9,
    0xDC, 0xBB, 0xC7, 0xC7, 0x0B, 0x4F, 0x1D, 0x8A, 0x51, 0xE0, 0x4B, 0xCD, 0xB4, 0x59, 0x31, 0xC8, 0x9F, 0x7E, 0xC9, 0xD9, 0x78,
    0x73, 0x64, 0xEA, 0xC5, 0xAC, 0x83, 0x34, 0xD3, 0xEB, 0xC3, 0xC5, 0x81, 0xA0, 0xFF, 0xFA, 0x13, 0x63, 0xEB, 0x17, 0x0D, 0xDD,
    0x51, 0xB7, 0xF0, 0xDA, 0x49, 0xD3, 0x16, 0x55, 0x26, 0x29, 0xD4, 0x68, 0x9E, 0x2B, 0x16, 0xBE, 0x58, 0x7D, 0x47, 0xA1, 0xFC,
    0x8F, 0xF8, 0xB8, 0xD1, 0x7A, 0xD0, 0x31, 0xCE, 0x45, 0xCB, 0x3A, 0x8F, 0x95, 0x16, 0x04, 0x28, 0xAF, 0xD7, 0xFB, 0xCA, 0xBB,
    0x4B, 0x40, 0x7E,
];

/// 128 bits of `bytes`, as `xxh3_128` of the library.
#[must_use]
pub fn xxh3_128(bytes: &[u8]) -> u128 {
    on_level(bytes, Level::best())
}

/// `xxh3_64` and `xxh3_128` of a text, in one pass where it is long.
#[allow(clippy::cast_possible_truncation, reason = "the lower half")]
pub fn text_hashes(text: &str) -> (u64, u128) {
    let long = xxh3_128(text.as_bytes());
    (if text.len() >= LONG { long as u64 } else { xxh3::xxh3_64(text.as_bytes()) }, long)
}

fn on_level(bytes: &[u8], level: Level) -> u128 {
    if bytes.len() < LONG {
        return xxh3::xxh3_128(bytes);
    }
    match level {
        Level::Scalar => xxh3::xxh3_128(bytes),
        // SAFETY: a level is only ever chosen where its features were seen.
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => unsafe { long_avx2(bytes) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => unsafe { long_avx512(bytes) },
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn long_avx2(bytes: &[u8]) -> u128 {
    long(bytes)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2")]
fn long_avx512(bytes: &[u8]) -> u128 {
    long(bytes)
}

/// Plain loops that become vectors where the processor has them.
#[inline(always)]
fn long(bytes: &[u8]) -> u128 {
    let mut sums =
        [PRIMES_32[2], PRIMES_64[0], PRIMES_64[1], PRIMES_64[2], PRIMES_64[3], PRIMES_32[1], PRIMES_64[4], PRIMES_32[0]];
    // The last stripe reaches back from the end, and a block that ends with the bytes is not a whole one.
    let (stripes, _) = bytes[..bytes.len() - 1].as_chunks::<STRIPE>();
    for block in stripes.chunks(STRIPES_A_BLOCK) {
        for (stripe, at) in block.iter().zip((0..).step_by(STEP)) {
            accumulate(&mut sums, stripe, secret(at));
        }
        if block.len() == STRIPES_A_BLOCK {
            scramble(&mut sums, secret(SECRET.len() - STRIPE));
        }
    }
    if let Some(last) = bytes.last_chunk() {
        accumulate(&mut sums, last, secret(SECRET.len() - STRIPE - 7));
    }
    let length = bytes.len() as u64;
    let low = merge(&sums, secret(11), length.wrapping_mul(PRIMES_64[0]));
    let high = merge(&sums, secret(SECRET.len() - STRIPE - 11), !length.wrapping_mul(PRIMES_64[1]));
    u128::from(high) << 64 | u128::from(low)
}

#[inline(always)]
fn secret(at: usize) -> &'static [u8; STRIPE] {
    SECRET[at..].first_chunk().expect("the secret is a block and a stripe long")
}

#[inline(always)]
fn words(stripe: &[u8; STRIPE]) -> [u64; LANES] {
    let (words, _) = stripe.as_chunks::<8>();
    std::array::from_fn(|lane| u64::from_le_bytes(words[lane]))
}

#[inline(always)]
fn accumulate(sums: &mut [u64; LANES], stripe: &[u8; STRIPE], secret: &[u8; STRIPE]) {
    let (data, secret) = (words(stripe), words(secret));
    for lane in 0..LANES {
        let keyed = data[lane] ^ secret[lane];
        let product = (keyed & 0xFFFF_FFFF).wrapping_mul(keyed >> 32);
        sums[lane] = sums[lane].wrapping_add(product).wrapping_add(data[lane ^ 1]);
    }
}

#[inline(always)]
fn scramble(sums: &mut [u64; LANES], secret: &[u8; STRIPE]) {
    let secret = words(secret);
    for lane in 0..LANES {
        sums[lane] = (sums[lane] ^ (sums[lane] >> 47) ^ secret[lane]).wrapping_mul(PRIMES_32[0]);
    }
}

#[inline(always)]
fn merge(sums: &[u64; LANES], secret: &[u8; STRIPE], start: u64) -> u64 {
    let secret = words(secret);
    let (pairs, _) = sums.as_chunks::<2>();
    let (keys, _) = secret.as_chunks::<2>();
    let sum = pairs.iter().zip(keys).fold(start, |sum, (pair, key)| {
        let product = u128::from(pair[0] ^ key[0]) * u128::from(pair[1] ^ key[1]);
        #[allow(clippy::cast_possible_truncation, reason = "the two halves are folded")]
        let folded = product as u64 ^ (product >> 64) as u64;
        sum.wrapping_add(folded)
    });
    let mixed = (sum ^ (sum >> 37)).wrapping_mul(AVALANCHE);
    mixed ^ (mixed >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_hashed_as_the_library_does() {
        let bytes: Vec<u8> = (0..20_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for size in (0..2200).chain([4095, 4096, 4097, 9999, 16_384, 20_000]) {
            for level in Level::all() {
                assert_eq!(on_level(&bytes[..size], level), xxh3::xxh3_128(&bytes[..size]), "{size} on {level:?}");
            }
        }
    }

    #[test]
    fn the_lower_half_of_a_long_hash_is_the_short_hash() {
        let bytes: Vec<u8> = (0..5000_u32).map(|i| i.to_le_bytes()[0]).collect();
        for size in [LONG, LONG + 1, 600, 1024, 1025, 5000] {
            #[allow(clippy::cast_possible_truncation, reason = "the lower half")]
            let lower = xxh3_128(&bytes[..size]) as u64;
            assert_eq!(lower, xxh3::xxh3_64(&bytes[..size]), "{size}");
        }
    }

    #[test]
    fn the_hashes_of_a_text_are_those_of_the_library() {
        let text: String = ('a'..='z').cycle().take(5000).collect();
        for size in (0..600).chain([1024, 4096, 5000]) {
            let text = &text[..size];
            assert_eq!(text_hashes(text), (xxh3::xxh3_64(text.as_bytes()), xxh3::xxh3_128(text.as_bytes())), "{size}");
        }
    }
}
