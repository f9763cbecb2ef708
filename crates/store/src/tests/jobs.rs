//! The job queue.

use std::collections::HashSet;
use std::time::Duration;

use super::{NOW, make_brand, on_both};
use crate::jobs::{self, JobState, NewJob};
use crate::{Store, brands};

fn job(id: &str, kind: &str) -> NewJob {
    NewJob {
        id: id.into(),
        brand: super::brand_id("one"),
        kind: kind.into(),
        payload: "{}".into(),
        run_after: NOW,
        created: NOW,
    }
}

async fn add(store: &Store, job: &NewJob) {
    let mut tx = store.begin().await.unwrap();
    jobs::add(store, &mut tx, job).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_job_is_claimed_renewed_and_finished_by_one_worker() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        make_brand(&store, "two").await;
        add(&store, &job("ES_1", "export")).await;
        tokio::time::timeout(Duration::from_secs(5), store.job_added()).await.unwrap();

        assert!(jobs::claim(&store, &["import", "mail"], "w1", NOW, 1000).await.unwrap().is_none());
        assert!(jobs::claim(&store, &["export"], "w1", NOW.plus(-1), 1000).await.unwrap().is_none());
        let taken = jobs::claim(&store, &["import", "export"], "w1", NOW, 1000).await.unwrap().unwrap();
        assert_eq!((taken.id.as_str(), taken.state, taken.attempts), ("ES_1", JobState::Running, 1));
        assert!(jobs::claim(&store, &["export"], "w2", NOW.plus(999), 1000).await.unwrap().is_none());
        assert!(jobs::renew(&store, "ES_1", "w1", 250, NOW.plus(500), 1000).await.unwrap());
        assert!(jobs::claim(&store, &["export"], "w2", NOW.plus(1400), 1000).await.unwrap().is_none());

        // The lease ran out: another worker takes over, and the first can do no harm any more.
        let taken = jobs::claim(&store, &["export"], "w2", NOW.plus(1500), 1000).await.unwrap().unwrap();
        assert_eq!((taken.attempts, taken.progress), (2, 250));
        assert!(!jobs::renew(&store, "ES_1", "w1", 300, NOW, 1000).await.unwrap());
        let mut tx = store.begin().await.unwrap();
        assert!(!jobs::finish(&mut tx, "ES_1", "w1", "{}", NOW).await.unwrap());
        assert!(jobs::finish(&mut tx, "ES_1", "w2", "{\"file\":1}", NOW).await.unwrap());
        tx.commit().await.unwrap();
        let mut read = store.read();
        let done = jobs::get(&mut read, &ada.brand, "ES_1").await.unwrap().unwrap();
        assert_eq!(
            (done.state, done.progress, done.result.as_deref()),
            (JobState::Complete, 1000, Some("{\"file\":1}"))
        );
        assert!(jobs::get(&mut read, &super::brand_id("two"), "ES_1").await.unwrap().is_none());
        assert!(jobs::claim(&store, &["export"], "w2", NOW.plus(99_000), 1).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_failed_job_is_tried_again_at_its_time_or_given_up() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        add(&store, &job("PGRS_1", "import")).await;
        jobs::claim(&store, &["import"], "w1", NOW, 1000).await.unwrap().unwrap();
        let mut tx = store.begin().await.unwrap();
        assert!(jobs::fail(&mut tx, "PGRS_1", "w1", "no network", Some(NOW.plus(60)), NOW).await.unwrap());
        tx.commit().await.unwrap();
        assert!(jobs::claim(&store, &["import"], "w1", NOW.plus(59), 1000).await.unwrap().is_none());
        let again = jobs::claim(&store, &["import"], "w1", NOW.plus(60), 1000).await.unwrap().unwrap();
        assert_eq!((again.attempts, again.error.as_deref()), (2, Some("no network")));
        let mut tx = store.begin().await.unwrap();
        assert!(jobs::fail(&mut tx, "PGRS_1", "w1", "no such file", None, NOW).await.unwrap());
        tx.commit().await.unwrap();
        let failed = jobs::get(&mut store.read(), &ada.brand, "PGRS_1").await.unwrap().unwrap();
        assert_eq!((failed.state, failed.error.as_deref()), (JobState::Failed, Some("no such file")));
        assert!(jobs::claim(&store, &["import"], "w1", NOW.plus(99_000_000), 1).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_job_of_a_transaction_that_is_rolled_back_never_was() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        let mut tx = store.begin().await.unwrap();
        jobs::add(&store, &mut tx, &job("ES_1", "export")).await.unwrap();
        drop(tx);
        // The rollback of PostgreSQL happens in the background; a writer afterwards waits for nothing of it.
        let mut tx = store.begin().await.unwrap();
        assert_eq!(brands::list(&mut tx).await.unwrap().len(), 1);
        tx.commit().await.unwrap();
        assert!(tokio::time::timeout(Duration::from_millis(20), store.job_added()).await.is_err());
        assert!(jobs::claim(&store, &["export"], "w1", NOW.plus(99_000), 1).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn four_workers_share_the_jobs_and_none_is_claimed_twice() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        let mut tx = store.begin().await.unwrap();
        for number in 0..100 {
            jobs::add(&store, &mut tx, &job(&format!("job-{number}"), "export")).await.unwrap();
        }
        tx.commit().await.unwrap();
        let workers: Vec<_> = (0..4)
            .map(|worker| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut taken = Vec::new();
                    let name = format!("w{worker}");
                    while let Some(job) =
                        jobs::claim(&store, &["export"], &name, NOW, 1_000_000).await.unwrap()
                    {
                        taken.push(job.id);
                    }
                    taken
                })
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
