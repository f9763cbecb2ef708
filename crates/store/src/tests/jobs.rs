//! The job queue.

use std::collections::HashSet;
use std::time::Duration;

use model::{FileId, Moment};

use super::{NOW, brand_id, make_brand, on_both};
use crate::jobs::{self, Job, JobState, NewJob, Priority, Published, Queue};
use crate::{Param, Store, brands};

/// Longer than any test runs.
const LONG_MS: i64 = 1_000_000;

pub(super) fn job(id: &str, queue: Queue) -> NewJob {
    NewJob {
        id: id.into(),
        brand: brand_id("one"),
        queue,
        priority: Priority::Normal,
        owner: "ada".into(),
        survey: None,
        kind: "work".into(),
        payload: "{}".into(),
        bytes: 0,
        run_after: NOW,
        created: NOW,
    }
}

pub(super) async fn add(store: &Store, new: &[NewJob]) {
    let mut tx = store.begin().await.unwrap();
    for job in new {
        jobs::add(store, &mut tx, job).await.unwrap();
    }
    tx.commit().await.unwrap();
}

pub(super) async fn claim(store: &Store, queue: Queue, now: Moment) -> Option<Job> {
    jobs::claim(store, queue, "worker", now, LONG_MS).await.unwrap()
}

/// Claims until nothing is due, and gives the ids in their order.
pub(super) async fn order(store: &Store, queue: Queue, now: Moment) -> Vec<String> {
    let mut order = Vec::new();
    while let Some(job) = claim(store, queue, now).await {
        order.push(job.id);
    }
    order
}

pub(super) async fn finish(store: &Store, job: &Job, result: &str) -> bool {
    let mut tx = store.begin().await.unwrap();
    let held = jobs::finish(&mut tx, job, result, None, NOW).await.unwrap();
    tx.commit().await.unwrap();
    held
}

async fn fail(store: &Store, job: &Job, error: &str, retry_at: Option<Moment>) -> bool {
    let mut tx = store.begin().await.unwrap();
    let held = jobs::fail(&mut tx, job, error, retry_at, NOW).await.unwrap();
    tx.commit().await.unwrap();
    held
}

async fn get(store: &Store, id: &str) -> Option<Job> {
    jobs::get(&mut store.read(), &brand_id("one"), id).await.unwrap()
}

#[tokio::test]
async fn a_job_is_claimed_renewed_and_finished_by_one_worker() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        make_brand(&store, "two").await;
        add(&store, &[job("ES_1", Queue::Exports)]).await;
        tokio::time::timeout(Duration::from_secs(5), store.job_added(Queue::Exports)).await.unwrap();

        assert!(claim(&store, Queue::Imports, NOW).await.is_none());
        assert!(claim(&store, Queue::Exports, NOW.plus(-1)).await.is_none());
        // A lease of no time at all is over at once.
        let first = jobs::claim(&store, Queue::Exports, "w1", NOW, 0).await.unwrap().unwrap();
        assert_eq!((first.id.as_str(), first.state, first.attempts), ("ES_1", JobState::Running, 1));
        assert!(jobs::renew(&store, &first, 250, NOW, LONG_MS).await.unwrap());
        assert!(claim(&store, Queue::Exports, NOW.plus(99_000)).await.is_none());
        assert!(jobs::renew(&store, &first, 250, NOW, 0).await.unwrap());

        // The lease ran out: another worker takes over, and the first can do no harm any more.
        let second = claim(&store, Queue::Exports, NOW).await.unwrap();
        assert_eq!((second.attempts, second.claims, second.progress), (2, 2, 250));
        assert!(!jobs::renew(&store, &first, 300, NOW, LONG_MS).await.unwrap());
        jobs::release(&store, &first, NOW).await.unwrap();
        assert!(!fail(&store, &first, "late", None).await);
        assert!(!finish(&store, &first, "{}").await);
        assert!(finish(&store, &second, "{\"file\":1}").await);
        let done = get(&store, "ES_1").await.unwrap();
        assert_eq!(
            (done.state, done.progress, done.result.as_deref()),
            (JobState::Complete, 1000, Some("{\"file\":1}"))
        );
        assert!(jobs::get(&mut store.read(), &brand_id("two"), "ES_1").await.unwrap().is_none());
        assert!(claim(&store, Queue::Exports, NOW.plus(99_000)).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_failed_job_is_tried_again_at_its_time_or_given_up() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        add(&store, &[NewJob { bytes: 7, ..job("PGRS_1", Queue::Imports) }]).await;
        let first = claim(&store, Queue::Imports, NOW).await.unwrap();
        assert!(fail(&store, &first, "no network", Some(NOW.plus(60))).await);
        assert!(claim(&store, Queue::Imports, NOW.plus(59)).await.is_none());
        let again = claim(&store, Queue::Imports, NOW.plus(60)).await.unwrap();
        assert_eq!((again.attempts, again.claims, again.failures), (2, 1, 1));
        assert_eq!(again.error.as_deref(), Some("no network"));
        let room = async || jobs::room_taken(&mut store.read(), &brand_id("one"), "work").await.unwrap();
        assert_eq!(room().await, 7);
        assert!(fail(&store, &again, "no such file", None).await);
        assert_eq!(room().await, 0);
        let failed = get(&store, "PGRS_1").await.unwrap();
        assert_eq!((failed.state, failed.error.as_deref()), (JobState::Failed, Some("no such file")));
        assert!(claim(&store, Queue::Imports, NOW.plus(99_000_000)).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_job_that_is_given_back_is_free_at_once_and_the_claim_is_not_counted() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        add(&store, &[job("ES_1", Queue::Exports)]).await;
        let first = claim(&store, Queue::Exports, NOW).await.unwrap();
        jobs::release(&store, &first, NOW).await.unwrap();
        let second = claim(&store, Queue::Exports, NOW).await.unwrap();
        assert_eq!((second.attempts, second.claims), (2, 1));
    })
    .await;
}

