use proptest::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::*;

fn classify(level: Level, bytes: &[u8; BLOCK + LOOKAHEAD]) -> (Classes, [u8; BLOCK]) {
    let mut lower = [0; BLOCK];
    // SAFETY: the levels of this processor alone are asked for.
    let classes = unsafe {
        match level {
            Level::Scalar => Scalar::classify(bytes, &mut lower),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => Avx2::classify(bytes, &mut lower),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => Avx512::classify(bytes, &mut lower),
        }
    };
    (classes, lower)
}

fn hashes(level: Level, letters: &[u8], starts: &[u32], ends: &[u32]) -> Vec<u64> {
    let mut hashes = Vec::new();
    // SAFETY: as above.
    unsafe {
        match level {
            Level::Scalar => Scalar::hash(letters, starts, ends, &mut hashes),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => Avx2::hash(letters, starts, ends, &mut hashes),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => Avx512::hash(letters, starts, ends, &mut hashes),
        }
    }
    hashes
}

fn places(level: Level, bits: u64, base: u32) -> Vec<u32> {
    let mut slots = [u32::MAX; SLOTS];
    // SAFETY: as above.
    let count = unsafe {
        match level {
            Level::Scalar => Scalar::place(&mut slots, bits, base),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => Avx2::place(&mut slots, bits, base),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => Avx512::place(&mut slots, bits, base),
        }
    };
    slots[..count].to_vec()
}

/// Each byte for itself.
fn naive(bytes: &[u8; BLOCK + LOOKAHEAD]) -> (Classes, [u8; BLOCK]) {
    let mut classes = Classes { word: 0, exotic: 0, punctuation: 0 };
    let mut lower = [0; BLOCK];
    for i in 0..BLOCK {
        lower[i] = bytes[i].to_ascii_lowercase();
        classes.word |= u64::from(bytes[i].is_ascii_alphanumeric()) << i;
        let starts = |at: usize| matches!(bytes[at..], [0xE2, 0x80, 0x90..=0xA7, ..]);
        let inside = (0..3).any(|back| i >= back && starts(i - back));
        classes.exotic |= u64::from(!bytes[i].is_ascii() && !inside) << i;
        classes.punctuation |= u64::from(starts(i)) << i;
    }
    (classes, lower)
}

#[test]
fn every_byte_is_classified_alike_in_every_place() {
    for byte in 0..=255 {
        for place in 0..BLOCK + LOOKAHEAD {
            let mut bytes = [b' '; BLOCK + LOOKAHEAD];
            bytes[place] = byte;
            for level in Level::all() {
                assert_eq!(classify(level, &bytes), naive(&bytes), "{byte:#x} at {place} on {level:?}");
            }
        }
    }
}

#[test]
fn words_of_every_length_are_hashed_as_xxh3_does() {
    let letters: Vec<u8> = (0..4000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let starts: Vec<u32> = (0..300).map(|i| i * 7).collect();
    let ends: Vec<u32> = starts.iter().zip(0..).map(|(start, length)| start + length).collect();
    let want: Vec<u64> = starts.iter().zip(&ends).map(|(&s, &e)| xxh3_64(&letters[s as usize..e as usize])).collect();
    for level in Level::all() {
        assert_eq!(hashes(level, &letters, &starts, &ends), want, "{level:?}");
    }
}

proptest! {
    #[test]
    fn blocks_of_anything_are_classified_as_one_by_one(picks in prop::collection::vec(
        prop::sample::select(vec![b'a', b'Z', b'5', b' ', b'@', b'[', b'`', b'{', 0xE2, 0x80, 0x8F, 0x90, 0x99, 0xA7, 0xA8, 0xC3, 0xFF]),
        BLOCK + LOOKAHEAD,
    )) {
        let bytes: [u8; BLOCK + LOOKAHEAD] = picks.try_into().unwrap();
        for level in Level::all() {
            prop_assert_eq!(classify(level, &bytes), naive(&bytes));
        }
    }

    #[test]
    fn set_bits_are_placed_one_by_one(bits: u64, base in 0..u32::MAX / 2) {
        // No two neighbours, as for starts and ends of words; and the fullest block there is.
        for bits in [bits & !(bits << 1), bits & bits.rotate_left(7) & !(bits << 1), 0x5555_5555_5555_5555, 0xAAAA_AAAA_AAAA_AAAA, 1 << 63] {
            let bits = bits & !(bits << 1);
            let want: Vec<u32> = (0..64).filter(|i| bits >> i & 1 == 1).map(|i| base + i).collect();
            for level in Level::all() {
                prop_assert_eq!(places(level, bits, base), want.clone());
            }
        }
    }

    #[test]
    fn words_are_hashed_as_xxh3_does(words in prop::collection::vec("[a-z0-9éß東]{0,24}", 0..40)) {
        let (mut letters, mut starts, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        for word in &words {
            starts.push(u32::try_from(letters.len()).unwrap());
            letters.extend_from_slice(word.as_bytes());
            ends.push(u32::try_from(letters.len()).unwrap());
        }
        letters.extend_from_slice(&[b'!'; PADDING]);
        let want: Vec<u64> = words.iter().map(|word| xxh3_64(word.as_bytes())).collect();
        for level in Level::all() {
            prop_assert_eq!(hashes(level, &letters, &starts, &ends), want.clone());
        }
    }
}
