//! Chance for what is no secret and is needed per request: request ids and the jitter of pauses.
//!
//! A generator per thread, seeded once by the operating system: a request then costs no call to it.

use std::cell::Cell;

use data_encoding::HEXLOWER;

/// A UUID of version 4, as text: `0d5f0c1e-7a51-4c55-9a0b-0f4c8f0a2f11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RequestId([u8; 36]);

impl RequestId {
    /// A new one.
    pub(crate) fn new() -> Self {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&next().to_le_bytes());
        bytes[8..].copy_from_slice(&next().to_le_bytes());
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let mut text = [b'-'; 36];
        for (group, at) in [(0..4, 0..8), (4..6, 9..13), (6..8, 14..18), (8..10, 19..23), (10..16, 24..36)] {
            HEXLOWER.encode_mut(&bytes[group], &mut text[at]);
        }
        Self(text)
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// The step of SplitMix64; its state runs through all 2^64 values.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

thread_local! {
    static STATE: Cell<u64> = Cell::new(seed());
}

fn next() -> u64 {
    STATE.with(|state| {
        let value = state.get().wrapping_add(STEP);
        state.set(value);
        let mixed = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    })
}

fn seed() -> u64 {
    getrandom::u64().unwrap_or_else(|_| {
        // Without the system's chance the address of this thread's own storage still tells threads apart.
        let here = 0_u8;
        std::ptr::from_ref(&here).addr() as u64
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_ids_are_version_4_and_differ_across_threads() {
        let ids = || (0..1000).map(|_| RequestId::new().as_str().to_owned()).collect::<Vec<_>>();
        let mut all = ids();
        all.extend(std::thread::spawn(ids).join().unwrap());
        for id in &all {
            let shape: Vec<usize> = id.split('-').map(str::len).collect();
            assert_eq!(shape, [8, 4, 4, 4, 12]);
            assert_eq!(&id[14..15], "4");
            assert!(matches!(&id[19..20], "8" | "9" | "a" | "b"));
        }
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 2000);
    }
}
