//! Slow work of the processor: where it runs, and how much of it at once.

use std::sync::Arc;

use tokio::sync::Semaphore;

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
}

impl SlowWork {
    /// A place for each of [`SlowWork::at_once`].
    #[must_use]
    pub fn new() -> Self {
        Self { places: Arc::new(Semaphore::new(Self::at_once())) }
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

impl Default for SlowWork {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

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
    async fn work_that_panics_is_an_error_and_gives_its_place_back() {
        let slow = SlowWork::new();
        for _ in 0..=SlowWork::at_once() {
            assert!(matches!(slow.run(|| panic!("on purpose")).await, Err::<(), _>(Error::Internal(_))));
        }
    }
}
