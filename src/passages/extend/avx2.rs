//! Extension in vectors of 16 cells: what [`super::Plain`] fills, for processors that have AVX2.
//!
//! A row is computed in one pass of vectors, in which what comes from the left is the running maximum of the lanes, and pruned in a second.
//! Rows are not copied: the row before is read from where its first living cell stands, and what is dead around it is written as such.
#![allow(clippy::cast_possible_truncation, reason = "lanes have 16 bits, and so many are in a vector")]
#![allow(clippy::cast_possible_wrap, reason = "as above")]

use std::arch::x86_64::{
    __m256i, _mm_cvtsi128_si32, _mm_max_epi16, _mm_minpos_epu16, _mm_set1_epi16, _mm_sub_epi16, _mm256_add_epi16,
    _mm256_alignr_epi8, _mm256_blendv_epi8, _mm256_castsi256_si128, _mm256_cmpeq_epi16, _mm256_cmpgt_epi16, _mm256_extract_epi16,
    _mm256_extracti128_si256, _mm256_loadu_si256, _mm256_max_epi16, _mm256_movemask_epi8, _mm256_permute2x128_si256,
    _mm256_set1_epi16, _mm256_storeu_si256,
};

use super::{Best, DIAGONAL, DROP, FROM_A, FROM_B, GAP, MATCH, MAX_CELLS, MISMATCH, Side, UNREACHED};

const LANES: usize = 16;

/// Columns that a row may reach beyond the cells below those of the row before.
const REACH: usize = DROP.unsigned_abs() as usize / GAP.unsigned_abs() as usize;

/// Dead cells behind a row: as far as the next one can read.
const DEAD: usize = 3 * LANES;

/// Memory that extensions share.
#[derive(Debug, Default)]
pub(super) struct Wide {
    /// Cells of the row before and of this one, with one before the first.
    previous: Vec<i16>,
    current: Vec<i16>,
    /// The letters of b, the one of column j at j, as far as they were needed.
    letters: Vec<i16>,
    /// Where the cells came from: two bits a cell, one vector an entry.
    steps: Vec<u32>,
    /// First column and place in `steps` of each row.
    rows: Vec<(usize, usize)>,
}

/// Two bits a cell: whether it came from the diagonal, and else whether from above.
const BIT_DIAGONAL: u32 = 2;
const BIT_ABOVE: u32 = 1;

impl Wide {
    /// Where the score of a cell came from.
    pub(super) fn step(&self, i: usize, j: usize) -> u8 {
        let (low, at) = self.rows[i];
        let bits = self.steps[at + (j - low) / LANES] >> (2 * ((j - low) % LANES));
        match bits {
            bits if bits & BIT_DIAGONAL != 0 => DIAGONAL,
            bits if bits & BIT_ABOVE != 0 => FROM_A,
            _ => FROM_B,
        }
    }

    /// Fills rows as far as they live; gives the best cell.
    #[target_feature(enable = "avx2,bmi1,bmi2")]
    pub(super) fn fill(&mut self, a: Side<'_>, b: Side<'_>) -> (usize, usize) {
        let columns = b.len() + 1;
        for cells in [&mut self.previous, &mut self.current] {
            let room = columns + REACH + 2 * LANES + DEAD;
            if cells.len() < room {
                cells.resize(room, UNREACHED);
            }
        }
        self.letters.clear();
        self.letters.push(0);
        self.steps.clear();
        self.rows.clear();
        let mut best = Best { score: 0, at: (0, 0) };
        // Row 0: only letters of b so far.
        let mut width = REACH.min(b.len()) + 1;
        self.previous[..=REACH + 1 + LANES + DEAD].fill(UNREACHED);
        for (cell, score) in self.previous[1..=width].iter_mut().zip((0i16..).map(|j| j * GAP)) {
            *cell = score;
        }
        self.rows.push((0, 0));
        self.steps.extend([0; REACH / LANES + 1]);
        let (mut low, mut from) = (0, 0);
        for i in 1..=a.len() {
            let steps_at = self.steps.len();
            b.letters_to(low + width + REACH + 2 * LANES, &mut self.letters);
            let size = self.row(i16::from(a.letter(i)), (low, from, width), columns - low, best.score);
            let Some((first, last)) = self.prune(size, (i, low), &mut best) else { break };
            self.rows.push((low, steps_at));
            for behind in (0..DEAD).step_by(LANES) {
                store(all(UNREACHED), &mut self.current, 1 + size + behind);
            }
            std::mem::swap(&mut self.previous, &mut self.current);
            (low, from, width) = (low + first, first, last - first + 1);
            if self.steps.len() * LANES > MAX_CELLS {
                break;
            }
        }
        best.at
    }