#[tokio::test]
async fn a_file_is_found_by_its_id_once_the_end_published_it() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        make_brand(&store, "two").await;
        add(&store, &[job("ES_1", Queue::Exports)]).await;
        let file = FileId::generate(7);
        let of_file =
            async |brand: &str| jobs::of_file(&mut store.read(), &brand_id(brand), &file).await.unwrap();
        let running = claim(&store, Queue::Exports, NOW).await.unwrap();
        assert!(of_file("one").await.is_none());
        let mut tx = store.begin().await.unwrap();
        let published = Published { file: &file, bytes: 12 };
        assert!(jobs::finish(&mut tx, &running, "{}", Some(published), NOW).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(of_file("one").await.unwrap().id, "ES_1");
        assert!(of_file("two").await.is_none());
        assert_eq!(jobs::room_taken(&mut store.read(), &brand_id("one"), "work").await.unwrap(), 12);
    })
    .await;
}

#[tokio::test]
async fn jobs_that_ended_long_ago_are_removed_and_no_others() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        let ids = ["done", "failed", "running", "silent", "waiting"];
        add(&store, &ids.map(|id| job(id, Queue::Housekeeping))).await;
        for id in ["done", "failed", "running", "silent"] {
            let claimed = claim(&store, Queue::Housekeeping, NOW).await.unwrap();
            assert_eq!(claimed.id, id);
            let mut tx = store.begin().await.unwrap();
            match id {
                "done" => assert!(jobs::finish(&mut tx, &claimed, "{}", None, NOW).await.unwrap()),
                "failed" => assert!(jobs::fail(&mut tx, &claimed, "no", None, NOW).await.unwrap()),
                "silent" => assert!(jobs::finish_silently(&mut tx, &claimed).await.unwrap()),
                _ => {}
            }
            tx.commit().await.unwrap();
        }
        for (before, removed) in [(NOW, 0), (NOW.plus(1), 2), (NOW.plus(1), 0)] {
            let mut tx = store.begin().await.unwrap();
            assert_eq!(jobs::remove_ended(&mut tx, before).await.unwrap(), removed);
            tx.commit().await.unwrap();
        }
        assert!(get(&store, "running").await.is_some() && get(&store, "waiting").await.is_some());
        assert!(get(&store, "silent").await.is_none());
    })
    .await;
}

