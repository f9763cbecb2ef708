//! Slow work of the processor: where it runs, and how much of it at once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, mpsc};

use tokio::sync::{Semaphore, oneshot};

use crate::error::Error;

/// From so many bytes on, parsing, writing or compressing a text is slow work: about a millisecond of it.
const LARGE: usize = 256 << 10;

/// Where work is done that keeps a core busy for a millisecond or more (hashing a password, parsing a survey, compressing
/// a large answer): on threads that may block, so much at once as [`SlowWork::at_once`] says. Requests go on meanwhile.
/// Cheap to clone; all clones share the places.
///
/// It comes before a transaction, never within one: whoever waited here with SQLite's writer in hand would let everybody
/// wait. So an operation with slow work has the effect `Own`, does that first, and changes by `App::change`.
#[derive(Clone)]
pub struct SlowWork {
    places: Arc<Semaphore>,
    behind: Arc<Behind>,
}

/// Work on its way to a thread.
type Work = Box<dyn FnOnce() + Send>;

/// The threads that give way to all others, as many as there are places, from the first work on. They are always the same: what
/// the allocator keeps of the memory of a password's hash, it keeps for each thread.
#[derive(Default)]
struct Behind(OnceLock<mpsc::Sender<Work>>);

impl Behind {
    fn send(&self, work: Work) -> Result<(), Error> {
        self.0
            .get_or_init(start)
            .send(work)
            .map_err(|_| Error::internal("there is no thread behind the requests"))
    }
}

/// Starts the threads, which end when nobody can send them work any more.
fn start() -> mpsc::Sender<Work> {
    let (sender, receiver) = mpsc::channel::<Work>();
    let receiver = Arc::new(Mutex::new(receiver));
    for _ in 0..SlowWork::at_once() {
        let receiver = receiver.clone();
        let working = move || {
            give_way();
            loop {
                let next = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(work) = next else { return };
                // Whoever waits for it learns that it panicked; the hook has told the log.
                let _ = catch_unwind(AssertUnwindSafe(work));
            }
        };
        if let Err(why) = std::thread::Builder::new().name("behind".to_owned()).spawn(working) {
            tracing::error!(%why, "a thread for slow work cannot be started");
        }
    }
    sender
}

impl SlowWork {
    /// A place for each of [`SlowWork::at_once`].
    #[must_use]
    pub fn new() -> Self {
        Self { places: Arc::new(Semaphore::new(Self::at_once())), behind: Arc::default() }
    }

    /// How much work runs at once: half of the cores, so that the other half is left to what is quick, and at least one.
    #[must_use]
    pub fn at_once() -> usize {
        (std::thread::available_parallelism().map_or(1, usize::from) / 2).max(1)
    }

    /// Runs it when there is a place. What has begun is finished also where nobody waits for it any more, and keeps its
    /// place until then.
    ///
    /// # Errors
    /// When the work panics.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let place = self.places.clone().acquire_owned().await.map_err(Error::internal)?;
        let working = tokio::task::spawn_blocking(move || {
            let _place = place;
            work()
        });
        working.await.map_err(Error::internal)
    }

    /// As [`SlowWork::run`], on a thread that gives way to all others: for passwords, whose callers expect to wait,
    /// so that many of them delay no answer of a respondent.
    ///
    /// # Errors
    /// When the work panics, or there is no thread for it.
    pub async fn run_behind<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let place = self.places.clone().acquire_owned().await.map_err(Error::internal)?;
        let (done, finished) = oneshot::channel();
        let working = Box::new(move || {
            let _place = place;
            // Nobody may wait for it any more.
            let _ = done.send(work());
        });
        self.behind.send(working)?;
        finished.await.map_err(|_| Error::internal("work behind the requests has panicked"))
    }

    /// Runs work on `size` bytes: as [`SlowWork::run`] does where they are [`LARGE`], else here.
    ///
    /// # Errors
    /// As [`SlowWork::run`].
    pub async fn run_if_large<T: Send + 'static>(
        &self,
        size: usize,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        if size < LARGE { Ok(work()) } else { Box::pin(self.run(work)).await }
    }
}

/// Lets this thread run where no other of the machine wants to, for the most part. Elsewhere than on Linux a thread has no
/// priority of its own, and all stays as it is.
fn give_way() {
    #[cfg(target_os = "linux")]
    if rustix::process::getpriority_process(None).is_ok_and(|now| now < GIVES_WAY)
        && let Err(why) = rustix::process::setpriority_process(None, GIVES_WAY)
    {
        tracing::debug!(%why, "slow work runs as everything else");
    }
}

/// How nice such a thread is: it gets a tenth of what another gets, so that it goes on where the machine is never idle.
#[cfg(target_os = "linux")]
const GIVES_WAY: i32 = 10;

impl Default for SlowWork {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn so_much_runs_at_once_and_what_nobody_waits_for_keeps_its_place() {
        let slow = SlowWork::new();
        let mut held = Vec::new();
        for _ in 0..SlowWork::at_once() {
            let (release, released) = mpsc::channel::<()>();
            let (begin, begun) = tokio::sync::oneshot::channel();
            let own = slow.clone();
            let waiting = tokio::spawn(async move {
                own.run(move || {
                    begin.send(()).unwrap();
                    released.recv().is_ok()
                })
                .await
            });
            begun.await.unwrap();
            // Its caller goes away.
            waiting.abort();
            held.push(release);
        }
        let mut next = std::pin::pin!(slow.run(|| "done"));
        assert!(futures_util::future::poll_immediate(&mut next).await.is_none(), "no place is free");
        held.pop();
        assert_eq!(next.await.unwrap(), "done");
    }

    #[tokio::test]
    async fn what_runs_behind_the_others_gives_way_keeps_its_place_and_may_panic() {
        let slow = SlowWork::new();
        let nice = || rustix::process::getpriority_process(None).unwrap();
        let before = nice();
        for _ in 0..=SlowWork::at_once() {
            let behind = slow.run_behind(nice).await.unwrap();
            assert!(behind == before.max(10) && nice() == before, "the thread alone: {behind}");
            let panicked = slow.run_behind(|| panic!("on purpose")).await;
            assert!(matches!(panicked, Err::<(), _>(Error::Internal(_))));
        }
    }

    #[tokio::test]
    async fn work_that_panics_is_an_error_and_gives_its_place_back() {
        let slow = SlowWork::new();
        for _ in 0..=SlowWork::at_once() {
            assert!(matches!(slow.run(|| panic!("on purpose")).await, Err::<(), _>(Error::Internal(_))));
        }
    }
}
