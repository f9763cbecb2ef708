//! Many rows at once: inserted by one call, and visited one by one.

use std::ops::ControlFlow;

use super::{NOW, make_brand, make_survey, on_both};
use crate::{Error, Param, Store, Transaction};

const INSERT_DIVISION: &str = "
    INSERT INTO division (id, brand, name, created_ms)
    VALUES ($1, 'one', lower($2), $3)";
const INSERT_NEW_DIVISION: &str = "
    INSERT INTO division (id, brand, name, created_ms)
    VALUES ($1, 'one', lower($2), $3)
    ON CONFLICT (id) DO NOTHING
    RETURNING id";
const INSERT_NEW_LIST: &str = "
    INSERT INTO field_list (survey_no, version, fields)
    VALUES ($1, $2, $3)
    ON CONFLICT (survey_no, version) DO NOTHING
    RETURNING survey_no, version";
const BY_NAME: &str = "
    SELECT name,
           id,
           NULL
    FROM division
    WHERE brand = $1
    ORDER BY name DESC";
const BY_ID: &str = "
    SELECT id,
           created_ms
    FROM division
    WHERE id > $1
      AND created_ms >= $2
    ORDER BY id
    LIMIT $3";

/// The ids of so many divisions, in order.
fn ids(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("DV_{number:06}")).collect()
}

fn division(id: &str) -> [Param<'_>; 3] {
    [id.into(), id.into(), Param::Integer(NOW.0)]
}

async fn fill(store: &Store, count: usize) {
    let ids = ids(count);
    let rows: Vec<_> = ids.iter().map(|id| division(id)).collect();
    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.insert_many(INSERT_DIVISION, &rows).await.unwrap(), count as u64);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn rows_of_any_table_are_inserted_at_once() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        for count in [0, 1, 7, 8, 9, 64, 147] {
            let mut tx = store.begin().await.unwrap();
            let ids = ids(count);
            let rows: Vec<_> = ids.iter().map(|id| division(id)).collect();
            assert_eq!(tx.insert_many(INSERT_DIVISION, &rows).await.unwrap(), count as u64);
            let found = tx.rows(BY_NAME, &["one".into()]).await.unwrap();
            assert_eq!(found.len(), count);
            // Gone again, unless it is the last.
            if count == 147 {
                tx.commit().await.unwrap();
            }
        }
        let mut tx = store.begin().await.unwrap();
        let again = tx.insert_many(INSERT_DIVISION, &[division("DV_new"), division("DV_000003")]).await;
        assert_eq!(again, Err(Error::Duplicate));
        drop(tx);
        let mut tx = store.begin().await.unwrap();
        let narrow: [&[Param<'_>]; 2] = [&division("DV_new"), &division("DV_newer")[..2]];
        assert!(tx.insert_many(INSERT_DIVISION, &narrow).await.is_err());
        drop(tx);
        // SQLite would keep the third value of the row before, or take null.
        let mut tx = store.begin().await.unwrap();
        assert!(tx.execute(INSERT_DIVISION, &division("DV_new")[..2]).await.is_err());
        drop(tx);
        let mut read: Transaction = store.read();
        assert!(read.insert_many(INSERT_DIVISION, &[division("DV_new")]).await.is_err());
        assert_eq!(read.rows(BY_NAME, &["one".into()]).await.unwrap().len(), 147);
    })
    .await;
}

#[tokio::test]
async fn of_each_row_it_is_said_whether_it_is_new() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        fill(&store, 100).await;
        let mut tx = store.begin().await.unwrap();
        let mut ids = ids(200);
        ids.rotate_left(50);
        ids.push("DV_000150".into());
        let rows: Vec<_> = ids.iter().map(|id| division(id)).collect();
        let new = tx.insert_new(INSERT_NEW_DIVISION, &rows).await.unwrap();
        // 50 that are there, 100 that are not, 50 that are, and one for the second time.
        let meant = [vec![false; 50], vec![true; 100], vec![false; 51]].concat();
        assert_eq!(new, meant);
        tx.commit().await.unwrap();

        let no = make_survey(&store, &ada).await.0;
        let mut tx = store.begin().await.unwrap();
        let list = |version| [Param::Integer(no), Param::Integer(version), "[]".into()];
        assert_eq!(tx.insert_new(INSERT_NEW_LIST, &[list(1), list(2)]).await.unwrap(), [true, true]);
        let again = tx.insert_new(INSERT_NEW_LIST, &[list(2), list(3), list(3)]).await.unwrap();
        assert_eq!(again, [false, true, false]);
    })
    .await;
}

#[tokio::test]
async fn rows_of_any_statement_are_visited_in_its_order() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        // More than two pieces of PostgreSQL.
        fill(&store, 17_000).await;
        tokio::task::spawn_blocking(move || {
            let mut seen = Vec::new();
            store
                .visit(BY_NAME, &["one".into()], |row| {
                    assert_eq!(row.optional_text(2)?, None);
                    assert!(row.integer(1).is_err() && row.text(2).is_err() && row.text(9).is_err());
                    assert_eq!(row.text(0)?, row.text(1)?.to_lowercase());
                    seen.push(row.text(1)?.to_owned());
                    Ok(ControlFlow::Continue(()))
                })
                .unwrap();
            seen.reverse();
            assert_eq!(seen, ids(17_000));
            stops(|visit| store.visit(BY_NAME, &["one".into()], visit));
            // The clients that were stopped are as good as before.
            stops(|visit| store.visit(BY_NAME, &["one".into()], visit));
        })
        .await
        .unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_table_is_visited_by_its_key() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        fill(&store, 17_000).await;
        tokio::task::spawn_blocking(move || {
            let read = |after: &str, limit| {
                let mut seen = Vec::new();
                let params = [after.into(), Param::Integer(NOW.0), Param::Integer(limit)];
                store
                    .visit_by_key(BY_ID, &params, |row| {
                        assert_eq!(row.integer(1)?, NOW.0);
                        seen.push(row.text(0)?.to_owned());
                        Ok(ControlFlow::Continue(()))
                    })
                    .unwrap();
                seen
            };
            let all = ids(17_000);
            assert_eq!(read("", i64::MAX), all);
            assert_eq!(read("DV_000099", 16_384), all[100..16_484]);
            assert_eq!(read("DV_000099", 3), all[100..103]);
            assert_eq!(read("DV_016999", 3), [""; 0]);
            let params = ["".into(), Param::Integer(0), Param::Integer(i64::MAX)];
            stops(|visit| store.visit_by_key(BY_ID, &params, visit));
        })
        .await
        .unwrap();
    })
    .await;
}

/// A visitor that breaks, and one that fails, see no further row.
fn stops(read: impl Fn(&mut Visitor<'_>) -> Result<(), Error>) {
    let mut seen = 0;
    let ended = read(&mut |_| {
        seen += 1;
        Ok(if seen == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    });
    assert_eq!((ended, seen), (Ok(()), 3));
    let failed = read(&mut |_| {
        seen += 1;
        Err(Error::Other("not that one".into()))
    });
    assert_eq!((failed, seen), (Err(Error::Other("not that one".into())), 4));
}

type Visitor<'a> = dyn FnMut(crate::RowRef<'_>) -> Result<crate::Visit, Error> + Send + 'a;
