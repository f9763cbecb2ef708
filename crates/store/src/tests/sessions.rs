//! Sessions: written only as they were read, ended together with their response, found when they are due; and what
//! fails alone in the writer of responses.

use std::ops::ControlFlow;

use model::Moment;
use tokio::sync::oneshot;

use super::{NOW, make_brand, make_row, on_both, response, server, session};
use crate::group_commit::{Submission, settle};
use crate::recording::{Outcome, Work};
use crate::responses::Flags;
use crate::sessions::SessionChange;
use crate::surveys::{SurveyNo, SurveyRow};
use crate::{Ended, Error, NewResponse, Scan, SessionEnd, Store, counters, sessions, surveys};

#[tokio::test]
async fn a_session_is_written_only_at_the_version_that_was_read() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let (row, other) = (make_row(&store, &ada).await, make_row(&store, &ada).await);
        let new = session(&row, "FS_1");
        assert!(apply(&store, &new).await);
        assert!(!apply(&store, &new).await, "it is there already");
        let changed =
            SessionChange { version: 1, state: Some("{\"a\":1}".into()), now: NOW.plus(1), ..new.clone() };
        assert!(apply(&store, &changed).await);
        assert!(!apply(&store, &SessionChange { now: NOW.plus(2), ..changed.clone() }).await);
        assert!(!apply(&store, &SessionChange { survey: other.no, version: 2, ..changed.clone() }).await);
        let mut read = store.read();
        assert_eq!(sessions::get(&mut read, other.no, "FS_1").await.unwrap(), None);
        let found = sessions::get(&mut read, row.no, "FS_1").await.unwrap().unwrap();
        assert_eq!((found.state.as_str(), found.version, found.changed), ("{\"a\":1}", 2, NOW.plus(1)));
        assert_eq!((found.definition, found.created, &found.brand), (1, NOW, &ada.brand));
        let gone = SessionChange { version: 1, state: None, ..new };
        assert!(!apply(&store, &gone).await, "it was changed meanwhile");
        assert!(apply(&store, &SessionChange { version: 2, ..gone }).await);
        assert_eq!(sessions::get(&mut read, row.no, "FS_1").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_session_and_its_response_are_written_both_or_neither() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let row = make_row(&store, &ada).await;
        let end = SessionEnd {
            change: SessionChange { state: Some("over".into()), ..session(&row, "FS_1") },
            response: Some(response(row.no, 1)),
            owns_id: false,
            quotas: Vec::new(),
        };
        assert_eq!(store.end_session(end.clone()).await, Ok(Ended::Kept));
        assert_eq!(store.end_session(end.clone()).await, Ok(Ended::Changed), "it has ended");
        // An id that another response has is no repetition: nothing of it is written, and another id helps.
        let mut other = SessionEnd { change: session(&row, "FS_2"), ..end };
        assert_eq!(store.end_session(other.clone()).await, Err(Error::Duplicate));
        assert_eq!(sessions::get(&mut store.read(), row.no, "FS_2").await.unwrap(), None);
        other.response = Some(response(row.no, 2));
        assert_eq!(store.end_session(other).await, Ok(Ended::Kept));
        let without =
            SessionEnd { change: session(&row, "FS_3"), response: None, owns_id: false, quotas: Vec::new() };
        assert_eq!(store.end_session(without).await, Ok(Ended::Kept));
        assert_eq!(bodies(&store, row.no).await, ["body 1", "body 2"]);
        let counts = counters::of_survey(&mut store.read(), row.no).await.unwrap();
        assert_eq!(counts.auditable, 2);

        let mut tx = store.begin().await.unwrap();
        surveys::delete(&mut tx, server(row.clone()), NOW).await.unwrap();
        tx.commit().await.unwrap();
        let late = SessionEnd {
            change: SessionChange { version: 1, state: None, ..session(&row, "FS_3") },
            response: Some(response(row.no, 3)),
            owns_id: false,
            quotas: Vec::new(),
        };
        assert_eq!(store.end_session(late).await, Err(Error::NoSurvey));
        assert_eq!(store.submit(response(row.no, 3)).await, Err(Error::NoSurvey));
        assert_eq!(bodies(&store, row.no).await.len(), 2);
    })
    .await;
}

/// A response whose id follows from its session may have been recorded before, as a partial one even.
#[tokio::test]
async fn a_finished_response_takes_the_place_of_its_sessions_unfinished_one() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let row = make_row(&store, &ada).await;
        let partial = NewResponse { flags: Flags::new(0, false), ..response(row.no, 1) };
        store.submit(partial.clone()).await.unwrap();
        store.submit(response(row.no, 2)).await.unwrap();
        let ended = |id: &str, response: NewResponse| SessionEnd {
            change: session(&row, id),
            response: Some(response),
            owns_id: true,
            quotas: Vec::new(),
        };
        let finished = NewResponse { body: b"finished".to_vec(), ..response(row.no, 1) };
        assert_eq!(store.end_session(ended("FS_1", finished)).await, Ok(Ended::Kept));
        assert_eq!(bodies(&store, row.no).await, ["body 2", "finished"], "behind what was read before");
        // What is finished stays, whatever comes under its id.
        assert_eq!(store.end_session(ended("FS_2", partial)).await, Ok(Ended::Kept));
        assert_eq!(store.end_session(ended("FS_3", response(row.no, 1))).await, Ok(Ended::Kept));
        assert_eq!(bodies(&store, row.no).await, ["body 2", "finished"]);
        let counts = counters::of_survey(&mut store.read(), row.no).await.unwrap();
        assert_eq!((counts.auditable, counts.deleted), (2, 0));
    })
    .await;
}

