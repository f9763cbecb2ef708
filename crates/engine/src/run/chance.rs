//! Chance that can be had again: everything random in a run follows from its seed and the place it is used at.

/// A stream of numbers for one place of one run.
pub(super) struct Chance {
    state: u64,
}

impl Chance {
    /// The stream for `place` (a question key, a flow id, a piped token) of the run with this seed.
    pub(super) fn at(seed: u64, place: &str) -> Self {
        // FNV-1a of the place, so that two places of one run have nothing in common.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in place.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Self { state: seed ^ hash }
    }

    /// A number below `limit`; 0 when the limit is 0.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        // SplitMix64; the bias of a plain remainder is below one in 2^40 for the limits a survey has.
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        mixed.checked_rem(limit).unwrap_or(0)
    }

    /// The items in a random order.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            let other = self.below(place as u64 + 1) as usize;
            items.swap(place, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_place_give_the_same_order_and_others_do_not() {
        let order = |seed, place| {
            let mut items: Vec<u32> = (0..20).collect();
            Chance::at(seed, place).shuffle(&mut items);
            items
        };
        assert_eq!(order(7, "QID1"), order(7, "QID1"));
        assert_ne!(order(7, "QID1"), order(8, "QID1"));
        assert_ne!(order(7, "QID1"), order(7, "QID2"));
    }

    #[test]
    fn every_order_of_three_is_about_as_frequent() {
        let mut counts = std::collections::HashMap::new();
        for seed in 0..6000 {
            let mut items = [1, 2, 3];
            Chance::at(seed, "FL_1").shuffle(&mut items);
            *counts.entry(items).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 6);
        assert!(counts.values().all(|count| (850..1150).contains(count)), "{counts:?}");
    }
}
