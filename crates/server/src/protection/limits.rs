//! Limits on how often and how many at once a brand may call (api/conventions.md section 9).

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use model::Moment;
use portal::Rates;

use crate::pipeline::failure::Failure;
use crate::pipeline::route::Route;

/// How often a brand may call. Requests at once are limited in any case.
#[derive(Debug, Clone, Default)]
pub enum Limits {
    /// As often as it likes.
    #[default]
    Off,
    /// As often as the original allows: 3000 a minute over all operations, and each operation's own number.
    Original,
    /// The original's numbers but for those named: by operation id (`listSurveys`), or `brand` for all together.
    Table(HashMap<String, u32>),
}

impl Limits {
    /// Reads a table: one `name = calls a minute` to a line, where a name is an operation id or `brand`;
    /// what follows `#` is a remark.
    ///
    /// # Errors
    /// The line that is not of this form, or names no operation.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut table = HashMap::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let wrong = |what: &str| format!("line {} of the limits: {what}", number + 1);
            let (name, calls) =
                line.split_once('=').ok_or_else(|| wrong("name = calls a minute is expected"))?;
            let (name, calls) = (name.trim(), calls.trim());
            let known = contract::catalogue().iter().any(|description| description.operation.id == name);
            if !known && name != BRAND {
                return Err(wrong(&format!("{name} is no operation")));
            }
            let calls = calls.parse().ok().filter(|calls| *calls > 0);
            let calls = calls.ok_or_else(|| wrong("an integer of at least 1 is expected"))?;
            table.insert(name.to_owned(), calls);
        }
        Ok(Self::Table(table))
    }
}

/// Counts the calls of every brand. One atomic number per brand and operation, no lock held while counting.
#[derive(Debug)]
pub(crate) struct Limiter {
    /// Calls a minute: over all operations, and by place of the route. `None` when they are off.
    rates: Option<(u32, Box<[u32]>)>,
    at_once: u32,
    latest: Latest,
    brands: RwLock<HashMap<Box<str>, Arc<Counts>>>,
}

/// One brand's counts.
#[derive(Debug)]
struct Counts {
    running: AtomicU32,
    /// Over all operations, and by place of the route. `None` when rates are off.
    buckets: Option<(Bucket, Box<[Bucket]>)>,
}

/// A leaky bucket that holds one minute's calls and leaks evenly.
type Bucket = RateLimiter<NotKeyed, InMemoryState, Latest, NoOpMiddleware<Nanos>>;

/// When the latest request came in by the application's clock, in milliseconds: the time that buckets go by.
#[derive(Debug, Clone, Default)]
struct Latest(Arc<AtomicI64>);

impl Clock for Latest {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let milliseconds = u64::try_from(self.0.load(Ordering::Relaxed)).unwrap_or_default();
        Nanos::from(milliseconds.saturating_mul(1_000_000))
    }
}

/// Leave to run one request; gives its place back when dropped.
#[derive(Debug)]
pub(crate) struct Leave(Arc<Counts>);

impl Drop for Leave {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Limiter {
    /// The limiter for these routes; `at_once` requests of a brand may run together.
    pub(crate) fn new(limits: &Limits, at_once: u32, routes: &[Route]) -> Self {
        let original = || routes.iter().map(|route| route.description.operation);
        let rates = match limits {
            Limits::Off => None,
            Limits::Original => {
                Some((BRAND_RATE, original().map(|operation| operation.calls_per_minute).collect()))
            }
            Limits::Table(table) => {
                let rate = |name: &str, otherwise| table.get(name).copied().unwrap_or(otherwise);
                let each = original().map(|operation| rate(operation.id, operation.calls_per_minute));
                Some((rate(BRAND, BRAND_RATE), each.collect()))
            }
        };
        Self { rates, at_once, latest: Latest::default(), brands: RwLock::default() }
    }

    /// Lets a brand's request to a route in. Of `processes` that serve the same brands each lets an equal part in: a call
    /// weighs so many times as much.
    ///
    /// # Errors
    /// 429, with the time after which there is room again.
    pub(crate) fn enter(
        &self,
        brand: &str,
        route: usize,
        now: Moment,
        processes: u32,
    ) -> Result<Leave, Failure> {
        let weight = NonZeroU32::new(processes).unwrap_or(NonZeroU32::MIN);
        if self.rates.is_some() {
            self.latest.0.store(now.milliseconds(), Ordering::Relaxed);
        }
        let counts = self.counts(brand);
        let running = counts.running.fetch_add(1, Ordering::Relaxed);
        // Made before any refusal, so that dropping it takes the number back.
        let leave = Leave(counts);
        if running >= (self.at_once / weight).max(1) {
            return Err(Failure::too_many("Too many requests at once.", 1));
        }
        if let Some((all, routes)) = &leave.0.buckets {
            if let Some(own) = routes.get(route) {
                take(own, weight, |rate| format!("The endpoint takes {rate} requests per minute."))?;
            }
            take(all, weight, |rate| format!("The brand may send {rate} requests per minute."))?;
        }
        Ok(leave)
    }

    /// The rates in force, as the documentation tells them; `None` where they are off.
    pub(crate) fn rates(&self, routes: &[Route]) -> Option<Rates> {
        let (brand, each) = self.rates.as_ref()?;
        let ids = routes.iter().map(|route| route.description.operation.id);
        Some(Rates { brand: *brand, operations: ids.zip(each.iter().copied()).collect() })
    }