#[tokio::test]
async fn brands_and_then_their_users_are_served_in_turn_and_each_in_its_order() {
    on_both(async |store| {
        for brand in ["one", "two", "three"] {
            make_brand(&store, brand).await;
        }
        let of = |id: &str, brand: &str, owner: &str, due: i64| NewJob {
            brand: brand_id(brand),
            owner: owner.into(),
            run_after: NOW.plus(due),
            ..job(id, Queue::Exports)
        };
        let mut new: Vec<_> =
            (0..5).map(|number| of(&format!("one-ada-{number}"), "one", "ada", number)).collect();
        new.extend([of("one-eve", "one", "eve", 50), of("two-bob-2", "two", "bob", 61)]);
        new.extend([of("two-bob-1", "two", "bob", 60), of("three-joe", "three", "joe", 1000)]);
        add(&store, &new).await;
        let served = order(&store, Queue::Exports, NOW.plus(100)).await;
        assert_eq!(
            served,
            [
                "one-ada-0",
                "two-bob-1",
                "one-eve",
                "two-bob-2",
                "one-ada-1",
                "one-ada-2",
                "one-ada-3",
                "one-ada-4"
            ]
        );
        // Who comes later is served next, however long the others wait.
        let more: Vec<_> = (5..9).map(|number| of(&format!("one-ada-{number}"), "one", "ada", 0)).collect();
        add(&store, &more).await;
        let served = order(&store, Queue::Exports, NOW.plus(1000)).await;
        assert_eq!(served, ["three-joe", "one-ada-5", "one-ada-6", "one-ada-7", "one-ada-8"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_late_waits_until_nothing_normal_is_due() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        let late = NewJob { priority: Priority::Late, ..job("a-late", Queue::Housekeeping) };
        add(&store, &[late, job("b", Queue::Housekeeping), job("c", Queue::Housekeeping)]).await;
        assert_eq!(order(&store, Queue::Housekeeping, NOW).await, ["b", "c", "a-late"]);
    })
    .await;
}

/// X12: 60,501 jobs of housekeeping delayed an export by 40 seconds, and the exports of one user that of another. Who waits is
/// served at the next claim, and a claim reads the same few rows whatever else is due.
#[tokio::test]
async fn a_hundred_thousand_due_jobs_delay_no_other_queue_brand_or_user() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        make_brand(&store, "two").await;
        for (queue, count) in [(Queue::Imports, 60_501), (Queue::Exports, 39_499)] {
            let ids: Vec<String> = (0..count).map(|number| format!("{}-{number:06}", queue.name())).collect();
            let rows: Vec<_> = ids.iter().map(|id| [id.as_str().into(), queue.name().into()]).collect();
            let mut tx = store.begin().await.unwrap();
            let added = tx.insert_many(
                "INSERT INTO job (id, brand, queue, owner, kind, payload, state, due_ms, attempts, progress, created_ms,
                     changed_ms)
                 VALUES ($1, 'one', $2, 'ada', 'work', '{}', 'queued', 0, 0, 0, 0, 0)",
                &rows,
            );
            assert_eq!(added.await.unwrap(), count);
            tx.commit().await.unwrap();
        }
        let export = |id: &str, brand: &str, owner: &str| NewJob {
            brand: brand_id(brand),
            owner: owner.into(),
            ..job(id, Queue::Exports)
        };
        let next = async |queue| claim(&store, queue, NOW).await.unwrap().id;
        assert_eq!(next(Queue::Exports).await, "exports-000000");
        add(&store, &[export("bob", "two", "bob"), export("eve", "one", "eve")]).await;
        let served = [next(Queue::Exports).await, next(Queue::Exports).await, next(Queue::Exports).await];
        assert_eq!(served, ["bob", "eve", "exports-000001"]);
        assert_eq!(next(Queue::Imports).await, "imports-000000");
        let waiting = jobs::waiting(&store, Queue::Imports, NOW).await.unwrap();
        assert_eq!((waiting.due, waiting.oldest, waiting.running), (10_000, Some(Moment(0)), 1));
        add(&store, &[export("zoe", "one", "zoe")]).await;
        for read in reads_of_jobs(&store).await {
            assert!(!read.contains("SCAN job") && !read.contains("Seq Scan on job "), "{read}");
            assert!(rows_read(&read) < 100, "{read}");
        }
    })
    .await;
}

