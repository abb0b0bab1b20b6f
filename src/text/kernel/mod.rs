//! The kernels of word splitting: which bytes of 64 belong to words, and the hashes of many short words.
//!
//! Each kernel has a scalar form, which is its definition, and vector forms chosen once by what the processor can do; all give the
//! same bits, which properties hold against a naive oracle. Not responsible for what a word is beyond ASCII: see [`super::folding`].

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod scalar;

use std::sync::OnceLock;

/// Bytes that are classified together.
pub(super) const BLOCK: usize = 64;

/// Words that can start or end in a block.
pub(super) const SLOTS: usize = BLOCK / 2;

/// Bytes behind a block that its classification looks at: a curly quote has three.
pub(super) const LOOKAHEAD: usize = 2;

/// Bytes that must follow the start of a word in what [`Kernel::hash`] reads.
pub(super) const PADDING: usize = 8;

/// What 64 bytes are, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Classes {
    /// ASCII letters and digits.
    pub(super) word: u64,
    /// Bytes of characters beyond ASCII that are not the general punctuation which starts in this block; what reaches into the block
    /// from the one before is still among them.
    pub(super) exotic: u64,
    /// First bytes of general punctuation (U+2010 to U+2027).
    pub(super) punctuation: u64,
}

/// One way to run the kernels.
pub(super) trait Kernel {
    /// Classifies the first [`BLOCK`] of `bytes`, which holds [`LOOKAHEAD`] more, and writes them to `lower`, capitals as small letters.
    ///
    /// # Safety
    /// The processor has the features of this kernel.
    unsafe fn classify(bytes: &[u8; BLOCK + LOOKAHEAD], lower: &mut [u8; BLOCK]) -> Classes;

    /// Writes the places of the set bits, `base` added, to the front of `slots`, and gives their number; slots behind them may be
    /// overwritten. No two neighbouring bits are set.
    ///
    /// # Safety
    /// The processor has the features of this kernel.
    unsafe fn place(slots: &mut [u32; SLOTS], bits: u64, base: u32) -> usize;

    /// Pushes `xxh3_64` of `letters[starts[i]..ends[i]]` to `hashes` for every i. Each start is followed by [`PADDING`] bytes.
    ///
    /// # Safety
    /// The processor has the features of this kernel.
    unsafe fn hash(letters: &[u8], starts: &[u32], ends: &[u32], hashes: &mut Vec<u64>);
}

/// What the processor can do; kernels of other modules are chosen by it as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Scalar,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Level {
    /// The best of this processor.
    pub(crate) fn best() -> Self {
        static BEST: OnceLock<Level> = OnceLock::new();
        *BEST.get_or_init(|| Self::all().pop().unwrap_or(Self::Scalar))
    }

    /// All that this processor can do, the plainest first.
    pub(crate) fn all() -> Vec<Self> {
        #[allow(unused_mut, reason = "other architectures have one")]
        let mut all = vec![Self::Scalar];
        #[cfg(target_arch = "x86_64")]
        {
            let wide = is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("bmi1")
                && is_x86_feature_detected!("bmi2")
                && is_x86_feature_detected!("popcnt");
            if wide {
                all.push(Self::Avx2);
                let more = is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512vbmi2");
                if more {
                    all.push(Self::Avx512);
                }
            }
        }
        all
    }
}

pub(super) use scalar::Scalar;
#[cfg(target_arch = "x86_64")]
pub(super) use {avx2::Avx2, avx512::Avx512};

#[cfg(test)]
mod tests;
