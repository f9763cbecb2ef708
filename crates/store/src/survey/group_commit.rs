//! How responses come in: those that wait at the same time share one durable transaction, and each is answered only
//! after its commit. One writer, on a thread of its own, so that waiting for the disk holds up nobody else. What one
//! submitter got wrong fails alone.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::{mpsc, oneshot};

use super::recording::{self, Outcome, Work};
use crate::Error;
use crate::database::Database;

/// Rows of one transaction; a larger submission goes in whole.
const MOST_ROWS: usize = 512;
/// Submissions that may wait before the submitters themselves have to.
const QUEUE: usize = 4096;
/// How long, and how often at most, a batch waits for as many as the last one had.
const PAUSE: Duration = Duration::from_micros(40);
const PAUSES: u32 = 4;
/// How often a batch is written again because another process was in the way.
const ATTEMPTS: u32 = 4;
/// How long the writer may be silent before it is said not to work.
const SILENCE: Duration = Duration::from_secs(10);

/// The writer and the way to it.
pub(crate) struct GroupCommit {
    queue: Mutex<Option<mpsc::Sender<Submission>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

pub(crate) struct Submission {
    pub(crate) work: Work,
    pub(crate) reply: oneshot::Sender<Result<Vec<Outcome>, Error>>,
}

impl GroupCommit {
    pub(crate) fn start(database: Arc<Database>) -> Result<Self, Error> {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let runtime = tokio::runtime::Handle::current();
        let thread = std::thread::Builder::new()
            .name("group-commit".into())
            .spawn(move || runtime.block_on(write(&database, waiting)))
            .map_err(Error::other)?;
        Ok(Self { queue: Mutex::new(Some(queue)), thread: Mutex::new(Some(thread)) })
    }

    /// Writes the work in one transaction, and says what became of each of its rows.
    pub(crate) async fn submit(&self, work: Work) -> Result<Vec<Outcome>, Error> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let queue = queue.ok_or_else(closed)?;
        let (reply, answer) = oneshot::channel();
        queue.send(Submission { work, reply }).await.map_err(|_| closed())?;
        drop(queue);
        answer.await.map_err(|_| closed())?
    }

    /// Whether the writer works: it comes round to work that is nothing.
    pub(crate) async fn check(&self) -> Result<(), Error> {
        let asked = self.submit(Work::Responses(Vec::new()));
        let silent = |_| Error::Unavailable("the writer of responses does not answer".into());
        tokio::time::timeout(SILENCE, asked).await.map_err(silent)?.map(drop)
    }

    /// Takes no more, and returns when everything that was taken is answered.
    pub(crate) async fn close(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // The thread answers its submitters whatever happens; there is nothing left to report.
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}

async fn write(database: &Database, mut waiting: mpsc::Receiver<Submission>) {
    let mut before = 0;
    while let Some(first) = waiting.recv().await {
        let mut batch = vec![first];
        gather(&mut waiting, &mut batch);
        // Those who were answered by the last commit come back within moments: starting without them would halve
        // the batches for ever. When they do not come, the next batch expects fewer.
        for _ in 0..PAUSES {
            if batch.len() >= before {
                break;
            }
            std::thread::sleep(PAUSE);
            gather(&mut waiting, &mut batch);
        }
        before = batch.len();
        settle(database, batch).await;
    }
}

/// Adds what waits, up to the size of a batch.
fn gather(waiting: &mut mpsc::Receiver<Submission>, batch: &mut Vec<Submission>) {
    let size = |submission: &Submission| submission.work.rows().len().max(1);
    let mut rows: usize = batch.iter().map(size).sum();
    while rows < MOST_ROWS {
        let Ok(next) = waiting.try_recv() else { return };
        rows += size(&next);
        batch.push(next);
    }
}

/// Writes a batch and answers all of it. One that fails is halved until what it failed of is alone, so that it fails
/// alone; only where the whole database is away does nobody else fare better.
pub(crate) async fn settle(database: &Database, batch: Vec<Submission>) {
    let mut parts = vec![batch];
    while let Some(mut part) = parts.pop() {
        match write_once(database, &part).await {
            Ok(outcomes) => {
                for (submission, own) in part.into_iter().zip(outcomes) {
                    // A submitter that went away needs no answer; its rows are kept.
                    let _ = submission.reply.send(Ok(own));
                }
            }
            Err(error) if part.len() == 1 || matches!(error, Error::Unavailable(_) | Error::Conflict) => {
                for submission in part {
                    let _ = submission.reply.send(Err(error.clone()));
                }
            }
            Err(_) => {
                let second = part.split_off(part.len() / 2);
                parts.push(second);
                parts.push(part);
            }
        }
    }
}

/// Writes a part of a batch, again where another process was in the way. A panic is told and counts as a failure.
async fn write_once(database: &Database, part: &[Submission]) -> Result<Vec<Vec<Outcome>>, Error> {
    let works: Vec<&Work> = part.iter().map(|submission| &submission.work).collect();
    let mut attempts = 1;
    loop {
        match caught(recording::record(database, &works)).await {
            Err(Error::Conflict) if attempts < ATTEMPTS => attempts += 1,
            outcome => return outcome,
        }
    }
}

/// The thread must outlive whatever goes wrong in one batch: nobody else could write any more.
async fn caught<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let outcome = AssertUnwindSafe(work).catch_unwind().await;
    outcome.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
        let words = words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        Err(Error::Other(format!("the writer of responses broke off: {words}")))
    })
}

fn closed() -> Error {
    Error::Unavailable("the store is closed".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_failure_that_says_what_broke() {
        let broken: Result<(), Error> = caught(async { panic!("a row of {}", "nonsense") }).await;
        let Err(Error::Other(told)) = broken else { panic!("{broken:?}") };
        assert!(told.ends_with("a row of nonsense"), "{told}");
        assert_eq!(caught(async { Ok(7) }).await, Ok(7));
    }
}