#[tokio::test]
async fn sessions_that_are_due_are_claimed_in_pieces_and_found_again_after_a_crash() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let row = make_row(&store, &ada).await;
        for number in 0..5 {
            let due = NOW.plus(10 * number);
            assert!(apply(&store, &SessionChange { due, ..session(&row, &format!("FS_{number}")) }).await);
        }
        let claim = async |now, most| {
            let mut tx = store.begin_statement().await.unwrap();
            let due = sessions::is_due(&mut tx, now).await.unwrap();
            let claimed = sessions::claim_due(&mut tx, now, Moment::plus(now, 1000), most).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(due, !claimed.is_empty());
            let mut claimed: Vec<String> = claimed.into_iter().map(|session| session.id).collect();
            claimed.sort_unstable();
            claimed
        };
        assert_eq!(claim(NOW.plus(-1), 9).await, [""; 0]);
        assert_eq!(claim(NOW.plus(30), 3).await, ["FS_0", "FS_1", "FS_2"]);
        assert_eq!(claim(NOW.plus(30), 3).await, ["FS_3"], "the others are somebody's");
        let postponed = sessions::get(&mut store.read(), row.no, "FS_0").await.unwrap().unwrap();
        let mut tx = store.begin_statement().await.unwrap();
        sessions::postpone(&mut tx, &postponed, NOW.plus(90_000)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(claim(NOW.plus(2000), 9).await, ["FS_1", "FS_2", "FS_3", "FS_4"], "the lease is out");
    })
    .await;
}

/// One of 512 that cannot be written fails alone.
#[tokio::test]
async fn what_is_wrong_with_one_submission_fails_none_of_the_others() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let row = make_row(&store, &ada).await;
        let wrong = SurveyRow { brand: super::brand_id("nowhere"), ..row.clone() };
        let mut answers = Vec::new();
        let mut batch = Vec::new();
        for number in 0..512 {
            let work = match number {
                77 | 78 => Work::End(Box::new(SessionEnd {
                    change: session(&wrong, &format!("FS_{number}")),
                    response: Some(response(row.no, number)),
                    owns_id: false,
                    quotas: Vec::new(),
                })),
                _ => Work::Responses(vec![response(row.no, number)]),
            };
            let (reply, answer) = oneshot::channel();
            batch.push(Submission { work, reply });
            answers.push(answer);
        }
        settle(store.database(), batch).await;
        for (number, answer) in answers.into_iter().enumerate() {
            let outcome = answer.await.unwrap();
            if number == 77 || number == 78 {
                assert!(matches!(outcome, Err(Error::Other(_))), "{outcome:?}");
            } else {
                assert_eq!(outcome, Ok(vec![Outcome::Kept]), "{number}");
            }
        }
        assert_eq!(bodies(&store, row.no).await.len(), 510);
    })
    .await;
}

#[tokio::test]
async fn a_store_whose_writer_has_ended_is_not_ready() {
    on_both(async |store| {
        assert_eq!(store.check().await, Ok(()));
        store.close_writer().await;
        assert!(matches!(store.check().await, Err(Error::Unavailable(_))));
    })
    .await;
}

#[tokio::test]
async fn of_many_who_change_a_session_at_once_one_does() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let row = make_row(&store, &ada).await;
        for version in 0..3 {
            let change = |number: usize| SessionChange {
                version,
                state: Some(number.to_string()),
                ..session(&row, "FS_1")
            };
            let (same, others) =
                ((0..20).map(change), (0..20).map(|number| session(&row, &format!("FS_{version}{number}"))));
            let all = same.chain(others).map(|change| store.change_session(change));
            let written: Vec<bool> = futures_util::future::try_join_all(all).await.unwrap();
            assert_eq!(written[..20].iter().filter(|written| **written).count(), 1);
            assert!(written[20..].iter().all(|written| *written), "the others have sessions of their own");
            let kept = sessions::get(&mut store.read(), row.no, "FS_1").await.unwrap().unwrap();
            let winner = written.iter().position(|written| *written).unwrap();
            assert_eq!((kept.state, kept.version), (winner.to_string(), version + 1));
        }
    })
    .await;
}

async fn apply(store: &Store, change: &SessionChange) -> bool {
    let mut tx = store.begin_statement().await.unwrap();
    let applied = change.apply(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    applied
}

/// The bodies of the survey's responses, in the order of recording.
async fn bodies(store: &Store, no: SurveyNo) -> Vec<String> {
    let store = store.clone();
    let read = tokio::task::spawn_blocking(move || {
        let mut bodies = Vec::new();
        let scanned = store.scan(&Scan::all(no), |row| {
            bodies.push(String::from_utf8_lossy(row.body).into_owned());
            ControlFlow::Continue(())
        });
        scanned.map(|()| bodies)
    });
    read.await.unwrap().unwrap()
}
