//! Limits on how often and how many at once a brand may call (api/conventions.md section 9).

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

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
    brands: RwLock<HashMap<Box<str>, Arc<Counts>>>,
}

/// One brand's counts.
#[derive(Debug)]
struct Counts {
    running: AtomicU32,
    all: Bucket,
    routes: Box<[Bucket]>,
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
        Self { rates, at_once, brands: RwLock::default() }
    }

    /// Lets a brand's request to a route in.
    ///
    /// # Errors
    /// 429, with the time after which there is room again.
    pub(crate) fn enter(&self, brand: &str, route: usize, now: Moment) -> Result<Leave, Failure> {
        let counts = self.counts(brand);
        let running = counts.running.fetch_add(1, Ordering::Relaxed);
        // Made before any refusal, so that dropping it takes the number back.
        let leave = Leave(counts);
        if running >= self.at_once {
            return Err(Failure::too_many("Too many requests at once.", 1));
        }
        let Some((all, each)) = &self.rates else { return Ok(leave) };
        let own = each.get(route).copied().unwrap_or(*all);
        if let Some(bucket) = leave.0.routes.get(route) {
            let full =
                |wait| Failure::too_many(&format!("The endpoint takes {own} requests per minute."), wait);
            bucket.take(own, now).map_err(full)?;
        }
        let full = |wait| Failure::too_many(&format!("The brand may send {all} requests per minute."), wait);
        leave.0.all.take(*all, now).map_err(full)?;
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
            let routes = self.rates.as_ref().map_or(0, |(_, each)| each.len());
            let mut brands = self.brands.write().unwrap_or_else(PoisonError::into_inner);
            let fresh = || {
                Arc::new(Counts {
                    running: AtomicU32::new(0),
                    all: Bucket::default(),
                    routes: (0..routes).map(|_| Bucket::default()).collect(),
                })
            };
            brands.entry(brand.into()).or_insert_with(fresh).clone()
        })
    }
}

const BRAND: &str = "brand";
const BRAND_RATE: u32 = 3000;
const MINUTE: i64 = 60_000_000;

/// A leaky bucket that holds one minute's calls, as the single moment (in microseconds) when it will be empty.
#[derive(Debug)]
struct Bucket(AtomicI64);

impl Default for Bucket {
    fn default() -> Self {
        Self(AtomicI64::new(i64::MIN))
    }
}

impl Bucket {
    /// Pours one call in; when it would run over, the whole seconds until there is room.
    fn take(&self, per_minute: u32, now: Moment) -> Result<(), u64> {
        let now = now.milliseconds().saturating_mul(1000);
        let drop = MINUTE / i64::from(per_minute.max(1));
        let pour = |empty_at: i64| {
            let filled = empty_at.max(now) + drop;
            (filled - now <= MINUTE).then_some(filled)
        };
        match self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, pour) {
            Ok(_) => Ok(()),
            Err(empty_at) => {
                let over = empty_at.max(now) + drop - now - MINUTE;
                Err(u64::try_from(over).unwrap_or_default().div_ceil(1_000_000).max(1))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(rates: Option<(u32, Box<[u32]>)>, at_once: u32) -> Limiter {
        Limiter { rates, at_once, brands: RwLock::default() }
    }

    #[test]
    fn a_bucket_holds_a_minute_and_leaks_evenly() {
        let bucket = Bucket::default();
        let start = Moment(1_700_000_000_000);
        assert!((0..5).all(|_| bucket.take(5, start).is_ok()));
        assert_eq!(bucket.take(5, start), Err(12));
        assert_eq!(bucket.take(5, start.plus(11_500)), Err(1));
        assert_eq!(bucket.take(5, start.plus(12_000)), Ok(()));
        assert_eq!(bucket.take(5, start.plus(12_000)), Err(12));
        assert!((0..5).all(|_| bucket.take(5, start.plus(200_000)).is_ok()));
        assert!(bucket.take(5, start.plus(200_000)).is_err());
    }

    #[test]
    fn endpoint_and_brand_are_counted_apart_and_brands_do_not_meet() {
        let limiter = limiter(Some((3, Box::new([2, 2]))), 100);
        let enter = |brand: &str, route| limiter.enter(brand, route, Moment(0)).is_ok();
        assert!(enter("a", 0) && enter("a", 0) && !enter("a", 0), "the endpoint's two");
        assert!(enter("a", 1) && !enter("a", 1), "the brand's three");
        assert!(enter("b", 0));
        let told = limiter.enter("a", 0, Moment(0)).unwrap_err();
        assert_eq!((told.problem.code.status, told.retry_after), (429, Some(30)));
    }

    #[test]
    fn requests_at_once_are_limited_even_when_rates_are_off() {
        let limiter = limiter(None, 2);
        let first = limiter.enter("a", 0, Moment(0)).unwrap();
        let _second = limiter.enter("a", 0, Moment(0)).unwrap();
        assert_eq!(limiter.enter("a", 0, Moment(0)).unwrap_err().problem.code.status, 429);
        drop(first);
        assert!(limiter.enter("a", 0, Moment(0)).is_ok());
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
