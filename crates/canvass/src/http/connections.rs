//! Which connections there are, what each does, and which is given up when there are too many.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use model::limits;
use server::TrustedProxies;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// What connections may take. The defaults are the numbers of [`model::limits`]; tests choose smaller ones.
#[derive(Debug, Clone)]
pub struct ConnectionLimits {
    /// Connections at a time, over all listeners; more wait in the system's queue.
    pub all: usize,
    /// Connections of one address at a time, unless it is a trusted proxy.
    pub of_an_address: usize,
    /// How long a TLS handshake may take.
    pub handshake: Duration,
    /// How long a client may take to send the head of a request, and how long a connection waits for the next one.
    pub head: Duration,
    /// How long a client may let the server wait that has something to send: see [`server::Pace`].
    pub patience: Duration,
    /// Requests at once on one HTTP/2 connection.
    pub streams: u32,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            all: limits::CONNECTIONS,
            of_an_address: limits::CONNECTIONS_OF_AN_ADDRESS,
            handshake: Duration::from_secs(limits::HANDSHAKE_SECONDS),
            head: Duration::from_secs(limits::HEAD_SECONDS),
            patience: Duration::from_secs(limits::IDLE_SECONDS),
            streams: limits::STREAMS,
        }
    }
}

/// The connections of all listeners.
#[derive(Debug)]
pub struct Connections {
    limits: ConnectionLimits,
    trusted: TrustedProxies,
    permits: Arc<Semaphore>,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    next: u64,
    all: HashMap<u64, Arc<State>>,
    networks: HashMap<IpAddr, usize>,
}

/// The place of one connection; given back when dropped.
#[derive(Debug)]
pub(super) struct Place {
    connections: Arc<Connections>,
    number: u64,
    pub(super) state: Arc<State>,
    _permit: OwnedSemaphorePermit,
}

/// What a connection does.
#[derive(Debug)]
pub(super) struct State {
    network: IpAddr,
    work: Mutex<Work>,
    end: Notify,
    /// How many bytes went out.
    written: Arc<AtomicU64>,
}

#[derive(Debug)]
struct Work {
    /// Requests that are being read, answered or sent.
    running: usize,
    /// Those of them of which a piece of the answer waits to be taken.
    waiting: usize,
    /// Since when nothing is running.
    idle_since: Instant,
    /// It was given up: no request begins any more.
    ended: bool,
}

impl Connections {
    /// Within these limits.
    #[must_use]
    pub fn within(limits: ConnectionLimits, trusted: TrustedProxies) -> Arc<Self> {
        let permits = Arc::new(Semaphore::new(limits.all));
        Arc::new(Self { limits, trusted, permits, open: Mutex::default() })
    }

    /// Room for one more. Where there is none, the connection that was idle for longest is given up for it: who holds
    /// connections and asks nothing keeps nobody out.
    pub(super) async fn room(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() {
            return Some(permit);
        }
        loop {
            self.end_longest_idle();
            // All of them may be at work: look again once some are not.
            let acquiring = Arc::clone(&self.permits).acquire_owned();
            match tokio::time::timeout(LOOK_AGAIN, acquiring).await {
                Ok(permit) => return permit.ok(),
                Err(_) => continue,
            }
        }
    }

    /// A place for a connection from this address; `None` when the address has enough, all of them at work.
    pub(super) fn enter(self: &Arc<Self>, peer: IpAddr, permit: OwnedSemaphorePermit) -> Option<Place> {
        let network = server::network(peer);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.networks.get(&network).copied().unwrap_or_default();
        if count >= self.limits.of_an_address
            && !self.trusted.trusts(peer)
            && !open.end_longest_idle(Some(network))
        {
            return None;
        }
        let work = Work { running: 0, waiting: 0, idle_since: Instant::now(), ended: false };
        let state =
            Arc::new(State { network, work: Mutex::new(work), end: Notify::new(), written: Arc::default() });
        let number = open.next;
        open.next += 1;
        open.all.insert(number, Arc::clone(&state));
        *open.networks.entry(network).or_default() += 1;
        drop(open);
        Some(Place { connections: Arc::clone(self), number, state, _permit: permit })
    }

    /// Gives the connection up that was idle for longest, if one is.
    pub(super) fn end_longest_idle(&self) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).end_longest_idle(None);
    }
}

/// How often it is looked for an idle connection while all are at work.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

impl Open {
    /// False when all, or all of this network, are at work.
    fn end_longest_idle(&self, network: Option<IpAddr>) -> bool {
        let of_it = |state: &&Arc<State>| network.is_none_or(|network| state.network == network);
        let idle = self.all.values().filter(of_it).filter_map(|state| Some((state.idle_since()?, state)));
        idle.min_by_key(|(since, _)| *since).is_some_and(|(_, state)| state.end())
    }
}

impl Place {
    pub(super) fn limits(&self) -> &ConnectionLimits {
        &self.connections.limits
    }

