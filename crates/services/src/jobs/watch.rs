//! What the workers of this process did, and when those of each queue were last alive.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};

use model::Moment;
use store::jobs::{Queue, Waiting};
use tokio::sync::Mutex;

/// How long the workers of a queue may say nothing before they are taken for dead: many polls and renewals.
const SILENCE_MS: i64 = 15_000;

/// What the workers of this process did.
#[derive(Debug, Default)]
pub(crate) struct JobWatch {
    /// Whether this process has workers at all.
    working: AtomicBool,
    /// Whether the queue could not be read when it was asked last.
    unreadable: AtomicBool,
    /// By place of the queue.
    queues: [OfQueue; Queue::ALL.len()],
    /// What the database said last of what waits, by place of the queue, and when.
    pub(super) said: Mutex<Option<(Moment, [Waiting; Queue::ALL.len()])>>,
}

/// What was done of one queue.
#[derive(Debug, Default)]
pub(crate) struct OfQueue {
    alive_ms: AtomicI64,
    claimed: AtomicU64,
    failed: AtomicU64,
    panicked: AtomicU64,
    given_up: AtomicU64,
}

/// What this process did of a queue since its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Claims of jobs.
    pub claimed: u64,
    /// Runs that failed, panics among them.
    pub failed: u64,
    /// Runs that a panic ended.
    pub panicked: u64,
    /// Jobs that have failed for good.
    pub given_up: u64,
}

impl JobWatch {
    pub(super) fn of(&self, queue: Queue) -> &OfQueue {
        &self.queues[queue.place()]
    }

    /// Says that workers begin, all of them alive.
    pub(super) fn begin(&self, now: Moment) {
        for queue in &self.queues {
            queue.alive(now);
        }
        self.working.store(true, Ordering::Relaxed);
    }

    /// Says whether the queue could be read.
    pub(super) fn readable(&self, readable: bool) {
        self.unreadable.store(!readable, Ordering::Relaxed);
    }

    /// Why jobs are not worked on here, where they should be.
    pub(crate) fn fault(&self, now: Moment) -> Option<String> {
        if !self.working.load(Ordering::Relaxed) {
            return None;
        }
        if self.unreadable.load(Ordering::Relaxed) {
            return Some("the job queue cannot be read".into());
        }
        let dead = |queue: &Queue| {
            now.0.saturating_sub(self.of(*queue).alive_ms.load(Ordering::Relaxed)) > SILENCE_MS
        };
        let dead = Queue::ALL.into_iter().find(dead)?;
        Some(format!(
            "no worker of the queue {} has been alive for {} seconds",
            dead.name(),
            SILENCE_MS / 1000
        ))
    }
}

impl OfQueue {
    /// A worker says that it is alive.
    pub(super) fn alive(&self, now: Moment) {
        self.alive_ms.fetch_max(now.0, Ordering::Relaxed);
    }

    pub(super) fn claimed(&self) {
        self.claimed.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn failed(&self, panicked: bool, for_good: bool) {
        self.failed.fetch_add(1, Ordering::Relaxed);
        self.panicked.fetch_add(panicked.into(), Ordering::Relaxed);
        self.given_up.fetch_add(for_good.into(), Ordering::Relaxed);
    }

    pub(super) fn counts(&self) -> Counts {
        Counts {
            claimed: self.claimed.load(Ordering::Relaxed),
            failed: self.failed.load(Ordering::Relaxed),
            panicked: self.panicked.load(Ordering::Relaxed),
            given_up: self.given_up.load(Ordering::Relaxed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_and_a_queue_that_cannot_be_read_are_faults_where_workers_began() {
        let watch = JobWatch::default();
        let at = |seconds: i64| Moment(1_795_000_000_000 + seconds * 1000);
        assert_eq!(watch.fault(at(0)), None, "a process without workers");
        watch.begin(at(0));
        assert_eq!(watch.fault(at(15)), None);
        for queue in [Queue::Exports, Queue::Housekeeping] {
            watch.of(queue).alive(at(16));
        }
        let fault = watch.fault(at(16)).unwrap();
        assert_eq!(fault, "no worker of the queue imports has been alive for 15 seconds");
        watch.of(Queue::Imports).alive(at(16));
        assert_eq!(watch.fault(at(16)), None);
        watch.readable(false);
        assert_eq!(watch.fault(at(16)).as_deref(), Some("the job queue cannot be read"));
        watch.readable(true);
        assert_eq!(watch.fault(at(16)), None);
    }
}
