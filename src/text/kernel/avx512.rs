//! Classification in one vector of 64 bytes, and the hashes of eight words at a time.

use std::arch::x86_64::{
    __m256i, __m512i, __mmask8, __mmask64, _mm256_add_epi32, _mm256_loadu_si256, _mm256_maskz_compress_epi32, _mm256_set1_epi32,
    _mm256_storeu_si256, _mm512_add_epi32, _mm512_add_epi64, _mm512_and_si512, _mm512_castsi512_si128, _mm512_cmpeq_epi8_mask,
    _mm512_cmpgt_epu64_mask, _mm512_cmple_epu8_mask, _mm512_cmplt_epu64_mask, _mm512_cvtepu8_epi32, _mm512_cvtepu32_epi64,
    _mm512_extracti32x4_epi32, _mm512_i64gather_epi64, _mm512_loadu_si512, _mm512_mask_mov_epi64, _mm512_mask_sub_epi8,
    _mm512_maskz_compress_epi8, _mm512_movepi8_mask, _mm512_mullo_epi64, _mm512_or_si512, _mm512_rol_epi64, _mm512_set1_epi8,
    _mm512_set1_epi32, _mm512_set1_epi64, _mm512_slli_epi64, _mm512_srli_epi64, _mm512_srlv_epi64, _mm512_storeu_si512,
    _mm512_sub_epi8, _mm512_sub_epi64, _mm512_xor_si512,
};

use super::scalar::{PRIME_2, PRIME_3, PRIME_MX2, SECRET_1_TO_3, SECRET_4_TO_8, hash_long, spread};
use super::{BLOCK, Classes, Kernel, LOOKAHEAD, PADDING, SLOTS, Scalar};

/// For processors with AVX-512 F, BW, DQ, VL and VBMI2. Those that have AVX-512 without the last are as fast with AVX2.
#[derive(Debug)]
pub(in super::super) struct Avx512;

impl Kernel for Avx512 {
    #[inline(always)]
    unsafe fn classify(bytes: &[u8; BLOCK + LOOKAHEAD], lower: &mut [u8; BLOCK]) -> Classes {
        // SAFETY: the caller says that the processor has these features.
        unsafe { classify(bytes, lower) }
    }

    #[inline(always)]
    unsafe fn place(slots: &mut [u32; SLOTS], bits: u64, base: u32) -> usize {
        // SAFETY: as above.
        unsafe { place(slots, bits, base) }
    }

    #[inline(always)]
    unsafe fn hash(letters: &[u8], starts: &[u32], ends: &[u32], hashes: &mut Vec<u64>) {
        // SAFETY: as above.
        unsafe { hash(letters, starts, ends, hashes) }
    }
}

/// Bytes from `low` to `high`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn within(x: __m512i, low: u8, high: u8) -> __mmask64 {
    let moved = _mm512_sub_epi8(x, _mm512_set1_epi8(low.cast_signed()));
    _mm512_cmple_epu8_mask(moved, _mm512_set1_epi8((high - low).cast_signed()))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,bmi1,bmi2")]
fn classify(bytes: &[u8; BLOCK + LOOKAHEAD], lower: &mut [u8; BLOCK]) -> Classes {
    // SAFETY: the array holds two bytes behind the block, and the load asks for no alignment.
    let at = |ahead: usize| unsafe { _mm512_loadu_si512(bytes.as_ptr().add(ahead).cast()) };
    let x = at(0);
    // A capital lies 32 below its small letter: minus 224 is plus 32 in a byte.
    let small = _mm512_mask_sub_epi8(x, within(x, b'A', b'Z'), x, _mm512_set1_epi8(0xE0_u8.cast_signed()));
    // SAFETY: the array holds one vector.
    unsafe { _mm512_storeu_si512(lower.as_mut_ptr().cast(), small) };
    let word = within(small, b'a', b'z') | within(x, b'0', b'9');
    let mut exotic = _mm512_movepi8_mask(x);
    let mut punctuation = 0;
    if exotic != 0 {
        punctuation = _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8(0xE2_u8.cast_signed()))
            & _mm512_cmpeq_epi8_mask(at(1), _mm512_set1_epi8(0x80_u8.cast_signed()))
            & within(at(2), 0x90, 0xA7);
        exotic &= !spread(punctuation);
    }
    Classes { word, exotic, punctuation }
}

