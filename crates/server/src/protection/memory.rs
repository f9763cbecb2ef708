//! How much of bodies is in memory at once, over all requests.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use contract::Problem;
use contract::errors::codes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Room for bodies. It is taken as their bytes arrive, not as they are announced: whoever announces much and sends nothing
/// holds nothing.
#[derive(Debug)]
pub(crate) struct BodyMemory {
    /// A permit is a byte.
    room: Arc<Semaphore>,
    wait: Duration,
}

/// The room of one body; given back when dropped.
#[derive(Debug)]
pub(crate) struct Room {
    room: Arc<Semaphore>,
    wait: Duration,
    taken: Mutex<Option<OwnedSemaphorePermit>>,
}

impl BodyMemory {
    /// Room for so many bytes; a body waits so long for its share.
    pub(crate) fn new(bytes: usize, wait: Duration) -> Self {
        Self { room: Arc::new(Semaphore::new(bytes.min(Semaphore::MAX_PERMITS))), wait }
    }

    /// The room of a body of which nothing has arrived.
    pub(crate) fn room(&self) -> Arc<Room> {
        Arc::new(Room { room: Arc::clone(&self.room), wait: self.wait, taken: Mutex::default() })
    }

    /// How many bytes are free.
    #[cfg(test)]
    pub(crate) fn free(&self) -> usize {
        self.room.available_permits()
    }
}

impl Room {
    /// Takes room for so many bytes more, in turn with the others.
    ///
    /// # Errors
    /// 503 when others held it for too long.
    pub(crate) async fn take(&self, bytes: usize) -> Result<(), Problem> {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let taking = Arc::clone(&self.room).acquire_many_owned(bytes);
        let Ok(Ok(more)) = timeout(self.wait, taking).await else {
            let words = "Too many large bodies are arriving at the moment: send it again in a while.";
            return Err(Problem::told(codes::UNAVAILABLE, words));
        };
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *taken {
            Some(taken) => taken.merge(more),
            none => *none = Some(more),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_taken_is_never_more_than_there_is_and_comes_back() {
        let memory = BodyMemory::new(100, Duration::from_millis(20));
        let (first, second) = (memory.room(), memory.room());
        first.take(60).await.unwrap();
        first.take(30).await.unwrap();
        assert_eq!(memory.free(), 10);
        let refused = second.take(20).await.unwrap_err();
        assert_eq!(refused.code.status, 503);
        assert_eq!(memory.free(), 10, "whoever was refused holds nothing");
        assert_eq!(second.take(u32::MAX as usize).await.unwrap_err().code.status, 503, "more than there is");
        let waiting = tokio::spawn({
            let memory = BodyMemory { room: Arc::clone(&memory.room), wait: Duration::from_secs(60) };
            async move { memory.room().take(50).await }
        });
        tokio::task::yield_now().await;
        drop(first);
        waiting.await.unwrap().unwrap();
        drop(second);
        assert_eq!(memory.free(), 100);
    }
}
