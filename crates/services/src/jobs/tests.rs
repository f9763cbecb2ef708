//! The runner itself, with kinds that do nothing but go wrong.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use model::account::Caller;
use serde::{Deserialize, Serialize};
use store::jobs::{Job, JobState, Priority, Queue};

use super::background_job::{BackgroundJob, Kind, Outcome};
use super::failure::Failure;
use super::queue::add;
use super::run::{Run, blocking};
use super::workers::Workers;
use crate::app::App;
use crate::context::Access;
use crate::error::Error;
use crate::testing;

/// The kinds of these tests, which `kinds::find` knows too.
pub(super) const KINDS: &[Kind] = &[Kind::of::<Faulty>(), Kind::of::<Silent>(), Kind::of::<Endless>()];

/// Goes wrong in the way it was told to.
#[derive(Serialize, Deserialize)]
enum Faulty {
    Panics,
    PanicsWhereItBlocks,
    Fails,
    GivesUp,
}

impl BackgroundJob for Faulty {
    type Done = ();
    const KIND: &'static str = "test-faulty";
    const QUEUE: Queue = Queue::Imports;
    const PAUSES_MS: &'static [i64] = &[1_000];
    const OUTCOME: Outcome = Outcome::Kept;

    async fn run(self, _: Run) -> Result<(), Failure> {
        match self {
            Self::Panics => panic!("on purpose"),
            Self::PanicsWhereItBlocks => blocking(|| panic!("on a thread")).await,
            Self::Fails => Err(Failure::Retry("the secret cause".into())),
            Self::GivesUp => Err(Failure::GiveUp("Nobody can do this.".into())),
        }
    }

    async fn ended(app: App, job: Arc<Job>) -> Result<(), Error> {
        ENDED.fetch_add(1, Ordering::SeqCst);
        Err(Error::internal(format!("{} cannot clear up at {}", job.id, app.now().0)))
    }
}

/// How often a faulty job came to its end.
static ENDED: AtomicUsize = AtomicUsize::new(0);

/// Fails without anybody who asks.
#[derive(Serialize, Deserialize)]
struct Silent;

impl BackgroundJob for Silent {
    type Done = ();
    const KIND: &'static str = "test-silent";
    const QUEUE: Queue = Queue::Housekeeping;
    const PRIORITY: Priority = Priority::Late;
    const PAUSES_MS: &'static [i64] = &super::background_job::UNTIL_DONE_MS;
    const OUTCOME: Outcome = Outcome::Silent;

    async fn run(self, _: Run) -> Result<(), Failure> {
        Err(Failure::Retry("not today".into()))
    }
}

/// Runs until it is called off, on a thread of its own.
#[derive(Serialize, Deserialize)]
struct Endless;

impl BackgroundJob for Endless {
    type Done = ();
    const KIND: &'static str = "test-endless";
    const QUEUE: Queue = Queue::Exports;
    const CLAIMS: i64 = 2;
    const OUTCOME: Outcome = Outcome::Kept;

    async fn run(self, run: Run) -> Result<(), Failure> {
        let progress = run.progress.clone();
        blocking(move || {
            progress.set(1, 2);
            while !progress.is_called_off() {
                std::thread::sleep(Duration::from_millis(1));
            }
            progress.set(1, 1);
            CALLED_OFF.fetch_add(1, Ordering::SeqCst);
            Ok(())
        })
        .await?;
        pending().await
    }
}

/// How many threads heard that they were called off.
static CALLED_OFF: AtomicUsize = AtomicUsize::new(0);

async fn app() -> (App, Caller) {
    let app = testing::app().await;
    let (caller, _) = testing::brand(&app, "acme").await;
    (app, caller)
}

async fn added(app: &App, caller: &Caller, id: &str, job: &impl BackgroundJob) {
    let mut cx = app.begin(caller.clone(), Access::Change).await.unwrap();
    add(&mut cx, id, job, 0).await.unwrap();
    cx.commit().await.unwrap();
}

async fn job(app: &App, caller: &Caller, id: &str) -> Option<Job> {
    store::jobs::get(&mut app.store().read(), &caller.brand, id).await.unwrap()
}

async fn run_all(app: &App) -> usize {
    let mut ran = 0;
    while app.run_one_job("test").await.unwrap() {
        ran += 1;
    }
    ran
}

