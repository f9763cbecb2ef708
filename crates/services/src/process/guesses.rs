//! Guessed passwords: how many wrong ones an account and an address may try, in memory.
//!
//! A try is counted before the password is compared, and taken back when it was right, so that many at once are not more than
//! one after the other. An account is counted by its name, whether or not there is one.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use model::Moment;

/// So many wrong passwords an account may be tried with within [`SPAN`].
const OF_AN_ACCOUNT: u32 = 10;
/// So many an address may try: many people may sit behind one.
const OF_AN_ADDRESS: u32 = 40;
/// In milliseconds; whoever reached the bound waits until it is over.
const SPAN: i64 = 900_000;
/// Of so many accounts, and of so many addresses, is remembered what they tried.
const REMEMBERED: usize = 10_000;

/// What was guessed of late.
#[derive(Debug, Default)]
pub struct Guesses {
    hasher: RandomState,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    accounts: Counts<u64>,
    addresses: Counts<IpAddr>,
}

/// A try, which counts as wrong unless it is taken back.
#[derive(Debug)]
#[must_use]
pub struct Guess<'g> {
    of: &'g Guesses,
    account: u64,
    address: IpAddr,
}

impl Guesses {
    /// Counts a try at an account, by its brand and name, from a network; all that have none count as one.
    ///
    /// # Errors
    /// After how many seconds there may be another.
    pub fn begin(
        &self,
        account: (&str, &str),
        network: Option<IpAddr>,
        now: Moment,
    ) -> Result<Guess<'_>, u64> {
        let address = network.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        let account = self.hasher.hash_one(account);
        let mut seen = self.seen();
        let wait = seen.accounts.wait(&account, OF_AN_ACCOUNT, now);
        let wait = wait.max(seen.addresses.wait(&address, OF_AN_ADDRESS, now));
        if wait > 0 {
            return Err(u64::try_from(wait).unwrap_or_default().div_ceil(1_000));
        }
        seen.accounts.count(account, now);
        seen.addresses.count(address, now);
        Ok(Guess { of: self, account, address })
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Guess<'_> {
    /// It was no wrong one.
    pub fn undo(self) {
        let mut seen = self.of.seen();
        seen.accounts.undo(&self.account);
        seen.addresses.undo(&self.address);
    }
}

/// When the first of the counted tries was, and how many there were.
#[derive(Debug)]
struct Counts<K>(HashMap<K, (Moment, u32)>);

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash + Copy> Counts<K> {
    /// For how many milliseconds there may be no other.
    fn wait(&self, key: &K, most: u32, now: Moment) -> i64 {
        let over = self.0.get(key).filter(|(_, count)| *count >= most);
        over.map_or(0, |(began, _)| began.0 + SPAN - now.0)
    }

    fn count(&mut self, key: K, now: Moment) {
        if self.0.len() >= REMEMBERED && !self.0.contains_key(&key) {
            self.0.retain(|_, (began, _)| began.plus(SPAN) > now);
            // Whoever wants to be forgotten has to try as many others.
            let oldest = self.0.iter().min_by_key(|(_, (began, _))| *began).map(|(key, _)| *key);
            if let Some(oldest) = oldest.filter(|_| self.0.len() >= REMEMBERED) {
                self.0.remove(&oldest);
            }
        }
        let (began, count) = self.0.entry(key).or_insert((now, 0));
        if began.plus(SPAN) <= now {
            (*began, *count) = (now, 0);
        }
        *count += 1;
    }

    fn undo(&mut self, key: &K) {
        if let Some((_, count)) = self.0.get_mut(key) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.0.remove(key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(number: u32) -> Option<IpAddr> {
        Some(Ipv4Addr::from_bits(number).into())
    }

    #[test]
    fn an_account_is_tried_ten_times_in_a_quarter_of_an_hour_from_wherever() {
        let guesses = Guesses::default();
        for number in 0..OF_AN_ACCOUNT {
            drop(guesses.begin(("acme", "sam"), address(number), Moment(i64::from(number))).unwrap());
        }
        let wait = guesses.begin(("acme", "sam"), address(99), Moment(60_000)).unwrap_err();
        assert_eq!(wait, 840);
        assert!(guesses.begin(("globex", "sam"), address(99), Moment(60_000)).is_ok());
        assert!(guesses.begin(("acme", "eve"), address(99), Moment(60_000)).is_ok());
        assert!(guesses.begin(("acme", "sam"), address(99), Moment(SPAN)).is_ok());
    }

    #[test]
    fn an_address_tries_so_many_and_right_ones_do_not_count() {
        let guesses = Guesses::default();
        let begin = |name: u32| guesses.begin(("acme", &name.to_string()), address(1), Moment(0));
        for _ in 0..1_000 {
            begin(0).unwrap().undo();
        }
        assert!(guesses.seen().accounts.0.is_empty());
        for name in 0..OF_AN_ADDRESS {
            drop(begin(name).unwrap());
        }
        assert_eq!(begin(1_000).unwrap_err(), 900);
    }

    #[test]
    fn tries_at_once_are_no_more_than_one_after_the_other() {
        let guesses = Guesses::default();
        let at_once: Vec<_> =
            (0..50).map(|number| guesses.begin(("a", "b"), address(number), Moment(0))).collect();
        assert_eq!(at_once.iter().filter(|guess| guess.is_ok()).count(), 10);
    }

    #[test]
    fn what_is_remembered_is_bounded_and_the_oldest_goes() {
        let guesses = Guesses::default();
        for number in 0..25_000_u32 {
            let now = Moment(i64::from(number));
            drop(guesses.begin(("a", &number.to_string()), address(number), now).unwrap());
        }
        let seen = guesses.seen();
        assert_eq!((seen.accounts.0.len(), seen.addresses.0.len()), (REMEMBERED, REMEMBERED));
        assert!(seen.addresses.0.contains_key(&address(24_999).unwrap()));
    }
}
