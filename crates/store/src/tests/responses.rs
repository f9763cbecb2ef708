//! Responses in and out again.

use std::ops::ControlFlow;

use model::survey::overview::ResponseCounts;

use super::{NOW, make_brand, make_row, make_survey, on_both, response, server};
use crate::responses::Flags;
use crate::surveys::SurveyNo;
use crate::{Error, Scan, Store, counters, responses};

#[tokio::test]
async fn a_response_is_kept_once_counted_and_deleted() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let (row, other) = (make_row(&store, &ada).await, make_row(&store, &ada).await);
        let no = row.no;
        let first = response(no, 1);
        store.submit(first.clone()).await.unwrap();
        assert_eq!(store.submit(first.clone()).await, Err(Error::Duplicate));
        let mut preview = response(no, 2);
        preview.flags = Flags::new(1, true);
        store.submit(preview.clone()).await.unwrap();
        store.submit(response(other.no, 1)).await.unwrap();
        assert!(matches!(store.submit(response(SurveyNo(99), 1)).await, Err(Error::NoSurvey)));

        let mut read = store.read();
        let found = responses::get(&mut read, &server(&row), &first.id).await.unwrap().unwrap();
        assert_eq!((found.recorded.0, found.body), (first.recorded_ms, first.body.clone()));
        assert_eq!(responses::get(&mut read, &server(&other), &preview.id).await.unwrap(), None);
        let counts = counters::of_survey(&mut read, no).await.unwrap();
        assert_eq!(counts, ResponseCounts { auditable: 1, generated: 1, deleted: 0 });

        let mut tx = store.begin().await.unwrap();
        assert!(responses::delete(&mut tx, &server(&row), &preview.id).await.unwrap());
        assert!(!responses::delete(&mut tx, &server(&row), &preview.id).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(responses::get(&mut read, &server(&row), &preview.id).await.unwrap(), None);
        assert!(responses::get(&mut read, &server(&row), &first.id).await.unwrap().is_some());
        let counts = counters::of_brand(&mut read, &ada.brand).await.unwrap();
        assert_eq!(counts, ResponseCounts { auditable: 2, generated: 0, deleted: 1 });
        assert_eq!(counters::of_owner(&mut read, &ada.brand, &ada.id.clone().into()).await.unwrap(), counts);
    })
    .await;
}

#[tokio::test]
async fn a_piece_of_an_import_can_be_run_again() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let no = make_survey(&store, &ada).await;
        let piece: Vec<_> = (0..1300).map(|number| response(no, number)).collect();
        assert_eq!(store.submit_many(piece[..900].to_vec()).await.unwrap(), 900);
        assert_eq!(store.submit_many(piece).await.unwrap(), 400);
        let counts = counters::of_survey(&mut store.read(), no).await.unwrap();
        assert_eq!(counts, ResponseCounts { auditable: 1300, generated: 0, deleted: 0 });
        let all = tokio::task::spawn_blocking(move || numbers(&store, &Scan::all(no)));
        assert_eq!(all.await.unwrap().len(), 1300);
    })
    .await;
}

#[tokio::test]
async fn a_scan_reads_ranges_times_and_limits_in_order() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        let (no, other) = (make_survey(&store, &ada).await, make_survey(&store, &ada).await);
        let mut rows: Vec<_> = (0..9000).map(|number| response(no, number)).collect();
        rows[4000].modified_ms = NOW.0 + 99_000_000;
        store.submit_many(rows).await.unwrap();
        store.submit_many((0..10).map(|number| response(other, number)).collect()).await.unwrap();

        tokio::task::spawn_blocking(move || {
            let all = numbers(&store, &Scan::all(no));
            assert_eq!(all.len(), 9000);
            let ranges = store.split(&Scan::all(no), 3).unwrap();
            assert_eq!(ranges.len(), 3);
            let parts = ranges.into_iter().flat_map(|rows| numbers(&store, &Scan { rows, ..Scan::all(no) }));
            assert_eq!(parts.collect::<Vec<_>>(), all);

            let recorded = (NOW.0 + 8_990_000)..(NOW.0 + 8_995_000);
            let last = Scan { recorded, ..Scan::all(no) };
            let ranges = store.split(&last, 2).unwrap();
            assert_eq!(ranges.iter().map(|range| range.end - range.start).sum::<i64>(), 5);
            let found = numbers(&store, &Scan { rows: ranges[0].start..ranges[1].end, ..last.clone() });
            assert_eq!(found, [8990, 8991, 8992, 8993, 8994]);
            assert_eq!(numbers(&store, &last), found);

            let changed = Scan { modified: (NOW.0 + 99_000_000)..i64::MAX, ..Scan::all(no) };
            assert_eq!(numbers(&store, &changed), [4000]);
            assert_eq!(numbers(&store, &Scan { limit: 8500, ..Scan::all(no) }), all[..8500]);
            let never = Scan { recorded: 0..1, ..Scan::all(no) };
            assert_eq!(store.split(&never, 4).unwrap(), []);

            let mut seen = 0;
            let stop = |_: crate::ResponseRef<'_>| {
                seen += 1;
                if seen == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            store.scan(&Scan::all(no), stop).unwrap();
            assert_eq!(seen, 3);
        })
        .await
        .unwrap();
    })
    .await;
}

/// The numbers that `super::response` made the rows of, checked against their bodies.
fn numbers(store: &Store, scan: &Scan) -> Vec<i64> {
    let mut found = Vec::new();
    let mut before = 0;
    store
        .scan(scan, |row| {
            assert!(row.id > before && scan.rows.contains(&row.id));
            before = row.id;
            let number = (row.recorded_ms - NOW.0) / 1000;
            assert_eq!(row.body, format!("body {number}").as_bytes());
            assert_eq!(row.rid, model::ResponseId::generate(NOW.0, number as u64, number as u64).as_str());
            found.push(number);
            ControlFlow::Continue(())
        })
        .unwrap();
    found
}
