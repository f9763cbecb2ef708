//! The workers of a process: how many there are of each queue, who looks after them, how they stop.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::join_all;
use store::jobs::Queue;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::run::words;
use super::worker::Order;
use crate::app::App;

/// How long an idle worker sleeps before it looks for jobs of other processes.
const POLL: Duration = Duration::from_secs(1);
/// How often it is looked for sessions whose time is over.
const LOOK: Duration = Duration::from_secs(5);
/// How long those that leave their jobs may take to give them back.
const GIVING_BACK: Duration = Duration::from_secs(2);

/// The pause between two sweeps.
const SWEEP: Duration = Duration::from_secs(3600);

/// How many workers a queue has in each process. An export uses all cores, and a second one keeps a long one from
/// holding up all others.
const fn workers_of(queue: Queue) -> usize {
    match queue {
        Queue::Exports => 2,
        Queue::Imports | Queue::Housekeeping => 1,
    }
}

/// The workers of a process.
pub struct Workers {
    order: watch::Sender<Order>,
    tasks: Vec<JoinHandle<()>>,
}

impl Workers {
    /// Starts those of every queue, and one that closes sessions whose time is over.
    #[must_use]
    pub fn start(app: &App) -> Self {
        app.jobs().begin(app.now());
        let (order, told) = watch::channel(Order::Work);
        let each = Queue::ALL.into_iter().flat_map(|queue| (0..workers_of(queue)).map(move |_| queue));
        let mut tasks: Vec<_> =
            each.map(|queue| tokio::spawn(supervise(app.clone(), queue, told.clone()))).collect();
        tasks.push(tokio::spawn(close_sessions(app.clone(), told.clone())));
        tasks.push(tokio::spawn(sweep_again_and_again(app.clone(), told)));
        Self { order, tasks }
    }

    /// Lets running jobs go on for `grace`, all of them together, then gives them back: their next run is another's, or
    /// that of the next start.
    pub async fn stop(mut self, grace: Duration) {
        // Nobody listens any more when every worker has ended by itself.
        let _ = self.order.send(Order::Finish);
        if tokio::time::timeout(grace, join_all(&mut self.tasks)).await.is_ok() {
            return;
        }
        let _ = self.order.send(Order::Leave);
        self.tasks.retain(|task| !task.is_finished());
        if tokio::time::timeout(GIVING_BACK, join_all(&mut self.tasks)).await.is_err() {
            self.tasks.iter().for_each(JoinHandle::abort);
        }
    }
}

/// Starts a worker again whose own code panicked: a job's panic is caught before.
async fn supervise(app: App, queue: Queue, order: watch::Receiver<Order>) {
    // A worker shares only what other threads may see at any time.
    while let Err(panic) = AssertUnwindSafe(work(app.clone(), queue, order.clone())).catch_unwind().await {
        tracing::error!(queue = queue.name(), cause = words(&*panic), "a worker panicked, and begins again");
        tokio::time::sleep(POLL).await;
    }
}

/// Sweeps at the start and then every hour.
async fn sweep_again_and_again(app: App, mut order: watch::Receiver<Order>) {
    while *order.borrow() == Order::Work {
        tokio::select! {
            swept = app.sweep() => {
                if let Err(error) = swept {
                    tracing::warn!(%error, "what no job names any more could not be removed yet");
                }
            }
            _ = order.changed() => return,
        }
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => {}
            _ = order.changed() => return,
        }
    }
}

async fn work(app: App, queue: Queue, mut order: watch::Receiver<Order>) {
    let name = format!("{:016x}", app.ids().random());
    while *order.borrow() == Order::Work {
        app.jobs().of(queue).alive(app.now());
        let ran = app.run_next(queue, &name, &mut order).await;
        app.jobs().readable(ran.is_ok());
        match ran {
            Ok(true) => {}
            Ok(false) => {
                tokio::select! {
                    () = app.store().job_added(queue) => {}
                    () = tokio::time::sleep(POLL) => {}
                    _ = order.changed() => {}
                }
            }
            Err(error) => {
                tracing::warn!(%error, queue = queue.name(), "the job queue cannot be read");
                tokio::time::sleep(POLL).await;
            }
        }
    }
}

/// Looks for sessions that are due, and goes on without a pause while there are some.
async fn close_sessions(app: App, mut order: watch::Receiver<Order>) {
    while *order.borrow() == Order::Work {
        match AssertUnwindSafe(app.close_due_sessions()).catch_unwind().await {
            Ok(Ok(1..)) => continue,
            Ok(Ok(0)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "sessions whose time is over cannot be closed"),
            Err(panic) => {
                tracing::error!(cause = words(&*panic), "closing sessions panicked, and begins again")
            }
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = order.changed() => {}
        }
    }
}
