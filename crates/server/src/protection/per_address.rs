//! A limit for each network address, in memory: for what anybody may send without a token.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use http::request::Parts;
use model::Moment;

use crate::protection::proxies::Remote;

/// Counts what each address sent within the hour, or the minute, that began with its first.
#[derive(Debug)]
pub(crate) struct PerAddress {
    most: u32,
    /// In milliseconds.
    span: i64,
    seen: Mutex<HashMap<IpAddr, (Moment, u32)>>,
}

impl PerAddress {
    /// Lets each address do something so often an hour.
    pub(crate) fn an_hour(most: u32) -> Self {
        Self { most, span: HOUR, seen: Mutex::default() }
    }

    /// Lets each address do something so often a minute.
    pub(crate) fn a_minute(most: u32) -> Self {
        Self { most, span: MINUTE, seen: Mutex::default() }
    }

    /// Counts one more for the address of the request; false when it was one too many.
    pub(crate) fn take(&self, head: &Parts, now: Moment) -> bool {
        self.count(Remote::address_of(head), now)
    }

    /// Counts one more for the address; false when it was one too many.
    pub(crate) fn count(&self, address: Option<IpAddr>, now: Moment) -> bool {
        let address = counted(address);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= ADDRESSES && !seen.contains_key(&address) {
            seen.retain(|_, (began, _)| began.plus(self.span) > now);
            if seen.len() >= ADDRESSES {
                // Whoever has this many addresses is not stopped by counting them.
                seen.clear();
            }
        }
        let (began, count) = seen.entry(address).or_insert((now, 0));
        if began.plus(self.span) <= now {
            (*began, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
        *count <= self.most
    }
}

/// As what an address is counted: that of its network, and one for all that have none.
pub(crate) fn counted(address: Option<IpAddr>) -> IpAddr {
    address.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), network)
}

const HOUR: i64 = 3_600_000;
const MINUTE: i64 = 60_000;
const ADDRESSES: usize = 10_000;

/// The network that an address counts for: a caller with IPv6 has a whole network of 2^64 addresses, and counts as one.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() >> 64 << 64)),
        four => four,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_its_own_count_for_an_hour() {
        let limit = PerAddress::an_hour(2);
        let count = |address: &str, now| limit.count(Some(address.parse().unwrap()), Moment(now));
        assert!(count("192.0.2.1", 0) && count("192.0.2.1", 1) && !count("192.0.2.1", 2));
        assert!(count("192.0.2.2", 2));
        assert!(!count("::ffff:192.0.2.1", 3), "the same, written as IPv6");
        assert!(count("192.0.2.1", HOUR));
        assert!(count("2001:db8::1", 0) && count("2001:db8::2", 0) && !count("2001:db8::3", 0));
        assert!(count("2001:db8:0:1::1", 0));
        assert!(
            limit.count(None, Moment(0)) && limit.count(None, Moment(0)) && !limit.count(None, Moment(0))
        );
    }

    #[test]
    fn what_is_counted_is_bounded() {
        let limit = PerAddress::an_hour(1);
        for number in 0..25_000 {
            limit.count(Some(Ipv4Addr::from_bits(number).into()), Moment(0));
        }
        assert!(limit.seen.lock().unwrap().len() <= ADDRESSES);
    }
}
