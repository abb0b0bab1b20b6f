//! What was made of texts lately: made again where it has gone, so that a corpus need not be held a second time in another form.

use std::sync::{Arc, Mutex, PoisonError};

use crate::storage::Room;

/// Texts whose form stays at hand, at most. Pairs come by families, so that many texts are asked for again soon.
const SLOTS: u64 = 2048;
const LEAST_SLOTS: u64 = 16;

/// What they may take where there is no limit.
const FREE_BYTES: u64 = 128 << 20;

/// A form of texts, by their numbers. Each number has one slot, and the text that asked last has it.
#[derive(Debug)]
pub(super) struct Recent<T> {
    slots: Vec<Mutex<Slot<T>>>,
    held: Mutex<u64>,
    most: u64,
}

#[derive(Debug)]
struct Slot<T> {
    /// The number of the text, and its form.
    form: Option<(u32, Arc<T>)>,
    bytes: u64,
}

impl<T> Recent<T> {
    /// With one in `part` of the room that a large table has, for forms of so many bytes on average.
    pub(super) fn new(room: &Room, part: u64, mean_bytes: u64) -> Self {
        let most = room.share().min(FREE_BYTES) / part;
        let slots = (most / mean_bytes.max(1)).clamp(LEAST_SLOTS, SLOTS);
        let slots = (0..slots).map(|_| Mutex::new(Slot { form: None, bytes: 0 })).collect();
        Self { slots, held: Mutex::new(0), most }
    }

    /// The form of a text, of about so many bytes; `make` makes it. Where it has no room beside the others, nobody else will find it.
    pub(super) fn get<E>(&self, number: u32, bytes: u64, make: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        let slot = &self.slots[number as usize % self.slots.len()];
        let found =
            slot.lock().unwrap_or_else(PoisonError::into_inner).form.as_ref().filter(|(held, _)| *held == number).cloned();
        if let Some((_, found)) = found {
            return Ok(found);
        }
        // Made without the lock: another text may want the slot meanwhile.
        let made = Arc::new(make()?);
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        let has_room = {
            let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            let then = *held - slot.bytes + bytes;
            let has_room = then <= self.most;
            if has_room {
                *held = then;
            }
            has_room
        };
        if has_room {
            slot.bytes = bytes;
            let before = slot.form.replace((number, Arc::clone(&made)));
            // It may be the last to hold the form, which takes a while to let go of.
            drop(slot);
            drop(before);
        }
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn each_number_gets_its_own_whoever_had_the_slot() {
        let recent = Recent::new(&Room::default(), 1, 1);
        let made = |number, bytes, value: u32| recent.get(number, bytes, || Ok::<_, ()>(value)).unwrap();
        let rivals = [3, 3 + u32::try_from(SLOTS).expect("few")];
        for number in [rivals[0], rivals[0], rivals[1], rivals[0]] {
            assert_eq!(*made(number, 1, number * 10), number * 10);
        }
        assert_eq!(*made(rivals[0], 1, 0), 30, "still at hand");
        assert_eq!(*made(rivals[1], u64::from(u32::MAX), 1), 1);
        assert_eq!(*made(rivals[1], 1, 2), 2, "was not kept");
    }

    #[test]
    fn together_they_take_no_more_than_there_is_room_for() {
        let recent = Recent::new(&Room::holding(1000, PathBuf::new()), 2, 20);
        let mut kept = 0;
        for number in 0..25 {
            recent.get(number, 40, || Ok::<_, ()>(number)).unwrap();
            kept += u32::from(*recent.get(number, 40, || Ok::<_, ()>(99)).unwrap() == number);
        }
        assert_eq!(kept, 12, "500 bytes hold twelve of forty");
        // A smaller one takes the place of another, and leaves room for the next.
        recent.get(25, 10, || Ok::<_, ()>(25)).unwrap();
        recent.get(13, 40, || Ok::<_, ()>(13)).unwrap();
        assert_eq!(*recent.get(13, 40, || Ok::<_, ()>(99)).unwrap(), 13);
    }
}