    fn counts(&self, brand: &str) -> Arc<Counts> {
        let known = self.brands.read().unwrap_or_else(PoisonError::into_inner).get(brand).cloned();
        known.unwrap_or_else(|| {
            let bucket = |rate: &u32| {
                let rate = NonZeroU32::new(*rate).unwrap_or(NonZeroU32::MIN);
                RateLimiter::direct_with_clock(Quota::per_minute(rate), self.latest.clone())
            };
            let buckets = |(all, each): &(u32, Box<[u32]>)| (bucket(all), each.iter().map(bucket).collect());
            let fresh = || {
                let buckets = self.rates.as_ref().map(buckets);
                Arc::new(Counts { running: AtomicU32::new(0), buckets })
            };
            let mut brands = self.brands.write().unwrap_or_else(PoisonError::into_inner);
            brands.entry(brand.into()).or_insert_with(fresh).clone()
        })
    }
}

const BRAND: &str = "brand";
const BRAND_RATE: u32 = 3000;

/// Pours a call of this weight into a bucket, at most a whole one; when it would run over, tells the bucket's rate and
/// the whole seconds until there is room.
fn take(bucket: &Bucket, weight: NonZeroU32, words: impl FnOnce(u32) -> String) -> Result<(), Failure> {
    let poured = bucket.check_n(weight).unwrap_or_else(|small| {
        let whole = NonZeroU32::new(small.0).unwrap_or(NonZeroU32::MIN);
        bucket.check_n(whole).unwrap_or(Ok(()))
    });
    poured.map_err(|full| {
        let wait = full.wait_time_from(bucket.clock().now());
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        Failure::too_many(&words(full.quota().burst_size().get()), seconds.max(1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(rates: Option<(u32, Box<[u32]>)>, at_once: u32) -> Limiter {
        Limiter { rates, at_once, latest: Latest::default(), brands: RwLock::default() }
    }

    #[test]
    fn a_bucket_holds_a_minute_and_leaks_evenly() {
        let limiter = limiter(Some((3000, Box::new([5]))), 100);
        let start = Moment(1_700_000_000_000);
        // Seconds to wait; 0 is for one that is let in.
        let wait = |now| limiter.enter("a", 0, now, 1).map_or_else(|told| told.retry_after.unwrap(), |_| 0);
        assert!((0..5).all(|_| wait(start) == 0));
        assert_eq!(wait(start), 12);
        assert_eq!(wait(start.plus(11_500)), 1);
        assert_eq!(wait(start.plus(12_000)), 0);
        assert_eq!(wait(start.plus(12_000)), 12);
        assert!((0..5).all(|_| wait(start.plus(200_000)) == 0));
        assert_eq!(wait(start.plus(200_000)), 12);
    }

    #[test]
    fn endpoint_and_brand_are_counted_apart_and_brands_do_not_meet() {
        let limiter = limiter(Some((3, Box::new([2, 2]))), 100);
        let enter = |brand: &str, route| limiter.enter(brand, route, Moment(0), 1).is_ok();
        assert!(enter("a", 0) && enter("a", 0) && !enter("a", 0), "the endpoint's two");
        assert!(enter("a", 1) && !enter("a", 1), "the brand's three");
        assert!(enter("b", 0));
        let told = limiter.enter("a", 0, Moment(0), 1).unwrap_err();
        assert_eq!((told.problem.code.status, told.retry_after), (429, Some(30)));
    }

    /// Several processes together let in what one alone does.
    #[test]
    fn each_of_several_processes_lets_its_part_in() {
        let limiter = limiter(Some((3000, Box::new([6, 1]))), 5);
        let let_in = |route, processes| {
            let entered = (0..10).filter(|_| limiter.enter("a", route, Moment(0), processes).is_ok());
            entered.count()
        };
        assert_eq!(let_in(0, 2), 3, "half of six");
        assert_eq!(let_in(1, 2), 1, "a bucket of one takes one");
        let held: Vec<_> = (0..5).filter_map(|_| limiter.enter("b", 9, Moment(0), 2).ok()).collect();
        assert_eq!(held.len(), 2, "half of five at once");
    }

    #[test]
    fn requests_at_once_are_limited_even_when_rates_are_off() {
        let limiter = limiter(None, 2);
        let first = limiter.enter("a", 0, Moment(0), 1).unwrap();
        let _second = limiter.enter("a", 0, Moment(0), 1).unwrap();
        assert_eq!(limiter.enter("a", 0, Moment(0), 1).unwrap_err().problem.code.status, 429);
        drop(first);
        assert!(limiter.enter("a", 0, Moment(0), 1).is_ok());
    }

    #[test]
    fn a_table_is_read_or_its_line_named() {
        let Ok(Limits::Table(table)) = Limits::parse("# ours\nbrand = 10\nlistUsers=2 # few\n") else {
            panic!()
        };
        assert_eq!((table["brand"], table["listUsers"]), (10, 2));
        assert!(Limits::parse("\nlistUser = 2").unwrap_err().contains("line 2"));
        assert!(Limits::parse("listUsers = 0").unwrap_err().contains("at least 1"));
        assert!(Limits::parse("listUsers").is_err());
    }
}
