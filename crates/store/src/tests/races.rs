//! Many at once: nothing is lost, nothing is there twice.

use std::collections::HashSet;

use super::{NOW, make_brand, make_row, make_survey, on_both, response, server, session};
use crate::sessions::SessionChange;
use model::survey::QuotaCount;

use crate::{
    Ended, Error, Scan, SessionEnd, Store, Transaction, counters, presentations, quota_counts, responses,
    sessions,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn six_writers_that_read_and_then_write_lose_nothing() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let row = make_row(&store, &ada).await;
        let no = row.no;
        let mut tx = store.begin().await.unwrap();
        let new = SessionChange { state: Some("0".into()), ..session(&row, "FS_1") };
        assert!(new.apply(&mut tx).await.unwrap());
        tx.commit().await.unwrap();
        let writers: Vec<_> = (0..6)
            .map(|_| {
                let (store, new) = (store.clone(), new.clone());
                tokio::spawn(async move {
                    for _ in 0..50 {
                        // What the server does with a request: on a conflict all of it runs again.
                        while let Err(error) = add_one(&store, &new).await {
                            assert_eq!(error, Error::Conflict);
                        }
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        let session = sessions::get(&mut store.read(), no, "FS_1").await.unwrap().unwrap();
        assert_eq!(session.state, "300");
    })
    .await;
}

async fn add_one(store: &Store, new: &SessionChange) -> Result<(), Error> {
    let mut tx: Transaction = store.begin().await?;
    let session = sessions::get(&mut tx, new.survey, "FS_1").await?.unwrap();
    tokio::task::yield_now().await;
    let state = (session.state.parse::<i64>().unwrap() + 1).to_string();
    let change =
        SessionChange { version: session.version, state: Some(state), due: NOW.plus(1), ..new.clone() };
    assert!(change.apply(&mut tx).await?);
    tx.commit().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_submitters_are_each_answered_and_a_deletion_gets_through() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let row = make_row(&store, &ada).await;
        let no = row.no;
        let other = make_survey(&store, &ada).await;
        store.submit(response(no, 1_000_000)).await.unwrap();
        let submitters: Vec<_> = (0..64_u64)
            .map(|submitter| {
                let store = store.clone();
                tokio::spawn(async move {
                    for step in 0..20 {
                        let survey = if step % 5 == 0 { other } else { no };
                        // Two submitters share each id: one is told that it is there already.
                        let outcome = store.submit(response(survey, submitter / 2 * 100 + step)).await;
                        assert!(matches!(outcome, Ok(()) | Err(Error::Duplicate)), "{outcome:?}");
                    }
                })
            })
            .collect();
        let mut tx = store.begin().await.unwrap();
        responses::delete(&mut tx, &server(row), &response(no, 1_000_000).id).await.unwrap();
        tx.commit().await.unwrap();
        for submitter in submitters {
            submitter.await.unwrap();
        }
        let mut read = store.read();
        let counts = counters::of_survey(&mut read, no).await.unwrap();
        assert_eq!((counts.auditable, counts.deleted), (32 * 16, 1));
        assert_eq!(counters::of_survey(&mut read, other).await.unwrap().auditable, 32 * 4);
        let ids = tokio::task::spawn_blocking(move || {
            let mut ids = Vec::new();
            store
                .scan(&Scan::all(no), |row| {
                    ids.push(row.rid.to_owned());
                    std::ops::ControlFlow::Continue(())
                })
                .unwrap();
            ids
        });
        let ids = ids.await.unwrap();
        assert_eq!(ids.len(), 32 * 16);
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
    })
    .await;
}

#[tokio::test]
async fn what_waits_at_the_end_is_kept_and_answered() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let no = make_survey(&store, &ada).await;
        let waiting: Vec<_> = (0..100)
            .map(|number| {
                let store = store.clone();
                tokio::spawn(async move { store.submit(response(no, number)).await })
            })
            .collect();
        tokio::task::yield_now().await;
        store.close().await.unwrap();
        for submission in waiting {
            // Each was taken before the end, or told so: none hangs.
            let outcome = submission.await.unwrap();
            assert!(matches!(outcome, Ok(()) | Err(Error::Unavailable(_))), "{outcome:?}");
        }
        assert!(matches!(store.submit(response(no, 500)).await, Err(Error::Unavailable(_))));
    })
    .await;
}