/// Where the lanes of a block of bytes stand.
const PLACES: [u8; BLOCK] = {
    let mut places = [0; BLOCK];
    let mut i = 0;
    while i < BLOCK {
        #[allow(clippy::cast_possible_truncation, reason = "i < 64")]
        let place = i as u8;
        places[i] = place;
        i += 1;
    }
    places
};

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,bmi1,bmi2")]
fn place(slots: &mut [u32; SLOTS], bits: u64, base: u32) -> usize {
    // SAFETY: the array is one vector; the load asks for no alignment.
    let all = unsafe { _mm512_loadu_si512(PLACES.as_ptr().cast()) };
    let places = _mm512_maskz_compress_epi8(bits, all);
    let base = _mm512_set1_epi32(base.cast_signed());
    let count = bits.count_ones() as usize;
    let first = _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(places)));
    // SAFETY: the slots are two vectors; the stores ask for no alignment.
    unsafe { _mm512_storeu_si512(slots.as_mut_ptr().cast(), first) };
    if count > SLOTS / 2 {
        let second = _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32::<1>(places)));
        // SAFETY: as above.
        unsafe { _mm512_storeu_si512(slots.as_mut_ptr().add(SLOTS / 2).cast(), second) };
    }
    count
}

/// Words hashed together.
const LANES: usize = 8;

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,bmi1,bmi2")]
fn hash(letters: &[u8], starts: &[u32], ends: &[u32], hashes: &mut Vec<u64>) {
    let first = hashes.len();
    hashes.resize(first + starts.len() / LANES * LANES, 0);
    let (slots, _) = hashes[first..].as_chunks_mut::<LANES>();
    let (groups, rest) = starts.as_chunks::<LANES>();
    let (end_groups, end_rest) = ends.as_chunks::<LANES>();
    let many = groups.chunks(GROUPS).zip(end_groups.chunks(GROUPS)).zip(slots.chunks_mut(GROUPS));
    for ((starts, ends), slots) in many {
        hash_groups(letters, starts, ends, slots);
    }
    // SAFETY: the scalar form asks nothing of the processor.
    unsafe { Scalar::hash(letters, rest, end_rest, hashes) };
}

/// Groups whose long words are hashed one after the other behind them: asked for group by group, they would be guessed wrongly by the
/// processor in most.
const GROUPS: usize = 32;

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,bmi1,bmi2")]
fn hash_groups(letters: &[u8], starts: &[[u32; LANES]], ends: &[[u32; LANES]], hashes: &mut [[u64; LANES]]) {
    let all = |x: u64| _mm512_set1_epi64(x.cast_signed());
    // A word that starts here or before it is followed by eight bytes.
    let last = letters.len().saturating_sub(PADDING);
    // The numbers of the long words, with room for one more group.
    let mut long = [0u32; (GROUPS + 1) * LANES];
    let mut found = 0;
    // SAFETY: the constant is one vector of 256 bits; the load asks for no alignment.
    let mut numbers = unsafe { _mm256_loadu_si256([0u32, 1, 2, 3, 4, 5, 6, 7].as_ptr().cast()) };
    for ((starts, ends), hashes) in starts.iter().zip(ends).zip(&mut *hashes) {
        // SAFETY: each array is one vector of 256 bits; the loads ask for no alignment.
        let (start, end): (__m256i, __m256i) =
            unsafe { (_mm256_loadu_si256(starts.as_ptr().cast()), _mm256_loadu_si256(ends.as_ptr().cast())) };
        let (start, end) = (_mm512_cvtepu32_epi64(start), _mm512_cvtepu32_epi64(end));
        assert!(_mm512_cmpgt_epu64_mask(start, all(last as u64)) == 0, "a word starts behind the padding");
        // SAFETY: no start lies behind `last`, so the eight bytes of each lie in `letters`.
        let raw = unsafe { _mm512_i64gather_epi64::<1>(start, letters.as_ptr().cast()) };
        let length = _mm512_sub_epi64(end, start);
        let bits = _mm512_slli_epi64::<3>(length);
        // Shifts of 64 and more give 0, as words of eight bytes and more want it.
        let word = _mm512_and_si512(raw, _mm512_srlv_epi64(all(u64::MAX), _mm512_sub_epi64(all(64), bits)));
        let middle = middle(word, length, bits);
        let is_short = _mm512_cmplt_epu64_mask(length, all(4));
        let hash = _mm512_mask_mov_epi64(middle, is_short, short(word, length, bits));
        // SAFETY: the array holds one vector.
        unsafe { _mm512_storeu_si512(hashes.as_mut_ptr().cast(), hash) };
        let is_long: __mmask8 = _mm512_cmpgt_epu64_mask(length, all(PADDING as u64)) | _mm512_cmplt_epu64_mask(length, all(1));
        let room: &mut [u32; LANES] = long[found..].first_chunk_mut().expect("as many numbers as words, and a group");
        // SAFETY: the array holds one vector of 256 bits.
        unsafe { _mm256_storeu_si256(room.as_mut_ptr().cast(), _mm256_maskz_compress_epi32(is_long, numbers)) };
        found += is_long.count_ones() as usize;
        numbers = _mm256_add_epi32(numbers, _mm256_set1_epi32(8));
    }
    let (starts, ends, hashes) = (starts.as_flattened(), ends.as_flattened(), hashes.as_flattened_mut());
    for &number in &long[..found] {
        let number = number as usize;
        hashes[number] = hash_long(&letters[starts[number] as usize..ends[number] as usize]);
    }
}

