//! What is told of the queues to those who watch the server.

use store::jobs::{Queue, Waiting};

use super::watch::Counts;
use crate::app::App;
use crate::error::Error;

/// How long what the database said is told again: so long, however often it is asked for, it is asked once.
const KEPT_MS: i64 = 5_000;

/// What is told of a queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QueueFigures {
    /// Its name.
    pub queue: &'static str,
    /// How many jobs are due, in all processes; of each brand at most 10,000 are counted.
    pub due: i64,
    /// How many run, in all processes.
    pub running: i64,
    /// How many seconds the oldest of them has been due; 0 where none is.
    pub oldest_seconds: f64,
    /// What this process did of it.
    pub counts: Counts,
}

impl App {
    /// What is told of each queue.
    ///
    /// # Errors
    /// When the queue cannot be read.
    pub async fn queue_figures(&self) -> Result<Vec<QueueFigures>, Error> {
        let now = self.now();
        let mut said = self.jobs().said.lock().await;
        let waiting = match *said {
            Some((at, waiting)) if (0..KEPT_MS).contains(&now.0.saturating_sub(at.0)) => waiting,
            _ => {
                let mut waiting = [Waiting::default(); Queue::ALL.len()];
                for queue in Queue::ALL {
                    waiting[queue.place()] = store::jobs::waiting(self.store(), queue, now).await?;
                }
                *said = Some((now, waiting));
                waiting
            }
        };
        let of = |queue: Queue| {
            let Waiting { due, oldest, running } = waiting[queue.place()];
            let since = oldest.map_or(0, |oldest| now.0.saturating_sub(oldest.0));
            let counts = self.jobs().of(queue).counts();
            QueueFigures { queue: queue.name(), due, running, oldest_seconds: since as f64 / 1000.0, counts }
        };
        Ok(Queue::ALL.into_iter().map(of).collect())
    }
}
