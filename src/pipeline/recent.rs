//! What was made of texts lately: made again where it has gone, so that a corpus need not be held a second time in another form.

use std::sync::{Arc, Mutex, PoisonError};

use crate::storage::Room;

/// Texts whose form stays at hand, at most. Pairs come by families, so that many texts are asked for again soon.
const SLOTS: usize = 2048;

/// What a text takes in all its forms, about; and the share of a large table that those at hand may take together.
const TEXT_BYTES: u64 = 1 << 15;
const SHARES: u64 = 2;
const LEAST_SLOTS: usize = 128;

type Slot<T> = Mutex<Option<(u32, Arc<T>)>>;

/// A form of texts, by their numbers. Each number has one slot, and the text that asked last has it.
#[derive(Debug)]
pub(super) struct Recent<T> {
    slots: Vec<Slot<T>>,
}

impl<T> Recent<T> {
    pub(super) fn new(room: &Room) -> Self {
        let fits = usize::try_from((room.share() / TEXT_BYTES).saturating_mul(SHARES)).unwrap_or(usize::MAX);
        Self { slots: (0..fits.clamp(LEAST_SLOTS, SLOTS)).map(|_| Mutex::new(None)).collect() }
    }

    /// The form of a text; `make` makes it. Where `keep` is false, as for a text that is very large, nobody else will find it.
    pub(super) fn get<E>(&self, number: u32, keep: bool, make: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        let slot = &self.slots[number as usize % self.slots.len()];
        let found = slot.lock().unwrap_or_else(PoisonError::into_inner).as_ref().filter(|(held, _)| *held == number).cloned();
        if let Some((_, found)) = found {
            return Ok(found);
        }
        // Made without the lock: another text may want the slot meanwhile.
        let made = Arc::new(make()?);
        if keep {
            let before = slot.lock().unwrap_or_else(PoisonError::into_inner).replace((number, Arc::clone(&made)));
            drop(before);
        }
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_gets_its_own_whoever_had_the_slot() {
        let recent = Recent::new(&Room::default());
        let made = |number, keep, value: u32| recent.get(number, keep, || Ok::<_, ()>(value)).unwrap();
        let rivals = [3, 3 + u32::try_from(SLOTS).expect("few")];
        for number in [rivals[0], rivals[0], rivals[1], rivals[0]] {
            assert_eq!(*made(number, true, number * 10), number * 10);
        }
        assert_eq!(*made(rivals[0], true, 0), 30, "still at hand");
        assert_eq!(*made(rivals[1], false, 1), 1);
        assert_eq!(*made(rivals[1], true, 2), 2, "was not kept");
    }
}
