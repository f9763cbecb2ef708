//! New ids, and chance: seeded by the machine once, then made without asking it again.

use std::sync::atomic::{AtomicU64, Ordering};

use model::id::IdKind;
use model::{FileId, Id, Moment, ResponseId, VersionId};

/// Makes ids and random numbers. Each number is the keyed hash of a counter, so none tells anything of the others.
pub struct IdGenerator {
    key: [u8; 32],
    counter: AtomicU64,
}

impl IdGenerator {
    /// A source seeded by the machine.
    ///
    /// # Errors
    /// When the machine gives no randomness.
    pub fn seeded() -> Result<Self, getrandom::Error> {
        let mut key = [0; 32];
        getrandom::fill(&mut key)?;
        Ok(Self { key, counter: AtomicU64::new(0) })
    }

    /// A new id; those made later sort later.
    #[must_use]
    pub fn id<K: IdKind>(&self, now: Moment) -> Id<K> {
        let (sequence, chance) = self.next();
        Id::generate(now.0, sequence, chance[0])
    }

    /// A new file id.
    #[must_use]
    pub fn file(&self) -> FileId {
        let (_, chance) = self.next();
        FileId::generate(u128::from(chance[0]) << 64 | u128::from(chance[1]))
    }

    /// A new id of a version.
    #[must_use]
    pub fn version(&self) -> VersionId {
        VersionId::of_chance(self.random())
    }

    /// A random number.
    #[must_use]
    pub fn random(&self) -> u64 {
        self.next().1[0]
    }

    /// 32 random bytes.
    #[must_use]
    pub fn bytes(&self) -> [u8; 32] {
        let sequence = self.counter.fetch_add(1, Ordering::Relaxed);
        *blake3::keyed_hash(&self.key, &sequence.to_le_bytes()).as_bytes()
    }

    /// The id that belongs to a caller's idempotency key: the same for the same survey and key, and not to be guessed
    /// without knowing both. All its characters follow from the key, so that two keys do not meet.
    #[must_use]
    pub fn response_of_key(survey: &str, key: &str) -> ResponseId {
        let [first, second] = key_hash(survey, key);
        Id::of_chance(u128::from(first) << 64 | u128::from(second))
    }

    /// The id that versions up to 0.2.0 made of a key, and of a session's name as the key of its response: little of it
    /// followed from the key.
    #[must_use]
    pub fn response_of_key_before(survey: &str, key: &str) -> ResponseId {
        let [first, second] = key_hash(survey, key);
        Id::generate(i64::MAX, first % 62, second)
    }

    /// The id of a row of an import: the same whenever the import is run again, and in the order of the file.
    #[must_use]
    pub fn response_of_row(import: &str, started: Moment, place: u64) -> ResponseId {
        let hash = blake3::derive_key(
            "canvass 2026 response of an imported row",
            format!("{import}\n{place}").as_bytes(),
        );
        let chance = u64::from_le_bytes(std::array::from_fn(|at| hash[at]));
        let later = i64::try_from(place / 62).unwrap_or(i64::MAX);
        Id::generate(started.plus(later).0, place % 62, chance)
    }

    fn next(&self) -> (u64, [u64; 2]) {
        let sequence = self.counter.fetch_add(1, Ordering::Relaxed);
        let hash = *blake3::keyed_hash(&self.key, &sequence.to_le_bytes()).as_bytes();
        let part = |at: usize| u64::from_le_bytes(std::array::from_fn(|place| hash[at + place]));
        (sequence, [part(0), part(8)])
    }
}

fn key_hash(survey: &str, key: &str) -> [u64; 2] {
    let hash = blake3::derive_key(
        "canvass 2026 idempotency key of a response",
        format!("{survey}\n{key}").as_bytes(),
    );
    [0, 8].map(|at| u64::from_le_bytes(std::array::from_fn(|place| hash[at + place])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_of_a_keys_id_follows_from_the_key() {
        let id = |key: &str| IdGenerator::response_of_key("SV_1a2B3c4D5e6F7g8", key);
        assert_eq!(id("a"), id("a"));
        let ids: Vec<ResponseId> = (0..200).map(|number| id(&number.to_string())).collect();
        for place in 2..17 {
            let seen: std::collections::BTreeSet<u8> =
                ids.iter().map(|id| id.as_str().as_bytes()[place]).collect();
            assert!(seen.len() > 40, "character {place} is one of {}", seen.len());
        }
    }
}