/// As the scalar form.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,bmi1,bmi2")]
fn short(word: __m512i, length: __m512i, bits: __m512i) -> __m512i {
    let all = |x: u64| _mm512_set1_epi64(x.cast_signed());
    let byte = all(0xFF);
    let first = _mm512_and_si512(word, byte);
    let half = _mm512_and_si512(_mm512_srlv_epi64(word, _mm512_slli_epi64::<3>(_mm512_srli_epi64::<1>(length))), byte);
    let last = _mm512_srlv_epi64(word, _mm512_sub_epi64(bits, all(8)));
    let upper = _mm512_or_si512(_mm512_slli_epi64::<16>(first), _mm512_slli_epi64::<24>(half));
    let lower = _mm512_or_si512(last, _mm512_slli_epi64::<8>(length));
    let mut hash = _mm512_xor_si512(_mm512_or_si512(upper, lower), all(SECRET_1_TO_3));
    hash = _mm512_mullo_epi64(_mm512_xor_si512(hash, _mm512_srli_epi64::<33>(hash)), all(PRIME_2));
    hash = _mm512_mullo_epi64(_mm512_xor_si512(hash, _mm512_srli_epi64::<29>(hash)), all(PRIME_3));
    _mm512_xor_si512(hash, _mm512_srli_epi64::<32>(hash))
}

/// As the scalar form.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,bmi1,bmi2")]
fn middle(word: __m512i, length: __m512i, bits: __m512i) -> __m512i {
    let all = |x: u64| _mm512_set1_epi64(x.cast_signed());
    // `word` holds nothing behind its length, so the shift leaves the last four bytes alone.
    let last = _mm512_srlv_epi64(word, _mm512_sub_epi64(bits, all(32)));
    let mut hash = _mm512_xor_si512(_mm512_or_si512(last, _mm512_slli_epi64::<32>(word)), all(SECRET_4_TO_8));
    let turned = _mm512_xor_si512(_mm512_rol_epi64::<49>(hash), _mm512_rol_epi64::<24>(hash));
    hash = _mm512_mullo_epi64(_mm512_xor_si512(hash, turned), all(PRIME_MX2));
    hash = _mm512_xor_si512(hash, _mm512_add_epi64(_mm512_srli_epi64::<35>(hash), length));
    hash = _mm512_mullo_epi64(hash, all(PRIME_MX2));
    _mm512_xor_si512(hash, _mm512_srli_epi64::<28>(hash))
}