    pub(super) fn written(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.state.written)
    }

    /// Returns when the connection was given up.
    pub(super) async fn ended(&self) {
        self.state.end.notified().await;
    }

    /// Returns when the client let a whole `time` pass in which it neither asked for anything nor took what it was sent.
    pub(super) async fn abandoned(&self, time: Duration) {
        let least = time.as_millis() as u64 * limits::SLOWEST / 1000;
        let mut before = 0;
        loop {
            tokio::time::sleep(time).await;
            let now = self.state.written.load(Ordering::Relaxed);
            if self.state.waits_for_client(time) && now - before < least.max(1) {
                return;
            }
            before = now;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.connections.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.all.remove(&self.number);
        if let Some(count) = open.networks.get_mut(&self.state.network) {
            *count -= 1;
            if *count == 0 {
                open.networks.remove(&self.state.network);
            }
        }
    }
}

impl State {
    /// Begins a request; false when the connection was given up before.
    pub(super) fn begin(&self) -> bool {
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        if work.ended {
            return false;
        }
        work.running += 1;
        true
    }

    /// Ends a request.
    pub(super) fn finish(&self) {
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        work.running -= 1;
        work.idle_since = Instant::now();
    }

    /// A piece of an answer waits for the client to take it, or does not any more.
    pub(super) fn waits(&self, waits: bool) {
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        if waits {
            work.waiting += 1;
        } else {
            work.waiting -= 1;
        }
    }

    fn idle_since(&self) -> Option<Instant> {
        let work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        (work.running == 0 && !work.ended).then_some(work.idle_since)
    }

    /// False when a request came in between.
    fn end(&self) -> bool {
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        if work.running > 0 || work.ended {
            return false;
        }
        work.ended = true;
        self.end.notify_one();
        true
    }

    fn waits_for_client(&self, time: Duration) -> bool {
        let work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        match work.running {
            0 => work.idle_since.elapsed() >= time,
            running => running == work.waiting,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections(all: usize, of_an_address: usize, trusted: &str) -> Arc<Connections> {
        let limits = ConnectionLimits { all, of_an_address, ..ConnectionLimits::default() };
        Connections::within(limits, trusted.parse().unwrap())
    }

    async fn enter(connections: &Arc<Connections>, from: &str) -> Option<Place> {
        let permit = connections.room().await.unwrap();
        connections.enter(from.parse().unwrap(), permit)
    }

    /// Whether it was given up.
    fn is_ended(place: &Place) -> bool {
        place.state.work.lock().unwrap().ended
    }

    #[tokio::test]
    async fn the_longest_idle_is_given_up_and_none_that_is_at_work() {
        let connections = connections(3, 9, "");
        let first = enter(&connections, "192.0.2.1").await.unwrap();
        let second = enter(&connections, "192.0.2.2").await.unwrap();
        let third = enter(&connections, "192.0.2.3").await.unwrap();
        assert!(first.state.begin());
        connections.end_longest_idle();
        assert_eq!([&first, &second, &third].map(is_ended), [false, true, false]);
        assert!(!second.state.begin(), "what was given up takes no request any more");
        first.state.finish();
        connections.end_longest_idle();
        assert_eq!([&first, &second, &third].map(is_ended), [false, true, true], "the first worked since");
        drop(second);
        assert!(enter(&connections, "192.0.2.4").await.is_some());
    }

    #[tokio::test]
    async fn an_address_with_enough_connections_at_work_gets_no_more() {
        let connections = connections(100, 2, "10.0.0.0/8");
        let places = [
            enter(&connections, "192.0.2.1").await.unwrap(),
            enter(&connections, "192.0.2.1").await.unwrap(),
        ];
        assert!(places.iter().all(|place| place.state.begin()));
        assert!(enter(&connections, "192.0.2.1").await.is_none());
        assert!(enter(&connections, "192.0.2.2").await.is_some());
        places[0].state.finish();
        let third = enter(&connections, "192.0.2.1").await;
        assert!(third.is_some() && is_ended(&places[0]), "an idle one makes room");
        let mut proxied = Vec::new();
        for _ in 0..5 {
            proxied.push(enter(&connections, "10.1.2.3").await.unwrap());
        }
        drop((places, third, proxied));
        let open = connections.open.lock().unwrap();
        assert!(open.all.is_empty() && open.networks.is_empty());
    }

    #[tokio::test]
    async fn who_neither_asks_nor_takes_has_gone() {
        let connections = connections(9, 9, "");
        let place = enter(&connections, "192.0.2.1").await.unwrap();
        let short = Duration::from_millis(20);
        place.abandoned(short).await;
        assert!(place.state.begin());
        assert!(tokio::time::timeout(short * 5, place.abandoned(short)).await.is_err(), "it is us who work");
        place.state.waits(true);
        place.abandoned(short).await;
        place.state.waits(false);
        place.state.finish();
    }
}