    /// The cells of one row before pruning, of which `left` have a column; gives how many were made. The row before has `width` cells from
    /// column `low` on, which stand behind place `from`.
    #[inline]
    #[target_feature(enable = "avx2,bmi1,bmi2")]
    fn row(&mut self, letter: i16, (low, from, width): (usize, usize, usize), left: usize, score: i16) -> usize {
        let (previous, letters) = (&self.previous[from..], &self.letters[low..]);
        let current = &mut self.current[1..];
        let letter = all(letter);
        let mut before = UNREACHED;
        let mut at = 0;
        loop {
            let above = _mm256_add_epi16(load(previous, at + 1), all(GAP));
            let equal = _mm256_cmpeq_epi16(load(letters, at), letter);
            let diagonal = _mm256_add_epi16(load(previous, at), _mm256_blendv_epi8(all(MISMATCH), all(MATCH), equal));
            let cells = running(_mm256_max_epi16(diagonal, above), before);
            let is_diagonal = _mm256_cmpeq_epi16(cells, diagonal);
            let is_above = _mm256_cmpeq_epi16(cells, above);
            // The upper byte of each lane has the diagonal's bit, the lower one the other.
            self.steps.push(bits(_mm256_blendv_epi8(is_above, is_diagonal, all(-256))));
            before = _mm256_extract_epi16::<15>(cells) as i16;
            if at + LANES >= left {
                let there = _mm256_cmpgt_epi16(all((left - at) as i16), load(&NUMBERS, 0));
                store(_mm256_blendv_epi8(all(UNREACHED), cells, there), current, at);
                return at + LANES;
            }
            store(cells, current, at);
            at += LANES;
            // From here on cells come from the left alone.
            if at > width && before + GAP < score - DROP {
                return at;
            }
        }
    }

    /// Leaves the cells alive that are not too far below the best, and gives the first and the last of these.
    #[inline]
    #[target_feature(enable = "avx2,bmi1,bmi2")]
    fn prune(&mut self, size: usize, (i, low): (usize, usize), best: &mut Best) -> Option<(usize, usize)> {
        let current = &mut self.current[1..=size];
        let vectors = || (0..size).step_by(LANES);
        let mut top = all(UNREACHED);
        for at in vectors() {
            top = _mm256_max_epi16(top, load(current, at));
        }
        let highest = highest(top);
        if highest > best.score {
            let first = vectors().find_map(|at| {
                let found = bits(_mm256_cmpeq_epi16(load(current, at), all(highest)));
                (found != 0).then(|| at + first_lane(found))
            });
            *best = Best { score: highest, at: (i, low + first?) };
        }
        let mut ends = None;
        for at in vectors() {
            let cells = load(current, at);
            let dead = _mm256_cmpgt_epi16(all(best.score - DROP), cells);
            store(_mm256_blendv_epi8(cells, all(UNREACHED), dead), current, at);
            let living = !bits(dead);
            if living != 0 {
                let first = ends.map_or(at + first_lane(living), |(first, _)| first);
                ends = Some((first, at + last_lane(living)));
            }
        }
        ends
    }
}

static NUMBERS: [i16; LANES] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/// What a score loses on its way from the lane before the first to each.
static FALLS: [i16; LANES] = {
    let mut falls = NUMBERS;
    let mut lane = 0;
    while lane < LANES {
        falls[lane] = (falls[lane] + 1) * GAP;
        lane += 1;
    }
    falls
};

#[inline]
#[target_feature(enable = "avx2")]
fn load(cells: &[i16], at: usize) -> __m256i {
    let lanes: &[i16; LANES] = cells[at..].first_chunk().expect("rows have room for whole vectors");
    // SAFETY: the lanes are there, and no alignment is asked for.
    unsafe { _mm256_loadu_si256(lanes.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn store(lanes: __m256i, cells: &mut [i16], at: usize) {
    let to: &mut [i16; LANES] = cells[at..].first_chunk_mut().expect("rows have room for whole vectors");
    // SAFETY: the lanes are there, and no alignment is asked for.
    unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast(), lanes) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn all(value: i16) -> __m256i {
    _mm256_set1_epi16(value)
}

/// Two bits a lane.
#[inline]
#[target_feature(enable = "avx2")]
fn bits(lanes: __m256i) -> u32 {
    _mm256_movemask_epi8(lanes).cast_unsigned()
}

#[inline]
fn first_lane(bits: u32) -> usize {
    bits.trailing_zeros() as usize / 2
}

#[inline]
fn last_lane(bits: u32) -> usize {
    LANES - 1 - bits.leading_zeros() as usize / 2
}

/// Each lane as the best of itself and of all lanes before it, less a gap for each step; `before` is the lane before the first.
#[inline]
#[target_feature(enable = "avx2")]
fn running(cells: __m256i, before: i16) -> __m256i {
    // What moves in at the front: less than any score, with room below it.
    let nothing = all(UNREACHED);
    let across = _mm256_permute2x128_si256::<0x02>(cells, nothing);
    let cells = _mm256_max_epi16(cells, _mm256_add_epi16(_mm256_alignr_epi8::<14>(cells, across), all(GAP)));
    let across = _mm256_permute2x128_si256::<0x02>(cells, nothing);
    let cells = _mm256_max_epi16(cells, _mm256_add_epi16(_mm256_alignr_epi8::<12>(cells, across), all(2 * GAP)));
    let across = _mm256_permute2x128_si256::<0x02>(cells, nothing);
    let cells = _mm256_max_epi16(cells, _mm256_add_epi16(_mm256_alignr_epi8::<8>(cells, across), all(4 * GAP)));
    let across = _mm256_permute2x128_si256::<0x02>(cells, nothing);
    let cells = _mm256_max_epi16(cells, _mm256_add_epi16(across, all(8 * GAP)));
    _mm256_max_epi16(cells, _mm256_add_epi16(all(before), load(&FALLS, 0)))
}

/// The highest of all lanes.
#[inline]
#[target_feature(enable = "avx2")]
fn highest(lanes: __m256i) -> i16 {
    let eight = _mm_max_epi16(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256::<1>(lanes));
    // The processor finds the least number without a sign: that of the distances from the greatest there is.
    let least = _mm_cvtsi128_si32(_mm_minpos_epu16(_mm_sub_epi16(_mm_set1_epi16(i16::MAX), eight)));
    i16::MAX.wrapping_sub(least as i16)
}