/// Waits for what a worker does in the background; a test that waits for ever is stopped by its caller.
async fn until(mut is: impl AsyncFnMut() -> bool) {
    while !is().await {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_panic_is_a_failure_that_is_counted_and_tried_again() {
    let (app, caller) = app().await;
    added(&app, &caller, "async", &Faulty::Panics).await;
    added(&app, &caller, "blocking", &Faulty::PanicsWhereItBlocks).await;
    assert_eq!(run_all(&app).await, 2);
    for id in ["async", "blocking"] {
        let job = job(&app, &caller, id).await.unwrap();
        assert_eq!((job.state, job.failures, job.claims), (JobState::Queued, 1, 0), "{id}");
    }
    app.clock().advance(1_000);
    assert_eq!(run_all(&app).await, 2);
    for id in ["async", "blocking"] {
        let job = job(&app, &caller, id).await.unwrap();
        assert_eq!(job.state, JobState::Failed, "{id}");
        assert!(!job.error.unwrap().contains("purpose"), "what a panic says is for the log");
    }
    let counts = app.jobs().of(Queue::Imports).counts();
    assert_eq!((counts.claimed, counts.failed, counts.panicked, counts.given_up), (4, 4, 4, 2));
}

#[tokio::test]
async fn what_failed_is_told_without_its_cause_and_what_was_given_up_with_its_reason() {
    let (app, caller) = app().await;
    let before = ENDED.load(Ordering::SeqCst);
    added(&app, &caller, "fails", &Faulty::Fails).await;
    added(&app, &caller, "gives-up", &Faulty::GivesUp).await;
    assert_eq!(run_all(&app).await, 2);
    app.clock().advance(1_000);
    assert_eq!(run_all(&app).await, 1);
    let told = async |id: &str| job(&app, &caller, id).await.unwrap().error.unwrap();
    assert_eq!(told("gives-up").await, "Nobody can do this.");
    assert_eq!(told("fails").await, "The server could not do it; its log tells why.");
    // Other tests may end jobs meanwhile; these two did.
    assert!(ENDED.load(Ordering::SeqCst) >= before + 2);
}

#[tokio::test]
async fn a_silent_job_is_tried_for_a_week_and_its_row_does_not_stay() {
    let (app, caller) = app().await;
    added(&app, &caller, "silent", &Silent).await;
    let begun = app.now();
    let mut runs = 0;
    while job(&app, &caller, "silent").await.unwrap().state == JobState::Queued {
        assert!(run_all(&app).await <= 1);
        runs += 1;
        app.clock().advance(86_400_000);
    }
    assert!(app.now().0 - begun.0 > 7 * 86_400_000, "given up after {runs} runs");
    app.clock().advance(super::sweep::ENDED_KEPT_MS);
    app.sweep().await.unwrap();
    assert!(job(&app, &caller, "silent").await.is_none());
}

#[tokio::test]
async fn a_job_that_never_tells_of_its_end_fails_after_so_many_claims() {
    let (app, caller) = app().await;
    added(&app, &caller, "endless", &Endless).await;
    for claim in 1..=2 {
        let claimed = store::jobs::claim(app.store(), Queue::Exports, "killed", app.now(), 0).await.unwrap();
        assert_eq!(claimed.unwrap().claims, claim);
    }
    assert_eq!(run_all(&app).await, 1);
    let job = job(&app, &caller, "endless").await.unwrap();
    assert_eq!(job.state, JobState::Failed);
    assert_eq!(
        job.error.unwrap(),
        "It was begun 2 times and never told of its end: the server ended or stood still each time."
    );
}

#[tokio::test]
async fn a_job_of_another_program_waits_for_it_and_one_that_cannot_be_read_says_so() {
    let (app, caller) = app().await;
    added(&app, &caller, "unknown", &Faulty::GivesUp).await;
    added(&app, &caller, "unreadable", &Faulty::GivesUp).await;
    let mut tx = app.store().begin().await.unwrap();
    tx.execute("UPDATE job SET kind = 'of-tomorrow' WHERE id = 'unknown'", &[]).await.unwrap();
    tx.execute("UPDATE job SET payload = '[]' WHERE id = 'unreadable'", &[]).await.unwrap();
    tx.commit().await.unwrap();
    run_all(&app).await;
    assert_eq!(job(&app, &caller, "unknown").await.unwrap().state, JobState::Queued);
    let unreadable = job(&app, &caller, "unreadable").await.unwrap();
    assert_eq!(unreadable.state, JobState::Failed);
    assert!(unreadable.error.unwrap().starts_with("It was started by another version of the program"));
}

#[tokio::test]
async fn workers_that_stop_call_off_what_runs_and_give_it_back() {
    let (app, caller) = app().await;
    let before = CALLED_OFF.load(Ordering::SeqCst);
    let workers = Workers::start(&app);
    added(&app, &caller, "endless", &Endless).await;
    until(async || job(&app, &caller, "endless").await.unwrap().state == JobState::Running).await;
    workers.stop(Duration::from_millis(1)).await;
    let given_back = job(&app, &caller, "endless").await.unwrap();
    assert_eq!((given_back.state, given_back.attempts, given_back.claims), (JobState::Queued, 1, 0));
    until(async || CALLED_OFF.load(Ordering::SeqCst) > before).await;
    // Workers that have stopped say nothing any more, which is told once they should have.
    assert_eq!(app.jobs_fault(), None);
    app.clock().advance(60_000);
    assert!(app.jobs_fault().unwrap().contains("no worker of the queue exports"));
}

#[tokio::test]
async fn a_run_whose_lease_is_lost_hears_of_it_and_writes_nothing() {
    let (app, caller) = app().await;
    let before = CALLED_OFF.load(Ordering::SeqCst);
    added(&app, &caller, "endless", &Endless).await;
    let first = tokio::spawn({
        let app = app.clone();
        async move { app.run_one_job("first").await }
    });
    until(async || job(&app, &caller, "endless").await.unwrap().state == JobState::Running).await;
    let mut tx = app.store().begin().await.unwrap();
    tx.execute("UPDATE job SET lease_ms = 0", &[]).await.unwrap();
    tx.commit().await.unwrap();
    let second = store::jobs::claim(app.store(), Queue::Exports, "second", app.now(), 1_000_000).await;
    assert_eq!(second.unwrap().unwrap().attempts, 2);
    assert!(first.await.unwrap().unwrap());
    until(async || CALLED_OFF.load(Ordering::SeqCst) > before).await;
    let held = job(&app, &caller, "endless").await.unwrap();
    assert_eq!((held.state, held.attempts, held.claims), (JobState::Running, 2, 2));
}