/// A shell or a backup that writes: this process asks again and again, and its thread serves others meanwhile.
#[tokio::test]
async fn a_writer_of_another_process_is_waited_for_without_a_thread() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("canvass.db");
    let settings = crate::Settings {
        database: crate::DatabaseUrl::Sqlite(path.clone()),
        files: crate::FilesUrl::Memory,
    };
    let store = Store::open(&settings).await.unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut begun = std::pin::pin!(store.begin());
    assert!(futures_util::future::poll_immediate(&mut begun).await.is_none(), "it is waited for");
    assert!(store.check().await.is_ok(), "who reads is not held up");
    other.execute_batch("ROLLBACK").unwrap();
    begun.await.unwrap().commit().await.unwrap();
}

/// However many end at once, a quota counts no more than its limit, and whoever comes behind it is told so or recorded uncounted.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_quota_never_counts_more_than_its_limit() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let row = make_row(&store, &ada).await;
        let count = |key: &str, limit, ends| QuotaCount { key: key.into(), limit, ends };
        let respondents: Vec<_> = (0..64)
            .map(|number| {
                let end = SessionEnd {
                    change: session(&row, &format!("FS_{number}")),
                    response: Some(response(row.no, number)),
                    owns_id: false,
                    quotas: vec![
                        count("QO_1", 20, true),
                        count("QO_2", 5, false),
                        count("QO_3", 1_000, false),
                    ],
                };
                let store = store.clone();
                tokio::spawn(async move { store.end_session(end).await.unwrap() })
            })
            .collect();
        let mut kept = 0;
        for respondent in respondents {
            let ended = respondent.await.unwrap();
            assert!(matches!(ended, Ended::Kept | Ended::QuotaFull), "{ended:?}");
            kept += i64::from(ended == Ended::Kept);
        }
        let counts = quota_counts::of_survey(&mut store.read(), row.no).await.unwrap();
        let expected = [("QO_1", 20), ("QO_2", 5), ("QO_3", 20)].map(|(key, count)| (key.to_owned(), count));
        assert_eq!((kept, counts), (20, expected.to_vec()));
        assert_eq!(counters::of_survey(&mut store.read(), row.no).await.unwrap().auditable, 20);

        // One that another request changed is counted nowhere.
        let changed = SessionEnd {
            change: SessionChange { version: 7, ..session(&row, "FS_0") },
            response: Some(response(row.no, 100)),
            owns_id: false,
            quotas: vec![count("QO_3", 1_000, false)],
        };
        assert_eq!(store.end_session(changed).await, Ok(Ended::Changed));
        assert_eq!(quota_counts::of_survey(&mut store.read(), row.no).await.unwrap(), expected);
    })
    .await;
}

/// What came to a list after it was first drawn from is counted too, though others have left it: it is not drawn every time.
#[tokio::test]
async fn a_new_item_of_a_list_is_counted() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let no = make_row(&store, &ada).await.no;
        for (items, expected) in [(["1", "2"], [0, 0]), (["1", "3"], [1, 0]), (["1", "3"], [2, 1])] {
            let items = items.map(str::to_owned);
            let mut tx = store.begin_statement().await.unwrap();
            let both = |counts: &[i64]| {
                assert_eq!(counts, expected);
                vec![0, 1]
            };
            presentations::draw(&mut tx, no, "QID1 choices", &items, both).await.unwrap();
            tx.commit().await.unwrap();
        }
    })
    .await;
}

/// However many draw at once, none of a randomizer's children is given twice more than another.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn draws_at_once_are_even() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let no = make_row(&store, &ada).await.no;
        let children = ["FL_2", "FL_3", "FL_4"].map(str::to_owned);
        let respondents: Vec<_> = (0..64_usize)
            .map(|number| {
                let (store, children) = (store.clone(), children.clone());
                tokio::spawn(async move {
                    let mut tx = store.begin_statement().await.unwrap();
                    let least = |counts: &[i64]| {
                        let mut places: Vec<usize> = (0..3).map(|place| (place + number) % 3).collect();
                        places.sort_by_key(|place| counts[*place]);
                        places[..2].to_vec()
                    };
                    let drawn = presentations::draw(&mut tx, no, "FL_1", &children, least).await.unwrap();
                    // What is not committed is not counted.
                    if number % 4 > 0 {
                        tx.commit().await.unwrap();
                        drawn
                    } else {
                        drop(tx);
                        Vec::new()
                    }
                })
            })
            .collect();
        let mut given = [0; 3];
        for respondent in respondents {
            respondent.await.unwrap().into_iter().for_each(|place| given[place] += 1);
        }
        assert_eq!(given, [32, 32, 32]);
    })
    .await;
}