/// How the databases read jobs for the two statements of a claim.
async fn reads_of_jobs(store: &Store) -> Vec<String> {
    use crate::jobs::claims::{CLAIM, NEXT};
    let integer = Param::Integer;
    let asked: [(&str, Vec<Param<'_>>); 2] = [
        (NEXT, vec!["exports".into(), integer(0), integer(NOW.0)]),
        (
            CLAIM,
            vec![
                "w".into(),
                integer(1),
                integer(NOW.0),
                "exports".into(),
                integer(0),
                "one".into(),
                "ada".into(),
            ],
        ),
    ];
    let mut tx = store.begin().await.unwrap();
    let sqlite = tx.rows("SELECT sqlite_version()", &[]).await.is_ok();
    drop(tx);
    // What a database knows of its tables decides how it reads them.
    let mut tx = store.begin().await.unwrap();
    tx.batch("ANALYZE job").await.unwrap();
    tx.commit().await.unwrap();
    let mut reads = Vec::new();
    for (statement, params) in asked {
        let (explain, column) = if sqlite { ("EXPLAIN QUERY PLAN", 3) } else { ("EXPLAIN ANALYZE", 0) };
        // A statement is a constant: the two of a test are kept for its life.
        let explained: &'static str = format!("{explain} {statement}").leak();
        let mut tx = store.begin().await.unwrap();
        for mut row in tx.rows(explained, &params).await.unwrap() {
            reads.push(row.text(column).unwrap());
        }
    }
    println!("{}", reads.join("\n"));
    reads
}

/// How many rows a line of PostgreSQL's account of a statement tells of.
fn rows_read(line: &str) -> u64 {
    let number = |after: &str| {
        let digits = line.rsplit_once(after)?.1;
        digits[..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len())].parse::<u64>().ok()
    };
    let removed = number("Rows Removed by Filter: ").unwrap_or(0);
    let found = if line.contains("(actual time") { number(" rows=").unwrap_or(0) } else { 0 };
    (removed + found) * number(" loops=").unwrap_or(1)
}

#[tokio::test]
async fn who_was_served_long_ago_is_forgotten() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        add(&store, &[job("a", Queue::Exports)]).await;
        claim(&store, Queue::Exports, NOW).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        tx.batch(
            "INSERT INTO job_turn (queue, brand, owner, served) VALUES ('exports', 'one', 'eve', 10002)",
        )
        .await
        .unwrap();
        jobs::forget_turns(&mut tx).await.unwrap();
        let left = tx.rows("SELECT owner FROM job_turn ORDER BY owner", &[]).await.unwrap();
        assert_eq!(left.into_iter().map(|mut row| row.text(0).unwrap()).collect::<Vec<_>>(), ["eve"]);
    })
    .await;
}

#[tokio::test]
async fn a_job_of_a_transaction_that_is_rolled_back_never_was() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        let mut tx = store.begin().await.unwrap();
        jobs::add(&store, &mut tx, &job("ES_1", Queue::Exports)).await.unwrap();
        drop(tx);
        // The rollback of PostgreSQL happens in the background; a writer afterwards waits for nothing of it.
        let mut tx = store.begin().await.unwrap();
        assert_eq!(brands::list(&mut tx).await.unwrap().len(), 1);
        tx.commit().await.unwrap();
        let woken = tokio::time::timeout(Duration::from_millis(20), store.job_added(Queue::Exports)).await;
        assert!(woken.is_err());
        assert!(claim(&store, Queue::Exports, NOW.plus(99_000)).await.is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn four_workers_share_the_jobs_and_none_is_claimed_twice() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        let new: Vec<_> = (0..100).map(|number| job(&format!("job-{number}"), Queue::Exports)).collect();
        add(&store, &new).await;
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { order(&store, Queue::Exports, NOW).await })
            })
            .collect();
        let mut taken = Vec::new();
        for worker in workers {
            taken.extend(worker.await.unwrap());
        }
        assert_eq!(taken.len(), 100);
        assert_eq!(taken.iter().collect::<HashSet<_>>().len(), 100);
    })
    .await;
}
