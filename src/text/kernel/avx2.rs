//! Classification in two vectors of 32 bytes; words are hashed as the scalar form does, with the shifts of BMI.

use std::arch::x86_64::{
    __m256i, _mm256_add_epi8, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_cmpgt_epi8, _mm256_loadu_si256, _mm256_movemask_epi8,
    _mm256_or_si256, _mm256_set1_epi8, _mm256_storeu_si256, _mm256_sub_epi8,
};

use super::scalar::{place, spread};
use super::{BLOCK, Classes, Kernel, LOOKAHEAD, SLOTS, Scalar};

/// For processors with AVX2, BMI1 and BMI2.
#[derive(Debug)]
pub(in super::super) struct Avx2;

impl Kernel for Avx2 {
    #[inline(always)]
    unsafe fn classify(bytes: &[u8; BLOCK + LOOKAHEAD], lower: &mut [u8; BLOCK]) -> Classes {
        // SAFETY: the caller says that the processor has AVX2.
        unsafe { classify(bytes, lower) }
    }

    #[inline(always)]
    unsafe fn place(slots: &mut [u32; SLOTS], bits: u64, base: u32) -> usize {
        place(slots, bits, base)
    }

    #[inline(always)]
    unsafe fn hash(letters: &[u8], starts: &[u32], ends: &[u32], hashes: &mut Vec<u64>) {
        // SAFETY: the scalar form asks nothing of the processor.
        unsafe { Scalar::hash(letters, starts, ends, hashes) }
    }
}

/// A byte as vectors hold it.
const fn signed(byte: u8) -> i8 {
    i8::from_le_bytes([byte])
}

/// Lanes from `low` to `high`; bytes count as unsigned.
#[inline]
#[target_feature(enable = "avx2")]
fn within(x: __m256i, low: u8, high: u8) -> __m256i {
    // Moved so that the range ends at the largest signed value.
    let moved = _mm256_add_epi8(_mm256_sub_epi8(x, _mm256_set1_epi8(signed(high))), _mm256_set1_epi8(i8::MAX));
    _mm256_cmpgt_epi8(moved, _mm256_set1_epi8(signed(low.wrapping_sub(high).wrapping_add(126))))
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn classify(bytes: &[u8; BLOCK + LOOKAHEAD], lower: &mut [u8; BLOCK]) -> Classes {
    let mask = |x: __m256i| u64::from(_mm256_movemask_epi8(x).cast_unsigned());
    let (mut word, mut exotic) = (0, 0);
    for half in [0, 32] {
        // SAFETY: 32 bytes from `half` lie in both arrays, and neither load nor store asks for alignment.
        let x = unsafe { _mm256_loadu_si256(bytes.as_ptr().add(half).cast()) };
        let capital = within(x, b'A', b'Z');
        let small = _mm256_or_si256(x, _mm256_and_si256(capital, _mm256_set1_epi8(0x20)));
        // SAFETY: as above.
        unsafe { _mm256_storeu_si256(lower.as_mut_ptr().add(half).cast(), small) };
        word |= mask(_mm256_or_si256(within(small, b'a', b'z'), within(x, b'0', b'9'))) << half;
        exotic |= mask(x) << half;
    }
    let mut punctuation = 0;
    if exotic != 0 {
        for half in [0, 32] {
            // SAFETY: the array holds two bytes behind the block.
            let at = |ahead: usize| unsafe { _mm256_loadu_si256(bytes.as_ptr().add(half + ahead).cast()) };
            let lead = _mm256_cmpeq_epi8(at(0), _mm256_set1_epi8(signed(0xE2)));
            let second = _mm256_cmpeq_epi8(at(1), _mm256_set1_epi8(signed(0x80)));
            punctuation |= mask(_mm256_and_si256(_mm256_and_si256(lead, second), within(at(2), 0x90, 0xA7))) << half;
        }
        exotic &= !spread(punctuation);
    }
    Classes { word, exotic, punctuation }
}
